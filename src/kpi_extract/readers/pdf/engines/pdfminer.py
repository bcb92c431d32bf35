"""The second engine: pdfminer.six, the one inside pdfplumber. Slower by far, and independent of PDFium.

It is used directly: pdfplumber's pages show no clip paths, and a spreadsheet prints the text of a merged cell on both
sides of a page break, clipped to its half.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.collector import PageCollector
from kpi_extract.readers.pdf.engines.contract import NeedsPassword, Refused, short
from kpi_extract.readers.pdf.engines.pdfminer_device import Device
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

NAME = "pdfplumber"

MOST_PAGES_COUNTED = 100_000
MOST_CONTENT = 64 * 1024 * 1024
"""A page's drawing operations are at most this long once unpacked; more is a bomb."""


class PdfminerDocument:
    """An open document."""

    says_what_is_missing = True

    def __init__(self, source: Source) -> None:
        from pdfminer.pdfinterp import PDFResourceManager

        self._stack = ExitStack()
        self._stack.enter_context(quiet())
        try:
            self._pdf = opened(source)
            self._resources = PDFResourceManager()
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
        except Exception as error:  # noqa: BLE001  pdfminer raises anything on a broken page tree
            return found, short(error)
    return found, ""


def _stated_count(pdf: PDFDocument) -> int:
    from pdfminer.pdftypes import resolve1

    try:
        count = resolve1(resolve1(pdf.catalog["Pages"])["Count"])
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
        except Exception:  # noqa: BLE001  a title that cannot be decoded is no title
            continue
    return title


# --- pages → marks ----------------------------------------------------------------------------------------------------


def _marks(page: PDFPage, resources: PDFResourceManager) -> PageMarks:
    """Run the engine over one page, take what is needed, and let the page go."""
    from pdfminer.pdffont import PDFUnicodeNotDefined

    packed, incomplete = _contents(page)
    collector = PageCollector(_visible_box(page))
    device = Device(collector, PDFUnicodeNotDefined)
    try:
        _interpreter_class()(resources, device).process_page(page)
    finally:
        for stream, raw in packed:  # the unpacked content would stay in pdfminer's cache for the whole document
            stream.rawdata, stream.data = raw, None
    return collector.marks(incomplete or device.incomplete)


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
            incomplete = incomplete or _unpacking_problem(stream)
    return packed, incomplete


def _unpacking_problem(stream: Any) -> str:
    """Why a stream cannot be unpacked whole, "" where it can.

    Raises:
        ValueError: it is too long.
    """
    from pdfminer.ascii85 import ascii85decode, asciihexdecode
    from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, LITERALS_ASCIIHEX_DECODE, LITERALS_FLATE_DECODE

    raw = stream.rawdata
    if stream.decipher is not None:
        raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
    for name, _ in stream.get_filters():
        if name in LITERALS_ASCII85_DECODE:
            raw = ascii85decode(raw)
        elif name in LITERALS_ASCIIHEX_DECODE:
            raw = asciihexdecode(raw)
        else:
            return _inflating_problem(raw) if name in LITERALS_FLATE_DECODE else ""
    return ""


def _inflating_problem(raw: bytes) -> str:
    unpacking = zlib.decompressobj()
    try:
        size = len(unpacking.decompress(raw, MOST_CONTENT))
    except zlib.error:
        return "part of the page's content is damaged"
    if size >= MOST_CONTENT:
        raise ValueError("content of more than 64 MB")
    return "" if unpacking.eof else "part of the page's content is cut off"


@cache
def _interpreter_class() -> Any:
    """Pdfminer's interpreter, which leaves clip paths out, with clip paths.

    Made at first use: importing pdfminer costs more than importing all of this package.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import PDFStream, resolve1
    from pdfminer.psparser import LIT, literal_name

    class Interpreter(PDFPageInterpreter):
        """Runs a page's drawing operations and reports them to a `Device`."""

        def __init__(self, resources: Any, device: Any) -> None:
            super().__init__(resources, device)
            self.surface = device
            self.saved_clips: list[Box] = []
            self.is_clipping = False

        def do_q(self) -> None:
            super().do_q()
            self.saved_clips.append(self.surface.collector.clip)

        def do_Q(self) -> None:
            super().do_Q()
            if self.saved_clips:
                self.surface.collector.clip = self.saved_clips.pop()

        def do_W(self) -> None:
            self.is_clipping = True

        do_W_a = do_W

        def do_Do(self, xobjid_arg: Any) -> None:
            form = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
            if isinstance(form, PDFStream) and form.rawdata is not None and form.get("Subtype") is LIT("Form"):
                self.surface.incomplete = self.surface.incomplete or _unpacking_problem(form)
            super().do_Do(xobjid_arg)
            self.device.set_ctm(self.ctm)  # a form leaves its own behind

    for name in ("do_n", "do_S", "do_f", "do_f_a", "do_B", "do_B_a"):
        setattr(Interpreter, name, _then_clip(getattr(PDFPageInterpreter, name)))
    # pdfminer passes over the old name of an operation.
    setattr(Interpreter, "do_F", Interpreter.do_f)  # noqa: B010  mypy takes the assignment for a mistake
    return Interpreter


def _then_clip(operation: Callable[[Any], None]) -> Callable[[Any], None]:
    """A painting operation after which a clip path, where one was announced, takes effect."""

    def painted(self: Any) -> None:
        path = self.curpath
        operation(self)
        if self.is_clipping:
            self.surface.collector.clip_to(self.surface.subpaths(path))
            self.is_clipping = False

    return painted
