"""An image as the encoder takes it."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .config import STRIDE

SHORT_SIDE = 640
"""Pixels of the shorter side, as in the authors' interactive demo."""
LONG_SIDE = 1333
"""At most, so that a panorama fits into memory: the authors' limit in their COCO evaluation, none in their demo."""
MEAN = (123.675, 116.28, 103.53)
STD = (58.395, 57.12, 57.375)

CLICK_SIDE = 0.005
"""Width and height of the box that a click becomes, as a part of the image's."""


def input_size(width: int, height: int, short: int = SHORT_SIDE, long: int = LONG_SIDE) -> tuple[int, int]:
    """(width, height) that an image is resized to: the short side exact, the long one cut off, never beyond `long`."""
    shorter, longer = min(width, height), max(width, height)
    sides = (short, short * longer // shorter)
    if sides[1] > long:
        sides = (max(1, long * shorter // longer), long)
    return (sides[1], sides[0]) if width > height else sides


def padded(side: int) -> int:
    return -(-side // STRIDE) * STRIDE


def resized(image: Image.Image, short: int = SHORT_SIDE, long: int = LONG_SIDE) -> Image.Image:
    return image.convert("RGB").resize(input_size(*image.size, short, long), Image.Resampling.BICUBIC)


def tensor_of(image: Image.Image) -> Tensor:
    """An image of its final size as float32[1, 3, H, W]: normalised, then zeros to the right and below."""
    pixels = np.asarray(image, np.float32)
    values = (pixels - np.float32(MEAN)) / np.float32(STD)
    height, width = values.shape[:2]
    canvas = np.zeros((padded(height), padded(width), 3), np.float32)
    canvas[:height, :width] = values
    return torch.from_numpy(canvas.transpose(2, 0, 1)[None].copy())


def click_boxes(points: list[tuple[float, float]], width: int, height: int) -> Tensor:
    """Clicks (x, y in 0..1 of an image resized to `width` × `height`) as boxes on its padded canvas: [N, 4]."""
    across, down = width / padded(width), height / padded(height)
    boxes = [(x * across, y * down, CLICK_SIDE * across, CLICK_SIDE * down) for x, y in points]
    return torch.tensor(boxes, dtype=torch.float32)
