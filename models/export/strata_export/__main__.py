"""`python -m strata_export`: from a checkpoint to a pack."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from .errors import ExportError
from .sam.variants import BY_ID

SAM_COMMANDS = {
    "sam": "a checkpoint of SAM (ViT-B, -L or -H) as a pack",
    "sam-hq": "a checkpoint of SAM-HQ (ViT-B, -L or -H) as a pack",
    "sam2": "a checkpoint of SAM 2.1 (tiny to large) as a pack, for images",
    "mobile-sam": "the checkpoint of MobileSAM as a pack",
}


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m strata_export", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    pack = commands.add_parser("semantic-sam", help="a checkpoint of Semantic-SAM as a pack")
    of_checkpoint(pack)
    pack.add_argument(
        "--short-side", type=int, default=640, help="pixels that an image's shorter side is resized to"
    )
    for kind, help_text in SAM_COMMANDS.items():
        of_checkpoint(commands.add_parser(kind, help=help_text))

    clip = commands.add_parser("clip", help="a checkpoint of OpenCLIP's form as a pack that compares masks with names")
    of_checkpoint(clip)
    clip.add_argument("--tokenizer", type=Path, required=True, help="the model's tokenizer.json")
    clip.add_argument("--name", required=True, help="what the pack is called")
    clip.add_argument("--licence", required=True, help="of the weights, as their authors state it")
    clip.add_argument("--source", required=True, help="where the checkpoint is from")
    clip.add_argument("--quick-gelu", action="store_true", help="its activation is OpenAI's, as of all of OpenAI's own")

    random = commands.add_parser("random-checkpoint", help="a checkpoint of the official form with random numbers")
    random.add_argument("--model", choices=["swin-t", "swin-l", "tiny", *BY_ID], required=True)
    random.add_argument("--seed", type=int, default=0)
    random.add_argument("--out", type=Path, required=True, help="the .pth file to write")

    golden = commands.add_parser(
        "golden", help="what the model says to some pictures, to compare a pack in Node with"
    )
    golden.add_argument("--checkpoint", type=Path, required=True)
    golden.add_argument("--out", type=Path, required=True, help="the folder for golden.json and golden.bin")
    golden.add_argument("--sizes", nargs="+", required=True, metavar="WIDTHxHEIGHT", help="of the pictures")
    golden.add_argument("--clicks", nargs="+", type=int, default=[1, 4, 64])
    golden.add_argument("--short-side", type=int, default=640)
    golden.add_argument("--keep", type=int, default=0, help="numbers to keep of a tensor; 0: all")
    return top


def of_checkpoint(command: argparse.ArgumentParser) -> None:
    command.add_argument("--checkpoint", type=Path, required=True, help="the official .pth or .pt file")
    command.add_argument("--out", type=Path, required=True, help="the folder that the pack's folder is put into")
    command.add_argument("--half", action="store_true", help="store the weights as float16: half the size")
    command.add_argument("--trust-pickle", action="store_true", help="read a file that holds more than tensors")


def run(arguments: argparse.Namespace) -> None:
    # Imported late, so that --help does not wait for PyTorch.
    if arguments.command == "semantic-sam":
        from .semantic_sam import commands as semantic_sam

        semantic_sam.export(
            arguments.checkpoint, arguments.out, arguments.half, arguments.short_side, arguments.trust_pickle
        )
    elif arguments.command == "clip":
        clip(arguments)
    elif arguments.command in SAM_COMMANDS:
        from .sam import commands as sam

        sam.export(arguments.command, arguments.checkpoint, arguments.out, arguments.half, arguments.trust_pickle)
    elif arguments.command == "random-checkpoint":
        random_checkpoint(arguments)
    else:
        golden(arguments)


def clip(arguments: argparse.Namespace) -> None:
    from .clip import commands

    identifier = re.sub(r"[^a-z0-9.]+", "-", arguments.name.lower()).strip("-.")
    if not identifier:
        raise ExportError(f"Expected a name with a letter or a digit but received {arguments.name!r}.")
    named = commands.Named(
        identifier + ("-half" if arguments.half else ""), arguments.name, arguments.licence, arguments.source
    )
    commands.export(
        *(arguments.checkpoint, arguments.tokenizer, arguments.out, named),
        quick=arguments.quick_gelu,
        half=arguments.half,
        trust_pickle=arguments.trust_pickle,
    )


def random_checkpoint(arguments: argparse.Namespace) -> None:
    if arguments.model in BY_ID:
        from .sam import commands
    else:
        from .semantic_sam import commands
    commands.random_checkpoint(arguments.model, arguments.seed, arguments.out)


def golden(arguments: argparse.Namespace) -> None:
    from .sam import commands as sam
    from .sam.checkpoint import is_of_sam
    from .semantic_sam import commands as semantic_sam

    sizes = [tuple(int(side) for side in size.split("x")) for size in arguments.sizes]
    if is_of_sam(arguments.checkpoint):
        sam.golden(arguments.checkpoint, arguments.out, sizes, arguments.clicks, arguments.keep)
    else:
        semantic_sam.golden(
            arguments.checkpoint, arguments.out, sizes, arguments.clicks, arguments.short_side, arguments.keep
        )


def main() -> int:
    try:
        run(parser().parse_args())
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
