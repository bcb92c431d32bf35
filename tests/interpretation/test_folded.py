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
    # What repeats its rows as well is no folded list; its values are told apart by nothing, and that is said.
    extraction = read(
        """
        指標 | R4年度実績 | 指標 | R4年度実績
        企業数(社) | 5 | 企業数(社) | 7
        """
    )
    assert len(values(extraction)) == 1
    named = [issue.field for issue in extraction.issues if issue.code == "undistinguished-values"]
    assert named == ["actuals/0", "actuals/1"]


def test_equal_values_under_one_heading_are_no_doubt() -> None:
    extraction = read(
        """
        指標 | R4年度実績 | R4年度実績
        企業数(社) | 5 | 5
        """
    )
    assert [issue.code for issue in extraction.issues if issue.code == "undistinguished-values"] == []
