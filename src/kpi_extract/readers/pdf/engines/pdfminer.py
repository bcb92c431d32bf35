"""The second engine: pdfminer.six, the one inside pdfplumber. Slower by far, and independent of PDFium.

It is used directly: pdfplumber's pages show no clip paths, and a spreadsheet prints the text of a merged cell on both
sides of a page break, clipped to its half.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.collector import PageCollector
from kpi_extract.readers.pdf.engines.contract import NeedsPassword, Refused, short
from kpi_extract.readers.pdf.engines.pdfminer_content import unpacking_problem
from kpi_extract.readers.pdf.engines.pdfminer_device import Device
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

NAME = "pdfplumber"

MOST_PAGES_COUNTED = 100_000


class PdfminerDocument:
    """An open document."""

    makes_cycles = True
    says_what_is_missing = True

    def __init__(self, source: Source) -> None:
        from kpi_extract.readers.pdf.engines.pdfminer_interpreter import Fonts

        self._stack = ExitStack()
        self._stack.enter_context(quiet())
        try:
            self._pdf = opened(source)
            self._resources = Fonts()
            self._pages, self._failure = _pages(self._pdf)
            if not self._pages:
                raise Refused(self._failure or "it has no pages")
        except BaseException:
            self._stack.close()
            raise
        self.page_count = len(self._pages)
        self.stated_count = max(_stated_count(self._pdf), self.page_count)

    def __enter__(self) -> PdfminerDocument:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def title(self) -> str:
        """The title in the file's properties, "" where it has none."""
        return _title(self._pdf)

    def marks(self, number: int) -> PageMarks:
        """What page `number` (from 1) carries; whatever pdfminer raises on a bad page comes through."""
        return _marks(self._pages[number - 1], self._resources)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep pdfminer's own log messages from the user; whatever matters becomes a finding or an error."""
    logger = logging.getLogger("pdfminer")
    before = (logger.propagate, list(logger.handlers))
    logger.propagate, logger.handlers = False, [logging.NullHandler()]
    try:
        yield
    finally:
        logger.propagate, logger.handlers = before


def opened(source: Source) -> PDFDocument:
    """The document opened with no password, or where that fails with the one given."""
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser

    for password in ("", source.password):
        if password is None:
            break
        try:
            return PDFDocument(PDFParser(io.BytesIO(source.data)), password=password)
        except PDFPasswordIncorrect:
            continue
        except MemoryError:
            raise
        except Exception as error:
            raise Refused(short(error)) from error
    raise NeedsPassword


def _pages(pdf: PDFDocument) -> tuple[list[PDFPage], str]:
    """The pages that can be found, and what ended the search early."""
    from pdfminer.pdfpage import PDFPage

    found: list[PDFPage] = []
    pages = PDFPage.create_pages(pdf)
    while len(found) < MOST_PAGES_COUNTED:
        try:
            found.append(next(pages))
        except StopIteration:
            break
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  pdfminer raises anything on a broken page tree
            return found, short(error)
    return found, ""


def _stated_count(pdf: PDFDocument) -> int:
    from pdfminer.pdftypes import resolve1

    try:
        count = resolve1(resolve1(pdf.catalog["Pages"])["Count"])
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a missing or odd count says nothing
        return 0
    return count if isinstance(count, int) else 0


def _title(pdf: PDFDocument) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    title = ""
    for info in pdf.info:
        try:
            value = resolve1(info.get("Title"))
            title = decode_text(value) if isinstance(value, bytes) else title
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  a title that cannot be decoded is no title
            continue
    return title


# --- pages → marks ----------------------------------------------------------------------------------------------------


def _marks(page: PDFPage, resources: PDFResourceManager) -> PageMarks:
    """Run the engine over one page, take what is needed, and let the page go."""
    from pdfminer.pdffont import PDFUnicodeNotDefined

    from kpi_extract.readers.pdf.engines.pdfminer_interpreter import Interpreter

    packed, incomplete = _contents(page)
    collector = PageCollector(_visible_box(page))
    device = Device(collector, PDFUnicodeNotDefined)
    try:
        interpreter = Interpreter(resources, device)
        interpreter.process_page(page)
        undrawn = interpreter.draw_annotations(page)
    finally:
        for stream, raw in packed:  # the unpacked content would stay in pdfminer's cache for the whole document
            stream.rawdata, stream.data = raw, None
    return collector.marks(incomplete or device.incomplete, undrawn)


def _visible_box(page: PDFPage) -> Box:
    """The crop box as seen, in the engine's coordinates: those of the media box, moved to 0, 0 and turned."""
    mx0, my0, mx1, my1 = page.mediabox
    x0, y0, x1, y1 = page.cropbox
    x0, y0, x1, y1 = max(x0, mx0), max(y0, my0), min(x1, mx1), min(y1, my1)
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = mx0, my0, mx1, my1
    if page.rotate == 90:
        return (y0 - my0, mx1 - x1, y1 - my0, mx1 - x0)
    if page.rotate == 180:
        return (mx1 - x1, my1 - y1, mx1 - x0, my1 - y0)
    if page.rotate == 270:
        return (my1 - y1, x0 - mx0, my1 - y0, x1 - mx0)
    return (x0 - mx0, y0 - my0, x1 - mx0, y1 - my0)


def _contents(page: PDFPage) -> tuple[list[tuple[Any, bytes]], str]:
    """The page's content streams with their packed bytes, and what is wrong with them.

    pdfminer takes what it can from a damaged stream and says so only in its log: here it is checked first.
    """
    from pdfminer.pdftypes import PDFStream, resolve1

    packed: list[tuple[Any, bytes]] = []
    incomplete = ""
    for reference in page.contents:
        stream = resolve1(reference)
        if not isinstance(stream, PDFStream):
            incomplete = "part of the page's content is missing"
        elif stream.rawdata is not None:
            packed.append((stream, stream.rawdata))
            incomplete = incomplete or unpacking_problem(stream)
    return packed, incomplete
