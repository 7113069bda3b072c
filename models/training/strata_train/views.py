"""What part of which picture is looked at: one encoder run, one set of features."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

INPUT_SIZE = 1024


@dataclass(frozen=True)
class View:
    """A picture or a piece of it, as the encoder sees it.

    `box` is left, top, right, bottom in pixels of the picture; `detail` is the long side to which the piece is made
    smaller first (0: not at all), so that the decoder also meets small pictures made large.
    """

    name: str
    path: str
    box: tuple[int, int, int, int] | None = None
    flip: bool = False
    detail: int = 0

    def picture(self) -> Image.Image:
        """The piece, upright and RGB, at its own size."""
        with Image.open(self.path) as file:
            picture = ImageOps.exif_transpose(file).convert("RGB")
        return self.cut(picture, Image.Resampling.BILINEAR)

    def labels(self, path: Path) -> Image.Image:
        """The same piece of a picture of labels."""
        with Image.open(path) as file:
            return self.cut(file.copy(), Image.Resampling.NEAREST)

    def cut(self, picture: Image.Image, resampling: Image.Resampling) -> Image.Image:
        if self.box is not None:
            picture = picture.crop(self.box)
        if self.flip:
            picture = ImageOps.mirror(picture)
        if self.detail and max(picture.size) > self.detail:
            picture = picture.resize(fitted(picture.size, self.detail), resampling)
        return picture


def fitted(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height with the given long side, rounded as SAM rounds."""
    scale = long_side / max(size)
    return max(1, int(size[0] * scale + 0.5)), max(1, int(size[1] * scale + 0.5))


def whole(name: str, path: Path) -> View:
    return View(f"{name}@0", str(path))


def piece(name: str, path: Path, number: int) -> View:
    """A random piece (a quarter to all of each side), mirrored half the time; the same for the same name and number."""
    dice = random.Random(f"{name}@{number}")
    with Image.open(path) as file:
        width, height = ImageOps.exif_transpose(file).size
    scale = dice.uniform(0.35, 0.95)
    across = max(64, int(width * min(1.0, scale * dice.uniform(0.85, 1.2))))
    down = max(64, int(height * min(1.0, scale * dice.uniform(0.85, 1.2))))
    left = dice.randint(0, max(0, width - across))
    top = dice.randint(0, max(0, height - down))
    box = (left, top, min(width, left + across), min(height, top + down))
    return View(f"{name}@{number}", str(path), box, dice.random() < 0.5, dice.choice([0, 0, 480, 640]))
