"""The pages of one open document, read one at a time; what one engine cannot read another may."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import NamedTuple

from kpi_extract.document import Table
from kpi_extract.issues import Finding
from kpi_extract.readers.pdf.engines import ENGINES
from kpi_extract.readers.pdf.engines.contract import NeedsPassword, OpenDocument, Refused, short
from kpi_extract.readers.pdf.layout import PageContent, lay_out
from kpi_extract.readers.pdf.marks import PageMarks
from kpi_extract.readers.pdf.problems import MOST_UNMAPPED, page_findings, unreadable_page
from kpi_extract.readers.pdf.text import other_digits
from kpi_extract.readers.source import Source


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Reading makes thousands of small objects a page and no cycles: looking for some takes 6 % of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class RangeRead(NamedTuple):
    """What a range of pages gave."""

    pages: list[PageContent]
    findings: list[Finding]
    """What was noticed; pages that cannot be read among it."""
    failure: str
    """Why the first of those could not be read."""


class PageReader:
    """One pass over the pages of a document.

    Args:
        source: the document.
        pdf: opened by the first engine that would.
        others: the engines to ask where that one fails, in order.
    """

    def __init__(self, source: Source, pdf: OpenDocument, others: list[str]) -> None:
        self._source = source
        self._pdf = pdf
        self._others = others
        self._second: OpenDocument | None = None
        self._stack = ExitStack()
        self._findings: list[Finding] = []
        self._failure = ""

    def read(self, numbers: Sequence[int]) -> RangeRead:
        """What the pages say."""
        pages: list[PageContent] = []
        tables = 0
        with self._stack, nullcontext() if self._pdf.makes_cycles else _no_search_for_cycles():
            for number in numbers:
                content = self._page(number, tables + 1)
                if content is not None:
                    pages.append(content)
                    tables += sum(1 for item in content.items if isinstance(item, Table))
        return RangeRead(pages, self._findings, self._failure)

    def _page(self, number: int, first_table: int) -> PageContent | None:
        try:
            marks = self._pdf.marks(number)
            if marks.unmapped > MOST_UNMAPPED:
                marks = self._better(number, marks)
            elif marks.is_spoken and self._others:
                marks = self._compared(number, marks)
            elif self._others and not (marks.runs or marks.rules or marks.picture_share or marks.invisible):
                marks = self._other().marks(number)  # is it blank, or is its content missing?
            content = lay_out(marks, number, first_table)
        except MemoryError:
            raise  # it says nothing about the page
        except Exception as error:  # noqa: BLE001  engines raise anything on bad content; other pages may be good
            if not self._others:
                self._unread(number, error)
                return None
            return self._by_another(number, first_table, error)
        self._findings += page_findings(marks, content)
        return content

    def _better(self, number: int, marks: PageMarks) -> PageMarks:
        """The marks of the engine that can name more of a page's characters."""
        try:
            other = self._other().marks(number)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  see above: then what there is stands
            return marks
        return other if other.unmapped < marks.unmapped and not other.incomplete else marks

    def _compared(self, number: int, marks: PageMarks) -> PageMarks:
        """The marks with what another engine, which knows no other words, says of the digits that are printed."""
        try:
            other = self._other().marks(number)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  see above: then what there is stands
            return marks
        return marks if other.unmapped else replace(marks, contradiction=other_digits(marks.runs, other.runs))

    def _by_another(self, number: int, first_table: int, error: Exception) -> PageContent | None:
        try:
            marks = self._other().marks(number)
            content = lay_out(marks, number, first_table)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  see above
            self._unread(number, error)
            return None
        self._findings += page_findings(marks, content)
        return content

    def _unread(self, number: int, error: Exception) -> None:
        reason = str(error) if isinstance(error, Refused) else short(error)
        self._failure = self._failure or reason
        self._findings.append(unreadable_page(number, reason))

    def _other(self) -> OpenDocument:
        """The document opened by the next engine that would.

        Raises:
            Refused: none would.
        """
        if self._second is None:
            for name in self._others:
                try:
                    self._second = self._stack.enter_context(ENGINES[name](self._source))
                    break
                except (Refused, NeedsPassword):
                    continue
        if self._second is None:
            raise Refused("no other engine opens it")
        return self._second
