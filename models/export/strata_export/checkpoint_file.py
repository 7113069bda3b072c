"""Reading a checkpoint from a local file, and telling what does not fit."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from .errors import ExportError

Shape = tuple[int, ...]

SHOWN = 8
"""Entries that an error lists before it only counts them."""


def read_state(file: Path, trust_pickle: bool, where_from: str) -> dict[str, Tensor]:
    """
    A checkpoint's tensors by name.

    :param trust_pickle: allow the file to hold more than tensors; such a file can run any code while it is read
    :param where_from: told where there is no file
    :raises ExportError: not there, no checkpoint, or more than tensors in it
    """
    if not file.is_file():
        raise ExportError(f"Expected a checkpoint at {file} but it is not there. {where_from}")
    try:
        content = torch.load(file, map_location="cpu", weights_only=not trust_pickle)
    except pickle.UnpicklingError as error:
        raise ExportError(
            f"{file} holds more than tensors ({str(error).splitlines()[0]}). Reading such a file can run any code in "
            "it: if you trust where it comes from, say --trust-pickle."
        ) from error
    except Exception as error:
        raise ExportError(f"Expected a PyTorch checkpoint in {file} but it cannot be read: {error}") from error
    content = content.get("model", content) if isinstance(content, dict) else content
    if not isinstance(content, dict):
        raise ExportError(f"Expected a state dict in {file} but received a {type(content).__name__}.")
    return {key: value for key, value in content.items() if isinstance(value, Tensor)}


def faults_of(
    entries: Mapping[str, Tensor], needed: Mapping[str, Shape], allowed: Mapping[str, Shape]
) -> list[str]:
    """What of `needed` is missing, what is neither needed nor allowed, and what has another shape."""
    expected = {**needed, **allowed}
    return [
        *(f"missing: {key} {list(shape)}" for key, shape in needed.items() if key not in entries),
        *(f"unknown: {key} {list(value.shape)}" for key, value in entries.items() if key not in expected),
        *(
            f"other shape: {key}, expected {list(shape)}, received {list(entries[key].shape)}"
            for key, shape in expected.items()
            if key in entries and tuple(entries[key].shape) != shape
        ),
    ]


def tell(faults: Sequence[str], expected: str) -> None:
    """:raises ExportError: where there are faults; it lists the first of them"""
    if not faults:
        return
    shown = "\n".join(f"  {fault}" for fault in faults[:SHOWN])
    more = f"\n  and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
    raise ExportError(f"{expected} but:\n{shown}{more}")
