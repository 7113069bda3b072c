"""Writes what Pillow's bicubic resize makes of some patterns, for test/inference/resample.test.ts.

python models/export/pillow_golden.py test/fixtures/pillow-bicubic.json
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from PIL import Image

from strata_export.pictures import picture

CASES = [
    ((60, 40), (23, 17)),
    ((64, 64), (16, 16)),
    ((37, 53), (12, 53)),
    ((37, 53), (37, 11)),
    ((17, 11), (40, 26)),
    ((90, 7), (21, 9)),
    ((5, 90), (3, 21)),
    ((1, 1), (4, 3)),
    ((33, 29), (33, 29)),
]
"""(width, height) before and after: shrunk a little and much, one way only, enlarged, both, a single pixel, nothing."""


def main(out: Path) -> None:
    cases = []
    for seed, (size, to) in enumerate(CASES):
        resized = picture(*size, seed).resize(to, Image.Resampling.BICUBIC)
        cases.append({"from": size, "to": to, "seed": seed, "rgb": base64.b64encode(resized.tobytes()).decode()})
    lines = ",\n".join(f"\t{json.dumps(case)}" for case in cases)
    out.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
