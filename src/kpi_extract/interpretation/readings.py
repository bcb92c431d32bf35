"""The value cells of one indicator → readings: find them, date them, tell several measures in a cell apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from kpi_extract.document import Cell
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.cells import CellContext, Combined, Reading, combine, dated_by, read_cell
from kpi_extract.interpretation.eras import Calendar
from kpi_extract.interpretation.grouping import IndicatorGroup
from kpi_extract.interpretation.layout import Body
from kpi_extract.interpretation.names import named_value
from kpi_extract.interpretation.roles import Facets, Meaning, one_label
from kpi_extract.interpretation.units import unit_cell_text
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.values.number import PrintedValue, parse_value, split_values, value_or_none
from kpi_extract.values.text import match_key
from kpi_extract.values.unit import parse_unit

_DATE_ROLES = {
    Role.TARGET: Role.TARGET_DATE,
    Role.BASELINE: Role.BASELINE_DATE,
    Role.ACTUAL: Role.ACTUAL_DATE,
}
_PART_NAMES = "abcdefghij"
PartReadings = tuple[str | None, list[Reading], str | None]
"""Name of the part, its readings, its unit."""


class ValueColumn(NamedTuple):
    """A column that may hold values in a row, and what the headings of both sides say of its cells there."""

    column: int
    labelled: Combined | None
    """Under the label of the row; None where that makes no values of them."""
    alone: Combined | None
    """Of a cell that no one row label governs."""


class ValueColumns:
    """The columns of a body that hold values, row by row; what no row label changes is worked out once."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning = meaning
        columns = [index for index in range(len(meaning.columns)) if index not in meaning.row_label_columns]
        self._columns = [(index, self._crossed(index, None)) for index in columns]
        self._unlabelled = tuple(
            ValueColumn(index, alone, alone) for index, alone in self._columns if alone is not None
        )

    def in_row(self, row: int) -> tuple[ValueColumn, ...]:
        """From left to right."""
        label = self._meaning.rows.get(row)
        if label is None:
            return self._unlabelled
        crossed = (ValueColumn(index, self._crossed(index, label), alone) for index, alone in self._columns)
        return tuple(column for column in crossed if column.labelled is not None or column.alone is not None)

    def _crossed(self, index: int, label: Facets | None) -> Combined | None:
        facets = self._meaning.columns[index]
        combined = combine(facets, label) if _is_value_cell(facets, label) else None
        return combined if combined is not None and combined.role in VALUE_ROLES else None


def read_rows(
    group: IndicatorGroup, body: Body, meaning: Meaning, columns: ValueColumns, cells: CellContext
) -> list[Reading]:
    """Read every value cell of the group's rows, in order of rows, then columns."""
    readings: list[Reading] = []
    taken: set[tuple[int, int, int]] = set()
    for row in group.rows:
        line = body.grid.owner[row]
        for column, labelled, alone in columns.in_row(row):
            cell = line[column]
            if cell is None or (cell.row, cell.column) in meaning.label_cells:
                continue
            # A cell merged over rows with labels of their own is governed by none of them (a baseline beside years).
            combined = labelled if one_label(cell, meaning) else alone
            key = (cell.row, cell.column, column)
            if combined is not None and key not in taken:
                taken.add(key)
                read = _without_name(cell) if column in meaning.named_columns else cell
                reading = _without_ditto(read_cell(read, combined, column, cells), row, body, cells)
                reading = _dated(_inherited(reading, group), row, body, meaning, cells)
                if read is not cell:
                    reading = reading._replace(raw=cell.text, cell=cell)
                readings.extend(_with_second(reading))
    return readings


def _without_name(cell: Cell) -> Cell:
    found = named_value(cell.text)
    return cell if found is None else replace(cell, text=found[1])


def _is_value_cell(column: Facets, label: Facets | None) -> bool:
    """A row label turns a column into values only where the column is a value or a year, never a name or a unit."""
    if column.role in VALUE_ROLES or column.role in (Role.VALUE, Role.TOTAL):
        return column.role is not Role.TOTAL
    return (
        label is not None
        and label.role in VALUE_ROLES
        and column.role is None
        and column.understood
        and (column.period is not None or not column.heading)
    )


def _inherited(reading: Reading, group: IndicatorGroup) -> Reading:
    """A cell merged over rows of other indicators, or over several value columns, is inherited."""
    cell = reading.cell
    beyond = cell.row < group.rows[0] or cell.row + cell.row_span - 1 > group.rows[-1]
    inherited = beyond or cell.column_span > 1
    return reading._replace(inherited=True) if inherited and not reading.inherited else reading


def _without_ditto(reading: Reading, row: int, body: Body, cells: CellContext) -> Reading:
    """〃 takes the value of the nearest cell above in its column; the mark stays in raw, its `ditto` is said."""
    if reading.printed is None or reading.printed.text != "〃":
        return reading
    for index in range(bisect_left(body.rows, row) - 1, -1, -1):
        cell = body.grid.at(body.rows[index], reading.column)
        if cell is None or match_key(cell.text) == match_key(reading.raw):
            continue
        try:
            printed = parse_value(cell.text)
        except UnreadableValueError:
            return reading
        period = cells.calendar.settle(printed.period) or reading.period
        return reading._replace(printed=printed._replace(raw=reading.raw), period=period, inherited=True)
    return reading


def _dated(reading: Reading, row: int, body: Body, meaning: Meaning, cells: CellContext) -> Reading:
    role = _DATE_ROLES.get(reading.role)
    columns = meaning.having(role) if role is not None else ()
    if role is Role.ACTUAL_DATE and columns:
        # One date serves one result: beside several years it is the date of none of them alone.
        cell = body.grid.at(row, columns[0]) if len(meaning.having(Role.ACTUAL)) == 1 else None
        return reading if cell is None else dated_by(reading, cell, cells.calendar)
    if not columns and row in meaning.rows and meaning.rows[row].role is not None:
        columns = meaning.having(Role.DATE)  # beside rows 目標値 and 実績値 one date column serves both
    if not columns or (reading.by_heading and not reading.explicit_target):
        return reading
    # The date column that follows the value column serves it; one date column serves all.
    column = next((c for c in columns if c > reading.column), columns[-1])
    cell = body.grid.at(row, column)
    return reading if cell is None else dated_by(reading, cell, cells.calendar)


def _with_second(reading: Reading) -> list[Reading]:
    """Rules 7 and 11: a second value of its own below or in brackets.

    実績値(累計) over ``0人⏎(0人)`` gives an actual and a cumulative one; ``8⏎80.0%`` is an actual and its rate.
    """
    printed = reading.printed
    if printed is None:
        return _actual_and_rate(reading)
    heading = reading.bracket
    if heading is None or heading.basis is None or printed.bracket is None:
        return [reading]
    second = _number_in(printed.bracket)
    if second is None:
        return [reading]
    kept = tuple(finding for finding in reading.findings if finding.code is not IssueCode.SECOND_VALUE)
    main = reading._replace(basis=printed.basis, findings=kept)
    return [main, main._replace(printed=second._replace(raw=reading.raw), basis=heading.basis)]


def _actual_and_rate(reading: Reading) -> list[Reading]:
    lines = [line.strip() for line in re.split(r"[\n ]+", reading.raw.strip()) if line.strip()]
    if (
        reading.role is not Role.ACTUAL
        or len(lines) != 2
        or not re.fullmatch(r"[(（]?[0-9０-９.．,，]+[%％][)）]?", lines[1])
    ):
        return [reading]
    first, rate = _number_in(lines[0]), _number_in(lines[1].strip("()（）"))
    if first is None or rate is None or first.unit in ("%", "％"):
        return [reading]
    kept = tuple(finding for finding in reading.findings if finding.code is not IssueCode.SEVERAL_VALUES)
    main = reading._replace(printed=first, findings=kept)
    return [main, main._replace(role=Role.RATE, printed=rate, status=None, basis=None, heading_unit=None)]


def _number_in(text: str) -> PrintedValue | None:
    printed = value_or_none(text)
    return printed if printed is not None and printed.value is not None else None


def split_parts(readings: list[Reading], unit_cell: Cell | None, calendar: Calendar) -> list[PartReadings]:
    """Rule 9: a row splits when all its value cells have the same number of unlabelled parts and the unit fits.

    200・4,000 / 回・人 / 144・4,055 gives two; one number under 社・団体 stays one. Beside cells of several numbers a
    cell of as many lines counts too: 73,618社⏎1,045,808人 beside 現状維持以上⏎〃.
    """
    present = [r for r in readings if r.printed is None or r.printed.missing is None]
    count = max((len(split_values(reading.raw)) for reading in present), default=1)
    if count == 1 or any(len(_pieces(reading.raw, count)) != count for reading in present):
        return [(None, readings, None)]
    unit_text = unit_cell_text(unit_cell)
    unit_parts = parse_unit(unit_text).parts if unit_text else ()
    if unit_parts and len(unit_parts) != count:
        return [(None, readings, None)]
    return [
        (
            _PART_NAMES[index],
            [_part_of(reading, index, count, calendar) for reading in readings],
            unit_parts[index] if unit_parts else None,
        )
        for index in range(count)
    ]


def _pieces(raw: str, count: int) -> tuple[str, ...]:
    pieces = split_values(raw)
    if len(pieces) == count:
        return pieces
    lines = tuple(line.strip() for line in re.split(r"\n|[ \u3000]+(?=〃)", raw) if line.strip())
    return lines if len(lines) == count else (raw,)


def _part_of(reading: Reading, index: int, count: int, calendar: Calendar) -> Reading:
    pieces = _pieces(reading.raw, count)
    part = _PART_NAMES[index]
    if len(pieces) != count:
        return reading._replace(part=part)
    kept = tuple(f for f in reading.findings if f.code not in (IssueCode.SEVERAL_VALUES, IssueCode.UNREADABLE_NUMBER))
    inherited = False
    while index and match_key(pieces[index]) == "〃":
        index, inherited = index - 1, True
    try:
        printed = parse_value(pieces[index])
    except UnreadableValueError:
        return reading._replace(part=part)
    codes = (*printed.codes, *((IssueCode.DITTO,) if inherited else ()))
    kept += tuple(Finding(code, pieces[index], reading.cell.place) for code in codes)
    period = calendar.settle(printed.period) or reading.period
    return reading._replace(
        printed=printed, part=part, findings=kept, period=period, inherited=reading.inherited or inherited
    )
