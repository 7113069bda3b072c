from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

from strata_export.errors import ExportError
from strata_export.sam.checkpoint import kind_of, load_sam, sam_of, variant_of
from strata_export.sam.entries import entry_names, own_entries, unused
from strata_export.sam.random_checkpoint import random_entries, write_random_checkpoint
from strata_export.sam.variants import BY_ID, VARIANTS, Variant

SHRUNKEN = [variant for variant in VARIANTS if not variant.address]
NORM = "mask_decoder.transformer.norm_final_attn.weight"


def parameters(variant: Variant) -> int:
    """Of the whole official model for images, as its authors' code counts them: without buffers."""
    shapes = own_entries(variant) | unused(variant)
    buffers = ("gaussian_matrix", "running_mean", "running_var", "num_batches_tracked")
    return sum(torch.Size(shape).numel() for name, shape in shapes.items() if not name.endswith(buffers))


VIDEO_MEMORY = 7_521_713
"""Parameters of SAM 2.1's memory of a video, which all four have alike."""


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # What programs count that build these models from the authors' files, SAM 2.1's with the memory of a video.
        ("sam-vit-b", 93_735_472),
        ("sam-vit-l", 312_342_832),
        ("sam2.1-hiera-tiny", 38_962_498 - VIDEO_MEMORY),
        ("sam2.1-hiera-small", 46_060_354 - VIDEO_MEMORY),
        ("sam2.1-hiera-base-plus", 80_850_178 - VIDEO_MEMORY),
        ("sam2.1-hiera-large", 224_446_642 - VIDEO_MEMORY),
    ],
)
def test_the_official_number_of_parameters(name: str, count: int) -> None:
    assert parameters(BY_ID[name]) == count


@pytest.mark.parametrize(
    ("variant", "names"),
    [
        (
            "sam-vit-b",
            {
                "image_encoder.pos_embed": (1, 64, 64, 768),
                "image_encoder.blocks.2.attn.rel_pos_h": (127, 64),
                "image_encoder.blocks.11.mlp.lin1.weight": (3072, 768),
                "image_encoder.neck.3.bias": (256,),
                "mask_decoder.output_hypernetworks_mlps.3.layers.2.weight": (32, 256),
            },
        ),
        (
            "hq-sam-vit-l",
            {
                "mask_decoder.hf_token.weight": (1, 256),
                "mask_decoder.compress_vit_feat.0.weight": (1024, 256, 2, 2),
                "mask_decoder.embedding_maskfeature.3.weight": (32, 64, 3, 3),
            },
        ),
        (
            "sam2.1-hiera-large",
            {
                "image_encoder.trunk.pos_embed_window": (1, 144, 8, 8),
                "image_encoder.trunk.blocks.2.proj.weight": (288, 144),
                "image_encoder.trunk.blocks.47.mlp.layers.1.weight": (1152, 4608),
                "image_encoder.neck.convs.0.conv.weight": (256, 1152, 1, 1),
                "sam_mask_decoder.transformer.layers.1.mlp.layers.0.weight": (2048, 256),
                "sam_mask_decoder.conv_s1.weight": (64, 256, 1, 1),
                "no_mem_embed": (1, 1, 256),
            },
        ),
        (
            "mobile-sam-vit-t",
            {
                "image_encoder.patch_embed.seq.0.c.weight": (32, 3, 3, 3),
                "image_encoder.layers.2.blocks.5.attn.attention_biases": (5, 196),
                "image_encoder.layers.2.downsample.conv2.bn.running_var": (320,),
            },
        ),
    ],
)
def test_official_names_and_shapes(variant: str, names: dict[str, tuple[int, ...]]) -> None:
    own = own_entries(BY_ID[variant])
    assert {name: own.get(name) for name in names} == names


@pytest.mark.parametrize("variant", SHRUNKEN, ids=lambda variant: variant.id)
def test_all_numbers_of_a_checkpoint_arrive(variant: Variant, tmp_path: Path) -> None:
    write_random_checkpoint(tmp_path / "x.pth", variant, seed=0)
    model = load_sam(tmp_path / "x.pth", variant.kind)
    entries, state = random_entries(variant, seed=0), model.state_dict()
    assert model.variant == variant
    assert not model.training
    assert len(state) == len(entry_names(variant))
    for official, mine in entry_names(variant).items():
        assert torch.equal(state[mine], entries[official]), official


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.kind != "mobile-sam"], ids=lambda v: v.id)
def test_the_size_is_known_by_the_encoder(variant: Variant) -> None:
    entries = {name: torch.empty(shape, device="meta") for name, shape in own_entries(variant).items()}
    kind = kind_of(entries)
    assert kind == variant.kind
    assert variant_of(entries, kind, "here") == variant


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.pop(NORM), f"missing: {NORM} [256]"),
        (lambda e: e.update(extra=torch.zeros(2)), "unknown: extra [2]"),
        (lambda e: e.update({NORM: torch.zeros(17)}), f"other shape: {NORM}, expected [256], received [17]"),
        (lambda e: e.pop("prompt_encoder.mask_downscaling.0.bias"), "missing: prompt_encoder.mask_downscaling.0.bias"),
    ],
    ids=["missing", "unknown", "shape", "unused"],
)
def test_what_does_not_fit_is_an_error(change, message: str) -> None:
    variant = BY_ID["sam-shrunken"]
    entries = random_entries(variant, seed=0)
    change(entries)
    with pytest.raises(ExportError, match=re.escape(message)):
        sam_of(entries, variant, "here")


def test_an_official_file_that_does_not_fit_is_told_with_its_address() -> None:
    variant = BY_ID["sam-vit-b"]
    with pytest.raises(ExportError, match=r"segment_anything/sam_vit_b_01ec64\.pth, but:\n  missing: image_encoder"):
        sam_of({}, variant, "here")


def test_sam_2_is_not_taken_for_2_1() -> None:
    variant = BY_ID["sam2.1-shrunken"]
    entries = random_entries(variant, seed=0)
    del entries["no_obj_embed_spatial"]
    with pytest.raises(ExportError, match="missing: no_obj_embed_spatial"):
        sam_of(entries, variant, "here")


def test_constants_may_be_there() -> None:
    variant = BY_ID["sam-shrunken"]
    entries = random_entries(variant, seed=0) | {"pixel_mean": torch.zeros(3, 1, 1), "pixel_std": torch.ones(3, 1, 1)}
    assert sam_of(entries, variant, "here").variant == variant


def test_a_file_that_is_not_there_is_told_with_the_addresses(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as told:
        load_sam(tmp_path / "nothing.pt", "sam2")
    message = str(told.value)
    assert str(tmp_path / "nothing.pt") in message
    assert "segment_anything_2/092824/sam2.1_hiera_base_plus.pt" in message
    assert "image_encoder.trunk.patch_embed.proj.weight [112, 3, 7, 7]" in message
    assert "sam_vit_b" not in message


def test_another_models_checkpoint_is_told_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "x.pth"
    write_random_checkpoint(file, BY_ID["hq-sam-shrunken"], seed=0)
    with pytest.raises(ExportError, match="Expected a checkpoint of SAM in .* but it is one of SAM-HQ: say sam-hq"):
        load_sam(file, "sam")
    torch.save({"weight": torch.zeros(1)}, file)
    with pytest.raises(ExportError, match="but its entries are none of a model known here"):
        load_sam(file)


def test_another_size_is_told_with_those_that_are_known(tmp_path: Path) -> None:
    entries = random_entries(BY_ID["sam-shrunken"], seed=0)
    entries = {name: value for name, value in entries.items() if not name.startswith("image_encoder.blocks.2")}
    with pytest.raises(ExportError, match=r"768 and 12 \(SAM ViT-B\).* but received 16 and 2"):
        variant_of(entries, "sam", "here")
