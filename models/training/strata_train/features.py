"""Features of views, made once by MobileSAM's encoder and kept as float16."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from .views import INPUT_SIZE, View, fitted

MEAN = np.array([123.675, 116.28, 103.53], np.float32)
STD = np.array([58.395, 57.12, 57.375], np.float32)


class Encoder:
    """MobileSAM's encoder from its ONNX file."""

    def __init__(self, path: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name

    def __call__(self, picture: Image.Image) -> np.ndarray:
        """float32[256, 64, 64]"""
        return self.session.run(None, {self.input: encoder_input(picture)[None]})[0][0]


def encoder_input(picture: Image.Image) -> np.ndarray:
    """float32[3, 1024, 1024]: long side 1024, normalised, then padded with zeros to the right and below."""
    size = fitted(picture.size, INPUT_SIZE)
    pixels = np.asarray(picture.resize(size, Image.Resampling.BILINEAR), np.float32)
    padded = np.zeros((3, INPUT_SIZE, INPUT_SIZE), np.float32)
    padded[:, : size[1], : size[0]] = ((pixels - MEAN) / STD).transpose(2, 0, 1)
    return padded


def feature_file(cache: Path, name: str) -> Path:
    return cache / "features" / f"{name}.npy"


def load_features(cache: Path, name: str) -> np.ndarray:
    """float16[256, 64, 64]"""
    return np.load(feature_file(cache, name))


def encode_view(encoder: Encoder, view: View, cache: Path) -> None:
    """Encodes a view that is not in the cache yet. It gets `NAME.npy` and `NAME.json` (size of the piece)."""
    file = feature_file(cache, view.name)
    if file.exists():
        return
    picture = view.picture()
    features = encoder(picture).astype(np.float16)
    file.parent.mkdir(parents=True, exist_ok=True)
    about = {**view.__dict__, "width": picture.width, "height": picture.height}
    file.with_suffix(".json").write_text(json.dumps(about))
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        np.save(out, features)
    os.replace(part, file)
