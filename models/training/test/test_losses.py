import random

import torch

from strata_train.losses import LossSettings, click_loss, costs, in_order, likely, pixel_weights
from strata_train.rank import Ranked, fit, regret
from strata_train.samples import Sampler
from strata_train.targets import Targets, label_masks, of_pixels
from strata_train.teacher import pixel_index
from strata_train.decoder import Decoder, by_cell
from strata_train.train import border_of


def test_order_is_kept_where_it_costs_more() -> None:
    # The small mask fits token 1 best and the large one token 0: in order, they take what is cheapest together.
    cost = torch.tensor([[0.5, 0.1], [0.1, 0.4], [2.0, 0.6]])
    assert in_order(cost, torch.ones(2), sharing=0.3) == [1, 2]
    assert in_order(cost, torch.ones(2), sharing=0.0) == [1, 1]


def test_order_is_the_cheapest_of_all() -> None:
    torch.manual_seed(0)
    for _ in range(20):
        cost, weight = torch.rand(4, 3), torch.rand(3)

        def total(choice: tuple[int, ...]) -> float:
            shared = sum(float(weight[t]) * 0.2 for t in range(1, 3) if choice[t] == choice[t - 1])
            return sum(float(cost[k, t] * weight[t]) for t, k in enumerate(choice)) + shared

        choices = [(a, b, c) for a in range(4) for b in range(a, 4) for c in range(b, 4)]
        found = tuple(in_order(cost, weight, 0.2))
        assert found in choices
        assert abs(total(found) - min(map(total, choices))) < 1e-5


def test_costs_of_pairs_are_cross_entropy_and_dice() -> None:
    logits, target = torch.randn(3, 50), torch.rand(2, 50)
    weight = torch.full((50,), 0.02)
    cost, iou = costs(logits, target, weight, LossSettings(dice=0.0))
    expected = torch.nn.functional.binary_cross_entropy_with_logits(logits[1], target[0])
    torch.testing.assert_close(cost[1, 0], expected)
    perfect, same = costs(torch.where(target > 0.5, 20.0, -20.0), (target > 0.5).float(), weight, LossSettings())
    assert perfect[0, 0] < 1e-3 and same[0, 0] == 1 and same[1, 1] == 1


def test_learning_brings_each_mask_to_a_token_of_its_own() -> None:
    torch.manual_seed(1)
    target = torch.zeros(3, 64)
    for index, size in enumerate((6, 20, 50)):
        target[index, :size] = 1
    logits, scores = torch.randn(6, 64, requires_grad=True), torch.zeros(6, requires_grad=True)
    seen = torch.ones(64, dtype=torch.bool)
    optimiser = torch.optim.Adam([logits, scores], 0.2)
    for _ in range(150):
        loss, mean_iou = click_loss(logits, scores, target, torch.ones(3), torch.ones(3), seen, LossSettings())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert mean_iou > 0.99
    _, iou = costs(logits, target, pixel_weights(target, seen, 0.5), LossSettings())
    assert iou.argmax(0).tolist() == sorted(iou.argmax(0).tolist())
    torch.testing.assert_close(scores.detach(), iou.mean(1), atol=0.1, rtol=0)


def test_clicks_are_in_what_they_mean() -> None:
    masks = torch.zeros(3, 64, 96, dtype=torch.uint8)
    masks[0, 10:20, 10:20] = 255
    masks[1, 5:40, 5:50] = 255
    masks[2, 5:41, 5:50] = 255
    targets = Targets(by_cell(masks), torch.tensor([1.0, 0.9, 0.5]))
    sampler = Sampler(targets, 384, 256, 24, random.Random(0))
    seen = set()
    for _ in range(60):
        sample = sampler.click()
        if sample is None:
            continue
        place = pixel_index(*sample.points[0], 24)
        assert all(sampler.flat[index, place] for index in sample.meant)
        assert sorted(sample.meant, key=lambda i: int(sampler.area[i])) == sample.meant
        # Masks 1 and 2 are twins: the surer one stands for both wherever it is.
        assert not {1, 2} <= set(sample.meant)
        seen |= set(sample.meant)
    assert {0, 1} <= seen
    several = sampler.several(4)
    for (x, y), label in zip(several.points, several.labels):
        if label >= 0:
            assert bool(sampler.flat[several.meant[0], pixel_index(x, y, 24)]) == (label == 1)
    (left, top), (right, bottom) = sampler.boxed(False).points
    assert left < right and top < bottom


def test_labels_become_parts_and_wholes() -> None:
    import numpy as np

    labels = np.zeros((60, 40), np.uint8)
    labels[5:15, 5:12] = 7
    labels[5:15, 25:32] = 7
    labels[20:50, 5:35] = 9
    masks, importance = label_masks(labels)
    areas = sorted(int(mask.sum()) for mask in masks)
    assert areas == sorted([70, 70, 140, 900, 1040, 2400 - 1040])
    assert len(importance) == len(masks)
    targets = of_pixels(masks, importance)
    shares = targets.masks.flatten(1).float().mean(1) / 255
    # 60 × 40 becomes 1024 × 683, of which 64 × 44 cells are looked at.
    for share, mask in zip(shares.tolist(), masks):
        assert abs(share - mask.mean() * 683 / (44 * 16)) < 0.01


def test_what_lies_along_the_border_is_rarely_meant() -> None:
    border = border_of(torch.ones(8, 12, dtype=torch.bool))
    assert int(border.sum()) == 2 * 8 + 2 * 12 - 4
    masks = torch.zeros(2, 8, 12)
    masks[0, 2:6, 2:6] = 1
    masks[1] = 1
    meant = likely(by_cell(masks).flatten(1), torch.ones(2), border.flatten())
    assert meant.tolist() == [1.0, 0.0]


def test_the_score_head_learns_what_is_worth_most() -> None:
    torch.manual_seed(0)
    decoder = Decoder(6)
    for parameter in decoder.score_head.parameters():
        torch.nn.init.normal_(parameter, 0, 0.05)
    token = torch.randn(2400, 256)
    token[:, :6] *= 4
    worths = torch.softmax(token[:, :6], 1)
    known = Ranked(token, worths, torch.arange(2400) % 4 == 0)
    rows = fit(decoder, known, steps=400)
    assert min(row["held_out_regret"] for row in rows) < 0.5 * rows[0]["held_out_regret"]
    left = regret(decoder.scores(token[known.held_out]), worths[known.held_out])
    assert abs(left - min(row["held_out_regret"] for row in rows)) < 1e-3
