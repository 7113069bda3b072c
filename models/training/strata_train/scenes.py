"""Scenes rendered by ourselves, where every mask is known: things made of parts of parts, before each other.

Not like photographs, and not meant to be: they teach what photographs without labels cannot, where things
end under texture, shade and clutter, and that parts nest exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from scipy import ndimage

from .scene_shapes import Dice, blob, clouds, pattern, plane, split


@dataclass
class Thing:
    """A node of the tree: what it covers (hidden or not), and what it is made of."""

    shape: np.ndarray
    parts: list["Thing"] = field(default_factory=list)


def render(seed: int) -> tuple[Image.Image, np.ndarray, list[float]]:
    """A picture, its masks bool[n, height, width] and how sure each would be meant."""
    dice = np.random.default_rng(seed)
    height, width = [(512, 512), (384, 512), (512, 384), (352, 528)][dice.integers(4)]
    grounds = _grounds(dice, height, width)
    colours = np.zeros((height, width, 3), np.float32)
    for ground in grounds:
        _paint(dice, colours, ground, _colour(dice), shaded=False)
    things: list[Thing] = []
    for _ in range(dice.integers(3, 9)):
        thing = _thing(dice, height, width)
        _shadow(dice, colours, thing.shape)
        _paint_tree(dice, colours, thing, _colour(dice), 0)
        for before in things:
            _hide(before, thing.shape)
        grounds = [ground & ~thing.shape for ground in grounds]
        things.append(thing)
    masks: list[np.ndarray] = []
    sure: list[float] = []
    for ground in grounds:
        _note(masks, sure, ground, 0.6)
    for thing in things:
        _collect(thing, masks, sure, 1.0)
    return _developed(dice, colours), np.stack(masks), sure


def _grounds(dice: Dice, height: int, width: int) -> list[np.ndarray]:
    rows, columns = plane(height, width)
    line = height * dice.uniform(0.3, 0.8) + (columns - width / 2) * dice.uniform(-0.15, 0.15)
    if dice.random() < 0.4:
        line = line + 12 * clouds(dice, height, width, 80)
    if dice.random() < 0.25:
        return [np.ones((height, width), bool)]
    return [rows < line, rows >= line]


def _thing(dice: Dice, height: int, width: int) -> Thing:
    centre = (dice.uniform(0.1, 0.95) * height, dice.uniform(0.05, 0.95) * width)
    size = min(height, width) * np.exp(dice.uniform(np.log(0.08), np.log(0.75)))
    members = [blob(dice, height, width, centre, size)]
    if dice.random() < 0.45:
        for _ in range(dice.integers(1, 4)):
            rows, columns = np.nonzero(members[0])
            if len(rows) == 0:
                break
            at = dice.integers(len(rows))
            members.append(blob(dice, height, width, (rows[at], columns[at]), size * dice.uniform(0.3, 0.8)))
    whole = np.any(members, 0)
    covered = np.zeros_like(whole)
    parts: list[Thing] = []
    for member in reversed(members):
        visible = member & ~covered
        covered |= member
        if visible.sum() > 60:
            parts.append(Thing(visible, _parts(dice, visible, 2)))
    return Thing(whole, parts) if len(parts) > 1 else Thing(whole, parts[0].parts if parts else [])


def _parts(dice: Dice, shape: np.ndarray, depth: int) -> list[Thing]:
    if depth == 0 or dice.random() < 0.35:
        return []
    return [Thing(part, _parts(dice, part, depth - 1)) for part in split(dice, shape)]


def _hide(thing: Thing, shape: np.ndarray) -> None:
    thing.shape = thing.shape & ~shape
    for part in thing.parts:
        _hide(part, shape)


def _collect(thing: Thing, masks: list[np.ndarray], sure: list[float], chance: float) -> None:
    _note(masks, sure, thing.shape, chance)
    for part in thing.parts:
        _collect(part, masks, sure, 0.85 * chance)


def _note(masks: list[np.ndarray], sure: list[float], mask: np.ndarray, chance: float) -> None:
    if mask.sum() >= max(40, mask.size * 0.0003):
        masks.append(mask)
        sure.append(chance)


def _colour(dice: Dice) -> np.ndarray:
    grey = dice.uniform(30, 220)
    return np.clip(grey + dice.normal(0, dice.uniform(5, 55), 3), 5, 250).astype(np.float32)


def _paint_tree(dice: Dice, colours: np.ndarray, thing: Thing, colour: np.ndarray, depth: int) -> None:
    _paint(dice, colours, thing.shape, colour, shaded=depth < 2)
    for part in thing.parts:
        near = np.clip(colour + dice.normal(0, dice.uniform(8, 60), 3), 5, 250).astype(np.float32)
        _paint_tree(dice, colours, part, near if dice.random() < 0.7 else _colour(dice), depth + 1)


def _paint(dice: Dice, colours: np.ndarray, shape: np.ndarray, colour: np.ndarray, shaded: bool) -> None:
    where = ndimage.find_objects(shape.astype(np.uint8))
    if not where:
        return
    box = where[0]
    inside = shape[box]
    height, width = inside.shape
    surface = np.broadcast_to(colour, (height, width, 3)).astype(np.float32)
    if dice.random() < 0.6:
        surface = surface + pattern(dice, height, width)[..., None] * dice.normal(0, 22, 3).astype(np.float32)
    surface = surface * (1 + 0.04 * dice.normal(0, 1, (height, width, 1)).astype(np.float32))
    light = 1 + 0.12 * clouds(dice, height, width, max(height, width) / 2 + 4)
    if shaded:
        depth = np.sqrt(ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1])
        slope_y, slope_x = np.gradient(ndimage.gaussian_filter(depth, 2))
        turn = dice.uniform(0, 2 * np.pi)
        light = light + dice.uniform(0.1, 1.1) * (slope_x * np.cos(turn) + slope_y * np.sin(turn))
    surface = surface * np.clip(light, 0.25, 1.7)[..., None]
    part = colours[box]
    part[inside] = surface[inside]


def _shadow(dice: Dice, colours: np.ndarray, shape: np.ndarray) -> None:
    if dice.random() < 0.3:
        return
    soft = ndimage.gaussian_filter(shape.astype(np.float32), dice.uniform(2, 12))
    moved = ndimage.shift(soft, (dice.uniform(-4, 14), dice.uniform(-12, 12)), order=1)
    colours *= (1 - dice.uniform(0.2, 0.6) * moved)[..., None]


def _developed(dice: Dice, colours: np.ndarray) -> Image.Image:
    """What a camera adds: softness, uneven light, noise."""
    height, width = colours.shape[:2]
    soft = ndimage.gaussian_filter(colours, (*[dice.uniform(0.4, 1.3)] * 2, 0))
    soft = soft * (1 + 0.15 * clouds(dice, height, width, max(height, width) * 0.7))[..., None]
    noisy = soft + dice.normal(0, dice.uniform(0.5, 8), soft.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
