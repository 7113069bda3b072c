"""
MobileSAM's encoder: TinyViT 5M with its last stage at the stride of the one before, and SAM's neck.

Written anew, with the names of the official checkpoint's entries: timm's TinyViT has other strides and other names, and
timm cannot be installed without torchvision.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import WIDTH
from .mask_decoder import ChannelNorm
from .variants import TinyVit

EXPANSION = 4


class ConvNorm(nn.Module):
    def __init__(self, width: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.c = nn.Conv2d(width, out, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(out)

    def forward(self, features: Tensor) -> Tensor:
        return self.bn(self.c(features))


class Stem(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.seq = nn.Sequential(ConvNorm(3, width // 2, 3, 2), nn.GELU(), ConvNorm(width // 2, width, 3, 2))

    def forward(self, image: Tensor) -> Tensor:
        return self.seq(image)


class ConvBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        hidden = width * EXPANSION
        self.conv1 = ConvNorm(width, hidden)
        self.conv2 = ConvNorm(hidden, hidden, 3, groups=hidden)
        self.conv3 = ConvNorm(hidden, width)

    def forward(self, features: Tensor) -> Tensor:
        hidden = functional.gelu(self.conv2(functional.gelu(self.conv1(features))))
        return functional.gelu(features + self.conv3(hidden))


class Merging(nn.Module):
    def __init__(self, width: int, out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = ConvNorm(width, out)
        self.conv2 = ConvNorm(out, out, 3, stride, groups=out)
        self.conv3 = ConvNorm(out, out)

    def forward(self, features: Tensor) -> Tensor:
        return self.conv3(functional.gelu(self.conv2(functional.gelu(self.conv1(features)))))


class WindowAttention(nn.Module):
    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads, self.window = heads, window
        self.norm = nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.attention_biases = nn.Parameter(torch.empty(heads, window * window))

    def forward(self, windows: Tensor) -> Tensor:
        """[windows, cells, width] → the same."""
        # Of each head: its queries, keys and values side by side.
        each = self.qkv(self.norm(windows)).unflatten(2, (self.heads, 3, -1))
        queries, keys, values = each.permute(3, 0, 2, 1, 4).unbind(0)
        asked = queries @ keys.transpose(2, 3) * queries.shape[-1] ** -0.5
        weights = torch.softmax(asked + self.attention_biases[:, self._distances()], -1)
        return self.proj((weights @ values).transpose(1, 2).flatten(2))

    def _distances(self) -> Tensor:
        """Which bias two cells have: that of how far they are from each other, rows first."""
        places = torch.arange(self.window)
        apart = (places[:, None] - places[None, :]).abs()
        rows, columns = apart[:, None, :, None], apart[None, :, None, :]
        return (rows * self.window + columns).reshape(self.window**2, self.window**2)


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc1, self.fc2 = nn.Linear(width, width * EXPANSION), nn.Linear(width * EXPANSION, width)

    def forward(self, cells: Tensor) -> Tensor:
        return self.fc2(functional.gelu(self.fc1(self.norm(cells))))


class AttentionBlock(nn.Module):
    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.window = window
        self.attn = WindowAttention(width, heads, window)
        self.local_conv = ConvNorm(width, width, 3, groups=width)
        self.mlp = FeedForward(width)

    def forward(self, features: Tensor) -> Tensor:
        """[1, width, S, S] → the same."""
        features = self.local_conv(features + self._attended(features))
        return features + self.mlp(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

    def _attended(self, features: Tensor) -> Tensor:
        width, side = features.shape[1], int(features.shape[2])
        rest = -side % self.window
        # Zeros beyond the last window take part, as they did in training.
        padded = functional.pad(features, (0, rest, 0, rest))
        across = (side + rest) // self.window
        grid = padded.reshape(width, across, self.window, across, self.window)
        windows = grid.permute(1, 3, 2, 4, 0).reshape(across**2, self.window**2, width)
        found = self.attn(windows).reshape(across, across, self.window, self.window, width)
        whole = found.permute(4, 0, 2, 1, 3).reshape(1, width, side + rest, side + rest)
        return whole[:, :, :side, :side]


class Stage(nn.Module):
    def __init__(self, blocks: list[nn.Module], downsample: Merging | None) -> None:
        super().__init__()
        self.blocks, self.downsample = nn.Sequential(*blocks), downsample

    def forward(self, features: Tensor) -> Tensor:
        features = self.blocks(features)
        return features if self.downsample is None else self.downsample(features)


class TinyVitEncoder(nn.Module):
    def __init__(self, sizes: TinyVit) -> None:
        super().__init__()
        widths = sizes.widths
        self.patch_embed = Stem(widths[0])
        self.layers = nn.ModuleList()
        for stage, (width, depth) in enumerate(zip(widths, sizes.depths, strict=True)):
            heads, window = sizes.heads[stage], sizes.windows[stage]
            blocks = [ConvBlock(width) if stage == 0 else AttentionBlock(width, heads, window) for _ in range(depth)]
            last = stage == len(widths) - 1
            # The stride of the last step is 1: SAM's features have stride 16.
            step = None if last else Merging(width, widths[stage + 1], 1 if stage == len(widths) - 2 else 2)
            self.layers.append(Stage(blocks, step))
        self.neck = nn.Sequential(
            nn.Conv2d(widths[-1], WIDTH, 1, bias=False),
            ChannelNorm(WIDTH),
            nn.Conv2d(WIDTH, WIDTH, 3, padding=1, bias=False),
            ChannelNorm(WIDTH),
        )

    def forward(self, image: Tensor) -> Tensor:
        """[1, 3, H, W] → [1, 256, H / 16, W / 16]."""
        features = self.patch_embed(image)
        for stage in self.layers:
            features = stage(features)
        return self.neck(features)
