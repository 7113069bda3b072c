"""Shared by the tests: the shrunken model with random weights, and its pack."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from strata_export.semantic_sam import commands
from strata_export.semantic_sam.checkpoint import model_of
from strata_export.semantic_sam.config import TINY
from strata_export.semantic_sam.model import SemanticSam
from strata_export.semantic_sam.random_checkpoint import random_entries, write_random_checkpoint

SHORT_SIDE = 64


@pytest.fixture(scope="session")
def tiny() -> SemanticSam:
    return model_of(random_entries(TINY, seed=0), "random")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("checkpoint") / "tiny.pth"
    write_random_checkpoint(file, TINY, seed=0)
    return file


@pytest.fixture(scope="session")
def pack(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return commands.export(checkpoint, tmp_path_factory.mktemp("packs"), False, SHORT_SIDE, False)
