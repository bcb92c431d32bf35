"""Tables folded side by side, and values that nothing tells apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi_extract.interpretation import interpret
from kpi_extract.records import Extraction
from tests.fixtures.reports.as_document import document_of, ruled_table
from tests.fixtures.reports.blocks import drawn_cells


def read(drawing: str, *, merges_lost: bool = False) -> Extraction:
    return interpret(document_of("a", [ruled_table(drawn_cells(drawing), 1, 0)], merges_lost=merges_lost))


def values(extraction: Extraction) -> list[tuple[str, list[tuple[int | None, Decimal | int | float | None]]]]:
    return [
        (indicator.name, [(one.fiscal_year, one.value) for one in indicator.actuals])
        for project in extraction.projects
        for indicator in project.indicators
    ]


FOLDED = [("企業数", [(2022, 5), (2023, 6)]), ("来場者数", [(2022, 7), (2023, 8)])]


@pytest.mark.parametrize("merges_lost", [False, True])
def test_the_same_header_side_by_side_stands_over_two_tables(merges_lost: bool) -> None:
    extraction = read(
        """
        指標 | R4年度実績 | R5年度実績 | 指標 | R4年度実績 | R5年度実績
        企業数(社) | 5 | 6 | 来場者数(人) | 7 | 8
        """,
        merges_lost=merges_lost,
    )
    assert values(extraction) == FOLDED
    second = extraction.projects[0].indicators[1].actuals[0].place
    assert second is not None
    assert (second.table, second.row, second.column) == (1, 2, 5)


def test_a_header_of_two_rows_and_a_title_over_both_parts() -> None:
    extraction = read(
        """
        令和5年度の実績 | < | < | < | < | <
        指標 | 実績値 | < | 指標 | 実績値 | <
        ^ | R4年度 | R5年度 | ^ | R4年度 | R5年度
        企業数(社) | 5 | 6 | 来場者数(人) | 7 | 8
        """
    )
    assert values(extraction) == FOLDED


def test_the_same_names_on_both_sides_are_one_table() -> None:
    # What repeats its rows as well is no folded list; whose the values on the right are nothing tells, and that is said.
    extraction = read(
        """
        指標 | R4年度実績 | 指標 | R4年度実績
        企業数(社) | 5 | 企業数(社) | 7
        """
    )
    assert values(extraction) == [("企業数", [(2022, 5)])]
    assert [issue.code for issue in extraction.issues if issue.severity == "warning"] == ["column-without-role"]
    assert [remark.text for remark in extraction.projects[0].indicators[0].extra] == ["7"]


def test_equal_values_under_one_heading_are_no_doubt() -> None:
    extraction = read(
        """
        指標 | R4年度実績 | R4年度実績
        企業数(社) | 5 | 5
        """
    )
    assert [issue.code for issue in extraction.issues if issue.code == "undistinguished-values"] == []


SIDE_BY_SIDE = [
    "指標 | 目標値(R6) | R4実績 | 指標名 | R4実績\n企業数(社) | 9 | 5 | 来場者数(人) | 7",
    "数値目標 | R4実績 | 重要業績評価指標(KPI) | 目標値(R7) | R4実績\n企業数(社) | 5 | 来場者数(人) | 8 | 7",
    "指標 | 実績値 | < | 指標名 | 実績\n^ | R3年度 | R4年度 | ^ | R4年度\n企業数(社) | - | 5 | 来場者数(人) | 7",
    "令和4年度 | < | < | < | <\n指標 | R4実績 | | 指標名 | R4実績\n企業数(社) | 5 | | 来場者数(人) | 7",
]


@pytest.mark.parametrize("drawing", SIDE_BY_SIDE)
def test_different_headers_side_by_side_stand_over_two_tables(drawing: str) -> None:
    extraction = read(drawing)
    assert {name: actuals[-1] for name, actuals in values(extraction)} == {
        "企業数": (2022, 5),
        "来場者数": (2022, 7),
    }
    assert [issue.code for issue in extraction.issues if issue.severity == "warning"] == []
    last = extraction.projects[-1].indicators[-1].actuals[-1].place
    assert last is not None
    assert last.column == 5


NOT_CUT = [
    # What stands on the left of both may belong to both or to one.
    "分野 | 指標 | R3実績 | 指標名 | R4実績\n産業 | 企業数(社) | 5 | 来場者数(人) | 7",
    "事業名 | 活動指標 | R3実績 | 成果指標 | R4実績\n港の市 | 企業数(社) | 5 | 来場者数(人) | 7",
    # A cell that stands over the cut.
    "指標 | R3実績 | 指標名 | R4実績\n企業数(社) | 5 | 来場者数(人) | 7\n店舗数 | 延べ | < | 9",
]


@pytest.mark.parametrize("drawing", NOT_CUT)
def test_values_behind_another_name_are_never_those_of_the_first(drawing: str) -> None:
    extraction = read(drawing)
    assert ("企業数", [(2021, 5)]) in values(extraction)
    assert "column-without-role" in [issue.code for issue in extraction.issues if issue.severity == "warning"]
    assert "7" in [remark.text for remark in extraction.projects[0].indicators[0].extra]


def test_names_that_stand_together_share_their_values() -> None:
    extraction = read("KPI | 指標名 | R3実績 | R4実績\nKPI① | 企業数(社) | 5 | 6")
    assert values(extraction) == [("企業数", [(2021, 5), (2022, 6)])]
