"""pack.json and the licence note of a Semantic-SAM pack."""

from __future__ import annotations

from ..pack import Manifest
from .checkpoint import OFFICIAL, RELEASE
from .config import STRIDE, SWIN_L, SWIN_T, Config
from .preprocess import CLICK_SIDE, LONG_SIDE, MEAN, SHORT_SIDE, STD

NAMES = {SWIN_T.name: "Semantic-SAM (Swin-T)", SWIN_L.name: "Semantic-SAM (Swin-L)"}
LICENCE = "not stated with the weights; ask the authors before you pass them on"

NOTICE = """\
{name}: files made from a checkpoint by Strata's models/export.

Model: Semantic-SAM: Segment and Recognize Anything at Any Granularity. Feng Li, Hao Zhang, Peize Sun, Xueyan Zou,
Shilong Liu, Jianwei Yang, Chunyuan Li, Lei Zhang, Jianfeng Gao. arXiv 2307.04767, 2023.
Source of the checkpoint: {source}

Licence of the weights: not stated. The authors' repository (https://github.com/UX-Decoder/Semantic-SAM) has no licence
file; its packaging metadata says Apache, and file headers name MIT, Apache 2.0 and Meta. It was trained on SA-1B,
whose own licence is for research. The graphs were written from a description and hold none of the authors' code; the
numbers in them are theirs. Ask them before you pass these files on.
"""


def manifest_of(
    config: Config, order: list[int], half: bool, short: int = SHORT_SIDE, long: int = LONG_SIDE
) -> Manifest:
    """pack.json without checksums."""
    official = config.name in OFFICIAL
    name = NAMES.get(config.name, f"Semantic-SAM ({config.name}, untrained)")
    return {
        "id": f"semantic-sam-{config.name}" + ("-half" if half else ""),
        "name": name + (", half-precision weights" if half else ""),
        "family": "semantic-sam",
        "licence": LICENCE if official else "MIT (random numbers)",
        "source": source_of(config),
        "encoder": {
            "file": "encoder.onnx",
            "input": "image",
            "outputs": {"maskFeatures": "mask_features", "memory": "memory"},
        },
        "decoder": {
            "file": "decoder.onnx",
            "inputs": {"boxes": "boxes", "maskFeatures": "mask_features", "memory": "memory"},
            "outputs": {"scores": "scores", "boxes": "mask_boxes", "embeds": "mask_embeds"},
        },
        "masks": {
            "file": "masks.onnx",
            "inputs": {"embeds": "mask_embeds", "maskFeatures": "mask_features"},
            "output": "masks",
        },
        "input": {
            "shortSide": short,
            "longSide": long,
            "multipleOf": STRIDE,
            "resize": "short-side",
            "resample": "bicubic",
            "padding": "bottom-right after normalisation",
            "mean": list(MEAN),
            "std": list(STD),
        },
        "channels": config.hidden,
        "clickSide": CLICK_SIDE,
        "masksPerPrompt": config.granularities,
        "levels": "native",
        "levelOrder": order,
    }


def source_of(config: Config) -> str:
    return RELEASE + OFFICIAL[config.name] if config.name in OFFICIAL else "seeded random numbers"


def notice_of(config: Config) -> str:
    if config.name not in OFFICIAL:
        return f"{config.name}: {source_of(config)}, for tests. MIT, like Strata.\n"
    return NOTICE.format(name=NAMES[config.name], source=source_of(config))
