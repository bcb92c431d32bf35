"""Rows that belong to a ruled table though its rules end before them: a ruled header over plain rows, a plain total."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from kpi_extract.readers.sheets.areas import MOST_POSITIONS, Found, TableArea
from kpi_extract.readers.sheets.content import Printed, TooLargeError
from kpi_extract.readers.sheets.grid import extent_of
from kpi_extract.readers.sheets.loose import NOTE
from kpi_extract.readers.sheets.references import Area
from kpi_extract.readers.sheets.visible import Block

_FEWEST_TEXTS = 2
"""In a row below a table; one text alone may be a note."""
_FEWEST_HEADS = 3
"""In a row above a table; two texts may be a date and a unit."""
_FIGURE = re.compile(r"[-+△▲]?[0-9０-９][0-9０-９,，.．]*\D{0,3}")
_EMPTY = Printed("")

_Rows = dict[int, list[Block]]


def with_open_rows(found: Found) -> Found:
    """Ruled tables with the plain rows that touch them and stand on their columns; these are loose no more.

    Raises:
        TooLargeError: a table would have more cells than a report's.
    """
    rows: _Rows = defaultdict(list)
    for block in found.loose:
        rows[block.area.top].append(block)
    taken: set[tuple[int, int]] = set()
    tables = []
    for table in found.tables:
        blocks = _below(table, rows) + _above(table, rows) if rows and len(table.blocks) > 1 else []
        taken.update((block.area.top, block.area.left) for block in blocks)
        tables.append(table._replace(blocks=[*table.blocks, *blocks]) if blocks else table)
    if not taken:
        return found
    return Found(tables, [block for block in found.loose if (block.area.top, block.area.left) not in taken])


def _below(table: TableArea, rows: _Rows) -> list[Block]:
    extent, lefts = extent_of(table.blocks), sorted({block.area.left for block in table.blocks})
    blocks: list[Block] = []
    waiting: list[Block] = []
    bottom = extent.bottom
    while row := _row_on(rows.get(bottom + 1, ()), extent, lefts):
        if NOTE.match(row[0].printed.text):
            break
        waiting += _filled(row, lefts, extent.right)
        if len(blocks) + len(waiting) > MOST_POSITIONS:
            raise TooLargeError(f"a table of more than {MOST_POSITIONS:,} cells")
        if len(row) >= _FEWEST_TEXTS:
            # A label without values stays in the table only where a row with values follows it.
            blocks += waiting
            waiting = []
        elif row[0].area.left != extent.left:
            break
        bottom = max(block.area.bottom for block in row)
    return blocks


def _above(table: TableArea, rows: _Rows) -> list[Block]:
    """The plain header of a table whose first ruled row holds figures already."""
    extent, lefts = extent_of(table.blocks), sorted({block.area.left for block in table.blocks})
    first = [block for block in table.blocks if block.area.top == extent.top]
    if not any(_FIGURE.fullmatch(block.printed.text) for block in first):
        return []
    row = _row_on(rows.get(extent.top - 1, ()), extent, lefts)
    if len(row) < _FEWEST_HEADS or len(row) * 2 < len(first):
        return []
    return _filled(row, lefts, extent.right)


def _row_on(row: Sequence[Block], extent: Area, lefts: Sequence[int]) -> list[Block]:
    """The texts of a row over or under a table, from the left; none where one of them stands on no column of it."""
    columns = set(lefts)
    inside = [block for block in row if block.area.left <= extent.right and block.area.right >= extent.left]
    if not all(block.area.left in columns and block.area.right <= extent.right for block in inside):
        return []
    return sorted(inside, key=lambda block: block.area.left)


def _filled(row: Sequence[Block], lefts: Sequence[int], right: int) -> list[Block]:
    """The cells of a row on the columns of a table: its texts, and an empty cell where a column has none."""
    ends = [following - 1 for following in lefts[1:]] + [right]
    top, bottom = row[0].area.top, row[0].area.bottom
    blocks: list[Block] = []
    covered: set[int] = set()
    for block in row:
        last = ends[bisect_right(lefts, block.area.right) - 1]
        blocks.append(block._replace(area=block.area._replace(right=last)))
        covered.update(lefts[bisect_left(lefts, block.area.left) : bisect_right(lefts, last)])
    for left, end in zip(lefts, ends, strict=True):
        if left not in covered:
            blocks.append(Block(Area(top, left, bottom, end), _EMPTY, ""))
    return blocks
