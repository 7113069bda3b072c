"""Loading a checkpoint from a local file, strictly: what does not fit is an error that says so."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from ..checkpoint_file import faults_of, read_state, tell
from ..errors import ExportError
from .config import CONFIGS, SWIN_L, SWIN_T, Config
from .entries import IGNORED, PREFIX, copies, own_entries, unused
from .model import SemanticSam

RELEASE = "https://github.com/UX-Decoder/Semantic-SAM/releases/download/checkpoint/"
OFFICIAL = {SWIN_T.name: "swint_only_sam_many2many.pth", SWIN_L.name: "swinl_only_sam_many2many.pth"}

STEM = "backbone.patch_embed.proj.weight"
"""Its first dimension tells the models apart."""


def load_model(file: Path, trust_pickle: bool = False) -> SemanticSam:
    """
    The model of a checkpoint, ready for inference.

    :param trust_pickle: allow the file to hold more than tensors; such a file can run any code while it is read
    :raises ExportError: not there, no checkpoint, or entries missing, unknown, of other shapes, or unlike their copies
    """
    return model_of(read_entries(file, trust_pickle), str(file))


def model_of(entries: dict[str, Tensor], name: str) -> SemanticSam:
    """The model of a checkpoint's entries (see `read_entries`)."""
    config = config_of(entries, name)
    check_entries(entries, config, name)
    model = SemanticSam(config)
    model.load_state_dict({key: entries[key].float() for key in own_entries(config)}, strict=True)
    return model.eval()


def read_entries(file: Path, trust_pickle: bool = False) -> dict[str, Tensor]:
    """A checkpoint's tensors by name, without the training wrapper's prefix."""
    content = read_state(file, trust_pickle, where_from())
    return {
        key.removeprefix(PREFIX): value
        for key, value in content.items()
        if not key.removeprefix(PREFIX).startswith(IGNORED)
    }


def config_of(entries: dict[str, Tensor], name: str) -> Config:
    """Which model's checkpoint it is."""
    stem = entries.get(STEM)
    for config in CONFIGS.values():
        if stem is not None and tuple(stem.shape) == own_entries(config)[STEM]:
            return config
    known = ", ".join(f"{list(own_entries(config)[STEM])} ({config.name})" for config in CONFIGS.values())
    received = "no such entry" if stem is None else str(list(stem.shape))
    raise ExportError(f"Expected {STEM} in {name} with one of the shapes {known} but received {received}.")


def check_entries(entries: dict[str, Tensor], config: Config, name: str) -> None:
    """Every entry is there, has its shape and, where it is a copy, the numbers of what it copies."""
    own, twins, idle = own_entries(config), copies(config), unused(config)
    allowed = {copy: own[original] for copy, original in twins.items()} | idle
    faults = faults_of(entries, own, allowed)
    faults += [
        f"unlike its copy: {copy} and {original}"
        for copy, original in twins.items()
        if copy in entries and original in entries and not torch.equal(entries[copy], entries[original])
    ]
    tell(faults, f"Expected the entries of {config.name} in {name}")


def where_from() -> str:
    """Where the official checkpoints are, and what to look for in one."""
    lines = []
    for name, file in OFFICIAL.items():
        shapes = own_entries(CONFIGS[name])
        looked_at = [
            STEM,
            "sem_seg_head.pixel_decoder.mask_features.weight",
            "sem_seg_head.predictor.mask_tokens.weight",
        ]
        listed = ", ".join(f"{PREFIX}{key} {list(shapes[key])}" for key in looked_at)
        lines.append(f"\n  {RELEASE}{file}\n    {len(shapes)} tensors, among them {listed}")
    return "The official ones are:" + "".join(lines)
