"""One table over the reports of several years: each value with the report it stands in, the same indicator under one number.

Nothing is averaged and nothing is dropped: what two reports say of one year are two rows, and `is_latest` marks that of the later
report; where they differ, `restated` marks both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal, NamedTuple

from kpi_extract.comparing.agreement import ESTIMATES, Agreement, agreement
from kpi_extract.comparing.entries import Entry, Observed, ProjectGroup, entries, groups
from kpi_extract.comparing.linking import Link, link_entries
from kpi_extract.comparing.ordering import Publisher, Report
from kpi_extract.comparing.pairing import pair_values
from kpi_extract.records import json_number


class PanelColumn(NamedTuple):
    """One column of the panel."""

    name: str
    kind: Literal["string", "integer", "number", "boolean"]
    description: str


PANEL_COLUMNS = (
    PanelColumn("series", "integer", "Number of the indicator over all reports, from 1."),
    PanelColumn("municipality_code", "string", "Code of the publisher, six digits as text."),
    PanelColumn("municipality", "string", "The publisher."),
    PanelColumn("project", "string", "The project in this report; the headings above where there is none."),
    PanelColumn("indicator", "string", "The name of the indicator in the last report that has it."),
    PanelColumn("indicator_printed", "string", "Its name in this report."),
    PanelColumn(
        "link",
        "string",
        "How it was linked to the report before: first, same, moved, renamed; unclear where it fits several.",
    ),
    PanelColumn("link_score", "number", "How sure the link is: 1 for the same name, less for a proposal."),
    PanelColumn("role", "string", "baseline, target, actual or achievement_rate."),
    PanelColumn("fiscal_year", "integer", "Fiscal year of the value."),
    PanelColumn("date", "string", "Its date, as precise as printed."),
    PanelColumn("value", "number", "The number, in `unit`."),
    PanelColumn("upper", "number", "Upper end of a range."),
    PanelColumn("unit", "string", "What value counts."),
    PanelColumn("text", "string", "A value that is no number."),
    PanelColumn("comparator", "string", "at_least, more_than, at_most, less_than or about."),
    PanelColumn("missing", "string", "Why there is no value: dash, blank or word."),
    PanelColumn("raw", "string", "As printed."),
    PanelColumn("status", "string", "final, interim, superseded, preliminary, forecast or reference."),
    PanelColumn("basis", "string", "annual, cumulative or increment."),
    PanelColumn("part", "string", "Which of several measures of one row."),
    PanelColumn("is_latest", "boolean", "No later report has a value of this indicator, role, year and kind."),
    PanelColumn("restated", "boolean", "Another report has another value for the same."),
    PanelColumn("report", "string", "The document."),
    PanelColumn("report_fiscal_year", "integer", "The fiscal year it is about."),
    PanelColumn("report_sha256", "string", "Its digest."),
    PanelColumn("source", "string", "Where its records came from."),
    PanelColumn("pointer", "string", "JSON pointer to the value in its records."),
    PanelColumn("page", "integer", "Page, from 1."),
    PanelColumn("sheet", "string", "Sheet of a workbook."),
    PanelColumn("cell", "string", "Cell of a workbook."),
    PanelColumn("table", "integer", "Table of the document."),
    PanelColumn("row", "integer", "Row of the table."),
    PanelColumn("column", "integer", "Column of the table."),
    PanelColumn("issues", "string", "Codes of the issues that name the value."),
    PanelColumn("doubts", "string", "Those of severity warning or more, and those of its unit."),
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Member:
    """An indicator in one report: how it was linked to the report before, and how sure that is."""

    report: Report
    entry: Entry
    how: str
    score: float


@dataclass(slots=True)
class _Series:
    number: int
    members: list[_Member] = field(default_factory=list)


def panel(several: Iterable[Publisher]) -> Iterator[Row]:
    """The rows of the panel, by publisher, series, role, year and report; keys as in PANEL_COLUMNS."""
    number = 0
    for publisher in several:
        for series in _linked(publisher.reports, number):
            number = series.number
            yield from _rows(series)


def _linked(reports: Sequence[Report], first: int) -> list[_Series]:
    """The indicators of the reports, each linked to the report before it or, under its name, to one before that."""
    every: list[_Series] = []
    for position, report in enumerate(reports):
        new = entries(report.extraction)
        before = reports[position - 1] if position else None
        found: dict[str, tuple[_Series, Link]] = {}
        current = [one for one in every if one.members[-1].report is before]
        linked = _link_to(current, new, groups(before.extraction) if before is not None else (), report)
        found.update(linked.series)
        left = [entry for entry in new if entry.pointer not in found and entry.pointer not in linked.unclear]
        absent = [one for one in every if one.members[-1].report is not before]
        again = _link_to(absent, left, (), report)
        found.update({pointer: one for pointer, one in again.series.items() if one[1].how == "same"})
        for entry in new:
            series, made = found.get(entry.pointer, (None, None))
            if series is None or made is None:
                series = _Series(first + len(every) + 1)
                every.append(series)
            how = made.how if made is not None else "unclear" if entry.pointer in linked.unclear else "first"
            series.members.append(_Member(report, entry, how, made.score if made is not None else 1.0))
    return every


class _LinkedSeries(NamedTuple):
    """Pointer of an entry → the series it goes on, and the link; entries of which that is not settled."""

    series: dict[str, tuple[_Series, Link]]
    unclear: set[str]


def _link_to(
    several: Sequence[_Series], new: Sequence[Entry], old_groups: Sequence[ProjectGroup], report: Report
) -> _LinkedSeries:
    old = [one.members[-1].entry for one in several]
    series = {id(entry): one for entry, one in zip(old, several, strict=True)}
    linked = link_entries(old, new, old_groups, groups(report.extraction))
    unclear = {entry.pointer for one in linked.unclear for entry in one.after}
    return _LinkedSeries({one.after.pointer: (series[id(one.before)], one) for one in linked.links}, unclear)


def _rows(series: _Series) -> list[Row]:
    rows: list[tuple[tuple[Any, ...], Row]] = []
    name = series.members[-1].entry.indicator.name
    overtaken, restated = _marks(series)
    for position, member in enumerate(series.members):
        head = _head(member.report, member.entry)
        head |= {"series": series.number, "indicator": name, "link": member.how, "link_score": member.score}
        for order, one in enumerate(member.entry.observed):
            row = {**head, "role": one.role, "pointer": one.pointer, **_value(one)}
            row |= {"is_latest": id(one) not in overtaken, "restated": id(one) in restated}
            seen = one.observation
            key = (
                one.role,
                seen.fiscal_year or 0,
                seen.date or "",
                seen.basis or "",
                seen.part or "",
                seen.status or "",
            )
            rows.append(((*key, position, order), row))
    rows.sort(key=lambda one: one[0])
    return [row for _, row in rows]


def _marks(series: _Series) -> tuple[set[int], set[int]]:
    """The values (by id) that a later report prints again, and those for which another report has another value."""
    overtaken: set[int] = set()
    restated: set[int] = set()
    for earlier, later in combinations(series.members, 2):
        pairing = pair_values(earlier.entry.observed, later.entry.observed)
        for was, now in pairing.pairs:
            if was.role == now.role:
                overtaken.add(id(was))
            if agreement(was, now) is Agreement.DIFFERENT and was.observation.status not in ESTIMATES:
                restated |= {id(was), id(now)}
        for some in pairing.mingled:
            overtaken |= {id(one) for one in some.was}
            restated |= {id(one) for one in (*some.was, *some.now)}
    return overtaken, restated


def _head(report: Report, entry: Entry) -> Row:
    document = report.extraction.document
    town = document.municipality
    return {
        "municipality_code": town.code if town is not None else None,
        "municipality": town.name if town is not None else None,
        "project": entry.project.name or " › ".join(entry.project.category) or None,
        "indicator_printed": entry.indicator.name,
        "report": document.name,
        "report_fiscal_year": document.fiscal_year,
        "report_sha256": document.sha256,
        "source": report.source,
    }


def _value(seen: Observed) -> Mapping[str, Any]:
    one, unit, place = seen.observation, seen.unit, seen.observation.place
    return {
        "fiscal_year": one.fiscal_year,
        "date": one.date,
        "value": json_number(one.value) if one.value is not None else None,
        "upper": json_number(one.upper) if one.upper is not None else None,
        "unit": unit.symbol if unit is not None else None,
        "text": one.text,
        "comparator": one.comparator,
        "missing": one.missing,
        "raw": one.raw,
        "status": one.status,
        "basis": one.basis,
        "part": one.part,
        "issues": " ".join(one.issues) or None,
        "doubts": " ".join(seen.codes) or None,
        **{
            name: getattr(place, name) if place is not None else None
            for name in ("page", "sheet", "cell", "table", "row", "column")
        },
    }
