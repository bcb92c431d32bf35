"""A table on its side: each indicator is a column, and the words that say what a figure is stand left of it.

Such a block is turned, so that its row labels become the header and each indicator a row; from there on it is read like
every other body. Every cell keeps its place.
"""

from __future__ import annotations

from dataclasses import replace

from kpi_extract.document import Cell, Table
from kpi_extract.interpretation.grid import distinct
from kpi_extract.interpretation.header_rows import CORNER_ROLES
from kpi_extract.interpretation.headings import is_slot
from kpi_extract.interpretation.layout import Kind, TableReader
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role


def turned_rows(reader: TableReader, start: int) -> int:
    """How many rows, from this one, are a block on its side; 0 where none begins here.

    It begins with the row of names (指標名 | A | B) or of their slots, and goes on while the rows begin with a label and
    have one cell under each name. Names beside 年度 are one too where every row below says its role (R3実績, R7目標).
    """
    width = _label_width(reader, start)
    if width == 0:
        return 0
    count = 0
    names = figures = False
    while start + count < reader.grid.row_count and _fits(reader, start + count, width):
        roles = _roles(reader, start + count, width)
        names = names or (Role.INDICATOR in roles and not _all_slots(reader, start + count, width))
        figures = figures or bool(roles & VALUE_ROLES)
        count += 1
    if names and figures:
        return count
    below = range(start + 1, start + count)
    years_only = names_beside_years(reader, start) and len(below) > 1 and start + count == reader.grid.row_count
    return count if years_only and all(_roles(reader, row, width) & VALUE_ROLES for row in below) else 0


def names_beside_years(reader: TableReader, row: int) -> bool:
    """年度 | オンライン申請率(%) | RPA導入業務数: the corner names what stands below it, and free words stand beside."""
    cells = reader.grid.row_cells(row)
    roles = reader.heading(cells[0]).roles if cells else ()
    if len(cells) < 3 or cells[0].row != row or Role.DATE not in roles or not set(roles) <= CORNER_ROLES:
        return False
    return all(reader.kind(cell) is Kind.TEXT for cell in cells[1:])


def turned_table(reader: TableReader, start: int, count: int) -> tuple[Table, int]:
    """The block as a table of one row an indicator, and how deep its header is."""
    grid = reader.grid
    width = _label_width(reader, start)
    cells: list[Cell] = []
    for cell in distinct(
        grid.at(row, column) for row in range(start, start + count) for column in range(grid.column_count)
    ):
        top, bottom = max(cell.row, start), min(cell.row + cell.row_span, start + count)
        cells.append(
            replace(
                cell,
                row=cell.column,
                column=top - start,
                row_span=cell.column_span,
                column_span=bottom - top,
            )
        )
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    table = Table(ordered, grid.column_count, count, grid.table.place, merges_lost=grid.table.merges_lost)
    return table, width


def _label_width(reader: TableReader, row: int) -> int:
    """How many columns hold the labels: the first cell of the row of names or slots says it."""
    cells = reader.grid.row_cells(row)
    if len(cells) < 3 or cells[0].row != row:
        return 0
    if Role.INDICATOR not in reader.heading(cells[0]).roles and not names_beside_years(reader, row):
        return 0
    width = cells[0].column_span
    if reader.grid.table.merges_lost:
        while width < reader.grid.column_count and not reader.grid.text(row, width):
            width += 1
    others = [cell for cell in cells if cell.column >= width]
    named = [cell for cell in others if reader.kind(cell) in (Kind.TEXT, Kind.VALUE, Kind.BLANK) or is_slot(cell.text)]
    return width if len(named) == len(others) >= 2 and any(cell.text.strip() for cell in others) else 0


def _fits(reader: TableReader, row: int, width: int) -> bool:
    """A label on the left, and a cell of its own under each name."""
    labels = [cell for cell in reader.grid.row_cells(row) if cell.column < width and cell.text.strip()]
    values = [cell for cell in reader.grid.row_cells(row) if cell.column >= width]
    if not labels or any(cell.column + cell.column_span > width for cell in labels):
        return False
    if any(reader.kind(cell) not in (Kind.HEADING, Kind.PERIOD) for cell in labels):
        return False
    if any(cell.row != row or cell.row_span > 1 for cell in values):
        return False
    if reader.grid.table.merges_lost and sum(bool(cell.text.strip()) for cell in values) <= 1 < len(values):
        return False  # a text over the whole width, whose span plain text has lost
    return len(values) == reader.grid.column_count - width


def _roles(reader: TableReader, row: int, width: int) -> set[Role]:
    cells = [cell for cell in reader.grid.row_cells(row) if cell.column < width]
    return {role for cell in cells for role in reader.heading(cell).roles}


def _all_slots(reader: TableReader, row: int, width: int) -> bool:
    values = [cell for cell in reader.grid.row_cells(row) if cell.column >= width and cell.text.strip()]
    return all(is_slot(cell.text) for cell in values)
