import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from strata_train.decoder import Decoder, by_row
from strata_train.export import export, export_mask_prompt
from strata_train.features import feature_file
from strata_train.mean_weights import mean_weights
from strata_train.targets import is_held_out, of_pixels, save_targets, target_file
from strata_train.train import Trainer, TrainSettings, rate_factor


def a_decoder() -> Decoder:
    torch.manual_seed(2)
    decoder = Decoder(6)
    for parameter in decoder.parameters():
        torch.nn.init.normal_(parameter, 0, 0.05)
    decoder.frequencies.normal_()
    return decoder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Two narrow pictures (1024 × 128 input pixels) with nested masks, and features of noise."""
    dice = np.random.default_rng(0)
    names = [name for name in (f"scenes/{n:05d}@0" for n in range(30)) if not is_held_out(name)][:2]
    for name in names:
        file = feature_file(tmp_path, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, dice.normal(0, 0.2, (256, 64, 64)).astype(np.float16))
        file.with_suffix(".json").write_text(json.dumps({"width": 256, "height": 32}))
        masks = np.zeros((3, 32, 256), bool)
        for index, size in enumerate((20, 60, 150)):
            masks[index, 4:28, 30 : 30 + size] = True
        save_targets(target_file(tmp_path, name, "scenes"), of_pixels(masks, [1.0, 0.8, 0.9]))
    return tmp_path


def run(cache: Path, out: Path, steps: int) -> Trainer:
    settings = TrainSettings(steps=4, pictures=1, prompts=2, save_every=2, sources={"scenes": 1.0})
    trainer = Trainer(a_decoder(), cache, out, settings)
    trainer.out.mkdir(exist_ok=True)
    if (out / "last.pt").exists():
        trainer.resume()
    while trainer.step < steps:
        trainer.one_step()
    return trainer


def test_a_run_that_was_cut_off_is_the_same_run(cache: Path) -> None:
    straight = run(cache, cache / "straight", 4)
    cut = run(cache, cache / "cut", 2)
    cut.save()
    cut.one_step()
    again = run(cache, cache / "cut", 4)
    for name, value in straight.average.state_dict().items():
        torch.testing.assert_close(again.average.state_dict()[name], value, msg=name)
    logged = [(cache / out / "log.csv").read_text().splitlines() for out in ("straight", "cut")]
    assert [row.split(",")[0] for row in logged[1]] == ["step", "1", "2", "3", "4"]
    losses = [[row.split(",")[4:] for row in rows[1:]] for rows in logged]
    assert losses[0] == losses[1]


def test_prompts_keep_their_meaning(cache: Path) -> None:
    trainer = run(cache, cache / "kept", 2)
    before, after = a_decoder(), trainer.decoder
    assert torch.equal(before.point_embeddings, after.point_embeddings)
    assert not torch.equal(before.mask_tokens, after.mask_tokens)


def test_the_rate_rises_and_falls() -> None:
    settings = TrainSettings(steps=100, warm_up=10)
    rates = [rate_factor(step, settings) for step in range(101)]
    assert rates[0] == 0.1 and max(rates) == rates[10] == 1.0
    assert rates[10:] == sorted(rates[10:], reverse=True) and abs(rates[100] - 0.02) < 1e-6


@pytest.mark.parametrize("half", [False, True])
def test_the_onnx_file_says_what_the_decoder_says(tmp_path: Path, half: bool) -> None:
    decoder = a_decoder()
    file = tmp_path / "decoder.onnx"
    export(decoder, file, half)
    session = onnxruntime.InferenceSession(str(file))
    for rows, columns, prompts, points in ((43, 64, 1, 2), (64, 30, 3, 4)):
        features = torch.randn(1, 256, 64, 64) * 0.2
        coords = torch.rand(prompts, points, 2) * 400
        labels = torch.ones(prompts, points)
        labels[:, -1] = -1
        masks, scores, embeddings = session.run(None, {
            "image_embeddings": features.numpy(),
            "covered": np.array([rows, columns], np.float32),
            "point_coords": coords.numpy(),
            "point_labels": labels.numpy(),
        })
        with torch.no_grad():
            cells, expected, tokens = decoder(features[0, :, :rows, :columns], coords, labels)
        near = 2e-2 if half else 1e-3
        pixels = by_row(cells, columns).numpy()
        assert np.abs(masks[:, :, : 4 * rows, : 4 * columns] - pixels).max() < near * max(1, np.abs(pixels).max())
        assert (masks[:, :, 4 * rows :] == -32).all() and (masks[:, :, :, 4 * columns :] == -32).all()
        assert np.abs(scores - expected.numpy()).max() < near * max(1, float(expected.abs().max()))
        assert embeddings.shape == (prompts, 6, 256)
        assert np.abs(embeddings - tokens.numpy()).max() < near * float(tokens.abs().max())


def test_a_mask_told_with_the_features_is_the_mask_input(tmp_path: Path) -> None:
    decoder = a_decoder()
    export_mask_prompt(decoder, tmp_path / "mask-prompt.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "mask-prompt.onnx"))
    features = torch.randn(1, 256, 64, 64) * 0.2
    mask = torch.randn(1, 1, 256, 256) * 6
    told = session.run(None, {"image_embeddings": features.numpy(), "mask_input": mask.numpy()})[0]
    coords, labels = torch.tensor([[[300.0, 200.0], [0.0, 0.0]]]), torch.tensor([[1, -1]])
    with torch.no_grad():
        expected, scores, _ = decoder(features[0], coords, labels, mask)
        plain, _, _ = decoder(features[0], coords, labels)
        cells, ours, _ = decoder(torch.from_numpy(told[0]), coords, labels)
    size = float(expected.abs().max())
    assert (cells - expected).abs().max() < 1e-4 * size
    assert (ours - scores).abs().max() < 1e-5
    assert (plain - expected).abs().max() > 0.01 * size


def test_the_mean_of_runs_is_of_each_weight(tmp_path: Path) -> None:
    files = [tmp_path / "a.pt", tmp_path / "b.pt", tmp_path / "c.pt"]
    for file, value, size in zip(files, [1.0, 4.0, 2.0], [3, 3, 2]):
        torch.save({"average": {"tokens": torch.full((size,), value)}}, file)
    assert torch.equal(mean_weights(files[:2])["tokens"], torch.full((3,), 2.5))
    with pytest.raises(ValueError, match="one shape"):
        mean_weights(files)
