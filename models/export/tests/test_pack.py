"""From a checkpoint to a pack, and the pack in ONNX Runtime."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from conftest import SHORT_SIDE

from strata_export.errors import ExportError
from strata_export.pack import sha256_of, write_pack
from strata_export.semantic_sam import commands
from strata_export.agreement import LIMITS
from strata_export.semantic_sam.agreement import PackRuntime, agreement_of
from strata_export.semantic_sam.model import SemanticSam
from strata_export.pictures import clicks, picture
from strata_export.semantic_sam.preprocess import click_boxes, input_size, resized, tensor_of


def test_the_manifest_names_whole_files(pack: Path) -> None:
    manifest = json.loads((pack / "pack.json").read_text())
    assert manifest["id"] == pack.name == "semantic-sam-tiny"
    assert manifest["levels"] == "native"
    for part in ("encoder", "decoder", "masks"):
        assert manifest[part]["sha256"] == sha256_of(pack / manifest[part]["file"])
    assert manifest["input"]["shortSide"] == SHORT_SIDE
    assert (pack / "NOTICE").read_text()


@pytest.mark.parametrize("size", [(150, 100), (64, 64), (80, 130)])
def test_onnx_runtime_agrees_with_pytorch(tiny: SemanticSam, pack: Path, size: tuple[int, int]) -> None:
    image = resized(picture(*size, seed=5), SHORT_SIDE, 133)
    boxes = [click_boxes(clicks(count, seed=count), *image.size) for count in (1, 4, 64)]
    found = agreement_of(tiny, PackRuntime(pack), tensor_of(image), boxes)
    assert found.within(LIMITS), found


def test_agreement_is_lost_with_other_weights(tiny: SemanticSam, pack: Path) -> None:
    other = SemanticSam(tiny.config).eval()
    other.load_state_dict(tiny.state_dict())
    with torch.no_grad():
        other.sem_seg_head.predictor.iou_prediction_head.layers[2].bias += 0.01
        other.sem_seg_head.predictor.mask_embed.layers[2].bias[0] += 0.1
    boxes = [click_boxes(clicks(1, seed=0), 96, 64)]
    found = agreement_of(other, PackRuntime(pack), tensor_of(picture(96, 64, seed=5)), boxes)
    assert found.encoder <= LIMITS.encoder
    assert found.logits > LIMITS.logits
    assert found.scores > LIMITS.scores


def test_the_graphs_take_every_size_and_number_of_prompts(pack: Path) -> None:
    parts = ("encoder", "decoder", "masks")
    encoder, decoder, masks = (onnx.load(pack / f"{part}.onnx").graph for part in parts)

    def shape(value: onnx.ValueInfoProto) -> list[int | str]:
        return [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]

    assert shape(encoder.input[0]) == [1, 3, "height", "width"]
    assert {value.name: shape(value) for value in decoder.input} == {
        "boxes": ["prompts", 4],
        "mask_features": [1, 16, "height/4", "width/4"],
        "memory": ["cells", 16],
    }
    assert {value.name: shape(value)[:2] for value in decoder.output} == {
        "scores": ["prompts", 6],
        "mask_boxes": ["prompts", 6],
        "mask_embeds": ["prompts", 6],
    }
    assert {value.name: shape(value) for value in [*masks.input, *masks.output]} == {
        "mask_embeds": ["masks", 16],
        "mask_features": [1, 16, "height/4", "width/4"],
        "masks": ["masks", "height/4", "width/4"],
    }
    operators = {node.op_type for node in [*encoder.node, *decoder.node]}
    assert not operators & {"NonZero", "NonMaxSuppression", "Loop", "If", "Scan", "ScatterND"}
    assert "GridSample" not in {node.op_type for node in decoder.node}


def test_the_same_checkpoint_gives_the_same_bytes(checkpoint: Path, pack: Path, tmp_path: Path) -> None:
    again = commands.export(checkpoint, tmp_path, False, SHORT_SIDE, False)
    assert (again / "pack.json").read_bytes() == (pack / "pack.json").read_bytes()


def test_half_precision_weights_are_half_the_size_and_nearly_right(
    checkpoint: Path, pack: Path, tiny: SemanticSam, tmp_path: Path
) -> None:
    half = commands.export(checkpoint, tmp_path, True, SHORT_SIDE, False)
    assert half.name == "semantic-sam-tiny-half"
    assert (half / "encoder.onnx").stat().st_size < 0.75 * (pack / "encoder.onnx").stat().st_size
    image = tensor_of(picture(96, 64, seed=5))
    whole, halved = (PackRuntime(folder).encode(image)[0] for folder in (pack, half))
    assert 0 < np.abs(whole - halved).max() < 0.02 * np.abs(whole).max()


def test_a_pack_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "encoder.onnx").write_bytes(b"half")
        raise ExportError("the disk is full")

    with pytest.raises(ExportError):
        write_pack(tmp_path, {"id": "x", "encoder": {"file": "encoder.onnx"}}, fail, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("image", "size"),
    [
        ((1280, 853), (960, 640)),
        ((4000, 3000), (853, 640)),
        ((3000, 4000), (640, 853)),
        ((640, 640), (640, 640)),
        ((100, 50), (1280, 640)),
        ((5000, 500), (1333, 133)),
        ((7, 9000), (1, 1333)),
    ],
)
def test_the_short_side_leads_within_the_limit_of_the_long_one(
    image: tuple[int, int], size: tuple[int, int]
) -> None:
    assert input_size(*image) == size
