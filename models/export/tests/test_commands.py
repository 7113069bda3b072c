"""The commands as they are typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SHORT_SIDE

from strata_export.pictures import picture

HERE = Path(__file__).resolve().parents[1]
REPOSITORY = HERE.parents[1]


def typed(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=HERE, capture_output=True, text=True, check=False)


def strata_export(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return typed(sys.executable, "-m", "strata_export", *arguments)


def test_from_random_numbers_to_a_pack(tmp_path: Path) -> None:
    checkpoint = tmp_path / "tiny.pth"
    made = strata_export("random-checkpoint", "--model", "tiny", "--out", checkpoint)
    assert made.returncode == 0, made.stderr
    packed = strata_export("semantic-sam", "--checkpoint", checkpoint, "--out", tmp_path, "--short-side", "64")
    assert packed.returncode == 0, packed.stderr
    assert json.loads((tmp_path / "semantic-sam-tiny" / "pack.json").read_text())["family"] == "semantic-sam"


def test_what_goes_wrong_is_a_sentence(tmp_path: Path) -> None:
    told = strata_export("semantic-sam", "--checkpoint", tmp_path / "none.pth", "--out", tmp_path)
    assert told.returncode == 1
    assert "but it is not there" in told.stderr
    assert "Traceback" not in told.stderr


def test_check_compares_and_asks(checkpoint: Path, tmp_path: Path) -> None:
    image = tmp_path / "picture.png"
    picture(120, 80, seed=1).save(image)
    told = typed(sys.executable, "check.py", "--checkpoint", checkpoint, "--short-side", "64", image)
    assert told.returncode == 0, told.stderr
    for part in (
        "96 × 64 px, 1, 4, 64 clicks: encoder",
        "row 1: best score",
        "token 5: mean area",
        "level 6 (token 3)",
    ):
        assert part in told.stdout


def test_check_wants_an_image(checkpoint: Path, tmp_path: Path) -> None:
    told = typed(sys.executable, "check.py", "--checkpoint", checkpoint, tmp_path / "none.png")
    assert told.returncode == 1
    assert told.stderr.startswith("Expected an image at")


def test_node_agrees_with_pytorch(checkpoint: Path, pack: Path, tmp_path: Path) -> None:
    """Through the extension's own code, as a click goes."""
    if not (shutil.which("node") and (REPOSITORY / "node_modules" / "onnxruntime-node").exists()):
        pytest.skip("Node or the project's packages are not installed (npm start installs them)")
    sizes = ("150x100", "64x64", "80x130")
    golden = strata_export(
        "golden", "--checkpoint", checkpoint, "--out", tmp_path, "--short-side", str(SHORT_SIDE), "--sizes", *sizes
    )
    assert golden.returncode == 0, golden.stderr
    told = typed("node", REPOSITORY / "src/dev/measure.mjs", "agreement", pack, tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("clicks: ") == len(sizes)
