"""Where things are and how much of them is made: everything that a run depends on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .teacher import TeacherSettings


@dataclass(frozen=True)
class Places:
    """`data` holds `photos` and `ccp` (see DATA.md); `cache` is made and can be deleted."""

    data: Path
    cache: Path
    encoder: Path
    sam: Path


@dataclass(frozen=True)
class Amounts:
    """How many views of each kind; photographs are drawn in a fixed order, so that more only adds to them."""

    photos: int = 609
    photo_pieces: int = 0
    labelled: int = 903
    labelled_pieces: int = 0
    scenes: int = 1000
    composites: int = 300
    photo_teacher: TeacherSettings = TeacherSettings(clicks=64, boxes=36)
    #: Labels say most there; the teacher adds what they leave out.
    labelled_teacher: TeacherSettings = TeacherSettings(clicks=25, boxes=12)
    threads: int = 2
