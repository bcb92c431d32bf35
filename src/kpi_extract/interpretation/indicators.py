"""Build one indicator from its rows: find its value cells, read them, settle units, parts and target status."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kpi_extract.document import Cell
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.cells import CellContext, Reading, combine, dated_by, read_cell
from kpi_extract.interpretation.grouping import IndicatorGroup
from kpi_extract.interpretation.layout import Body
from kpi_extract.interpretation.roles import Facets, Meaning
from kpi_extract.interpretation.units import (
    Scaled,
    UnitSources,
    caption_slot,
    name_and_definition,
    name_and_unit,
    scale,
    settle_indicator_unit,
    to_record,
    unit_cell_text,
)
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role, Status
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.records import Indicator, Observation, Remark
from kpi_extract.values.number import parse_value, split_values
from kpi_extract.values.period import Period
from kpi_extract.values.text import join_lines, match_key
from kpi_extract.values.unit import PrintedUnit, parse_unit

_PART_NAMES = "abcdefghij"
_NO_NAME = frozenset({"なし", "無し", "該当なし", "無"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An indicator with what was noticed about it; pointers are set when its project is known."""

    record: Indicator
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class IndicatorContext:
    """What serves all indicators of a body."""

    body: Body
    meaning: Meaning
    cells: CellContext
    unit_caption: str | None
    caption_name: str | None
    """The heading above the table, for a table without an indicator column."""
    caption_cell: Cell | None = None


@dataclass(slots=True)
class _Parts:
    findings: list[Finding] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    ratings: list[Remark] = field(default_factory=list)


def build_indicators(group: IndicatorGroup, context: IndicatorContext) -> list[Draft]:
    """One indicator, or one for each part where its value cells hold several measures; none for an unused slot."""
    parts = _Parts()
    _read_rows(group, context, parts)
    name_cell = group.name
    raw_name = name_cell.text if name_cell is not None else (context.caption_name or "")
    if _is_unused(raw_name, parts):
        return []
    if not match_key(raw_name) or _names_nothing(raw_name):
        place = parts.readings[0].cell.place
        shown = " ".join(reading.raw.strip() for reading in parts.readings if reading.raw.strip())
        parts.findings.append(Finding(IssueCode.UNUSED_SLOT_WITH_CONTENT, shown, place, field="name"))
    unit_cell = _cell_of(group, context, Role.UNIT)
    by_part = split_parts(parts.readings, unit_cell)
    return [_draft(group, context, parts, replace_unit, readings, part) for part, readings, replace_unit in by_part]


def _is_unused(raw_name: str, parts: _Parts) -> bool:
    nameless = not match_key(raw_name) or _names_nothing(raw_name)
    return nameless and all(r.printed is not None and r.printed.missing is not None for r in parts.readings)


def _names_nothing(raw_name: str) -> bool:
    key = match_key(raw_name)
    if key in _NO_NAME:
        return True
    try:
        return parse_value(raw_name).missing == "dash"
    except UnreadableValueError:
        return False


def _read_rows(group: IndicatorGroup, context: IndicatorContext, parts: _Parts) -> None:
    """Read every value cell of the group's rows, in order of rows, then columns."""
    body, meaning = context.body, context.meaning
    taken: set[tuple[int, int, int]] = set()
    for row in group.rows:
        label = meaning.rows.get(row)
        for column in range(body.grid.column_count):
            cell = body.grid.at(row, column)
            if cell is None or column in meaning.row_label_columns:
                continue
            combined = combine(meaning.columns[column], label)
            key = (cell.row, cell.column, column)
            if combined.role in VALUE_ROLES and key not in taken and _is_value_cell(meaning.columns[column], label):
                taken.add(key)
                reading = _without_ditto(read_cell(cell, combined, column, context.cells), row, context)
                parts.readings.append(_dated(_inherited(reading, group), row, context))


def _without_ditto(reading: Reading, row: int, context: IndicatorContext) -> Reading:
    """〃 takes the value of the nearest cell above in its column; the mark stays in raw, its `ditto` is said."""
    if reading.printed is None or reading.printed.text != "〃":
        return reading
    above = [r for r in context.body.rows if r < row]
    for other in reversed(above):
        cell = context.body.grid.at(other, reading.column)
        if cell is None or match_key(cell.text) == match_key(reading.raw):
            continue
        try:
            printed = parse_value(cell.text)
        except UnreadableValueError:
            return reading
        period = context.cells.calendar.settle(printed.period) or reading.period
        return replace(reading, printed=replace(printed, raw=reading.raw), period=period, inherited=True)
    return reading


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
    beyond = cell.row < min(group.rows) or cell.row + cell.row_span - 1 > max(group.rows)
    return replace(reading, inherited=reading.inherited or beyond or cell.column_span > 1)


def _dated(reading: Reading, row: int, context: IndicatorContext) -> Reading:
    role = {Role.TARGET: Role.TARGET_DATE, Role.BASELINE: Role.BASELINE_DATE}.get(reading.role)
    columns = context.meaning.having(role) if role is not None else []
    if not columns or reading.yearly:
        return reading
    # The date column that follows the value column serves it; one date column serves all.
    column = next((c for c in columns if c > reading.column), columns[-1])
    cell = context.body.grid.at(row, column)
    return reading if cell is None else dated_by(reading, cell, context.cells.calendar)


def _cell_of(group: IndicatorGroup, context: IndicatorContext, role: Role) -> Cell | None:
    """The first non-blank cell of a role in the group's rows."""
    for column in context.meaning.having(role):
        for row in group.rows:
            cell = context.body.grid.at(row, column)
            if cell is not None and cell.text.strip():
                return cell
    return None


_PartReadings = tuple[str | None, list[Reading], str | None]


def split_parts(readings: list[Reading], unit_cell: Cell | None) -> list[_PartReadings]:
    """Rule 9: a row splits when all its value cells have the same number of unlabelled parts and the unit fits.

    200・4,000 / 回・人 / 144・4,055 gives two; one number under 社・団体 stays one.
    """
    present = [r for r in readings if not (r.printed is not None and r.printed.missing is not None)]
    counts = {len(split_values(reading.raw)) for reading in present}
    if not present or len(counts) != 1 or counts == {1}:
        return [(None, readings, None)]
    (count,) = counts
    unit_text = unit_cell_text(unit_cell)
    unit_parts = parse_unit(unit_text).parts if unit_text else ()
    if unit_parts and len(unit_parts) != count:
        return [(None, readings, None)]
    return [
        (
            _PART_NAMES[index],
            [_part_of(reading, index, count) for reading in readings],
            unit_parts[index] if unit_parts else None,
        )
        for index in range(count)
    ]


def _part_of(reading: Reading, index: int, count: int) -> Reading:
    pieces = split_values(reading.raw)
    if len(pieces) != count:
        return replace(reading, part=_PART_NAMES[index])
    printed = parse_value(pieces[index])
    kept = tuple(f for f in reading.findings if f.code is not IssueCode.SEVERAL_VALUES)
    return replace(
        reading, printed=printed, part=_PART_NAMES[index], findings=kept, period=printed.period or reading.period
    )


def _draft(
    group: IndicatorGroup,
    context: IndicatorContext,
    parts: _Parts,
    part_unit: str | None,
    readings: list[Reading],
    part: str | None,
) -> Draft:
    name_cell = group.name
    raw_name = name_cell.text if name_cell is not None else (context.caption_name or "")
    unit_cell = _cell_of(group, context, Role.UNIT)
    unit_text = unit_cell_text(unit_cell)
    slot, printed_name = (None, raw_name) if name_cell is not None else caption_slot(raw_name)
    printed_name, line_above = name_and_definition(join_lines(printed_name))
    name, name_unit = name_and_unit(printed_name, unit_text is not None)
    # A rate has a unit of its own (達成率(%), 80%): it neither gives the indicator its unit nor takes it.
    measured = [reading for reading in readings if reading.role is not Role.RATE]
    heading_unit = next((reading.heading_unit for reading in measured if reading.heading_unit), None)
    sources = UnitSources(unit_cell, name_unit, heading_unit, context.unit_caption)
    if part_unit is not None:
        unit: PrintedUnit | None = parse_unit(part_unit)
        findings: list[Finding] = []
    else:
        unit, findings = settle_indicator_unit(sources, measured)
    observations = [
        (reading, *_observe(reading, _scaled(reading, unit, unit_text is not None)))
        for reading in _with_status(readings)
    ]
    findings = [*parts.findings, *findings]
    kept: dict[Role, list[Observation]] = {role: [] for role in VALUE_ROLES}
    for reading, observation, noticed in observations:
        pointer = "baseline" if reading.role is Role.BASELINE else f"{_FIELDS[reading.role]}/{len(kept[reading.role])}"
        kept[reading.role].append(observation)
        findings.extend(replace(finding, field=pointer) for finding in noticed)
    label = _cell_of(group, context, Role.LABEL)
    definition = _cell_of(group, context, Role.DEFINITION)
    baselines = kept[Role.BASELINE]
    record = Indicator(
        name=name,
        name_raw=raw_name,
        label=join_lines(label.text) if label is not None else slot,
        definition=join_lines(definition.text) if definition is not None else line_above,
        unit=to_record(unit) if unit is not None else None,
        baseline=baselines[0] if baselines else None,
        targets=kept[Role.TARGET],
        actuals=kept[Role.ACTUAL],
        achievement_rates=kept[Role.RATE],
        # The record has room for one baseline; a second one (two base years) is kept as it is printed.
        extra=[_as_remark(one) for one in baselines[1:]],
        place=name_cell.place if name_cell is not None else None,
    )
    return Draft(record, tuple(findings))


def _as_remark(baseline: Observation) -> Remark:
    return Remark(
        role=Role.BASELINE.value,
        heading=baseline.period_raw or "",
        text=baseline.raw,
        fiscal_year=baseline.fiscal_year,
        date=baseline.date,
        place=baseline.place,
    )


def _scaled(reading: Reading, unit: PrintedUnit | None, unit_is_printed_apart: bool) -> Scaled:
    if reading.role is not Role.RATE:
        return scale(reading, unit, unit_is_printed_apart)
    rate_unit = parse_unit(reading.heading_unit) if reading.heading_unit else None
    scaled = scale(reading, rate_unit, unit_is_printed_apart=False)
    return replace(scaled, unit=scaled.unit or rate_unit)


_FIELDS = {Role.TARGET: "targets", Role.ACTUAL: "actuals", Role.RATE: "achievement_rates"}


def _with_status(readings: list[Reading]) -> list[Reading]:
    """Rule 5: yearly targets before the last are interim; the last, an undated one or one under 目標値 is final."""
    targets = [reading for reading in readings if reading.role is Role.TARGET]
    yearly = [r.period.fiscal_year for r in targets if r.yearly and r.period is not None and r.period.fiscal_year]
    last = max(yearly, default=None)
    settled = []
    for reading in readings:
        status: Status | None = reading.status
        if reading.role is Role.TARGET and status not in ("interim", "superseded", "reference"):
            year = reading.period.fiscal_year if reading.period is not None else None
            is_earlier = reading.yearly and last is not None and year is not None and year < last
            status = "interim" if is_earlier else "final"
        settled.append(replace(reading, status=status))
    return settled


def _observe(reading: Reading, scaled: Scaled) -> tuple[Observation, list[Finding]]:
    """The output form of one reading, and the findings that name it."""
    printed, period = reading.printed, reading.period
    findings = list(reading.findings)
    if scaled.conflict:
        findings.append(Finding(IssueCode.UNIT_CONFLICT, scaled.conflict, reading.cell.place))
    codes = list(dict.fromkeys(str(finding.code) for finding in findings))
    marks = (*reading.cell.marks, *(printed.marks if printed is not None else ()))
    return (
        Observation(
            raw=reading.raw,
            value=scaled.value,
            upper=scaled.upper,
            text=printed.text if printed is not None else (reading.raw.strip() or None),
            comparator=printed.comparator if printed is not None else None,
            missing=printed.missing if printed is not None else None,
            unit=to_record(scaled.unit) if scaled.unit is not None else None,
            part=reading.part,
            fiscal_year=period.fiscal_year if period is not None else None,
            date=period.date if period is not None else None,
            period_raw=_period_raw(period),
            status=reading.status,
            basis=reading.basis,
            marks=list(marks),
            inherited=reading.inherited,
            issues=codes,
            place=reading.cell.place,
        ),
        findings,
    )


def _period_raw(period: Period | None) -> str | None:
    return period.raw if period is not None else None


def observe_alone(reading: Reading, unit_text: str | None) -> tuple[Observation, list[Finding]]:
    """A value outside any indicator (budget, expenditure), which always carries its unit."""
    own = reading.printed.unit if reading.printed is not None else ""
    printed_unit = own or unit_text
    unit = parse_unit(printed_unit) if printed_unit else None
    scaled = scale(reading, unit, unit_is_printed_apart=False)
    return _observe(replace(reading, status=None), replace(scaled, unit=unit))
