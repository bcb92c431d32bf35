"""One table printed over two pages: its left columns on one, its right columns on the next or some pages on.

Such a table has its row lines at the same heights on both pages, its labels on the left page and figures alone on the
right one. Tables of one form on successive pages agree in their heights too; they differ in that each has labels of its
own, or the same columns. Where not everything speaks for one table, both stay as they are and the user is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from kpi_extract.document import Block, Cell, Table
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
    """Put halves of one table side by side.

    Args:
        blocks: the document's blocks.
        passes_over: for each block, whether a table may go on after it.
    """
    placed = dict(enumerate(blocks))
    moved: dict[int, Moved] = {}
    findings: list[Finding] = []
    for chain in _chains(blocks, passes_over):
        for left, right, found in _pairs_of([table for _, table in chain]):
            (left_at, one), (right_at, other) = chain[left], chain[right]
            pages = f"pages {one.place.page} and {other.place.page}"
            if found.verdict == "one":
                placed[left_at] = _side_by_side(found.left, found.right)
                del placed[right_at]
                moved[other.place.table or 0] = Moved(one.place.table or 0, one.column_count)
                place = replace(other.place, row=1, column=1)
                findings.append(Finding(IssueCode.TABLE_JOINED, f"{pages}, side by side", place))
            else:
                how = f"{pages} may be left and right halves"
                findings.append(Finding(IssueCode.TABLE_APART, how, other.place))
    return Spreads(tuple(placed.values()), moved, tuple(findings))


def _chains(blocks: Sequence[Block], passes_over: Iterable[bool]) -> Iterator[list[tuple[int, Table]]]:
    """Tables on successive pages with nothing between them, each with its index among the blocks."""
    chain: list[tuple[int, Table]] = []
    for index, (block, is_passed) in enumerate(zip(blocks, passes_over, strict=True)):
        is_table = isinstance(block, Table) and block.nested_in is None
        follows = isinstance(block, Table) and chain and block.place.page == (chain[-1][1].place.page or 0) + 1
        if chain and not (follows if is_table else is_passed):
            yield chain
            chain = []
        if isinstance(block, Table) and is_table:
            chain.append((index, block))
    yield chain


def _pairs_of(chain: Sequence[Table]) -> Iterator[tuple[int, int, _Facing]]:
    """Halves, by their indexes in a chain: left, right, left, right; or all left ones, then all right ones.

    Spreadsheet programs print a wide sheet down first, then to the right. Where several tables with the same columns come
    before those that may be their right halves, each of them has to have its own; a single one is never taken.
    """
    known: _Halves | None = None
    start = 0
    while start < len(chain):
        rights = start + _same_columns(chain, start)
        count = rights - start
        if rights == len(chain):
            return
        halves = (chain[start].column_edges, chain[rights].column_edges)
        found = [
            _verdict(chain[left], chain[left + count], halves if left > start else known)
            for left in range(start, min(rights, len(chain) - count))
        ]
        is_whole = len(found) == count and all(one.verdict == "one" for one in found)
        if is_whole and (count == 1 or _same_columns(chain, rights) == count):
            yield from ((left, left + count, one) for left, one in enumerate(found, start))
            known = halves
            start = rights + count
            continue
        nearest = found[0] if count == 1 else _verdict(chain[rights - 1], chain[rights], known)
        doubtful = next((one for one in (*found[:1], nearest) if one.verdict != "two"), None)
        if doubtful is not None:
            yield rights - 1, rights, doubtful._replace(verdict="perhaps")
        start = rights


def _same_columns(chain: Sequence[Table], start: int) -> int:
    """How many tables from there on have the same columns."""
    count = 1
    while start + count < len(chain) and _near(
        chain[start].column_edges, chain[start + count].column_edges, COLUMN_TOLERANCE
    ):
        count += 1
    return count


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
    """Ruled tables on two pages that begin and end at the same heights and differ in columns and heading."""
    one, other = left.place, right.place
    if one.page is None or one.more or one.box is None or other.box is None:
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
