"""The trained decoder as an ONNX file for the extension's `sam` family."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .decoder import SIDE, Decoder, by_row

OPSET = 20
#: What pixels of the logits get that the image does not cover.
OUTSIDE = -32.0


class Exported(nn.Module):
    """The decoder on the cells that an image covers, its masks padded to 256 × 256."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.decoder = decoder
        self.register_buffer("places", decoder.cell_places(SIDE, SIDE).view(SIDE, SIDE, -1))

    def forward(self, features: Tensor, covered: Tensor, coords: Tensor, labels: Tensor) -> tuple[Tensor, ...]:
        """features [1, 256, 64, 64], covered [2] (rows, columns), coords [n, points, 2], labels [n, points]"""
        rows, columns = covered[0].long(), covered[1].long()
        cells = features[0].permute(1, 2, 0)[:rows, :columns].flatten(0, 1)[None]
        places = self.places[:rows, :columns].flatten(0, 1)[None]
        logits, scores, embeddings = self.decoder.decode(cells + self.decoder.no_mask, places, coords, labels)
        masks = by_row(logits, columns)
        masks = nn.functional.pad(masks, (0, 4 * (SIDE - columns), 0, 4 * (SIDE - rows)), value=OUTSIDE)
        return masks, scores, embeddings


class MaskPrompt(nn.Module):
    """Tells a mask with the features, for the prompts that correct it: then the decoder needs nothing more."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.encoding, self.no_mask = decoder.mask_downscaling, decoder.no_mask

    def forward(self, features: Tensor, mask: Tensor) -> Tensor:
        """features [1, 256, 64, 64], mask [1, 1, 256, 256] (logits) → [1, 256, 64, 64]"""
        told = self.encoding(mask) - self.no_mask
        return features + told.transpose(1, 2).unflatten(2, (SIDE, SIDE))


def export_mask_prompt(decoder: Decoder, file: Path) -> str:
    """Writes the graph that tells a mask, 30 KB, and gives its SHA-256."""
    example = (torch.zeros(1, 256, SIDE, SIDE), torch.zeros(1, 1, 256, 256))
    with torch.no_grad():
        torch.onnx.export(
            MaskPrompt(decoder.eval()),
            example,
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=["image_embeddings", "mask_input"],
            output_names=["told_embeddings"],
        )
    onnx.checker.check_model(onnx.load(file))
    return hashlib.sha256(file.read_bytes()).hexdigest()


def export(decoder: Decoder, file: Path, half: bool) -> str:
    """Writes the file and gives its SHA-256. With `half`, weights are kept as float16 and widened on loading."""
    decoder.eval()
    decoder.image_type = torch.float32
    example = (
        torch.zeros(1, 256, SIDE, SIDE),
        torch.tensor([43.0, 64.0]),
        torch.zeros(2, 3, 2),
        torch.ones(2, 3),
    )
    with torch.no_grad():
        torch.onnx.export(
            Exported(decoder),
            example,
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=["image_embeddings", "covered", "point_coords", "point_labels"],
            output_names=["masks", "scores", "embeddings"],
            dynamic_axes={
                "point_coords": {0: "prompts", 1: "points"},
                "point_labels": {0: "prompts", 1: "points"},
                "masks": {0: "prompts"},
                "scores": {0: "prompts"},
                "embeddings": {0: "prompts"},
            },
        )
    model = onnx.load(file)
    if half:
        halve(model)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())
    return hashlib.sha256(file.read_bytes()).hexdigest()


def halve(model: onnx.ModelProto) -> None:
    """Keeps large float32 weights as float16, each behind a Cast that the runtime works out once on loading."""
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 1024:
            continue
        name = tensor.name
        narrow = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}.half")
        tensor.CopyFrom(narrow)
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
