"""One table printed over two facing pages: its left columns on one, its right columns on the next.

Such a table has its row lines at the same heights on both pages, its labels on the left page and figures alone on the
right one. Tables of one form on successive pages agree in their heights too; they differ in that each has labels of its
own, or the same columns. Where not everything speaks for one table, both stay as they are and the user is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from kpi_extract.document import Block, Cell, Paragraph, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining.headings import heading_depth, is_value, repeated_header
from kpi_extract.place import Place

ROW_TOLERANCE = 2.0
"""Row lines of two pages that differ by no more than this (points) are the same."""
COLUMN_TOLERANCE = 3.0
FEWEST_ROWS = 3
"""A heading and two rows: fewer lines agree by chance."""

Verdict = Literal["one", "perhaps", "two"]
_Halves = tuple[tuple[float, ...], tuple[float, ...]]
"""Column lines of a left and a right half."""


class Moved(NamedTuple):
    """Where the right half of a table went."""

    table: int
    """Number of the left half, as read."""
    column: int
    """What to add to a column of the right half."""


@dataclass(frozen=True, slots=True)
class Spreads:
    """The document's blocks with the halves of tables put side by side."""

    blocks: tuple[Block, ...]
    moved: Mapping[int, Moved]
    """Number of a right half, as read → where it went."""
    findings: tuple[Finding, ...]


def spreads_of(blocks: Sequence[Block], passes_over: Iterable[bool]) -> Spreads:
    """Put halves of one table on two successive pages side by side.

    Args:
        blocks: the document's blocks.
        passes_over: for each block, whether a table may go on after it.
    """
    placed: list[Block] = []
    moved: dict[int, Moved] = {}
    findings: list[Finding] = []
    before: int | None = None  # where the last table stands that nothing has closed
    known: _Halves | None = None
    for block, is_passed in zip(blocks, passes_over, strict=True):
        left = placed[before] if before is not None else None
        if isinstance(block, Paragraph) or block.nested_in is not None:
            before = before if is_passed else None
        elif before is None or not isinstance(left, Table):
            before = len(placed)
        elif (found := _verdict(left, block, known)).verdict == "one":
            known = (left.column_edges, block.column_edges)
            placed[before] = _side_by_side(found.left, found.right)
            before = None
            moved[block.place.table or 0] = Moved(left.place.table or 0, left.column_count)
            how = f"{_pages(left, block)}, side by side"
            findings.append(Finding(IssueCode.TABLE_JOINED, how, replace(block.place, row=1, column=1)))
            continue
        else:
            before = len(placed)
            if found.verdict == "perhaps":
                how = f"{_pages(left, block)} may be its left and right halves"
                findings.append(Finding(IssueCode.TABLE_APART, how, block.place))
        placed.append(block)
    return Spreads(tuple(placed), moved, tuple(findings))


def _pages(left: Table, right: Table) -> str:
    return f"pages {left.place.page} and {right.place.page}"


class _Facing(NamedTuple):
    """Two tables on the same rows, and whether they are halves of one."""

    left: Table
    right: Table
    verdict: Verdict


def _verdict(left: Table, right: Table, known: _Halves | None) -> _Facing:
    """Whether two tables are halves of one. `known`: the halves on the pair of pages before."""
    apart = _Facing(left, right, "two")
    if not _may_face(left, right):
        return apart
    aligned = _on_same_rows(left, right)
    one, other = aligned or (left, right)
    if aligned and known is not None and _are_halves(one, other, known):
        return _Facing(one, other, "one")
    depth = heading_depth([cell for cell in one.cells if cell.row == 0], one.row_count)
    starts_with = _first_column(other, depth)
    if not _has_words(one, 0, depth) and not _has_words(one, 1, depth):
        return apart
    if aligned and starts_with == "figures" and one.row_count >= FEWEST_ROWS:
        return _Facing(one, other, "one")
    if aligned:
        is_doubtful = one.row_count > FEWEST_ROWS and starts_with != "labels"
    else:
        is_doubtful = starts_with == "figures" and abs(one.row_count - other.row_count) <= 1
    return _Facing(one, other, "perhaps" if is_doubtful else "two")


def _may_face(left: Table, right: Table) -> bool:
    """Ruled tables on successive pages that begin and end at the same heights and differ in columns and heading."""
    one, other = left.place, right.place
    if one.page is None or other.page != one.page + 1 or one.more or one.box is None or other.box is None:
        return False
    if not (left.is_ruled and right.is_ruled and left.column_edges and right.column_edges):
        return False
    if not _near(one.box[1::2], other.box[1::2], ROW_TOLERANCE):
        return False
    if _near(left.column_edges, right.column_edges, COLUMN_TOLERANCE):
        return False
    return repeated_header(left.cells, left.row_count, right, left.header_row_count) == 0


def _are_halves(left: Table, right: Table, known: _Halves) -> bool:
    return _near(left.column_edges, known[0], COLUMN_TOLERANCE) and _near(
        right.column_edges, known[1], COLUMN_TOLERANCE
    )


def _near(some: Sequence[float], others: Sequence[float], tolerance: float) -> bool:
    return len(some) == len(others) and all(
        abs(one - other) <= tolerance for one, other in zip(some, others, strict=True)
    )


def _on_same_rows(left: Table, right: Table) -> tuple[Table, Table] | None:
    """Both tables on the same rows, where their lines agree; in the first row one may have lines that the other lacks.

    A heading of one row on one page may stand beside one of several on the other.
    """
    one, other = _row_lines(left), _row_lines(right)
    if not one or not other:
        return None
    if _near(one, other, ROW_TOLERANCE):
        return left, right
    more = abs(len(one) - len(other))
    fewer, finer = sorted((one, other), key=len)
    if not more or not _near(fewer[1:], finer[1 + more :], ROW_TOLERANCE):
        return None
    return (_with_rows(left, more), right) if len(one) < len(other) else (left, _with_rows(right, more))


def _with_rows(table: Table, more: int) -> Table:
    """The table with so many more lines in its first row."""
    cells = (
        replace(cell, row_span=cell.row_span + more) if cell.row == 0 else replace(cell, row=cell.row + more)
        for cell in table.cells
    )
    return replace(table, cells=tuple(cells), row_count=table.row_count + more)


def _row_lines(table: Table) -> list[float]:
    """Heights of a table's row lines, row_count + 1 of them; empty where its cells do not say."""
    lines: dict[int, float] = {}
    for cell in table.cells:
        if cell.place.box is not None:
            lines.setdefault(cell.row, cell.place.box[1])
            lines.setdefault(cell.row + cell.row_span, cell.place.box[3])
    return [lines[row] for row in sorted(lines)] if len(lines) == table.row_count + 1 else []


def _has_words(table: Table, column: int, depth: int) -> bool:
    """Whether most texts of a column below the heading are words."""
    texts = _texts(table, column, depth)
    return sum(not is_value(text) for text in texts) * 2 > len(texts)


def _first_column(table: Table, depth: int) -> Literal["figures", "labels", "unclear"]:
    """What the first column of a right half holds: figures alone, or labels or numbers that count the rows."""
    texts = [text.strip() for text in _texts(table, 0, depth)]
    if _has_words(table, 0, depth):
        return "labels" if _has_words(table, 1, depth) else "unclear"
    if len(texts) < 2 or not all(is_value(text) for text in texts):
        return "unclear"
    if not all(text.isdecimal() for text in texts):
        return "figures"
    numbers = [int(text) for text in texts]
    counts = all(after == one + 1 for one, after in pairwise(numbers))
    if _has_words(table, 1, depth):
        return "labels" if counts else "unclear"
    return "unclear" if counts else "figures"


def _texts(table: Table, column: int, depth: int) -> list[str]:
    return [cell.text for cell in table.cells if cell.row >= depth and cell.column == column and cell.text.strip()]


# --- side by side -----------------------------------------------------------------------------------------------------


def _side_by_side(left: Table, right: Table) -> Table:
    shift = left.column_edges[-1] - right.column_edges[0]
    band, rest = _band_cut(left, right)
    kept = (cell for cell in left.cells if band is None or (cell.row, cell.column) != (band.row, band.column))
    added = (
        replace(cell, column=cell.column + left.column_count)
        for cell in right.cells
        if rest is None or (cell.row, cell.column) != (rest.row, rest.column)
    )
    cells = [*kept, *added]
    if band is not None and rest is not None:
        more = (*band.place.more, Place(page=rest.place.page, box=rest.place.box))
        span = band.column_span + rest.column_span
        cells.append(replace(band, column_span=span, place=replace(band.place, more=more)))
    piece = Place(page=right.place.page, box=right.place.box)
    return replace(
        left,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        column_count=left.column_count + right.column_count,
        column_edges=(*left.column_edges, *(edge + shift for edge in right.column_edges[1:])),
        place=replace(left.place, more=(piece,)),
    )


def _band_cut(left: Table, right: Table) -> tuple[Cell | None, Cell | None]:
    """A heading over several columns that the fold cut: its last cell on the left, an empty one on the right."""
    band = next((cell for cell in left.cells if cell.row == 0 and _ends_at(cell, left.column_count)), None)
    rest = next((cell for cell in right.cells if cell.row == 0 and cell.column == 0), None)
    if band is None or rest is None or rest.text.strip() or not band.text.strip():
        return None, None
    deepest = max(cell.row_span for cell in left.cells if cell.row == 0)
    return (band, rest) if band.row_span == rest.row_span < deepest else (None, None)


def _ends_at(cell: Cell, column: int) -> bool:
    return cell.column + cell.column_span == column
