"""Photographs with people and things of other photographs pasted in: wholes that are known to be wholes, among clutter.

A teacher without labels says what the parts of a picture are, but rarely which of them are one thing. What is cut out
along a human label, or along a mask that all clicks inside it agree on, is one thing wherever it is put, at any size.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageFilter

from .targets import Targets, label_masks, of_pixels
from .views import INPUT_SIZE

#: Of the teacher's masks: from what a thing is cut out.
SURE = 0.8
LEAST_SHARE, MOST_SHARE = 0.02, 0.4
#: A mask of the photograph below stays as long as so much of it can be seen.
STILL_SEEN = 0.4


@dataclass
class CutOut:
    """RGB picture, and masks bool[n, height, width] with their importance: the whole thing first."""

    picture: Image.Image
    masks: np.ndarray
    importance: list[float]


def cut_person(picture: Image.Image, labels: np.ndarray) -> CutOut | None:
    """A person of Clothing Co-Parsing with everything worn; nothing where labels say nothing."""
    person = labels > 0
    if person.mean() < LEAST_SHARE:
        return None
    masks, importance = label_masks(labels)
    worn = [index for index, mask in enumerate(masks) if not (mask & ~person).any() and mask.sum() < person.sum()]
    return _trimmed(picture, np.stack([person, *masks[worn]]), [1.0, *(importance[i] for i in worn)])


def cut_thing(picture: Image.Image, targets: Targets, by_row: np.ndarray, dice: random.Random) -> CutOut | None:
    """Something that the teacher is sure of, with what it found inside.

    `by_row`: uint8[n, rows × 4, columns × 4], the masks of `targets` as pixels.
    """
    scale = INPUT_SIZE / 4 / max(picture.size)
    across, down = round(picture.width * scale), round(picture.height * scale)
    small = by_row[:, :down, :across] > 127
    share = small.mean((1, 2))
    edge = small[:, [0, -1]].any((1, 2)) | small[:, :, [0, -1]].any((1, 2))
    sure = targets.importance.numpy() >= SURE
    wholes = (sure & ~edge & (share > LEAST_SHARE) & (share < MOST_SHARE)).nonzero()[0]
    if len(wholes) == 0:
        return None
    whole = int(dice.choice(wholes.tolist()))
    inside = (small & small[whole]).sum((1, 2)) / small.sum((1, 2)).clip(1)
    parts = ((inside > 0.9) & (share < 0.8 * share[whole])).nonzero()[0]
    taken = [whole, *parts.tolist()]
    large = [
        np.asarray(Image.fromarray(by_row[i, :down, :across]).resize(picture.size, Image.Resampling.BICUBIC)) > 127
        for i in taken
    ]
    masks = np.stack([mask & large[0] for mask in large])
    return _trimmed(picture, masks, [1.0, *(float(targets.importance[i]) for i in parts)])


def _trimmed(picture: Image.Image, masks: np.ndarray, importance: list[float]) -> CutOut:
    rows, columns = masks[0].any(1).nonzero()[0], masks[0].any(0).nonzero()[0]
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    box = (int(left), int(top), int(right), int(bottom))
    return CutOut(picture.crop(box), masks[:, top:bottom, left:right], importance)


def placed(cut: CutOut, size: tuple[int, int], dice: random.Random) -> tuple[Image.Image, np.ndarray] | None:
    """A cut-out somewhere in a picture of this size, perhaps beyond its edge, perhaps mirrored.

    Its colours there as a picture, and its masks bool[n, height, width]; nothing where it would be hardly seen.
    """
    width, height = size
    wanted = dice.uniform(0.2, 1.05) * min(width / cut.picture.width, height / cut.picture.height)
    factor = min(wanted, 1.6)
    across, down = max(8, round(cut.picture.width * factor)), max(8, round(cut.picture.height * factor))
    left = dice.randint(-across // 5, max(0, width - across * 4 // 5))
    top = dice.randint(-down // 8, max(0, height - down * 4 // 5))
    mirrored = dice.random() < 0.5
    colours = Image.new("RGB", size)
    colours.paste(_resized(cut.picture, (across, down), mirrored, Image.Resampling.LANCZOS), (left, top))
    masks = np.zeros((len(cut.masks), height, width), bool)
    for index, mask in enumerate(cut.masks):
        flat = Image.new("L", size)
        shape = Image.fromarray(mask.astype(np.uint8) * 255)
        flat.paste(_resized(shape, (across, down), mirrored, Image.Resampling.BILINEAR), (left, top))
        masks[index] = np.asarray(flat) > 127
    return (colours, masks) if masks[0].mean() > LEAST_SHARE / 4 else None


def _resized(image: Image.Image, size: tuple[int, int], mirrored: bool, how: Image.Resampling) -> Image.Image:
    image = image.resize(size, how)
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image


def compose(ground: Image.Image, below: Targets, cuts: list[CutOut], dice: random.Random) -> tuple[Image.Image, Targets]:
    """The photograph with cut-outs in it, each before those already there, and all masks of what can be seen."""
    known: list[np.ndarray] = []
    importance: list[float] = []
    hidden = np.zeros((ground.height, ground.width), bool)
    picture = ground
    for cut in cuts:
        there = placed(cut, ground.size, dice)
        if there is None:
            continue
        colours, masks = there
        soft = Image.fromarray(masks[0].astype(np.uint8) * 255).filter(ImageFilter.GaussianBlur(dice.uniform(0.4, 1.0)))
        picture = Image.composite(colours, picture, soft)
        before = [mask.sum() for mask in known]
        known = [mask & ~masks[0] for mask in known]
        stay = [index for index, mask in enumerate(known) if mask.sum() > STILL_SEEN * before[index]]
        known, importance = [known[i] for i in stay], [importance[i] for i in stay]
        fine = [index for index, mask in enumerate(masks) if mask.sum() >= 60]
        known += [masks[index] for index in fine]
        importance += [cut.importance[index] for index in fine]
        hidden |= masks[0]
    cover = of_pixels(hidden[None], [1.0]).masks
    left = (below.masks.float() * (1 - cover.float() / 255)).round().to(below.masks.dtype)
    seen = (left > 127).flatten(1).sum(1) > STILL_SEEN * (below.masks > 127).flatten(1).sum(1)
    above = of_pixels(np.stack(known), importance) if known else Targets(left[:0], below.importance[:0])
    return picture, Targets(torch.cat([above.masks, left[seen]]), torch.cat([above.importance, below.importance[seen]]))
