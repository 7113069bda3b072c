"""Sine codes of positions."""

from __future__ import annotations

import math

import torch
from torch import Tensor

BASE = 10000.0


def sine_code(angle: Tensor, size: int) -> Tensor:
    """[...] → [..., size]: sine and cosine in turn, at size/2 wavelengths from 2π to 2π · BASE."""
    scale = torch.tensor([BASE ** (-2 * k / size) for k in range(size // 2)], dtype=torch.float32)
    phase = angle.unsqueeze(-1) * scale
    return torch.stack([phase.sin(), phase.cos()], -1).flatten(-2)


def map_code(features: Tensor, hidden: int) -> Tensor:
    """The code of each cell of a map [1, C, H, W]: [H · W, hidden], rows before columns, counted from just above 0 to 2π."""
    height, width = features.shape[2], features.shape[3]

    def along(length: Tensor | int) -> Tensor:
        at = torch.arange(1, length + 1, dtype=torch.float32)
        return sine_code(at * (2 * math.pi) / (length + 1e-6), hidden // 2)

    rows = along(height)[:, None].expand(-1, width, -1)
    columns = along(width)[None].expand(height, -1, -1)
    return torch.cat([rows, columns], 2).flatten(0, 1)


def box_code(boxes: Tensor, hidden: int) -> Tensor:
    """Boxes [Q, 4] (cx, cy, w, h in 0..1) → [Q, 2 · hidden]: the codes of cy, cx, w and h."""
    cx, cy, width, height = boxes.unbind(1)
    return torch.cat([sine_code(2 * math.pi * side, hidden // 2) for side in (cy, cx, width, height)], 1)
