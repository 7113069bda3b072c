"""What the command line does for CLIP models."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..checkpoint_file import read_state
from ..errors import ExportError
from ..pack import Manifest, write_pack
from ..trace import trace
from .model import Clip, clip_of

MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]
"""Of OpenAI's preprocessing, which OpenCLIP has too; of values from 0 to 1."""

WHERE_FROM = "Take open_clip_pytorch_model.bin of a model on huggingface.co/laion, or another OpenCLIP checkpoint."
LIMIT, HALF_LIMIT = 1e-4, 2e-2
"""How far the numbers of embeddings of length 1 may differ."""


@dataclass(frozen=True)
class Named:
    """What the files do not say."""

    id: str
    name: str
    licence: str
    source: str


def export(
    checkpoint: Path, tokenizer: Path, out: Path, named: Named, quick: bool, half: bool, trust_pickle: bool
) -> Path:
    """Writes the pack and checks that ONNX Runtime agrees with PyTorch on it."""
    if not tokenizer.is_file():
        raise ExportError(f"Expected the model's tokenizer.json at {tokenizer} but it is not there.")
    model = clip_of(read_state(checkpoint, trust_pickle, WHERE_FROM), quick, str(checkpoint))

    def fill(folder: Path) -> None:
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
        image, text = examples(model)
        trace(model.vision, {"image": image}, ["embedding"], {}, folder / "visual.onnx", half, fixed=True)
        trace(model.text, {"text": text}, ["embedding"], {}, folder / "textual.onnx", half, fixed=True)
        difference = self_check(model, folder)
        if not difference <= (HALF_LIMIT if half else LIMIT):
            raise ExportError(
                f"Expected ONNX Runtime to agree with PyTorch but they differ by {difference:.3g}. No pack was written."
            )
        print(f"PyTorch and ONNX Runtime differ by at most {difference:.3g}")

    notice = (
        f"{named.name}: files made from a checkpoint by Strata's models/export. The numbers in them are the authors'.\n\n"
        f"Source: {named.source}\nLicence: {named.licence}\n"
    )
    folder = write_pack(out, manifest_of(model, named), fill, notice)
    print(folder)
    return folder


def manifest_of(model: Clip, named: Named) -> Manifest:
    """pack.json without checksums."""
    return {
        "id": named.id,
        "name": named.name,
        "family": "clip",
        "licence": named.licence,
        "source": named.source,
        "imageEncoder": {"file": "visual.onnx", "input": "image", "output": "embedding"},
        "textEncoder": {"file": "textual.onnx", "input": "text", "output": "embedding"},
        "tokenizer": {"file": "tokenizer.json", "length": model.sizes.length, "pad": 0},
        "input": {
            "size": model.sizes.image,
            "mean": [255 * one for one in MEAN],
            "std": [255 * one for one in STD],
        },
        "logitScale": model.logit_scale,
    }


def examples(model: Clip, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """An image of noise, and a text of any tokens that ends halfway."""
    random = torch.Generator().manual_seed(seed)
    side, length, last = model.sizes.image, model.sizes.length, model.sizes.vocabulary - 1
    text = torch.randint(1, last, (1, length), generator=random, dtype=torch.int32)
    text[:, length // 2 :] = 0
    text[:, length // 2] = last
    return torch.randn((1, 3, side, side), generator=random), text


def self_check(model: Clip, folder: Path) -> float:
    """The largest difference of an image and a text that the graphs were not traced with."""
    from onnxruntime import InferenceSession

    image, text = examples(model, seed=1)
    found = []
    for module, name, value in ((model.vision, "visual", ("image", image)), (model.text, "textual", ("text", text))):
        session = InferenceSession(str(folder / f"{name}.onnx"), providers=["CPUExecutionProvider"])
        (answer,) = session.run(None, {value[0]: value[1].numpy()})
        with torch.no_grad():
            found.append(float(np.abs(answer - module(value[1]).numpy()).max()))
    return max(found)
