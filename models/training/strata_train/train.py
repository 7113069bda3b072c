"""Training that can be cut off at any time and goes on from its last checkpoint."""

from __future__ import annotations

import csv
import json
import math
import os
import random
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from .corrections import as_shown, batch_of, correct
from .decoder import Decoder, by_cell, by_row, covered_cells
from .edits import draw
from .features import feature_file, load_features
from .losses import LossSettings, certain_loss, click_loss, likely
from .samples import Sample, Sampler
from .targets import is_held_out, joined, load_targets, steady, target_file
from .teacher import covered
from .views import INPUT_SIZE, fitted


@dataclass(frozen=True)
class TrainSettings:
    steps: int = 1500
    pictures: int = 4
    prompts: int = 8
    #: Of the pictures: what share is asked with several clicks or boxes, where one mask is meant.
    certain: float = 0.35
    #: Of these: what share begins with a mask that a click changes.
    edits: float = 0.4
    new_rate: float = 3e-4
    old_rate: float = 1e-4
    warm_up: int = 30
    average: float = 0.998
    save_every: int = 25
    seed: int = 1
    #: Which targets, and how often a picture with them is drawn.
    sources: dict[str, float] = field(default_factory=lambda: {"teacher": 1.0, "labels": 0.5, "scenes": 0.2, "composites": 0.8})
    loss: LossSettings = LossSettings()


class Trainer:
    def __init__(
        self, decoder: Decoder, cache: Path, out: Path, settings: TrainSettings, teacher: Decoder | None = None
    ) -> None:
        """`teacher`: MobileSAM's decoder, whose answer to a box is what a picture without labels teaches for it."""
        self.decoder, self.cache, self.out, self.settings, self.teacher = decoder, cache, out, settings, teacher
        self.average = Decoder(decoder.count)
        self.average.load_state_dict(decoder.state_dict())
        new = [p for name, p in decoder.named_parameters() if is_new(name)]
        old = [p for name, p in decoder.named_parameters() if not is_new(name) and is_trained(name)]
        self.optimiser = torch.optim.AdamW(
            [{"params": new, "lr": settings.new_rate}, {"params": old, "lr": settings.old_rate}], weight_decay=0.01
        )
        self.rates = [settings.new_rate, settings.old_rate]
        self.step = 0
        self.seconds = 0.0
        self.files: dict[str, list[str]] = {}

    def run(self) -> None:
        self.out.mkdir(parents=True, exist_ok=True)
        (self.out / "settings.json").write_text(json.dumps(asdict(self.settings), indent=1))
        if (self.out / "last.pt").exists():
            self.resume()
        while self.step < self.settings.steps:
            self.one_step()
            if self.step % self.settings.save_every == 0 or self.step == self.settings.steps:
                self.save()

    def one_step(self) -> None:
        # What a step draws depends on its number alone, so that a resumed run is the same run.
        dice = random.Random(f"{self.settings.seed}/{self.step}")
        if self.step % 20 == 0 or not self.files:
            self.look()
        began = time.process_time()
        factor = rate_factor(self.step, self.settings)
        for group, rate in zip(self.optimiser.param_groups, self.rates):
            group["lr"] = rate * factor
        totals: dict[str, list[float]] = {}
        for _ in range(self.settings.pictures):
            source = dice.choices(list(self.files), [self.settings.sources[s] for s in self.files])[0]
            name = dice.choice(self.files[source])
            self.picture(name, source, dice, totals)
        norm = torch.nn.utils.clip_grad_norm_([p for g in self.optimiser.param_groups for p in g["params"]], 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        keep = min(self.settings.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mean, value in zip(self.average.parameters(), self.decoder.parameters()):
                mean.lerp_(value, 1 - keep)
        self.step += 1
        self.seconds += time.process_time() - began
        row = {key: sum(values) / len(values) for key, values in totals.items()}
        self.log({"step": self.step, "cpu_seconds": self.seconds, "rate": factor, "norm": float(norm), **row})

    def look(self) -> None:
        """What is there to learn from: features and targets may still be arriving."""
        self.files = {}
        for source in self.settings.sources:
            folder = self.cache / f"targets-{source}"
            names = sorted(str(f.relative_to(folder).with_suffix("")) for f in folder.rglob("*.npz"))
            there = [name for name in names if feature_file(self.cache, name).exists() and not is_held_out(name)]
            if source == "teacher":
                # Where there are labels, the teacher's masks stand beside them.
                there = [name for name in there if not target_file(self.cache, name, "labels").exists()]
            if there and self.settings.sources[source] > 0:
                self.files[source] = there
        if not self.files:
            raise FileNotFoundError(f"Expected targets with features in {self.cache}; make them first (see README).")

    def picture(self, name: str, source: str, dice: random.Random, totals: dict[str, list[float]]) -> None:
        view = LoadedView(self.cache, name, source, dice)
        certain = dice.random() < self.settings.certain
        if certain and dice.random() < self.settings.edits:
            edits = draw(view.sampler, view.masks, self.settings.prompts, dice)
            samples, answers = edits.samples, edits.targets.flatten(1)[:, None].float() / 255
            mask: Tensor | None = as_shown(by_row(edits.shown, view.features.shape[2])[:, None])
        else:
            samples, answers = view.samples(self.settings.prompts, certain), None
            mask = self.corrected(view, samples, dice) if certain and samples else None
        if not samples:
            return
        logits, scores, _ = self.decoder(view.features, *batch_of(samples), mask)
        if self.teacher and source == "teacher" and mask is None and 2 in samples[0].labels:
            answers = view.answers(self.teacher, samples)
        losses = []
        for index, (sample, cells, score) in enumerate(zip(samples, logits.flatten(2), scores)):
            target = view.masks[sample.meant].flatten(1).float() / 255 if answers is None else answers[index]
            if certain:
                loss, iou = certain_loss(cells, score, target, view.seen, self.settings.loss)
            else:
                share = view.importance[sample.meant]
                meant = likely(target, share, view.border)
                loss, iou = click_loss(cells, score, target, share, meant, view.seen, self.settings.loss)
            losses.append(loss)
            key = f"{source}_{'certain' if certain else 'click'}"
            totals.setdefault(f"{key}_loss", []).append(float(loss.detach()))
            totals.setdefault(f"{key}_iou", []).append(float(iou))
        (torch.stack(losses).sum() / (self.settings.prompts * self.settings.pictures)).backward()

    def corrected(self, view: LoadedView, samples: list[Sample], dice: random.Random) -> Tensor | None:
        """More clicks two times of three; most of these are told the mask that they correct."""
        rounds = dice.choice([0, 0, 1, 1, 2, 3])
        if len(samples[0].points) == 2 and 2 not in samples[0].labels:
            # One click alone can mean much; corrected, it means one thing.
            rounds = max(1, rounds)
        if rounds == 0:
            return None
        truths = torch.cat([view.masks[sample.meant] for sample in samples]) > 127
        mask = correct(self.decoder, view.features, truths, samples, rounds, dice)
        form = dice.choice(["not told", "logits", "pixels"])
        return None if form == "not told" else mask if form == "logits" else as_shown(mask)

    def log(self, row: dict[str, float]) -> None:
        columns = ["step", "cpu_seconds", "rate", "norm"]
        columns += [f"{s}_{k}_{m}" for s in self.settings.sources for k in ("click", "certain") for m in ("loss", "iou")]
        file = self.out / "log.csv"
        fresh = not file.exists()
        with file.open("a", newline="") as out:
            writer = csv.DictWriter(out, columns, restval="")
            if fresh:
                writer.writeheader()
            writer.writerow({key: round(value, 5) for key, value in row.items()})

    def save(self) -> None:
        state = {
            "step": self.step,
            "seconds": self.seconds,
            "decoder": self.decoder.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        part = self.out / "last.part"
        torch.save(state, part)
        os.replace(part, self.out / "last.pt")

    def resume(self) -> None:
        state = torch.load(self.out / "last.pt")
        self.step, self.seconds = state["step"], state["seconds"]
        self.decoder.load_state_dict(state["decoder"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        cut_log(self.out / "log.csv", self.step)


def cut_log(log: Path, step: int) -> None:
    """Steps after the checkpoint are made again, so what was logged of them goes."""
    if log.exists():
        head, *rows = log.read_text().splitlines()
        kept = [row for row in rows if int(row.split(",")[0]) <= step]
        log.write_text("\n".join([head, *kept]) + "\n")


#: Of what the teacher's masks count where there are human labels, which say nothing of anything else.
BESIDE = 0.6


class LoadedView:
    """One view's features and masks, on the cells that it covers."""

    def __init__(self, cache: Path, name: str, source: str, dice: random.Random) -> None:
        about = json.loads(feature_file(cache, name).with_suffix(".json").read_text())
        width, height = fitted((about["width"], about["height"]), INPUT_SIZE)
        rows, columns = covered_cells(height), covered_cells(width)
        self.whole = torch.from_numpy(load_features(cache, name))
        self.features = self.whole[:, :rows, :columns]
        targets = load_targets(target_file(cache, name, source))
        if source == "teacher":
            targets = steady(targets)
        beside = target_file(cache, name, "teacher")
        if source == "labels" and beside.exists():
            targets = joined(targets, steady(load_targets(beside)), BESIDE)
        self.masks, self.importance = targets.masks, targets.importance
        inside = covered(width, height).reshape(64, 64, 16)[:rows, :columns]
        self.seen = inside.flatten()
        self.border = border_of(by_row(inside.flatten(0, 1), columns)).flatten()
        self.dice = dice
        self.sampler = Sampler(targets, width, height, columns, dice)

    def samples(self, count: int, certain: bool) -> list[Sample]:
        """Prompts of one length, since they go through the decoder together."""
        if not certain:
            drawn = [self.sampler.click() for _ in range(count)]
            return [sample for sample in drawn if sample]
        kind = self.dice.choice(["1", "1", "2", "3", "box", "box", "box and click"])
        if kind.isdigit():
            return [self.sampler.several(int(kind)) for _ in range(count)]
        return [self.sampler.boxed(kind != "box") for _ in range(count)]


    @torch.no_grad()
    def answers(self, teacher: Decoder, samples: list[Sample]) -> Tensor:
        """MobileSAM's single mask for prompts that mean one thing, [n, 1, pixels] (0 to 1)."""
        _, rows, columns = self.features.shape
        logits, _, _ = teacher(self.whole, *batch_of(samples))
        return torch.sigmoid(logits[:, 0].float()).reshape(-1, 1, 64, 64, 16)[:, :, :rows, :columns].flatten(2)


def border_of(inside: Tensor) -> Tensor:
    """bool[4 × rows, 4 × columns] of what the picture covers → its outermost pixels, by cell."""
    wide = torch.nn.functional.pad(inside, (1, 1, 1, 1))
    core = wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:]
    return by_cell(inside & ~core)


def is_new(name: str) -> bool:
    return name.startswith(("mask_tokens", "score_token", "hyper_", "score_head"))


def is_trained(name: str) -> bool:
    """Prompts keep their meaning: their embeddings stay as they are."""
    return not name.startswith(("point_embeddings", "mask_downscaling"))


def rate_factor(step: int, settings: TrainSettings) -> float:
    """Warm-up, then even until six tenths of the steps, so that a run can still be made longer; a cosine to a fiftieth."""
    if step < settings.warm_up:
        return (step + 1) / settings.warm_up
    falls = max(settings.warm_up, 0.6 * settings.steps)
    along = max(0.0, step - falls) / max(1, settings.steps - falls)
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, along)))


def checkpoint_decoder(file: Path, count: int = 6) -> Decoder:
    """The averaged weights of a checkpoint."""
    decoder = Decoder(count)
    decoder.load_state_dict(torch.load(file)["average"])
    return decoder
