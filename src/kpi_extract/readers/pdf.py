"""Reads PDF files: pdfminer's marks (through pdfplumber) → tables of cells and paragraphs.

This module alone knows the engine. It turns each page into `PageMarks`; what those mean is decided in `pdf_grid`,
`pdf_text`, `pdf_layout` and `pdf_paragraphs`, which never see a pdfminer object.
"""

from __future__ import annotations

import hashlib
import io
import logging
import math
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kpi_extract.document import Document
from kpi_extract.errors import DamagedDocumentError, DocumentError, PasswordError
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.readers.pdf_layout import PageContent, lay_out
from kpi_extract.readers.pdf_marks import Character, Flow, PageMarks, Rule
from kpi_extract.readers.pdf_grid import THIN
from kpi_extract.readers.pdf_paragraphs import blocks_of, has_only_running_heads
from kpi_extract.readers.pdf_text import clean
from kpi_extract.readers.source import Source

if TYPE_CHECKING:
    import pdfplumber
    from pdfminer.pdfpage import PDFPage

NAME = "pdf"
SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"

MOST_PAGES = 1000
"""More are read only when the pages are named: a wrong file should not cost an hour."""
MOST_PAGES_COUNTED = 100_000
MOST_CONTENT = 64 * 1024 * 1024
"""A page's drawing instructions are at most this long once unpacked; more is a bomb."""
MOST_RULES = 20_000
DAMAGED_SHARE = 0.05
PICTURE_SHARE = 0.25

Matrix = tuple[float, float, float, float, float, float]


def read(source: Source) -> Document:
    """Read one PDF file.

    Raises:
        PasswordError: it is encrypted and the password is missing or wrong.
        DamagedDocumentError: it is cut off, or no page can be read.
        DocumentError: it has too many pages, or none of those asked for.
    """
    _refuse_if_cut_off(source)
    with _quiet(), _opened(source) as pdf:
        return _Reading(source, pdf).document()


class _Reading:
    """One pass over the pages of an open document."""

    def __init__(self, source: Source, pdf: pdfplumber.PDF) -> None:
        self._source = source
        self._pdf = pdf
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
                raise _too_many_pages(self._source)
            if wanted is None or number in wanted:
                self._read_page(number, page)
        self._check_count(count)
        return Document(
            name=self._source.base_name,
            media_type=MEDIA_TYPE,
            sha256=hashlib.sha256(self._source.data).hexdigest(),
            blocks=tuple(blocks_of(self._pages)),
            page_count=count,
            title=_title(self._pdf.metadata),
            findings=tuple(self._findings),
        )

    def _numbered_pages(self) -> Iterator[tuple[int, PDFPage]]:
        from pdfminer.pdfpage import PDFPage

        pages = PDFPage.create_pages(self._pdf.doc)
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
        place = Place(page=number)
        try:
            marks = _marks(self._pdf, page, number)
            content = lay_out(marks, number, self._tables + 1)
        except Exception as error:  # noqa: BLE001  pdfminer raises anything on bad content; other pages may be good
            self._failure = self._failure or _short(error)
            text = f"the page could not be read: {_short(error)}"
            self._findings.append(Finding(IssueCode.NO_TEXT, text, place, severity="error"))
            return
        self._pages.append(content)
        self._tables += sum(1 for item in content.items if hasattr(item, "cells"))
        self._findings += _findings(marks, content, place)

    def _check_count(self, count: int) -> None:
        if count == 0 or (not self._pages and self._failure):
            raise _damaged(self._source, self._failure or "it has no pages")
        if not self._pages:
            raise DocumentError(
                self._source.name,
                f"It has {count} pages, none of those asked for.",
                "Name pages that exist.",
                f"全{count}ページの文書で、指定されたページがありません。",
                "存在するページ番号を指定してください。",
            )
        stated = _stated_count(self._pdf)
        missing = max(stated - count, 0) or int(bool(self._failure) and len(self._pages) == count)
        if missing:
            text = f"{missing} of {max(stated, count + missing)} pages are missing from the file"
            self._findings.append(Finding(IssueCode.NO_TEXT, text, severity="error"))


def _findings(marks: PageMarks, content: PageContent, place: Place) -> list[Finding]:
    found: list[Finding] = []
    printed = sum(1 for char in marks.characters if char.text.strip())
    bare = has_only_running_heads(content)
    if not printed and (marks.picture_share or marks.rules):
        text = "picture only" if marks.picture_share else "drawings only"
        found.append(Finding(IssueCode.NO_TEXT, text, place))
    elif printed and bare and marks.picture_share >= PICTURE_SHARE:
        found.append(Finding(IssueCode.NO_TEXT, "a page number and a picture only", place))
    if marks.incomplete:
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, marks.incomplete, place, severity="error"))
    elif printed and marks.unmapped > DAMAGED_SHARE * printed:
        share = f"{marks.unmapped} of {printed} characters cannot be read"
        found.append(Finding(IssueCode.TEXT_LAYER_DAMAGED, share, place))
    if marks.slanted:
        found.append(Finding(IssueCode.CONTENT_SKIPPED, f"slanted text: {marks.slanted}", place))
    return found


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's own log messages from the user; whatever matters becomes a finding or an error."""
    loggers = [logging.getLogger(name) for name in ("pdfminer", "pdfplumber")]
    before = [(logger.propagate, list(logger.handlers)) for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.handlers = [logging.NullHandler()]
    try:
        yield
    finally:
        for logger, (propagate, handlers) in zip(loggers, before, strict=True):
            logger.propagate = propagate
            logger.handlers = handlers


@contextmanager
def _opened(source: Source) -> Iterator[pdfplumber.PDF]:
    """The document opened with no password, or where that fails with the one given."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    pdf = None
    for password in ("", source.password):
        if password is None:
            break
        try:
            pdf = pdfplumber.PDF(io.BytesIO(source.data), password=password)
            break
        except Exception as error:
            cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
            if not isinstance(cause, PDFPasswordIncorrect):
                raise _damaged(source, _short(cause)) from error
    if pdf is None:
        raise _wrong_password(source)
    try:
        yield pdf
    finally:
        pdf.flush_cache()


def _refuse_if_cut_off(source: Source) -> None:
    """A file that was cut off may still open, with fewer pages: better no records than part of them."""
    data = source.data
    if not data.strip():
        raise _damaged(source, "it is empty")
    last_object = max(data.rfind(b"endobj"), data.rfind(b"endstream"))
    if b"%PDF-" not in data[:4096] or last_object < 0 or data.rfind(b"startxref") < last_object:
        raise _damaged(source, "the end of the file is missing")


def _damaged(source: Source, reason: str) -> DamagedDocumentError:
    return DamagedDocumentError(
        source.name,
        f"The PDF is damaged: {reason}.",
        "Get the file again, or open it in a PDF viewer and save it anew.",
        f"PDFが壊れています({reason})。",
        "ファイルを入手し直すか、PDF閲覧ソフトで開いて保存し直してください。",
    )


def _wrong_password(source: Source) -> PasswordError:
    if source.password is None:
        reason, reason_ja = "It is encrypted and needs a password.", "暗号化されており、パスワードが必要です。"
    else:
        reason, reason_ja = "The password is wrong.", "パスワードが違います。"
    return PasswordError(
        source.name, reason, "Give the password with --password.", reason_ja, "--password で指定してください。"
    )


def _too_many_pages(source: Source) -> DocumentError:
    return DocumentError(
        source.name,
        f"It has more than {MOST_PAGES:,} pages.",
        "Name the pages to read with --pages.",
        f"{MOST_PAGES:,}ページを超えています。",
        "--pages で読むページを指定してください。",
    )


def _short(error: BaseException) -> str:
    """The error as part of one sentence."""
    cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    text = " ".join(str(cause).split())[:120].rstrip(". ")
    return f"{type(cause).__name__} {text}".strip()


def _stated_count(pdf: pdfplumber.PDF) -> int:
    from pdfminer.pdftypes import resolve1

    try:
        count = resolve1(resolve1(pdf.doc.catalog["Pages"])["Count"])
    except Exception:  # noqa: BLE001  a missing or odd count says nothing
        return 0
    return count if isinstance(count, int) else 0


_OFFICE_NAME = re.compile(r"\.(docx?|docm|xlsx?|xlsm|pptx?|jtdc?|jtt|odt|ods|odp|rtf|txt|html?|pdf|indd|ai)$", re.IGNORECASE)
_NO_TITLE = re.compile(r"(microsoft (word|excel|powerpoint)\b.*|untitled.*|無題.*|名称未設定.*|about:blank|(sheet|book|document|文書)\s*\d*)", re.IGNORECASE)


def _title(metadata: dict[str, Any]) -> str | None:
    title = metadata.get("Title")
    if not isinstance(title, str):
        return None
    title = " ".join(title.replace("\0", "").split())
    if not title or _OFFICE_NAME.search(title) or _NO_TITLE.fullmatch(title):
        return None
    return title


# --- pages → marks ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathered:
    """Marks of one page while they are being collected."""

    left: float
    """The visible page's left and top edge in the engine's coordinates (points, y upwards)."""
    top: float
    width: float
    height: float
    characters: list[Character] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    picture: float = 0.0
    unmapped: int = 0
    slanted: list[str] = field(default_factory=list)

    def add(self, item: Any) -> None:
        """Sort one engine object into characters, rules and pictures; what lies off the page is not seen."""
        from pdfminer import layout

        if isinstance(item, layout.LTChar):
            self._add_character(item)
        elif isinstance(item, layout.LTFigure):
            for inner in item:
                self.add(inner)
        elif isinstance(item, layout.LTImage):
            width = min(item.x1 - self.left, self.width) - max(item.x0 - self.left, 0.0)
            height = min(self.top - item.y0, self.height) - max(self.top - item.y1, 0.0)
            if width > 0 and height > 0:
                self.picture = max(self.picture, width * height / (self.width * self.height))
        elif isinstance(item, layout.LTCurve):
            self._add_path(item)

    def _add_character(self, item: Any) -> None:
        a, b, c, d, e, f = item.matrix
        text = item.get_text()
        is_unmapped = text.startswith("(cid:") and text.endswith(")")
        text = "\ufffd" if is_unmapped else clean(text)
        angle = round(math.degrees(math.atan2(b, a)), 1) if (a or b) else 0.0
        flow = _flow(angle)
        if flow is None:
            self.slanted.append(text)
            return
        x, y = e - self.left, self.top - f
        size = item.height if flow in ("right", "left") else item.width
        advance = item.width if flow in ("right", "left") else item.height
        if item.adv < 0 and flow == "right" and item.size == item.width:  # a font for vertical writing
            flow, size, advance = "vertical", item.width, item.height
            x, y = item.x0 - self.left, self.top - item.y1
        char = Character(text, x, y, advance, size, flow)
        middle, level = char.centre
        if not text or not (-1 <= middle <= self.width + 1 and -1 <= level <= self.height + 1):
            return
        if is_unmapped or any(_is_unreadable(one) for one in text):
            self.unmapped += 1
        self.characters.append(char)

    def _add_path(self, item: Any) -> None:
        points = [(x - self.left, self.top - y) for x, y in item.pts]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1 = max(min(xs), -1.0), min(max(xs), self.width + 1)
        top, bottom = max(min(ys), -1.0), min(max(ys), self.height + 1)
        if x0 > x1 or top > bottom:
            return
        thickness = item.linewidth if item.stroke and isinstance(item.linewidth, int | float) else 0
        if min(x1 - x0, bottom - top) <= THIN:
            if thickness <= 2 * THIN:
                self.rules.append(Rule(x0, top, x1, bottom))
            return
        straight = not any(step[0] in "cvy" for step in item.original_path or ())
        if straight and _is_rectangle(points):
            self.rules.append(Rule(x0, top, x1, bottom, "box" if item.stroke else "fill"))
        elif item.stroke or straight:
            self._add_edges(item.original_path or ())

    def _add_edges(self, path: Any) -> None:
        """The upright and level edges of an outline that is no rectangle (a rounded box, a bent frame)."""
        here = start = (0.0, 0.0)
        for step in path:
            there = start if step[0] == "h" else (step[-1][0] - self.left, self.top - step[-1][1])
            if step[0] == "m":
                start = there
            elif step[0] in "lh" and min(abs(there[0] - here[0]), abs(there[1] - here[1])) <= 0.5:
                (x0, x1), (top, bottom) = sorted((here[0], there[0])), sorted((here[1], there[1]))
                if x1 - x0 > THIN or bottom - top > THIN:
                    self.rules.append(Rule(x0, top, x1, bottom))
            here = there

    def marks(self, incomplete: str) -> PageMarks:
        """What was gathered."""
        rules = self.rules
        if len(rules) > MOST_RULES:  # a map or a drawing: its long lines may still be a table
            rules = sorted(rules, key=lambda rule: rule.x1 - rule.x0 + rule.bottom - rule.top, reverse=True)[:MOST_RULES]
        return PageMarks(
            tuple(self.characters),
            tuple(rules),
            self.width,
            self.height,
            self.picture,
            self.unmapped,
            " ".join("".join(self.slanted).split())[:40],
            incomplete,
        )


def _flow(angle: float) -> Flow | None:
    for middle, flow in ((0, "right"), (90, "up"), (-90, "down"), (180, "left"), (-180, "left")):
        if abs(angle - middle) <= 5:
            return flow  # type: ignore[return-value]
    return None


def _is_unreadable(char: str) -> bool:
    return char == "\ufffd" or char < " " or "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def _is_rectangle(points: list[tuple[float, float]]) -> bool:
    corners = points[:-1] if len(points) == 5 and math.dist(points[0], points[-1]) < 0.5 else points
    if len(corners) != 4:
        return False
    return all(
        min(abs(a[0] - b[0]), abs(a[1] - b[1])) <= 0.5 for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
    )


def _marks(pdf: pdfplumber.PDF, page: PDFPage, number: int) -> PageMarks:
    """Run the engine over one page, take what is needed, and let the page go."""
    from pdfplumber.page import Page

    packed, incomplete = _contents(page)
    left, bottom, right, top = _visible_box(page)
    gathered = _Gathered(left, top, right - left, top - bottom)
    open_page = Page(pdf, page, number)
    try:
        for item in open_page.layout:
            gathered.add(item)
    finally:
        open_page.close()
        for stream, raw in packed:  # the unpacked content would stay in pdfminer's cache for the whole document
            stream.rawdata, stream.data = raw, None
    return gathered.marks(incomplete)


def _visible_box(page: PDFPage) -> tuple[float, float, float, float]:
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
    from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1

    packed: list[tuple[Any, bytes]] = []
    incomplete = ""
    for reference in page.contents:
        stream = resolve1(reference)
        if not isinstance(stream, PDFStream):
            incomplete = "part of the page's content is missing"
            continue
        if stream.rawdata is None:
            continue
        packed.append((stream, stream.rawdata))
        filters = stream.get_filters()
        if stream.decipher is None and filters and filters[0][0] in LITERALS_FLATE_DECODE:
            incomplete = incomplete or _unpacking_problem(stream.rawdata)
    return packed, incomplete


def _unpacking_problem(raw: bytes) -> str:
    unpacking = zlib.decompressobj()
    try:
        size = len(unpacking.decompress(raw, MOST_CONTENT))
    except zlib.error:
        return "the page's content is damaged"
    if size >= MOST_CONTENT:
        raise ValueError("content of more than 64 MB")
    return "" if unpacking.eof else "the page's content is cut off"
