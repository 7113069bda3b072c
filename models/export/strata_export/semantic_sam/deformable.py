"""Deformable attention without a custom operator, in two forms that agree.

`sample_maps` projects values for every pixel and samples them (`GridSample`): right where there are as many queries as
pixels. `gather_rows` samples first and projects what it took, since both are linear: right for a few queries.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.onnx.operators import shape_as_tensor

from .config import LEVELS, Config


def size_of(features: Tensor) -> Tensor:
    """(width, height) of a map [1, C, H, W] as float[2], which stays a shape operation in an exported graph."""
    shape = shape_as_tensor(features)
    return torch.stack([shape[3], shape[2]]).to(features.dtype)


class DeformableAttention(nn.Module):
    """Parameters of one such attention. Offsets are laid out [head, level, point, xy], weights [head, level · point]."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads, self.points, self.hidden = config.attention_heads, config.points, config.hidden
        samples = self.heads * LEVELS * self.points
        self.sampling_offsets = nn.Linear(self.hidden, samples * 2)
        self.attention_weights = nn.Linear(self.hidden, samples)
        self.value_proj = nn.Linear(self.hidden, self.hidden)
        self.output_proj = nn.Linear(self.hidden, self.hidden)

    def offsets(self, query: Tensor) -> Tensor:
        """[Q, hidden] → [Q, heads, levels, points, 2]"""
        return self.sampling_offsets(query).reshape(-1, self.heads, LEVELS, self.points, 2)

    def weights(self, query: Tensor) -> Tensor:
        """[Q, hidden] → [Q, heads, levels, points], which sum to 1 over levels and points together"""
        weights = self.attention_weights(query).reshape(-1, self.heads, LEVELS * self.points).softmax(2)
        return weights.reshape(-1, self.heads, LEVELS, self.points)

    def sample_maps(self, query: Tensor, maps: list[Tensor], centres: Tensor) -> Tensor:
        """
        query [Q, hidden]; maps: per level [1, hidden, H, W]; centres [Q, 2], (x, y) in 0..1, offsets are pixels of
        the level sampled. Returns [Q, hidden].
        """
        offsets, weights = self.offsets(query), self.weights(query)
        size = self.hidden // self.heads
        total: Tensor | None = None
        for level, features in enumerate(maps):
            height, width = features.shape[2], features.shape[3]
            tokens = features.flatten(2)[0].transpose(0, 1)
            value = self.value_proj(tokens).transpose(0, 1).reshape(self.heads, size, height, width)
            at = centres[:, None, None] + offsets[:, :, level] / size_of(features)
            grid = (2 * at - 1).permute(1, 0, 2, 3)
            taken = F.grid_sample(value, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
            # Added up level by level: all four at once would take four times the memory.
            part = (taken * weights[:, :, level].permute(1, 0, 2)[:, None]).sum(3)
            total = part if total is None else total + part
        assert total is not None
        return self.output_proj(total.permute(2, 0, 1).reshape(-1, self.hidden))

    def gather_rows(self, query: Tensor, memory: Tensor, sizes: Tensor, starts: Tensor, at: Tensor) -> Tensor:
        """
        query [Q, hidden]; memory [S, hidden]: the levels' cells, row by row, one level after another; sizes
        [levels, 2], (width, height) of each; starts [levels]: the row of each one's first cell; at
        [Q, heads, levels, points, 2], (x, y) in 0..1. Returns [Q, hidden].
        """
        pixel = at * sizes[:, None] - 0.5
        low = pixel.floor()
        part = pixel - low
        last = sizes[:, None] - 1
        weights = self.weights(query)
        rows, shares = [], []
        for down in (0, 1):
            for right in (0, 1):
                corner = low + torch.tensor([right, down], dtype=low.dtype)
                inside = ((corner >= 0) & (corner <= last)).to(low.dtype)
                share = torch.stack(
                    [
                        part[..., 0] if right else 1 - part[..., 0],
                        part[..., 1] if down else 1 - part[..., 1],
                    ],
                    -1,
                )
                shares.append(weights * (share * inside).prod(-1))
                # Beyond the map: any row does, its share is nothing.
                corner = torch.minimum(corner.clamp(min=0), last)
                rows.append(starts[:, None] + corner[..., 1] * sizes[:, None, 0] + corner[..., 0])
        row = torch.stack(rows, -1).to(torch.int64).flatten()
        share = torch.stack(shares, -1).reshape(-1, 1, LEVELS * self.points * 4)
        taken = memory[row].reshape(-1, LEVELS * self.points * 4, self.hidden)
        mean = (share @ taken).reshape(-1, self.heads, self.hidden).transpose(0, 1)
        kept = share.sum(2).reshape(-1, self.heads, 1).transpose(0, 1)
        size = self.hidden // self.heads
        project = self.value_proj.weight.reshape(self.heads, size, self.hidden).transpose(1, 2)
        # The bias counts as much as the samples that lie on the map: zeros beyond it are not projected.
        out = mean @ project + kept * self.value_proj.bias.reshape(self.heads, 1, size)
        return self.output_proj(out.transpose(0, 1).reshape(-1, self.hidden))
