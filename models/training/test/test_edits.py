import random

import torch

from strata_train.decoder import by_cell
from strata_train.edits import draw
from strata_train.samples import Sampler
from strata_train.targets import Targets
from strata_train.teacher import pixel_index


def test_an_edit_takes_a_part_away_or_adds_a_thing() -> None:
    """A square with a part of its own, and another square beside it."""
    pixels = torch.zeros(3, 64, 64, dtype=torch.uint8)
    pixels[0, 4:36, 4:36] = 255
    pixels[1, 10:20, 10:20] = 255
    pixels[2, 40:60, 40:60] = 255
    masks = by_cell(pixels)
    dice = random.Random(3)
    sampler = Sampler(Targets(masks, torch.ones(3)), 256, 256, 16, dice)
    edits = draw(sampler, masks, 40, dice)
    kinds = set()
    for sample, target, shown in zip(edits.samples, edits.targets > 127, edits.shown):
        changed = (target ^ shown).flatten()
        (correcting, first, padding), labels = sample.points, sample.labels
        assert padding == (0.0, 0.0) and labels[1:] == [1, -1]
        if changed.any():
            kinds.add((sample.meant[0], labels[0]))
            assert changed[pixel_index(*correcting, 16)]
            assert bool(target.flatten()[pixel_index(*correcting, 16)]) == bool(labels[0])
        # Places are moved by up to a pixel and a half of the input, of which four are one here.
        assert (target & shown).sum() >= 60
    assert {(0, 0), (0, 1), (2, 1)} <= kinds
