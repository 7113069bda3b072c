"""What the command line does for this model."""

from __future__ import annotations

from pathlib import Path

from ..agreement import HALF_LIMITS, LIMITS, Agreement
from ..errors import ExportError
from ..pack import write_pack
from ..pictures import clicks, picture
from .agreement import PackRuntime, agreement_of
from .checkpoint import load_model
from .config import CONFIGS, STRIDE
from .golden import write_golden
from .manifest import manifest_of, notice_of
from .model import LEVEL_ORDER, SemanticSam
from .onnx_export import export_all
from .preprocess import click_boxes, tensor_of
from .random_checkpoint import write_random_checkpoint


def export(checkpoint: Path, out: Path, half: bool, short_side: int, trust_pickle: bool) -> Path:
    """Writes the pack and checks that ONNX Runtime agrees with PyTorch on it."""
    model = load_model(checkpoint, trust_pickle)
    manifest = manifest_of(model.config, LEVEL_ORDER, half, short_side, long_side_of(short_side))

    def fill(folder: Path) -> None:
        export_all(model, folder, half)
        found = self_check(model, folder)
        if not found.within(HALF_LIMITS if half else LIMITS):
            raise ExportError(
                f"Expected ONNX Runtime to agree with PyTorch but received: {found}. No pack was written."
            )
        print(f"PyTorch and ONNX Runtime differ by at most: {found}")

    folder = write_pack(out, manifest, fill, notice_of(model.config))
    print(folder)
    return folder


def long_side_of(short_side: int) -> int:
    """The limit of the longer side, in the proportion of the authors' evaluation (1333 to 640 here)."""
    return short_side * 1333 // 640


def self_check(model: SemanticSam, folder: Path) -> Agreement:
    """At a size that the graphs were not traced with."""
    width, height = 6 * STRIDE - 5, 4 * STRIDE - 11
    boxes = click_boxes(clicks(4, seed=1), width, height)
    return agreement_of(model, PackRuntime(folder), tensor_of(picture(width, height, seed=1)), [boxes])


def random_checkpoint(name: str, seed: int, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    write_random_checkpoint(out, CONFIGS[name], seed)
    print(out)


def golden(
    checkpoint: Path, out: Path, sizes: list[tuple[int, int]], counts: list[int], short_side: int, keep: int
) -> None:
    write_golden(load_model(checkpoint), out, sizes, counts, short_side, long_side_of(short_side), keep)
    print(out)
