from __future__ import annotations

import pytest
import torch

from strata_export.semantic_sam.config import SWIN_L, SWIN_T, TINY, Config
from strata_export.semantic_sam.entries import copies, own_entries, unused
from strata_export.semantic_sam.model import SemanticSam
from strata_export.semantic_sam.swin import Block, from_windows, relative_index, shift_mask, to_windows


def test_windows_come_back() -> None:
    x = torch.randn(1, 8, 12, 3)
    assert torch.equal(from_windows(to_windows(x, 4), 4, 8, 12), x)
    assert torch.equal(to_windows(x, 4)[1], x[0, :4, 4:8].reshape(16, 3))


def test_tokens_at_one_distance_share_a_bias() -> None:
    index = relative_index(3)
    assert index[0, 0] == index[4, 4] == index[8, 8] == 12
    assert index[0, 1] == index[3, 4] != index[1, 0]
    assert index.min() == 0 and index.max() == 24


def test_a_shifted_block_looks_no_further_than_its_neighbours_window() -> None:
    """Rolled windows hold both ends of the map: neither end may see the other."""
    torch.manual_seed(1)
    block = Block(8, 2, 4, 2).eval()
    x = torch.randn(1, 8, 8, 8)
    other = x.clone()
    other[:, 7, 7] += 5
    with torch.inference_mode():
        changed = (block(x) - block(other)).abs().amax(3)[0] > 0
    assert changed.nonzero().tolist() == [[6, 6], [6, 7], [7, 6], [7, 7]]


def test_the_mask_parts_what_the_roll_joined() -> None:
    mask = shift_mask(8, 8, 4, 2, torch.zeros(1))
    assert mask.shape == (4, 1, 16, 16)
    assert not mask[0].any()
    assert mask[1, 0, 0].reshape(4, 4).tolist() == [[0, 0, -100, -100]] * 4
    assert mask[3, 0, 0].reshape(4, 4).tolist() == [[0, 0, -100, -100]] * 2 + [[-100] * 4] * 2


def parameters(config: Config) -> tuple[int, int, int]:
    with torch.device("meta"):
        model = SemanticSam(config)
    parts = model.backbone, model.sem_seg_head.pixel_decoder, model.sem_seg_head.predictor
    return tuple(sum(value.numel() for value in part.parameters()) for part in parts)


@pytest.mark.parametrize(
    ("config", "counts", "entries"),
    [
        # From the released configurations; the predictor without the 393 216 numbers of its unused heads.
        (SWIN_T, (27_520_698, 10_491_904, 14_574_725), 648),
        (SWIN_L, (195_201_204, 12_630_016, 14_574_725), 816),
    ],
    ids=["swin-t", "swin-l"],
)
def test_the_sizes_are_the_official_ones(config: Config, counts: tuple[int, int, int], entries: int) -> None:
    assert parameters(config) == counts
    assert len(own_entries(config)) + len(copies(config)) + len(unused(config)) == entries


def test_the_backbone_halves_four_times() -> None:
    with torch.inference_mode():
        maps = SemanticSam(TINY).backbone(torch.zeros(1, 3, 96, 160))
    assert [list(features.shape) for features in maps] == [
        [1, 4, 24, 40],
        [1, 8, 12, 20],
        [1, 16, 6, 10],
        [1, 32, 3, 5],
    ]
