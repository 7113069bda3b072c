"""A checkpoint with the official names and shapes and seeded random numbers, to prove the way without the weights."""

from __future__ import annotations

import math
import re
from pathlib import Path

import torch
from torch import Tensor

from ..checkpoint_file import Shape
from .attention import WIDTH
from .entries import own_entries, unused
from .variants import Variant

VIDEO: dict[str, Shape] = {
    "maskmem_tpos_enc": (7, 1, 1, 64),
    "no_mem_pos_enc": (1, 1, WIDTH),
    "no_obj_ptr": (1, WIDTH),
    "mask_downsample.weight": (1, 1, 4, 4),
    "mask_downsample.bias": (1,),
    "obj_ptr_tpos_proj.weight": (64, WIDTH),
    "obj_ptr_tpos_proj.bias": (64,),
    "memory_attention.norm.weight": (WIDTH,),
    "memory_encoder.out_proj.weight": (64, WIDTH, 1, 1),
}
"""Some of SAM 2's memory of a video, which the loader passes by."""

EMBEDDING = re.compile(r"(_tokens?\.weight|_embed\.weight|_embeddings\.\d\.weight|gaussian_matrix|no_mem_embed)$")


def random_entry(name: str, shape: Shape, generator: torch.Generator) -> Tensor:
    """Numbers with which every part of the model has something to say: activations stay near 1, no term is lost."""
    if name.endswith("num_batches_tracked"):
        return torch.tensor(1)
    noise = torch.randn(shape, generator=generator)
    if name.endswith("running_var"):
        return 1 + 0.1 * noise.abs()
    if name.endswith(("bias", "running_mean")):
        return noise * 0.1
    if len(shape) == 1:
        return 1 + 0.1 * noise
    if EMBEDDING.search(name):
        return noise
    if any(part in name for part in ("pos_embed", "rel_pos", "attention_biases")):
        return noise * 0.3
    if name.endswith("iou_prediction_head.layers.2.weight"):
        # Scores near those of trained weights.
        return noise * 0.3 / math.sqrt(WIDTH)
    # Transposed convolutions have their inputs first.
    is_turned = any(part in name for part in ("output_upscaling", "compress_vit_feat", "embedding_encoder"))
    return noise / math.sqrt(shape[0] if is_turned else math.prod(shape[1:]))


def random_entries(variant: Variant, seed: int) -> dict[str, Tensor]:
    """All entries of a checkpoint by official name, unused ones too."""
    generator = torch.Generator().manual_seed(seed)
    shapes = own_entries(variant) | unused(variant) | (VIDEO if variant.kind == "sam2" else {})
    return {name: random_entry(name, shape, generator) for name, shape in shapes.items()}


def write_random_checkpoint(file: Path, variant: Variant, seed: int) -> None:
    """In the form of the official files: SAM 2's are wrapped."""
    entries = random_entries(variant, seed)
    torch.save({"model": entries} if variant.kind == "sam2" else entries, file)
