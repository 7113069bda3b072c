"""What the model says to some pictures, written down so that another runtime can be compared with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

from .model import ImageEncoder, PromptDecoder, SemanticSam, answers_to
from .pictures import clicks, picture
from .preprocess import click_boxes, resized, tensor_of


class Numbers:
    """Tensors one after another in a file of float32; of long ones only every n-th number."""

    def __init__(self, file: BinaryIO, keep: int) -> None:
        self.file, self.keep, self.written = file, keep, 0

    def add(self, tensor: torch.Tensor) -> dict[str, Any]:
        """Where it lies: `at` in numbers, and what was kept: those at 0, `every`, 2 · `every`, …"""
        flat = tensor.numpy().astype("<f4").ravel()
        # Odd, so that rows of an even length are not always met at the same columns.
        every = 1 if self.keep == 0 or flat.size <= self.keep else -(-flat.size // self.keep) | 1
        kept = flat[::every]
        self.file.write(np.ascontiguousarray(kept).tobytes())
        at, self.written = self.written, self.written + kept.size
        return {"shape": list(tensor.shape), "at": at, "every": every}


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
    out.mkdir(parents=True, exist_ok=True)
    encoder, decoder = ImageEncoder(model), PromptDecoder(model)
    cases = []
    with (out / "golden.bin").open("wb") as file:
        numbers = Numbers(file, keep)
        for seed, (width, height) in enumerate(sizes):
            image = resized(picture(width, height, seed), short_side, long_side)
            features = encoder(tensor_of(image))
            case: dict[str, Any] = {"width": width, "height": height, "seed": seed, "input": list(image.size)}
            case["mask_features"], case["memory"] = (numbers.add(part) for part in features)
            case["prompts"] = []
            for count in counts:
                points = clicks(count, seed)
                masks, scores = answers_to(decoder, click_boxes(points, *image.size), features)
                case["prompts"].append(
                    {"clicks": points, "masks": numbers.add(masks), "scores": numbers.add(scores)}
                )
            cases.append(case)
    (out / "golden.json").write_text(json.dumps(cases, indent="\t") + "\n", encoding="utf-8")
