"""Every sample and fixture gives its expected records, whatever its format and however its table is cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kpi_extract import extract, rows
from kpi_extract.records import json_schema
from kpi_extract.writers.to_json import as_data
from tests.comparison import differences
from tests.fixtures.kushiro.expected import expected_records
from tests.fixtures.kushiro.facts import R4, R5

ROOT = Path(__file__).parents[1]
KUSHIRO = ROOT / "tests" / "fixtures" / "kushiro"
DOCUMENTS = sorted(
    path
    for folder in (ROOT / "samples", KUSHIRO)
    for path in folder.iterdir()
    if path.suffix in (".txt", ".csv", ".docx", ".html", ".pdf")
)


def expected_for(path: Path) -> Path:
    return KUSHIRO / ("kushiro-r5-made-up.expected.json" if "r5" in path.name else "kushiro-r4.expected.json")


def load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_records(path: Path) -> None:
    data = as_data(extract(path))
    jsonschema.validate(data, json_schema(), cls=jsonschema.Draft202012Validator)
    assert differences(data, load(expected_for(path))) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_only_warnings_are_the_printed_unit_conflicts(path: Path) -> None:
    # 企業数(社・団体) beside the unit cell 社, twice; where a table was joined that is said as info.
    warnings = [issue.code for issue in extract(path).issues if issue.severity != "info"]
    assert warnings == ["unit-conflict", "unit-conflict"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_value_says_where_it_stands(path: Path) -> None:
    for row in rows(extract(path)):
        assert row["table"] is not None
        assert row["row"] is not None
        assert row["column"] is not None


def test_counts_of_the_published_report() -> None:
    found = list(rows(extract(ROOT / "samples" / "kushiro-r4.txt")))
    assert len(found) == 85
    assert sum(row["value"] is not None for row in found) == 47
    assert sum(row["value"] == 0 for row in found) == 3
    assert sum(row["missing"] == "dash" for row in found) == 26
    assert sum(row["missing"] == "blank" for row in found) == 12


def test_the_expected_files_are_those_of_the_facts(*, regenerate: bool) -> None:
    for facts, name in ((R4, "kushiro-r4"), (R5, "kushiro-r5-made-up")):
        path = KUSHIRO / f"{name}.expected.json"
        if regenerate:
            path.write_text(json.dumps(expected_records(facts), ensure_ascii=False, indent=1) + "\n", "utf-8")
        assert load(path) == expected_records(facts)
    assert not regenerate, "the expected files were written; run again without --regenerate"


def test_comparison_sees_every_kind_of_difference() -> None:
    expected = expected_records(R4)
    changes: list[Callable[[Any], object]] = [
        lambda d: d["projects"].pop(),
        lambda d: d["projects"][0]["indicators"].pop(),
        lambda d: d["projects"][0]["indicators"][0]["actuals"][0].update(value=22),
        lambda d: d["projects"][0]["indicators"][0]["actuals"][0].update(value=21.0),
        lambda d: d["projects"][0]["indicators"][0]["targets"][0].pop("date"),
        lambda d: d["projects"][1].update(grant="別の交付金"),
        lambda d: d["document"].update(fiscal_year=2021),
    ]
    for change in changes:
        changed = json.loads(json.dumps(expected))
        change(changed)
        assert differences(changed, expected)
