"""Build one indicator from its rows: find its value cells, read them, settle units, parts and target status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from kpi_extract.document import Cell
from kpi_extract.interpretation.cells import CellContext, Combined, Reading, read_cell
from kpi_extract.interpretation.eras import year_of
from kpi_extract.interpretation.grouping import IndicatorGroup
from kpi_extract.interpretation.headings import is_slot
from kpi_extract.interpretation.layout import Body
from kpi_extract.interpretation.names import NameParts, caption_slot, marked_names, named_value, read_name
from kpi_extract.interpretation.readings import ValueColumns, read_rows, split_parts
from kpi_extract.interpretation.roles import Facets, Meaning
from kpi_extract.interpretation.units import (
    Scaled,
    UnitSources,
    scale,
    settle_indicator_unit,
    to_record,
    unit_cell_text,
)
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role, Status
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place
from kpi_extract.records import Indicator, Observation, Remark
from kpi_extract.values.number import value_or_none
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import Period
from kpi_extract.values.text import join_lines, match_key
from kpi_extract.values.unit import PrintedUnit, parse_unit

_YEAR_OF_PLAN = lazy_pattern(r"([0-9]{1,2})(?:か年|ヶ年|年)目")
_NO_NAME = frozenset({"なし", "無し", "該当なし", "無"})

Direction = Literal["increase", "decrease", "maintain"]


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
    values: ValueColumns
    cells: CellContext
    unit_caption: str | None
    caption_name: str | None
    """The heading above the table, for a table without an indicator column."""
    form_unit: Cell | None = None
    """The unit cell of the form these rows belong to."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What is printed about an indicator besides its values."""

    raw: str
    parts: NameParts
    place: Place | None = None
    label: str | None = None
    definition: str | None = None
    unit_cell: Cell | None = None
    heading: str = ""
    """The heading of the name cell, for what leaves the name."""


class Beside(NamedTuple):
    """What is printed in the rows of an indicator besides its name and its values."""

    extra: tuple[Remark, ...] = ()
    ratings: tuple[Remark, ...] = ()
    direction: Direction | None = None


_NOTHING_BESIDE = Beside()


def build_indicators(group: IndicatorGroup, context: IndicatorContext, beside: Beside) -> list[Draft]:
    """One indicator, or one for each part where its value cells hold several measures; none for an unused slot."""
    if _is_money(group, context):
        return []
    readings = read_rows(group, context.body, context.meaning, context.values, context.cells)
    raw_name = _name_text(group, context)
    if _is_unused(raw_name, readings) or (group.name is None and not readings):
        return []
    naming = _naming(group, context, raw_name)
    findings: list[Finding] = []
    if not match_key(naming.parts.name) or _names_nothing(raw_name):
        place = readings[0].cell.place
        shown = " ".join(reading.raw.strip() for reading in readings if reading.raw.strip())
        findings.append(Finding(IssueCode.UNUSED_SLOT_WITH_CONTENT, shown, place, field="name"))
    if naming.parts.values and group.name is not None:
        readings = [*_embedded(naming.parts, group.name, context.cells), *readings]
    readings = [with_name_facets(reading, naming.parts, context.cells) for reading in readings]
    split = split_parts(readings, naming.unit_cell, context.cells.calendar)
    names = marked_names(raw_name)
    drafts = []
    for index, (_, of_part, part_unit) in enumerate(split):
        own = _renamed(naming, names[index]) if len(names) == len(split) > 1 else naming
        drafts.append(draft_indicator(own, of_part, context.unit_caption, part_unit, findings, beside))
    return drafts


def _is_money(group: IndicatorGroup, context: IndicatorContext) -> bool:
    """事業費 below the indicators of its sheet, or with rows 予算 and 決算, is none of them (rule 13)."""
    labels = [context.meaning.rows.get(row) for row in group.rows]
    by_label = all(label is not None and label.role in (Role.BUDGET, Role.EXPENDITURE) for label in labels)
    return by_label or _is_named_money(group, context)


def _is_named_money(group: IndicatorGroup, context: IndicatorContext) -> bool:
    if group.name is None or context.body.is_form:
        return False
    heading = context.body.reader.heading(group.name)
    return bool(heading.roles) and not heading.rest and set(heading.roles) <= {Role.BUDGET, Role.EXPENDITURE}


def money_remarks(group: IndicatorGroup, context: IndicatorContext) -> list[Remark]:
    """What is printed in the name cell of rows that are money, and under 目標値 and 実績値 beside it: no record takes it."""
    if group.name is None or not group.name.text.strip() or not _is_money(group, context):
        return []
    path = context.body.columns[group.name.column].path
    remarks = [Remark(heading=path, text=join_lines(group.name.text), place=group.name.place)]
    if not _is_named_money(group, context):
        return remarks
    for row in group.rows:
        for cell in context.body.grid.row_cells(row):
            facets = context.meaning.columns[cell.column]
            if cell.row == row and cell.text.strip() and facets.role in VALUE_ROLES | {Role.UNIT}:
                heading = f"{' '.join(group.name.text.split())} › {facets.heading}"
                year = facets.period.fiscal_year if facets.period is not None else None
                remarks.append(Remark(heading=heading, text=join_lines(cell.text), fiscal_year=year, place=cell.place))
    return remarks


def _name_text(group: IndicatorGroup, context: IndicatorContext) -> str:
    if group.name is None:
        return context.caption_name or ""
    named = named_value(group.name.text) if group.name.column in context.meaning.named_columns else None
    return named[0] if named is not None else group.name.text


def _is_unused(raw_name: str, readings: list[Reading]) -> bool:
    nameless = not match_key(raw_name) or _names_nothing(raw_name)
    return nameless and all(r.printed is not None and r.printed.missing is not None for r in readings)


def _names_nothing(raw_name: str) -> bool:
    key = match_key(raw_name)
    if key in _NO_NAME:
        return True
    printed = value_or_none(raw_name)
    return printed is not None and printed.missing == "dash"


def _naming(group: IndicatorGroup, context: IndicatorContext, raw_name: str) -> Naming:
    unit_cell = _cell_of(group, context, Role.UNIT) or context.form_unit
    slot, printed = caption_slot(raw_name)
    if group.name is not None and not (slot and re.search(r"[0-9０-９①-⑳]", slot)):
        slot, printed = None, raw_name  # KPI① 来場者数 has a slot, 成果指標 … begins a name
    parts = read_name(
        printed,
        has_unit_cell=unit_cell_text(unit_cell) is not None,
        read=context.body.reader.read,
        takes_deadline=not context.meaning.having(Role.TARGET),
    )
    label = _cell_of(group, context, Role.LABEL) or _label_above(group, context)
    definition = _cell_of(group, context, Role.DEFINITION)
    return Naming(
        raw=group.name.text if group.name is not None else raw_name,
        parts=parts,
        place=group.name.place if group.name is not None else None,
        label=label_text(label) if label is not None else slot or _slot_beside(context),
        definition=join_lines(definition.text) if definition is not None else parts.definition,
        unit_cell=unit_cell,
        heading=context.body.columns[group.name.column].path if group.name is not None else "",
    )


def _label_above(group: IndicatorGroup, context: IndicatorContext) -> Cell | None:
    """The number beside ① serves ② below it too; plain text has lost that the two share it."""
    columns = context.meaning.having(Role.LABEL)
    if group.name is None or not columns or not context.body.grid.table.merges_lost:
        return None
    if not re.match(r"\s*[②-⑳]", group.name.text):
        return None
    above = [context.body.grid.at(row, columns[0]) for row in context.body.rows if row < group.rows[0]]
    return next((cell for cell in reversed(above) if cell is not None and cell.text.strip()), None)


def _renamed(naming: Naming, name: str) -> Naming:
    return replace(naming, parts=replace(naming.parts, name=name, definition=None), definition=None)


def _cell_of(group: IndicatorGroup, context: IndicatorContext, role: Role) -> Cell | None:
    """The first non-blank cell of a role in the group's rows."""
    for column in context.meaning.having(role):
        for row in group.rows:
            cell = context.body.grid.at(row, column)
            if cell is not None and cell.text.strip():
                return cell
    return None


def _embedded(parts: NameParts, name_cell: Cell, cells: CellContext) -> list[Reading]:
    """The values printed in the name cell, read like any other."""
    readings = []
    for value in parts.values:
        cell = replace(name_cell, text=value.text)
        reading = read_cell(cell, Combined(value.role, Facets(explicit_target=True)), name_cell.column, cells)
        readings.append(reading._replace(raw=name_cell.text, cell=name_cell))
    return readings


def with_name_facets(reading: Reading, parts: NameParts, cells: CellContext) -> Reading:
    """(累計) in the name is the basis of all values; a date in its brackets dates those that have none."""
    if reading.role is Role.RATE:
        return reading
    if parts.period is None and parts.basis is None:
        return reading
    period = reading.period or cells.calendar.settle(parts.period)
    return reading._replace(basis=reading.basis or parts.basis, period=period)


def draft_indicator(
    naming: Naming,
    readings: list[Reading],
    unit_caption: str | None,
    part_unit: str | None = None,
    findings: Iterable[Finding] = (),
    beside: Beside = _NOTHING_BESIDE,
) -> Draft:
    """Settle the unit, scale the values and give each observation its place in the record."""
    unit_text = unit_cell_text(naming.unit_cell)
    # A rate has a unit of its own (達成率(%), 80%): it neither gives the indicator its unit nor takes it.
    measured = [reading for reading in readings if reading.role is not Role.RATE]
    heading_unit = next((reading.heading_unit for reading in measured if reading.heading_unit), None)
    if part_unit is not None:
        unit: PrintedUnit | None = parse_unit(part_unit)
        noticed: list[Finding] = []
    else:
        sources = UnitSources(naming.unit_cell, naming.parts.unit, heading_unit, unit_caption)
        unit, noticed = settle_indicator_unit(sources, measured)
    noticed = [*findings, *noticed]
    kept: dict[Role, list[Observation]] = {role: [] for role in VALUE_ROLES}
    for reading in with_status(readings):
        observation, of_value = _observe(_with_missing_date(reading), _scaled(reading, unit, unit_text is not None))
        of_role = kept[reading.role]
        if of_value:
            pointer = _pointer(reading.role, len(of_role))
            noticed.extend(replace(finding, field=pointer) for finding in of_value)
        of_role.append(observation)
    for role in (Role.BASELINE, *_FIELDS):
        noticed.extend(_undistinguished(kept[role], role))
    baselines = kept[Role.BASELINE]
    record = Indicator(
        name=naming.parts.name,
        name_raw=naming.raw,
        label=naming.label,
        definition=naming.definition,
        unit=to_record(unit) if unit is not None else None,
        direction=beside.direction,
        baseline=baselines[0] if baselines else None,
        targets=kept[Role.TARGET],
        actuals=kept[Role.ACTUAL],
        achievement_rates=kept[Role.RATE],
        ratings=list(beside.ratings),
        # The record has room for one baseline; a second one (two base years) is kept as it is printed.
        extra=[
            *(baseline_remark(one) for one in baselines[1:]),
            *(Remark(heading=naming.heading, text=text, place=naming.place) for text in naming.parts.left_out),
            *beside.extra,
        ],
        place=naming.place,
    )
    return Draft(record, tuple(noticed))


def _pointer(role: Role, index: int) -> str:
    """Where the value of a role goes in the record; the one baseline there is room for, the others to the extras."""
    if role is Role.BASELINE:
        return "baseline" if index == 0 else f"extra/{index - 1}"
    return f"{_FIELDS[role]}/{index}"


def _undistinguished(observations: Sequence[Observation], role: Role) -> Iterator[Finding]:
    """A finding for each of several values of one role that differ, though nothing in the records tells them apart.

    They may belong to two indicators: two tables side by side that were read as one.
    """
    alike: dict[tuple[object, ...], list[int]] = {}
    for index, one in enumerate(observations):
        if one.value is not None:
            key = (
                one.fiscal_year,
                one.date,
                one.period_raw,
                one.status,
                one.basis,
                one.part,
                one.unit and one.unit.symbol,
            )
            alike.setdefault(key, []).append(index)
    for indexes in alike.values():
        if len({observations[index].value for index in indexes}) > 1:
            shown = " / ".join(observations[index].raw.strip() for index in indexes)
            for index in indexes:
                place = observations[index].place or Place()
                yield Finding(IssueCode.UNDISTINGUISHED_VALUES, shown, place, field=_pointer(role, index))


def _with_missing_date(reading: Reading) -> Reading:
    """An actual under no year stays undated, and that is said: the national form prints none."""
    has_value = reading.printed is not None and reading.printed.value is not None
    if reading.role is not Role.ACTUAL or reading.period is not None or not has_value:
        return reading
    finding = Finding(IssueCode.NO_PERIOD, reading.raw.strip(), reading.cell.place)
    return reading._replace(findings=(*reading.findings, finding))


def label_text(cell: Cell) -> str:
    """``指標⏎①`` is one word, whatever the width of its cell."""
    return "".join(line.strip() for line in cell.text.splitlines())


def _slot_beside(context: IndicatorContext) -> str | None:
    """In a form the label beside the name is its slot: KPI その1 | 新規プロジェクトの創出数."""
    names = context.meaning.having(Role.INDICATOR)
    headings = context.body.columns[names[0]].headings if names and context.body.is_form else ()
    return headings[-1].text if headings and is_slot(headings[-1].text) else None


def baseline_remark(baseline: Observation) -> Remark:
    """A second baseline, for which the record has no room, as it is printed."""
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
    own = scaled.unit or rate_unit
    return scaled._replace(unit=None if own is not None and unit is not None and own.symbol == unit.symbol else own)


_FIELDS = {Role.TARGET: "targets", Role.ACTUAL: "actuals", Role.RATE: "achievement_rates"}


def with_status(readings: list[Reading]) -> list[Reading]:
    """Rule 5: targets of several years are interim but for the last; an undated one is final, and so is the only 目標値.

    A column 目標値(H31) beside yearly 目標 is the final one; three columns 目標値 with their years are a series (岡山市).
    """
    every = [r for r in readings if r.role is Role.TARGET]
    if not every:
        return readings
    targets = [r for r in every if r.by_heading and r.status is None]
    named = [r for r in targets if r.explicit_target]
    series = targets if len({_year(r) for r in named}) > 1 else [r for r in targets if not r.explicit_target]
    last = max((time for r in every if (time := _time(r)) is not None), default=None)
    revised = {_year(r) for r in every if r.revised and r.printed is not None and r.printed.missing is None}
    settled = []
    for reading in readings:
        if reading.role is not Role.TARGET:
            settled.append(reading)
            continue
        status: Status | None = reading.status
        year = _year(reading)
        if not reading.revised and year in revised:
            status = "superseded"
        if status not in ("interim", "superseded", "reference"):
            in_series = any(reading is one for one in series)
            time = _time(reading)
            is_earlier = in_series and last is not None and time is not None and time < last
            status = "interim" if is_earlier else "final"
        settled.append(reading if status == reading.status else reading._replace(status=status))
    return settled


def _time(reading: Reading) -> tuple[int, str] | None:
    """The year, and within it the month where one is printed: of R6.9 and R7.3 the first is the earlier."""
    year = _year(reading)
    if year is None:
        return None
    date = reading.period.date if reading.period is not None else None
    return year, date if date is not None and len(date) > len("2024") else "9999"


def _year(reading: Reading) -> int | None:
    if reading.period is None:
        return None
    year = year_of(reading.period)
    if year is None and (ordinal := _YEAR_OF_PLAN.search(reading.period.raw)):
        return int(ordinal.group(1))
    return year


def _observe(reading: Reading, scaled: Scaled) -> tuple[Observation, list[Finding]]:
    """The output form of one reading, and the findings that name it."""
    printed, period = reading.printed, reading.period
    findings = list(reading.findings)
    if scaled.conflict:
        findings.append(Finding(IssueCode.UNIT_CONFLICT, scaled.conflict, reading.cell.place))
    codes = list(dict.fromkeys(finding.code.value for finding in findings)) if findings else []
    marks = [*reading.cell.marks, *(printed.marks if printed is not None else ())]
    return (
        Observation(
            raw=reading.raw,
            value=scaled.value,
            upper=scaled.upper,
            text=printed.text if printed is not None else (join_lines(reading.raw) or None),
            comparator=printed.comparator if printed is not None else None,
            missing=printed.missing if printed is not None else None,
            unit=to_record(scaled.unit) if scaled.unit is not None else None,
            part=reading.part,
            fiscal_year=period.fiscal_year if period is not None else None,
            date=period.date if period is not None else None,
            period_raw=_period_raw(period),
            status=reading.status,
            basis=reading.basis,
            marks=marks,
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
    return _observe(reading._replace(status=None), scaled._replace(unit=unit))
