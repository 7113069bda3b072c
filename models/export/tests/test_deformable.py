"""Both forms of deformable attention against the definition, one sample at a time."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from strata_export.semantic_sam.config import TINY
from strata_export.semantic_sam.deformable import DeformableAttention
from strata_export.semantic_sam.pixel_decoder import cell_centres

SIZES = [(5, 7), (3, 4), (2, 2), (1, 1)]


def attention(seed: int) -> DeformableAttention:
    torch.manual_seed(seed)
    module = DeformableAttention(TINY)
    with torch.no_grad():
        # Samples on the map, at its edge and beyond it.
        module.sampling_offsets.bias.normal_(std=2)
    return module.eval()


def bilinear(features: Tensor, x: float, y: float) -> Tensor:
    """features [C, H, W] at (x, y) in 0..1; cells that are not there are zero."""
    channels, height, width = features.shape
    column, row = x * width - 0.5, y * height - 0.5
    total = torch.zeros(channels)
    for j in (math.floor(row), math.floor(row) + 1):
        for i in (math.floor(column), math.floor(column) + 1):
            if 0 <= i < width and 0 <= j < height:
                total += (1 - abs(column - i)) * (1 - abs(row - j)) * features[:, j, i]
    return total


def by_definition(module: DeformableAttention, query: Tensor, maps: list[Tensor], at: Tensor) -> Tensor:
    """at: [Q, heads, levels, points, 2]"""
    size = module.hidden // module.heads
    weights = module.weights(query)
    values = [
        module.value_proj(features[0].flatten(1).T).T.reshape(module.hidden, *features.shape[2:])
        for features in maps
    ]
    out = torch.zeros(len(query), module.hidden)
    for q in range(len(query)):
        for head in range(module.heads):
            part = slice(head * size, (head + 1) * size)
            for level, value in enumerate(values):
                for point in range(module.points):
                    x, y = at[q, head, level, point].tolist()
                    out[q, part] += weights[q, head, level, point] * bilinear(value[part], x, y)
    return module.output_proj(out)


def test_sampling_maps_is_the_definition() -> None:
    module, maps = attention(1), [torch.randn(1, TINY.hidden, *size) for size in SIZES]
    centres = torch.cat([cell_centres(features) for features in maps])
    query = torch.randn(len(centres), TINY.hidden)
    cells = torch.tensor([[width, height] for height, width in SIZES], dtype=torch.float32)
    with torch.inference_mode():
        at = centres[:, None, None, None] + module.offsets(query) / cells[:, None]
        expected = by_definition(module, query, maps, at)
        assert (module.sample_maps(query, maps, centres) - expected).abs().max() < 1e-5


def test_gathering_rows_is_the_definition() -> None:
    module, maps = attention(2), [torch.randn(1, TINY.hidden, *size) for size in SIZES]
    query = torch.randn(9, TINY.hidden)
    at = torch.rand(9, module.heads, len(SIZES), module.points, 2) * 1.6 - 0.3
    memory = torch.cat([features[0].flatten(1).T for features in maps])
    sizes = torch.tensor([[width, height] for height, width in SIZES], dtype=torch.float32)
    cells = sizes.prod(1)
    with torch.inference_mode():
        found = module.gather_rows(query, memory, sizes, cells.cumsum(0) - cells, at)
        assert (found - by_definition(module, query, maps, at)).abs().max() < 1e-5


def test_samples_beyond_the_map_bring_no_bias() -> None:
    module, maps = attention(3), [torch.randn(1, TINY.hidden, *size) for size in SIZES]
    memory = torch.cat([features[0].flatten(1).T for features in maps])
    sizes = torch.tensor([[width, height] for height, width in SIZES], dtype=torch.float32)
    cells = sizes.prod(1)
    far = torch.full((1, module.heads, len(SIZES), module.points, 2), 5.0)
    with torch.inference_mode():
        found = module.gather_rows(torch.randn(1, TINY.hidden), memory, sizes, cells.cumsum(0) - cells, far)
        assert torch.equal(found[0], module.output_proj.bias)
