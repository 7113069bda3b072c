"""Clicks and other prompts on one view, each with the masks it could mean."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from .targets import Targets
from .teacher import pixel_index, similarity

#: Masks over this IoU are one; SAM's own masks differ that much between two clicks on the same thing.
TWIN = 0.8
MOST = 7


@dataclass
class Sample:
    """A prompt: points [n, 2] in input pixels with labels [n]; `meant` indexes the view's masks, smallest first."""

    points: list[tuple[float, float]]
    labels: list[int]
    meant: list[int]


class Sampler:
    """Draws prompts on one view of size width × height (input pixels)."""

    def __init__(self, targets: Targets, width: int, height: int, columns: int, dice: random.Random) -> None:
        self.width, self.height, self.columns, self.dice = width, height, columns, dice
        self.flat = targets.masks.flatten(1) > 127
        self.importance = targets.importance
        self.area = self.flat.sum(1)
        self.alike = similarity(self.flat[:, ::2], self.flat[:, ::2])

    def click(self) -> Sample | None:
        """One click, in a mask drawn by importance two times of three, anywhere else."""
        if self.dice.random() < 0.67:
            place = self.inside(self.drawn())
        else:
            place = (self.dice.uniform(0, self.width - 1), self.dice.uniform(0, self.height - 1))
        meant = self.under(place)
        return Sample([place, (0.0, 0.0)], [1, -1], meant) if meant else None

    def several(self, count: int) -> Sample:
        """Clicks inside one mask and, where there is a larger one around it, clicks on what is not meant."""
        mask = self.drawn()
        points, labels = [self.inside(mask)], [1]
        others = [i for i in self.under(points[0]) if self.area[i] > self.area[mask] and self.alike[i, mask] < 0.7]
        for _ in range(count - 1):
            outside = None
            if others and self.dice.random() < 0.6:
                outside = self.place_in(self.flat[self.dice.choice(others)] & ~self.flat[mask])
            points.append(outside or self.inside(mask))
            labels.append(0 if outside else 1)
        return Sample([*points, (0.0, 0.0)], [*labels, -1], [mask])

    def boxed(self, with_click: bool) -> Sample:
        """The box of a mask, drawn a little carelessly, alone or with a click in it."""
        mask = self.drawn()
        box = [(left_right, top_bottom) for left_right, top_bottom in self._box(mask)]
        click = [self.inside(mask)] if with_click else []
        return Sample([*click, *box], [*([1] if with_click else []), 2, 3], [mask])

    def under(self, place: tuple[float, float]) -> list[int]:
        """The masks that hold a place: the most important first, twins left out, then by area."""
        held = self.flat[:, pixel_index(*place, self.columns)].nonzero()[:, 0].tolist()
        held.sort(key=lambda i: -float(self.importance[i]))
        taken: list[int] = []
        for index in held:
            if all(self.alike[index, other] < TWIN for other in taken):
                taken.append(index)
                if len(taken) == MOST:
                    break
        return sorted(taken, key=lambda i: int(self.area[i]))

    def inside(self, mask: int) -> tuple[float, float]:
        return self.place_in(self.flat[mask]) or (self.width / 2, self.height / 2)

    def drawn(self) -> int:
        return self.dice.choices(range(len(self.importance)), self.importance.tolist())[0]

    def place_in(self, pixels: Tensor) -> tuple[float, float] | None:
        """A place in bool[pixels by cell], nothing where there is none."""
        places = pixels.nonzero()[:, 0]
        if len(places) == 0:
            return None
        x, y = self._place(int(places[self.dice.randrange(len(places))]))
        return x + self.dice.uniform(-1.5, 1.5), y + self.dice.uniform(-1.5, 1.5)

    def _place(self, index: int) -> tuple[float, float]:
        """The middle, in input pixels, of a pixel of the logits given by cell."""
        cell, pixel = divmod(index, 16)
        row = 4 * (cell // self.columns) + 2 * (pixel // 8) + (pixel // 2) % 2
        column = 4 * (cell % self.columns) + 2 * ((pixel // 4) % 2) + pixel % 2
        return column * 4 + 1.5, row * 4 + 1.5

    def _box(self, mask: int) -> list[tuple[float, float]]:
        places = self.flat[mask].nonzero()[:, 0]
        if len(places) == 0:
            return [(0.0, 0.0), (self.width - 1.0, self.height - 1.0)]
        cell, pixel = places // 16, places % 16
        row = 4 * (cell // self.columns) + 2 * (pixel // 8) + (pixel // 2) % 2
        column = 4 * (cell % self.columns) + 2 * ((pixel // 4) % 2) + pixel % 2
        left, right = int(column.min()) * 4, int(column.max()) * 4 + 3
        top, bottom = int(row.min()) * 4, int(row.max()) * 4 + 3
        careless = self.dice.choice([0, 0.03, 0.06])
        shake = lambda size: self.dice.gauss(0, min(careless * size, 12))  # noqa: E731
        wide, high = right - left, bottom - top
        start = (max(0.0, left + shake(wide)), max(0.0, top + shake(high)))
        end = (min(self.width - 1.0, right + shake(wide)), min(self.height - 1.0, bottom + shake(high)))
        return [start, end]
