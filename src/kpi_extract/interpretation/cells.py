"""One value cell and the headings that govern it → one reading (or several, where a cell holds several).

The only place that catches UnreadableValueError: nothing printed is lost, an unreadable text keeps its `raw`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from kpi_extract.document import Cell
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.eras import Calendar, as_fiscal
from kpi_extract.interpretation.headings import Heading, as_printed
from kpi_extract.interpretation.roles import Facets
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Basis, Role, Status
from kpi_extract.issues import Finding, IssueCode, Severity
from kpi_extract.values.number import PrintedValue, parse_value
from kpi_extract.values.period import Period, parse_period


class Reading(NamedTuple):
    """One printed value with its role, time and status; its unit is settled later, for the whole indicator."""

    role: Role
    raw: str
    cell: Cell
    printed: PrintedValue | None
    """None where the text could not be read; then `codes` says why."""
    period: Period | None = None
    status: Status | None = None
    basis: Basis | None = None
    heading_unit: str | None = None
    column: int = 0
    part: str | None = None
    inherited: bool = False
    bracket: Heading | None = None
    """The reading of the bracket of its heading: H(P) pairs with a cell v(w)."""
    by_heading: bool = False
    """Its date comes from a heading, so that it may be one of a series."""
    revised: bool = False
    explicit_target: bool = False
    """Its column says 目標値, not only 目標 under a year."""
    findings: tuple[Finding, ...] = ()


class Combined(NamedTuple):
    """The facets of a cell from both axes, and what was noticed in summing them."""

    role: Role | None
    facets: Facets
    conflict: bool = False


def combine(column: Facets, row: Facets | None) -> Combined:
    """Row label before column heading; two different value roles on crossing axes are a conflict.

    In a conflict the row's role is taken and no period from the losing side (design §2).
    """
    if row is None or (row.role is None and row.period is None):
        return Combined(column.role, column)
    if row.role is None:
        return Combined(column.role, replace(column, period=row.period))
    conflict = (
        column.role in VALUE_ROLES and row.role in VALUE_ROLES and column.role is not row.role and not column.assumed
    )
    facets = replace(
        column,
        role=row.role,
        period=row.period or (None if conflict else column.period),
        unit=row.unit or column.unit,
        basis=row.basis or column.basis,
        status=row.status or column.status,
        bracket=row.bracket or column.bracket,
        revised=row.revised or column.revised,
        assumed=False,
        explicit_target=False,
        heading=" › ".join(part for part in (row.heading, column.heading) if part),
    )
    if column.role is Role.TOTAL:
        return Combined(Role.TOTAL, facets)
    return Combined(row.role, facets, conflict)


@dataclass(frozen=True, slots=True)
class CellContext:
    """What is known around a value cell besides its headings."""

    calendar: Calendar
    raise_years: bool
    """Sibling headings say 度: a plain 年 means the fiscal year."""
    other_roles_for_years: bool
    """The table names roles for years, so that a year without one is doubtful."""


def read_cell(cell: Cell, combined: Combined, column: int, context: CellContext) -> Reading:
    """Read the value in a cell. Never raises.

    Args:
        cell: the printed cell.
        combined: its facets; the role must be one of VALUE_ROLES.
        column: the grid column it is read for (a cell merged over columns is read once for each).
        context: the document's eras and what the siblings say.
    """
    role, facets = combined.role or Role.ACTUAL, combined.facets
    findings = _heading_findings(cell, combined, context) if combined.conflict or facets.assumed else []
    printed, problem = _parse(cell)
    if problem is not None:
        findings.append(problem)
    own = outer = None
    if printed is not None and printed.period is not None:
        own = as_printed(context.calendar.settle(printed.period), cell.text)
    if facets.period is not None:
        outer = as_fiscal(context.calendar.settle(facets.period, facets.era), context.raise_years)
    period = own or outer
    if period is not None and period.codes:
        findings.extend(Finding(code, period.raw, cell.place) for code in period.codes)
    if printed is not None and printed.codes:
        findings.extend(
            Finding(code, cell.text.strip(), cell.place)
            for code in printed.codes
            if not (printed.period is not None and code in printed.period.codes)
        )
    return Reading(
        role=role,
        raw=cell.text,
        cell=cell,
        printed=printed,
        period=period,
        status=(printed.status if printed is not None else None) or _status_of_heading(facets, role, printed),
        basis=(printed.basis if printed is not None else None) or facets.basis,
        heading_unit=facets.unit,
        column=column,
        bracket=facets.bracket,
        by_heading=own is None and outer is not None,
        revised=facets.revised,
        explicit_target=facets.explicit_target,
        findings=tuple(findings),
    )


def _status_of_heading(facets: Facets, role: Role, printed: PrintedValue | None) -> Status | None:
    """参考値 says `reference` only of the values that carry its mark (熊本市); a target under 参考値 is an interim one."""
    if facets.status != "reference":
        return facets.status
    if role is Role.TARGET:
        return "interim"
    return "reference" if printed is not None and printed.marks else None


def _parse(cell: Cell) -> tuple[PrintedValue | None, Finding | None]:
    try:
        return parse_value(cell.text), None
    except UnreadableValueError as error:
        return None, Finding(IssueCode(error.code), cell.text.strip(), cell.place)


def _heading_findings(cell: Cell, combined: Combined, context: CellContext) -> list[Finding]:
    findings: list[Finding] = []
    if combined.conflict:
        findings.append(Finding(IssueCode.ROLE_CONFLICT, combined.facets.heading, cell.place))
    if combined.facets.assumed and combined.role in (Role.ACTUAL, Role.TARGET):
        severity: Severity | None = "warning" if context.other_roles_for_years else None
        findings.append(Finding(IssueCode.ROLE_ASSUMED, combined.facets.heading, cell.place, severity=severity))
    return findings


def dated_by(reading: Reading, date_cell: Cell, calendar: Calendar) -> Reading:
    """Give a target (or baseline) the date of its date column, unless its own cell prints one.

    An unreadable date cell is an issue and leaves the value undated; a dash or a blank says nothing.
    """
    if reading.printed is not None and reading.printed.period is not None:
        return reading
    text = date_cell.text.strip()
    if not text:
        return reading
    try:
        period = calendar.settle(parse_period(text))
    except UnreadableValueError:
        return _undated(reading, date_cell)
    if period is None:
        return reading
    findings = tuple(Finding(code, period.raw, date_cell.place) for code in period.codes)
    return reading._replace(period=period, findings=(*reading.findings, *findings))


def _undated(reading: Reading, date_cell: Cell) -> Reading:
    try:
        missing = parse_value(date_cell.text).missing
    except UnreadableValueError:
        missing = None
    if missing is not None:
        return reading
    finding = Finding(IssueCode.UNREADABLE_PERIOD, date_cell.text.strip(), date_cell.place)
    return reading._replace(findings=(*reading.findings, finding))
