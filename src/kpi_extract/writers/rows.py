"""Records → flat rows, one per observation: the long table of CSV and Parquet. COLUMNS says what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpi_extract.records import Extraction
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.json_text import data_of

Data = Mapping[str, Any]
Row = dict[str, Any]

_NO_ROW: Row = {column.name: None for column in COLUMNS}
_NOTHING: Data = {}
_OF_A_PLACE = ("page", "sheet", "cell", "table", "row", "column", "line")
_AS_IT_IS = (
    *("value", "upper", "text", "comparator", "missing", "raw", "part", "fiscal_year", "date", "period_raw"),
    *("status", "basis", "inherited"),
)
"""Fields of an observation whose columns have their names."""


def rows(extraction: Extraction, source: str | None = None) -> Iterator[Row]:
    """The observations of a document as flat dicts, all with the same keys in the order of COLUMNS.

    One row per baseline, target, actual and achievement rate of every indicator, and per budget and expenditure of
    every project; missing values have rows too. What is no observation has none: a project or an indicator without
    any, a document without KPI, remarks, evaluations, and issues that name no value. The JSON has all of them.

    Args:
        extraction: what was read from the document.
        source: its path or URL, for the column of that name.
    """
    return rows_of(data_of(extraction), source)


def rows_of(data: Data, source: str | None = None) -> Iterator[Row]:
    """The same rows, made of what one line of our JSON Lines holds; numbers stay int or float as they are there."""
    document = data["document"]
    town = document.get("municipality", _NOTHING)
    head = {
        **_NO_ROW,
        "source": source,
        "document": document["name"],
        "sha256": document["sha256"],
        "municipality_code": town.get("code"),
        "prefecture": town.get("prefecture"),
        "municipality": town.get("name"),
        "report_fiscal_year": document.get("fiscal_year"),
    }
    for number, project in enumerate(data["projects"]):
        yield from _project_rows(head, f"/projects/{number}", number + 1, project)


def _project_rows(head: Row, pointer: str, number: int, project: Data) -> Iterator[Row]:
    head = {
        **head,
        "category": " › ".join(project["category"]) or None,
        "project_number": number,
        "project_label": project.get("label"),
        "project": project.get("name"),
        "grant": project.get("grant"),
        "department": project.get("department"),
    }
    for role in ("budget", "expenditure"):
        if role in project:
            yield _row(head, f"{pointer}/{role}", role, project[role], _NOTHING)
    for position, indicator in enumerate(project["indicators"]):
        yield from _indicator_rows(head, f"{pointer}/indicators/{position}", position + 1, indicator)


def _indicator_rows(head: Row, pointer: str, number: int, indicator: Data) -> Iterator[Row]:
    unit = indicator.get("unit", _NOTHING)
    head = {
        **head,
        "indicator_number": number,
        "indicator_label": indicator.get("label"),
        "indicator": indicator["name"],
        "definition": indicator.get("definition"),
        "direction": indicator.get("direction"),
        "indicator_unit": unit.get("symbol"),
        "indicator_unit_raw": unit.get("raw"),
        "indicator_multiplier": unit.get("multiplier"),
    }
    if "baseline" in indicator:
        yield _row(head, f"{pointer}/baseline", "baseline", indicator["baseline"], unit)
    for role, field in (("target", "targets"), ("actual", "actuals"), ("achievement_rate", "achievement_rates")):
        for position, observation in enumerate(indicator[field]):
            yield _row(head, f"{pointer}/{field}/{position}", role, observation, unit)


def _row(head: Row, pointer: str, role: str, observation: Data, unit_of_all: Data) -> Row:
    """The row of one observation, in the order of the head's keys, which are all of them."""
    row = {**head, "pointer": pointer, "role": role}
    for name in _AS_IT_IS:
        row[name] = observation.get(name)
    unit = observation.get("unit", unit_of_all)
    row["unit"], row["unit_raw"] = unit.get("symbol"), unit.get("raw")
    row["multiplier"], row["dimension"] = unit.get("multiplier"), unit.get("dimension")
    row["marks"] = " ".join(observation["marks"]) or None
    row["issues"] = " ".join(observation["issues"]) or None
    place = observation.get("place", _NOTHING)
    for name in _OF_A_PLACE:
        row[name] = place.get(name)
    row["x0"], row["top"], row["x1"], row["bottom"] = place.get("box", (None, None, None, None))
    return row
