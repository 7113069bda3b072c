"""What is done to an exported graph before it is a pack's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, TensorProto, helper, numpy_helper

from .errors import ExportError


def plain_names(model: ModelProto) -> ModelProto:
    """
    Short names for all that is inside, and no notes on where in a program it came from: an exported graph spends as
    much on these as a small model on its weights, and they differ from one version of the exporter to the next.
    """
    graph = model.graph
    kept = {value.name for value in [*graph.input, *graph.output]}
    short: dict[str, str] = {"": ""}

    def rename(name: str) -> str:
        if name in kept:
            return name
        return short.setdefault(name, f"t{len(short)}")

    for tensor in graph.initializer:
        tensor.name = rename(tensor.name)
    for number, node in enumerate(graph.node):
        node.name = f"n{number}"
        node.doc_string = ""
        node.input[:] = [rename(name) for name in node.input]
        node.output[:] = [rename(name) for name in node.output]
        del node.metadata_props[:]
        for attribute in node.attribute:
            if attribute.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS):
                raise ValueError(f"Expected a graph without branches but received the node {node.op_type} with one")
    del graph.value_info[:]
    return model


def shared_constants(model: ModelProto) -> ModelProto:
    """Constants as initialisers, equal ones once: an exporter writes the number 1 a hundred times."""
    graph = model.graph
    names: dict[bytes, str] = {}
    renamed: dict[str, str] = {}
    nodes = []
    for node in graph.node:
        if node.op_type != "Constant":
            node.input[:] = [renamed.get(name, name) for name in node.input]
            nodes.append(node)
            continue
        (value,) = node.attribute
        if value.name != "value":
            raise ValueError(f"Expected a Constant with a tensor but received one with {value.name}")
        value.t.name = ""
        key = value.t.SerializeToString(deterministic=True)
        if key not in names:
            names[key] = node.output[0]
            value.t.name = node.output[0]
            graph.initializer.append(value.t)
        renamed[node.output[0]] = names[key]
    del graph.node[:]
    graph.node.extend(nodes)
    return model


HALVED = 256
"""Elements from which a tensor is worth halving."""


def half_weights(model: ModelProto) -> ModelProto:
    """
    Weights stored as float16 and cast back where they are used: half the file. The arithmetic stays float32, for
    half-precision sizes and indices go wrong above 2048, and a processor gains nothing from half-precision sums.
    """
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < HALVED:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}/half"))
        casts.append(helper.make_node("Cast", [tensor.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return model


LARGEST = 2**31 - 1
"""Bytes of an ONNX file: its format has no longer ones."""


def save(model: ModelProto, file: Path) -> None:
    """Checked, in one file."""
    # The weights alone: what is over the limit cannot even be asked for its size.
    weights = sum(len(tensor.raw_data) for tensor in model.graph.initializer)
    if weights > LARGEST:
        raise ExportError(
            f"Expected {file.name} to be at most 2 GB, which is all that one ONNX file can hold, but it has "
            f"{weights / 1e9:.1f} GB: say --half, for half the size."
        )
    onnx.checker.check_model(model, full_check=True)
    file.write_bytes(model.SerializeToString(deterministic=True))
