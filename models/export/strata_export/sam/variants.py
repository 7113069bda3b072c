"""The models of SAM's kind, their sizes, and where their official checkpoints are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["sam", "sam-hq", "sam2", "mobile-sam"]


@dataclass(frozen=True)
class Vit:
    """Sizes of SAM's plain vision transformer."""

    width: int
    depth: int
    heads: int
    global_blocks: tuple[int, ...]
    """All others attend within windows."""
    window: int = 14


@dataclass(frozen=True)
class Hiera:
    """Sizes of SAM 2's pyramid of four stages; width and heads double from one to the next."""

    width: int
    heads: int
    blocks: tuple[int, int, int, int]
    global_blocks: tuple[int, ...]
    windows: tuple[int, int, int, int] = (8, 4, 14, 7)
    positions: tuple[int, int] = (7, 7)


@dataclass(frozen=True)
class TinyVit:
    """Sizes of MobileSAM's encoder: a stage of convolutions and three of attention within windows."""

    widths: tuple[int, int, int, int]
    depths: tuple[int, int, int, int]
    heads: tuple[int, int, int, int]
    windows: tuple[int, int, int, int]
    classes: int = 1000
    """Of a head that was of use before SAM; it lies in the checkpoint still."""


@dataclass(frozen=True)
class Variant:
    kind: Kind
    id: str
    """Of its pack."""
    title: str
    encoder: Vit | Hiera | TinyVit
    address: str = ""
    """Of the official checkpoint; empty for a model that nobody published."""
    good_for: str = ""
    size: int = 1024
    """Side of the square input."""
    feed_forward: int = 2048
    """Of the decoder's layers."""

VIT_B = Vit(768, 12, 12, (2, 5, 8, 11))
VIT_L = Vit(1024, 24, 16, (5, 11, 17, 23))
VIT_H = Vit(1280, 32, 16, (7, 15, 23, 31))
TINY_VIT = TinyVit((64, 128, 160, 320), (2, 2, 6, 2), (2, 4, 5, 10), (7, 7, 14, 7))
HIERA_TINY = Hiera(96, 1, (1, 2, 7, 2), (5, 7, 9))
HIERA_SMALL = Hiera(96, 1, (1, 2, 11, 2), (7, 10, 13))
HIERA_BASE_PLUS = Hiera(112, 2, (2, 3, 16, 3), (12, 16, 20), positions=(14, 14))
HIERA_LARGE = Hiera(144, 2, (2, 6, 36, 4), (23, 33, 43), windows=(8, 4, 16, 8))

META = "https://dl.fbaipublicfiles.com/"
HQ = "https://huggingface.co/lkeab/hq-sam/resolve/main/"
MOBILE = "https://github.com/ChaoningZhang/MobileSAM/raw/master/weights/mobile_sam.pt"


def _sam(size: str, encoder: Vit, digits: str, which: str) -> Variant:
    address = f"{META}segment_anything/sam_vit_{size.lower()}_{digits}.pth"
    return Variant("sam", f"sam-vit-{size.lower()}", f"SAM ViT-{size}", encoder, address, f"The first SAM, {which}.")


def _sam_hq(size: str, encoder: Vit, which: str) -> Variant:
    address = f"{HQ}sam_hq_vit_{size.lower()}.pth"
    good_for = f"SAM made for finer edges, {which}."
    return Variant("sam-hq", f"hq-sam-vit-{size.lower()}", f"SAM-HQ ViT-{size}", encoder, address, good_for)


def _sam2(size: str, name: str, encoder: Hiera, which: str) -> Variant:
    address = f"{META}segment_anything_2/092824/sam2.1_hiera_{name}.pt"
    id_ = f"sam2.1-hiera-{name.replace('_', '-')}"
    return Variant("sam2", id_, f"SAM 2.1 {size}", encoder, address, f"The {which} SAM 2.1.")


def _shrunken(kind: Kind, name: str, title: str, encoder: Vit | Hiera | TinyVit) -> Variant:
    """No published model: the same code path at a size that a test can carry."""
    return Variant(kind, f"{name}-shrunken", f"{title} (shrunken)", encoder, size=128, feed_forward=32)


VARIANTS = (
    _sam("B", VIT_B, "01ec64", "smallest"),
    _sam("L", VIT_L, "0b3195", "middle size"),
    _sam("H", VIT_H, "4b8939", "largest; wants a GPU"),
    _sam_hq("B", VIT_B, "smallest"),
    _sam_hq("L", VIT_L, "middle size"),
    _sam_hq("H", VIT_H, "largest; wants a GPU"),
    _sam2("Tiny", "tiny", HIERA_TINY, "smallest"),
    _sam2("Small", "small", HIERA_SMALL, "second smallest"),
    _sam2("Base+", "base_plus", HIERA_BASE_PLUS, "second largest"),
    _sam2("Large", "large", HIERA_LARGE, "largest"),
    Variant("mobile-sam", "mobile-sam-vit-t", "MobileSAM", TINY_VIT, MOBILE, "Quick on any machine."),
    _shrunken("sam", "sam", "SAM", Vit(16, 3, 2, (1,), window=3)),
    _shrunken("sam-hq", "hq-sam", "SAM-HQ", Vit(24, 3, 2, (1,), window=3)),
    _shrunken("sam2", "sam2.1", "SAM 2.1", Hiera(8, 1, (1, 2, 3, 2), (4,), (8, 4, 6, 3))),
    _shrunken("mobile-sam", "mobile-sam", "MobileSAM", TinyVit((8, 8, 16, 16), (1, 1, 2, 1), (1, 2, 2, 4), (3, 3, 4, 3), 5)),
)
BY_ID = {variant.id: variant for variant in VARIANTS}
