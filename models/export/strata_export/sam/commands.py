"""What the command line does for models of SAM's kind."""

from __future__ import annotations

from pathlib import Path

from ..agreement import HALF_LIMITS, LIMITS, Agreement
from ..errors import ExportError
from ..pack import write_pack
from ..pictures import clicks, picture
from .agreement import PackRuntime, agreement_of
from .checkpoint import load_sam
from .golden import write_golden
from .manifest import manifest_of, notice_of
from .model import Sam
from .onnx_export import export_graphs
from .preprocess import click_prompts, input_size, tensor_of
from .random_checkpoint import write_random_checkpoint
from .variants import BY_ID, Kind


def export(kind: Kind, checkpoint: Path, out: Path, half: bool, trust_pickle: bool) -> Path:
    """Writes the pack and checks that ONNX Runtime agrees with PyTorch on it."""
    model = load_sam(checkpoint, kind, trust_pickle)

    def fill(folder: Path) -> None:
        export_graphs(model, folder, half)
        found = self_check(model, folder)
        if not found.within(HALF_LIMITS if half else LIMITS):
            raise ExportError(
                f"Expected ONNX Runtime to agree with PyTorch but received: {found}. No pack was written."
            )
        print(f"PyTorch and ONNX Runtime differ by at most: {found}")

    folder = write_pack(out, manifest_of(model.variant, half), fill, notice_of(model.variant, half))
    print(folder)
    return folder


def self_check(model: Sam, folder: Path) -> Agreement:
    """Of a wide picture, with as many prompts as the graphs were not traced with."""
    width, height = 1800, 1200
    variant = model.variant
    image = tensor_of(picture(*input_size(width, height, variant), seed=1), variant)
    prompts = click_prompts(clicks(4, seed=1), width, height, variant)
    return agreement_of(model, PackRuntime(folder), image, [prompts])


def random_checkpoint(name: str, seed: int, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    write_random_checkpoint(out, BY_ID[name], seed)
    print(out)


def golden(checkpoint: Path, out: Path, sizes: list[tuple[int, int]], counts: list[int], keep: int) -> None:
    write_golden(load_sam(checkpoint), out, sizes, counts, keep)
    print(out)
