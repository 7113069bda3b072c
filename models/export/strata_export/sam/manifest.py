"""pack.json and the licence note of a pack of SAM's kind."""

from __future__ import annotations

from ..pack import Manifest
from .mask_decoder import MASKS
from .model import extras
from .onnx_export import FEATURES, PREPARED
from .preprocess import MEAN, STD, is_stretched
from .variants import Kind, Variant

LICENCE = "Apache-2.0"
PAPERS: dict[Kind, str] = {
    "sam": (
        "Segment Anything. Alexander Kirillov, Eric Mintun, Nikhila Ravi, Hanzi Mao, Chloe Rolland, Laura Gustafson, "
        "Tete Xiao, Spencer Whitehead, Alexander C. Berg, Wan-Yen Lo, Piotr Dollár, Ross Girshick. arXiv 2304.02643, "
        "2023. https://github.com/facebookresearch/segment-anything"
    ),
    "sam-hq": (
        "Segment Anything in High Quality. Lei Ke, Mingqiao Ye, Martin Danelljan, Yifan Liu, Yu-Wing Tai, Chi-Keung "
        "Tang, Fisher Yu. arXiv 2306.01567, 2023. https://github.com/SysCV/sam-hq"
    ),
    "sam2": (
        "SAM 2: Segment Anything in Images and Videos. Nikhila Ravi and others. arXiv 2408.00714, 2024. "
        "https://github.com/facebookresearch/sam2\nThe memory of a video's earlier frames is left out."
    ),
    "mobile-sam": (
        "Faster Segment Anything: Towards Lightweight SAM for Mobile Applications. Chaoning Zhang, Dongshen Han, Yu "
        "Qiao, Jung Uk Kim, Sung-Ho Bae, Seungkyu Lee, Choong Seon Hong. arXiv 2306.14289, 2023. "
        "https://github.com/ChaoningZhang/MobileSAM"
    ),
}
NOTICE = """\
{title}: files made from a checkpoint by Strata's models/export. The numbers in them are the authors'.

Model: {paper}
Source of the checkpoint: {source}

Licence: Apache License 2.0, as the authors' repository states; the whole of it is at
https://www.apache.org/licenses/LICENSE-2.0. Changed here: the format{halved}; what answers no click is left out.
"""


def manifest_of(variant: Variant, half: bool) -> Manifest:
    """pack.json without checksums."""
    more = list(extras(variant))
    return {
        "id": variant.id + ("-half" if half else ""),
        "name": variant.title + (", half-precision weights" if half else ""),
        "family": "sam",
        "licence": LICENCE if variant.address else "MIT (random numbers)",
        "source": source_of(variant),
        **({"goodFor": variant.good_for} if variant.good_for else {}),
        "encoder": {
            "file": "encoder.onnx",
            "input": "image",
            "output": FEATURES,
            **({"extra": more} if more else {}),
        },
        "prepare": {"file": "prepare.onnx", "input": FEATURES, "outputs": list(PREPARED)},
        "decoder": {
            "file": "decoder.onnx",
            "inputs": {
                "pointCoords": "point_coords",
                "pointLabels": "point_labels",
                **({"extra": {name: name for name in more}} if more else {}),
            },
            "outputs": {"masks": "masks", "scores": "scores"},
            # The graph takes many; SAM-HQ's maps of many prompts are no quicker together, only large.
            "batch": "one" if variant.kind == "sam-hq" else "many",
            "padding": "own" if variant.kind == "sam2" else "given",
        },
        "input": {
            "size": variant.size,
            "resize": "stretch" if is_stretched(variant) else "longest-side",
            "mean": list(MEAN),
            "std": list(STD),
        },
        "masksPerPrompt": MASKS,
        "levels": "ladder",
    }


def source_of(variant: Variant) -> str:
    return variant.address or "seeded random numbers"


def notice_of(variant: Variant, half: bool) -> str:
    if not variant.address:
        return f"{variant.title}: {source_of(variant)}, for tests. MIT, like Strata.\n"
    return NOTICE.format(
        title=variant.title,
        paper=PAPERS[variant.kind],
        source=source_of(variant),
        halved=", and the weights are rounded to half precision" if half else "",
    )
