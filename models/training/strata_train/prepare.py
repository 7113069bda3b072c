"""From the data folder to what training reads: features and targets, each made once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np
import torch

from .composites import CutOut, compose, cut_person, cut_thing
from .decoder import Decoder, by_row, covered_cells
from .features import Encoder, encode_view, feature_file, load_features
from .sam_weights import load_mobile_sam
from .scenes import render
from .settings import Amounts, Places
from .targets import is_held_out, label_masks, load_targets, of_pixels, of_teacher, save_targets, steady, target_file
from .teacher import TeacherSettings, find
from .views import INPUT_SIZE, View, fitted, piece, whole


def pictures(folder: Path, limit: int) -> list[Path]:
    """The first `limit` of a folder's photographs in an order drawn once and for all."""
    files = sorted(folder.glob("*.jpg"))
    if not files and limit > 0:
        raise FileNotFoundError(f"Expected photographs (*.jpg) in {folder}; none are there. See DATA.md for the layout.")
    random.Random(0).shuffle(files)
    return files[:limit]


def photo_views(places: Places, amounts: Amounts) -> Iterator[View]:
    files = pictures(places.data / "photos", amounts.photos)
    yield from (whole(f"photos/{file.stem}", file) for file in files)
    yield from (piece(f"photos/{file.stem}", file, 1) for file in files[: amounts.photo_pieces])


def labelled_views(places: Places, amounts: Amounts) -> Iterator[View]:
    files = pictures(places.data / "ccp" / "photos", amounts.labelled)
    yield from (whole(f"ccp/{file.stem}", file) for file in files)
    yield from (piece(f"ccp/{file.stem}", file, 1) for file in files[: amounts.labelled_pieces])


def scene_views(places: Places, amounts: Amounts) -> Iterator[View]:
    folder = places.cache / "scenes"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(amounts.scenes):
        view = View(f"scenes/{number:05d}@0", str(folder / f"{number:05d}.png"))
        kept = target_file(places.cache, view.name, "scenes")
        if not kept.exists():
            picture, masks, importance = render(number)
            picture.save(view.path)
            save_targets(kept, of_pixels(masks, importance))
        yield view


def composite_views(places: Places, amounts: Amounts) -> Iterator[View]:
    """Photographs with things of others in them, made of those that are prepared and not held out."""
    grounds = trained_on(photo_views(places, Amounts(amounts.photos, photo_pieces=0)), places)
    people = trained_on(labelled_views(places, Amounts(labelled=amounts.labelled, labelled_pieces=0)), places)
    if not grounds:
        return
    folder = places.cache / "composites"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(amounts.composites):
        view = View(f"composites/{number:05d}@0", str(folder / f"{number:05d}.png"))
        kept = target_file(places.cache, view.name, "composites")
        if not kept.exists():
            dice = random.Random(view.name)
            ground = dice.choice(grounds)
            cuts = [
                cut_out(places, dice.choice(people if people and dice.random() < 0.5 else grounds), dice)
                for _ in range(dice.choice([1, 1, 2, 2, 3]))
            ]
            below = steady(load_targets(target_file(places.cache, ground.name, "teacher")))
            picture, targets = compose(ground.picture(), below, [cut for cut in cuts if cut], dice)
            picture.save(view.path)
            save_targets(kept, targets)
        yield view


def trained_on(views: Iterator[View], places: Places) -> list[View]:
    return [v for v in views if not is_held_out(v.name) and target_file(places.cache, v.name, "teacher").exists()]


def cut_out(places: Places, view: View, dice: random.Random) -> CutOut | None:
    """A person where people are labelled, something the teacher is sure of elsewhere."""
    picture = view.picture()
    labels = label_file(places, view)
    if labels.exists():
        return cut_person(picture, np.asarray(view.labels(labels)))
    targets = load_targets(target_file(places.cache, view.name, "teacher"))
    columns = covered_cells(fitted(picture.size, INPUT_SIZE)[0])
    return cut_thing(picture, targets, by_row(targets.masks, columns).numpy(), dice)


def in_turn(*kinds: Iterator[View]) -> Iterator[View]:
    """One of each kind after another, so that training can begin while the rest is made."""
    for row in zip_longest(*kinds):
        yield from (view for view in row if view is not None)


def prepare(places: Places, amounts: Amounts) -> None:
    """Features and targets of everything; what is there already stays. Can be cut off and called again."""
    torch.set_num_threads(amounts.threads)
    decoder = load_mobile_sam(places.sam)
    decoder.image_type = torch.bfloat16
    encoder = Encoder(places.encoder, amounts.threads)
    every = in_turn(photo_views(places, amounts), labelled_views(places, amounts), scene_views(places, amounts))
    for view in every:
        encode_view(encoder, view, places.cache)
        kind = view.name.split("/")[0]
        if kind == "ccp":
            label(places, view)
            teach(decoder, places, view, amounts.labelled_teacher)
        if kind == "photos":
            teach(decoder, places, view, amounts.photo_teacher)
    for view in composite_views(places, amounts):
        encode_view(encoder, view, places.cache)


def label(places: Places, view: View) -> None:
    kept = target_file(places.cache, view.name, "labels")
    if not kept.exists():
        save_targets(kept, of_pixels(*label_masks(np.asarray(view.labels(label_file(places, view))))))


def label_file(places: Places, view: View) -> Path:
    return places.data / view.name.split("/")[0] / "labels" / f"{Path(view.path).stem}.png"


def teach(decoder: Decoder, places: Places, view: View, settings: TeacherSettings) -> None:
    kept = target_file(places.cache, view.name, "teacher")
    if kept.exists():
        return
    about = json.loads(feature_file(places.cache, view.name).with_suffix(".json").read_text())
    width, height = fitted((about["width"], about["height"]), INPUT_SIZE)
    features = torch.from_numpy(load_features(places.cache, view.name))
    found = find(decoder, features, width, height, view.name, settings)
    save_targets(kept, of_teacher(found, covered_cells(height), covered_cells(width)))
