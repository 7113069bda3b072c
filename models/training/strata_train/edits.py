"""A mask that is shown and one click that changes it: a part taken away, a thing added. What else is shown stays."""

from __future__ import annotations

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from .samples import Sample, Sampler

#: What is taken away has at least and at most this share of the mask that it is taken from.
PART = (0.03, 0.6)
#: What is added, likewise.
ADDED = (0.03, 1.5)


@dataclass
class Edits:
    """samples of a click and a correcting one; targets uint8[n, cells, 16]; shown bool[n, cells, 16]."""

    samples: list[Sample]
    targets: Tensor
    shown: Tensor


def draw(sampler: Sampler, masks: Tensor, count: int, dice: random.Random) -> Edits:
    """`count` edits of a view's masks uint8[m, cells, 16]."""
    drawn = [_edit(sampler, masks, dice) for _ in range(count)]
    samples, targets, shown = zip(*drawn)
    return Edits(list(samples), torch.stack(targets), torch.stack(shown) > 127)


def _edit(sampler: Sampler, masks: Tensor, dice: random.Random) -> tuple[Sample, Tensor, Tensor]:
    mask = sampler.drawn()
    flat, area = sampler.flat, sampler.area.float()
    common = (flat & flat[mask]).sum(1).float()
    inside = common / area.clamp(min=1)
    share = area / area[mask].clamp(min=1)
    parts = ((inside > 0.9) & (share > PART[0]) & (share < PART[1])).nonzero()[:, 0].tolist()
    others = ((inside < 0.1) & (share > ADDED[0]) & (share < ADDED[1])).nonzero()[:, 0].tolist()
    if parts and (not others or dice.random() < 0.6):
        part = dice.choice(parts)
        at, to = flat[mask] & ~flat[part], flat[mask] & flat[part]
        target, label = torch.minimum(masks[mask], 255 - masks[part]), 0
    elif others:
        other = dice.choice(others)
        at, to = flat[mask], flat[other] & ~flat[mask]
        target, label = torch.maximum(masks[mask], masks[other]), 1
    else:
        # Clicked again where all is well: nothing changes.
        at = to = flat[mask]
        target, label = masks[mask], 1
    first, second = sampler.place_in(at), sampler.place_in(to)
    points = [second or sampler.inside(mask), first or sampler.inside(mask), (0.0, 0.0)]
    return Sample(points, [label, 1, -1], [mask]), target, masks[mask]
