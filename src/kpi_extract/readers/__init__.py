"""Readers: one module per format, found by content. To add one: a module like them, and its lines in READERS.

A reader is imported when its first document comes: a text needs no geometry of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kpi_extract.document import Document
from kpi_extract.errors import DamagedDocumentError, DocumentError, UnknownFormatError
from kpi_extract.readers.preflight import check_table
from kpi_extract.readers.sniffing import recognize
from kpi_extract.readers.source import Source


class Reader(Protocol):
    """What each reader module offers."""

    @property
    def NAME(self) -> str:
        """What the user calls the format."""

    @property
    def SUFFIXES(self) -> Sequence[str]:
        """File name endings, lower case with the dot; only to find files, never to decide how one is read."""

    @property
    def MEDIA_TYPE(self) -> str:
        """The media type of most of its documents."""

    def read(self, source: Source) -> Document:
        """Reads one document or raises a DocumentError."""


def _pdf() -> Reader:
    from kpi_extract.readers import pdf

    return pdf


def _word() -> Reader:
    from kpi_extract.readers import word

    return word


def _html() -> Reader:
    from kpi_extract.readers import html

    return html


def _excel() -> Reader:
    from kpi_extract.readers import excel

    return excel


def _old_excel() -> Reader:
    from kpi_extract.readers import old_excel

    return old_excel


def _opendocument() -> Reader:
    from kpi_extract.readers import opendocument

    return opendocument


def _delimited() -> Reader:
    from kpi_extract.readers import delimited

    return delimited


@dataclass(frozen=True, slots=True)
class _Unloaded:
    """A reader whose module is imported when it is used."""

    NAME: str
    load: Callable[[], Reader]

    @property
    def SUFFIXES(self) -> Sequence[str]:
        return self.load().SUFFIXES

    @property
    def MEDIA_TYPE(self) -> str:
        return self.load().MEDIA_TYPE

    def read(self, source: Source) -> Document:
        """Reads one document with the module."""
        return self.load().read(source)


READERS: list[Reader] = [
    _Unloaded("pdf", _pdf),
    _Unloaded("word", _word),
    _Unloaded("html", _html),
    _Unloaded("excel", _excel),
    _Unloaded("old-excel", _old_excel),
    _Unloaded("opendocument", _opendocument),
    _Unloaded("text", _delimited),
]


def read_source(source: Source, format: str | None = None) -> Document:
    """Reads a document, whatever its name ends with.

    Args:
        source: the bytes and what the user said about them.
        format: the name of a reader; None recognises the format by content.

    Raises:
        DocumentError: it cannot be read; the message says why and what to do.
    """
    name = format or recognize(source.data, source.name, source.encoding)
    reader = next((reader for reader in READERS if name == reader.NAME), None)
    if reader is None:
        names = ", ".join(reader.NAME for reader in READERS)
        raise UnknownFormatError(
            source.name,
            f"There is no format called {name!r}.",
            f"Name one of: {names}.",
            f"{name!r} という形式はありません。",
            f"次のいずれかを指定してください: {names}。",
        )
    try:
        document = reader.read(source)
        for table in document.tables():
            check_table(table.row_count, table.column_count, source.name)
        return document
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # The border: whatever a library raises, one document must not end a batch.
        raise DamagedDocumentError(
            source.name,
            f"The file cannot be read as {name} ({type(error).__name__}: {error}).",
            "Open it in the program it comes from and save it anew.",
            f"{name} として読み取れません({type(error).__name__})。",
            "元のソフトで開いて保存し直してください。",
        ) from error
