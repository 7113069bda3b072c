"""Whether a pack's graphs say what the model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from ..agreement import Agreement, mask_ious
from .model import ImageEncoder, Preparation, PromptDecoder, Sam, extras
from .onnx_export import FEATURES, PREPARED

Prompts = tuple[Tensor, Tensor]
"""Points [N, P, 2] and labels [N, P]."""


class PackRuntime:
    """A pack's three graphs in ONNX Runtime."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.encoder, self.preparation, self.decoder = (
            onnxruntime.InferenceSession(folder / f"{part}.onnx", options, providers=["CPUExecutionProvider"])
            for part in ("encoder", "prepare", "decoder")
        )

    def encode(self, image: Tensor) -> list[np.ndarray]:
        return self.encoder.run(None, {"image": image.numpy()})

    def decode(self, prompts: Prompts, features: dict[str, np.ndarray]) -> list[np.ndarray]:
        """:param features: the encoder's outputs by name"""
        prepared = self.preparation.run(list(PREPARED), {FEATURES: features[FEATURES]})
        fine = {name: part for name, part in features.items() if name != FEATURES}
        points = {"point_coords": prompts[0].numpy(), "point_labels": prompts[1].numpy()}
        feeds = {**points, **dict(zip(PREPARED, prepared, strict=True)), **fine}
        return self.decoder.run(["masks", "scores"], feeds)


@torch.inference_mode()
def answer(model: Sam, features: tuple[Tensor, ...], prompts: Prompts) -> tuple[Tensor, Tensor]:
    """What PyTorch says: masks [N, 4, S / 4, S / 4] and scores [N, 4]."""
    return PromptDecoder(model)(*prompts, *Preparation(model)(features[0]), *features[1:])


@torch.inference_mode()
def agreement_of(model: Sam, runtime: PackRuntime, image: Tensor, asked: list[Prompts]) -> Agreement:
    """
    For one image [1, 3, size, size] and several sets of prompts. Both decoders are given PyTorch's features, so that
    each graph answers for itself.
    """
    features = ImageEncoder(model)(image)
    found = runtime.encode(image)
    encoder = max(float(np.abs(mine.numpy() - theirs).max()) for mine, theirs in zip(features, found, strict=True))
    names = (FEATURES, *extras(model.variant))
    given = {name: part.numpy() for name, part in zip(names, features, strict=True)}
    logits, scores, iou = 0.0, 0.0, 1.0
    for prompts in asked:
        masks, estimates = answer(model, features, prompts)
        their_masks, their_estimates = runtime.decode(prompts, given)
        logits = max(logits, float(np.abs(masks.numpy() - their_masks).max()))
        scores = max(scores, float(np.abs(estimates.numpy() - their_estimates).max()))
        iou = min(iou, float(mask_ious(masks.numpy(), their_masks).min()))
    return Agreement(encoder, logits, scores, iou)
