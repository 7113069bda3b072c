"""Points, boxes and places of an image as SAM's decoder takes them."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from .attention import WIDTH

LABELS = 4
"""A negative point, a positive one, a box's first corner and its second."""


class PositionEncoding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.positional_encoding_gaussian_matrix = nn.Parameter(torch.empty(2, WIDTH // 2))

    def forward(self, places: Tensor) -> Tensor:
        """[..., 2], x and y in 0..1 → [..., 256]."""
        phase = 2 * math.pi * ((2 * places - 1) @ self.positional_encoding_gaussian_matrix)
        return torch.cat([phase.sin(), phase.cos()], -1)


class PromptEncoder(nn.Module):
    """Attribute names are those of the official checkpoints' entries; masks as prompts are left out."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self.pe_layer = PositionEncoding()
        self.point_embeddings = nn.ModuleList(nn.Embedding(1, WIDTH) for _ in range(LABELS))
        self.not_a_point_embed = nn.Embedding(1, WIDTH)
        self.no_mask_embed = nn.Embedding(1, WIDTH)

    def forward(self, points: Tensor, labels: Tensor) -> Tensor:
        """
        :param points: [N, P, 2], pixels of the input, (0, 0) is the first one's centre
        :param labels: float32[N, P]: -1 for padding, else a row of `point_embeddings`
        """
        places = self.pe_layer((points + 0.5) / self.size)
        rows = [self.not_a_point_embed, *self.point_embeddings]
        kinds = torch.cat([row.weight for row in rows])[labels.long() + 1]
        return torch.where(labels[..., None] < 0, torch.zeros_like(places), places) + kinds

    def cells(self, side: int) -> Tensor:
        """Of the places of side × side cells, row by row: [1, cells, 256]."""
        centres = (torch.arange(side) + 0.5) / side
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        places = torch.stack([x, y], -1).flatten(0, 1)
        return self.pe_layer(places.to(self.no_mask_embed.weight.dtype))[None]
