"""The backbone: a Swin transformer that takes images of any size (multiples of 32).

Parameter names follow the official checkpoints. Everything that depends on the image's size is computed from the
shape of a tensor, never from a Python number, so that one exported graph serves every size.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import Config

MASKED = -100.0
"""Added to attention between tokens that the cyclic shift made neighbours; large enough, and finite in float16."""


def relative_index(window: int) -> Tensor:
    """Row of the bias table for each pair of a window's tokens: int64[window², window²]."""
    at = torch.arange(window)
    y, x = (grid.flatten() for grid in torch.meshgrid(at, at, indexing="ij"))
    dy = y[:, None] - y[None, :] + window - 1
    dx = x[:, None] - x[None, :] + window - 1
    return dy * (2 * window - 1) + dx


def to_windows(x: Tensor, window: int) -> Tensor:
    """[1, H, W, C] → [windows, window², C]; H and W are multiples of the window."""
    rows, columns, channels = x.shape[1] // window, x.shape[2] // window, x.shape[3]
    x = x.reshape(rows, window, columns, window, channels)
    return x.permute(0, 2, 1, 3, 4).reshape(-1, window * window, channels)


def from_windows(windows: Tensor, window: int, height: Tensor | int, width: Tensor | int) -> Tensor:
    """The inverse of `to_windows`."""
    channels = windows.shape[2]
    x = windows.reshape(height // window, width // window, window, window, channels)
    return x.permute(0, 2, 1, 3, 4).reshape(1, height, width, channels)


def shift_mask(height: Tensor | int, width: Tensor | int, window: int, shift: int, like: Tensor) -> Tensor:
    """What to add to the attention of shifted windows: [windows, 1, window², window²]."""

    def bands(length: Tensor | int) -> Tensor:
        at = torch.arange(length, device=like.device)
        return (at >= length - window).to(torch.int64) + (at >= length - shift).to(torch.int64)

    region = 3 * bands(height)[:, None] + bands(width)[None, :]
    region = to_windows(region[None, :, :, None], window)[:, :, 0]
    apart = region[:, :, None] != region[:, None, :]
    return (apart.to(like.dtype) * MASKED)[:, None]


class WindowAttention(nn.Module):
    def __init__(self, channels: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(channels, 3 * channels)
        self.proj = nn.Linear(channels, channels)
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.register_buffer("index", relative_index(window), persistent=False)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        tokens, channels = self.index.shape[0], self.proj.in_features
        size = channels // self.heads
        q, k, v = self.qkv(x).reshape(-1, tokens, 3, self.heads, size).permute(2, 0, 3, 1, 4).unbind(0)
        bias = self.relative_position_bias_table[self.index.flatten()]
        bias = bias.reshape(tokens, tokens, self.heads).permute(2, 0, 1)
        weights = (q * size**-0.5) @ k.transpose(2, 3) + bias
        if mask is not None:
            weights = weights + mask
        out = weights.softmax(3) @ v
        return self.proj(out.transpose(1, 2).reshape(-1, tokens, channels))


class Mlp(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, 4 * channels)
        self.fc2 = nn.Linear(4 * channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    """Attention within windows and an MLP, both on normalised tokens and added to them."""

    def __init__(self, channels: int, heads: int, window: int, shift: int) -> None:
        super().__init__()
        self.window, self.shift = window, shift
        self.norm1 = nn.LayerNorm(channels)
        self.attn = WindowAttention(channels, heads, window)
        self.norm2 = nn.LayerNorm(channels)
        self.mlp = Mlp(channels)

    def forward(self, x: Tensor) -> Tensor:
        """[1, H, W, C] → the same."""
        window, shift = self.window, self.shift
        height, width = x.shape[1], x.shape[2]
        below = (window - height % window) % window
        right = (window - width % window) % window
        # Padded after the norm, so that padding says what the projection's bias says.
        h = F.pad(self.norm1(x), (0, 0, 0, right, 0, below))
        padded = h.shape[1], h.shape[2]
        mask = None
        if shift:
            h = torch.roll(h, (-shift, -shift), (1, 2))
            mask = shift_mask(*padded, window, shift, h)
        h = from_windows(self.attn(to_windows(h, window), mask), window, *padded)
        if shift:
            h = torch.roll(h, (shift, shift), (1, 2))
        x = x + h[:, :height, :width]
        return x + self.mlp(self.norm2(x))


class Downsample(nn.Module):
    """Four neighbours become one token of twice the channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        even, odd = x[:, ::2], x[:, 1::2]
        phases = [even[:, :, ::2], odd[:, :, ::2], even[:, :, 1::2], odd[:, :, 1::2]]
        return self.reduction(self.norm(torch.cat(phases, 3)))


class Stage(nn.Module):
    def __init__(self, config: Config, stage: int) -> None:
        super().__init__()
        channels, window = config.channels(stage), config.window
        self.blocks = nn.ModuleList(
            Block(channels, config.heads[stage], window, window // 2 if block % 2 else 0)
            for block in range(config.depths[stage])
        )
        if stage < 3:
            self.downsample = Downsample(channels)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        return x


class PatchEmbed(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, channels, 4, 4)
        self.norm = nn.LayerNorm(channels)

    def forward(self, image: Tensor) -> Tensor:
        return self.norm(self.proj(image).permute(0, 2, 3, 1))


class Swin(nn.Module):
    """float32[1, 3, H, W] → res2 to res5: four maps [1, C·2^i, H/4·2^i, W/4·2^i], H and W multiples of 32."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.patch_embed = PatchEmbed(config.embed)
        self.layers = nn.ModuleList(Stage(config, stage) for stage in range(4))
        for stage in range(4):
            self.add_module(f"norm{stage}", nn.LayerNorm(config.channels(stage)))

    def forward(self, image: Tensor) -> list[Tensor]:
        x = self.patch_embed(image)
        maps: list[Tensor] = []
        for index, stage in enumerate(self.layers):
            x = stage(x)
            maps.append(getattr(self, f"norm{index}")(x).permute(0, 3, 1, 2))
            if index < 3:
                x = stage.downsample(x)
        return maps
