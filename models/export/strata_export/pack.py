"""A pack: the files, and a manifest that names them and their checksums."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Manifest = dict[str, Any]


def sha256_of(file: Path) -> str:
    with file.open("rb") as bytes_of_file:
        return hashlib.file_digest(bytes_of_file, "sha256").hexdigest()


def write_pack(out: Path, manifest: Manifest, fill: Callable[[Path], None], notice: str) -> Path:
    """
    Writes `out/<id>`, whole or not at all; an earlier one there is replaced.

    :param manifest: pack.json without checksums; each value with a `file` gets one
    :param fill: writes the files into the folder that it is given
    :param notice: whose model it is, and what may be done with it
    """
    out.mkdir(parents=True, exist_ok=True)
    folder = out / manifest["id"]
    with tempfile.TemporaryDirectory(prefix=".pack-", dir=out) as made:
        work = Path(made) / "pack"
        work.mkdir()
        fill(work)
        summed = {key: _with_checksum(value, work) for key, value in manifest.items()}
        text = json.dumps(summed, indent="\t", ensure_ascii=False)
        (work / "pack.json").write_text(text + "\n", encoding="utf-8")
        (work / "NOTICE").write_text(notice, encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        work.rename(folder)
    return folder


def _with_checksum(value: Any, folder: Path) -> Any:
    if not (isinstance(value, dict) and "file" in value):
        return value
    return {"file": value["file"], "sha256": sha256_of(folder / value["file"]), **value}
