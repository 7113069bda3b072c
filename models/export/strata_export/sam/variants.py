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

    @property
    def file(self) -> str:
        return self.address.rpartition("/")[2]


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

VARIANTS = (
    Variant("sam", "sam-vit-b", "SAM ViT-B", VIT_B, META + "segment_anything/sam_vit_b_01ec64.pth", "The first SAM, smallest."),
    Variant("sam", "sam-vit-l", "SAM ViT-L", VIT_L, META + "segment_anything/sam_vit_l_0b3195.pth", "The first SAM, middle size."),
    Variant("sam", "sam-vit-h", "SAM ViT-H", VIT_H, META + "segment_anything/sam_vit_h_4b8939.pth", "The first SAM, largest; wants a GPU."),
    Variant("sam-hq", "hq-sam-vit-b", "SAM-HQ ViT-B", VIT_B, HQ + "sam_hq_vit_b.pth", "SAM made for finer edges, smallest."),
    Variant("sam-hq", "hq-sam-vit-l", "SAM-HQ ViT-L", VIT_L, HQ + "sam_hq_vit_l.pth", "SAM made for finer edges, middle size."),
    Variant("sam-hq", "hq-sam-vit-h", "SAM-HQ ViT-H", VIT_H, HQ + "sam_hq_vit_h.pth", "SAM made for finer edges, largest; wants a GPU."),
    Variant("sam2", "sam2.1-hiera-tiny", "SAM 2.1 Tiny", HIERA_TINY, META + "segment_anything_2/092824/sam2.1_hiera_tiny.pt", "The smallest SAM 2.1."),
    Variant("sam2", "sam2.1-hiera-small", "SAM 2.1 Small", HIERA_SMALL, META + "segment_anything_2/092824/sam2.1_hiera_small.pt", "The second smallest SAM 2.1."),
    Variant("sam2", "sam2.1-hiera-base-plus", "SAM 2.1 Base+", HIERA_BASE_PLUS, META + "segment_anything_2/092824/sam2.1_hiera_base_plus.pt", "The second largest SAM 2.1."),
    Variant("sam2", "sam2.1-hiera-large", "SAM 2.1 Large", HIERA_LARGE, META + "segment_anything_2/092824/sam2.1_hiera_large.pt", "The largest SAM 2.1; wants a GPU."),
    Variant("mobile-sam", "mobile-sam-vit-t", "MobileSAM", TINY_VIT, MOBILE, "Quick on any machine."),
    # No published models: the same code paths at sizes that a test can carry.
    Variant("sam", "sam-shrunken", "SAM (shrunken)", Vit(16, 3, 2, (1,), window=3), size=128, feed_forward=32),
    Variant("sam-hq", "hq-sam-shrunken", "SAM-HQ (shrunken)", Vit(24, 3, 2, (1,), window=3), size=128, feed_forward=32),
    Variant("sam2", "sam2.1-shrunken", "SAM 2.1 (shrunken)", Hiera(8, 1, (1, 2, 3, 2), (4,), (8, 4, 6, 3)), size=128, feed_forward=32),
    Variant("mobile-sam", "mobile-sam-shrunken", "MobileSAM (shrunken)", TinyVit((8, 8, 16, 16), (1, 1, 2, 1), (1, 2, 2, 4), (3, 3, 4, 3), 5), size=128, feed_forward=32),
)
BY_ID = {variant.id: variant for variant in VARIANTS}
