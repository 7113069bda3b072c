import argparse
from pathlib import Path
from .features import encode_views
from .views import whole, piece

p = argparse.ArgumentParser()
p.add_argument("what"); p.add_argument("--cache", type=Path); p.add_argument("--data", type=Path); p.add_argument("--encoder", type=Path); p.add_argument("--eval", type=Path)
a = p.parse_args()
def evals():
    for s in ["bsds", "parts", "objects"]:
        for f in sorted((a.eval / s / "images").iterdir()):
            yield whole(f"eval-{s}/{f.stem}", f)
photos = sorted((a.data / "photos").glob("*.jpg"))
ccp = sorted((a.data / "ccp/photos").glob("*.jpg"))
import random
random.Random(0).shuffle(ccp); random.Random(0).shuffle(photos)
def views():
    for i, f in enumerate(photos[:200]): yield whole(f"photos/{f.stem}", f)
    yield from evals()
    for f in photos[200:]: yield whole(f"photos/{f.stem}", f)
    for f in ccp[:450]: yield whole(f"ccp/{f.stem}", f)
    for f in photos: yield piece(f"photos/{f.stem}", f, 1)
    for f in ccp[450:]: yield piece(f"ccp/{f.stem}", f, 1)
encode_views(views(), a.cache, a.encoder, 2)
