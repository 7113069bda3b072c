"""SAM's plain vision transformer, from Hugging Face's transformers."""

from __future__ import annotations

import re

import torch
from torch import Tensor, nn
from transformers.models.sam.configuration_sam import SamVisionConfig
from transformers.models.sam.modeling_sam import SamVisionEncoder

from .variants import Vit

NAMES = (
    (r"^patch_embed\.projection", "patch_embed.proj"),
    (r"^layers\.", "blocks."),
    (r"^(blocks\.\d+\.)layer_norm", r"\1norm"),
    (r"^neck\.conv1", "neck.0"),
    (r"^neck\.layer_norm1", "neck.1"),
    (r"^neck\.conv2", "neck.2"),
    (r"^neck\.layer_norm2", "neck.3"),
)
"""Of transformers' entries, what SAM's authors call them."""


def official_name(name: str) -> str:
    for pattern, official in NAMES:
        name = re.sub(pattern, official, name)
    return name


class VitEncoder(nn.Module):
    def __init__(self, sizes: Vit, image_size: int) -> None:
        super().__init__()
        config = SamVisionConfig(
            hidden_size=sizes.width,
            num_hidden_layers=sizes.depth,
            num_attention_heads=sizes.heads,
            global_attn_indexes=list(sizes.global_blocks),
            window_size=sizes.window,
            image_size=image_size,
            attn_implementation="eager",
        )
        self.encoder = SamVisionEncoder(config)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """[1, 3, H, W] → features [1, 256, S, S], and what the first global block gives [1, S, S, width]."""
        cells = self.encoder.patch_embed(image) + self.encoder.pos_embed
        early = None
        for layer in self.encoder.layers:
            cells = layer(cells)
            if early is None and layer.window_size == 0:
                early = cells
        return self.encoder.neck(cells), early


def with_tables(encoder: VitEncoder) -> VitEncoder:
    """
    Relative positions looked up once: the library interpolates tables to the size that they have already, which is
    left in the graph as thousands of needless nodes.
    """
    for layer in encoder.encoder.layers:
        layer.attn.get_rel_pos = _looked_up
    return encoder


def _looked_up(queries: int, keys: int, table: Tensor) -> Tensor:
    """The rows of a table [2 · S - 1, width] for S queries and as many keys: [S, S, width]."""
    side = (table.shape[0] + 1) // 2
    if int(queries) != side or int(keys) != side:
        raise ValueError(f"Expected windows of {side} cells but received {int(queries)} and {int(keys)}")
    places = torch.arange(side)
    return table[places[:, None] - places[None, :] + side - 1]
