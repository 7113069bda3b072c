"""A checkpoint with the official names and shapes and seeded random numbers, to prove the way without the weights."""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor

from .config import Config
from .entries import PREFIX, Shape, copies, own_entries, unused
from .swin import relative_index


def random_entry(name: str, shape: Shape, generator: torch.Generator) -> Tensor:
    """Numbers with which every part of the model has something to say: activations stay near 1, no term is lost."""
    noise = torch.randn(shape, generator=generator)
    if name.endswith("bias"):
        # Offsets of deformable attention are cells (or eighths of a box): far enough to leave the map at its edges.
        return noise * (2.0 if "sampling_offsets" in name else 0.1)
    if "norm" in name or (len(shape) == 1 and name.endswith("weight")):
        return 1 + 0.1 * noise
    if name.endswith("mask_tokens.weight"):
        # Beside the prompt's own content they must tell six masks apart.
        return noise * 3
    if any(part in name for part in ("bias_table", "pb_embedding", "label_enc", "level_embed")):
        return noise
    return noise / math.sqrt(math.prod(shape[1:]))


def random_entries(config: Config, seed: int) -> dict[str, Tensor]:
    """All entries of a checkpoint, copies and unused ones too, by official name."""
    generator = torch.Generator().manual_seed(seed)
    own = {name: random_entry(name, shape, generator) for name, shape in own_entries(config).items()}
    twins = {copy: own[original] for copy, original in copies(config).items()}
    idle = {
        name: relative_index(config.window) if name.endswith("index") else random_entry(name, shape, generator)
        for name, shape in unused(config).items()
    }
    return own | twins | idle


def write_random_checkpoint(file: Path, config: Config, seed: int) -> None:
    """In the form of the official files."""
    torch.save({"model": {PREFIX + name: value for name, value in random_entries(config, seed).items()}}, file)
