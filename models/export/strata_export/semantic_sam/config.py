"""The sizes of Semantic-SAM's parts, and which checkpoint has which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    """Sizes of one model. The defaults of the later fields are what both official models share."""

    name: str
    embed: int
    depths: tuple[int, int, int, int]
    heads: tuple[int, int, int, int]
    window: int
    hidden: int = 256
    attention_heads: int = 8
    feed_forward: int = 2048
    norm_groups: int = 32
    encoder_layers: int = 6
    decoder_layers: int = 9
    points: int = 4
    granularities: int = 6

    def channels(self, stage: int) -> int:
        """Channels of a backbone stage (0 to 3)."""
        return self.embed * 2**stage


SWIN_T = Config("swin-t", 96, (2, 2, 6, 2), (3, 6, 12, 24), 7)
SWIN_L = Config("swin-l", 192, (2, 2, 18, 2), (6, 12, 24, 48), 12)

TINY = Config(
    "tiny",
    embed=4,
    depths=(2, 1, 1, 1),
    heads=(1, 1, 2, 2),
    window=4,
    hidden=16,
    attention_heads=2,
    feed_forward=32,
    norm_groups=4,
    encoder_layers=1,
    decoder_layers=2,
)
"""No published model: the same code path at a size that a test can carry."""

CONFIGS = {config.name: config for config in (SWIN_T, SWIN_L, TINY)}

LEVELS = 4
"""Feature levels at strides 8, 16, 32 and 64 that both decoders sample."""
STRIDE = 32
"""The image's sides are padded to multiples of this."""
