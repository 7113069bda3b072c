"""The model as three ONNX graphs, for any number of prompts and of points in each."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ..trace import trace
from .attention import WIDTH
from .model import ImageEncoder, Preparation, PromptDecoder, Sam, extras

FEATURES = "image_embeddings"
PREPARED = ("cells", "cell_keys", "cell_values", "cell_queries")
AXES = {
    "point_coords": {0: "prompts", 1: "points"},
    "point_labels": {0: "prompts", 1: "points"},
    "masks": {0: "prompts"},
    "scores": {0: "prompts"},
}
TRACED = (3, 2)
"""Prompts, and points in each."""


def export_graphs(model: Sam, folder: Path, half: bool = False) -> None:
    """Writes encoder.onnx, prepare.onnx and decoder.onnx: see `ImageEncoder`, `Preparation`, `PromptDecoder`."""
    size, more = model.variant.size, extras(model.variant)
    image = {"image": torch.zeros(1, 3, size, size)}
    trace(ImageEncoder(model), image, [FEATURES, *more], {}, folder / "encoder.onnx", half, fixed=True)
    features = {FEATURES: torch.zeros(1, WIDTH, model.side, model.side)}
    trace(Preparation(model), features, list(PREPARED), {}, folder / "prepare.onnx", half, fixed=True)
    trace(PromptDecoder(model), _decoder_inputs(model), ["masks", "scores"], AXES, folder / "decoder.onnx", half)


@torch.inference_mode()
def _decoder_inputs(model: Sam) -> dict[str, Tensor]:
    side = model.side
    prepared = Preparation(model)(torch.zeros(1, WIDTH, side, side))
    shapes = {
        "fine_features": (1, 32, 4 * side, 4 * side),
        "finer": (1, 4 * side**2, 64),
        "finest": (1, 16 * side**2, 32),
    }
    return {
        "point_coords": torch.zeros(*TRACED, 2),
        "point_labels": torch.ones(*TRACED),
        **{name: part.clone() for name, part in zip(PREPARED, prepared, strict=True)},
        **{name: torch.zeros(shapes[name]) for name in extras(model.variant)},
    }
