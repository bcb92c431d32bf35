"""Reads PDF files: pdfminer's drawing operations → tables of cells and paragraphs.

This module alone knows the engine. It hands what is drawn to a `PageCollector`; what the marks of a page mean is
decided in `pdf_grid`, `pdf_text`, `pdf_layout` and `pdf_paragraphs`, which never see a pdfminer object.

pdfminer is used directly: pdfplumber's pages show no clip paths, and a spreadsheet prints the text of a merged cell
on both sides of a page break, clipped to its half.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from kpi_extract.document import Document, Table
from kpi_extract.issues import Finding
from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.collector import PageCollector
from kpi_extract.readers.pdf.engines.pdfminer_device import Device
from kpi_extract.readers.pdf.layout import PageContent, lay_out
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.pdf.paragraphs import blocks_of
from kpi_extract.readers.pdf.problems import (
    damaged,
    missing_pages,
    no_such_page,
    page_findings,
    too_many_pages,
    unreadable_page,
    wrong_password,
)
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage

NAME = "pdf"
SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"

MOST_PAGES = 1000
"""More are read only when the pages are named."""
MOST_PAGES_COUNTED = 100_000
MOST_CONTENT = 64 * 1024 * 1024
"""A page's drawing operations are at most this long once unpacked; more is a bomb."""

_OFFICE_NAME = re.compile(
    r"\.(docx?|docm|xlsx?|xlsm|pptx?|jtdc?|jtt|odt|ods|odp|rtf|txt|html?|pdf|indd|ai)$", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"microsoft (word|excel|powerpoint)\b.*|untitled.*|無題.*|名称未設定.*|about:blank|(sheet|book|document|文書)\s*\d*",
    re.IGNORECASE,
)


def read(source: Source) -> Document:
    """Read one PDF file.

    Raises:
        PasswordError: it is encrypted and the password is missing or wrong.
        DamagedDocumentError: it is cut off, or no page can be read.
        DocumentError: it has too many pages, or none of those asked for.
    """
    _refuse_if_cut_off(source)
    with _quiet():
        return _Reading(source, _opened(source)).document()


class _Reading:
    """One pass over the pages of an open document."""

    def __init__(self, source: Source, pdf: PDFDocument) -> None:
        from pdfminer.pdfinterp import PDFResourceManager

        self._source = source
        self._pdf = pdf
        self._resources = PDFResourceManager()
        self._pages: list[PageContent] = []
        self._findings: list[Finding] = []
        self._tables = 0
        self._failure = ""

    def document(self) -> Document:
        """Read the pages asked for, one at a time."""
        count = 0
        wanted = self._source.pages
        for number, page in self._numbered_pages():
            count = number
            if wanted is None and count > MOST_PAGES:
                raise too_many_pages(self._source, MOST_PAGES)
            if wanted is None or number in wanted:
                self._read_page(number, page)
        self._check_count(count)
        return Document(
            name=self._source.base_name,
            media_type=MEDIA_TYPE,
            sha256=hashlib.sha256(self._source.data).hexdigest(),
            blocks=tuple(blocks_of(self._pages)),
            page_count=count,
            title=_title(self._pdf),
            findings=tuple(self._findings),
        )

    def _numbered_pages(self) -> Iterator[tuple[int, PDFPage]]:
        from pdfminer.pdfpage import PDFPage

        pages = PDFPage.create_pages(self._pdf)
        for number in range(1, MOST_PAGES_COUNTED):
            try:
                page = next(pages)
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001  pdfminer raises anything on a broken page tree
                self._failure = self._failure or _short(error)
                return
            yield number, page

    def _read_page(self, number: int, page: PDFPage) -> None:
        try:
            marks = _marks(page, self._resources)
            content = lay_out(marks, number, self._tables + 1)
        except Exception as error:  # noqa: BLE001  pdfminer raises anything on bad content; other pages may be good
            self._failure = self._failure or _short(error)
            self._findings.append(unreadable_page(number, _short(error)))
            return
        self._pages.append(content)
        self._tables += sum(1 for item in content.items if isinstance(item, Table))
        self._findings += page_findings(marks, content)

    def _check_count(self, count: int) -> None:
        if count == 0 or (not self._pages and self._failure):
            raise damaged(self._source, self._failure or "it has no pages")
        if not self._pages:
            raise no_such_page(self._source, count)
        stated = _stated_count(self._pdf)
        if stated > count:
            self._findings.append(missing_pages(stated - count, stated))


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's own log messages from the user; whatever matters becomes a finding or an error."""
    logger = logging.getLogger("pdfminer")
    before = (logger.propagate, list(logger.handlers))
    logger.propagate, logger.handlers = False, [logging.NullHandler()]
    try:
        yield
    finally:
        logger.propagate, logger.handlers = before


def _opened(source: Source) -> PDFDocument:
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
            raise damaged(source, _short(error)) from error
    raise wrong_password(source)


def _refuse_if_cut_off(source: Source) -> None:
    """A file that was cut off may still open, with fewer pages: better no records than part of them."""
    data = source.data
    if not data.strip():
        raise damaged(source, "it is empty")
    last_object = max(data.rfind(b"endobj"), data.rfind(b"endstream"))
    if b"%PDF-" not in data[:4096] or last_object < 0 or data.rfind(b"startxref") < last_object:
        raise damaged(source, "the end of the file is missing")


def _short(error: BaseException) -> str:
    """The error as part of one sentence."""
    text = " ".join(str(error).split())[:120].rstrip(". ")
    return f"{type(error).__name__} {text}".strip()


def _stated_count(pdf: PDFDocument) -> int:
    from pdfminer.pdftypes import resolve1

    try:
        count = resolve1(resolve1(pdf.catalog["Pages"])["Count"])
    except Exception:  # noqa: BLE001  a missing or odd count says nothing
        return 0
    return count if isinstance(count, int) else 0


def _title(pdf: PDFDocument) -> str | None:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    title = ""
    for info in pdf.info:
        try:
            value = resolve1(info.get("Title"))
            title = decode_text(value) if isinstance(value, bytes) else title
        except Exception:  # noqa: BLE001  a title that cannot be decoded is no title
            continue
    title = " ".join(title.replace("\0", "").split())
    if not title or _OFFICE_NAME.search(title) or _NO_TITLE.fullmatch(title):
        return None
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
