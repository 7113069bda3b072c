"""The score head alone, fitted last: which of the six is shown first.

It reads one token, so thousands of clicks are gone through once and kept, and fitting takes seconds.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from .corrections import batch_of
from .decoder import Decoder
from .losses import likely, worth
from .targets import is_held_out
from .train import LoadedView


@dataclass
class Ranked:
    """Of clicks: the score token [n, 256], the IoU to be expected of each mask [n, k], and whether it is held out [n]."""

    token: Tensor
    worth: Tensor
    held_out: Tensor


@torch.no_grad()
def collect(decoder: Decoder, cache: Path, sources: tuple[str, ...], clicks: int) -> Ranked:
    """`clicks` for every view that has targets."""
    tokens, worths, held = [], [], []
    for source in sources:
        folder = cache / f"targets-{source}"
        for name in sorted(str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.npz")):
            view = LoadedView(cache, name, source, random.Random(f"rank/{name}"))
            samples = view.samples(clicks, certain=False)
            if not samples:
                continue
            logits, _, _ = decoder(view.features, *batch_of(samples))
            tokens.append(decoder.score_input)
            for sample, cells in zip(samples, logits.flatten(2)):
                target = view.masks[sample.meant].flatten(1).float() / 255
                inside = ((cells > 0) & view.seen).float()
                truth = (target > 0.5).float() * view.seen
                both = inside @ truth.t()
                iou = both / (inside.sum(1)[:, None] + truth.sum(1)[None] - both).clamp(min=1)
                worths.append(worth(iou, likely(target, view.importance[sample.meant], view.border)))
                held.append(is_held_out(name))
    return Ranked(torch.cat(tokens), torch.stack(worths), torch.tensor(held))


def regret(scores: Tensor, worths: Tensor) -> float:
    """Mean of what the first by score is worth less than the best of the click, in percent."""
    first = worths.gather(1, scores.argmax(1, keepdim=True))[:, 0]
    return 100 * (worths.max(1).values - first).mean().item()


def fit(decoder: Decoder, known: Ranked, steps: int = 1500, seed: int = 1) -> list[dict[str, float]]:
    """Fits `score_head` in place, keeps what does best on held-out pictures, and says how it went."""
    torch.manual_seed(seed)
    train = ~known.held_out
    token, target = known.token[train], known.worth[train]
    kept = copy.deepcopy(decoder.score_head.state_dict())
    optimiser = torch.optim.AdamW(decoder.score_head.parameters(), 3e-4, weight_decay=0.1)
    rows: list[dict[str, float]] = []
    best = float("inf")
    for step in range(steps + 1):
        if step % 50 == 0:
            with torch.no_grad():
                lost = regret(decoder.scores(known.token[known.held_out]), known.worth[known.held_out])
            rows.append({"step": step, "held_out_regret": lost})
            if lost < best:
                best, kept = lost, copy.deepcopy(decoder.score_head.state_dict())
        batch = torch.randint(len(token), (256,))
        scores = decoder.scores(F.dropout(token[batch], 0.1))
        wanted = target[batch]
        # Values, and which is the best: the order is what counts.
        chances = F.cross_entropy(scores * 8, torch.softmax(wanted * 8, 1))
        loss = F.mse_loss(scores, wanted) + 0.05 * chances
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    decoder.score_head.load_state_dict(kept)
    return rows
