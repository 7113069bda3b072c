"""What the model says to some pictures, written down so that another runtime can be compared with it."""

from __future__ import annotations

from pathlib import Path

import torch

from ..golden_file import Case, golden_file
from ..pictures import clicks, picture
from .model import ImageEncoder, PromptDecoder, SemanticSam, answers_to
from .preprocess import click_boxes, resized, tensor_of

FEATURES = ("maskFeatures", "memory")
"""As Strata's family calls them."""


@torch.inference_mode()
def write_golden(
    model: SemanticSam,
    out: Path,
    sizes: list[tuple[int, int]],
    counts: list[int],
    short_side: int,
    long_side: int,
    keep: int,
) -> None:
    """
    :param sizes: (width, height) of pictures, before they are resized
    :param counts: numbers of clicks to ask at once
    :param keep: numbers to keep of a tensor; 0: all
    """
    encoder, decoder = ImageEncoder(model), PromptDecoder(model)
    with golden_file(out, keep) as (cases, numbers):
        for seed, (width, height) in enumerate(sizes):
            image = resized(picture(width, height, seed), short_side, long_side)
            features = encoder(tensor_of(image))
            case: Case = {"width": width, "height": height, "seed": seed, "input": list(image.size)}
            case["features"] = {name: numbers.add(part) for name, part in zip(FEATURES, features, strict=True)}
            case["prompts"] = []
            for count in counts:
                points = clicks(count, seed)
                masks, scores = answers_to(decoder, click_boxes(points, *image.size), features)
                case["prompts"].append(
                    {"clicks": points, "masks": numbers.add(masks), "scores": numbers.add(scores)}
                )
            cases.append(case)
