"""An image and clicks as the graphs take them."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .variants import Variant

MEAN = (123.675, 116.28, 103.53)
STD = (58.395, 57.12, 57.375)

POSITIVE, PADDING = 1.0, -1.0


def is_stretched(variant: Variant) -> bool:
    """Both sides of an image fill the square; else its longest one does, and the rest is zeros."""
    return variant.kind == "sam2"


def input_size(width: int, height: int, variant: Variant) -> tuple[int, int]:
    """(width, height) that an image is resized to."""
    if is_stretched(variant):
        return variant.size, variant.size
    scale = variant.size / max(width, height)
    return max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))


def resized(image: Image.Image, variant: Variant) -> Image.Image:
    return image.convert("RGB").resize(input_size(*image.size, variant), Image.Resampling.BILINEAR)


def tensor_of(image: Image.Image, variant: Variant) -> Tensor:
    """An image of its final size as float32[1, 3, size, size]: normalised, then zeros to the right and below."""
    values = (np.asarray(image, np.float32) - np.float32(MEAN)) / np.float32(STD)
    canvas = np.zeros((variant.size, variant.size, 3), np.float32)
    canvas[: values.shape[0], : values.shape[1]] = values
    return torch.from_numpy(canvas.transpose(2, 0, 1)[None].copy())


def click_prompts(
    clicks: list[tuple[float, float]], width: int, height: int, variant: Variant
) -> tuple[Tensor, Tensor]:
    """
    One prompt a click (x, y in 0..1 of an image of `width` × `height`): points [N, P, 2] in pixels of the input, where
    (0, 0) is the first one's centre, and labels [N, P]. Those of SAM end with a point of padding.
    """
    scale = variant.size / max(width, height)
    across, down = (variant.size, variant.size) if is_stretched(variant) else (width * scale, height * scale)
    points = [[(x * across - 0.5, y * down - 0.5)] for x, y in clicks]
    labels = [[POSITIVE] for _ in clicks]
    if variant.kind != "sam2":
        points = [[point, (0.0, 0.0)] for (point,) in points]
        labels = [[POSITIVE, PADDING] for _ in clicks]
    return torch.tensor(points, dtype=torch.float32), torch.tensor(labels, dtype=torch.float32)
