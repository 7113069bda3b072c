"""The mean of runs' weights: where one run went on from the other, it has much of what both learned."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor


def mean_weights(checkpoints: list[Path]) -> dict[str, Tensor]:
    """Every checkpoint's averaged weights count the same. Raises ValueError where their shapes differ."""
    every = [torch.load(file)["average"] for file in checkpoints]
    shapes = [{name: value.shape for name, value in weights.items()} for weights in every]
    if not every or any(other != shapes[0] for other in shapes):
        raise ValueError("Expected checkpoints of decoders of one shape; train them from one another (--start).")
    return {name: torch.stack([weights[name].float() for weights in every]).mean(0) for name in every[0]}
