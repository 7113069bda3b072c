"""The mask decoder: a prompt's box becomes six queries, which look at the image through nine layers."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.onnx.operators import shape_as_tensor

from .config import LEVELS, Config
from .deformable import DeformableAttention
from .positions import box_code

EPSILON = 1e-5


def logit(share: Tensor) -> Tensor:
    """The inverse of the sigmoid, both ends held off 0 and 1."""
    return (share.clamp(min=EPSILON) / (1 - share).clamp(min=EPSILON)).log()


MOST = math.log((1 - EPSILON) / EPSILON)


def held(z: Tensor) -> Tensor:
    """
    `logit(sigmoid(z))` without the way there and back, on which float32 loses all but two digits of a box at the image's
    far edge: what is left of 1 - 0.99999 differs from one runtime to the next.
    """
    return z.clamp(-MOST, MOST)


class Perceptron(nn.Module):
    """Linear layers with ReLU between them."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


class SelfAttention(nn.Module):
    """Attention within each prompt's queries: q and k see positions, v does not."""

    def __init__(self, hidden: int, heads: int) -> None:
        super().__init__()
        self.heads, self.size = heads, hidden // heads
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * hidden, hidden))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * hidden))
        self.out_proj = nn.Linear(hidden, hidden)

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        """[N, K, hidden] each → [N, K, hidden]"""
        sources = (x + positions, x + positions, x)
        weights, biases = self.in_proj_weight.chunk(3), self.in_proj_bias.chunk(3)
        count = x.shape[1]
        q, k, v = (
            F.linear(source, weight, bias).reshape(-1, count, self.heads, self.size).transpose(1, 2)
            for source, weight, bias in zip(sources, weights, biases, strict=True)
        )
        out = ((q * self.size**-0.5) @ k.transpose(2, 3)).softmax(3) @ v
        return self.out_proj(out.transpose(1, 2).reshape(-1, count, self.heads * self.size))


class DecoderLayer(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        hidden = config.hidden
        self.self_attn = SelfAttention(hidden, config.attention_heads)
        self.cross_attn = DeformableAttention(config)
        self.linear1 = nn.Linear(hidden, config.feed_forward)
        self.linear2 = nn.Linear(config.feed_forward, hidden)
        # Numbered as in the checkpoints: the second follows self-attention, the first cross-attention.
        self.norm1 = nn.LayerNorm(hidden)
        self.norm2 = nn.LayerNorm(hidden)
        self.norm3 = nn.LayerNorm(hidden)

    def forward(self, x: Tensor, positions: Tensor, boxes: Tensor, memory: Tensor, grid: Grid) -> Tensor:
        """x, positions [N, K, hidden]; boxes [N · K, 4]; memory [S, hidden] → [N, K, hidden]"""
        x = self.norm2(x + self.self_attn(x, positions))
        query = (x + positions).flatten(0, 1)
        attend = self.cross_attn
        centre, half = boxes[:, None, None, None, :2], boxes[:, None, None, None, 2:] / 2
        at = centre + attend.offsets(query) * half / attend.points
        seen = attend.gather_rows(query, memory, *grid, at)
        x = self.norm1(x + seen.reshape(x.shape))
        return self.norm3(x + self.linear2(F.relu(self.linear1(x))))


class DecoderLayers(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.ref_point_head = Perceptron(2 * config.hidden, config.hidden, config.hidden)


Grid = tuple[Tensor, Tensor]
"""Of the levels in memory: (width, height) as float[levels, 2], and the row of each one's first cell as float[levels]."""


def grid_of(mask_features: Tensor) -> Grid:
    """The coarsest level first. All sizes follow from the stride-4 map's, which is a multiple of 8 along both axes."""
    shape = shape_as_tensor(mask_features)
    quarter = torch.stack([shape[3], shape[2]])
    eighth = torch.div(quarter, 8, rounding_mode="floor")
    sizes = torch.stack([torch.div(eighth + 1, 2, rounding_mode="floor"), eighth, eighth * 2, eighth * 4])
    cells = sizes[:, 0] * sizes[:, 1]
    starts = cells.cumsum(0) - cells
    return sizes.to(mask_features.dtype), starts.to(mask_features.dtype)


def memory_of(levels: list[Tensor]) -> Tensor:
    """The levels [1, hidden, h, w] at strides 8 to 64 as the decoder reads them: [S, hidden], the coarsest first."""
    return torch.cat([features.flatten(2)[0].transpose(0, 1) for features in reversed(levels)])


class MaskDecoder(nn.Module):
    """
    boxes [N, 4] (cx, cy, w, h as parts of the padded image) → scores [N, K], boxes [N, K, 4] and mask embeddings
    [N, K, hidden], one for each of the K granularities in `order`. `masks_of` makes masks of the embeddings.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        hidden = config.hidden
        self.granularities = config.granularities
        self.decoder = DecoderLayers(config)
        self.decoder_norm = nn.LayerNorm(hidden)
        self._bbox_embed = Perceptron(hidden, hidden, hidden, 4)
        self.mask_embed = Perceptron(hidden, hidden, hidden, hidden)
        self.iou_prediction_head = Perceptron(hidden, hidden, hidden, 1)
        self.mask_tokens = nn.Embedding(config.granularities, hidden)
        self.pb_embedding = nn.Embedding(2, hidden)
        self.label_enc = nn.Embedding(2, hidden)

    def content(self, order: list[int], prompt_type: int) -> Tensor:
        """What the queries hold before they have seen anything: [K, hidden]"""
        common = self.label_enc.weight[0] + self.pb_embedding.weight[prompt_type]
        return self.mask_tokens.weight[order] + common

    def forward(
        self, boxes: Tensor, mask_features: Tensor, memory: Tensor, order: list[int], prompt_type: int = 0
    ) -> tuple[Tensor, Tensor, Tensor]:
        count, hidden = self.granularities, self.mask_tokens.embedding_dim
        grid = grid_of(mask_features)
        # Boxes are kept as what the sigmoid makes them of.
        z = logit(boxes)[:, None].expand(-1, count, -1).flatten(0, 1)
        before = z
        # Added to zeros of the prompts' number, for an expansion to it must not become a constant.
        x = self.content(order, prompt_type)[None] + torch.zeros_like(boxes[:, :1, None])
        for layer in self.decoder.layers:
            box = z.sigmoid()
            positions = self.decoder.ref_point_head(box_code(box, hidden)).reshape(-1, count, hidden)
            x = layer(x, positions, box, memory, grid)
            before, z = z, self._bbox_embed(x).flatten(0, 1) + held(z)
        # Twice, as trained: once where layers end, once where heads begin.
        h = self.decoder_norm(self.decoder_norm(x))
        final = (self._bbox_embed(h).flatten(0, 1) + held(before)).sigmoid().reshape(-1, count, 4)
        return self.iou_prediction_head(h)[:, :, 0], final, self.mask_embed(h)


def masks_of(embeds: Tensor, mask_features: Tensor) -> Tensor:
    """embeds [M, hidden], mask_features [1, hidden, H/4, W/4] → logits [M, H/4, W/4]"""
    masks = embeds @ mask_features.flatten(2)[0]
    return masks.reshape(-1, mask_features.shape[2], mask_features.shape[3])


assert LEVELS == 4, "grid_of lists four levels"
