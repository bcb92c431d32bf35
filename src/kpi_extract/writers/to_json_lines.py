"""JSON Lines: one document a line, written as it comes, so that a crash keeps what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kpi_extract.records import Extraction
from kpi_extract.writers.frame import Frame, write_framed
from kpi_extract.writers.json_text import JsonText

NAME = "jsonl"
SUFFIXES: tuple[str, ...] = (".jsonl", ".ndjson")
ALONE = SEVERAL = Frame()


def write_member(extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
    """Write one line of UTF-8, whole or not at all; a line has no indentation."""
    line = bytearray()
    for piece in JsonText(indent=None).pieces(extraction):
        line += piece.encode("utf-8")
    line += b"\n"
    out.write(line)


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write each extraction as one line."""
    write_framed(SEVERAL, write_member, extractions, out)
