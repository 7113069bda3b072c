from __future__ import annotations

import pytest
import torch
from torch import nn

from strata_export.pictures import clicks, picture
from strata_export.semantic_sam.config import TINY
from strata_export.semantic_sam.mask_decoder import SelfAttention, grid_of, held, logit
from strata_export.semantic_sam.model import LEVEL_ORDER, ImageEncoder, PromptDecoder, SemanticSam, answers_to
from strata_export.semantic_sam.preprocess import click_boxes, tensor_of


def test_self_attention_is_pytorchs() -> None:
    torch.manual_seed(4)
    theirs = nn.MultiheadAttention(32, 4, batch_first=True).eval()
    mine = SelfAttention(32, 4)
    mine.load_state_dict(theirs.state_dict())
    x, positions = torch.randn(2, 3, 6, 32)
    with torch.inference_mode():
        expected, _ = theirs(x + positions, x + positions, x)
        assert (mine(x, positions) - expected).abs().max() < 1e-6


def test_the_levels_lie_one_after_another_the_coarsest_first() -> None:
    sizes, starts = grid_of(torch.zeros(1, 1, 24, 40))
    assert sizes.tolist() == [[3, 2], [5, 3], [10, 6], [20, 12]]
    assert starts.tolist() == [0, 6, 21, 81]


def test_logit_is_held_off_both_ends() -> None:
    assert logit(torch.tensor([0.0, 0.5, 1.0])).tolist() == pytest.approx([-11.5129, 0.0, 11.5129], abs=1e-3)


def test_holding_is_the_way_through_the_sigmoid_and_back() -> None:
    z = torch.linspace(-30, 30, 601, dtype=torch.float64)
    assert (held(z) - logit(z.sigmoid())).abs().max() < 2e-5


@pytest.fixture(scope="module")
def features(tiny: SemanticSam) -> tuple[torch.Tensor, torch.Tensor]:
    with torch.inference_mode():
        return ImageEncoder(tiny)(tensor_of(picture(90, 60, seed=3)))


@torch.inference_mode()
def test_a_click_says_the_same_alone_and_among_others(tiny: SemanticSam, features: tuple) -> None:
    boxes = click_boxes(clicks(10, seed=2), 90, 60)
    together = PromptDecoder(tiny)(boxes, *features)
    for row in range(10):
        alone = PromptDecoder(tiny)(boxes[row : row + 1], *features)
        for one, all_of_them in zip(alone, together, strict=True):
            assert (one[0] - all_of_them[row]).abs().max() < 1e-4


@torch.inference_mode()
def test_the_order_of_levels_only_orders_the_outputs(tiny: SemanticSam, features: tuple) -> None:
    boxes = click_boxes(clicks(2, seed=2), 90, 60)
    by_token = PromptDecoder(tiny, list(range(TINY.granularities)))(boxes, *features)
    by_level = PromptDecoder(tiny, LEVEL_ORDER)(boxes, *features)
    for token, level in zip(by_token, by_level, strict=True):
        assert (token[:, LEVEL_ORDER] - level).abs().max() < 1e-4


@torch.inference_mode()
def test_the_six_masks_differ(tiny: SemanticSam, features: tuple) -> None:
    masks, _ = answers_to(PromptDecoder(tiny), click_boxes(clicks(1, seed=0), 90, 60), features)
    for a in range(6):
        for b in range(a):
            assert (masks[0, a] - masks[0, b]).abs().max() > 0.1
