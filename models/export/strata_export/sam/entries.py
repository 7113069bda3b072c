"""Which entries a checkpoint of each model has, by official name, and which of them the graphs need."""

from __future__ import annotations

import re
from functools import cache

import torch

from ..checkpoint_file import Shape
from . import hiera, vit
from .attention import WIDTH
from .model import Sam
from .variants import Hiera, TinyVit, Variant, Vit

SAM2_NAMES = (
    (r"^prompt_encoder\.", "sam_prompt_encoder."),
    (r"^mask_decoder\.", "sam_mask_decoder."),
    (r"(transformer\.layers\.\d+\.mlp)\.lin1", r"\1.layers.0"),
    (r"(transformer\.layers\.\d+\.mlp)\.lin2", r"\1.layers.1"),
)

VIDEO = (
    "memory_attention.",
    "memory_encoder.",
    "mask_downsample.",
    "maskmem_tpos_enc",
    "no_mem_pos_enc",
    "no_obj_ptr",
    "obj_ptr_proj.",
    "obj_ptr_tpos_proj.",
)
"""What names of SAM 2's memory of a video's earlier frames begin with. It is left out: an image has none."""


def official_name(variant: Variant, name: str) -> str:
    """Of an entry of `Sam`, what the model's authors call it."""
    prefix = "image_encoder.encoder."
    if name.startswith(prefix):
        renamed = vit if isinstance(variant.encoder, Vit) else hiera
        return "image_encoder." + renamed.official_name(name.removeprefix(prefix))
    if variant.kind == "sam2":
        for pattern, official in SAM2_NAMES:
            name = re.sub(pattern, official, name)
    return name


@cache
def entry_names(variant: Variant) -> dict[str, str]:
    """Official name → name in `Sam`."""
    return {official_name(variant, name): name for name in _skeleton(variant).state_dict()}


@cache
def own_entries(variant: Variant) -> dict[str, Shape]:
    """Official name → shape, of all that the graphs need."""
    state = _skeleton(variant).state_dict()
    return {official: tuple(state[name].shape) for official, name in entry_names(variant).items()}


@cache
def unused(variant: Variant) -> dict[str, Shape]:
    """Official name → shape, of what else an official file holds and the graphs have no use for."""
    prompts = "sam_prompt_encoder." if variant.kind == "sam2" else "prompt_encoder."
    # A mask as a prompt.
    shapes: dict[str, Shape] = {
        f"{prompts}mask_downscaling.{part}": shape
        for part, shape in {
            "0.weight": (4, 1, 2, 2),
            "0.bias": (4,),
            "1.weight": (4,),
            "1.bias": (4,),
            "3.weight": (16, 4, 2, 2),
            "3.bias": (16,),
            "4.weight": (16,),
            "4.bias": (16,),
            "6.weight": (WIDTH, 16, 1, 1),
            "6.bias": (WIDTH,),
        }.items()
    }
    if variant.kind == "sam2":
        # Of the memory too, but what tells SAM 2.1 from SAM 2.
        shapes["no_obj_embed_spatial"] = (1, 64)
        # Whether the thing is in a video's frame at all.
        for layer, rows in enumerate((WIDTH, WIDTH, 1)):
            name = f"sam_mask_decoder.pred_obj_score_head.layers.{layer}"
            shapes |= {f"{name}.weight": (rows, WIDTH), f"{name}.bias": (rows,)}
    if isinstance(variant.encoder, TinyVit):
        width, classes = variant.encoder.widths[-1], variant.encoder.classes
        shapes |= {"image_encoder.norm_head.weight": (width,), "image_encoder.norm_head.bias": (width,)}
        shapes |= {"image_encoder.head.weight": (classes, width), "image_encoder.head.bias": (classes,)}
    return shapes


def may_be_there(variant: Variant) -> dict[str, Shape]:
    """Official name → shape, of constants that some official files hold and others do not."""
    return {} if variant.kind == "sam2" else {"pixel_mean": (3, 1, 1), "pixel_std": (3, 1, 1)}


def is_video(variant: Variant, name: str) -> bool:
    return isinstance(variant.encoder, Hiera) and name.startswith(VIDEO)


@cache
def _skeleton(variant: Variant) -> Sam:
    """The model without numbers."""
    with torch.device("meta"):
        return Sam(variant)
