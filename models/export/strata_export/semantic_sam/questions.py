"""What only the real weights can answer about Semantic-SAM, asked of whatever weights there are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from .model import LEVEL_ORDER, ImageEncoder, PromptDecoder, SemanticSam, answers_to
from .preprocess import click_boxes

GOOD_SCORE = 0.88
"""From which the authors' mask generator keeps a mask."""
GRID = 6
"""Clicks along each side of the image."""
CHUNK = 12
"""Clicks asked at once: what each samples takes 3 MB."""


def click_grid() -> list[tuple[float, float]]:
    at = [(i + 0.5) / GRID for i in range(GRID)]
    return [(x, y) for y in at for x in at]


@torch.inference_mode()
def answers_of(
    model: SemanticSam, features: tuple[Tensor, Tensor], size: tuple[int, int], prompt_type: int
) -> tuple[np.ndarray, np.ndarray]:
    """For a grid of clicks, by mask token: logits [N, 6, h, w] within the image (stride 4), scores [N, 6]."""
    decoder = PromptDecoder(model, list(range(model.config.granularities)), prompt_type)
    boxes = click_boxes(click_grid(), *size)
    parts = [answers_to(decoder, part, features) for part in boxes.split(CHUNK)]
    masks, scores = (torch.cat(list(part)).numpy() for part in zip(*parts, strict=True))
    return masks[:, :, : -(-size[1] // 4), : -(-size[0] // 4)], scores


def sharpness(masks: np.ndarray) -> float:
    """Mean distance of logits from 0, near their outlines too: what is unsure is near 0."""
    return float(np.abs(np.clip(masks, -10, 10)).mean())


def nested_share(inside: np.ndarray) -> float:
    """How much of a level lies in the next one, finest first, over all clicks with both: [N, 6, h, w] of bool."""
    smaller, larger = inside[:, :-1], inside[:, 1:]
    areas = smaller.sum((2, 3))
    within = (smaller & larger).sum((2, 3))
    return float((within[areas > 0] / areas[areas > 0]).mean()) if areas.any() else 0.0


def prompt_type_report(by_type: list[tuple[np.ndarray, np.ndarray]]) -> Iterator[str]:
    """Which row of `pb_embedding` is that of points: inference code says 0, training code says 1."""
    yield "Which prompt type is a point's? (exported: 0; the better row has higher scores and sharper masks)"
    for row, (masks, scores) in enumerate(by_type):
        best = scores.max(1)
        yield (
            f"  row {row}: best score of a click {best.mean():.3f} on average, over {GOOD_SCORE} at "
            f"{(best > GOOD_SCORE).mean():.0%} of clicks; sharpness {sharpness(masks):.2f}"
        )
    better = int(by_type[1][1].max(1).mean() > by_type[0][1].max(1).mean())
    yield f"  → row {better} by score" + ("" if better == 0 else ": not what is exported, compare the masks by eye")


def level_order_report(masks: np.ndarray, scores: np.ndarray) -> Iterator[str]:
    """Whether the tokens are ordered by size as the authors' generator says of Swin-L."""
    inside = masks > 0
    shares = inside.mean((2, 3))
    mean = shares.mean(0)
    found = [int(token) for token in np.argsort(mean)]
    pairs = shares[:, LEVEL_ORDER]
    steady = (np.diff(pairs, axis=1) >= 0).mean()
    yield (
        "Is the order of levels the assumed one? (exported, finest first: " + ", ".join(map(str, LEVEL_ORDER)) + ")"
    )
    for token in range(mean.size):
        yield f"  token {token}: mean area {mean[token]:.2%} of the image, mean score {scores[:, token].mean():.3f}"
    yield f"  → by mean area: {', '.join(map(str, found))}; neighbours are in the assumed order in {steady:.0%} of cases"
    yield f"  → {nested_share(inside[:, LEVEL_ORDER]):.0%} of a level lies in the next one"


def centre_click_report(masks: np.ndarray, scores: np.ndarray, size: tuple[int, int]) -> Iterator[str]:
    """Trained weights give a click on a clear object several good masks, small to large."""
    middle = GRID * (GRID // 2) + GRID // 2
    click = click_grid()[middle]
    yield f"What does one click near the centre give? ({click[0] * size[0]:.0f}, {click[1] * size[1]:.0f} px)"
    for level, token in enumerate(LEVEL_ORDER, start=1):
        area = (masks[middle, token] > 0).mean()
        yield f"  level {level} (token {token}): {area:.2%} of the image, score {scores[middle, token]:.3f}"
    good = int((scores[middle] > GOOD_SCORE).sum())
    yield f"  → {good} of 6 score over {GOOD_SCORE} (trained weights on a clear object: several)"


@torch.inference_mode()
def report(model: SemanticSam, image: Tensor, size: tuple[int, int]) -> Iterator[str]:
    """
    The open questions with what these weights answer, line by line.

    :param image: float32[1, 3, H, W], padded
    :param size: (width, height) of what it covers
    """
    features = ImageEncoder(model)(image)
    by_type = [answers_of(model, features, size, row) for row in (0, 1)]
    masks, scores = by_type[0]
    yield from prompt_type_report(by_type)
    yield from level_order_report(masks, scores)
    yield from centre_click_report(masks, scores, size)
