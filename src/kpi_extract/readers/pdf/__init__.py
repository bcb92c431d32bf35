"""Reads PDF files: what an engine says of each page → tables of cells and paragraphs.

Engines (`engines/`) fill `PageMarks`; what the marks of a page mean is decided in `grid`, `text`, `layout` and
`paragraphs`, which never see an engine's object.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import partial

from kpi_extract.document import Document
from kpi_extract.readers.pdf.engines import ENGINES
from kpi_extract.readers.pdf.engines.contract import NeedsPassword, OpenDocument, Refused, UnknownLock
from kpi_extract.readers.pdf.engines.nesting import Explosion, explosion
from kpi_extract.readers.pdf.integrity import Suspicions, is_cut_off, suspicions
from kpi_extract.readers.pdf.pages import PageReader, RangeRead
from kpi_extract.readers.pdf.paragraphs import blocks_of
from kpi_extract.readers.pdf.problems import (
    bomb,
    damaged,
    damaged_somewhere,
    missing_pages,
    no_such_page,
    too_many_pages,
    unknown_lock,
    wrong_password,
)
from kpi_extract.readers.source import Source
from kpi_extract.values.patterns import lazy_pattern

NAME = "pdf"
SUFFIXES = (".pdf",)
MEDIA_TYPE = "application/pdf"

FEWEST_PAGES_SHARED = 40
"""Starting a process costs as much as reading about this many pages."""

_OFFICE_NAME = lazy_pattern(
    r"\.(docx?|docm|xlsx?|xlsm|pptx?|jtdc?|jtt|odt|ods|odp|rtf|txt|html?|pdf|indd|ai)$", re.IGNORECASE
)
_NO_TITLE = lazy_pattern(
    r"microsoft (word|excel|powerpoint)\b.*|untitled.*|無題.*|名称未設定.*|about:blank|(sheet|book|document|文書)\s*\d*",
    re.IGNORECASE,
)


def read(source: Source) -> Document:
    """Read one PDF file.

    Raises:
        PasswordError: it is encrypted and the password is missing or wrong.
        DamagedDocumentError: it is cut off, or no page can be read.
        RefusedDocumentError: it has too many pages, or content that unpacks without end.
        DocumentError: it has none of the pages asked for.
    """
    if not source.data.strip():
        raise damaged(source, "it is empty")
    if is_cut_off(source.data):
        raise damaged(source, "the end of the file is missing")
    seen = suspicions(source.data)
    if seen.bomb:
        raise bomb(source, *seen.bomb)
    pdf, names = _opened(source, _engines_in_order(source, seen))
    with pdf:
        numbers = _wanted(source, pdf.page_count)
        source.opened(len(numbers))
        # What PDFium makes of a damaged page looks whole: it must not stand in for the engine that says so.
        names = names[:1] if seen.is_damaged else names
        if source.jobs > 1 and len(numbers) >= FEWEST_PAGES_SHARED:
            from kpi_extract.readers.pdf.parallel import read_in_ranges

            pages, findings, failure = read_in_ranges(partial(_read_range, names), source, numbers, source.jobs)
        else:
            pages, findings, failure = PageReader(source, pdf, names[1:]).read(numbers)
        if not pages and failure:
            raise damaged(source, failure)
        if seen.is_damaged and not pdf.says_what_is_missing:
            findings.append(damaged_somewhere())
        if pdf.stated_count > pdf.page_count:
            findings.append(missing_pages(pdf.stated_count - pdf.page_count, pdf.stated_count))
        return Document(
            name=source.base_name,
            media_type=MEDIA_TYPE,
            sha256=hashlib.sha256(source.data).hexdigest(),
            blocks=tuple(blocks_of(pages)),
            page_count=pdf.page_count,
            title=_title(pdf.title()),
            findings=tuple(findings),
        )


def _read_range(names: list[str], source: Source, numbers: Sequence[int]) -> RangeRead:
    """Pages of a document that another process has opened with the first of these engines."""
    pdf, names = _opened(source, names)
    with pdf:
        return PageReader(source, pdf, names[1:]).read(numbers)


def _engines_in_order(source: Source, seen: Suspicions) -> list[str]:
    """The engine asked for, then those that stand in for it.

    Unless another was asked for, pdfminer comes first where packed content is damaged, because it says which page lost
    what. Where forms draw each other without end it is the only one, whatever was asked for: PDFium would not come back.
    """
    forms = explosion(source, seen.drawing_forms)
    if forms is Explosion.SURE:
        return ["pdfplumber"]
    first = source.pdf_engine
    if first is None:
        is_odd = seen.is_damaged or forms is not Explosion.NONE
        first = "pdfplumber" if is_odd else next(iter(ENGINES))
    return [first, *(name for name in ENGINES if name != first)]


def _opened(source: Source, names: list[str]) -> tuple[OpenDocument, list[str]]:
    """The document, opened by the first engine that would; the names from that engine on."""
    reason = ""
    for number, name in enumerate(names):
        try:
            return ENGINES[name](source), names[number:]
        except NeedsPassword:
            raise wrong_password(source) from None
        except UnknownLock:
            raise unknown_lock(source) from None
        except Refused as error:
            reason = reason or str(error)
    raise damaged(source, reason)


def _wanted(source: Source, count: int) -> list[int]:
    if source.pages is None:
        if count > source.most_pages:
            raise too_many_pages(source, source.most_pages)
        return list(range(1, count + 1))
    numbers = [number for number in source.pages if number <= count]
    if not numbers:
        raise no_such_page(source, count)
    return numbers


def _title(title: str) -> str | None:
    title = " ".join(title.replace("\0", "").split())
    if not title or _OFFICE_NAME.search(title) or _NO_TITLE.fullmatch(title):
        return None
    return title
