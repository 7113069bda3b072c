"""Pictures and clicks that need no files: the same numbers in Python and in TypeScript (test/inference/patterns.ts)."""

from __future__ import annotations

import numpy as np
from PIL import Image


def picture(width: int, height: int, seed: int) -> Image.Image:
    """Waves of several lengths with hard edges and one-pixel noise, as a resampler finds in photographs."""
    x = np.arange(width, dtype=np.int64)[None, :, None]
    y = np.arange(height, dtype=np.int64)[:, None, None]
    c = np.arange(3, dtype=np.int64)[None, None, :]
    smooth = x * (5 + c) + y * (11 - 2 * c) + (x * y) // (7 + seed)
    blocks = ((x // 13 + y // 9 + c + seed) % 2) * 96
    noise = (x * 73 + y * 151 + x * y * 31 + c * 97 + seed * 57) % 41
    return Image.fromarray(((smooth + blocks + noise) % 256).astype(np.uint8), "RGB")


def clicks(count: int, seed: int) -> list[tuple[float, float]]:
    """(x, y) in 0..1, spread evenly, some of them at the very edge."""
    places = [
        ((0.5 + 0.618033988749895 * (i + seed)) % 1, (0.5 + 0.754877666246693 * (i + seed)) % 1)
        for i in range(count)
    ]
    edges = [(0.0, 0.0), (1.0, 1.0)]
    return places if count < 8 else [*places[:-2], *edges]
