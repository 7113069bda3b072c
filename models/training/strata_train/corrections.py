"""Clicks that correct: drawn during training where the decoder's own mask is most wrong, as somebody would place them."""

from __future__ import annotations

import random

import torch
from torch import Tensor

from .correcting import next_click
from .decoder import Decoder, by_row
from .samples import Sample

#: Errors are looked for on every second pixel of the logits, which is 8 input pixels.
STRIDE = 2
#: Logits given back as a mask prompt stay within what MobileSAM's encoding of masks has met.
LIMIT = 32.0
#: A mask that somebody corrects may be known as pixels only: inside this much, outside as much below zero.
SHOWN = 8.0


@torch.no_grad()
def correct(
    decoder: Decoder, features: Tensor, truths: Tensor, samples: list[Sample], rounds: int, dice: random.Random
) -> Tensor:
    """Adds `rounds` clicks to every sample, and gives the logits [n, 1, 4 × rows, 4 × columns] that the last one corrects.

    features [256, rows, columns]; truths bool[n, cells, 16], what each sample means.
    """
    columns = features.shape[2]
    wanted = by_row(truths, columns)
    mask: Tensor | None = None
    for _ in range(rounds):
        cells, scores, _ = decoder(features, *batch_of(samples), mask)
        first = cells[torch.arange(len(samples)), scores.argmax(1)]
        logits = by_row(first.float(), columns)
        for sample, shown, truth in zip(samples, logits > 0, wanted):
            add_click(sample, shown, truth, dice)
        mask = logits[:, None].clamp(-LIMIT, LIMIT)
    assert mask is not None
    return mask


def as_shown(mask: Tensor) -> Tensor:
    """Logits as they come back from a mask of pixels."""
    return torch.where(mask > 0, SHOWN, -SHOWN)


def add_click(sample: Sample, shown: Tensor, truth: Tensor, dice: random.Random) -> None:
    """shown, truth bool[4 × rows, 4 × columns]"""
    few_shown, few_truth = shown[::STRIDE, ::STRIDE], truth[::STRIDE, ::STRIDE]
    wrong = (few_shown ^ few_truth).nonzero()
    if len(wrong) == 0:
        wrong = few_truth.nonzero()
    if len(wrong) and dice.random() < 0.3:
        y, x = wrong[dice.randrange(len(wrong))].tolist()
        label = int(few_truth[y, x])
    else:
        x, y, label = next_click(few_shown.numpy(), few_truth.numpy())
    size = 4 * STRIDE
    sample.points.insert(0, (x * size + dice.uniform(0, size - 1), y * size + dice.uniform(0, size - 1)))
    sample.labels.insert(0, label)


def batch_of(samples: list[Sample]) -> tuple[Tensor, Tensor]:
    """Coordinates [n, points, 2] and labels [n, points] of samples with as many points each."""
    return torch.tensor([s.points for s in samples]), torch.tensor([s.labels for s in samples])
