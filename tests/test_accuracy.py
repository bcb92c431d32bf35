"""The accuracy gate notices what it is there to notice: each figure moves with a planted fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from kpi_extract import extract
from kpi_extract.writers.to_json import as_data
from tests import accuracy
from tests.comparison import differences
from tests.fixtures.kushiro.expected import expected_records
from tests.fixtures.kushiro.facts import R4
from tests.fixtures.printing.files import json_bytes
from tests.fixtures.reports.as_excel import excel_workbook
from tests.fixtures.reports.as_text import as_excel_copies, tab_delimited
from tests.fixtures.reports.as_web import cms_page, hand_made_page
from tests.fixtures.reports.make import DOCUMENTS, found_cases, stale_documents

Data = dict[str, Any]
EVERYWHERE = {
    *("text", "quoted-text", "word", "web-page", "old-web-page", "excel", "excel-grid-paper"),
    *("word-pdf", "calc-pdf", "browser-pdf"),
}
"""The formats every rebuilt report stands in."""


@pytest.fixture(scope="module")
def right() -> Data:
    data: Data = json.loads(json.dumps(as_data(extract(accuracy.ROOT / "samples" / "kushiro-r4.txt"))))
    return data


def measured(data: Data) -> accuracy.Score:
    return accuracy.measure(data, expected_records(R4))[0]


def test_right_records_score_full(right: Data) -> None:
    score = measured(right)
    assert (score.indicators_right, score.indicators, score.spurious, score.silent) == (17, 17, 0, 0)
    assert score.fields_right == score.fields
    assert score.values_right == 85


def test_a_wrong_value_is_silent_until_an_issue_names_it(right: Data) -> None:
    data = copy.deepcopy(right)
    data["projects"][0]["indicators"][0]["actuals"][1]["value"] = 99
    score = measured(data)
    assert (score.indicators_right, score.silent, score.fields - score.fields_right) == (16, 1, 1)
    pointer = "/projects/0/indicators/0"
    data["issues"].append({"code": "x", "severity": "warning", "indicator": pointer, "field": "actuals/1"})
    assert measured(data).silent == 0
    data["issues"][-1]["severity"] = "info"
    assert measured(data).silent == 1
    data["issues"][-1] |= {"severity": "warning", "field": "actuals/2"}
    assert measured(data).silent == 1


def test_a_lost_indicator_is_silent_and_an_invented_one_spurious(right: Data) -> None:
    data = copy.deepcopy(right)
    lost = data["projects"][0]["indicators"].pop()
    assert (measured(data).silent, measured(data).indicators_right) == (1, 16)
    data["projects"][0]["indicators"].extend([lost, {**lost, "name": "作り話"}])
    assert measured(data).spurious == 1


def test_a_warning_on_a_right_value_counts(right: Data) -> None:
    before = measured(right).values_warned
    data = copy.deepcopy(right)
    issue = {"code": "x", "severity": "warning", "indicator": "/projects/0/indicators/0", "field": "actuals/0"}
    data["issues"].append(issue)
    assert measured(data).values_warned == before + 1


def test_a_wrong_project_field_counts_and_is_silent_until_an_issue_names_it(right: Data) -> None:
    data = copy.deepcopy(right)
    data["projects"][1]["grant"] = "別の交付金"
    score = measured(data)
    assert (score.project_fields_wrong, score.silent, score.indicators_right) == (1, 1, 17)
    data["issues"].append({"code": "x", "severity": "warning", "field": "/projects/1/grant"})
    assert measured(data).silent == 0
    data["issues"][-1]["field"] = "/projects/2/grant"
    assert measured(data).silent == 1


def test_an_issue_that_names_no_field_covers_none(right: Data) -> None:
    data = copy.deepcopy(right)
    data["projects"][0]["indicators"][0]["actuals"][1]["value"] = 99
    data["issues"].append({"code": "x", "severity": "warning", "indicator": "/projects/0/indicators/0"})
    assert measured(data).silent == 1


def test_title_year_and_order_count(right: Data) -> None:
    changes: list[Callable[[Any], object]] = [
        lambda d: d["document"].update(fiscal_year=2021),
        lambda d: d["document"].pop("title"),
        lambda d: d["projects"].reverse(),
        lambda d: d["projects"][0]["indicators"].reverse(),
    ]
    for change in changes:
        data = copy.deepcopy(right)
        change(data)
        score = measured(data)
        assert (score.project_fields_wrong, score.silent) == (1, 1)


def test_one_missing_and_one_invented_observation_cost_one_field_each(right: Data) -> None:
    data = copy.deepcopy(right)
    lost = data["projects"][0]["indicators"][0]["actuals"].pop()
    score = measured(data)
    assert (score.fields - score.fields_right, score.silent, score.indicators_right) == (1, 1, 16)
    data["projects"][0]["indicators"][0]["actuals"] += [lost, {**lost, "fiscal_year": 1999}]
    score = measured(data)
    assert (score.fields - score.fields_right, score.silent, score.values_right) == (1, 1, 85)


def test_the_measure_and_the_comparison_of_records_agree(right: Data) -> None:
    expected = expected_records(R4)
    assert accuracy.measure(right, expected)[1] == differences(right, expected) == []


GOOD = {"indicators": 1.0, "fields": 1.0, "silent": 0.0, "spurious": 0.0, "warned": 0.0}


@pytest.mark.parametrize(
    ("worse", "format_name"),
    [
        ({"indicators": 0.98}, "word"),
        ({"indicators": 0.94}, "text"),
        ({"fields": 0.98}, "calc-pdf"),
        ({"fields": 0.94}, "quoted-text"),
        ({"silent": 1.0}, "text"),
        ({"spurious": 1.0}, "word"),
        ({"warned": 0.04}, "word"),
    ],
)
def test_the_contract_is_the_least_floor(worse: dict[str, float], format_name: str) -> None:
    assert accuracy.below_floor(GOOD, format_name, {}) == []
    assert accuracy.below_floor(GOOD | worse, format_name, {}) != []
    # A laxer floor counts only with its reason, so that it cannot slip in.
    laxer = {format_name: {name: figure for name, figure in worse.items()}}
    assert accuracy.below_floor(GOOD | worse, format_name, laxer) != []
    assert (
        accuracy.below_floor(GOOD | worse, format_name, {format_name: {**laxer[format_name], "reason": "known"}}) == []
    )


def test_floors_only_rise() -> None:
    floors = {"word": {**GOOD, "indicators": 0.995, "warned": 0.01}}
    today = {"word": {**GOOD, "indicators": 0.991, "warned": 0.02}}
    assert accuracy.raised(today, floors) == floors
    assert accuracy.raised({"word": GOOD}, floors) == {"word": GOOD}


@pytest.mark.parametrize("share", [0.99996, 0.98765, 2 / 3, 0.995])
def test_a_raised_floor_is_one_that_the_figures_reach(share: float) -> None:
    today = {"word": {**GOOD, "indicators": share, "fields": share, "warned": 1 - share}}
    floors = {"word": {**accuracy.raised(today, {})["word"], "reason": "so that it may be laxer"}}
    assert accuracy.below_floor(today["word"], "word", floors) == []


def test_a_format_without_documents_passes_nothing() -> None:
    figures = dict.fromkeys((*EVERYWHERE, "office-web-page", "old-excel", "opendocument"), GOOD)
    assert accuracy.gate(figures, {}) == []
    del figures["word"]
    assert accuracy.gate(figures, {}) == ["word: no document"]


def test_below_a_floor_the_command_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in accuracy.cases() if case.format == "text")
    wrong = accuracy.Case(case.path, case.layout, case.format, {"projects": []})
    monkeypatch.setattr(accuracy, "cases", lambda: iter([wrong]))
    assert accuracy.main([]) == 1
    assert "spurious" in capsys.readouterr().out


def test_every_case_stands_in_every_format() -> None:
    formats: dict[str, set[str]] = {}
    for case in accuracy.cases():
        formats.setdefault(case.path.name.split(".")[0], set()).add(case.format)
    rebuilt = {slug: found for slug, found in formats.items() if not slug.startswith("kushiro")}
    assert len(rebuilt) >= 40
    assert {slug: EVERYWHERE - found for slug, found in rebuilt.items() if not found >= EVERYWHERE} == {}
    # LibreOffice's web pages are kept for some only: they add nothing but its way of writing tables.
    assert sum("office-web-page" in found for found in rebuilt.values()) >= 2


def test_the_printed_documents_are_those_of_the_modules() -> None:
    found, problems = found_cases()
    assert problems == []
    assert stale_documents(found) == []
    for slug, case in found.items():
        texts = {
            ".txt": tab_delimited(case.report).encode("utf-8"),
            ".quoted.txt": as_excel_copies(case.report).encode("utf-8"),
            ".xlsx": excel_workbook(case.report),
            ".html": cms_page(case.report).encode("utf-8"),
            ".old.html": hand_made_page(case.report).encode("cp932", "xmlcharrefreplace"),
            ".expected.json": json_bytes(case.expected),
        }
        for suffix, data in texts.items():
            assert (DOCUMENTS / f"{slug}{suffix}").read_bytes() == data, f"run: make fixtures ({slug}{suffix})"
