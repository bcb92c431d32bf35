"""Pages with what was read drawn over them, for people who look why a table came out wrong.

`overlay` says what stands where and what it was taken for, `drawing` draws it; only `drawing` knows pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from kpi_extract.document import Document
from kpi_extract.errors import DocumentError
from kpi_extract.interpretation.explanation import explain_document
from kpi_extract.picture.drawing import annotated
from kpi_extract.picture.overlay import overlays
from kpi_extract.readers.pdf.rendering import painter_of
from kpi_extract.readers.source import Source


@dataclass(frozen=True, slots=True)
class Picture:
    """One page with what was read drawn over it."""

    page: int
    """Its number, from 1."""
    png: bytes

    def write(self, out: BinaryIO) -> None:
        """Write the PNG file."""
        out.write(self.png)


def pages_of(document: Document, source: Source) -> tuple[int, ...]:
    """The numbers of the pages that were read of a PDF."""
    every = range(1, (document.page_count or 0) + 1)
    return tuple(every) if source.pages is None else tuple(number for number in source.pages if number in every)


def pictures(document: Document, source: Source) -> Iterator[Picture | DocumentError]:
    """Draw the pages that were read, one at a time; a page that cannot be painted costs no other.

    Args:
        document: as read from the source, its tables joined.
        source: a PDF.

    Raises:
        DocumentError: no page can be painted.
    """
    marks = overlays(document, explain_document(document))
    with painter_of(source) as painter:
        for number in pages_of(document, source):
            try:
                page = painter.page(number)
            except DocumentError as error:
                yield error
                continue
            out = BytesIO()
            annotated(page.image, page.scale, marks.get(number, ())).save(out, "PNG")
            yield Picture(number, out.getvalue())
