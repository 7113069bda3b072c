from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from strata_export.errors import ExportError
from strata_export.checkpoint_file import SHOWN
from strata_export.semantic_sam.checkpoint import load_model, model_of
from strata_export.semantic_sam.config import TINY
from strata_export.semantic_sam.entries import own_entries
from strata_export.semantic_sam.random_checkpoint import random_entries

BOX_LAYER = "sem_seg_head.predictor.decoder.bbox_embed.1.layers.0.weight"


def test_all_numbers_of_a_checkpoint_arrive(checkpoint: Path) -> None:
    model = load_model(checkpoint)
    entries = random_entries(TINY, seed=0)
    for name, value in model.state_dict().items():
        assert torch.equal(value, entries[name]), name
    assert not model.training


def test_a_file_that_is_not_there_is_told_with_the_address_and_the_shapes(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as told:
        load_model(tmp_path / "nothing.pth")
    message = str(told.value)
    assert str(tmp_path / "nothing.pth") in message
    assert "releases/download/checkpoint/swint_only_sam_many2many.pth" in message
    assert "model.backbone.patch_embed.proj.weight [192, 3, 4, 4]" in message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.pop("backbone.norm2.weight"), "missing: backbone.norm2.weight [16]"),
        (lambda e: e.update({"backbone.norm9.weight": torch.zeros(2)}), "unknown: backbone.norm9.weight [2]"),
        (
            lambda e: e.update({"backbone.norm2.weight": torch.zeros(17)}),
            "other shape: backbone.norm2.weight, expected [16], received [17]",
        ),
        (lambda e: e.update({BOX_LAYER: e[BOX_LAYER] + 1}), f"unlike its copy: {BOX_LAYER}"),
        (
            lambda e: e.update({"backbone.patch_embed.proj.weight": torch.zeros(5, 3, 4, 4)}),
            "[96, 3, 4, 4] (swin-t), [192, 3, 4, 4] (swin-l), [4, 3, 4, 4] (tiny) but received [5, 3, 4, 4]",
        ),
        (lambda e: e.clear(), "received no such entry"),
    ],
    ids=["missing", "unknown", "shape", "copy", "model", "empty"],
)
def test_what_does_not_fit_is_an_error(change, message: str) -> None:
    entries = random_entries(TINY, seed=0)
    change(entries)
    with pytest.raises(ExportError, match=re.escape(message)):
        model_of(entries, "here")


def test_a_long_list_of_faults_is_cut() -> None:
    entries = {"backbone.patch_embed.proj.weight": torch.zeros(4, 3, 4, 4)}
    with pytest.raises(ExportError, match=f"and {len(own_entries(TINY)) - 1 - SHOWN} more"):
        model_of(entries, "here")


class Stranger:
    pass


def test_a_file_with_more_than_tensors_needs_trust(tmp_path: Path) -> None:
    file = tmp_path / "odd.pth"
    torch.save({"model": random_entries(TINY, seed=0), "trainer": Stranger()}, file)
    with pytest.raises(ExportError, match="--trust-pickle"):
        load_model(file)
    assert load_model(file, trust_pickle=True).config == TINY


def test_what_is_no_checkpoint_is_told(tmp_path: Path) -> None:
    file = tmp_path / "text.pth"
    file.write_text("Not found")
    with pytest.raises(ExportError, match="Expected a PyTorch checkpoint|holds more than tensors"):
        load_model(file)
