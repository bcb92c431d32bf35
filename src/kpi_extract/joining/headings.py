"""Heading rows of a table's parts: repeated, absent, or another table's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set

from kpi_extract.document import Cell, Table

MOST_HEADER_ROWS = 8


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


_FIGURE = re.compile(r"(?:約|延べ|[+\-△▲])?[0-9][0-9,.]*(?:[万億千][0-9,.]*)*[^\W\d_年月]{0,4}(?:以上|以下|未満|超)?")


def is_value(text: str) -> bool:
    """Whether a text is a figure, also with its unit (141か所, 延べ 2人), a dash or empty rather than words.

    A year (26年度) may stand in a heading and is no figure here.
    """
    folded = unicodedata.normalize("NFKC", text)
    if not any(char.isalpha() for char in folded) or text.strip() in ("ー", "一"):
        return True
    return _FIGURE.fullmatch("".join(folded.split())) is not None


def is_figure(cell: Cell) -> bool:
    """Whether a cell holds a figure or a dash."""
    return bool(cell.text) and is_value(cell.text)


def _rows(cells: Iterable[Cell], count: int) -> Iterator[tuple[list[tuple[int, int, int, str]], bool]]:
    """For each of so many top rows: its cells' shape and text, and whether every cell so far ends by there."""
    rows: list[list[Cell]] = [[] for _ in range(count)]
    for cell in cells:
        if cell.row < count:
            rows[cell.row].append(cell)
    end = 0
    for number, row in enumerate(rows, start=1):
        row.sort(key=lambda cell: cell.column)
        shape = [(cell.column, cell.row_span, cell.column_span, _squeezed(cell.text)) for cell in row]
        end = max([end, *(cell.row + cell.row_span for cell in row)])
        yield shape, end <= number


def repeated_header(top: Sequence[Cell], row_count: int, second: Table, stated: int) -> int:
    """How many of the second part's top rows repeat the first part's.

    Rows below the first complete heading count only where they hold words alone: a body row may be the same by chance.

    Args:
        top: the cells of the first part's top rows.
        row_count: of the first part.
        second: the second part.
        stated: how many rows of the first part the format itself marks as repeated, or 0.
    """
    limit = min(stated or MOST_HEADER_ROWS, row_count, second.row_count)
    repeated = 0
    pairs = zip(_rows(top, limit), _rows(second.cells, limit), strict=True)
    for number, ((one, is_closed), (other, other_closed)) in enumerate(pairs, start=1):
        texts = [text for _, _, _, text in one]
        if one != other or not any(texts):
            break
        if repeated and not stated and any(is_value(text) for text in texts):
            break
        if is_closed and other_closed:
            repeated = number
    return repeated if repeated < row_count or stated else 0


def heading_depth(top: Iterable[Cell]) -> int:
    """Rows down to where the first row's cells have all ended."""
    return max((cell.row_span for cell in top if cell.row == 0), default=0)


def starts_with_another_header(figures: Set[int], second: Table) -> bool:
    """Whether the second table opens with headings of its own: words where the first has figures, in these columns."""
    top = [cell for cell in second.cells if cell.row == 0]
    if len(top) < 2 or not all(cell.text.strip() for cell in top):
        return False
    over_figures = [cell for cell in top if cell.column in figures]
    if not figures:
        return any(cell.column_span > 1 for cell in top)
    return len(over_figures) >= min(2, len(figures)) and not any(is_value(cell.text) for cell in over_figures)
