"""What the model says to some pictures, written down so that another runtime can be compared with it."""

from __future__ import annotations

from pathlib import Path

import torch

from ..golden_file import Case, golden_file
from ..pictures import clicks, picture
from .agreement import answer
from .model import ImageEncoder, Sam, extras
from .preprocess import click_prompts, input_size, tensor_of


@torch.inference_mode()
def write_golden(model: Sam, out: Path, sizes: list[tuple[int, int]], counts: list[int], keep: int) -> None:
    """
    Pictures are drawn in the size of the input, so that no resampler comes in between.

    :param sizes: (width, height) of the images that they stand for
    :param counts: numbers of clicks to ask at once
    :param keep: numbers to keep of a tensor; 0: all
    """
    variant = model.variant
    # As Strata's family calls them.
    names = ("features", *(f"extra:{name}" for name in extras(variant)))
    with golden_file(out, keep) as (cases, numbers):
        for seed, (width, height) in enumerate(sizes):
            side = input_size(width, height, variant)
            features = ImageEncoder(model)(tensor_of(picture(*side, seed), variant))
            case: Case = {"width": width, "height": height, "seed": seed, "input": list(side)}
            case["features"] = {name: numbers.add(part) for name, part in zip(names, features, strict=True)}
            case["prompts"] = []
            for count in counts:
                points = clicks(count, seed)
                masks, scores = answer(model, features, click_prompts(points, width, height, variant))
                case["prompts"].append(
                    {"clicks": points, "masks": numbers.add(masks), "scores": numbers.add(scores)}
                )
            cases.append(case)
