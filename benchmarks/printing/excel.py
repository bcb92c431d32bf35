"""Pages as one sheet of an Excel workbook, a page break before each title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fixtures.printing.tables import row_heights
from tests.fixtures.printing.word import GOTHIC

from benchmarks.facts import WIDTHS_POINTS, widths_of
from benchmarks.truth import TruePage, TrueTable

_POINTS = 8
_LINE_POINTS = 11.0
_PADDING_POINTS = 3.0
_POINTS_A_WIDTH_UNIT = 5.6
_PADDING_EM = 0.9
_TITLE_HEIGHT = 16
_MARGIN_INCHES = 0.4
_A4 = 9


def write_excel(pages: Sequence[TruePage], path: Path) -> None:
    """Write an .xlsx; numbers are numbers with a thousands format, as an office would type them."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.pagebreak import Break

    book = Workbook()
    sheet = book.active
    for column, points in enumerate(WIDTHS_POINTS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = points / _POINTS_A_WIDTH_UNIT
    row = 1
    for number, page in enumerate(pages):
        if number:
            sheet.row_breaks.append(Break(id=row - 1))
        sheet.cell(row, 1, page.title)
        sheet.row_dimensions[row].height = _TITLE_HEIGHT
        row += 1
        for table in page.tables:
            _add_table(sheet, table, row)
            row += table.rows
    _set_page(sheet)
    book.save(path)


def _add_table(sheet: Any, table: TrueTable, top: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    side = Side(style="thin")
    border, font = Border(side, side, side, side), Font(name=GOTHIC, size=_POINTS)
    left = Alignment(wrap_text=True, vertical="center")
    right = Alignment(wrap_text=True, vertical="center", horizontal="right")
    ems = [points / _POINTS - _PADDING_EM for points in widths_of(table)]
    for offset, height in enumerate(row_heights(table.cells, ems, _LINE_POINTS, _PADDING_POINTS)):
        sheet.row_dimensions[top + offset].height = round(height, 1)
    for cell in table.cells:
        box = sheet.cell(top + cell.row, cell.column + 1)
        is_body = cell.row >= table.header_rows
        digits = cell.text.replace(",", "")
        if is_body and digits.isdigit():
            box.value, box.number_format = int(digits), "#,##0"
        else:
            box.value = cell.text or None
        box.font, box.alignment = font, right if is_body and digits[:1].isdigit() else left
        for row in range(cell.row, cell.row_end):
            for column in range(cell.column, cell.column_end):
                sheet.cell(top + row, column + 1).border = border
        if cell.row_span * cell.column_span > 1:
            sheet.merge_cells(
                start_row=top + cell.row,
                end_row=top + cell.row_end - 1,
                start_column=cell.column + 1,
                end_column=cell.column_end,
            )


def _set_page(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = _MARGIN_INCHES
