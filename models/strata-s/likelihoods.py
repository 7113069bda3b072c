"""
Trains the network that says which of a click's masks are meant, on what `npm run clickFigures` writes: see README.md.

    python likelihoods.py SET.jsonl... --out likelihoods.json
    python likelihoods.py SET.jsonl... --folds 5      # what it would do on images that it has not seen
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

HIDDEN = 16
MOST_DEVIATIONS = 5
MAX_LEVELS = 6
MIN_GAIN = 0.004
DUPLICATE_IOU = 0.9
SHARPNESS = 20.0
"""How quickly a mask's share of what is meant falls with its IoU: e to this power."""


@dataclass(frozen=True)
class Click:
    """The masks of one click: their figures, IoU with each other, IoU with each true mask."""

    file: str
    kind: int
    """Which of the sets it is of: all count the same, however many clicks they have."""
    figures: np.ndarray
    """float32[masks, figures]"""
    iou: np.ndarray
    """float32[masks, masks]"""
    truths: np.ndarray
    """float32[masks, true masks]"""
    first: int
    """The mask that is shown first."""


def read(files: list[Path]) -> list[Click]:
    clicks = []
    for kind, file in enumerate(files):
        for line in file.read_text().splitlines():
            row = json.loads(line)
            if row["figures"]:
                values = (np.asarray(row[key], np.float32) for key in ("figures", "iou", "truths"))
                clicks.append(Click(row["file"], kind, *values, first=max(0, row["first"])))
    return clicks


class Network(nn.Module):
    """A linear part and a small hidden layer, added."""

    def __init__(self, figures: int) -> None:
        super().__init__()
        self.direct = nn.Linear(figures, 1)
        self.hidden = nn.Linear(figures, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        nn.init.zeros_(self.direct.weight)
        nn.init.zeros_(self.out.weight)

    def forward(self, figures: torch.Tensor) -> torch.Tensor:
        hidden = nn.functional.dropout(torch.relu(self.hidden(figures)), 0.2, self.training)
        return (self.direct(figures) + self.out(hidden))[..., 0]


@dataclass(frozen=True)
class Trained:
    mean: np.ndarray
    scale: np.ndarray
    networks: list[Network]
    """Their answers are averaged before the softmax."""

    def likelihoods(self, click: Click) -> np.ndarray:
        with torch.no_grad():
            figures = torch.tensor(normalised(click.figures, self.mean, self.scale))
            return torch.softmax(sum(network(figures) for network in self.networks) / len(self.networks), 0).numpy()


def normalised(figures: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip((figures - mean) * scale, -MOST_DEVIATIONS, MOST_DEVIATIONS).astype(np.float32)


def shares(click: Click) -> np.ndarray:
    """Each true mask is shared among those most like it, and counts as much as the best of them fits. float32[masks]"""
    best = click.truths.max(0)
    share = np.exp(SHARPNESS * (click.truths - best))
    return (share / share.sum(0) * best).mean(1)


def train(clicks: list[Click], seeds: int = 3, epochs: int = 40, rate: float = 5e-3, batch: int = 16) -> Trained:
    everything = np.concatenate([click.figures for click in clicks])
    mean, scale = everything.mean(0), 1 / (everything.std(0) + 1e-3)
    most, count = max(len(click.figures) for click in clicks), everything.shape[1]
    figures = torch.zeros(len(clicks), most, count)
    target, absent = torch.zeros(len(clicks), most), torch.full((len(clicks), most), -1e9)
    of_kind = np.bincount([click.kind for click in clicks])
    weight = torch.tensor([len(clicks) / len(of_kind) / of_kind[click.kind] for click in clicks], dtype=torch.float32)
    for at, click in enumerate(clicks):
        masks = len(click.figures)
        figures[at, :masks] = torch.tensor(normalised(click.figures, mean, scale))
        target[at, :masks] = torch.tensor(shares(click))
        absent[at, :masks] = 0
    networks = []
    for seed in range(seeds):
        torch.manual_seed(seed)
        network = Network(count)
        optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=3e-3)
        for epoch in range(epochs):
            for group in optimiser.param_groups:
                group["lr"] = rate * (1 - epoch / epochs) + 1e-5
            for rows in torch.randperm(len(clicks)).split(batch):
                logs = torch.log_softmax(network(figures[rows]) + absent[rows], 1).clamp(min=-50)
                loss = -((target[rows] * logs).sum(1) * weight[rows]).mean()
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        networks.append(network.eval())
    return Trained(mean, scale, networks)


def chosen(click: Click, likelihoods: np.ndarray) -> list[int]:
    """As `likelyLadder.ts` chooses, without averaging duplicates."""
    levels, covered = [click.first], click.iou[click.first].copy()
    while len(levels) < MAX_LEVELS:
        gain = np.maximum(0, click.iou - covered) @ likelihoods
        gain[(click.iou[levels] > DUPLICATE_IOU).any(0)] = 0
        if gain.max() <= MIN_GAIN:
            break
        levels.append(int(gain.argmax()))
        covered = np.maximum(covered, click.iou[levels[-1]])
    return levels


def measure(model: Trained, clicks: list[Click]) -> dict[int, tuple[float, float]]:
    """By kind: 1-IoU@MG in percent, at the logits' size, and levels per click."""
    result = {}
    for kind in sorted({click.kind for click in clicks}):
        best, levels = [], []
        for click in (one for one in clicks if one.kind == kind):
            offered = chosen(click, model.likelihoods(click))
            best.extend(click.truths[offered].max(0))
            levels.append(len(offered))
        result[kind] = (round(100 * float(np.mean(best)), 2), round(float(np.mean(levels)), 2))
    return result


def fold_of(file: str, folds: int) -> int:
    return int.from_bytes(hashlib.sha256(file.encode()).digest()[2:4], "big") % folds


def weights_of(model: Trained) -> dict:
    """All networks as one: their hidden layers side by side, their answers averaged."""
    share = 1 / len(model.networks)
    return {
        "mean": model.mean.tolist(),
        "scale": model.scale.tolist(),
        "direct": (sum(n.direct.weight for n in model.networks) * share)[0].tolist(),
        "hidden": {
            "weight": torch.cat([n.hidden.weight for n in model.networks]).T.tolist(),
            "bias": torch.cat([n.hidden.bias for n in model.networks]).tolist(),
        },
        "out": (torch.cat([n.out.weight[0] for n in model.networks]) * share).tolist(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int)
    parser.add_argument("--held-out", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    clicks = read(options.sets)
    if options.folds:
        for fold in range(options.folds):
            seen = [one for one in clicks if fold_of(one.file, options.folds) != fold]
            unseen = [one for one in clicks if fold_of(one.file, options.folds) == fold]
            print(fold, measure(train(seen), unseen))
        return
    model = train(clicks)
    for file in options.held_out:
        print(file.name, measure(model, read([file])))
    if options.out:
        options.out.write_text(json.dumps(weights_of(model)))


if __name__ == "__main__":
    main()
