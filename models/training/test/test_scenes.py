import numpy as np

from strata_train.correcting import box_fit, next_click
from strata_train.evaluate import by_score, every_mask, order_of
from strata_train.scenes import render
import torch


def test_a_seed_is_a_scene() -> None:
    picture, masks, importance = render(5)
    again, same, _ = render(5)
    other, _, _ = render(6)
    assert np.array_equal(np.asarray(picture), np.asarray(again)) and np.array_equal(masks, same)
    assert picture.size != other.size or not np.array_equal(np.asarray(picture), np.asarray(other))
    assert masks.shape[1:] == picture.size[::-1] and len(importance) == len(masks)


def test_masks_nest_or_keep_apart() -> None:
    for seed in range(4):
        _, masks, _ = render(seed)
        flat = masks.reshape(len(masks), -1)
        nested = 0
        for a in range(len(flat)):
            for b in range(a):
                both = (flat[a] & flat[b]).sum()
                nested += both == min(flat[a].sum(), flat[b].sum())
        assert nested > 0
        # Everything in the picture is something: a ground or a thing.
        assert flat.any(0).mean() > 0.99


def test_the_next_click_is_in_the_middle_of_the_largest_mistake() -> None:
    truth = np.zeros((40, 60), bool)
    truth[10:30, 10:50] = True
    shown = np.zeros_like(truth)
    shown[10:30, 10:24] = True
    x, y, label = next_click(shown, truth)
    assert (label, 18 <= y <= 21, 32 <= x <= 41) == (1, True, True)
    x, y, label = next_click(np.ones_like(truth), truth & False)
    assert label == 0


def test_order_of_areas() -> None:
    area = torch.tensor([[0.1, 0.5, 0.2], [0.1, 0.6, 0.3], [0.1, 0.2, 0.4], [0.1, 0.7, 0.2]])
    found = order_of(area)
    assert found["ordered"] == 75.0
    assert abs(found["pairs"] - 100 * 11 / 12) < 1e-3


def test_a_mask_that_fills_a_box_fits_it() -> None:
    masks = torch.zeros(3, 64, 64, dtype=torch.bool)
    masks[0, 10:20, 30:50] = True
    masks[1, 10:20, 30:40] = True
    fits = box_fit(masks, (4 * 30 - 0.5, 4 * 10 - 0.5), (4 * 50 - 0.5, 4 * 20 - 0.5))
    assert torch.allclose(fits, torch.tensor([1.0, 0.5, 0.0]))


def test_what_has_no_outline_is_not_offered_first() -> None:
    logits = torch.full((2, 16, 16), -9.0)
    logits[0, 4:12, 4:12] = 0.5
    logits[1, 6:10, 6:10] = 9
    assert every_mask(logits, torch.tensor([0.9, 0.8])).tolist() == [1, 0]
    assert by_score(logits, torch.tensor([0.9, 0.8])).tolist() == [0, 1]
