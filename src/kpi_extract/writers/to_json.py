"""JSON: one document as an object, several as an array; UTF-8 without BOM, null keys left out, a final newline."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, BinaryIO

from kpi_extract.records import Extraction
from kpi_extract.writers.frame import Frame, write_framed
from kpi_extract.writers.json_text import JsonText, data_of

NAME = "json"
SUFFIXES: tuple[str, ...] = (".json",)
INDENT = "  "
ALONE = Frame(end=b"\n", empty=b"[]\n")
SEVERAL = Frame(start=b"[\n  ", between=b",\n  ", end=b"\n]\n", empty=b"[]\n", level=1)


def as_data(extraction: Extraction) -> dict[str, Any]:
    """The extraction as plain JSON data: null keys left out, lists always there."""
    data: dict[str, Any] = data_of(extraction)
    return data


def write_member(extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
    """Write one object, its closing bracket so many levels of indentation in."""
    for piece in JsonText(INDENT, level).pieces(extraction):
        out.write(piece.encode("utf-8"))


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write one object for one extraction, an array for several."""
    coming = iter(extractions)
    first = list(islice(coming, 2))
    write_framed(SEVERAL if len(first) > 1 else ALONE, write_member, chain(first, coming), out)
