"""Pages as pictures, for people: the one place where a page is painted and not read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from kpi_extract.errors import DocumentError
from kpi_extract.readers.pdf.engines.contract import short
from kpi_extract.readers.pdf.engines.nesting import Explosion, explosion
from kpi_extract.readers.pdf.integrity import suspicions
from kpi_extract.readers.pdf.problems import bomb
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

SCALE = 2.0
"""Pixels of a point."""
LONGEST_SIDE = 4000
"""Pixels of a picture's longer side at most: a poster gets a smaller scale."""


class PageImage(NamedTuple):
    """A page as seen, painted on white."""

    image: Image
    """RGB."""
    scale: float
    """Pixels of a point."""


class Painter:
    """Paints pages of an open document."""

    def __init__(self, source: Source, pdf: PdfDocument) -> None:
        self._source = source
        self._pdf = pdf

    def page(self, number: int) -> PageImage:
        """Page `number` (from 1).

        Raises:
            DocumentError: PDFium cannot paint it.
        """
        try:
            page = self._pdf.get_page(number - 1)
            try:
                scale = scale_of(*page.get_size())
                # Its paper is white, and its pixels are copied: they are drawn on after the page is closed.
                image = page.render(scale=scale).to_pil().convert("RGB").copy()
            finally:
                page.close()
        except MemoryError:
            raise
        except Exception as error:  # PDFium raises anything on bad content
            raise _not_painted(self._source, f"page {number}", f"{number}ページ", short(error)) from error
        return PageImage(image, scale)


def scale_of(width: float, height: float) -> float:
    """Pixels of a point, for a page of that size in points."""
    longest = max(width, height, 1.0)
    return min(SCALE, (LONGEST_SIDE - 0.5) / longest)  # half a pixel less: the picture's sides are rounded up


@contextmanager
def painter_of(source: Source) -> Iterator[Painter]:
    """Open a PDF to paint its pages.

    Raises:
        DocumentError: PDFium cannot open it, or would not come back from it.
    """
    from pypdfium2 import PdfDocument

    seen = suspicions(source.data)
    if seen.bomb:
        raise bomb(source, *seen.bomb)
    if explosion(source, seen.drawing_forms) is not Explosion.NONE:
        raise _not_painted(source, "it", "この文書", "its forms draw each other without end")
    try:
        pdf = PdfDocument(source.data, password=source.password)
    except MemoryError:
        raise
    except Exception as error:  # PDFium raises anything on bad content
        raise _not_painted(source, "it", "この文書", short(error)) from error
    try:
        yield Painter(source, pdf)
    finally:
        pdf.close()


def _not_painted(source: Source, what: str, what_ja: str, reason: str) -> DocumentError:
    return DocumentError(
        source.name,
        f"No picture can be made of {what}: {reason}.",
        "The cells as read are shown by kpi-extract tables without --image.",
        f"{what_ja}は画像にできません({reason})。",
        "読み取ったセルは --image なしの kpi-extract tables で見られます。",
    )
