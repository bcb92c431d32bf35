"""The same reports as workbooks drawn in the ways offices draw them: the records must not depend on it."""

from __future__ import annotations

import io
import json
from typing import Any, NamedTuple

import openpyxl  # type: ignore[import-not-found, import-untyped, unused-ignore]
import pytest
from openpyxl.styles import Border, Font, Side  # type: ignore[import-not-found, import-untyped, unused-ignore]

from kpi_extract import extract
from kpi_extract.writers.to_json import as_data
from tests.accuracy import measure
from tests.fixtures.reports.blocks import Grid, Heading, PrintedCell, Report, Title
from tests.fixtures.reports.make import found_cases

CASES = found_cases()[0]
REPORTS = (
    "02-sakai",
    "17-oyabe",
    "28-shinjo",
    "recon-19",
    "recon-gose",
    "blind3-yumemi",
    "24-hiroshima",
    "recon-tokyo",
)
_THIN = Side(style="thin")


class Way(NamedTuple):
    """How the tables of a workbook are drawn."""

    merged: bool
    ruled: bool = True
    open_sides: bool = False
    columns: int = 1
    """Columns of the sheet for one of the table."""
    blank_rows: int = 1
    """Between a table and what follows."""


WAYS = {
    "merged and ruled, one below the other without space": Way(merged=True, blank_rows=0),
    "ruled around cells that are not merged": Way(merged=False),
    "the same on grid paper": Way(merged=False, columns=4),
    "merged, open at the left and right": Way(merged=True, open_sides=True),
    "not merged, open at the left and right": Way(merged=False, open_sides=True),
    "the same without space": Way(merged=False, open_sides=True, blank_rows=0),
    "neither merged nor ruled": Way(merged=False, ruled=False),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("slug", REPORTS)
def test_the_records_do_not_depend_on_how_a_workbook_is_drawn(slug: str, way: str) -> None:
    case = CASES[slug]
    data = json.loads(json.dumps(as_data(extract(drawn(case.report, WAYS[way])))))
    score, differing = measure(data, case.expected)
    assert differing == []
    assert score.silent == score.spurious == 0


def drawn(report: Report, way: Way) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    row = 1
    before = None
    for block in report.blocks:
        if isinstance(block, Grid):
            row += isinstance(before, Grid) and not way.blank_rows  # two tables that touch are one, to anyone
            for cell in block.cells:
                _draw(sheet, cell, row, way, block.column_count)
            row += block.row_count + way.blank_rows
        else:
            _write(sheet.cell(row, 1), block.text, _size_of(block))
            row += 1
        before = block
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _size_of(block: object) -> float:
    if isinstance(block, Title):
        return 16
    return 15 - block.rank if isinstance(block, Heading) and block.rank else 10


def _write(cell: Any, text: str, size: float = 10) -> None:
    cell.font = Font(size=size)
    if text:
        cell.value = text
        cell.data_type = "s"


def _draw(sheet: Any, printed: PrintedCell, first: int, way: Way, columns: int) -> None:
    top, left = first + printed.row, 1 + printed.column * way.columns
    bottom, right = top + printed.row_span - 1, left + printed.column_span * way.columns - 1
    _write(sheet.cell(top, left), printed.text)
    for row in range(top, bottom + 1) if way.ruled else ():
        for column in range(left, right + 1):
            is_open_left = way.open_sides and column == 1
            is_open_right = way.open_sides and column == columns * way.columns
            sheet.cell(row, column).border = Border(
                left=_THIN if column == left and not is_open_left else None,
                right=_THIN if column == right and not is_open_right else None,
                top=_THIN if row == top else None,
                bottom=_THIN if row == bottom else None,
            )
    if way.merged and (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def test_a_heading_below_two_tables_side_by_side_is_none_of_the_right_one() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    line = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)

    def put(top: int, left: int, rows: list[list[object]]) -> None:
        for row, values in enumerate(rows, top):
            for column, value in enumerate(values, left):
                sheet.cell(row, column, value).border = line

    sheet["A1"] = "■ 基本目標1 しごとをつくる"
    put(2, 1, [["指標", "現状値(R1)", "目標値(R6)"], ["就業者数(人)", 10, 20]])
    put(2, 5, [["指標", "現状値(R1)", "目標値(R6)"], ["起業件数(件)", 3, 9]])
    sheet["A5"] = "■ 基本目標2 ひとの流れをつくる"
    put(6, 1, [["指標", "現状値(R1)", "目標値(R6)"], ["移住者数(人)", 40, 80]])
    for cell in ("A1", "A5"):
        sheet[cell].font = Font(size=16, bold=True)
    file = io.BytesIO()
    book.save(file)
    extraction = extract(file.getvalue())
    found = {one.name: project.category for project in extraction.projects for one in project.indicators}
    assert found == {
        "就業者数": ["基本目標1 しごとをつくる"],
        "起業件数": ["基本目標1 しごとをつくる"],
        "移住者数": ["基本目標2 ひとの流れをつくる"],
    }
