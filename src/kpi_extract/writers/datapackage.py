"""A Frictionless data package (v2) beside a CSV file: what its columns are, their types and units, its encoding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpi_extract.version import __version__
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.csv_form import CsvForm
from kpi_extract.writers.wide import HEAD

FILE_NAME = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_UNITS = {
    **dict.fromkeys(("value", "upper"), "the column unit of the row"),
    **dict.fromkeys(("x0", "top", "x1", "bottom"), "pt"),
    **dict.fromkeys(("fiscal_year", "report_fiscal_year"), "fiscal year, April to March"),
}
_WIDE_DESCRIPTION = "Numbers count the column unit of the row. Words say more than a number: 30以上, 10〜20, 策定; a dash is as printed."


def described(name: str, sha256: str, size: int, form: CsvForm, header: Sequence[str]) -> dict[str, Any]:
    """The package of one CSV file.

    Args:
        name: its file name.
        sha256: digest of its bytes.
        size: their number.
        form: how it was written.
        header: its first line.
    """
    fields = _long_fields(form) if form.shape == "long" else _wide_fields(header)
    resource = {
        "name": "observations" if form.shape == "long" else "indicators",
        "type": "table",
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": form.encoding,
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "$schema": _SCHEMA_PROFILE,
            "fields": fields,
            "missingValues": [{"value": "", "label": "nothing is printed, or the column does not apply"}],
        },
    }
    return {
        "$schema": _PROFILE,
        "name": "kpi-report",
        "title": "地方公共団体のKPI報告書から読み取った記録",
        "description": "Indicators, targets and actuals as printed in reports of Japanese local governments, with their places.",
        "version": __version__,
        "contributors": [{"title": f"kpi-extract {__version__}", "roles": ["creator"]}],
        "resources": [resource],
    }


def _long_fields(form: CsvForm) -> list[dict[str, Any]]:
    fields = []
    for column in COLUMNS:
        field: dict[str, Any] = {
            "name": column.title_ja if form.header == "ja" else column.name,
            "title": column.title_ja,
            "type": column.kind,
            "description": f"{column.description} {column.description_ja}",
        }
        if column.kind == "boolean":
            field |= {"trueValues": ["true"], "falseValues": ["false"]}
        if column.name in _UNITS:
            field["unit"] = _UNITS[column.name]
        if column.name == "municipality_code":
            field["constraints"] = {"pattern": "[0-9]{6}"}
        fields.append(field)
    return fields


def _wide_fields(header: Sequence[str]) -> list[dict[str, Any]]:
    kinds = {
        name: kind for column in COLUMNS for name, kind in ((column.name, column.kind), (column.title_ja, column.kind))
    }
    described = {name for column in HEAD if column.name != "baseline" for name in column}
    return [
        {"name": name, "type": kinds.get(name, "string") if name in described else "any"}
        | ({} if name in described else {"description": _WIDE_DESCRIPTION})
        for name in header
    ]
