"""How a decoder does on pictures that are kept from training: what runs are chosen by, instead of the evaluation sets."""

from __future__ import annotations

import random
from pathlib import Path

import torch

from .corrections import batch_of
from .decoder import Decoder
from .targets import is_held_out, target_file
from .train import LoadedView


@torch.no_grad()
def measure_held_out(decoder: Decoder, cache: Path, clicks: int = 6, most: int = 60) -> dict[str, float]:
    """Of each source: the mean over clicks of the best IoU of every mask meant, and of the first by score."""
    found: dict[str, float] = {}
    for source in ("teacher", "labels", "scenes", "composites"):
        folder = cache / f"targets-{source}"
        names = sorted(str(file.relative_to(folder).with_suffix("")) for file in folder.rglob("*.npz"))
        best: list[torch.Tensor] = []
        first: list[float] = []
        for name in [name for name in names if is_held_out(name)][:most]:
            if not target_file(cache, name, source).exists():
                continue
            view = LoadedView(cache, name, source, random.Random(name))
            samples = view.samples(clicks, certain=False)
            if not samples:
                continue
            logits, scores, _ = decoder(view.features, *batch_of(samples))
            for sample, cells, score in zip(samples, logits.flatten(2), scores):
                inside = ((cells > 0) & view.seen).float()
                truth = ((view.masks[sample.meant].flatten(1) > 127) & view.seen).float()
                both = inside @ truth.t()
                iou = both / (inside.sum(1)[:, None] + truth.sum(1)[None] - both).clamp(min=1)
                best.append(iou.max(0).values)
                first.append(float(iou[score.argmax()].max()))
        if best:
            found[f"{source}_mg"] = 100 * torch.cat(best).mean().item()
            found[f"{source}_first"] = 100 * sum(first) / len(first)
    return found
