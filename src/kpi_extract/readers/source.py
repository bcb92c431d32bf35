"""What a reader is given: the bytes of one document and what the user said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PDF_ENGINES = ("pdfium", "pdfplumber")
"""Names a user may give; `readers.pdf.engines` has what is behind them."""


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
    """More are read only when the pages are named."""
    when_opened: Callable[[int], None] | None = None
    """Called once with the number of pages that are going to be read, before the long work begins."""

    @property
    def base_name(self) -> str:
        """The file name without its folder, for Windows and POSIX paths alike."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1]

    def tell_pages(self, count: int) -> None:
        """Says how many pages are going to be read to whoever wants to know."""
        if self.when_opened is not None:
            self.when_opened(count)
