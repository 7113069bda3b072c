"""What MobileSAM, asked all over a picture, says is there: masks without labels.

One click's own masks know nothing of what a click beside it would have found. So a picture is asked at clicks all over
it, then with the boxes of what was found; masks that many clicks inside them agree on are kept, each as the mean
of the logits of those who agree.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from .decoder import PIXELS, Decoder, by_cell

#: Logits are kept in steps of an eighth, up to 16 either way.
STEP = 8.0


@dataclass(frozen=True)
class TeacherSettings:
    clicks: int = 100
    boxes: int = 56
    batch: int = 14
    least_score: float = 0.55
    least_pixels: int = 12
    twin: float = 0.8
    agree: float = 0.85
    keep: int = 72


@dataclass
class Found:
    """logits int8[n, 4096, 16] (times 1/8), score [n], support [n]: the share of clicks inside that found it."""

    logits: Tensor
    score: Tensor
    support: Tensor


def grid(width: int, height: int, count: int, dice: random.Random) -> list[tuple[float, float]]:
    """About `count` clicks all over a picture of input size width × height, each moved a little."""
    step = (width * height / count) ** 0.5
    columns = max(1, round(width / step))
    rows = max(1, round(height / step))
    return [
        ((column + dice.uniform(0.2, 0.8)) * width / columns, (row + dice.uniform(0.2, 0.8)) * height / rows)
        for row in range(rows)
        for column in range(columns)
    ]


def covered(width: int, height: int) -> Tensor:
    """bool[4096, 16]: pixels of the logits that a picture of this input size covers."""
    pixels = torch.zeros(256, 256, dtype=torch.bool)
    pixels[: -(-height // 4), : -(-width // 4)] = True
    return by_cell(pixels)


def pixel_index(x: float, y: float, columns: int = 64) -> int:
    """Which pixel of the logits (flat, by cell) an input position is in."""
    column = min(4 * columns - 1, max(0, int((x + 0.5) / 4)))
    row = min(255, max(0, int((y + 0.5) / 4)))
    cell = (row // 4) * columns + column // 4
    return cell * PIXELS + (row // 2 % 2) * 8 + (column // 2 % 2) * 4 + (row % 2) * 2 + column % 2


def similarity(a: Tensor, b: Tensor) -> Tensor:
    """IoU of bool[n, p] with bool[m, p]."""
    left, right = a.bfloat16(), b.bfloat16()
    both = (left @ right.t()).float()
    return both / (a.sum(1)[:, None] + b.sum(1)[None] - both).clamp(min=1)


def _ask(decoder: Decoder, features: Tensor, coords: Tensor, labels: Tensor, batch: int) -> tuple[Tensor, Tensor]:
    """int8[prompts × 4, 65536] and scores [prompts × 4]"""
    logits, scores = [], []
    for start in range(0, len(coords), batch):
        cells, score, _ = decoder(features, coords[start : start + batch], labels[start : start + batch])
        logits.append((cells.flatten(2).float() * STEP).clamp(-127, 127).round().to(torch.int8).flatten(0, 1))
        scores.append(score.flatten())
    return torch.cat(logits), torch.cat(scores)


def _boxes(masks: Tensor) -> Tensor:
    """bool[n, 256, 256], none empty → float32[n, 4] in input pixels"""
    columns = masks.any(1)
    rows = masks.any(2)
    left, right = columns.int().argmax(1), 255 - columns.flip(1).int().argmax(1)
    top, bottom = rows.int().argmax(1), 255 - rows.flip(1).int().argmax(1)
    return torch.stack([left * 4, top * 4, right * 4 + 3, bottom * 4 + 3], 1).float()


def distinct(like: Tensor, quality: Tensor, twin: float, most: int) -> list[int]:
    """Greedy: the best first, without what resembles one taken. like: [n, n]."""
    left = torch.ones(len(quality), dtype=torch.bool)
    taken: list[int] = []
    for index in quality.argsort(descending=True).tolist():
        if left[index]:
            taken.append(index)
            left &= like[index] < twin
            if len(taken) == most:
                break
    return taken


@torch.no_grad()
def find(decoder: Decoder, features: Tensor, width: int, height: int, seed: str, settings: TeacherSettings) -> Found:
    """features [256, 64, 64] of a picture of input size width × height"""
    from .decoder import by_row

    inside = covered(width, height).flatten()
    clicks = torch.tensor(grid(width, height, settings.clicks, random.Random(seed)))
    at = torch.tensor([pixel_index(x, y) for x, y in clicks.tolist()])
    padding = torch.zeros(len(clicks), 1, 2)
    labels = torch.tensor([[1, -1]] * len(clicks))
    logits, scores = _ask(decoder, features, torch.cat([clicks[:, None], padding], 1), labels, settings.batch)
    owner = torch.arange(len(clicks)).repeat_interleave(decoder.count)
    held = logits[torch.arange(len(logits)), at[owner]] > 0

    def good(logits: Tensor, scores: Tensor) -> Tensor:
        return (scores > settings.least_score) & (((logits > 0) & inside).sum(1) >= settings.least_pixels)

    keep = good(logits, scores) & held
    logits, scores, owner = logits[keep], scores[keep], owner[keep]
    if len(logits) == 0:
        return Found(logits.unflatten(1, (-1, PIXELS)), scores, scores)
    masks = (logits > 0) & inside
    # Half of the pixels tell masks from one another well enough.
    thin = masks[:, ::2]
    like = similarity(thin, thin)
    chosen = distinct(like, scores + 0.02 * (like > settings.twin).sum(1).clamp(max=10), settings.twin, settings.boxes)
    boxes = _boxes(by_row(masks[chosen].unflatten(1, (-1, PIXELS))))
    more, more_scores = _ask(
        decoder, features, boxes.view(-1, 2, 2), torch.tensor([[2, 3]] * len(boxes)), settings.batch
    )
    fine = good(more, more_scores)
    logits = torch.cat([logits, more[fine]])
    scores = torch.cat([scores, more_scores[fine]])
    masks = (logits > 0) & inside
    thin = masks[:, ::2]
    like = similarity(thin, thin)
    support = _support(like[:, : len(owner)] > settings.twin, owner, masks[:, at])
    quality = scores.clamp(0, 1) * (0.2 + support)
    chosen = distinct(like, quality, settings.twin, settings.keep)
    means = [logits[like[index] >= settings.agree].float().mean(0).round().to(torch.int8) for index in chosen]
    return Found(torch.stack(means).unflatten(1, (-1, PIXELS)), scores[chosen], support[chosen])


def _support(agrees: Tensor, owner: Tensor, inside: Tensor) -> Tensor:
    """agrees bool[n, masks of clicks], owner [masks of clicks], inside bool[n, clicks] → share of clicks, smoothed"""
    count = inside.shape[1]
    votes = torch.zeros(len(agrees), count)
    votes.index_reduce_(1, owner, agrees.float(), "amax")
    return ((votes * inside).sum(1) + 0.3) / (inside.sum(1) + 1.0)
