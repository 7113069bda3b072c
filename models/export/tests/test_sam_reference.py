"""Our decoder, prompts and encoders beside Hugging Face's whole models with the same numbers."""

from __future__ import annotations

import re

import pytest
import torch
from torch import Tensor
from transformers import Sam2Config, Sam2Model, SamConfig, SamHQConfig, SamHQModel, SamModel
from transformers.modeling_utils import PreTrainedModel

from strata_export.pictures import clicks, picture
from strata_export.sam.agreement import answer
from strata_export.sam.attention import WIDTH
from strata_export.sam.checkpoint import sam_of
from strata_export.sam.entries import entry_names, is_video
from strata_export.sam.model import ImageEncoder, hq_share
from strata_export.sam.preprocess import click_prompts, input_size, tensor_of
from strata_export.sam.random_checkpoint import random_entries
from strata_export.sam.variants import BY_ID, Variant

# What transformers calls the authors' entries outside of the encoder.
NAMES = (
    (r"prompt_encoder\.pe_layer\.positional_encoding_gaussian_matrix", "shared_image_embedding.positional_embedding"),
    (r"prompt_encoder\.point_embeddings", "prompt_encoder.point_embed"),
    (r"mask_downscaling\.0", "mask_embed.conv1"),
    (r"mask_downscaling\.1", "mask_embed.layer_norm1"),
    (r"mask_downscaling\.3", "mask_embed.conv2"),
    (r"mask_downscaling\.4", "mask_embed.layer_norm2"),
    (r"mask_downscaling\.6", "mask_embed.conv3"),
    (r"output_upscaling\.0", "upscale_conv1"),
    (r"output_upscaling\.1", "upscale_layer_norm"),
    (r"output_upscaling\.3", "upscale_conv2"),
    (r"(layers\.\d\.)norm(\d)", r"\1layer_norm\2"),
    (r"norm_final_attn", "layer_norm_final_attn"),
    (r"(_mlps\.\d|_head|hf_mlp)\.layers\.0", r"\1.proj_in"),
    (r"(_mlps\.\d|_head|hf_mlp)\.layers\.2", r"\1.proj_out"),
    (r"(_mlps\.\d|_head|hf_mlp)\.layers\.1", r"\1.layers.0"),
    (r"hf_token", "hq_token"),
    (r"hf_mlp", "hq_mask_mlp"),
    (r"compress_vit_feat\.0", "compress_vit_conv1"),
    (r"compress_vit_feat\.1", "compress_vit_norm"),
    (r"compress_vit_feat\.3", "compress_vit_conv2"),
    (r"embedding_encoder\.0", "encoder_conv1"),
    (r"embedding_encoder\.1", "encoder_norm"),
    (r"embedding_encoder\.3", "encoder_conv2"),
    (r"embedding_maskfeature\.0", "mask_conv1"),
    (r"embedding_maskfeature\.1", "mask_norm"),
    (r"embedding_maskfeature\.3", "mask_conv2"),
)
SAM2_NAMES = (
    (r"^sam_(prompt_encoder|mask_decoder)", r"\1"),
    (r"mlp\.layers\.0", "mlp.proj_in"),
    (r"mlp\.layers\.1", "mlp.proj_out"),
    (r"(attn\w*)\.out_proj", r"\1.o_proj"),
    (r"^no_mem_embed", "no_memory_embedding"),
)


def reference(variant: Variant) -> PreTrainedModel:
    prompts = {"image_size": variant.size}
    # The authors' decoder has PyTorch's usual epsilon; transformers' default is another.
    decoder = {"mlp_dim": variant.feed_forward, "layer_norm_eps": 1e-5}
    ours = sam_of(random_entries(variant, seed=0), variant, "random").image_encoder.encoder.config.to_dict()
    if variant.kind == "sam":
        model = SamModel(SamConfig(vision_config=ours, prompt_encoder_config=prompts, mask_decoder_config=decoder))
    elif variant.kind == "sam-hq":
        decoder |= {"vit_dim": variant.encoder.width}
        model = SamHQModel(SamHQConfig(vision_config=ours, prompt_encoder_config=prompts, mask_decoder_config=decoder))
    else:
        decoder = {"mlp_dim": variant.feed_forward, "dynamic_multimask_via_stability": False}
        model = Sam2Model(Sam2Config(vision_config=ours, prompt_encoder_config=prompts, mask_decoder_config=decoder))
    if variant.kind == "sam-hq":
        enlarge_what_came_out(model)
    found = model.load_state_dict(renamed(variant), strict=False)
    assert found.unexpected_keys == []
    assert [key for key in found.missing_keys if "shared_embedding" not in key] == []
    matrix = model.shared_image_embedding.positional_embedding.detach()
    model.prompt_encoder.shared_embedding.positional_embedding.data = matrix.clone()
    return model.eval()


def enlarge_what_came_out(model: SamHQModel) -> None:
    """transformers 5.18 enlarges the features that went into the decoder's transformer, the authors those it returns."""
    decoder = model.mask_decoder
    side = model.config.prompt_encoder_config.image_embedding_size
    cells = []
    decoder.transformer.register_forward_hook(lambda _module, _given, out: cells.append(out[1]))
    decoder.upscale_conv1.register_forward_pre_hook(
        lambda _module, _given: (cells.pop().transpose(2, 3).reshape(-1, WIDTH, side, side),)
    )


def renamed(variant: Variant) -> dict[str, Tensor]:
    """A random checkpoint by transformers' names."""
    own = entry_names(variant)
    state = {}
    for name, value in random_entries(variant, seed=0).items():
        if name.startswith("image_encoder."):
            state[own[name].replace("image_encoder.encoder.", "vision_encoder.")] = value
            continue
        for pattern, theirs in (*(SAM2_NAMES if variant.kind == "sam2" else ()), *NAMES):
            name = re.sub(pattern, theirs, name)
        state[name] = value
    if variant.kind == "sam2":
        rows = [state.pop(f"prompt_encoder.point_embed.{row}.weight") for row in range(4)]
        state["prompt_encoder.point_embed.weight"] = torch.cat(rows)
    return {name: value for name, value in state.items() if not is_video(variant, name) and "spatial" not in name}


@pytest.mark.parametrize("name", ["sam-shrunken", "hq-sam-shrunken", "sam2.1-shrunken"])
@torch.inference_mode()
def test_it_says_what_transformers_model_says(name: str) -> None:
    variant = BY_ID[name]
    image = tensor_of(picture(*input_size(150, 100, variant), seed=3), variant)
    points, labels = click_prompts(clicks(9, seed=2), 150, 100, variant)
    mine = sam_of(random_entries(variant, seed=0), variant, "random")
    masks, scores = answer(mine, ImageEncoder(mine)(image), (points, labels))

    theirs = reference(variant)
    asked = {"pixel_values": image, "input_points": points[None, :, :1], "input_labels": labels[None, :, :1].long()}
    single, several = (theirs(**asked, multimask_output=many) for many in (False, True))

    expected = torch.cat([single.iou_scores, several.iou_scores], 2)[0]
    planes = torch.cat([single.pred_masks, several.pred_masks], 2)[0]
    if variant.kind == "sam-hq":
        # It has the three masks in the order of their scores, all with SAM-HQ's own added. Here the best one has it.
        order = scores[:, 1:].argsort(1, descending=True) + 1
        assert torch.allclose(scores.gather(1, order), expected[:, 1:], atol=1e-5)
        assert hq_share(scores)[:, 1:].sum((1, 2, 3)).tolist() == [1] * 9
        best = masks[torch.arange(9), order[:, 0]]
        assert (best - planes[:, 1]).abs().max() < 1e-4
        assert (masks[:, 0] - planes[:, 0]).abs().max() < 1e-4
        return
    assert (scores - expected).abs().max() < 1e-5
    assert (masks - planes).abs().max() < 1e-4


@torch.inference_mode()
def test_a_box_is_two_points() -> None:
    variant = BY_ID["sam-shrunken"]
    image = tensor_of(picture(128, 128, seed=3), variant)
    mine, theirs = sam_of(random_entries(variant, seed=0), variant, "random"), reference(variant)
    corners = torch.tensor([[[10.0, 12.0], [90.0, 70.0]], [[0.0, 3.0], [127.0, 60.0]]])
    masks, _ = answer(mine, ImageEncoder(mine)(image), (corners, torch.tensor([[2.0, 3.0]]).expand(2, -1)))
    said = theirs(pixel_values=image, input_boxes=corners.flatten(1)[None])
    assert (masks[:, 1:] - said.pred_masks[0]).abs().max() < 1e-4
