"""A run's log as pictures."""

from __future__ import annotations

import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


def running_mean(values: list[float], window: int) -> list[float]:
    """Each value with those before it, `window` at most."""
    return [sum(values[max(0, i + 1 - window) : i + 1]) / len(values[max(0, i + 1 - window) : i + 1])
            for i in range(len(values))]


def draw(log: Path, out: Path, window: int = 25) -> None:
    """Loss and best IoU of every kind of prompt and source that `log.csv` has."""
    with log.open(newline="") as file:
        rows = list(csv.DictReader(file))
    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4))
    for axis, what in zip(axes, ("loss", "iou")):
        for name in rows[0] if rows else []:
            if not name.endswith(f"_{what}"):
                continue
            known = [(int(row["step"]), float(row[name])) for row in rows if row[name]]
            if known:
                steps, values = zip(*known)
                axis.plot(steps, running_mean(list(values), window), label=name.removesuffix(f"_{what}"))
        axis.set_xlabel("step")
        axis.set_title({"loss": "loss", "iou": "IoU with what was meant"}[what])
        axis.grid(alpha=0.3)
        axis.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(out, dpi=110)
    pyplot.close(figure)
