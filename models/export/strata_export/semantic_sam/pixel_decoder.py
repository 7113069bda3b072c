"""The pixel decoder: deformable attention across four levels of the backbone, and a stride-4 map for the masks."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import LEVELS, Config
from .deformable import DeformableAttention
from .positions import map_code


class NormedConv(nn.Conv2d):
    """A convolution without bias, then group norm."""

    def __init__(self, inputs: int, config: Config, kernel: int) -> None:
        super().__init__(inputs, config.hidden, kernel, padding=kernel // 2, bias=False)
        self.norm = nn.GroupNorm(config.norm_groups, config.hidden)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(super().forward(x))


class EncoderLayer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        hidden = config.hidden
        self.self_attn = DeformableAttention(config)
        self.norm1 = nn.LayerNorm(hidden)
        self.linear1 = nn.Linear(hidden, config.feed_forward)
        self.linear2 = nn.Linear(config.feed_forward, hidden)
        self.norm2 = nn.LayerNorm(hidden)

    def forward(self, maps: list[Tensor], codes: Tensor, centres: Tensor) -> list[Tensor]:
        x = torch.cat([as_tokens(features) for features in maps])
        x = self.norm1(x + self.self_attn.sample_maps(x + codes, maps, centres))
        x = self.norm2(x + self.linear2(F.relu(self.linear1(x))))
        return as_maps(x, maps)


class Encoder(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))


class Transformer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        # A Python number: sizes read off a tensor are traced, even those that never change.
        self.hidden = config.hidden
        self.level_embed = nn.Parameter(torch.zeros(LEVELS, config.hidden))
        self.encoder = Encoder(config)

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        codes = [map_code(features, self.hidden) + self.level_embed[level] for level, features in enumerate(maps)]
        centres = torch.cat([cell_centres(features) for features in maps])
        for layer in self.encoder.layers:
            maps = layer(maps, torch.cat(codes), centres)
        return maps


class PixelDecoder(nn.Module):
    """
    The backbone's maps → mask_features [1, hidden, H/4, W/4] and the levels [1, hidden, h, w] at strides 8, 16, 32, 64.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        hidden, coarsest = config.hidden, config.channels(3)
        convs = [nn.Conv2d(config.channels(stage), hidden, 1) for stage in (1, 2, 3)]
        convs.append(nn.Conv2d(coarsest, hidden, 3, 2, 1))
        self.input_proj = nn.ModuleList(
            nn.Sequential(conv, nn.GroupNorm(config.norm_groups, hidden)) for conv in convs
        )
        self.transformer = Transformer(config)
        self.adapter_1 = NormedConv(config.embed, config, 1)
        self.layer_1 = NormedConv(hidden, config, 3)
        self.mask_features = nn.Conv2d(hidden, hidden, 1)

    def forward(self, maps: list[Tensor]) -> tuple[Tensor, list[Tensor]]:
        res2, res3, res4, res5 = maps
        sources = zip(self.input_proj, (res3, res4, res5, res5), strict=True)
        levels = self.transformer([project(source) for project, source in sources])
        lateral = self.adapter_1(res2)
        size = lateral.shape[2], lateral.shape[3]
        finest = F.interpolate(levels[0], size=size, mode="bilinear", align_corners=False)
        return self.mask_features(F.relu(self.layer_1(lateral + finest))), levels


def as_tokens(features: Tensor) -> Tensor:
    """[1, C, H, W] → [H · W, C]"""
    return features.flatten(2)[0].transpose(0, 1)


def as_maps(tokens: Tensor, like: list[Tensor]) -> list[Tensor]:
    """The inverse of `as_tokens` for several maps whose tokens follow one another."""
    maps: list[Tensor] = []
    start = 0
    for features in like:
        height, width = features.shape[2], features.shape[3]
        end = start + height * width
        part = tokens[start:end].transpose(0, 1)
        maps.append(part.reshape(1, -1, height, width))
        start = end
    return maps


def cell_centres(features: Tensor) -> Tensor:
    """(x, y) in 0..1 of each cell's centre: [H · W, 2]"""
    height, width = features.shape[2], features.shape[3]
    y = (torch.arange(height, dtype=torch.float32) + 0.5) / height
    x = (torch.arange(width, dtype=torch.float32) + 0.5) / width
    return torch.stack([x[None].expand(height, -1), y[:, None].expand(-1, width)], 2).flatten(0, 1)
