"""JSON: one document as an object, several as an array; UTF-8 without BOM, null keys left out, a final newline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from kpi_extract.records import Extraction
from kpi_extract.writers.json_text import JsonText, data_of

NAME = "json"
SUFFIXES: tuple[str, ...] = (".json",)
INDENT = "  "


def as_data(extraction: Extraction) -> dict[str, Any]:
    """The extraction as plain JSON data: null keys left out, lists always there."""
    data: dict[str, Any] = data_of(extraction)
    return data


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write one object for one extraction, an array for several."""
    kept = list(extractions)
    if len(kept) == 1:
        for piece in JsonText(INDENT).pieces(kept[0]):
            out.write(piece.encode("utf-8"))
        out.write(b"\n")
        return
    array = JsonText(INDENT)
    before = "["
    for extraction in kept:
        out.write((before + array.line).encode("utf-8"))
        for piece in array.deeper().pieces(extraction):
            out.write(piece.encode("utf-8"))
        before = ","
    out.write(b"\n]\n" if kept else b"[]\n")
