"""Checks real weights on an image of yours.

    python models/export/check.py --checkpoint swint_only_sam_many2many.pth IMAGE

Exports the checkpoint, of Semantic-SAM or of a model of SAM's kind, to a temporary pack, compares PyTorch with ONNX
Runtime at three sizes and 1, 4 and 64 clicks, and prints what the weights say: of Semantic-SAM to the questions that
could not be answered without them, of the others to a click in the middle. Ends with 1 where the two runtimes differ by
more than rounding may.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from strata_export.agreement import LIMITS
from strata_export.errors import ExportError
from strata_export.pictures import clicks
from strata_export.sam import check as sam
from strata_export.sam.checkpoint import is_of_sam, load_sam
from strata_export.semantic_sam.agreement import PackRuntime, agreement_of
from strata_export.semantic_sam.checkpoint import load_model
from strata_export.semantic_sam.commands import long_side_of
from strata_export.semantic_sam.model import SemanticSam
from strata_export.semantic_sam.onnx_export import export_all
from strata_export.semantic_sam.preprocess import SHORT_SIDE, click_boxes, resized, tensor_of
from strata_export.semantic_sam.questions import report

COUNTS = (1, 4, 64)


def opened(file: Path) -> Image.Image:
    try:
        with Image.open(file) as image:
            return image.convert("RGB")
    except FileNotFoundError as error:
        raise ExportError(f"Expected an image at {file} but it is not there.") from error
    except UnidentifiedImageError as error:
        raise ExportError(f"Expected an image in {file} but it is of no kind that Pillow knows.") from error


def compare(model: SemanticSam, image: Image.Image, short_side: int) -> bool:
    """Prints how far both runtimes differ at three sizes; whether they agree."""
    agreed = True
    with tempfile.TemporaryDirectory() as folder:
        export_all(model, Path(folder))
        runtime = PackRuntime(Path(folder))
        print(f"PyTorch and ONNX Runtime (at most: {LIMITS})")
        for short in (short_side, short_side * 3 // 4, short_side // 2):
            scaled = resized(image, short, long_side_of(short))
            boxes = [click_boxes(clicks(count, seed=count), *scaled.size) for count in COUNTS]
            found = agreement_of(model, runtime, tensor_of(scaled), boxes)
            agreed &= found.within(LIMITS)
            verdict = "" if found.within(LIMITS) else "  ← too much"
            print(f"  {scaled.width} × {scaled.height} px, {', '.join(map(str, COUNTS))} clicks: {found}{verdict}")
    return agreed


def check(checkpoint: Path, image: Image.Image, short_side: int, trust_pickle: bool) -> bool:
    if is_of_sam(checkpoint, trust_pickle):
        model = load_sam(checkpoint, trust_pickle=trust_pickle)
        agreed = sam.compare(model, image)
        lines = sam.report(model, image)
    else:
        semantic = load_model(checkpoint, trust_pickle)
        agreed = compare(semantic, image, short_side)
        scaled = resized(image, short_side, long_side_of(short_side))
        lines = report(semantic, tensor_of(scaled), scaled.size)
    for line in lines:
        print(line)
    return agreed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument(
        "--short-side", type=int, default=SHORT_SIDE, help="pixels, for Semantic-SAM (default: %(default)s)"
    )
    parser.add_argument("--trust-pickle", action="store_true", help="read a file that holds more than tensors")
    parser.add_argument("image", type=Path)
    arguments = parser.parse_args()
    try:
        image = opened(arguments.image)
        agreed = check(arguments.checkpoint, image, arguments.short_side, arguments.trust_pickle)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
