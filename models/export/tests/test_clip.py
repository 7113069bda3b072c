"""From a CLIP checkpoint to a pack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from test_commands import strata_export
from torch import Tensor, nn

from strata_export.clip.commands import Named, examples, export
from strata_export.clip.model import HEAD_WIDTH, Attention, clip_of, sizes_of
from strata_export.errors import ExportError

NAMED = Named("tiny-clip", "Tiny CLIP", "MIT", "seeded random numbers")
PATCH, SIDE, WIDTH, TEXT_WIDTH, VOCABULARY, LENGTH, COMPARED = 8, 32, 2 * HEAD_WIDTH, HEAD_WIDTH, 90, 12, 24


def block(prefix: str, width: int) -> dict[str, tuple[int, ...]]:
    return {
        f"{prefix}.ln_1.weight": (width,),
        f"{prefix}.ln_1.bias": (width,),
        f"{prefix}.attn.in_proj_weight": (3 * width, width),
        f"{prefix}.attn.in_proj_bias": (3 * width,),
        f"{prefix}.attn.out_proj.weight": (width, width),
        f"{prefix}.attn.out_proj.bias": (width,),
        f"{prefix}.ln_2.weight": (width,),
        f"{prefix}.ln_2.bias": (width,),
        f"{prefix}.mlp.c_fc.weight": (4 * width, width),
        f"{prefix}.mlp.c_fc.bias": (4 * width,),
        f"{prefix}.mlp.c_proj.weight": (width, 4 * width),
        f"{prefix}.mlp.c_proj.bias": (width,),
    }


def random_entries() -> dict[str, Tensor]:
    """A checkpoint of OpenCLIP's form with seeded random numbers."""
    shapes: dict[str, tuple[int, ...]] = {
        "visual.class_embedding": (WIDTH,),
        "visual.positional_embedding": ((SIDE // PATCH) ** 2 + 1, WIDTH),
        "visual.proj": (WIDTH, COMPARED),
        "visual.conv1.weight": (WIDTH, 3, PATCH, PATCH),
        "positional_embedding": (LENGTH, TEXT_WIDTH),
        "text_projection": (TEXT_WIDTH, COMPARED),
        "token_embedding.weight": (VOCABULARY, TEXT_WIDTH),
    }
    for name, width in (("visual.ln_pre", WIDTH), ("visual.ln_post", WIDTH), ("ln_final", TEXT_WIDTH)):
        shapes |= {f"{name}.weight": (width,), f"{name}.bias": (width,)}
    for layer in range(2):
        shapes |= block(f"visual.transformer.resblocks.{layer}", WIDTH)
        shapes |= block(f"transformer.resblocks.{layer}", TEXT_WIDTH)
    random = torch.Generator().manual_seed(0)
    entries = {}
    for name, shape in shapes.items():
        noise = torch.randn(shape, generator=random) / (shape[-1] ** 0.5 if len(shape) > 1 else 10)
        entries[name] = noise + 1 if ".ln_" in f".{name}" and name.endswith("weight") else noise
    return entries | {"logit_scale": torch.tensor(4.6052)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("clip")
    torch.save(random_entries(), folder / "clip.bin")
    (folder / "tokenizer.json").write_text("{}")
    return folder / "clip.bin", folder / "tokenizer.json"


def test_sizes_are_told_by_the_entries() -> None:
    sizes = sizes_of(random_entries())
    assert (sizes.patch, sizes.image, sizes.vision_layers, sizes.text_layers) == (PATCH, SIDE, 2, 2)
    assert (sizes.length, sizes.vocabulary, sizes.width) == (LENGTH, VOCABULARY, COMPARED)


def test_attention_is_that_of_pytorch() -> None:
    ours = Attention(WIDTH)
    theirs = nn.MultiheadAttention(WIDTH, WIDTH // HEAD_WIDTH, batch_first=True).eval()
    with torch.no_grad():
        theirs.in_proj_bias.normal_()
        ours.load_state_dict(theirs.state_dict())
        x = torch.randn(1, 7, WIDTH)
        later = torch.full((7, 7), -torch.inf).triu(1)
        for mask in (None, later):
            expected, _ = theirs(x, x, x, attn_mask=mask, need_weights=False)
            assert torch.allclose(ours(x, mask), expected, atol=1e-5)


def test_a_text_is_what_comes_before_its_end() -> None:
    model = clip_of(random_entries(), False, "random")
    _, text = examples(model)
    other = text.clone()
    other[:, LENGTH // 2 + 1 :] = 5
    changed = text.clone()
    changed[:, 0] = (changed[:, 0] + 1) % (VOCABULARY - 1)
    with torch.no_grad():
        said = model.text(text)
        assert torch.allclose(said, model.text(other), atol=1e-6)
        assert not torch.allclose(said, model.text(changed), atol=1e-3)
        assert torch.allclose(said.norm(dim=-1), torch.ones(1))


def test_the_activation_matters() -> None:
    image, _ = examples(clip_of(random_entries(), False, "random"))
    with torch.no_grad():
        plain, quick = (clip_of(random_entries(), quick, "random").vision(image) for quick in (False, True))
    assert not torch.allclose(plain, quick, atol=1e-4)


def test_what_does_not_fit_is_listed() -> None:
    entries = random_entries()
    del entries["visual.ln_post.bias"]
    entries["visual.proj"] = entries["visual.proj"][:, :-1]
    with pytest.raises(ExportError, match=r"missing: visual\.ln_post\.bias") as told:
        clip_of(entries, False, "random")
    assert "other shape: visual.proj" in str(told.value)
    with pytest.raises(ExportError, match=r"missing: visual\.conv1\.weight"):
        clip_of({"model": torch.zeros(1)}, False, "random")


def test_a_pack_says_all_that_strata_needs(files: tuple[Path, Path], tmp_path: Path) -> None:
    folder = export(*files, tmp_path, NAMED, quick=False, half=False, trust_pickle=False)
    manifest = json.loads((folder / "pack.json").read_text())
    assert manifest["family"] == "clip"
    assert manifest["tokenizer"]["length"] == LENGTH
    assert manifest["input"]["size"] == SIDE
    assert manifest["logitScale"] == pytest.approx(100, rel=1e-3)
    assert all(len(manifest[part]["sha256"]) == 64 for part in ("imageEncoder", "textEncoder", "tokenizer"))


def test_half_the_size(files: tuple[Path, Path], tmp_path: Path) -> None:
    whole = export(*files, tmp_path / "whole", NAMED, quick=False, half=False, trust_pickle=False)
    half = export(*files, tmp_path / "half", NAMED, quick=False, half=True, trust_pickle=False)
    assert (half / "visual.onnx").stat().st_size < 0.6 * (whole / "visual.onnx").stat().st_size


def test_as_it_is_typed(files: tuple[Path, Path], tmp_path: Path) -> None:
    checkpoint, tokenizer = files
    told = strata_export(
        *("clip", "--checkpoint", checkpoint, "--tokenizer", tokenizer, "--out", tmp_path),
        *("--name", "My CLIP", "--licence", "MIT", "--source", "me"),
    )
    assert told.returncode == 0, told.stderr
    assert json.loads((tmp_path / "my-clip" / "pack.json").read_text())["name"] == "My CLIP"
    missing = strata_export(
        *("clip", "--checkpoint", checkpoint, "--tokenizer", tmp_path / "none.json", "--out", tmp_path),
        *("--name", "My CLIP", "--licence", "MIT", "--source", "me"),
    )
    assert missing.returncode == 1
    assert "tokenizer.json" in missing.stderr
