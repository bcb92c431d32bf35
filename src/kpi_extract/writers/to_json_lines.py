"""JSON Lines: one document a line, written as it comes, so that a crash keeps what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kpi_extract.records import Extraction
from kpi_extract.writers.json_text import JsonText

NAME = "jsonl"
SUFFIXES: tuple[str, ...] = (".jsonl", ".ndjson")


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write each extraction as one line of UTF-8, whole or not at all."""
    text = JsonText(indent=None)
    for extraction in extractions:
        line = bytearray()
        for piece in text.pieces(extraction):
            line += piece.encode("utf-8")
        line += b"\n"
        out.write(line)
