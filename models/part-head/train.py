"""
Trains the head that names parts, on what `npm run partDescriptors` writes: see README.md.

    python train.py --people PEOPLE --facades FACADES --out heads.json [--held-out]
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

CCP = (
    "null accessories bag belt blazer blouse bodysuit boots bra bracelet cape cardigan clogs coat dress earrings flats "
    "glasses gloves hair hat heels hoodie intimate jacket jeans jumper leggings loafers necklace panties pants pumps "
    "purse ring romper sandals scarf shirt shoes shorts skin skirt sneakers socks stockings suit sunglasses sweater "
    "sweatshirt swimwear t-shirt tie tights top vest wallet watch wedges"
).split()
"""The names of Clothing Co-Parsing's labels, by their numbers."""

PEOPLE = {
    "hair": ["hair"],
    "skin": ["skin"],
    "shoe": ["shoes", "boots", "clogs", "flats", "heels", "loafers", "pumps", "sandals", "sneakers", "wedges"],
    "trousers": ["pants", "jeans", "leggings"],
    "shorts": ["shorts"],
    "skirt": ["skirt"],
    "dress": ["dress", "romper", "bodysuit"],
    "coat": ["coat", "cape"],
    "jacket": ["jacket", "blazer", "suit"],
    "sweater": ["sweater", "cardigan", "hoodie", "jumper", "sweatshirt"],
    "shirt": ["shirt", "blouse", "t-shirt", "top", "vest"],
    "bag": ["bag", "purse", "wallet"],
    "hat": ["hat"],
    "glasses": ["glasses", "sunglasses"],
    "belt": ["belt"],
    "scarf": ["scarf", "tie"],
    "stockings": ["stockings", "socks", "tights"],
    "jewellery": ["accessories", "bracelet", "earrings", "necklace", "ring", "watch"],
}
FACADES = {"window": ["window"], "balcony": ["balcony-fence"], "shop": ["shop"]}

CLIP = 5.0
"""How many deviations from the mean a number may be."""

LEAST_AREA = 400
"""Pixels: smaller pieces are mostly noise of the labels."""

LOOKS_FROM = 1024
"""In a descriptor, what the encoder sees comes first: of the part, the whole, the part's deviation and its highest value."""

MEMBERS = [[(0, 256), (LOOKS_FROM, 1060)], [(0, 1060)]]
"""
The ranges of a descriptor that each of a head's networks sees; their answers are averaged. One that sees the part alone
and one that sees everything are wrong about different parts.
"""

TENTHS = 10
CHOOSING = 0
HELD_OUT = 1


@dataclass
class Settings:
    hidden: int = 256
    epochs: int = 25
    batch: int = 128
    rate: float = 3e-3
    decay: float = 0.1
    dropout: float = 0.45
    input_dropout: float = 0.1
    smoothing: float = 0.05


@dataclass
class Examples:
    numbers: np.ndarray
    """float32[examples, numbers]"""
    groups: np.ndarray
    """int[examples]"""
    tenths: np.ndarray
    """int[examples]: which tenth of the images each is in, by its image's name alone"""


def read(stem: Path, groups: dict[str, list[str]]) -> Examples:
    """Parts whose label is in no group are left out."""
    rows = json.loads(stem.with_suffix(".json").read_text())
    numbers = np.fromfile(stem.with_suffix(".bin"), dtype=np.float32).reshape(len(rows), -1)
    group_of = {label: at for at, labels in enumerate(groups.values()) for label in labels}
    names = [CCP[int(row["name"][6:])] if row["name"].startswith("label-") else row["name"] for row in rows]
    kept = np.array([name in group_of and row["area"] >= LEAST_AREA for name, row in zip(names, rows, strict=True)])
    return Examples(
        numbers[kept],
        np.array([group_of.get(name, -1) for name in names])[kept],
        np.array([tenth_of(row["image"]) for row in rows])[kept],
    )


def tenth_of(image: str) -> int:
    return int.from_bytes(hashlib.sha256(image.encode()).digest()[:2], "big") % TENTHS


class Head(nn.Module):
    def __init__(self, mean: torch.Tensor, scale: torch.Tensor, names: int, settings: Settings) -> None:
        super().__init__()
        self.mean, self.scale = mean, scale
        sizes = [sum(end - start for start, end in ranges) for ranges in MEMBERS]
        self.first = nn.ModuleList(nn.Linear(size, settings.hidden) for size in sizes)
        self.second = nn.ModuleList(nn.Linear(settings.hidden, names) for _ in sizes)
        self.temperature = 1.0
        self.input_dropout = nn.Dropout(settings.input_dropout)
        self.dropout = nn.Dropout(settings.dropout)

    def members(self, numbers: torch.Tensor) -> list[torch.Tensor]:
        """The logits of each of its networks."""
        scaled = ((numbers - self.mean) * self.scale).clip(-CLIP, CLIP)
        seen = [torch.cat([scaled[:, start:end] for start, end in ranges], 1) for ranges in MEMBERS]
        return [
            second(self.dropout(nn.functional.gelu(first(self.input_dropout(one)))))
            for one, first, second in zip(seen, self.first, self.second, strict=True)
        ]

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        return sum(self.members(numbers)) / (len(MEMBERS) * self.temperature)


def train(examples: Examples, used: np.ndarray, names: int, settings: Settings, seed: int) -> Head:
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    numbers, groups = torch.from_numpy(examples.numbers), torch.from_numpy(examples.groups)
    of_used = numbers[used]
    head = Head(of_used.mean(0), 1 / (of_used.std(0) + 1e-4), names, settings)
    optimiser = torch.optim.AdamW(head.parameters(), weight_decay=settings.decay)
    at = np.flatnonzero(used)
    steps = max(1, len(at) // settings.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.rate, total_steps=settings.epochs * steps
    )
    for _ in range(settings.epochs):
        head.train()
        random.shuffle(at)
        for batch in np.array_split(at, steps):
            loss = sum(
                nn.functional.cross_entropy(logits, groups[batch], label_smoothing=settings.smoothing)
                for logits in head.members(numbers[batch])
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()


def calibrate(head: Head, examples: Examples, chosen: np.ndarray) -> None:
    """Sets the temperature with which the head's certainty fits how often it is right."""
    with torch.no_grad():
        logits = head(torch.from_numpy(examples.numbers[chosen]))
    groups = torch.from_numpy(examples.groups[chosen])
    tried = np.arange(0.4, 2.05, 0.05)
    losses = [nn.functional.cross_entropy(logits / float(one), groups).item() for one in tried]
    head.temperature = float(tried[int(np.argmin(losses))])


def report(title: str, head: Head, examples: Examples, chosen: np.ndarray) -> None:
    with torch.no_grad():
        shares = head(torch.from_numpy(examples.numbers[chosen])).softmax(1).numpy()
    groups = examples.groups[chosen]
    ranked = np.argsort(-shares, axis=1)
    first, three = ranked[:, 0] == groups, (ranked[:, :3] == groups[:, None]).any(1)
    commonest = np.bincount(examples.groups).argmax()
    print(f"{title}: {len(groups)} parts, top-1 {first.mean():.1%}, top-3 {three.mean():.1%}", end="")
    print(f", commonest name {(groups == commonest).mean():.1%}")
    for share in (0.4, 0.5, 0.6, 0.7, 0.8):
        said = shares.max(1) >= share
        print(f"  from {share}: says {said.mean():.0%}, right then {first[said].mean():.1%}")


WHOLES = {"people": "person", "facades": "building"}


def shares_of_wave(head: Head, names: list[str]) -> dict[str, float]:
    wave = 0.3 * np.sin(0.37 * np.arange(len(head.mean)))
    with torch.no_grad():
        shares = head(torch.from_numpy(wave.astype(np.float32))[None]).softmax(1)[0]
    return dict(zip(names, [round(share, 6) for share in shares.tolist()], strict=True))


def layer(linear: nn.Linear, divisor: float = 1.0) -> dict[str, list]:
    weight, bias = linear.weight.detach().T / divisor, linear.bias.detach() / divisor
    return {"weight": weight.tolist(), "bias": bias.tolist()}


def written(head: Head) -> dict[str, object]:
    return {
        "mean": head.mean.tolist(),
        "scale": head.scale.tolist(),
        "members": [
            {"ranges": ranges, "first": layer(first), "second": layer(second, len(MEMBERS) * head.temperature)}
            for ranges, first, second in zip(MEMBERS, head.first, head.second, strict=True)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=Path, required=True, help="descriptors of Clothing Co-Parsing, without ending")
    parser.add_argument("--facades", type=Path, required=True, help="descriptors of facades, without ending")
    parser.add_argument("--evaluation", type=Path, help="descriptors of other people, to be looked at once")
    parser.add_argument("--held-out", action="store_true", help="report on the tenth that nothing is chosen by")
    parser.add_argument("--golden", type=Path, help="the file for what the heads say to a wave, which a test compares")
    parser.add_argument("--out", type=Path, required=True, help="the file for buildHead.mjs")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    heads, golden = [], {}
    for title, stem, groups in (
        ("people", arguments.people, PEOPLE),
        ("facades", arguments.facades, FACADES),
    ):
        examples = read(stem, groups)
        chosen = examples.tenths == CHOOSING
        used = ~chosen & (examples.tenths != HELD_OUT)
        head = train(examples, used, len(groups), Settings(), seed=0)
        calibrate(head, examples, chosen)
        report(f"{title}, choosing", head, examples, chosen)
        if arguments.held_out:
            report(f"{title}, held out", head, examples, examples.tenths == HELD_OUT)
        if arguments.evaluation and title == "people":
            others = read(arguments.evaluation, groups)
            report("people, evaluation", head, others, np.ones(len(others.groups), dtype=bool))
        heads.append(written(head))
        golden[WHOLES[title]] = shares_of_wave(head, list(groups))
    arguments.out.write_text(json.dumps(heads))
    if arguments.golden:
        arguments.golden.write_text(json.dumps(golden, indent="\t") + "\n")


if __name__ == "__main__":
    main()
