"""Bytes handed over to another process: in a file, because a pipe would make both wait for each other."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def handed_over(fill: Callable[[BinaryIO], object]) -> Iterator[str]:
    """The path of a temporary file, which is gone afterwards.

    Args:
        fill: writes what is to stand in it.
    """
    handle, path = tempfile.mkstemp(prefix="kpi-extract-")
    try:
        with os.fdopen(handle, "wb") as out:
            fill(out)
        yield path
    finally:
        with suppress(OSError):
            Path(path).unlink()
