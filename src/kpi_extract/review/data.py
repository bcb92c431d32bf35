"""What the review page shows, as plain data: values with their issues and places, pages as pictures or tables as read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.issues import in_japanese
from kpi_extract.place import Place
from kpi_extract.records import Extraction
from kpi_extract.writers.json_text import data_of
from kpi_extract.writers.rows import rows_of

Data = dict[str, Any]
_KEPT = ("value", "upper", "text", "comparator", "missing", "unit", "fiscal_year", "date", "status", "basis", "part")
"""Columns of a row that the page shows as they are, where they are not null."""
_LARGEST_EXACT = 2**53
"""The largest whole number of a double below which none is left out."""


def review_data(document: Document, extraction: Extraction, pages: Sequence[Data], language: str) -> Data:
    """The data of the page.

    Args:
        document: as read; its tables are shown where there are no pages.
        extraction: its records.
        pages: number, width and height in points, and PNG in base64, of each page of a PDF; none for other formats.
        language: ja or en, which the reader of the page can change.
    """
    return {
        "language": language,
        "pages": list(pages),
        "blocks": [] if pages else list(_blocks(document)),
        **record_data(data_of(extraction)),
    }


def record_data(records: Mapping[str, Any]) -> Data:
    """What the page shows of records, as the JSON writers write them."""
    by_value, others = _issues(records)
    owners: dict[str, Data] = {}
    values = [_value(row, records, by_value.pop(row["pointer"], []), owners) for row in rows_of(records)]
    # An issue about a name or a unit is shown at the first value of its indicator, and one without any by itself.
    for pointer, issues in by_value.items():
        owner = next(
            (value for value in values if pointer.startswith(f"{value['owner']}/") or pointer == value["owner"]), None
        )
        if owner is not None:
            owner["issues"].extend(issues)
        else:
            others.extend(issues)
    return {
        "document": records["document"],
        "counts": {
            "indicators": sum(len(project["indicators"]) for project in records["projects"]),
            "values": len(values),
            "unsure": sum(issue["severity"] != "info" for issue in records["issues"]),
        },
        "without": list(_without_values(records, owners)),
        "owners": owners,
        "values": values,
        "issues": others,
    }


def _issues(records: Mapping[str, Any]) -> tuple[dict[str, list[Data]], list[Data]]:
    """Issues by the pointer of what they name, and those that name nothing."""
    by_value: dict[str, list[Data]] = {}
    others = []
    for issue in records["issues"]:
        message_ja, hint_ja = in_japanese(issue["code"], issue["message"])
        said = {
            "code": issue["code"],
            "severity": issue["severity"],
            "message": issue["message"],
            "hint": issue["hint"],
            "messageJa": message_ja,
            "hintJa": hint_ja or issue["hint"],
        }
        if "place" in issue:
            said["place"] = issue["place"]
        if "indicator" in issue:
            pointer = f"{issue['indicator']}/{issue['field']}" if "field" in issue else issue["indicator"]
            by_value.setdefault(pointer, []).append(said)
        else:
            others.append(said)
    return by_value, others


def _value(row: Mapping[str, Any], records: Mapping[str, Any], issues: list[Data], owners: dict[str, Data]) -> Data:
    """One value; what it shares with the others of its indicator or project stands once, in `owners`."""
    pointer: str = row["pointer"]
    steps = pointer.split("/")
    has_indicator = "indicators" in steps
    place = _at(records, pointer).get("place")
    owner = "/".join(steps[: 5 if has_indicator else 3])
    shared = {
        "projectPointer": "/".join(steps[:3]),
        "category": row["category"],
        "project": row["project"],
        "label": row["indicator_label"],
        "indicator": row["indicator"],
        "indicatorUnit": row["indicator_unit"],
    }
    owners[owner] = {name: one for name, one in shared.items() if one is not None}
    value = {
        "pointer": pointer,
        "owner": owner,
        "role": row["role"],
        "raw": row["raw"],
        "issues": issues,
        **{name: row[name] for name in _KEPT},
        **{f"{name}Digits": _digits(row[name]) for name in ("value", "upper")},
        "place": place,
    }
    return {name: one for name, one in value.items() if one is not None}


def _digits(number: Any) -> str | None:
    """A number as text where a browser, which counts in doubles, would show other digits than were printed."""
    return f"{number:,}" if isinstance(number, int) and abs(number) > _LARGEST_EXACT else None


def _without_values(records: Mapping[str, Any], owners: Mapping[str, Data]) -> Iterator[Data]:
    """Projects without an indicator or an amount, and indicators without any observation: rows of values have none of them."""
    for number, project in enumerate(records["projects"]):
        pointer = f"/projects/{number}"
        names = {
            "category": " › ".join(project["category"]) or None,
            "project": project.get("name") or project.get("label"),
        }
        if not project["indicators"] and pointer not in owners:
            yield {"pointer": pointer, **names}
        for position, indicator in enumerate(project["indicators"]):
            if f"{pointer}/indicators/{position}" not in owners:
                shown = {"label": indicator.get("label"), "indicator": indicator["name"]}
                yield {"pointer": f"{pointer}/indicators/{position}", **names, **shown}


def _at(records: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        records = records[int(step)] if isinstance(records, list) else records[step]
    return records


def _blocks(document: Document) -> Iterator[Data]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield {"text": block.text, "heading": block.rank is not None, "place": _place(block.place)}
        else:
            yield _table(block)


def _table(table: Table) -> Data:
    block: Data = {
        "rows": table.row_count,
        "place": _place(table.place),
        "cells": [
            {
                "text": cell.text,
                "row": cell.row,
                "column": cell.column,
                "rowSpan": cell.row_span,
                "columnSpan": cell.column_span,
                "place": _place(cell.place),
            }
            for cell in table.cells
        ],
    }
    if table.place.table is not None:
        block["number"] = str(table.place.table)
    if table.place.sheet is not None:
        block["sheet"] = table.place.sheet
    return block


def _place(place: Place) -> Data:
    names = ("table", "row", "column", "sheet", "cell", "line")
    return {name: getattr(place, name) for name in names if getattr(place, name) is not None}
