"""From a checkpoint of SAM's kind to a pack, in ONNX Runtime and in Node."""

from __future__ import annotations

import json
import shutil
import sys
from functools import cache
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from test_commands import REPOSITORY, strata_export, typed

from strata_export.agreement import LIMITS, UNDECIDED, mask_ious
from strata_export.errors import ExportError
from strata_export.onnx_files import save
from strata_export.pack import sha256_of
from strata_export.pictures import clicks, picture
from strata_export.sam import commands
from strata_export.sam.agreement import PackRuntime, agreement_of, answer
from strata_export.sam.checkpoint import sam_of
from strata_export.sam.manifest import notice_of
from strata_export.sam.model import ImageEncoder, Sam, extras
from strata_export.sam.preprocess import click_prompts, input_size, tensor_of
from strata_export.sam.random_checkpoint import random_entries, write_random_checkpoint
from strata_export.sam.variants import BY_ID, VARIANTS, Variant

SHRUNKEN = [variant for variant in VARIANTS if not variant.address]
SIZES = [(150, 100), (64, 64), (80, 130)]

each = pytest.mark.parametrize("variant", SHRUNKEN, ids=lambda variant: variant.id)


@cache
def model_of(variant: Variant) -> Sam:
    return sam_of(random_entries(variant, seed=0), variant, "random")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packs")
    made = {}
    for variant in SHRUNKEN:
        write_random_checkpoint(folder / f"{variant.id}.pth", variant, seed=0)
        made[variant.id] = commands.export(variant.kind, folder / f"{variant.id}.pth", folder, False, False)
    return made


def checkpoint_of(pack: Path) -> Path:
    return pack.parent / f"{pack.name}.pth"


def prompts_on(variant: Variant, size: tuple[int, int]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    return [click_prompts(clicks(count, seed=count), *size, variant) for count in (1, 4, 64)]


@each
def test_the_manifest_names_whole_files(variant: Variant, packs: dict[str, Path]) -> None:
    pack = packs[variant.id]
    manifest = json.loads((pack / "pack.json").read_text())
    assert manifest["id"] == pack.name == variant.id
    assert manifest["decoder"]["batch"] == ("one" if variant.kind == "sam-hq" else "many")
    for part in ("encoder", "prepare", "decoder"):
        assert manifest[part]["sha256"] == sha256_of(pack / manifest[part]["file"])
        graph = onnx.load(pack / manifest[part]["file"]).graph
        assert {node.op_type for node in graph.node}.isdisjoint({"NonZero", "Loop", "If", "Scan", "ScatterND"})
    decoder = onnx.load(pack / "decoder.onnx").graph
    named = {manifest["decoder"]["inputs"]["pointCoords"], manifest["decoder"]["inputs"]["pointLabels"]}
    named |= set(manifest["prepare"]["outputs"]) | set(extras(variant))
    assert {value.name for value in decoder.input} == named
    assert [dim.dim_param for dim in decoder.input[0].type.tensor_type.shape.dim][:2] == ["prompts", "points"]
    sides = [dim.dim_value for dim in decoder.output[0].type.tensor_type.shape.dim]
    assert sides[1:] == [4, variant.size // 4, variant.size // 4]


@each
@pytest.mark.parametrize("size", SIZES)
def test_onnx_runtime_agrees_with_pytorch(variant: Variant, size: tuple[int, int], packs: dict[str, Path]) -> None:
    image = tensor_of(picture(*input_size(*size, variant), seed=5), variant)
    found = agreement_of(model_of(variant), PackRuntime(packs[variant.id], 1), image, prompts_on(variant, size))
    assert found.within(LIMITS), found


@each
def test_points_boxes_and_their_mixture_agree_too(variant: Variant, packs: dict[str, Path]) -> None:
    model, runtime = model_of(variant), PackRuntime(packs[variant.id], 1)
    image = tensor_of(picture(*input_size(150, 100, variant), seed=5), variant)
    points = torch.rand(5, 4, 2, generator=torch.Generator().manual_seed(1)) * variant.size
    labels = torch.tensor([[1.0, 0, 2, 3], [2, 3, -1, -1], [0, 1, 1, -1], [1, -1, -1, -1], [2, 3, 0, 1]])
    found = agreement_of(model, runtime, image, [(points, labels)])
    assert found.within(LIMITS), found
    # Each label and each point has a say.
    whole, _ = answer(model, ImageEncoder(model)(image), (points, labels))
    for changed in ((points + 3, labels), (points, 1 - labels.clip(0, 1))):
        assert (answer(model, ImageEncoder(model)(image), changed)[0] - whole).abs().max() > 0.01


@each
def test_prompts_of_a_batch_know_nothing_of_each_other(variant: Variant) -> None:
    model = model_of(variant)
    features = ImageEncoder(model)(tensor_of(picture(*input_size(150, 100, variant), seed=5), variant))
    points, labels = click_prompts(clicks(6, seed=2), 150, 100, variant)
    together, scores = answer(model, features, (points, labels))
    alone, score = answer(model, features, (points[3:4], labels[3:4]))
    assert (together[3] - alone[0]).abs().max() < 1e-4
    assert (scores[3] - score[0]).abs().max() < 1e-5


def test_agreement_is_lost_with_other_weights(packs: dict[str, Path]) -> None:
    variant = BY_ID["sam-shrunken"]
    entries = random_entries(variant, seed=0)
    entries["mask_decoder.iou_prediction_head.layers.2.bias"] += 0.01
    entries["mask_decoder.output_hypernetworks_mlps.2.layers.2.bias"][0] += 0.1
    other = sam_of(entries, variant, "other")
    image = tensor_of(picture(*input_size(150, 100, variant), seed=5), variant)
    found = agreement_of(other, PackRuntime(packs[variant.id], 1), image, prompts_on(variant, (150, 100)))
    assert found.encoder <= LIMITS.encoder
    assert found.logits > LIMITS.logits
    assert found.scores > LIMITS.scores


def test_undecided_pixels_do_not_count() -> None:
    expected = np.array([[1.0, -1.0, UNDECIDED / 2, 2.0]])
    assert mask_ious(expected, np.array([[1.0, -1.0, -1.0, 2.0]])) == 1
    assert mask_ious(expected, np.array([[1.0, 1.0, 1.0, 2.0]])) == pytest.approx(2 / 3)


def test_half_precision_weights_are_half_the_size_and_nearly_right(packs: dict[str, Path], tmp_path: Path) -> None:
    variant = BY_ID["sam2.1-shrunken"]
    whole = packs[variant.id]
    half = commands.export("sam2", checkpoint_of(whole), tmp_path, True, False)
    assert half.name == "sam2.1-shrunken-half"
    assert json.loads((half / "pack.json").read_text())["name"].endswith("half-precision weights")
    assert (half / "decoder.onnx").stat().st_size < 0.6 * (whole / "decoder.onnx").stat().st_size
    image = tensor_of(picture(128, 128, seed=5), variant)
    exact, rounded = (PackRuntime(pack).encode(image) for pack in (whole, half))
    assert all(0 < np.abs(a - b).max() < 0.1 for a, b in zip(exact, rounded, strict=True))


def test_the_same_checkpoint_gives_the_same_bytes(packs: dict[str, Path], tmp_path: Path) -> None:
    pack = packs["mobile-sam-shrunken"]
    again = commands.export("mobile-sam", checkpoint_of(pack), tmp_path, False, False)
    assert (again / "pack.json").read_bytes() == (pack / "pack.json").read_bytes()


def test_a_notice_says_whose_the_numbers_are() -> None:
    notice = notice_of(BY_ID["sam2.1-hiera-tiny"], half=False)
    assert "arXiv 2408.00714" in notice
    assert "memory of a video's earlier frames is left out" in notice
    assert "sam2.1_hiera_tiny.pt" in notice
    assert "Apache License 2.0" in notice


def test_a_graph_over_two_gigabytes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("strata_export.onnx_files.LARGEST", 10)
    weight = onnx.numpy_helper.from_array(np.zeros(10, np.float32), "weight")
    with pytest.raises(ExportError, match="say --half"):
        save(onnx.helper.make_model(onnx.helper.make_graph([], "g", [], [], [weight])), tmp_path / "encoder.onnx")


@each
def test_node_agrees_with_pytorch(variant: Variant, packs: dict[str, Path], tmp_path: Path) -> None:
    """Through the extension's own code, as a click goes."""
    if not (shutil.which("node") and (REPOSITORY / "node_modules" / "onnxruntime-node").exists()):
        pytest.skip("Node or the project's packages are not installed (npm start installs them)")
    pack = packs[variant.id]
    sizes = [f"{width}x{height}" for width, height in SIZES]
    golden = strata_export("golden", "--checkpoint", checkpoint_of(pack), "--out", tmp_path, "--sizes", *sizes)
    assert golden.returncode == 0, golden.stderr
    told = typed("node", REPOSITORY / "src/dev/measure.mjs", "agreement", pack, tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("clicks: ") == len(SIZES)


@each
def test_check_compares_and_says_what_a_click_gives(variant: Variant, packs: dict[str, Path], tmp_path: Path) -> None:
    image = tmp_path / "picture.png"
    picture(120, 80, seed=1).save(image)
    told = typed(sys.executable, "check.py", "--checkpoint", checkpoint_of(packs[variant.id]), image)
    assert told.returncode == 0, told.stderr
    for part in ("120 × 80 px, 1, 4, 64 clicks: encoder", "60 × 80 px", "120 × 40 px", "mask 3: ", "of 4 score over"):
        assert part in told.stdout
