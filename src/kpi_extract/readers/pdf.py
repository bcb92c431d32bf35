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
