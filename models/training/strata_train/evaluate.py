"""The project's metric on an evaluation set: one click, every true mask under it. Never used to train."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pycocotools import mask as coco
from torch import Tensor

from .decoder import Decoder, by_row, covered_cells
from .features import load_features
from .views import INPUT_SIZE, fitted

#: What is offered for a click: logits [k, 256, 256] and scores [k] → those shown, the first one first.
Offer = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Click:
    feature: str
    width: int
    height: int
    x: int
    y: int
    #: bool[masks, height, width]
    truth: np.ndarray


def read_set(folder: Path) -> Iterator[list[Click]]:
    """The clicks of each picture of an evaluation set, as its README describes it."""
    about = json.loads((folder / "clicks.json").read_text())
    by_image: dict[int, list[dict]] = {}
    for click in about["clicks"]:
        by_image.setdefault(click["image_id"], []).append(click)
    for image in about["images"]:
        name = f"eval-{folder.name}/{Path(image['file_name']).stem}@0"
        clicks = []
        for click in by_image.get(image["id"], []):
            rles = [{"size": m["size"], "counts": m["counts"].encode()} for m in click["masks"]]
            truth = np.stack([coco.decode(rle) for rle in rles]).astype(bool)
            clicks.append(Click(name, image["width"], image["height"], click["x"], click["y"], truth))
        yield clicks


def bilinear(pixels: int, scaled: int) -> Tensor:
    """float32[pixels, 256]: takes logits along one axis to the image's size, as the product does."""
    at = (torch.arange(pixels) + 0.5) * (scaled / pixels) / 4 - 0.5
    low = at.floor().clamp(0, 255).long()
    high = (low + 1).clamp(max=255)
    part = (at - low).clamp(0, 1)
    matrix = torch.zeros(pixels, 256)
    rows = torch.arange(pixels)
    matrix[rows, low] += 1 - part
    matrix[rows, high] += part
    return matrix


def full_size(logits: Tensor, width: int, height: int) -> Tensor:
    """[k, 256, 256] → [k, height, width]"""
    across, down = fitted((width, height), INPUT_SIZE)
    return bilinear(height, down) @ logits @ bilinear(width, across).t()


def decoder_point(click: Click) -> tuple[float, float]:
    """The click in input pixels (as `inputScale` and `decoderPoints` of the product have it)."""
    scale = INPUT_SIZE / max(click.width, click.height)
    return (click.x + 0.5) * scale - 0.5, (click.y + 0.5) * scale - 0.5


def ious(shown: Tensor, truth: np.ndarray) -> Tensor:
    """bool[k, h, w] and bool[t, h, w] → float32[k, t]"""
    a = shown.flatten(1).float()
    b = torch.from_numpy(truth).flatten(1).float()
    both = a @ b.t()
    return both / (a.sum(1)[:, None] + b.sum(1)[None] - both).clamp(min=1)


@torch.no_grad()
def measure(
    decoder: Decoder, cache: Path, folder: Path, offer: Offer, covered_only: bool = True, limit: int = 0
) -> dict[str, float]:
    """1-IoU@MG and 1-IoU@first in percent, and what the tokens are like.

    `covered_only`: the decoder sees only the cells that the picture covers, as ours was trained.
    """
    best: list[Tensor] = []
    first: list[Tensor] = []
    areas: list[Tensor] = []
    counts: list[int] = []
    twins = 0
    pictures = list(read_set(folder))[: limit or None]
    for clicks in pictures:
        features = torch.from_numpy(load_features(cache, clicks[0].feature))
        coords = torch.tensor([[decoder_point(click), (0, 0)] for click in clicks])
        labels = torch.tensor([[1, -1]] * len(clicks))
        width, height = fitted((clicks[0].width, clicks[0].height), INPUT_SIZE)
        rows, columns = (covered_cells(height), covered_cells(width)) if covered_only else (64, 64)
        cells, scores, _ = decoder(features[:, :rows, :columns], coords, labels)
        small = torch.full((len(clicks), decoder.count, 256, 256), -32.0)
        small[:, :, : 4 * rows, : 4 * columns] = by_row(cells.float(), columns)
        for click, logits, score in zip(clicks, small, scores):
            order = offer(logits, score)
            every = full_size(logits, click.width, click.height) > 0
            match = ious(every, click.truth)[order]
            best.append(match.max(0).values)
            first.append(match[0])
            counts.append(len(order))
            areas.append(every.flatten(1).float().mean(1))
            alike = ious(every, every.numpy())
            twins += int((alike.triu(1) > 0.9).sum())
    area = torch.stack(areas)
    return {
        "mg": 100 * torch.cat(best).mean().item(),
        "first": 100 * torch.cat(first).mean().item(),
        "masks": float(np.mean(counts)),
        "twins": twins / len(areas),
        **order_of(area),
    }


def order_of(area: Tensor) -> dict[str, float]:
    """How often tokens, in their mean order, are in the order of their areas. area: [clicks, tokens], shares."""
    usual = area.clamp(min=1e-6).log().mean(0).argsort()
    sorted_area = area[:, usual]
    steps = sorted_area[:, 1:] >= sorted_area[:, :-1] * 0.98
    before, after = torch.triu_indices(area.shape[1], area.shape[1], 1)
    pairs = sorted_area[:, after] >= sorted_area[:, before] * 0.98
    found = {"ordered": 100 * steps.all(1).float().mean().item(), "pairs": 100 * pairs.float().mean().item()}
    for token in range(area.shape[1]):
        found[f"area{token}"] = 100 * area[:, token].mean().item()
    return found


def every_mask(logits: Tensor, scores: Tensor) -> Tensor:
    """By score times the root of stability, as the product shows them (`judged.ts`)."""
    return (scores * stability(logits).sqrt()).argsort(descending=True)


def by_score(logits: Tensor, scores: Tensor) -> Tensor:
    return scores.argsort(descending=True)


def stability(logits: Tensor) -> Tensor:
    """Logits [k, height, width] → [k]: the area above +1 as a part of that above −1."""
    sure, possible = (logits > 1).flatten(1).sum(1), (logits > -1).flatten(1).sum(1)
    return sure / possible.clamp(min=1)


def three_masks(logits: Tensor, scores: Tensor) -> Tensor:
    """SAM's answer to a single click: without the first token."""
    return 1 + scores[1:].argsort(descending=True)
