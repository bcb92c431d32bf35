"""What an engine offers the reader, and how it says no."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.source import Source

MOST_DRAWN = 10_000
"""One form makes at most this many others be drawn."""


class Refused(Exception):
    """The engine cannot open a document or a page; another one may."""


class NeedsPassword(Exception):
    """The document is encrypted and the password is missing or wrong."""


class UnknownLock(Exception):
    """The document is encrypted, and not with a password: for those who hold a certificate, say."""


def short(error: BaseException) -> str:
    """The error as part of one sentence."""
    text = " ".join(str(error).split())[:120].rstrip(". ")
    return f"{type(error).__name__} {text}".strip()


class OpenDocument(Protocol):
    """A document an engine has opened."""

    page_count: int
    stated_count: int
    """How many pages the file speaks of; more than `page_count` where some are missing."""
    makes_cycles: bool
    """Whether reading a page leaves objects behind that hold each other."""
    says_what_is_missing: bool
    """Whether damaged content shows in `PageMarks.incomplete`."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def title(self) -> str:
        """The title in the file's properties, "" where it has none."""

    def marks(self, number: int) -> PageMarks:
        """What page `number` (from 1) carries; raises `Refused` or whatever the engine raises on a bad page."""


class Engine(Protocol):
    """Opens documents."""

    def __call__(self, source: Source) -> OpenDocument:
        """Raises `Refused` or `NeedsPassword`."""
