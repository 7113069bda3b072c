import random

import numpy as np
import torch
from PIL import Image

from strata_train.composites import compose, cut_person, cut_thing, placed
from strata_train.decoder import by_cell, by_row
from strata_train.targets import Targets, of_pixels, steady


def person() -> tuple[Image.Image, np.ndarray]:
    """Someone in a red shirt (label 3) and blue trousers (label 7), on grey."""
    labels = np.zeros((300, 200), np.uint8)
    labels[60:150, 60:140] = 3
    labels[150:260, 70:130] = 7
    colours = np.full((300, 200, 3), 128, np.uint8)
    colours[labels == 3] = (255, 0, 0)
    colours[labels == 7] = (0, 0, 255)
    return Image.fromarray(colours), labels


def ground() -> tuple[Image.Image, Targets]:
    """Green to the left, black to the right."""
    left = np.zeros((384, 512), bool)
    left[:, :256] = True
    colours = np.zeros((384, 512, 3), np.uint8)
    colours[left] = (0, 255, 0)
    return Image.fromarray(colours), of_pixels(np.stack([left, ~left]), [0.5, 0.5])


def test_a_person_is_cut_out_whole_with_what_is_worn() -> None:
    cut = cut_person(*person())
    assert cut is not None
    assert cut.masks.shape == (3, 200, 80) and cut.picture.size == (80, 200)
    assert cut.masks[0].sum() == cut.masks[1].sum() + cut.masks[2].sum()
    assert cut_person(Image.new("RGB", (50, 50)), np.zeros((50, 50), np.uint8)) is None


def test_what_is_pasted_is_in_the_picture_where_its_masks_are() -> None:
    cut = cut_person(*person())
    assert cut is not None
    below, known = ground()
    for seed in range(6):
        picture, targets = compose(below, known, [cut], random.Random(seed))
        masks = by_row(targets.masks, 64).numpy()[:, :192, :256] > 250
        small = np.asarray(picture.resize((256, 192), Image.Resampling.BOX)).astype(int)
        whole = masks[0]
        assert picture.size == below.size and targets.importance[0] == 1
        coloured = (small[..., 0] > 200) | (small[..., 2] > 200)
        assert (coloured & whole).sum() > 0.97 * whole.sum()
        assert (coloured & ~whole).sum() < 0.25 * whole.sum() + 40
        # Nothing of the photograph below claims what is hidden.
        assert not (masks[-2:] & masks[0]).any()


def test_what_is_hardly_seen_any_more_is_left_out() -> None:
    cut = cut_person(*person())
    assert cut is not None
    below, known = ground()
    spot = torch.zeros_like(known.masks[:1])
    there = placed(cut, below.size, random.Random(3))
    assert there is not None
    covered = of_pixels(there[1][:1], [1.0]).masks
    spot[covered > 250] = 255
    _, targets = compose(below, Targets(torch.cat([known.masks, spot]), torch.tensor([0.5, 0.5, 0.9])), [cut], random.Random(3))
    assert 0.9 not in [round(float(value), 2) for value in targets.importance]
    again = placed(cut, below.size, random.Random(3))
    assert again is not None and np.array_equal(again[1], there[1])


def test_a_thing_is_cut_out_only_where_the_teacher_is_sure() -> None:
    thing = np.zeros((1, 192, 256), bool)
    thing[0, 50:120, 60:160] = True
    part = np.zeros_like(thing)
    part[0, 60:80, 70:100] = True
    picture = Image.new("RGB", (256, 192))
    dice = random.Random(1)
    sure = of_pixels(np.concatenate([thing, part]), [0.95, 0.4])
    cut = cut_thing(picture, sure, by_row(sure.masks, 64).numpy(), dice)
    assert cut is not None and len(cut.masks) == 2
    assert abs(cut.masks[0].mean() - 1) < 0.05 and abs(cut.masks[1].sum() - 600) < 120
    unsure = Targets(sure.masks, torch.tensor([0.7, 0.4]))
    assert cut_thing(picture, unsure, by_row(unsure.masks, 64).numpy(), dice) is None


def test_a_doubtful_outline_counts_less() -> None:
    sharp = torch.zeros(1, 64, 64)
    sharp[:, 16:48, 16:48] = 255
    doubtful = torch.where(torch.rand(1, 64, 64, generator=torch.Generator().manual_seed(1)) > 0.5, 150.0, 100.0)
    masks = torch.stack([by_cell(mask) for mask in torch.cat([sharp, doubtful]).to(torch.uint8)])
    found = steady(Targets(masks, torch.tensor([0.8, 0.8])))
    assert found.importance[0] == torch.tensor(0.8) and found.importance[1] == 0
