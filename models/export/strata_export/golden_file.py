"""What a model said, written down so that another runtime can be compared with it: golden.json and golden.bin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

Case = dict[str, Any]


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


@contextmanager
def golden_file(out: Path, keep: int) -> Iterator[tuple[list[Case], Numbers]]:
    """
    :param keep: numbers to keep of a tensor; 0: all
    :return: cases to add to (see test/inference/golden.ts), and where their tensors go
    """
    out.mkdir(parents=True, exist_ok=True)
    cases: list[Case] = []
    with (out / "golden.bin").open("wb") as file:
        yield cases, Numbers(file, keep)
    (out / "golden.json").write_text(json.dumps(cases, indent="\t") + "\n", encoding="utf-8")
