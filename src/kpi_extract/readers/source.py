"""What a reader is given: the bytes of one document and what the user said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PDF_ENGINES = ("pdfium", "pdfplumber")
"""Names a user may give; `readers.pdf.engines` has what is behind them."""

BYTES_OF_A_PAGE = 100_000
"""Formats without pages count as many as they have pieces of this size, unpacked."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document, in memory, not yet understood."""

    name: str
    """As the caller gave it: a path, or ``-`` for standard input; used in messages."""
    data: bytes
    encoding: str | None = None
    """Forced text encoding; None lets the reader find it."""
    password: str | None = None
    """User password of an encrypted document."""
    pages: tuple[int, ...] | None = None
    """Page numbers (from 1) to read, ascending; None for all. Formats without pages ignore it."""
    pdf_engine: str | None = None
    """Name of the PDF engine to ask first; None for the default. Other formats ignore it."""
    jobs: int = 1
    """Processes among which the pages of a long PDF are shared out."""
    most_pages: int = 1000
    """A document with more is read only where the pages are named."""
    when_opened: Callable[[int], None] | None = None
    """Called once, when the document is open and before its pages are read, with how many are going to be read."""

    @property
    def base_name(self) -> str:
        """The file name without its folder, for Windows and POSIX paths alike."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1]

    def opened(self, pages: int) -> None:
        """A reader says that the document is open and that it is going to read so many pages."""
        if self.when_opened is not None:
            self.when_opened(pages)

    def opened_without_pages(self, size: int) -> None:
        """The same for a format without pages; `size` is its content in bytes, unpacked."""
        self.opened(max(1, -(-size // BYTES_OF_A_PAGE)))
