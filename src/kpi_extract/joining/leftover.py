"""Last rows of a table without rules that stand alone on the next page, where nothing shows that they are rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpi_extract.document import Block, Paragraph, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining.headings import is_value

FEWEST_FIGURES = 2


def rows_left_over(blocks: Sequence[Block]) -> Iterator[Finding]:
    """A word to the user for each table found by alignment that a page ends with, where the next begins with figures."""
    last: Table | None = None
    for block in blocks:
        if isinstance(block, Table):
            last = block if not block.is_ruled and block.nested_in is None else None
        elif block.kind == "body" and block.text.strip():
            if last is not None and _is_next_page(last, block) and _holds_figures(block.text):
                pages = f"pages {last.place.page} and {block.place.page}; rows that were read as text"
                yield Finding(IssueCode.TABLE_APART, pages, block.place)
            last = None


def _is_next_page(table: Table, paragraph: Paragraph) -> bool:
    return table.place.page is not None and paragraph.place.page == table.place.page + 1


def _holds_figures(text: str) -> bool:
    figures = [word for word in text.split() if any(letter.isdigit() for letter in word) and is_value(word)]
    return len(figures) >= FEWEST_FIGURES
