"""SAM's mask decoder with any number of mask tokens, for many prompts on one image.

The layout is SAM's (two-way transformer of two layers, hypernetworks over upscaled cells); it is written anew so that
the image side runs in bfloat16 where the machine is quick at it. Cells are rows: [prompts, 4096, 256].
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIDE = 64
WIDTH = 256
HEADS = 8
#: Pixels of the logits (256 × 256) in one cell.
PIXELS = 16


class Attention(nn.Module):
    """Attention with projections to `inner` columns, eight heads.

    Between a few tokens and thousands of cells, nothing is projected on the cells' side: the tokens take those
    matrices over, (Q Wk) · cells in place of Q · (cells Wk), and so on. A head is a block of columns.
    """

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.scale = 1 / math.sqrt(inner // HEADS)
        self.q_proj = nn.Linear(WIDTH, inner)
        self.k_proj = nn.Linear(WIDTH, inner)
        self.v_proj = nn.Linear(WIDTH, inner)
        self.out_proj = nn.Linear(inner, WIDTH)

    def among(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """Tokens to tokens: [n, tokens, 256] each → [n, tokens, 256]."""
        queries, keys, values = _heads(self.q_proj(q)), _heads(self.k_proj(k)), _heads(self.v_proj(v))
        weights = torch.softmax((queries * self.scale) @ keys.transpose(-1, -2), dim=-1)
        return self.out_proj((weights @ values).transpose(1, 2).flatten(2))

    def to_cells(self, tokens: Tensor, placed: Tensor, image: Tensor) -> Tensor:
        """Tokens ask cells: [n, tokens, 256], [n or 1, cells, 256] twice → [n, tokens, 256]."""
        queries = _heads(self.q_proj(tokens)) * self.scale
        # The keys' bias is the same for all cells and drops out of the softmax.
        rows = queries @ self.k_proj.weight.unflatten(0, (HEADS, -1))
        if image.shape[0] == 1:
            rows = rows.flatten(0, 2)[None]
        else:
            rows = rows.flatten(1, 2)
        match = rows.to(image.dtype) @ placed.transpose(1, 2)
        seen = (torch.softmax(match, dim=-1) @ image).to(tokens.dtype).reshape(tokens.shape[0], HEADS, -1, WIDTH)
        values = seen @ self.v_proj.weight.unflatten(0, (HEADS, -1)).transpose(1, 2)
        return self.out_proj(values.transpose(1, 2).flatten(2) + self.v_proj.bias)

    def from_tokens(self, placed: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Cells ask tokens: [n or 1, cells, 256], [n, tokens, 256] twice → [n, cells, 256] in the cells' type."""
        asked = _heads(self.k_proj(keys)) * self.scale
        rows = (asked @ self.q_proj.weight.unflatten(0, (HEADS, -1))).to(placed.dtype)
        offsets = (asked * self.q_proj.bias.view(HEADS, 1, -1)).sum(-1).to(placed.dtype)[..., None]
        batch, count = keys.shape[0], keys.shape[1]
        if placed.shape[0] == 1:
            match = (rows.flatten(0, 2) @ placed[0].t()).reshape(batch, HEADS, count, -1)
        else:
            match = (rows.flatten(1, 2) @ placed.transpose(1, 2)).reshape(batch, HEADS, count, -1)
        weights = torch.softmax(match + offsets, dim=2).flatten(1, 2)
        answers = _heads(self.v_proj(values)) @ self.out_proj.weight.t().unflatten(0, (HEADS, -1))
        # The weights of a cell sum to one in each head: an eighth of the bias in every row is the bias in the sum.
        answers = (answers + self.out_proj.bias / HEADS).flatten(1, 2).to(placed.dtype)
        return weights.transpose(1, 2) @ answers


def _linear(layer: nn.Linear, x: Tensor) -> Tensor:
    return F.linear(x, layer.weight.to(x.dtype), layer.bias.to(x.dtype))


def _heads(x: Tensor) -> Tensor:
    """[batch, n, heads × size] → [batch, heads, n, size]"""
    return x.reshape(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)


def _norm(layer: nn.LayerNorm, x: Tensor) -> Tensor:
    return F.layer_norm(x, layer.normalized_shape, layer.weight.to(x.dtype), layer.bias.to(x.dtype), layer.eps)


class Layer(nn.Module):
    """One two-way layer: tokens among themselves, tokens to cells, tokens alone, cells to tokens."""

    def __init__(self, first: bool) -> None:
        super().__init__()
        self.first = first
        self.self_attn = Attention(WIDTH)
        self.token_to_image = Attention(WIDTH // 2)
        self.image_to_token = Attention(WIDTH // 2)
        self.lin1 = nn.Linear(WIDTH, 2048)
        self.lin2 = nn.Linear(2048, WIDTH)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(4))

    def forward(self, tokens: Tensor, image: Tensor, prompt: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        if self.first:
            tokens = self.self_attn.among(tokens, tokens, tokens)
        else:
            asked = tokens + prompt
            tokens = tokens + self.self_attn.among(asked, asked, tokens)
        tokens = _norm(self.norms[0], tokens)
        placed = image + places
        tokens = _norm(self.norms[1], tokens + self.token_to_image.to_cells(tokens + prompt, placed, image))
        tokens = _norm(self.norms[2], tokens + self.lin2(F.relu(self.lin1(tokens))))
        image = _norm(self.norms[3], image + self.image_to_token.from_tokens(placed, tokens + prompt, tokens))
        return tokens, image


class MaskDownscaling(nn.Module):
    """SAM's encoding of a mask given as a prompt: logits [n, 1, 256, 256] → [n, 4096, 256]."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(1, 4, 2, 2), nn.Conv2d(4, 16, 2, 2), nn.Conv2d(16, WIDTH, 1)])
        self.norms = nn.ModuleList([nn.LayerNorm(4, 1e-6), nn.LayerNorm(16, 1e-6)])

    def forward(self, logits: Tensor) -> Tensor:
        x = logits
        for conv, norm in zip(self.convs[:2], self.norms):
            x = F.gelu(norm(conv(x).permute(0, 2, 3, 1))).permute(0, 3, 1, 2)
        return self.convs[2](x).flatten(2).transpose(1, 2)


class Decoder(nn.Module):
    """`count` mask tokens; MobileSAM has four."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.image_type = torch.float32
        #: What the scores of the last call were read from, [n, 256].
        self.score_input = torch.empty(0, WIDTH)
        self.register_buffer("frequencies", torch.zeros(2, WIDTH // 2))
        #: Of the labels -1 (padding) to 3 (end of a box).
        self.point_embeddings = nn.Parameter(torch.zeros(5, WIDTH))
        self.no_mask = nn.Parameter(torch.zeros(WIDTH))
        self.mask_downscaling = MaskDownscaling()
        self.score_token = nn.Parameter(torch.zeros(1, WIDTH))
        self.mask_tokens = nn.Parameter(torch.zeros(count, WIDTH))
        self.layers = nn.ModuleList([Layer(True), Layer(False)])
        self.final = Attention(WIDTH // 2)
        self.final_norm = nn.LayerNorm(WIDTH)
        self.upscale1 = nn.Linear(WIDTH, 4 * 64)
        self.upscale_norm = nn.LayerNorm(64, 1e-6)
        self.upscale2 = nn.Linear(64, 4 * 32)
        #: [layer]: weights [count, in, out] and biases [count, 1, out] of all hypernetworks together.
        sizes = [(WIDTH, WIDTH), (WIDTH, WIDTH), (WIDTH, 32)]
        self.hyper_weights = nn.ParameterList(torch.zeros(count, i, o) for i, o in sizes)
        self.hyper_biases = nn.ParameterList(torch.zeros(count, 1, o) for _, o in sizes)
        self.score_head = nn.ModuleList([nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, count)])

    def positions(self, places: Tensor) -> Tensor:
        """[..., 2] in input pixels (0 to 1024) → [..., 256]"""
        phase = 2 * math.pi * ((places / (SIDE * PIXELS) * 2 - 1) @ self.frequencies)
        return torch.cat([phase.sin(), phase.cos()], -1)

    def cell_places(self, rows: int, columns: int) -> Tensor:
        centres = (torch.arange(SIDE, device=self.frequencies.device) + 0.5) * PIXELS
        down, across = torch.meshgrid(centres[:rows], centres[:columns], indexing="ij")
        return self.positions(torch.stack([across, down], -1).reshape(rows * columns, 2))

    def prompt_tokens(self, coords: Tensor, labels: Tensor) -> Tensor:
        """coords [n, points, 2], labels [n, points] → all tokens [n, 1 + count + points, 256]"""
        somewhere = (labels >= 0)[..., None]
        points = self.positions(coords + 0.5) * somewhere + self.point_embeddings[labels.long() + 1]
        output = torch.cat([self.score_token, self.mask_tokens])
        return torch.cat([output.expand(coords.shape[0], -1, -1), points], 1)

    def forward(
        self, features: Tensor, coords: Tensor, labels: Tensor, mask_input: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Prompts on one image.

        features [256, rows, columns], the cells that the image covers (or all 64 × 64); coords [n, points, 2] in
        input pixels; labels [n, points]; mask_input [n, 1, 4 × rows, 4 × columns] logits or nothing → logits by
        cell [n, count, rows × columns, 16], scores [n, count] and the tokens' embeddings [n, count, 256].
        """
        _, rows, columns = features.shape
        cells = features.flatten(1).t()[None].float()
        image = cells + (self.no_mask if mask_input is None else self.mask_downscaling(mask_input))
        return self.decode(image, self.cell_places(rows, columns)[None], coords, labels)

    def decode(self, image: Tensor, places: Tensor, coords: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The same on rows: image [n or 1, cells, 256] (mask prompt included), places [1, cells, 256]."""
        image, places = image.to(self.image_type), places.to(self.image_type)
        prompt = self.prompt_tokens(coords, labels)
        tokens = prompt
        for layer in self.layers:
            tokens, image = layer(tokens, image, prompt, places)
        tokens = tokens + self.final.to_cells(tokens + prompt, image + places, image)
        tokens = self.final_norm(tokens)
        embeddings = tokens[:, 1 : 1 + self.count]
        self.score_input = tokens[:, 0]
        return self.masks(embeddings, image), self.scores(self.score_input), embeddings

    def masks(self, embeddings: Tensor, image: Tensor) -> Tensor:
        x = embeddings.transpose(0, 1)
        for index, (weight, bias) in enumerate(zip(self.hyper_weights, self.hyper_biases)):
            x = torch.baddbmm(bias, x if index == 0 else F.relu(x), weight)
        queries = x.transpose(0, 1).to(image.dtype)
        halves = _linear(self.upscale1, image).unflatten(-1, (4, 64))
        quarters = F.gelu(_linear(self.upscale2, F.gelu(_norm(self.upscale_norm, halves))))
        pixels = quarters.flatten(2).unflatten(2, (-1, 32)).flatten(1, 2)
        return (queries @ pixels.transpose(1, 2)).unflatten(-1, (-1, PIXELS))

    def scores(self, token: Tensor) -> Tensor:
        first, second, last = self.score_head
        return last(F.relu(second(F.relu(first(token)))))


def by_cell(pixels: Tensor) -> Tensor:
    """[..., 4 × rows, 4 × columns] → [..., rows × columns, 16], in the order of the decoder's logits."""
    apart = pixels.unflatten(-1, (-1, 2, 2)).unflatten(-4, (-1, 2, 2))
    count = apart.dim()
    lead = list(range(count - 6))
    row, y1, y2, column, x1, x2 = range(count - 6, count)
    return apart.permute(*lead, row, column, y1, x1, y2, x2).flatten(-6, -5).flatten(-4)


def by_row(cells: Tensor, columns: int = SIDE) -> Tensor:
    """[..., rows × columns, 16] → [..., 4 × rows, 4 × columns]"""
    apart = cells.unflatten(-1, (2, 2, 2, 2)).unflatten(-5, (-1, columns))
    count = apart.dim()
    lead = list(range(count - 6))
    row, column, y1, x1, y2, x2 = range(count - 6, count)
    return apart.permute(*lead, row, y1, y2, column, x1, x2).flatten(-6, -4).flatten(-3)


def covered_cells(pixels: int) -> int:
    """How many cells a side of the input reaches into, with the logit beyond that interpolation looks at."""
    return min(SIDE, math.ceil((pixels / 4 + 1.625) / 4))
