"""Which entries a checkpoint has, beside those that the model is made of, and what becomes of them."""

from __future__ import annotations

import torch

from .config import Config
from .model import SemanticSam

PREFIX = "model."
"""Before every entry of the official files: their training code's wrapper."""
PREDICTOR = "sem_seg_head.predictor."

Shape = tuple[int, ...]


def own_entries(config: Config) -> dict[str, Shape]:
    """Name and shape of each entry that the model is made of."""
    with torch.device("meta"):
        model = SemanticSam(config)
    return {name: tuple(value.shape) for name, value in model.state_dict().items()}


def copies(config: Config) -> dict[str, str]:
    """Entries that hold the same numbers as another one: training kept several names for one module."""
    same = {f"{PREDICTOR}decoder.norm.{part}": f"{PREDICTOR}decoder_norm.{part}" for part in ("weight", "bias")}
    for layer in range(config.decoder_layers):
        for copy in (f"bbox_embed.{layer}", f"decoder.bbox_embed.{layer}"):
            for linear in range(3):
                for part in ("weight", "bias"):
                    entry = f"layers.{linear}.{part}"
                    same[f"{PREDICTOR}{copy}.{entry}"] = f"{PREDICTOR}_bbox_embed.{entry}"
    return same


def unused(config: Config) -> dict[str, Shape]:
    """Entries without a use here: what can be computed, and heads for words that were never trained."""
    tokens = config.window**2
    text = 2 * config.hidden
    indexes = {
        f"backbone.layers.{stage}.blocks.{block}.attn.relative_position_index": (tokens, tokens)
        for stage in range(4)
        for block in range(config.depths[stage])
    }
    words = {
        f"{PREDICTOR}lang_mapper": (text, config.hidden),
        f"{PREDICTOR}class_embed": (config.hidden, text),
        f"{PREDICTOR}class_embed_part": (config.hidden, text),
    }
    return indexes | words


IGNORED = ("criterion.",)
"""Entries of training that may be there, and of which nothing is asked."""
