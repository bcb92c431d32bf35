"""One table over the reports of several years: each value with the report it stands in, the same indicator under one number.

Nothing is averaged and nothing is dropped: what two reports say of one year are two rows, and `is_latest` marks that of the later
report; where they differ, `restated` marks both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from kpi_extract.comparing.linking import Entry, entries, link
from kpi_extract.comparing.ordering import Publisher, Report
from kpi_extract.records import Extraction, Indicator, Observation, json_number


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
    PanelColumn("link", "string", "How it was linked to the report before: first, same, moved or renamed."),
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
)

Row = dict[str, Any]


@dataclass(slots=True)
class _Series:
    number: int
    members: list[tuple[Report, Entry, str, float]] = field(default_factory=list)
    """Report, entry, how it was linked to the one before, and how sure that is."""


def panel(several: Iterable[Publisher]) -> Iterator[Row]:
    """The rows of the panel, by publisher, series, role, year and report; keys as in PANEL_COLUMNS."""
    number = 0
    for publisher in several:
        for series in _linked(publisher.reports, number):
            number = series.number
            yield from _rows(series)


def _linked(reports: Sequence[Report], first: int) -> list[_Series]:
    """The indicators of the reports, each report linked to the one before it."""
    every: list[_Series] = []
    current: dict[str, _Series] = {}
    before: Extraction | None = None
    for report in reports:
        links = {one.after.pointer: one for one in link(before, report.extraction).links} if before is not None else {}
        own: dict[str, _Series] = {}
        for entry in entries(report.extraction):
            found = links.get(entry.pointer)
            series = current.get(found.before.pointer) if found is not None else None
            if series is None:
                series = _Series(first + len(every) + 1)
                every.append(series)
            how, score = (found.how, found.score) if found is not None else ("first", 1.0)
            series.members.append((report, entry, how, score))
            own[entry.pointer] = series
        before, current = report.extraction, own
    return every


def _rows(series: _Series) -> list[Row]:
    rows: list[tuple[tuple[Any, ...], Row]] = []
    name = series.members[-1][1].indicator.name
    for position, (report, entry, how, score) in enumerate(series.members):
        head = _head(report, entry)
        head |= {"series": series.number, "indicator": name, "link": how, "link_score": score}
        for order, (role, pointer, one) in enumerate(_observations(entry)):
            row = {**head, "role": role, "pointer": pointer, **_value(one, entry.indicator)}
            key = (role, one.fiscal_year or 0, one.date or "", one.basis or "", one.part or "", one.status or "")
            rows.append(((*key, position, order), row))
    rows.sort(key=lambda one: one[0])
    by_key: dict[tuple[Any, ...], list[Row]] = {}
    for key, row in rows:
        by_key.setdefault(key[:5], []).append(row)
    for same in by_key.values():
        _mark(same)
    return [row for _, row in rows]


def _mark(same: Sequence[Row]) -> None:
    """The rows about one thing: which is the latest, and whether reports differ."""
    reports = [row["report_sha256"] for row in same]
    contents = {row["report_sha256"]: (row["value"], row["upper"], row["text"], row["unit"]) for row in same}
    filled = {content for content in contents.values() if content[0] is not None or content[2] is not None}
    is_dated = same[0]["fiscal_year"] is not None or same[0]["date"] is not None
    for row in same:
        row["is_latest"] = row["report_sha256"] == reports[-1]
        row["restated"] = is_dated and len(set(reports)) > 1 and len(filled) > 1


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


def _observations(entry: Entry) -> Iterator[tuple[str, str, Observation]]:
    one = entry.indicator
    if one.baseline is not None:
        yield "baseline", f"{entry.pointer}/baseline", one.baseline
    for role, name, several in (
        ("target", "targets", one.targets),
        ("actual", "actuals", one.actuals),
        ("achievement_rate", "achievement_rates", one.achievement_rates),
    ):
        yield from ((role, f"{entry.pointer}/{name}/{index}", each) for index, each in enumerate(several))


def _value(one: Observation, indicator: Indicator) -> Mapping[str, Any]:
    unit = one.unit or indicator.unit
    place = one.place
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
        **{
            name: getattr(place, name) if place is not None else None
            for name in ("page", "sheet", "cell", "table", "row", "column")
        },
    }
