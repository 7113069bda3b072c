"""Masks to learn from, kept beside the features: of the teacher, of human labels, of rendered scenes."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from scipy import ndimage
from torch import Tensor

from .decoder import by_cell, covered_cells
from .teacher import STEP, Found
from .views import INPUT_SIZE, fitted

#: Of a label: pieces smaller than this share of the picture are mistakes of the labelling more often than parts.
LEAST_PIECE = 0.0004


@dataclass
class Targets:
    """All masks known of one view.

    masks uint8[n, cells, 16] (255: surely inside), importance float32[n] (0 to 1: how surely somebody would mean it).
    """

    masks: Tensor
    importance: Tensor


def of_teacher(found: Found, rows: int, columns: int) -> Targets:
    """What the teacher found, cut to the cells that the view covers."""
    shape = (len(found.logits), 64, 64, 16)
    logits = found.logits.reshape(shape)[:, :rows, :columns].flatten(1, 2)
    chance = torch.sigmoid(logits.float() / STEP)
    importance = found.score.clamp(0, 1) * (0.25 + 0.75 * found.support.clamp(0, 1))
    return Targets((255 * chance).round().to(torch.uint8), importance.float())


def of_pixels(masks: np.ndarray, importance: list[float]) -> Targets:
    """bool[n, height, width] at the view's size → the share of each pixel of the logits that is inside"""
    height, width = masks.shape[1:]
    across, down = fitted((width, height), INPUT_SIZE)
    rows, columns = covered_cells(down), covered_cells(across)
    small = np.zeros((len(masks), rows * 4, columns * 4), np.uint8)
    for index, mask in enumerate(masks):
        # At input size first, so that a pixel of the logits is four by four of these whatever the picture's sides are.
        padded = np.zeros((rows * 16, columns * 16), np.uint8)
        padded[:down, :across] = Image.fromarray(mask).resize((across, down), Image.Resampling.NEAREST)
        small[index] = 255 * padded.reshape(rows * 4, 4, columns * 4, 4).mean((1, 3))
    return Targets(by_cell(torch.from_numpy(small)), torch.tensor(importance, dtype=torch.float32))


def label_masks(labels: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """Parts and wholes of Clothing Co-Parsing's labels (0 is the background).

    Connected pieces of a label are parts, all of a label together is one too, everything labelled is the person, and
    what is not is a background.
    """
    masks: list[np.ndarray] = []
    importance: list[float] = []
    least = labels.size * LEAST_PIECE
    for label in np.unique(labels):
        of_label = labels == label
        pieces, count = ndimage.label(of_label)
        sizes = ndimage.sum_labels(of_label, pieces, range(1, count + 1))
        large = [index + 1 for index, size in enumerate(sizes) if size >= least]
        for index in large:
            masks.append(pieces == index)
            importance.append(0.6 if label == 0 else 1.0)
        if len(large) > 1 and label != 0:
            masks.append(of_label)
            importance.append(0.8)
    person = labels > 0
    if person.sum() >= least:
        masks.append(person)
        importance.append(1.0)
    return np.stack(masks), importance


def steady(targets: Targets) -> Targets:
    """The teacher's masks, those with a doubtful outline counting less.

    In grass and gravel the teacher answers with specks, which nobody means. Such a mask grows much where more doubt is
    let in: what counts is how much of it stays.
    """
    sure = (targets.masks > 186).flatten(1).sum(1).float()
    most = (targets.masks > 69).flatten(1).sum(1).float().clamp(min=1)
    return Targets(targets.masks, targets.importance * (sure / most) ** 2)


def joined(first: Targets, second: Targets, share: float) -> Targets:
    """All masks of both; those of the second count `share` of their importance."""
    return Targets(
        torch.cat([first.masks, second.masks]), torch.cat([first.importance, share * second.importance])
    )


def is_held_out(name: str) -> bool:
    """One picture in twelve is never trained on: for choosing between runs."""
    return random.Random(f"held out/{name.split('@')[0]}").random() < 1 / 12


def target_file(cache: Path, name: str, source: str) -> Path:
    return cache / f"targets-{source}" / f"{name}.npz"


def save_targets(file: Path, targets: Targets) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        np.savez_compressed(out, masks=targets.masks.numpy(), importance=targets.importance.numpy())
    os.replace(part, file)


def load_targets(file: Path) -> Targets:
    with np.load(file) as kept:
        return Targets(torch.from_numpy(kept["masks"]), torch.from_numpy(kept["importance"]))
