"""The model as three ONNX graphs, each for every image size and number of prompts."""

from __future__ import annotations

from pathlib import Path

import torch

from ..trace import trace
from .config import STRIDE
from .model import LEVEL_ORDER, ImageEncoder, MaskMaker, PromptDecoder, SemanticSam

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
    trace(ImageEncoder(model), {"image": image}, ["mask_features", "memory"], ENCODER_AXES, file, half)


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
    trace(PromptDecoder(model, order, prompt_type), inputs, outputs, DECODER_AXES, file, half)


def export_masks(model: SemanticSam, file: Path) -> None:
    """mask_embeds, mask_features → masks (see `masks_of`); without weights, so never halved."""
    hidden = model.config.hidden
    height, width = (side // 4 for side in TRACED)
    inputs = {
        "mask_embeds": torch.zeros(TRACED_PROMPTS, hidden),
        "mask_features": torch.zeros(1, hidden, height, width),
    }
    trace(MaskMaker(), inputs, ["masks"], MASKS_AXES, file, half=False)


def export_all(model: SemanticSam, folder: Path, half: bool = False) -> None:
    """The files that `manifest_of` names."""
    export_encoder(model, folder / "encoder.onnx", half)
    export_decoder(model, folder / "decoder.onnx", half=half)
    export_masks(model, folder / "masks.onnx")
