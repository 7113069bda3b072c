"""What six masks of a click are held to: every mask that the click could mean is some token's, in order of size."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass(frozen=True)
class LossSettings:
    dice: float = 1.5
    #: Share of a pixel's weight that is given to where the masks differ from each other.
    differing: float = 0.5
    #: How much more it costs, of a mask's cost and beside it, where two masks share a token.
    sharing: float = 0.3
    #: A token that no mask was given is pulled to the one it is nearest to.
    idle: float = 0.02
    #: What it costs a token that no mask was given to repeat its neighbour: soft IoU above `alike`.
    twins: float = 0.3
    alike: float = 0.75
    #: With several clicks or a box all tokens mean one mask: so much for those that are not the best.
    others: float = 0.25
    score: float = 4.0
    #: What it costs where a token's mask is larger than the next one's, in the logarithm of areas.
    order: float = 0.2


def costs(logits: Tensor, target: Tensor, weight: Tensor, settings: LossSettings) -> tuple[Tensor, Tensor]:
    """logits [k, p], target [t, p] (0 to 1), weight [p] (sums to 1) → costs [k, t] and IoUs [k, t] (no gradient)."""
    logits = logits.float()
    chance = torch.sigmoid(logits)
    # Cross-entropy of all pairs in one product: softplus(l) - l × t.
    entropy = (F.softplus(logits) @ weight)[:, None] - (logits * weight) @ target.t()
    both = (chance * weight) @ target.t()
    dice = 1 - (2 * both + 1e-4) / ((chance @ weight)[:, None] + (target @ weight)[None] + 1e-4)
    with torch.no_grad():
        inside = (logits > 0).float()
        truth = (target > 0.5).float()
        seen = (weight > 0).float()
        shared = (inside * seen) @ truth.t()
        union = (inside @ seen)[:, None] + (truth @ seen)[None] - shared
        iou = shared / union.clamp(min=1)
    return entropy + settings.dice * dice, iou


def pixel_weights(target: Tensor, seen: Tensor, differing: float) -> Tensor:
    """target [t, p], seen bool[p] → [p]: even over the picture, and more where the targets differ."""
    even = seen.float() / seen.sum().clamp(min=1)
    around = ((target > 0.1).any(0) & (target < 0.9).any(0) & seen).float()
    return (1 - differing) * even + differing * around / around.sum().clamp(min=1)


def in_order(cost: Tensor, importance: Tensor, sharing: float) -> list[int]:
    """For targets ordered by area, the token of each: tokens in the same order, the whole as cheap as can be.

    cost [k, t] → t token numbers, never falling.
    """
    tokens, count = cost.shape
    table = cost.detach().tolist()
    weight = importance.tolist()
    best = [[table[k][0] * weight[0] for k in range(tokens)]]
    came: list[list[int]] = []
    for t in range(1, count):
        row, origin = [], []
        low, low_at = float("inf"), 0
        for k in range(tokens):
            same = best[-1][k] + sharing * weight[t]
            previous, at = (low, low_at) if low <= same else (same, k)
            row.append(previous + table[k][t] * weight[t])
            origin.append(at)
            if best[-1][k] < low:
                low, low_at = best[-1][k], k
        best.append(row)
        came.append(origin)
    token = min(range(tokens), key=lambda k: best[-1][k])
    taken = [token]
    for origin in reversed(came):
        token = origin[token]
        taken.append(token)
    return taken[::-1]


def click_loss(
    logits: Tensor,
    scores: Tensor,
    target: Tensor,
    importance: Tensor,
    meant: Tensor,
    seen: Tensor,
    settings: LossSettings,
) -> tuple[Tensor, Tensor]:
    """One click: logits [k, p], scores [k], targets [t, p] by area → the loss and the mean of best IoUs.

    `importance` weighs the masks, `meant` (see `likely`) is what the scores learn; both [t].
    """
    weight = pixel_weights(target, seen, settings.differing)
    cost, iou = costs(logits, target, weight, settings)
    tokens = torch.tensor(in_order(cost, importance, settings.sharing))
    share = importance / importance.sum()
    loss = (cost[tokens, torch.arange(len(tokens))] * share).sum()
    idle = torch.ones(len(cost), dtype=torch.bool)
    idle[tokens] = False
    if idle.any():
        loss = loss + settings.idle * cost[idle].min(1).values.mean()
        loss = loss + settings.twins * F.relu(repeated(logits, idle, seen) - settings.alike).sum()
    areas = ((torch.sigmoid(logits.float()) * seen).sum(1) + 1).log()
    loss = loss + settings.order * F.relu(areas[:-1] - areas[1:]).sum()
    return loss + settings.score * F.mse_loss(scores, worth(iou, meant)), iou.max(0).values.mean()


def repeated(logits: Tensor, idle: Tensor, seen: Tensor) -> Tensor:
    """Soft IoU of each token of `idle` bool[k] with the tokens before and after it, which learn nothing from that."""
    chance = torch.sigmoid(logits.float()) * seen
    alike = []
    for token in idle.nonzero()[:, 0].tolist():
        for other in (token - 1, token + 1):
            if 0 <= other < len(chance):
                fixed = chance[other].detach()
                both = (chance[token] * fixed).sum()
                alike.append(both / (chance[token].sum() + fixed.sum() - both + 1e-4))
    return torch.stack(alike)


def worth(iou: Tensor, meant: Tensor) -> Tensor:
    """What a mask's score is to be: the IoU to be expected with what is meant, if it is shown alone.

    iou [k, t], meant [t] → [k]
    """
    return (iou * meant).sum(1) / meant.sum().clamp(min=1e-4)


def likely(target: Tensor, importance: Tensor, border: Tensor) -> Tensor:
    """Importance of targets [t, p], less where one lies along the picture's border (bool[p]): people rarely mean it."""
    share = target[:, border].mean(1)
    return importance * (1 - share) ** 2


def certain_loss(
    logits: Tensor, scores: Tensor, target: Tensor, seen: Tensor, settings: LossSettings
) -> tuple[Tensor, Tensor]:
    """A prompt that means one mask: target [1, p]. The best token learns most."""
    weight = pixel_weights(target, seen, settings.differing)
    cost, iou = costs(logits, target, weight, settings)
    cost, iou = cost[:, 0], iou[:, 0]
    best = cost.argmin()
    rest = (cost.sum() - cost[best]) / (len(cost) - 1)
    loss = cost[best] + settings.others * rest + settings.score * F.mse_loss(scores, iou)
    return loss, iou[scores.argmax()]
