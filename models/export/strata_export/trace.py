"""A PyTorch module as an ONNX graph."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

from .onnx_files import half_weights, plain_names, save, shared_constants

OPSET = 17
"""The first with LayerNormalization; later ones rename GridSample's modes and bring nothing that is needed."""


def trace(
    module: nn.Module,
    inputs: dict[str, torch.Tensor],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
    file: Path,
    half: bool,
    fixed: bool = False,
) -> None:
    """
    :param axes: of each input and output, the dimensions that may have any size, with their names
    :param half: store weights as float16
    :param fixed: no input has a dimension that may have any size
    """
    names = [*inputs, *outputs]
    with warnings.catch_warnings(), torch.no_grad(), tempfile.TemporaryDirectory(prefix="graph-") as made:
        traced = Path(made) / file.name
        # The exporter that traces is called old; the other one freezes the image's size.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        # A size that became a Python number would be every image's size.
        if not fixed:
            warnings.filterwarnings(
                "error", "Converting a tensor to a Python (integer|float|index|number)", torch.jit.TracerWarning
            )
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(traced),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes={name: axes.get(name, {}) for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
        results = module(*inputs.values())
        shapes = [result.shape for result in (results if isinstance(results, tuple) else (results,))]
        # What is over 2 GB lies in several files there.
        graph = shared_constants(onnx.load(traced))
    for value, shape in zip(graph.graph.output, shapes, strict=True):
        # The exporter does not know of a reshaped tensor which of its sides never change.
        for at, (side, dimension) in enumerate(zip(shape, value.type.tensor_type.shape.dim, strict=True)):
            if at not in axes.get(value.name, {}):
                dimension.dim_value = side
    save(plain_names(half_weights(graph) if half else graph), file)
