"""Whether a pack's graphs say what the model says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from ..agreement import Agreement, mask_ious
from .model import LEVEL_ORDER, ImageEncoder, PromptDecoder, SemanticSam, answers_to


class PackRuntime:
    """A pack's graphs in ONNX Runtime."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.encoder, self.decoder, self.masks = (
            onnxruntime.InferenceSession(folder / f"{part}.onnx", options, providers=["CPUExecutionProvider"])
            for part in ("encoder", "decoder", "masks")
        )

    def encode(self, image: Tensor) -> tuple[np.ndarray, np.ndarray]:
        return tuple(self.encoder.run(["mask_features", "memory"], {"image": image.numpy()}))

    def decode(self, boxes: Tensor, mask_features: np.ndarray, memory: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Logits [N, K, H/4, W/4] and scores [N, K]."""
        feeds = {"boxes": boxes.numpy(), "mask_features": mask_features, "memory": memory}
        scores, embeds = self.decoder.run(["scores", "mask_embeds"], feeds)
        flat = embeds.reshape(-1, embeds.shape[2])
        (masks,) = self.masks.run(["masks"], {"mask_embeds": flat, "mask_features": mask_features})
        return masks.reshape(*scores.shape, *masks.shape[1:]), scores


@torch.inference_mode()
def agreement_of(
    model: SemanticSam, runtime: PackRuntime, image: Tensor, boxes: list[Tensor], order: list[int] = LEVEL_ORDER
) -> Agreement:
    """
    For one image [1, 3, H, W] and several sets of prompts [N, 4]. Both decoders are given PyTorch's features, so that
    each graph answers for itself.
    """
    features = ImageEncoder(model)(image)
    found = runtime.encode(image)
    encoder = max(float(np.abs(mine.numpy() - theirs).max()) for mine, theirs in zip(features, found, strict=True))
    logits, scores, iou = 0.0, 0.0, 1.0
    for prompts in boxes:
        masks, estimates = answers_to(PromptDecoder(model, order), prompts, features)
        their_masks, their_estimates = runtime.decode(prompts, *(part.numpy() for part in features))
        logits = max(logits, float(np.abs(masks.numpy() - their_masks).max()))
        scores = max(scores, float(np.abs(estimates.numpy() - their_estimates).max()))
        iou = min(iou, float(mask_ious(masks.numpy(), their_masks).min()))
    return Agreement(encoder, logits, scores, iou)
