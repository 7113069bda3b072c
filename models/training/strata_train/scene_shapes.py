"""Outlines and surfaces for rendered scenes: all from numbers, nothing from pictures."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

Dice = np.random.Generator


def plane(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return rows, columns


def blob(dice: Dice, height: int, width: int, centre: tuple[float, float], size: float) -> np.ndarray:
    """bool[height, width]: a rounded, an angular, a long or a box-like outline about `size` pixels across."""
    rows, columns = plane(height, width)
    turn = dice.uniform(0, np.pi)
    down, across = rows - centre[0], columns - centre[1]
    u = across * np.cos(turn) + down * np.sin(turn)
    v = -across * np.sin(turn) + down * np.cos(turn)
    u, v = u / (size / 2), v / (size / 2 * dice.uniform(0.3, 1.0))
    kind = dice.integers(4)
    if kind == 0:
        return np.abs(u) ** 6 + np.abs(v) ** 6 < 1
    if kind == 1:
        power = dice.uniform(1.6, 3.5)
        return np.abs(u) ** power + np.abs(v) ** power < 1
    angle, radius = np.arctan2(v, u), np.hypot(u, v)
    if kind == 2:
        sides = dice.integers(3, 8)
        wedge = np.mod(angle, 2 * np.pi / sides) - np.pi / sides
        return radius * np.cos(wedge) < np.cos(np.pi / sides) * 1.1
    edge = np.ones_like(angle)
    for wave in range(2, 7):
        edge += dice.normal(0, 0.35 / wave) * np.cos(wave * angle + dice.uniform(0, 2 * np.pi))
    return radius < np.clip(edge, 0.25, 1.6)


def split(dice: Dice, shape: np.ndarray) -> list[np.ndarray]:
    """A shape's parts: bands across it, or something on it, or its rim."""
    rows, columns = np.nonzero(shape)
    if len(rows) < 400:
        return []
    kind = dice.integers(4)
    if kind <= 1:
        turn = dice.uniform(0, np.pi)
        grid = plane(*shape.shape)
        along = grid[1] * np.cos(turn) + grid[0] * np.sin(turn)
        bend = dice.uniform(-0.004, 0.004) * (grid[0] * np.cos(turn) - grid[1] * np.sin(turn) - rows.mean()) ** 2
        along = along + np.clip(bend, -30, 30)
        inside = along[shape]
        cuts = np.sort(dice.uniform(0.15, 0.85, dice.integers(1, 3)))
        limits = [-np.inf, *np.quantile(inside, cuts), np.inf]
        parts = [shape & (along >= low) & (along < high) for low, high in zip(limits, limits[1:])]
    elif kind == 2:
        parts = []
        for _ in range(dice.integers(1, 4)):
            at = dice.integers(len(rows))
            size = np.sqrt(len(rows)) * dice.uniform(0.2, 0.6)
            parts.append(shape & blob(dice, *shape.shape, (rows[at], columns[at]), size))
    else:
        depth = ndimage.distance_transform_edt(shape)
        inner = depth > depth.max() * dice.uniform(0.25, 0.5)
        parts = [inner, shape & ~inner]
    return [part for part in parts if part.sum() > 60 and part.sum() < 0.93 * shape.sum()]


def clouds(dice: Dice, height: int, width: int, scale: float) -> np.ndarray:
    """float32[height, width], mean 0, spread 1: smooth noise with bumps of about `scale` pixels."""
    size = (int(height / scale) + 4, int(width / scale) + 4)
    coarse = dice.normal(0, 1, size).astype(np.float32)
    fine = ndimage.zoom(coarse, (height / (size[0] - 3), width / (size[1] - 3)), order=1)[:height, :width]
    return (fine - fine.mean()) / (fine.std() + 1e-6)


def pattern(dice: Dice, height: int, width: int) -> np.ndarray:
    """float32[height, width], -1 to 1: what a material adds to its colour."""
    rows, columns = plane(height, width)
    turn, step = dice.uniform(0, np.pi), dice.uniform(6, 40)
    u = (columns * np.cos(turn) + rows * np.sin(turn)) / step
    v = (rows * np.cos(turn) - columns * np.sin(turn)) / step
    kind = dice.integers(7)
    if kind == 0:
        return np.sign(np.sin(2 * np.pi * u))
    if kind == 1:
        return np.sign(np.sin(2 * np.pi * u) * np.sin(2 * np.pi * v))
    if kind == 2:
        return np.where(np.hypot(u % 1 - 0.5, v % 1 - 0.5) < dice.uniform(0.15, 0.4), 1.0, -0.3).astype(np.float32)
    if kind == 3:
        bend = clouds(dice, height, width, 60)
        return np.sin(2 * np.pi * u + 1.5 * bend)
    if kind == 4:
        brick = (u + 0.5 * (np.floor(v * 2) % 2)) % 1
        return np.where((brick < 0.06) | (v * 2 % 1 < 0.12), -1.0, 0.2).astype(np.float32)
    return np.clip(clouds(dice, height, width, dice.uniform(3, 30)) / 2, -1, 1)
