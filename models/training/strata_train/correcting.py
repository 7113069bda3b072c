"""Several clicks and boxes, as somebody would give them: the next click where the mask is most wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor

from .decoder import Decoder, by_row, covered_cells
from .evaluate import Click, decoder_point, full_size, read_set
from .features import load_features
from .views import INPUT_SIZE, fitted

COUNTS = (1, 2, 3, 5)


def next_click(shown: np.ndarray, truth: np.ndarray) -> tuple[int, int, int]:
    """x, y and label (1: missing, 0: too much) of the pixel deepest inside an error; bool[h, w] both."""
    best = (0, 0, 1)
    deepest = -1.0
    for error, label in ((truth & ~shown, 1), (shown & ~truth, 0)):
        depth = ndimage.distance_transform_edt(np.pad(error, 1))[1:-1, 1:-1]
        if depth.max() > deepest:
            deepest = float(depth.max())
            y, x = np.unravel_index(depth.argmax(), depth.shape)
            best = (int(x), int(y), label)
    return best


class Asked:
    """One decoder and how its single best mask is chosen."""

    def __init__(self, decoder: Decoder, covered_only: bool, single: bool, told: bool = False) -> None:
        """`single`: the first token answers prompts that mean one thing (SAM's rule); otherwise the best score.

        `told`: a correcting click comes with the mask that it corrects.
        """
        self.decoder, self.covered_only, self.single, self.told = decoder, covered_only, single, told

    @torch.no_grad()
    def mask(
        self,
        features: Tensor,
        click: Click,
        points: list[tuple[float, float]],
        labels: list[int],
        before: Tensor | None = None,
    ) -> tuple[np.ndarray, Tensor]:
        """bool[height, width], and the logits [256, 256] that it was made of; `before`: such logits, to be corrected."""
        width, height = fitted((click.width, click.height), INPUT_SIZE)
        rows, columns = (covered_cells(height), covered_cells(width)) if self.covered_only else (64, 64)
        if 2 not in labels:
            points, labels = [*points, (0.0, 0.0)], [*labels, -1]
        told = before[None, None, : 4 * rows, : 4 * columns] if self.told and before is not None else None
        cells, scores, _ = self.decoder(
            features[:, :rows, :columns], torch.tensor([points], dtype=torch.float32), torch.tensor([labels]), told
        )
        worth = scores[0]
        if 2 in labels and not self.single:
            worth = worth * box_fit(by_row(cells[0].float(), columns) > 0, points[labels.index(2)], points[labels.index(3)])
        token = int(worth.argmax())
        if self.single:
            token = 0 if sum(label >= 0 for label in labels) > 1 else 1 + int(scores[0, 1:].argmax())
        logits = torch.full((256, 256), -32.0)
        logits[: 4 * rows, : 4 * columns] = by_row(cells[0, token].float(), columns)
        return (full_size(logits[None], click.width, click.height)[0] > 0).numpy(), logits


def box_fit(masks: Tensor, start: tuple[float, float], end: tuple[float, float]) -> Tensor:
    """IoU of each mask's bounding box, bool[k, rows, columns] of logits, with a box in input pixels, as the product has it."""
    fits = []
    for mask in masks:
        rows, columns = mask.any(1).nonzero()[:, 0], mask.any(0).nonzero()[:, 0]
        if len(rows) == 0:
            fits.append(0.0)
            continue
        own = [float(columns[0]), float(rows[0]), float(columns[-1]) + 1, float(rows[-1]) + 1]
        drawn = [(value + 0.5) / 4 for value in (*start, *end)]
        wide = max(0.0, min(own[2], drawn[2]) - max(own[0], drawn[0]))
        high = max(0.0, min(own[3], drawn[3]) - max(own[1], drawn[1]))
        areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (own, drawn)]
        fits.append(wide * high / (sum(areas) - wide * high))
    return torch.tensor(fits)


def iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))


def measure_prompts(asked: Asked, cache: Path, folder: Path, every: int = 1) -> dict[str, float]:
    """Mean IoU in percent after 1, 2, 3, 5 clicks, from the box, and from the box with the click.

    For every `every`-th click of the set, and of its masks the one in the middle by area.
    """
    found: dict[str, list[float]] = {}
    for picture in list(read_set(folder)):
        features = torch.from_numpy(load_features(cache, picture[0].feature))
        for click in picture[::every]:
            truth = sorted(click.truth, key=lambda mask: mask.sum())[len(click.truth) // 2]
            scale = INPUT_SIZE / max(click.width, click.height)
            points, labels, before = [decoder_point(click)], [1], None
            for count in range(1, max(COUNTS) + 1):
                shown, before = asked.mask(features, click, points, labels, before)
                if count in COUNTS:
                    found.setdefault(f"clicks{count}", []).append(iou(shown, truth))
                x, y, label = next_click(shown, truth)
                points = [*points, ((x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5)]
                labels = [*labels, label]
            rows, columns = truth.any(1).nonzero()[0], truth.any(0).nonzero()[0]
            box = [
                (columns[0] * scale - 0.5, rows[0] * scale - 0.5),
                ((columns[-1] + 1) * scale - 0.5, (rows[-1] + 1) * scale - 0.5),
            ]
            found.setdefault("box", []).append(iou(asked.mask(features, click, box, [2, 3])[0], truth))
            both, _ = asked.mask(features, click, [decoder_point(click), *box], [1, 2, 3])
            found.setdefault("box+click", []).append(iou(both, truth))
    return {name: 100 * float(np.mean(values)) for name, values in found.items()}
