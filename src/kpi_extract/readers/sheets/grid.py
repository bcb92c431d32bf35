"""The blocks of one table → a `Table` of logical cells: columns of the sheet between which no cell begins are one."""

from __future__ import annotations

from collections.abc import Sequence

from kpi_extract.document import Cell, Table
from kpi_extract.place import Place
from kpi_extract.readers.sheets.areas import TableArea
from kpi_extract.readers.sheets.references import Area, cell_name
from kpi_extract.readers.sheets.visible import Block, VisibleSheet


def extent_of(blocks: Sequence[Block]) -> Area:
    """The rectangle around blocks, at least one."""
    return Area(
        min(block.area.top for block in blocks),
        min(block.area.left for block in blocks),
        max(block.area.bottom for block in blocks),
        max(block.area.right for block in blocks),
    )


def table_of(area: TableArea, sheet: VisibleSheet, number: int) -> Table:
    """A table of a sheet.

    Args:
        area: its cells.
        sheet: the sheet it stands on.
        number: which table of the document it is.
    """
    blocks = _without_blank_ends(area.blocks)
    tops = sorted({block.area.top for block in blocks} | {block.area.bottom + 1 for block in blocks})
    lefts = sorted({block.area.left for block in blocks} | {block.area.right + 1 for block in blocks})
    row_at = {edge: index for index, edge in enumerate(tops)}
    column_at = {edge: index for index, edge in enumerate(lefts)}
    cells = []
    for block in sorted(blocks, key=lambda block: block.area):
        row, column = row_at[block.area.top], column_at[block.area.left]
        row_span = row_at[block.area.bottom + 1] - row
        column_span = column_at[block.area.right + 1] - column
        place = Place(
            sheet=sheet.name,
            cell=block.name or _name_at(sheet, block.area.top, block.area.left),
            table=number,
            row=row + 1,
            column=column + 1,
            row_span=row_span if row_span > 1 else None,
            column_span=column_span if column_span > 1 else None,
        )
        printed = block.printed
        cells.append(Cell(printed.text, row, column, row_span, column_span, place, printed.marks, printed.code))
    extent = extent_of(blocks)
    return Table(
        cells=tuple(cells),
        row_count=len(tops) - 1,
        column_count=len(lefts) - 1,
        place=Place(sheet=sheet.name, cell=_name_at(sheet, extent.top, extent.left), table=number),
        header_row_count=_repeated_rows(sheet.title_rows, tops),
        merges_lost=sheet.merges_lost or area.merges_lost,
    )


def _name_at(sheet: VisibleSheet, row: int, column: int) -> str:
    return cell_name(sheet.rows.stored(row), sheet.columns.stored(column))


def _without_blank_ends(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the empty rows below the last text and the empty columns right of it: ruled, but unused."""
    texts = [block.area for block in blocks if block.printed.text]
    bottom, right = max(area.bottom for area in texts), max(area.right for area in texts)
    kept = []
    for block in blocks:
        area = block.area
        if area.top <= bottom and area.left <= right:
            kept.append(
                block._replace(area=area._replace(bottom=min(area.bottom, bottom), right=min(area.right, right)))
            )
    return kept


def _repeated_rows(titles: tuple[int, int] | None, tops: Sequence[int]) -> int:
    """How many of the first rows are those printed again on every page."""
    if titles is None or not titles[0] <= tops[0] <= titles[1]:
        return 0
    return sum(edge <= titles[1] for edge in tops[:-1])
