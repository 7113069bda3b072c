from __future__ import annotations

import math

import torch

from strata_export.semantic_sam.positions import box_code, map_code, sine_code


def angle(value: float, k: int, size: int) -> float:
    return value / 10000 ** (2 * k / size)


def test_a_sine_code_is_sine_and_cosine_in_turn() -> None:
    code = sine_code(torch.tensor([0.7, 3.1]), 8)
    for row, value in enumerate((0.7, 3.1)):
        for k in range(4):
            assert math.isclose(code[row, 2 * k], math.sin(angle(value, k, 8)), abs_tol=1e-6)
            assert math.isclose(code[row, 2 * k + 1], math.cos(angle(value, k, 8)), abs_tol=1e-6)


def test_a_cell_is_coded_by_its_row_then_its_column_counted_from_one() -> None:
    code = map_code(torch.zeros(1, 3, 4, 5), 16)
    assert code.shape == (20, 16)
    row, column = 2, 3
    y, x = 2 * math.pi * (row + 1) / (4 + 1e-6), 2 * math.pi * (column + 1) / (5 + 1e-6)
    found = code[row * 5 + column]
    assert torch.allclose(found[:8], sine_code(torch.tensor(y), 8), atol=1e-5)
    assert torch.allclose(found[8:], sine_code(torch.tensor(x), 8), atol=1e-5)


def test_a_box_is_coded_by_y_x_width_height() -> None:
    cx, cy, width, height = 0.2, 0.6, 0.1, 0.3
    code = box_code(torch.tensor([[cx, cy, width, height]]), 16)
    parts = [sine_code(torch.tensor(2 * math.pi * side), 8) for side in (cy, cx, width, height)]
    assert torch.allclose(code[0], torch.cat(parts), atol=1e-5)
