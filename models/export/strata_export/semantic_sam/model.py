"""The whole model, and the three parts that become ONNX graphs.

Written from a description of the architecture (arXiv 2307.04767 and the released configurations). Attribute names
are those of the official checkpoints' entries, so that a state dict loads as it is.
"""

from __future__ import annotations

from torch import Tensor, nn

from .config import Config
from .mask_decoder import MaskDecoder, masks_of, memory_of
from .pixel_decoder import PixelDecoder
from .swin import Swin

LEVEL_ORDER = [5, 1, 4, 0, 2, 3]
"""Mask tokens from the finest level to the coarsest, as the authors' mask generator names them for Swin-L."""


class SegmentationHead(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.pixel_decoder = PixelDecoder(config)
        self.predictor = MaskDecoder(config)


class SemanticSam(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.backbone = Swin(config)
        self.sem_seg_head = SegmentationHead(config)


class ImageEncoder(nn.Module):
    """
    image [1, 3, H, W], normalised, sides multiples of 32 → mask_features [1, hidden, H/4, W/4] and memory [S, hidden]:
    the cells at strides 64, 32, 16 and 8, row by row.
    """

    def __init__(self, model: SemanticSam) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        mask_features, levels = self.model.sem_seg_head.pixel_decoder(self.model.backbone(image))
        return mask_features, memory_of(levels)


class PromptDecoder(nn.Module):
    """See `MaskDecoder`; `order` says which mask token is which of the outputs."""

    def __init__(self, model: SemanticSam, order: list[int] = LEVEL_ORDER, prompt_type: int = 0) -> None:
        super().__init__()
        self.decoder = model.sem_seg_head.predictor
        self.order, self.prompt_type = order, prompt_type

    def forward(self, boxes: Tensor, mask_features: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.decoder(boxes, mask_features, memory, self.order, self.prompt_type)


class MaskMaker(nn.Module):
    """See `masks_of`. A graph of its own, so that whoever asks a thousand clicks makes the masks of a hundred."""

    def forward(self, mask_embeds: Tensor, mask_features: Tensor) -> Tensor:
        return masks_of(mask_embeds, mask_features)


def answers_to(decoder: PromptDecoder, boxes: Tensor, features: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    """The logits [N, K, H/4, W/4] and scores [N, K] of some prompts, by way of both graphs' modules."""
    scores, _, embeds = decoder(boxes, *features)
    masks = masks_of(embeds.flatten(0, 1), features[0])
    return masks.reshape(*scores.shape, *masks.shape[1:]), scores
