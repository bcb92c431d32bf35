"""Records → bytes. To add a format: a module with what Writer names, and its line in WRITERS.

A format that is no sequence of documents (a workbook, columns) is a WholeWriter, with its line in WHOLE_WRITERS.

A writer is imported when it is used: JSON needs no library of another format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from kpi_extract.writers.frame import Frame

if TYPE_CHECKING:
    from kpi_extract.records import Extraction


class Writer(Protocol):
    """What each writer offers. It writes bytes, so that no locale can interfere."""

    @property
    def NAME(self) -> str:
        """What the user calls the format."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """File name endings that ask for it, lower case with the dot."""

    @property
    def ALONE(self) -> Frame:
        """What stands around one document that is the whole output."""

    @property
    def SEVERAL(self) -> Frame:
        """What stands around and between documents; their number need not be known."""

    def write_member(self, extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
        """Write one document without its frame; `level` is the frame's."""

    def write(self, extractions: Iterable[Extraction], out: BinaryIO) -> None:
        """Write all extractions with their frame."""


def _json() -> Writer:
    from kpi_extract.writers import to_json

    return to_json


def _json_lines() -> Writer:
    from kpi_extract.writers import to_json_lines

    return to_json_lines


def _csv() -> Writer:
    from kpi_extract.writers import to_csv

    return to_csv


def _table() -> Writer:
    from kpi_extract.writers import to_table

    return to_table


@dataclass(frozen=True, slots=True)
class _Unloaded:
    """A writer whose module is imported when it is used; its name and endings are known before."""

    NAME: str
    SUFFIXES: tuple[str, ...]
    load: Callable[[], Writer]

    @property
    def ALONE(self) -> Frame:
        return self.load().ALONE

    @property
    def SEVERAL(self) -> Frame:
        return self.load().SEVERAL

    def write_member(self, extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
        """Write one document without its frame with the module."""
        self.load().write_member(extraction, out, level)

    def write(self, extractions: Iterable[Extraction], out: BinaryIO) -> None:
        """Write all extractions with the module."""
        self.load().write(extractions, out)


WRITERS: list[Writer] = [
    _Unloaded("json", (".json",), _json),
    _Unloaded("jsonl", (".jsonl", ".ndjson"), _json_lines),
    _Unloaded("csv", (".csv",), _csv),
    _Unloaded("table", (), _table),
]


class WholeWriter(Protocol):
    """What a writer offers that takes all documents at once, since they do not simply follow each other."""

    @property
    def NAME(self) -> str:
        """What the user calls the format."""

    @property
    def SUFFIXES(self) -> tuple[str, ...]:
        """File name endings that ask for it, lower case with the dot."""

    def write(self, extractions: Iterable[Extraction], out: BinaryIO) -> None:
        """Write all extractions."""

    def write_data(self, documents: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
        """Write what lines of our JSON Lines hold; one document is held at a time."""


def _xlsx() -> WholeWriter:
    from kpi_extract.writers import to_xlsx

    return to_xlsx


def _parquet() -> WholeWriter:
    from kpi_extract.writers import to_parquet

    return to_parquet


WHOLE_WRITERS: dict[str, Callable[[], WholeWriter]] = {"xlsx": _xlsx, "parquet": _parquet}
"""Loads each; the name is its file name ending too."""


def whole_writer_named(name: str) -> WholeWriter | None:
    """The whole writer of a format name."""
    load = WHOLE_WRITERS.get(name)
    return load() if load is not None else None


def writer_named(name: str) -> Writer:
    """The writer of a format name; ValueError names the known ones."""
    for writer in WRITERS:
        if name == writer.NAME:
            return writer
    known = (*(writer.NAME for writer in WRITERS), *WHOLE_WRITERS)
    raise ValueError(f"unknown output format {name!r}; known: {', '.join(known)}")


def writer_for_suffix(suffix: str) -> Writer | None:
    """The writer that files with this ending ask for, in any case: .json, .CSV."""
    return next((writer for writer in WRITERS if suffix.lower() in writer.SUFFIXES), None)
