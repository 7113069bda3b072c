"""The model as three ONNX graphs, each for every image size and number of prompts."""

from __future__ import annotations

import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

from ..onnx_files import half_weights, plain_names, save, shared_constants
from .config import STRIDE
from .model import LEVEL_ORDER, ImageEncoder, MaskMaker, PromptDecoder, SemanticSam

OPSET = 17
"""The first with LayerNormalization; later ones rename GridSample's modes and bring nothing that is needed."""

TRACED = (5 * STRIDE, 3 * STRIDE)
"""Height and width of the traced image. Unlike, and odd multiples, so that no size passes for another one."""
TRACED_PROMPTS = 3

ENCODER_AXES = {
    "image": {2: "height", 3: "width"},
    "mask_features": {2: "height/4", 3: "width/4"},
    "memory": {0: "cells"},
}
DECODER_AXES = {
    "boxes": {0: "prompts"},
    "mask_features": ENCODER_AXES["mask_features"],
    "memory": ENCODER_AXES["memory"],
    "scores": {0: "prompts"},
    "mask_boxes": {0: "prompts"},
    "mask_embeds": {0: "prompts"},
}

MASKS_AXES = {
    "mask_embeds": {0: "masks"},
    "mask_features": ENCODER_AXES["mask_features"],
    "masks": {0: "masks", 1: "height/4", 2: "width/4"},
}


def export_encoder(model: SemanticSam, file: Path, half: bool = False) -> None:
    """image → mask_features, memory (see `ImageEncoder`)."""
    image = torch.zeros(1, 3, *TRACED)
    _export(ImageEncoder(model), {"image": image}, ["mask_features", "memory"], ENCODER_AXES, file, half)


def export_decoder(
    model: SemanticSam, file: Path, order: list[int] = LEVEL_ORDER, prompt_type: int = 0, half: bool = False
) -> None:
    """boxes, mask_features, memory → scores, mask_boxes, mask_embeds (see `MaskDecoder`)."""
    with torch.inference_mode():
        mask_features, memory = ImageEncoder(model)(torch.zeros(1, 3, *TRACED))
    inputs = {
        "boxes": torch.full((TRACED_PROMPTS, 4), 0.5),
        "mask_features": mask_features.clone(),
        "memory": memory.clone(),
    }
    outputs = ["scores", "mask_boxes", "mask_embeds"]
    _export(PromptDecoder(model, order, prompt_type), inputs, outputs, DECODER_AXES, file, half)


def export_masks(model: SemanticSam, file: Path) -> None:
    """mask_embeds, mask_features → masks (see `masks_of`); without weights, so never halved."""
    hidden = model.config.hidden
    height, width = (side // 4 for side in TRACED)
    inputs = {
        "mask_embeds": torch.zeros(TRACED_PROMPTS, hidden),
        "mask_features": torch.zeros(1, hidden, height, width),
    }
    _export(MaskMaker(), inputs, ["masks"], MASKS_AXES, file, half=False)


def export_all(model: SemanticSam, folder: Path, half: bool = False) -> None:
    """The files that `manifest_of` names."""
    export_encoder(model, folder / "encoder.onnx", half)
    export_decoder(model, folder / "decoder.onnx", half=half)
    export_masks(model, folder / "masks.onnx")


def _export(
    module: nn.Module,
    inputs: dict[str, torch.Tensor],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
    file: Path,
    half: bool,
) -> None:
    names = [*inputs, *outputs]
    with warnings.catch_warnings(), torch.no_grad():
        # The exporter that traces is called old; the other one freezes the image's size.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # A size that became a Python number would be every image's size.
        warnings.filterwarnings(
            "error", "Converting a tensor to a Python (integer|float|index|number)", torch.jit.TracerWarning
        )
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(file),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes={name: axes[name] for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
        results = module(*inputs.values())
        shapes = [result.shape for result in (results if isinstance(results, tuple) else (results,))]
    graph = shared_constants(onnx.load(file))
    for value, shape in zip(graph.graph.output, shapes, strict=True):
        # The exporter does not know of a reshaped tensor which of its sides never change.
        for at, (side, dimension) in enumerate(zip(shape, value.type.tensor_type.shape.dim, strict=True)):
            if at not in axes[value.name]:
                dimension.dim_value = side
    save(plain_names(half_weights(graph) if half else graph), file)
