"""SAM 2's pyramid encoder, from Hugging Face's transformers."""

from __future__ import annotations

import re

import torch
from torch import Tensor, nn
from transformers.models.sam2.configuration_sam2 import Sam2HieraDetConfig, Sam2VisionConfig
from transformers.models.sam2.modeling_sam2 import Sam2VisionModel

from .variants import Hiera

NAMES = (
    (r"^backbone\.", "trunk."),
    (r"\.patch_embed\.projection", ".patch_embed.proj"),
    (r"\.layer_norm([12])\.", r".norm\1."),
    (r"\.mlp\.proj_in\.", ".mlp.layers.0."),
    (r"\.mlp\.proj_out\.", ".mlp.layers.1."),
    (r"^(neck\.convs\.\d+)\.", r"\1.conv."),
)
"""Of transformers' entries, what SAM 2's authors call them."""


def official_name(name: str) -> str:
    for pattern, official in NAMES:
        name = re.sub(pattern, official, name)
    return name


class HieraEncoder(nn.Module):
    def __init__(self, sizes: Hiera, image_size: int) -> None:
        super().__init__()
        widths = [sizes.width * 2**stage for stage in range(4)]
        backbone = Sam2HieraDetConfig(
            hidden_size=sizes.width,
            num_attention_heads=sizes.heads,
            image_size=[image_size, image_size],
            window_positional_embedding_background_size=list(sizes.positions),
            blocks_per_stage=list(sizes.blocks),
            embed_dim_per_stage=widths,
            num_attention_heads_per_stage=[sizes.heads * 2**stage for stage in range(4)],
            window_size_per_stage=list(sizes.windows),
            global_attention_blocks=list(sizes.global_blocks),
            attn_implementation="eager",
        )
        config = Sam2VisionConfig(
            backbone_config=backbone,
            backbone_channel_list=widths[::-1],
            backbone_feature_sizes=[[image_size // step] * 2 for step in (4, 8, 16)],
            attn_implementation="eager",
        )
        self.encoder = Sam2VisionModel(config)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[1, 3, H, W] → [1, 256, ·, ·] at strides 4, 8 and 16."""
        return tuple(self.encoder(image).fpn_hidden_states)


def with_positions(encoder: HieraEncoder, image_size: int) -> HieraEncoder:
    """Positions enlarged once: they are the same for all images of one size."""
    backbone = encoder.encoder.backbone
    with torch.no_grad():
        positions = backbone._get_pos_embed((image_size // 4, image_size // 4)).clone()
    backbone._get_pos_embed = lambda _: positions
    return encoder
