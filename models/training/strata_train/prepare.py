"""From the data folder to what training reads: features and targets, each made once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from .decoder import Decoder, covered_cells
from .features import encode_views, feature_file, load_features
from .sam_weights import load_mobile_sam
from .scenes import render
from .settings import Amounts, Places
from .targets import label_masks, of_pixels, of_teacher, save_targets, target_file
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


def prepare(places: Places, amounts: Amounts) -> None:
    """Features and targets of everything; what is there already stays. Can be cut off and called again."""
    scenes(places, amounts)
    encode_views(labelled_views(places, amounts), places.cache, places.encoder, amounts.threads)
    labels(places, labelled_views(places, amounts))
    encode_views(photo_views(places, amounts), places.cache, places.encoder, amounts.threads)
    torch.set_num_threads(amounts.threads)
    decoder = load_mobile_sam(places.sam)
    decoder.image_type = torch.bfloat16
    teach(decoder, places, photo_views(places, amounts), amounts.photo_teacher)
    teach(decoder, places, labelled_views(places, amounts), amounts.labelled_teacher)


def scenes(places: Places, amounts: Amounts) -> None:
    folder = places.cache / "scenes"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(amounts.scenes):
        view = View(f"scenes/{number:05d}@0", str(folder / f"{number:05d}.png"))
        kept = target_file(places.cache, view.name, "scenes")
        if not kept.exists():
            picture, masks, importance = render(number)
            picture.save(view.path)
            save_targets(kept, of_pixels(masks, importance))
        encode_views([view], places.cache, places.encoder, amounts.threads)


def labels(places: Places, views: Iterator[View]) -> None:
    for view in views:
        kept = target_file(places.cache, view.name, "labels")
        if not kept.exists():
            file = places.data / "ccp" / "labels" / f"{Path(view.path).stem}.png"
            save_targets(kept, of_pixels(*label_masks(np.asarray(view.labels(file)))))


def teach(decoder: Decoder, places: Places, views: Iterator[View], settings: TeacherSettings) -> None:
    for view in views:
        kept = target_file(places.cache, view.name, "teacher")
        if kept.exists():
            continue
        about = json.loads(feature_file(places.cache, view.name).with_suffix(".json").read_text())
        width, height = fitted((about["width"], about["height"]), INPUT_SIZE)
        features = torch.from_numpy(load_features(places.cache, view.name))
        found = find(decoder, features, width, height, view.name, settings)
        save_targets(kept, of_teacher(found, covered_cells(height), covered_cells(width)))
