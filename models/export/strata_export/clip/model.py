"""
CLIP with vision transformers (Radford et al., arXiv 2103.00020), with the names of OpenCLIP's and OpenAI's checkpoints.
Its sizes are told by the shapes of its entries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..checkpoint_file import Shape, faults_of, tell
from ..errors import ExportError

HEAD_WIDTH = 64
"""Of every head of attention, in all published CLIPs."""


@dataclass(frozen=True)
class Sizes:
    patch: int
    image: int
    """Pixels of the square's side."""
    vision_width: int
    vision_layers: int
    text_width: int
    text_layers: int
    vocabulary: int
    length: int
    """Tokens of a text."""
    width: int
    """Of the embeddings that are compared."""


def sizes_of(entries: dict[str, Tensor]) -> Sizes:
    """:raises ExportError: where the entries are not those of such a model"""
    needed = ["visual.conv1.weight", "visual.positional_embedding", "token_embedding.weight", "text_projection"]
    tell([f"missing: {name}" for name in needed if name not in entries], "Expected a CLIP with a vision transformer")
    vision_width, _, patch, _ = entries["visual.conv1.weight"].shape
    cells = entries["visual.positional_embedding"].shape[0] - 1
    vocabulary, text_width = entries["token_embedding.weight"].shape
    if math.isqrt(cells) ** 2 != cells:
        raise ExportError(f"Expected a square of cells in visual.positional_embedding but received {cells}.")
    return Sizes(
        patch=patch,
        image=math.isqrt(cells) * patch,
        vision_width=vision_width,
        vision_layers=layers_in(entries, "visual.transformer.resblocks."),
        text_width=text_width,
        text_layers=layers_in(entries, "transformer.resblocks."),
        vocabulary=vocabulary,
        length=entries["positional_embedding"].shape[0],
        width=entries["text_projection"].shape[1],
    )


def layers_in(entries: dict[str, Tensor], prefix: str) -> int:
    return len({name[len(prefix) :].split(".")[0] for name in entries if name.startswith(prefix)})


class QuickGelu(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


class Attention(nn.Module):
    """The entries of PyTorch's MultiheadAttention, in operators that every runtime has."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = width // HEAD_WIDTH
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.empty(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        batch, tokens, width = x.shape
        projected = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        split = projected.view(batch, tokens, 3, self.heads, HEAD_WIDTH).permute(2, 0, 3, 1, 4)
        query, key, value = split[0], split[1], split[2]
        scores = (query / math.sqrt(HEAD_WIDTH)) @ key.transpose(-2, -1)
        weights = (scores if mask is None else scores + mask).softmax(-1)
        return self.out_proj((weights @ value).transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width: int, quick: bool) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential()
        self.mlp.add_module("c_fc", nn.Linear(width, 4 * width))
        self.mlp.add_module("gelu", QuickGelu() if quick else nn.GELU())
        self.mlp.add_module("c_proj", nn.Linear(4 * width, width))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = x + self.attn(self.ln_1(x), mask)
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width: int, layers: int, quick: bool) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(Block(width, quick) for _ in range(layers))

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        for block in self.resblocks:
            x = block(x, mask)
        return x


class Vision(nn.Module):
    def __init__(self, sizes: Sizes, quick: bool) -> None:
        super().__init__()
        width, cells = sizes.vision_width, (sizes.image // sizes.patch) ** 2
        self.conv1 = nn.Conv2d(3, width, sizes.patch, sizes.patch, bias=False)
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(torch.empty(cells + 1, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, sizes.vision_layers, quick)
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(torch.empty(width, sizes.width))

    def forward(self, image: Tensor) -> Tensor:
        """[1, 3, size, size], normalised → [1, width], of length 1"""
        cells = self.conv1(image).flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(1, 1, -1)
        tokens = self.ln_pre(torch.cat([first, cells], 1) + self.positional_embedding)
        return nn.functional.normalize(self.ln_post(self.transformer(tokens)[:, 0]) @ self.proj, dim=-1)


class Text(nn.Module):
    def __init__(self, sizes: Sizes, quick: bool) -> None:
        super().__init__()
        width = sizes.text_width
        self.token_embedding = nn.Embedding(sizes.vocabulary, width)
        self.positional_embedding = nn.Parameter(torch.empty(sizes.length, width))
        self.transformer = Transformer(width, sizes.text_layers, quick)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.empty(width, sizes.width))
        later = torch.full((sizes.length, sizes.length), -math.inf).triu(1)
        self.register_buffer("later", later, persistent=False)

    def forward(self, text: Tensor) -> Tensor:
        """int32[1, length] → [1, width], of length 1. The text's last token has the highest number of all."""
        tokens = self.transformer(self.token_embedding(text) + self.positional_embedding, self.later)
        last = text.argmax(-1)[:, None, None].expand(-1, -1, tokens.shape[-1])
        ended = self.ln_final(tokens).gather(1, last)[:, 0]
        return nn.functional.normalize(ended @ self.text_projection, dim=-1)


OTHER: dict[str, Shape] = {"logit_scale": (), "input_resolution": (), "context_length": (), "vocab_size": ()}
"""Entries that are no weights of an encoder."""


@dataclass(frozen=True)
class Clip:
    sizes: Sizes
    vision: Vision
    text: Text
    logit_scale: float


def clip_of(entries: dict[str, Tensor], quick: bool, name: str) -> Clip:
    """
    :param quick: whether its activation is OpenAI's quick GELU, which no entry tells
    :raises ExportError: where entries are missing, unknown, or of other shapes
    """
    sizes = sizes_of(entries)
    vision, text = Vision(sizes, quick), Text(sizes, quick)
    needed = {f"visual.{key}": tuple(value.shape) for key, value in vision.state_dict().items()}
    needed |= {key: tuple(value.shape) for key, value in text.state_dict().items()}
    allowed = OTHER | {"attn_mask": (sizes.length, sizes.length)}
    tell(faults_of(entries, needed, allowed), f"Expected {name} to be a CLIP with a vision transformer")
    if "logit_scale" not in entries:
        raise ExportError(f"Expected logit_scale in {name}, which similarities are multiplied by, but it is not there.")
    vision.load_state_dict({key: entries[f"visual.{key}"].float() for key in vision.state_dict()})
    text.load_state_dict({key: entries[key].float() for key in text.state_dict()})
    return Clip(sizes, vision.eval(), text.eval(), float(entries["logit_scale"].float().exp()))
