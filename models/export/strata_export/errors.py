"""What the commands tell instead of a traceback."""

from __future__ import annotations


class ExportError(Exception):
    """A sentence: what was expected, what came, what to do."""
