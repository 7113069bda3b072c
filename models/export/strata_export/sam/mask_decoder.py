"""SAM's mask decoder for many prompts on one image, with what SAM-HQ and SAM 2 add to it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import WIDTH, Attention
from .variants import Kind

MASKS = 4
"""The first is for prompts that leave no doubt, the others are a part, a thing and a whole."""
LAYERS = 2
QUARTER, EIGHTH = WIDTH // 4, WIDTH // 8


class ChannelNorm(nn.LayerNorm):
    """Over the channels of [N, C, H, W]."""

    def __init__(self, channels: int) -> None:
        super().__init__(channels, eps=1e-6)

    def forward(self, features: Tensor) -> Tensor:
        return super().forward(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Mlp(nn.Module):
    def __init__(self, out: int, layers: int = 3) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(WIDTH, WIDTH if i < layers - 1 else out) for i in range(layers))

    def forward(self, rows: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            rows = layer(rows).relu()
        return self.layers[-1](rows)


class FeedForward(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lin1, self.lin2 = nn.Linear(WIDTH, hidden), nn.Linear(hidden, WIDTH)

    def forward(self, rows: Tensor) -> Tensor:
        return self.lin2(self.lin1(rows).relu())


class TwoWayLayer(nn.Module):
    def __init__(self, feed_forward: int) -> None:
        super().__init__()
        self.self_attn = Attention(WIDTH)
        self.cross_attn_token_to_image = Attention(WIDTH // 2)
        self.cross_attn_image_to_token = Attention(WIDTH // 2)
        self.mlp = FeedForward(feed_forward)
        self.norm1, self.norm2, self.norm3, self.norm4 = (nn.LayerNorm(WIDTH) for _ in range(4))


class Transformer(nn.Module):
    def __init__(self, feed_forward: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(TwoWayLayer(feed_forward) for _ in range(LAYERS))
        self.final_attn_token_to_image = Attention(WIDTH // 2)
        self.norm_final_attn = nn.LayerNorm(WIDTH)


class MaskDecoder(nn.Module):
    """Attribute names are those of the official checkpoints' entries."""

    def __init__(self, kind: Kind, feed_forward: int, vit_width: int) -> None:
        """:param vit_width: of SAM-HQ's encoder; of no use to the others"""
        super().__init__()
        self.kind = kind
        self.transformer = Transformer(feed_forward)
        self.iou_token, self.mask_tokens = nn.Embedding(1, WIDTH), nn.Embedding(MASKS, WIDTH)
        self.output_upscaling = nn.Sequential(
            nn.ConvTranspose2d(WIDTH, QUARTER, 2, 2),
            nn.LayerNorm(QUARTER, eps=1e-6),
            nn.GELU(),
            nn.ConvTranspose2d(QUARTER, EIGHTH, 2, 2),
            nn.GELU(),
        )
        self.output_hypernetworks_mlps = nn.ModuleList(Mlp(EIGHTH) for _ in range(MASKS))
        self.iou_prediction_head = Mlp(MASKS)
        if kind == "sam-hq":
            self.hf_token, self.hf_mlp = nn.Embedding(1, WIDTH), Mlp(EIGHTH)
            self.compress_vit_feat = _enlarged(vit_width, WIDTH)
            self.embedding_encoder = _enlarged(WIDTH, QUARTER)
            self.embedding_maskfeature = nn.Sequential(
                nn.Conv2d(EIGHTH, QUARTER, 3, 1, 1),
                ChannelNorm(QUARTER),
                nn.GELU(),
                nn.Conv2d(QUARTER, EIGHTH, 3, 1, 1),
            )
        if kind == "sam2":
            self.obj_score_token = nn.Embedding(1, WIDTH)
            self.conv_s0, self.conv_s1 = nn.Conv2d(WIDTH, EIGHTH, 1), nn.Conv2d(WIDTH, QUARTER, 1)

    def answers(
        self, points: Tensor, prepared: tuple[Tensor, ...], positions: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """
        The two-way transformer.

        :param points: [N, P, 256]
        :param prepared: what `Preparation` makes of an image
        :return: mask tokens [N, 4, or with SAM-HQ's own 5, 256], scores [N, 4], cells [N, C, 256]
        """
        cells, cell_keys, cell_values, cell_queries = prepared
        own = [self.iou_token, self.mask_tokens]
        own = [self.obj_score_token, *own] if self.kind == "sam2" else own
        own = [*own, self.hf_token] if self.kind == "sam-hq" else own
        fixed = torch.cat([token.weight for token in own])
        tokens = torch.cat([fixed.expand(points.shape[0], -1, -1), points], 1)
        first, second = self.transformer.layers
        rows = first.norm1(first.self_attn.among(tokens, tokens, tokens))
        rows = first.norm2(
            rows + first.cross_attn_token_to_image.few_ask_prepared(rows + tokens, cell_keys, cell_values)
        )
        rows = first.norm3(rows + first.mlp(rows))
        cells = first.norm4(
            cells + first.cross_attn_image_to_token.prepared_ask_few(cell_queries, rows + tokens, rows)
        )
        rows = second.norm1(rows + second.self_attn.among(rows + tokens, rows + tokens, rows))
        rows = second.norm2(
            rows + second.cross_attn_token_to_image.few_ask_many(rows + tokens, cells + positions, cells)
        )
        rows = second.norm3(rows + second.mlp(rows))
        cells = second.norm4(
            cells + second.cross_attn_image_to_token.many_ask_few(cells + positions, rows + tokens, rows)
        )
        last = self.transformer.final_attn_token_to_image
        rows = self.transformer.norm_final_attn(rows + last.few_ask_many(rows + tokens, cells + positions, cells))
        at = 1 if self.kind == "sam2" else 0
        scores = self.iou_prediction_head(rows[:, at])
        if self.kind == "sam2":
            scores = scores.sigmoid()
        return rows[:, at + 1 : at + 1 + MASKS + (self.kind == "sam-hq")], scores, cells

    def upscaled(self, cells: Tensor, fine: tuple[Tensor, ...] = ()) -> Tensor:
        """
        [N, C, 256] → [N, C · 16, 32]: four quarters of a cell and four of each, as rows, so that the convolutions are
        plain matrix products.

        :param fine: SAM 2's finer maps in that order, [1, C · 4, 64] and [1, C · 16, 32] (see `rows_of_quarters`)
        """
        first, norm, _, second, _ = self.output_upscaling
        rows = _quartered(cells, first)
        rows = functional.gelu(norm(rows + fine[0] if fine else rows))
        rows = _quartered(rows, second)
        return functional.gelu(rows + fine[1] if fine else rows)

    def masks(self, tokens: Tensor, rows: Tensor, side: int) -> Tensor:
        """Mask tokens [N, M, 256] and `upscaled` rows → logits [N, M, 4 · side, 4 · side]."""
        each = zip(self.output_hypernetworks_mlps, tokens.unbind(1)[:MASKS], strict=True)
        hyper = torch.stack([mlp(token) for mlp, token in each], 1)
        return planes_of(hyper @ rows.transpose(1, 2), side)

    def fine_edges(self, token: Tensor, rows: Tensor, early: Tensor, side: int) -> Tensor:
        """SAM-HQ's own mask [N, 1, 4 · side, 4 · side]; it is added to SAM's. `early`: see `hq_features`."""
        planes = self.embedding_maskfeature(planes_of(rows.transpose(1, 2), side)) + early
        return (self.hf_mlp(token)[:, None] @ planes.flatten(2)).unflatten(2, (4 * side, 4 * side))

    def hq_features(self, features: Tensor, early: Tensor) -> Tensor:
        """Of SAM-HQ's encoder: [1, 256, S, S] and the first global block's [1, S, S, width] → [1, 32, 4 S, 4 S]."""
        return self.embedding_encoder(features) + self.compress_vit_feat(early.permute(0, 3, 1, 2))


def _enlarged(width: int, between: int) -> nn.Sequential:
    return nn.Sequential(
        nn.ConvTranspose2d(width, between, 2, 2),
        ChannelNorm(between),
        nn.GELU(),
        nn.ConvTranspose2d(between, EIGHTH, 2, 2),
    )


def _quartered(rows: Tensor, convolution: nn.ConvTranspose2d) -> Tensor:
    """[N, R, in] → [N, R · 4, out]: what a transposed convolution of 2 × 2 and stride 2 makes of each row."""
    weight = convolution.weight.permute(0, 2, 3, 1).flatten(1)
    return (rows @ weight).unflatten(2, (4, -1)).flatten(1, 2) + convolution.bias


def planes_of(rows: Tensor, side: int) -> Tensor:
    """[N, M, C · 16] in the order of `MaskDecoder.upscaled` → [N, M, 4 · side, 4 · side]."""
    # N, M and the row of cells together: fewer dimensions suit more execution providers.
    quarters = rows.reshape(-1, side, 2, 2, 2, 2)
    return quarters.permute(0, 2, 4, 1, 3, 5).reshape(-1, rows.shape[1], 4 * side, 4 * side)


def rows_of_quarters(features: Tensor, side: int) -> Tensor:
    """[1, channels, 2 · side, 2 · side] or twice that → [1, C · 4 or C · 16, channels], the way back."""
    channels, parts = features.shape[1], features.shape[2] // side
    cells = features.reshape(channels, side, parts, side, parts).permute(1, 3, 2, 4, 0)
    if parts == 4:
        cells = cells.reshape(side * side, 2, 2, 2, 2 * channels).permute(0, 1, 3, 2, 4)
    return cells.reshape(1, side * side * parts**2, channels)
