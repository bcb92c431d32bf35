"""Tables printed over two facing pages, hand-made and through the PDF reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi_extract import extract
from kpi_extract.document import Block, Cell, Document, Paragraph, Table
from kpi_extract.issues import Finding, IssueCode
from kpi_extract.joining import join_tables
from kpi_extract.place import Place
from tests.readers.pdf_making import HEIGHT, Spec, made, table_at, text_at, together

PITCH = 20.0
LEFT_EDGES = (40.0, 140.0, 240.0, 290.0, 340.0)
RIGHT_EDGES = (60.0, 110.0, 170.0)

Rows = list[list[str]]
LEFT: Rows = [
    ["事業", "指標", "単位", "R3年度"],
    ["橋の事業", "橋の数", "橋", "10"],
    ["道の事業", "道の数", "本", "30"],
]
RIGHT: Rows = [["R4年度", "R5年度"], ["11", "14"], ["31", "-"]]


def page_of(rows: Rows, page: int, edges: tuple[float, ...], lines: tuple[float, ...] = ()) -> Table:
    """A table with its row lines at these heights, or one pitch apart."""
    heights = lines or tuple(50 + PITCH * row for row in range(len(rows) + 1))
    cells = tuple(
        Cell(
            text,
            row,
            column,
            place=Place(page=page, table=page, box=(edges[column], heights[row], edges[column + 1], heights[row + 1])),
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    )
    box = (edges[0], heights[0], edges[-1], heights[-1])
    return Table(cells, len(rows), len(edges) - 1, Place(page=page, table=page, box=box), column_edges=edges)


def merged(table: Table, row: int, column: int, row_span: int, column_span: int) -> Table:
    """The table with one cell over several positions."""
    taken = [
        cell
        for cell in table.cells
        if row <= cell.row < row + row_span and column <= cell.column < column + column_span
    ]
    boxes = [cell.place.box for cell in taken if cell.place.box is not None]
    box = (boxes[0][0], boxes[0][1], boxes[-1][2], boxes[-1][3])
    place = replace(taken[0].place, box=box)
    whole = replace(taken[0], row_span=row_span, column_span=column_span, place=place)
    return replace(
        table, cells=tuple(whole if cell is taken[0] else cell for cell in table.cells if cell not in taken[1:])
    )


def left(page: int = 1, rows: Rows = LEFT) -> Table:
    return page_of(rows, page, LEFT_EDGES)


def right(page: int = 2, rows: Rows = RIGHT) -> Table:
    return page_of(rows, page, RIGHT_EDGES)


def joined(*blocks: Block, findings: tuple[Finding, ...] = ()) -> Document:
    return join_tables(Document("予算.pdf", "application/pdf", "0" * 64, blocks, page_count=9, findings=findings))


def texts(table: Table) -> Rows:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.row_count)]


def codes(document: Document) -> list[IssueCode]:
    return [finding.code for finding in document.findings]


# --- one table --------------------------------------------------------------------------------------------------------


def test_halves_on_facing_pages_are_one_table() -> None:
    head = Paragraph("- 2 -", place=Place(page=1), kind="running-head")
    found = Finding(IssueCode.UNEVEN_ROWS, "x", Place(page=2, table=2, row=2, column=1))
    result = joined(left(), head, right(), findings=(found,))
    (whole,) = result.tables()
    assert texts(whole) == [[*one, *other] for one, other in zip(LEFT, RIGHT, strict=True)]
    assert [(cell.place.page, cell.place.column) for cell in whole.cells if cell.row == 1] == [
        *((1, column) for column in (1, 2, 3, 4)),
        *((2, column) for column in (5, 6)),
    ]
    assert [piece.page for piece in whole.place.more] == [2]
    assert whole.column_edges == (*LEFT_EDGES, 390.0, 450.0)
    assert [(f.place.table, f.place.row, f.place.column) for f in result.findings] == [(1, 2, 5), (1, 1, 5)]
    assert codes(result)[1:] == [IssueCode.TABLE_JOINED]


@pytest.mark.parametrize("repeated", [True, False])
def test_the_next_pair_goes_on_below(repeated: bool) -> None:
    more_left, more_right = [["駅の事業", "駅の数", "駅", "50"]], [["51", "52"]]
    if repeated:
        more_left, more_right = [LEFT[0], *more_left], [RIGHT[0], *more_right]
    result = joined(left(), right(), left(3, more_left), right(4, more_right))
    (whole,) = result.tables()
    assert texts(whole)[3] == ["駅の事業", "駅の数", "駅", "50", "51", "52"]
    assert whole.row_count == 4
    assert [piece.page for piece in whole.place.more] == [2, 3, 4]
    assert {cell.place.page for cell in whole.cells if cell.row == 3} == {3, 4}


MORE_LEFT: Rows = [LEFT[0], ["駅の事業", "駅の数", "駅", "50"], ["港の事業", "港の数", "港", "70"]]
MORE_RIGHT: Rows = [RIGHT[0], ["51", "52"], ["71", "72"]]


@pytest.mark.parametrize("repeated", [True, False])
def test_left_halves_may_all_come_before_the_right_ones(repeated: bool) -> None:
    skipped = 0 if repeated else 1
    result = joined(left(), left(2, MORE_LEFT[skipped:]), right(3), right(4, MORE_RIGHT[skipped:]))
    (whole,) = result.tables()
    assert texts(whole)[1:] == [
        [*one, *other] for one, other in zip((*LEFT[1:], *MORE_LEFT[1:]), (*RIGHT[1:], *MORE_RIGHT[1:]), strict=True)
    ]
    assert [piece.page for piece in whole.place.more] == [3, 2, 4]


def test_of_several_left_halves_none_takes_a_single_right_one() -> None:
    result = joined(left(), left(2, MORE_LEFT), right(3))
    assert [one.column_count for one in result.tables()] == [4, 2]
    assert IssueCode.TABLE_APART in codes(result)
    uneven = joined(left(), left(2, MORE_LEFT), right(3), right(4, MORE_RIGHT), right(5, MORE_RIGHT))
    assert [one.column_count for one in uneven.tables()] == [4, 2]
    assert IssueCode.TABLE_APART in codes(uneven)


def test_a_heading_of_one_row_stands_beside_one_of_two() -> None:
    other = page_of([["実績値", ""], ["R4年度", "R5年度"], *RIGHT[1:]], 2, RIGHT_EDGES, (50, 60, 70, 90, 110))
    (whole,) = joined(left(), other).tables()
    assert [(cell.text, cell.row_span) for cell in whole.cells if cell.row == 0][:4] == [(text, 2) for text in LEFT[0]]
    assert texts(whole)[2:] == [[*one, *two] for one, two in zip(LEFT[1:], RIGHT[1:], strict=True)]


def test_a_heading_over_columns_of_both_pages_is_one_cell() -> None:
    one = page_of([[*LEFT[0][:3], "実績値"], ["", "", "", "R3年度"], *LEFT[1:]], 1, LEFT_EDGES)
    for column in range(3):
        one = merged(one, 0, column, 2, 1)
    other = page_of([["", ""], *RIGHT], 2, RIGHT_EDGES)
    (whole,) = joined(one, merged(other, 0, 0, 1, 2)).tables()
    (band,) = [cell for cell in whole.cells if cell.text == "実績値"]
    assert (band.column, band.column_span, [piece.page for piece in band.place.more]) == (3, 3, [2])
    assert texts(whole)[1] == ["R3年度", "R4年度", "R5年度"]


# --- two tables -------------------------------------------------------------------------------------------------------


def test_tables_with_labels_of_their_own_are_two() -> None:
    other = [["施策", "主な数"], ["福祉", "5"], ["教育", "7"]]
    result = joined(left(), right(rows=other))
    assert len(list(result.tables())) == 2


@pytest.mark.parametrize("same", ["columns", "heading"])
def test_a_page_like_the_one_before_goes_on_below(same: str) -> None:
    second = page_of([LEFT[0], ["駅の事業", "駅の数", "駅", "5"], ["港の事業", "港の数", "港", "6"]], 2, LEFT_EDGES)
    if same == "columns":
        second = page_of([["1", "2", "3", "4"], ["5", "6", "7", "8"], ["9", "8", "7", "6"]], 2, LEFT_EDGES)
    (whole,) = joined(left(), second).tables()
    assert whole.column_count == 4


@pytest.mark.parametrize(
    "case",
    ["other heights", "other count", "words below", "numbers of the rows", "unruled", "a page between", "text between"],
)
def test_in_doubt_halves_stay_apart(case: str) -> None:
    between: list[Block] = []
    other = right()
    if case == "other heights":
        other = page_of(RIGHT, 2, RIGHT_EDGES, (50, 70, 95, 110))
    elif case == "other count":
        other = page_of([*RIGHT, ["5", "6"]], 2, RIGHT_EDGES, (50, 65, 80, 95, 110))
    elif case == "words below":
        other = page_of([["課題", "今後"], ["少ない", "続ける"], ["多い", "やめる"]], 2, RIGHT_EDGES)
    elif case == "numbers of the rows":
        other = page_of([["No.", "R5年度"], ["1", "14"], ["2", "-"]], 2, RIGHT_EDGES)
    elif case == "unruled":
        other = replace(other, is_ruled=False)
    elif case == "a page between":
        other = right(3)
    else:
        between = [Paragraph("次の表", place=Place(page=2))]
    result = joined(left(), *between, other)
    assert len(list(result.tables())) == 2
    nearly = [IssueCode.TABLE_APART] if case in ("other heights", "other count") else []
    assert codes(result) == nearly


def test_nearly_halves_are_to_be_looked_at() -> None:
    rows = [*LEFT, ["駅の事業", "駅の数", "駅", "50"]]
    numbered = [["No.", "R5年度"], ["1", "14"], ["2", "-"], ["3", "8"]]
    result = joined(left(rows=rows), right(rows=numbered))
    assert [(f.code, f.place.page, f.place.table) for f in result.findings] == [(IssueCode.TABLE_APART, 2, 2)]


# --- through the reader -----------------------------------------------------------------------------------------------


def _specs(rows: Rows) -> tuple[Spec, ...]:
    return tuple((r, c, r + 1, c + 1, text) for r, row in enumerate(rows) for c, text in enumerate(row))


@pytest.mark.parametrize("order", [(LEFT, RIGHT, MORE_LEFT, MORE_RIGHT), (LEFT, MORE_LEFT, RIGHT, MORE_RIGHT)])
def test_a_report_over_facing_pages(order: tuple[Rows, ...]) -> None:
    pages = [
        together(table_at(_specs(rows), width=70), text_at(280, HEIGHT - 20, f"- {number} -"))
        for number, rows in enumerate(order, start=2)
    ]
    extraction = extract(made(*pages))
    found = {
        indicator.name: [(one.raw, one.fiscal_year) for one in indicator.actuals]
        for project in extraction.projects
        for indicator in project.indicators
    }
    assert found == {
        "橋の数": [("10", 2021), ("11", 2022), ("14", 2023)],
        "道の数": [("30", 2021), ("31", 2022), ("-", 2023)],
        "駅の数": [("50", 2021), ("51", 2022), ("52", 2023)],
        "港の数": [("70", 2021), ("71", 2022), ("72", 2023)],
    }
