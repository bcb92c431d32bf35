"""Columns moved, dropped and inserted. Only tables whose header rows are known: a form has no columns to move."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kpi_extract.document import Cell, Document, Table
from tests.metamorphic.documents import Changed, in_header, squeezed, with_tables

REMARK_HEADING = "備考欄"
_KANA = "あいうえおかきくけこさしすせそたちつてと"
_ROW_LABEL = re.compile(
    r"[(（]?(?:H30\.3改訂後の)?(?:期待値|目標値?|実績値?|計画|計画額(?:[(（]累計額[)）])?|実績額|達成率|目標と実績の比較)[)）]?"
    r"|(?:令和|平成|[RH])?[0-9元]{1,4}年度?"
)
_DATE_HEADING = re.compile(r"年度|年月|年|時点")
_NAMES_INDICATORS = re.compile(r"指標|KPI|項目|数値目標|事業|取組|取り組み")
_FIGURE = re.compile(r"[△▲+＋−－\-―(（]*[0-9０-９]|[−－\-―]+$")
_UNIT_HEADING = re.compile(r"(?:指標)?単位")

# --- shuffled ---------------------------------------------------------------------------------------------------------


def columns_shuffled(document: Document, seed: int) -> Changed:
    """The columns in another order.

    A group heading and its leaves move together, and the leaves within their group. A column without a heading of its
    own stays left of its neighbour, and a column of dates right of the values it dates. Row labels (目標/実績, years)
    are what stands left of the values, so nothing moves from one side of them to the other.
    """
    dice = random.Random(seed)
    return with_tables(document, lambda table: _shuffled(table, dice), "no table whose columns can move")


def _shuffled(table: Table, dice: random.Random) -> Table | None:
    groups = _groups(table)
    if not table.header_row_count or groups is None or _has_bare_years(table):
        return None
    order = _order(table, _node(0, table.column_count, groups), dice)
    if order == list(range(table.column_count)):
        return None
    new_place = {old: new for new, old in enumerate(order)}
    cells = [
        replace(cell, column=min(new_place[column] for column in range(cell.column, cell.column + cell.column_span)))
        for cell in table.cells
    ]
    return _sorted(table, cells)


@dataclass(frozen=True)
class _Node:
    """Columns that stay side by side, and what they are made of."""

    start: int
    end: int
    parts: tuple[_Node, ...]


def _groups(table: Table) -> set[tuple[int, int]] | None:
    """Where cells stand over several columns; None where two such overlap and no column could leave its place."""
    spans = {(cell.column, cell.column + cell.column_span) for cell in table.cells if cell.column_span > 1}
    for one in spans:
        if any(one[0] < other[0] < one[1] < other[1] for other in spans):
            return None
    return spans


def _node(start: int, end: int, groups: set[tuple[int, int]]) -> _Node:
    parts = []
    column = start
    while column < end and end - start > 1:
        inside = [stop for first, stop in groups if first == column and stop <= end and (first, stop) != (start, end)]
        stop = max(inside, default=column + 1)
        parts.append(_node(column, stop, groups))
        column = stop
    return _Node(start, end, tuple(parts))


def _order(table: Table, node: _Node, dice: random.Random) -> list[int]:
    if not node.parts:
        return [node.start]
    order: list[int] = []
    for is_fixed, side in _sides(table, node.parts):
        blocks = _glued(table, side)
        if not is_fixed:
            dice.shuffle(blocks)
        for block in blocks:
            for part in block:
                order += _order(table, part, dice)
    return order


def _sides(table: Table, parts: tuple[_Node, ...]) -> Iterator[tuple[bool, list[_Node]]]:
    """What stands left of the row labels, they themselves, what stands right of them."""
    side: list[_Node] = []
    for part in parts:
        if any(_holds_row_labels(table, column) or _is_stub(table, column) for column in range(part.start, part.end)):
            yield False, side
            yield True, [part]
            side = []
        else:
            side.append(part)
    yield False, side


def _glued(table: Table, parts: list[_Node]) -> list[list[_Node]]:
    blocks: list[list[_Node]] = []
    open_block: list[_Node] = []
    headings = _leaf_headings(table)
    for part in parts:
        if blocks and not open_block and not part.parts and _DATE_HEADING.fullmatch(headings[part.start]):
            blocks[-1].append(part)
            continue
        open_block.append(part)
        if part.parts or headings[part.start]:
            blocks.append(open_block)
            open_block = []
    if open_block:
        blocks = [*blocks[:-1], [*(blocks[-1] if blocks else []), *open_block]]
    return blocks


def _leaf_headings(table: Table) -> list[str]:
    """What stands lowest in the header over each column."""
    leaves = [""] * table.column_count
    for cell in sorted(table.cells, key=lambda cell: cell.row):
        if in_header(table, cell):
            leaves[cell.column : cell.column + cell.column_span] = [squeezed(cell.text)] * cell.column_span
    return leaves


def _has_bare_years(table: Table) -> bool:
    """17, 18, 19 are years because they count up."""
    return sum(bool(re.fullmatch("[0-9]{1,2}", heading)) for heading in _leaf_headings(table)) > 1


def _holds_row_labels(table: Table, column: int) -> bool:
    texts = [
        squeezed(cell.text)
        for cell in table.cells
        if cell.column == column and cell.column_span == 1 and not in_header(table, cell) and cell.text.strip()
    ]
    return bool(texts) and 2 * sum(bool(_ROW_LABEL.fullmatch(text)) for text in texts) >= len(texts)


def _is_stub(table: Table, column: int) -> bool:
    """Whether the column names the indicators only because it is the last one left of the values."""
    if any(_NAMES_INDICATORS.search(heading) for heading in _leaf_headings(table)):
        return False
    values = next((index for index in range(table.column_count) if _holds_figures(table, index)), 0)
    return column == values - 1


def _holds_figures(table: Table, column: int) -> bool:
    texts = [cell.text for cell in table.cells if cell.column == column and not in_header(table, cell)]
    printed = [text for text in texts if text.strip()]
    return bool(printed) and 2 * sum(bool(_FIGURE.match(text)) for text in printed) > len(printed)


# --- dropped ----------------------------------------------------------------------------------------------------------


def unit_column_dropped(document: Document) -> Changed:
    """The table as a town prints it that has no column for units."""
    return with_tables(document, _without_units, "no column of units")


def _without_units(table: Table) -> Table | None:
    columns = [column for column, heading in enumerate(_leaf_headings(table)) if _UNIT_HEADING.fullmatch(heading)]
    if not columns:
        return None
    for column in reversed(columns):
        cells = []
        for cell in table.cells:
            if _covers(cell, column):
                cell = replace(cell, column_span=cell.column_span - 1)
            if cell.column > column:
                cell = replace(cell, column=cell.column - 1)
            if cell.column_span:
                cells.append(cell)
        table = replace(_sorted(table, cells), column_count=table.column_count - 1)
    return table


# --- inserted ---------------------------------------------------------------------------------------------------------


def remark_column_inserted(document: Document, position: int) -> Changed:
    """A column of remarks, no two alike, before the column at `position` (after the last one if it is their number).

    Never right of a column without a heading: that one is a part of its neighbour.
    """
    return with_tables(document, lambda table: _with_remarks(table, position), "no table with a column there")


def inserted_remarks(document: Document) -> dict[str, int]:
    """The remarks of such a document, with the number of their table (from 1)."""
    return {
        cell.text: number
        for number, table in enumerate(document.tables(), start=1)
        for cell in table.cells
        if cell.text.startswith("担当へ照会した控え")
    }


def _with_remarks(table: Table, position: int) -> Table | None:
    if not table.header_row_count or position > table.column_count:
        return None
    if position and not _leaf_headings(table)[position - 1]:
        return None
    grown = {(cell.row, cell.column) for cell in table.cells if _stretches(cell, position, table.column_count)}
    taken = {row for cell in table.cells if (cell.row, cell.column) in grown for row in _rows(cell)}
    header = [row for row in range(table.header_row_count) if row not in taken]
    if not header:
        return None
    cells = []
    for cell in table.cells:
        if (cell.row, cell.column) in grown:
            cell = replace(cell, column_span=cell.column_span + 1)
        elif cell.column >= position:
            cell = replace(cell, column=cell.column + 1)
        cells.append(cell)
    if len(header) > 1 and _is_numbered(table, header[0]):
        # ① ② ③ over the headings: the new column has no number.
        cells.append(Cell("", header.pop(0), position))
    cells.append(Cell(REMARK_HEADING, header[0], position, row_span=len(header)))
    rows = [row for row in range(table.header_row_count, table.row_count) if row not in taken]
    cells += [Cell(_remark(table.place.table or 0, row), row, position) for row in rows]
    return replace(_sorted(table, cells), column_count=table.column_count + 1)


def _stretches(cell: Cell, position: int, columns: int) -> bool:
    """Whether a column inserted there goes through the cell; a text over the whole table stays so."""
    end = cell.column + cell.column_span
    is_wide = cell.column_span >= max(2, columns - 1)
    return cell.column < position < end or (is_wide and cell.column <= position <= end)


def _remark(table: int, row: int) -> str:
    """Words that are no number, no heading and no other remark."""
    return f"担当へ照会した控え{_KANA[table]}{_KANA[row // 10]}{_KANA[row % 10]}"


def _is_numbered(table: Table, row: int) -> bool:
    texts = [squeezed(cell.text) for cell in table.cells if cell.row == row and cell.text.strip()]
    return bool(texts) and all(re.fullmatch("[①-⑳]", text) for text in texts)


def _covers(cell: Cell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.column_span


def _rows(cell: Cell) -> range:
    return range(cell.row, cell.row + cell.row_span)


def _sorted(table: Table, cells: list[Cell]) -> Table:
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
