"""What there is to check of real weights of SAM's kind on an image."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import torch
from PIL import Image

from ..agreement import LIMITS
from ..pictures import clicks
from .agreement import PackRuntime, agreement_of, answer
from .model import ImageEncoder, Sam
from .onnx_export import export_graphs
from .preprocess import click_prompts, resized, tensor_of

COUNTS = (1, 4, 64)
SURE = 0.8
"""Trained models give a mask of a clear object at least this score."""


def compare(model: Sam, image: Image.Image) -> bool:
    """Prints how far both runtimes differ on the whole image and on two parts of it; whether they agree."""
    agreed = True
    with tempfile.TemporaryDirectory() as folder:
        export_graphs(model, Path(folder))
        runtime = PackRuntime(Path(folder))
        print(f"PyTorch and ONNX Runtime (at most: {LIMITS})")
        width, height = image.size
        # The input has one size, so a part of the image stands for an image of another shape.
        for box in ((0, 0, width, height), (0, 0, width, (height + 1) // 2), (0, 0, (width + 1) // 2, height)):
            part = image.crop(box)
            asked = [click_prompts(clicks(count, seed=count), *part.size, model.variant) for count in COUNTS]
            tensor = tensor_of(resized(part, model.variant), model.variant)
            found = agreement_of(model, runtime, tensor, asked)
            agreed &= found.within(LIMITS)
            verdict = "" if found.within(LIMITS) else "  ← too much"
            print(f"  {part.width} × {part.height} px, {', '.join(map(str, COUNTS))} clicks: {found}{verdict}")
    return agreed


@torch.inference_mode()
def report(model: Sam, image: Image.Image) -> Iterator[str]:
    """What one click in the middle gives, line by line: a wrong import shows here at once."""
    features = ImageEncoder(model)(tensor_of(resized(image, model.variant), model.variant))
    masks, scores = answer(model, features, click_prompts([(0.5, 0.5)], *image.size, model.variant))
    scale = masks.shape[-1] / max(image.size)
    square = model.variant.kind == "sam2"
    across, down = (masks.shape[-1],) * 2 if square else (round(side * scale) for side in image.size)
    yield "What does one click in the middle give?"
    for token, (mask, score) in enumerate(zip(masks[0], scores[0], strict=True)):
        area = (mask[:down, :across] > 0).float().mean()
        yield f"  mask {token}: {area:.2%} of the image, score {score:.3f}"
    sure = int((scores > SURE).sum())
    yield f"  → {sure} of {scores.shape[1]} score over {SURE} (trained weights on a clear object: one at least)"
