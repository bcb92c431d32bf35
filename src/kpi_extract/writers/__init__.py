"""Records → bytes. A writer is a module with NAME, SUFFIXES and write(); add it to WRITERS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Protocol

from kpi_extract.records import Extraction
from kpi_extract.writers import to_json, to_json_lines, to_table


class Writer(Protocol):
    """What a writer module offers. It writes bytes, so that no locale can interfere."""

    NAME: str
    SUFFIXES: tuple[str, ...]

    def write(self, extractions: Iterable[Extraction], out: BinaryIO) -> None:
        """Write all extractions to a binary stream."""
        ...


WRITERS: list[Writer] = [to_json, to_json_lines, to_table]


def writer_named(name: str) -> Writer:
    """The writer of a format name; ValueError names the known ones."""
    for writer in WRITERS:
        if name == writer.NAME:
            return writer
    raise ValueError(f"unknown output format {name!r}; known: {', '.join(writer.NAME for writer in WRITERS)}")
