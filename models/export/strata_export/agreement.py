"""How far two runtimes may differ, and how far they do."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Agreement:
    """The largest differences between PyTorch and ONNX Runtime, and the smallest mask IoU."""

    encoder: float
    logits: float
    scores: float
    mask_iou: float

    def within(self, limits: Agreement) -> bool:
        return (
            self.encoder <= limits.encoder
            and self.logits <= limits.logits
            and self.scores <= limits.scores
            and self.mask_iou > limits.mask_iou
        )

    def __str__(self) -> str:
        return ", ".join(
            f"{field.name.replace('_', ' ')} {getattr(self, field.name):.3g}" for field in fields(self)
        )


LIMITS = Agreement(encoder=1e-4, logits=5e-3, scores=1e-4, mask_iou=0.999)
"""What rounding in another order may do. Encoder outputs run to about ±5, logits to about ±20."""


UNDECIDED = 1e-4
"""A logit nearer to zero than this is a mask's very edge: rounding decides, and a small mask has few pixels."""


def mask_ious(expected: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Of the masks (logits above zero) of two arrays [..., H, W], without undecided pixels; 1 for two empty ones."""
    decided = np.abs(expected) >= UNDECIDED
    inside = (expected > 0) & decided, (found > 0) & decided
    both = (inside[0] & inside[1]).sum((-2, -1))
    either = (inside[0] | inside[1]).sum((-2, -1))
    return np.where(either == 0, 1.0, both / np.maximum(either, 1))


HALF_LIMITS = Agreement(encoder=0.5, logits=5.0, scores=0.1, mask_iou=0.5)
"""Weights rounded to 11 bits: a guard against a broken file, no promise."""
