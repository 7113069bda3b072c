"""A whole model of SAM's kind, and the three graphs that become of it: encoder, preparation, decoder."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .attention import HEADS, WIDTH
from .hiera import HieraEncoder, with_positions
from .mask_decoder import MASKS, MaskDecoder, rows_of_quarters
from .prompt_encoder import PromptEncoder
from .tiny_vit import TinyVitEncoder
from .variants import Hiera, Variant, Vit
from .vit import VitEncoder, with_tables

STRIDE = 16
"""Pixels of the input in a cell of the features."""
FINER = ("finer", "finest")
"""SAM 2's maps at strides 8 and 4, as rows."""


class Sam(nn.Module):
    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.variant = variant
        sizes = variant.encoder
        if isinstance(sizes, Vit):
            self.image_encoder: nn.Module = VitEncoder(sizes, variant.size)
        elif isinstance(sizes, Hiera):
            self.image_encoder = HieraEncoder(sizes, variant.size)
            self.no_mem_embed = nn.Parameter(torch.empty(1, 1, WIDTH))
        else:
            self.image_encoder = TinyVitEncoder(sizes)
        self.prompt_encoder = PromptEncoder(variant.size)
        self.mask_decoder = MaskDecoder(variant.kind, variant.feed_forward, getattr(sizes, "width", 0))

    @property
    def side(self) -> int:
        """Cells of the features across."""
        return self.variant.size // STRIDE

    def settled(self) -> Sam:
        """Ready for inference, once the weights are there: what depends on them alone is worked out."""
        if isinstance(self.image_encoder, VitEncoder):
            with_tables(self.image_encoder)
        elif isinstance(self.image_encoder, HieraEncoder):
            with_positions(self.image_encoder, self.variant.size)
        return self.eval()


def extras(variant: Variant) -> tuple[str, ...]:
    """What the decoder takes of the encoder beside the features."""
    return {"sam-hq": ("fine_features",), "sam2": FINER}.get(variant.kind, ())


class ImageEncoder(nn.Module):
    """
    image [1, 3, size, size], normalised → image_embeddings [1, 256, S, S], and
    SAM-HQ: fine_features [1, 32, 4 S, 4 S]; SAM 2: finer [1, S² · 4, 64] and finest [1, S² · 16, 32].
    """

    def __init__(self, model: Sam) -> None:
        super().__init__()
        self.model = model

    def forward(self, image: Tensor) -> tuple[Tensor, ...]:
        model, decoder = self.model, self.model.mask_decoder
        if model.variant.kind == "mobile-sam":
            return (model.image_encoder(image),)
        if model.variant.kind == "sam2":
            finest, finer, features = model.image_encoder(image)
            rows = [decoder.conv_s1(finer), decoder.conv_s0(finest)]
            # An image is a video's first frame: there is no memory yet.
            features = features + model.no_mem_embed.reshape(1, WIDTH, 1, 1)
            return features, *(rows_of_quarters(part, model.side) for part in rows)
        features, early = model.image_encoder(image)
        if model.variant.kind == "sam-hq":
            return features, decoder.hq_features(features, early)
        return (features,)


class Preparation(nn.Module):
    """
    What the decoder needs of an image and no prompt changes: image_embeddings [1, 256, S, S] → cells [1, C, 256],
    cell_keys [8, 16, C], cell_values [8, C, 16], cell_queries [8, C, 16].
    """

    def __init__(self, model: Sam) -> None:
        super().__init__()
        self.model = model
        self.positions = model.prompt_encoder.cells(model.side).detach()

    def forward(self, image_embeddings: Tensor) -> tuple[Tensor, ...]:
        first = self.model.mask_decoder.transformer.layers[0]
        ask, answer = first.cross_attn_token_to_image, first.cross_attn_image_to_token
        rows = image_embeddings.flatten(2).transpose(1, 2) + self.model.prompt_encoder.no_mask_embed.weight
        placed = rows + self.positions
        keys, values, queries = (
            part[0].unflatten(1, (HEADS, -1)) for part in (ask.k_proj(placed), ask.v_proj(rows), answer.q_proj(placed))
        )
        return rows, keys.permute(1, 2, 0), values.transpose(0, 1), queries.transpose(0, 1)


class PromptDecoder(nn.Module):
    """
    point_coords [N, P, 2], point_labels [N, P] and what is there of the image → masks [N, 4, 4 S, 4 S], logits, and
    scores [N, 4]. SAM 2 adds the point of padding itself.
    """

    def __init__(self, model: Sam) -> None:
        super().__init__()
        self.model = model
        self.positions = model.prompt_encoder.cells(model.side).detach()

    def forward(self, point_coords: Tensor, point_labels: Tensor, *of_image: Tensor) -> tuple[Tensor, Tensor]:
        model, decoder = self.model, self.model.mask_decoder
        if model.variant.kind == "sam2":
            point_coords = torch.cat([point_coords, point_coords[:, :1] * 0], 1)
            point_labels = torch.cat([point_labels, point_labels[:, :1] * 0 - 1], 1)
        prepared, fine = of_image[:4], of_image[4:]
        points = model.prompt_encoder(point_coords, point_labels)
        tokens, scores, cells = decoder.answers(points, prepared, self.positions)
        rows = decoder.upscaled(cells, fine if model.variant.kind == "sam2" else ())
        masks = decoder.masks(tokens, rows, model.side)
        if model.variant.kind == "sam-hq":
            masks = masks + hq_share(scores) * decoder.fine_edges(tokens[:, MASKS], rows, fine[0], model.side)
        return masks, scores


def hq_share(scores: Tensor) -> Tensor:
    """
    To which masks SAM-HQ adds its own, 0 or 1 [N, 4, 1, 1]. The authors give one mask a prompt: the first one or the
    best of the other three, as they are asked. Both get it here; the other two stay SAM's.
    """
    first, others = scores[:, :1], scores[:, 1:]
    shares = torch.cat([first >= first, others >= others.amax(1, keepdim=True)], 1)
    return shares.to(scores.dtype)[..., None, None]
