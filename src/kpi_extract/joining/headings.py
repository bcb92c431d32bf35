"""Heading rows of a table's parts: repeated, absent, or another table's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from operator import attrgetter

from kpi_extract.document import Cell, Table
from kpi_extract.values.patterns import lazy_pattern

MOST_HEADER_ROWS = 8


_GOES_ON = lazy_pattern(r"[(\[【〔<〈](?:前(?:頁|ページ)(?:から|より)?の?)?(?:続き|つづき)[)\]】〕>〉]")
_HEADING_NUMBER = lazy_pattern(r"(?:19|20|１９|２０)[0-9０-９]{2}|[①-⑳⑴-⒇Ⅰ-Ⅻⅰ-ⅻ㉑-㉟]")


def squeezed(text: str) -> str:
    """The text as headings are compared: a heading printed again may have (続き) added."""
    return _GOES_ON.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


_FIGURE = lazy_pattern(r"(?:約|延べ|[+\-△▲])?[0-9][0-9,.]*(?:[万億千][0-9,.]*)*[^\W\d_年月]{0,4}(?:以上|以下|未満|超)?")


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


def says_it_goes_on(text: str) -> bool:
    """Whether a text has a note (続き)."""
    return _GOES_ON.search("".join(unicodedata.normalize("NFKC", text).split())) is not None


def count_amounts(row: Iterable[Cell]) -> int:
    """How many cells of a row hold a figure or a dash that is no part of a heading.

    Headings hold years (2023, or 27 over several columns) and the columns' own numbers (①, ②). Where years of an era
    stand alone above single columns (26, 27), the row might be one of figures, and counts as one.
    """
    figures = (cell.text.strip() for cell in row if cell.column_span == 1 and is_figure(cell))
    return sum(1 for text in figures if text and _HEADING_NUMBER.fullmatch(text) is None)


def _rows(cells: Iterable[Cell], count: int) -> Iterator[tuple[list[Cell], bool]]:
    """For each of so many top rows: its cells from left to right, and whether every cell so far ends by there."""
    rows: list[list[Cell]] = [[] for _ in range(count)]
    for cell in cells:
        if cell.row < count:
            rows[cell.row].append(cell)
    end = 0
    for number, row in enumerate(rows, start=1):
        row.sort(key=attrgetter("column"))
        end = max([end, *(cell.row + cell.row_span for cell in row)])
        yield row, end <= number


def _shapes(row: Iterable[Cell]) -> list[tuple[int, int, int, str]]:
    return [(cell.column, cell.row_span, cell.column_span, squeezed(cell.text)) for cell in row]


def repeated_header(top: Sequence[Cell], row_count: int, second: Table, stated: int) -> int:
    """How many of the second part's top rows repeat the first part's.

    A row with a figure is no heading: two tables without one may begin alike, and no figure is ever dropped. Rows below
    the first complete heading count only where they hold words alone: a body row may be the same by chance. Of a deep
    heading the lower rows alone may be repeated.

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
        if _shapes(one) != _shapes(other) or not any(cell.text.strip() for cell in one):
            break
        holds_figures = any(is_value(cell.text) for cell in one) if repeated else count_amounts(one) > 0
        if holds_figures and not stated:
            break
        if is_closed and other_closed:
            repeated = number
    if not repeated and not stated:
        return _lower_rows_repeated(top, row_count, second)
    return repeated if repeated < row_count or stated else 0


def _lower_rows_repeated(top: Sequence[Cell], row_count: int, second: Table) -> int:
    """How many of the second part's top rows repeat the lower rows of the first part's heading, the upper ones left out.

    Its label cells may be drawn again with their texts or empty.
    """
    start = _rows_of_one_cell(top, second.column_count)
    depth = start + max((cell.row_span for cell in top if cell.row == start), default=0)
    if depth > min(MOST_HEADER_ROWS, row_count - 1):
        return 0
    whole = _spots(top, depth)
    for left_out in range(1, depth):
        count = depth - left_out
        part = _spots(second.cells, count)
        if count >= second.row_count or any(count_amounts(row) for row, _ in _rows(second.cells, count)):
            continue
        if _repeats(whole, part, left_out, count, second.column_count):
            return count
    return 0


def _rows_of_one_cell(top: Iterable[Cell], column_count: int) -> int:
    """Titles above a heading: rows at the top that are one cell from side to side."""
    titles = {cell.row for cell in top if cell.column_span == column_count > 1 and cell.row_span == 1}
    return next(row for row in range(len(titles) + 1) if row not in titles)


def _spots(cells: Iterable[Cell], row_count: int) -> dict[tuple[int, int], Cell]:
    """The cell at each position of the top rows."""
    return {
        (row, column): cell
        for cell in cells
        if cell.row < row_count
        for row in range(cell.row, min(cell.row + cell.row_span, row_count))
        for column in range(cell.column, cell.column + cell.column_span)
    }


def _repeats(
    whole: Mapping[tuple[int, int], Cell],
    part: Mapping[tuple[int, int], Cell],
    left_out: int,
    row_count: int,
    column_count: int,
) -> bool:
    """Whether rows of a part say what the heading's rows below the first `left_out` ones do."""
    seen: set[str] = set()
    for spot in ((row, column) for row in range(row_count) for column in range(column_count)):
        above, below = whole.get((spot[0] + left_out, spot[1])), part.get(spot)
        if above is None or below is None or below.row + below.row_span > row_count:
            return False
        text = squeezed(below.text)
        is_label = above.row < left_out
        if text != squeezed(above.text) and not (is_label and not text):
            return False
        if text and not is_label:
            seen.add(text)
    return len(seen) > 1


def begins_alike(one: Iterable[Cell], other: Iterable[Cell]) -> bool:
    """Whether two tables have the same text in their first cell."""
    texts = [
        next((squeezed(cell.text) for cell in cells if cell.row == cell.column == 0), "") for cells in (one, other)
    ]
    return bool(texts[0]) and texts[0] == texts[1]


def heading_depth(top: Sequence[Cell], row_count: int) -> int:
    """Rows down to where the first row's cells have all ended, but for a label on the left beside the whole table."""
    first = [cell for cell in top if cell.row == 0]
    deepest = max((cell.row_span for cell in first), default=0)
    others = [cell.row_span for cell in first if cell.column > 0]
    return max(others) if deepest == row_count and others else deepest


def starts_with_another_header(figures: Set[int], second: Table) -> bool:
    """Whether the second table opens with headings of its own: words where the first has figures, in these columns."""
    top = [cell for cell in second.cells if cell.row == 0]
    if len(top) < 2 or not all(cell.text.strip() for cell in top) or count_amounts(top) > 1:
        return False
    over_figures = [cell for cell in top if cell.column in figures]
    if not figures:
        return any(cell.column_span > 1 for cell in top)
    return len(over_figures) >= min(2, len(figures)) and not any(is_value(cell.text) for cell in over_figures)
