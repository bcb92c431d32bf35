"""What the comparison of records reports, and what it lets pass."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.comparison import differences
from tests.fixtures.kushiro.expected import expected_records
from tests.fixtures.kushiro.facts import R4

EXPECTED = expected_records(R4)
PROJECT = EXPECTED["projects"][0]["name"]
FIRST, SECOND = (indicator["name"] for indicator in EXPECTED["projects"][0]["indicators"][:2])


@pytest.fixture
def actual() -> dict[str, Any]:
    return copy.deepcopy(EXPECTED)


def first_indicator(records: dict[str, Any]) -> dict[str, Any]:
    indicator: dict[str, Any] = records["projects"][0]["indicators"][0]
    return indicator


def test_equal_records_have_no_differences(actual: dict[str, Any]) -> None:
    assert differences(actual, EXPECTED) == []


def test_place_issues_and_unnamed_document_fields_are_ignored(actual: dict[str, Any]) -> None:
    actual["document"] |= {"name": "a.pdf", "page_count": 2, "municipality": {"name": "釧路市"}}
    actual["issues"] = [{"code": "unit-conflict"}]
    actual["projects"][0]["place"] = {"page": 1}
    first_indicator(actual)["actuals"][0]["issues"] = ["role-assumed"]
    assert differences(actual, EXPECTED) == []


def test_a_document_field_that_is_expected_is_compared(actual: dict[str, Any]) -> None:
    expected = copy.deepcopy(EXPECTED)
    expected["document"]["page_count"] = 1
    assert differences(actual, expected) == ["document.page_count: None ≠ 1"]


def test_one_missing_indicator_is_one_difference(actual: dict[str, Any]) -> None:
    del actual["projects"][0]["indicators"][0]
    assert differences(actual, EXPECTED) == [f"projects[{PROJECT}].indicators[{FIRST}]: missing"]


def test_an_extra_project_is_named(actual: dict[str, Any]) -> None:
    actual["projects"].append({"name": "余分な事業", "indicators": []})
    assert differences(actual, EXPECTED) == ["projects[余分な事業]: extra"]


def test_two_indicators_of_one_name_both_count(actual: dict[str, Any]) -> None:
    actual["projects"][0]["indicators"].append(copy.deepcopy(first_indicator(actual)))
    assert differences(actual, EXPECTED) == [f"projects[{PROJECT}].indicators[{FIRST} #2]: extra"]


def test_a_value_under_another_year_is_missing_and_extra(actual: dict[str, Any]) -> None:
    first_indicator(actual)["actuals"][0]["fiscal_year"] = 2018
    path = f"projects[{PROJECT}].indicators[{FIRST}].actuals"
    assert differences(actual, EXPECTED) == [f"{path}[2019]: missing", f"{path}[2018]: extra"]


def test_another_order_is_reported(actual: dict[str, Any]) -> None:
    actual["projects"].reverse()
    assert [line.split(":")[0] for line in differences(actual, EXPECTED)] == ["projects"]


def test_a_float_is_not_an_int_and_true_is_not_1(actual: dict[str, Any]) -> None:
    observation = first_indicator(actual)["targets"][0]
    for wrong in (15.0, "15", True):
        observation["value"] = wrong
        assert len(differences(actual, EXPECTED)) == 1


def test_a_field_too_many_and_a_field_too_few(actual: dict[str, Any]) -> None:
    first_indicator(actual)["direction"] = "increase"
    del first_indicator(actual)["unit"]
    assert differences(actual, EXPECTED) == [
        f"projects[{PROJECT}].indicators[{FIRST}].direction: 'increase' ≠ None",
        f"projects[{PROJECT}].indicators[{FIRST}].unit: None ≠ {first_indicator(EXPECTED)['unit']!r}",
    ]


def test_a_list_that_is_left_out_is_a_difference(actual: dict[str, Any]) -> None:
    del first_indicator(actual)["ratings"]
    del first_indicator(actual)["actuals"]
    path = f"projects[{PROJECT}].indicators[{FIRST}]"
    assert differences(actual, EXPECTED) == [f"{path}.actuals: there is no list", f"{path}.ratings: None ≠ []"]


def test_white_space_counts_in_names_and_not_in_what_is_printed(actual: dict[str, Any]) -> None:
    first_indicator(actual)["name_raw"] = "本事業に\nよる雇用創出数"
    actual["projects"][0]["summary"] = actual["projects"][0]["summary"].replace("。 ", "。")
    assert differences(actual, EXPECTED) == []
    actual["projects"][0]["indicators"][1]["name"] = SECOND[:5] + " " + SECOND[5:]
    assert len(differences(actual, EXPECTED)) == 1


def test_wave_dash_and_full_width_tilde_are_one_sign(actual: dict[str, Any]) -> None:
    project = actual["projects"][2]
    assert "～" in project["name"]
    project["name"] = project["name"].replace("～", "〜")
    assert differences(actual, EXPECTED) == []
