"""Tables over two pages from the PDF to the records."""

from __future__ import annotations

import pytest

from kpi_extract import extract
from tests.readers.pdf_making import SIZE, Draw, made, text_at, together

HEAD = ("指標名", "単位", "R3年度", "R4年度", "R5年度")
FIRST_PAGE = (
    HEAD,
    ("橋の修繕数", "橋", "10", "11", "14"),
    ("道路の整備延長", "km", "30.5", "31.2", "-"),
    ("公園の数", "箇所", "7", "7", "8"),
)
NEXT_PAGE = (
    ("観光客数", "人", "1,200", "1,350", "1,400"),
    ("宿泊者の満足度", "%", "80.1", "82.0", "79.9"),
    ("港の数", "港", "5", "6", "6"),
)
LEFT = (40, 200, 260, 340, 420)
WIDTH = 50
"""Of a column of figures, set to the right."""


def unruled(rows: tuple[tuple[str, ...], ...]) -> Draw:
    draws = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            indent = WIDTH - len(text) * SIZE / 2 if column > 1 else 0
            draws.append(text_at(LEFT[column] + indent, 60 + 14 * number, text))
    return together(*draws)


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_without_any_rule_goes_on_over_pages(repeated: bool) -> None:
    extraction = extract(made(unruled(FIRST_PAGE), unruled((HEAD, *NEXT_PAGE) if repeated else NEXT_PAGE)))
    found = {
        one.name: [(value.raw, value.fiscal_year) for value in one.actuals]
        for project in extraction.projects
        for one in project.indicators
    }
    assert found == {
        row[0]: list(zip(row[2:], (2021, 2022, 2023), strict=True)) for row in (*FIRST_PAGE[1:], *NEXT_PAGE)
    }
    joints = [issue.severity for issue in extraction.issues if issue.code == "table-joined"]
    assert joints == ["info" if repeated else "warning"]


def test_rows_too_few_to_be_a_table_are_to_be_looked_at() -> None:
    issues = extract(made(unruled(FIRST_PAGE), unruled(NEXT_PAGE[:2]))).issues
    (apart,) = [issue for issue in issues if issue.code == "table-apart"]
    assert (apart.severity, apart.place and apart.place.page) == ("warning", 2)


def test_text_after_a_table_is_not() -> None:
    text = text_at(40, 60, "※ 令和5年度の実績は速報値で、8月に確定する。")
    assert "table-apart" not in {issue.code for issue in extract(made(unruled(FIRST_PAGE), text)).issues}
