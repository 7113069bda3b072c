"""Loading an official checkpoint from a local file, strictly: what does not fit is an error that says so."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from torch import Tensor

from ..checkpoint_file import faults_of, read_state, tell
from ..errors import ExportError
from .entries import entry_names, is_video, may_be_there, own_entries, unused
from .model import Sam
from .variants import VARIANTS, Kind, TinyVit, Variant, Vit

TITLES: dict[Kind, str] = {"sam": "SAM", "sam-hq": "SAM-HQ", "sam2": "SAM 2.1", "mobile-sam": "MobileSAM"}


def load_sam(file: Path, kind: Kind | None = None, trust_pickle: bool = False) -> Sam:
    """
    The model of a checkpoint, ready for inference.

    :param kind: which it has to be; None: any that is known
    :raises ExportError: not there, no checkpoint, another model's, or entries missing, unknown or of other shapes
    """
    entries = read_state(file, trust_pickle, where_from(kind))
    found = kind_of(entries)
    if found is None or kind not in (None, found):
        wanted = "a model of SAM's kind" if kind is None else TITLES[kind]
        what = f"it is one of {TITLES[found]}: say {found}." if found else "its entries are none of a model known here."
        raise ExportError(f"Expected a checkpoint of {wanted} in {file} but {what} {where_from(kind)}")
    return sam_of(entries, variant_of(entries, found, str(file)), str(file))


def is_of_sam(file: Path, trust_pickle: bool = False) -> bool:
    """Whether there is a checkpoint of SAM's kind."""
    return file.is_file() and kind_of(read_state(file, trust_pickle, "")) is not None


def kind_of(entries: dict[str, Tensor]) -> Kind | None:
    """Which model's names these are."""
    if "sam_mask_decoder.mask_tokens.weight" in entries:
        return "sam2"
    if "mask_decoder.mask_tokens.weight" not in entries:
        return None
    if "image_encoder.patch_embed.seq.0.c.weight" in entries:
        return "mobile-sam"
    if "image_encoder.pos_embed" not in entries:
        return None
    return "sam-hq" if "mask_decoder.hf_token.weight" in entries else "sam"


def variant_of(entries: dict[str, Tensor], kind: Kind, name: str) -> Variant:
    """Which size it is: by the encoder's width and number of blocks."""
    received = measure_of({key: tuple(value.shape) for key, value in entries.items()})
    known = {variant: measure(variant) for variant in VARIANTS if variant.kind == kind}
    for variant, size in known.items():
        if size == received:
            return variant
    listed = ", ".join(f"{size[0]} and {size[1]} ({variant.title})" for variant, size in known.items())
    raise ExportError(
        f"Expected an encoder in {name} with as wide a first layer and as many blocks as {listed} but received "
        f"{received[0]} and {received[1]}. {where_from(kind)}"
    )


BLOCK = re.compile(r"^image_encoder\.(?:trunk\.)?(?:layers\.\d+\.)?blocks\.\d+\.")
STEM = re.compile(r"^image_encoder\.(?:(?:trunk\.)?patch_embed\.proj|patch_embed\.seq\.2\.c)\.weight$")


def measure_of(shapes: dict[str, tuple[int, ...]]) -> tuple[int, int]:
    """Width of an encoder's first layer, and how many blocks it has."""
    width = next((shape[0] for name, shape in shapes.items() if STEM.match(name)), 0)
    return width, len({found[0] for name in shapes if (found := BLOCK.match(name))})


def measure(variant: Variant) -> tuple[int, int]:
    sizes = variant.encoder
    if isinstance(sizes, Vit):
        return sizes.width, sizes.depth
    if isinstance(sizes, TinyVit):
        return sizes.widths[0], sum(sizes.depths)
    return sizes.width, sum(sizes.blocks)


def sam_of(entries: dict[str, Tensor], variant: Variant, name: str) -> Sam:
    """The model of a checkpoint's entries. SAM 2's memory of a video is not looked at."""
    own, idle = own_entries(variant), unused(variant)
    of_image = {key: value for key, value in entries.items() if not is_video(variant, key)}
    expected = f"Expected the entries of {variant.title} in {name}"
    if variant.address:
        expected += f", the file {variant.address},"
    tell(faults_of(of_image, own | idle, may_be_there(variant)), expected)
    with torch.device("meta"):
        model = Sam(variant)
    numbers = {
        mine: of_image[official] if of_image[official].dtype == torch.int64 else of_image[official].float()
        for official, mine in entry_names(variant).items()
    }
    model.load_state_dict(numbers, strict=True, assign=True)
    return model.requires_grad_(False).settled()


def where_from(kind: Kind | None) -> str:
    """Where the official checkpoints are, and what to look for in one."""
    lines = []
    for variant in VARIANTS:
        if not variant.address or kind not in (None, variant.kind):
            continue
        own = own_entries(variant)
        listed = ", ".join(f"{name} {list(shape)}" for name, shape in own.items() if STEM.match(name))
        lines.append(f"\n  {variant.address}\n    {len(own) + len(unused(variant))} tensors, among them {listed}")
    return "The official ones are:" + "".join(lines)
