from __future__ import annotations

import sys
from dataclasses import fields, replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract.document import Block, Cell, Document, Paragraph, ParagraphKind, Table
from kpi_extract.issues import Finding, IssueCode, severity_of
from kpi_extract.joining import join_tables
from kpi_extract.place import Place

PITCH = 10.0
WIDTHS = (60.0, 80.0, 60.0, 40.0, 40.0, 40.0)
EDGES = tuple(sum(WIDTHS[:index]) for index in range(len(WIDTHS) + 1))
OPEN = "^"

Row = list[str | None]
"""Text of each cell; None for a position that a cell above covers; a trailing ^ leaves the cell open at the break."""


def table(page: int, rows: list[Row], head: bool = True, number: int = 1, top: float = 40) -> Table:
    """A part of a table: rows as tall as their longest text needs, cells below a None-run merged downwards."""
    cells: list[Cell] = []
    bottoms = [top]
    if head:
        cells += [_cell("事業", 0, 0, 2, 1), _cell("概要", 0, 1, 2, 1), _cell("指標", 0, 2, 2, 1)]
        cells += [_cell("単位", 0, 3, 2, 1), _cell("実績値", 0, 4, 1, 2), _cell("R1年度", 1, 4), _cell("R2年度", 1, 5)]
        bottoms += [top + PITCH, top + 2 * PITCH]
    first = 2 if head else 0
    for index, row in enumerate(rows):
        lines = max((text.count("\n") + 1 for text in row[2:] if text), default=1)
        alone = index + 1 == len(rows) or rows[index + 1][0] is not None
        if alone:
            lines = max([lines, *(text.count("\n") + 1 for text in row[:2] if text)])
        bottoms.append(bottoms[-1] + lines * PITCH)
        for column, text in enumerate(row):
            if text is not None:
                below = 1
                while index + below < len(rows) and rows[index + below][column] is None:
                    below += 1
                cells.append(_cell(text, first + index, column, below))
    placed = [_placed(cell, page, number, bottoms) for cell in cells]
    box = (EDGES[0], bottoms[0], EDGES[-1], bottoms[-1])
    count = first + len(rows)
    place = Place(page=page, table=number, box=box)
    return Table(tuple(placed), count, len(WIDTHS), place, column_edges=EDGES)


def _cell(text: str, row: int, column: int, row_span: int = 1, column_span: int = 1) -> Cell:
    return Cell(text, row, column, row_span, column_span)


def _placed(cell: Cell, page: int, number: int, bottoms: list[float]) -> Cell:
    end = cell.row + cell.row_span
    is_open = cell.text.endswith(OPEN)
    top, bottom = bottoms[cell.row], bottoms[end]
    if is_open and end == len(bottoms) - 1:
        bottom += 1
    if is_open and cell.row == 0:
        top -= 1
    box = (EDGES[cell.column], top, EDGES[cell.column + cell.column_span], bottom)
    place = Place(page=page, table=number, row=cell.row + 1, column=cell.column + 1, box=box)
    return Cell(cell.text.rstrip(OPEN), cell.row, cell.column, cell.row_span, cell.column_span, place)


def document(*blocks: Block, findings: tuple[Finding, ...] = ()) -> Document:
    return Document("報告.pdf", "application/pdf", "0" * 64, blocks, page_count=9, findings=findings)


def joined(*blocks: Block) -> list[Table]:
    return list(join_tables(document(*blocks)).tables())


def texts(whole: Table, row: int) -> list[str]:
    return [cell.text for cell in whole.cells if cell.row == row]


FIRST: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"], [None, None, "道の数", "本", "3", "4"]]
NEXT: list[Row] = [["駅の事業", "駅を作る。", "駅の数", "駅", "5", "6"]]


# --- one table or two -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("repeated", [True, False])
def test_a_heading_repeated_or_not(repeated: bool) -> None:
    (whole,) = joined(table(1, FIRST), table(2, NEXT, head=repeated, number=2))
    assert whole.row_count == 5
    assert texts(whole, 4) == NEXT[0]
    assert [cell.place.row for cell in whole.cells if cell.row == 4] == [5] * 6
    assert {cell.place.page for cell in whole.cells if cell.row == 4} == {2}
    assert [piece.page for piece in whole.place.more] == [2]


def test_three_pages_are_one_table() -> None:
    parts = [table(page, FIRST if page == 1 else NEXT, number=page) for page in (1, 2, 3)]
    (whole,) = joined(*parts)
    assert whole.row_count == 6
    assert [piece.page for piece in whole.place.more] == [2, 3]


def test_it_is_said() -> None:
    result = join_tables(document(table(1, FIRST), table(2, NEXT, number=2)))
    (finding,) = result.findings
    assert (finding.code, finding.place.page, finding.place.table) == (IssueCode.TABLE_JOINED, 2, 1)


@pytest.mark.parametrize(("kind", "count"), [("running-head", 1), ("footnote", 1), ("body", 2)])
def test_what_may_stand_between(kind: ParagraphKind, count: int) -> None:
    between = Paragraph("次の表", place=Place(page=2), kind=kind)
    assert len(joined(table(1, FIRST), between, table(2, NEXT, number=2))) == count


def test_a_note_that_it_goes_on_may_stand_between() -> None:
    assert len(joined(table(1, FIRST), Paragraph("（続き）"), table(2, NEXT, number=2))) == 1


def test_a_heading_printed_again_with_a_note_may_stand_between_and_is_no_heading_any_more() -> None:
    head = Paragraph("基本目標1 しごと", rank=1, place=Place(page=1))
    again = Paragraph("基本目標1 しごと（続き）", rank=1, place=Place(page=2))
    result = join_tables(document(head, table(1, FIRST), again, table(2, NEXT, number=2)))
    assert len(list(result.tables())) == 1
    assert [one.kind for one in result.paragraphs()] == ["body", "running-head"]
    other = replace(again, text="基本目標2 くらし（続き）")
    apart = join_tables(document(head, table(1, FIRST), other, table(2, NEXT, number=2)))
    assert (len(list(apart.tables())), [one.kind for one in apart.paragraphs()]) == (2, ["body", "body"])


def test_tables_of_one_page_or_of_pages_apart_stay() -> None:
    assert len(joined(table(1, FIRST), table(1, NEXT, number=2, top=300))) == 2
    assert len(joined(table(1, FIRST), table(3, NEXT, number=2))) == 2


def test_other_columns_are_another_table() -> None:
    other = table(2, NEXT, number=2)
    moved = Table(other.cells, 3, 6, other.place, column_edges=tuple(edge + 9 * (edge > 60) for edge in EDGES))
    assert len(joined(table(1, FIRST), moved)) == 2


def test_columns_may_differ_by_a_drawing_slip() -> None:
    other = table(2, NEXT, number=2)
    moved = Table(other.cells, 3, 6, other.place, column_edges=tuple(edge + 1.5 for edge in EDGES))
    assert len(joined(table(1, FIRST), moved)) == 1


def test_another_heading_is_another_table() -> None:
    other: list[Row] = [["区分", "内容", "項目", "担当", "開始", "終了"], ["甲", "乙", "丙", "丁", "7", "8"]]
    assert len(joined(table(1, FIRST), table(2, other, head=False, number=2))) == 2


def test_a_body_row_that_is_the_same_by_chance_is_kept() -> None:
    same: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"]]
    (whole,) = joined(table(1, same), table(2, same, number=2))
    assert whole.row_count == 4


def test_tables_without_lines_need_a_repeated_heading() -> None:
    def bare(page: int, rows: list[tuple[str, str]], header_rows: int) -> Table:
        cells = [
            Cell(text, r, c, place=Place(page=page, table=page))
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
        ]
        return Table(tuple(cells), len(rows), 2, Place(page=page, table=page), header_row_count=header_rows)

    first = bare(1, [("指標", "R1年度"), ("橋", "1")], 1)
    (whole,) = joined(first, bare(2, [("指標", "R1年度"), ("道", "2")], 1))
    assert [texts(whole, row) for row in range(3)] == [["指標", "R1年度"], ["橋", "1"], ["道", "2"]]
    assert len(joined(first, bare(2, [("橋", "1"), ("道", "2")], 0))) == 2


def drawn(page: int, *cells: Cell, row_count: int, number: int = 1) -> Table:
    """A part of a table from its cells, every row one line high."""
    bottoms = [40 + PITCH * row for row in range(row_count + 1)]
    box = (EDGES[0], bottoms[0], EDGES[-1], bottoms[-1])
    placed = tuple(_placed(cell, page, number, bottoms) for cell in cells)
    return Table(placed, row_count, len(WIDTHS), Place(page=page, table=number, box=box), column_edges=EDGES)


def in_row(row: int, *texts: str) -> list[Cell]:
    return [_cell(text, row, column) for column, text in enumerate(texts)]


def test_a_row_with_figures_is_never_taken_for_a_repeated_heading() -> None:
    same: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"], ["駅の事業", "", "駅の数", "駅", "-", "4"]]
    (whole,) = joined(table(1, same, head=False), table(2, same, head=False, number=2))
    assert [texts(whole, row) for row in range(4)] == same * 2
    merged: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"], [None, None, "道の数", "本", "3", "4"]]
    (whole,) = joined(table(1, [*merged, *same], head=False), table(2, [*merged, *same], head=False, number=2))
    assert whole.row_count == 8


@pytest.mark.parametrize("names", [("2021", "2022"), ("①", "②")], ids=["years", "column numbers"])
def test_numbers_that_name_columns_are_a_heading(names: tuple[str, str]) -> None:
    head = ["事業", "概要", "指標", "単位", *names]
    first, second = (
        drawn(page, *in_row(0, *head), *in_row(1, *map(str, row)), row_count=2, number=page)
        for page, row in ((1, FIRST[0]), (2, NEXT[0]))
    )
    (whole,) = joined(first, second)
    assert [texts(whole, row) for row in range(3)] == [head, FIRST[0], NEXT[0]]


def test_of_a_deep_heading_the_lower_rows_alone_may_be_repeated() -> None:
    for label in ("指標", ""):
        again = [_cell("事業", 0, 0), _cell("概要", 0, 1), _cell(label, 0, 2), _cell("単位", 0, 3)]
        years = [_cell("R1年度", 0, 4), _cell("R2年度", 0, 5)]
        second = drawn(2, *again, *years, *in_row(1, *map(str, NEXT[0])), row_count=2, number=2)
        (whole,) = joined(table(1, FIRST), second)
        assert [cell.text for cell in whole.cells if cell.row == 4] == NEXT[0]
        assert whole.row_count == 5


def test_a_title_above_the_heading_may_be_left_out() -> None:
    head = ["事業", "概要", "指標", "単位", "R1年度", "R2年度"]
    title = _cell("指標の一覧", 0, 0, 1, 6)
    first = drawn(1, title, *in_row(1, *head), *in_row(2, *map(str, FIRST[0])), row_count=3)
    second = drawn(2, *in_row(0, *head), *in_row(1, *map(str, NEXT[0])), row_count=2, number=2)
    (whole,) = joined(first, second)
    assert [texts(whole, row) for row in range(1, 4)] == [head, FIRST[0], NEXT[0]]


def test_other_lower_rows_are_not_a_repeated_heading() -> None:
    other = drawn(
        2,
        *in_row(0, "事業", "概要", "指標", "単位", "R3年度", "R4年度"),
        *in_row(1, *map(str, NEXT[0])),
        row_count=2,
        number=2,
    )
    assert len(joined(table(1, FIRST), other)) == 2


def test_a_heading_repeated_with_a_note_that_it_goes_on() -> None:
    second = table(2, NEXT, number=2)
    noted = tuple(replace(cell, text="事業\n(続き)") if cell.text == "事業" else cell for cell in second.cells)
    (whole,) = joined(table(1, FIRST), replace(second, cells=noted))
    assert (whole.row_count, texts(whole, 4)) == (5, NEXT[0])


def form(page: int, *rows: list[tuple[int, int, str]], number: int = 1) -> Table:
    """A part of a form: cells by their first and last line among `EDGES`; a line that bounds none is not drawn."""
    lines = sorted({line for row in rows for start, end, _ in row for line in (start, end)})
    at = {line: index for index, line in enumerate(lines)}
    edges = tuple(EDGES[line] for line in lines)
    cells = tuple(
        Cell(
            text,
            row,
            at[start],
            1,
            at[end] - at[start],
            Place(page=page, table=number, box=(EDGES[start], 40 + PITCH * row, EDGES[end], 40 + PITCH * row + PITCH)),
        )
        for row, spots in enumerate(rows)
        for start, end, text in spots
    )
    place = Place(page=page, table=number, box=(edges[0], 40, edges[-1], 40 + PITCH * len(rows)))
    return Table(cells, len(rows), len(edges) - 1, place, column_edges=edges)


NAME = [(0, 1, "事業名"), (1, 6, "橋の事業")]
VALUES = [(0, 1, "橋の数"), (1, 2, "橋"), (2, 3, "1"), (3, 4, "2"), (4, 5, "3"), (5, 6, "4")]


def test_a_part_of_a_form_with_wide_cells_goes_on_and_is_to_be_looked_at() -> None:
    first = form(1, NAME, VALUES)
    opinion = form(2, [(0, 1, "意見"), (1, 6, "続ける。")], number=2)
    summary = form(2, [(0, 1, "概要"), (1, 6, "橋を直す。")], VALUES, number=2)
    assert [one.row_count for one in joined(form(1, NAME), summary)] == [3]
    (whole,) = joined(first, form(2, [(0, 6, "橋を直す。")], [(0, 1, "意見"), (1, 6, "続ける。")], number=2))
    assert [(cell.column, cell.column_span) for cell in whole.cells if cell.row == 2] == [(0, 6)]
    assert doubts(form(1, NAME), summary) == ["the two do not share all column lines"]
    assert [len(joined(first, opinion)), codes(first, opinion)] == [2, [IssueCode.TABLE_APART]]


def codes(*blocks: Block) -> list[IssueCode]:
    return [finding.code for finding in join_tables(document(*blocks)).findings]


def test_a_table_left_apart_that_begins_with_figures_is_to_be_looked_at() -> None:
    first, second = table(1, FIRST), table(2, NEXT, head=False, number=2)
    moved = replace(second, column_edges=tuple(edge + 9 * (edge == EDGES[1]) for edge in EDGES))
    assert (len(joined(first, moved)), codes(first, moved)) == (2, [IssueCode.TABLE_APART])


def test_forms_one_a_page_are_not_to_be_looked_at() -> None:
    assert codes(form(1, NAME, VALUES), form(2, [(0, 1, "事業名"), (1, 6, "道の事業")], number=2)) == []


def test_a_heading_cut_above_many_columns_goes_on() -> None:
    first = form(1, [(0, 1, "指標"), (1, 2, "単位"), (2, 6, "実績値")])
    names = [(0, 1, ""), (1, 2, ""), *((line, line + 1, f"R{line}年度") for line in range(2, 6))]
    (whole,) = joined(first, form(2, names, VALUES, number=2))
    assert [(cell.text, cell.row_span, cell.column_span) for cell in whole.cells if cell.row == 0] == [
        ("指標", 2, 1),
        ("単位", 2, 1),
        ("実績値", 1, 4),
    ]


# --- columns found by alignment ---------------------------------------------------------------------------------------


def by_text(table: Table, *moves: float) -> Table:
    return replace(
        table, is_ruled=False, column_edges=tuple(a + b for a, b in zip(table.column_edges, moves, strict=True))
    )


STILL = (0.0,) * len(EDGES)


def test_columns_found_by_alignment_may_move_where_the_heading_is_repeated() -> None:
    first, second = by_text(table(1, FIRST), *STILL), table(2, NEXT, number=2)
    assert len(joined(first, by_text(second, -9, 14, -14, 9, -12, 9, 20))) == 1
    assert len(joined(first, by_text(second, 0, 70, 70, 70, 70, 70, 70))) == 2


def test_without_a_repeated_heading_they_move_by_a_letter_and_the_first_row_holds_figures() -> None:
    first = by_text(table(1, FIRST), *STILL)
    body = table(2, NEXT, head=False, number=2)
    near = by_text(body, 8, -8, 8, -8, 8, -8, 8)
    assert doubts(first, near) == ["no heading is repeated, and the columns were found by alignment"]
    assert len(joined(first, by_text(body, 0, 14, 0, 0, 0, 0, 0))) == 2
    words: list[Row] = [["駅の事業", "駅を作る。", "駅の数", "駅", "", "未定"]]
    assert len(joined(first, by_text(table(2, words, head=False, number=2), *STILL))) == 2


def test_a_row_found_by_alignment_is_never_the_rest_of_another() -> None:
    first = by_text(table(1, [["橋の事業", "橋を直し、\n道を", "橋を渡った\n人の", "人", "1", "2"]]), *STILL)
    rest: list[Row] = [["", "広げる。", "数", "", "", ""], *NEXT]
    (whole,) = joined(first, by_text(table(2, rest, number=2), *STILL))
    assert texts(whole, 3)[-5:] == rest[0][1:]


# --- rows and cells cut by the break ----------------------------------------------------------------------------------


def test_a_cut_row_is_one_row_where_lines_close_every_cell() -> None:
    first: list[Row] = [["橋の事業", "橋を直し、\n道を", "橋を渡った\n人の", "人", "1", "2"]]
    rest: list[Row] = [["", "広げる。", "数", "", "", ""], ["駅の事業", "駅を作る。", "駅の数", "駅", "5", "6"]]
    for head in (True, False):
        (whole,) = joined(table(1, first), table(2, rest, head=head, number=2))
        assert whole.row_count == 4
        assert texts(whole, 2) == ["橋の事業", "橋を直し、\n道を\n広げる。", "橋を渡った\n人の\n数", "人", "1", "2"]
        assert texts(whole, 3) == rest[1]
        cut = next(cell for cell in whole.cells if cell.row == 2 and cell.column == 1)
        assert [(piece.page, piece.box is not None) for piece in cut.place.more] == [(2, True)]


def test_a_date_below_its_figure_and_a_number_below_its_label_are_the_rest_of_a_row() -> None:
    dated: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "1橋", "2橋"]]
    rest: list[Row] = [["", "", "○橋の延べ数", "", "(R1年度)", "(R2年度)"]]
    (whole,) = joined(table(1, dated), table(2, rest, number=2))
    assert texts(whole, 2)[2:] == ["橋の数\n○橋の延べ数", "橋", "1橋\n(R1年度)", "2橋\n(R2年度)"]
    slot: list[Row] = [["橋の事業", "橋を直す。", "指標", "橋", "1", "2"]]
    number: list[Row] = [["", "", "①", "", "", ""], ["", "", "指標\n②", "本", "3", "4"]]
    (whole,) = joined(table(1, slot), table(2, number, number=2))
    assert texts(whole, 2)[2] == "指標\n①"
    for parts in ((table(1, dated), table(2, rest, number=2)), (table(1, slot), table(2, number, number=2))):
        assert doubts(*parts) == ["only texts show that the row goes on"]


def test_a_merged_cell_empty_on_the_next_page_goes_on_beside_new_rows() -> None:
    rest: list[Row] = [["", "", "川の数", "本", "", "8"]]
    (whole,) = joined(table(1, FIRST), table(2, rest, head=False, number=2))
    project = whole.cells[7]
    assert (project.text, project.row, project.row_span) == ("橋の事業", 2, 3)
    assert texts(whole, 4) == ["川の数", "本", "", "8"]


def test_a_blank_value_is_never_swallowed() -> None:
    rest: list[Row] = [["駅の事業", "駅を作る。", "駅の数", "", "", "6"]]
    (whole,) = joined(table(1, FIRST), table(2, rest, head=False, number=2))
    assert texts(whole, 4) == rest[0]
    assert all(cell.row_span == 1 for cell in whole.cells if cell.column >= 2 and cell.row >= 2)


def test_a_row_of_blanks_stays_a_row() -> None:
    (whole,) = joined(table(1, FIRST), table(2, [["", "", "", "", "", ""]], head=False, number=2))
    assert len(texts(whole, 4)) >= 4


def test_a_project_name_and_sentence_that_break_off_go_on() -> None:
    first: list[Row] = [["橋と\n道の", "橋を直し、\n道を広げ", "橋の\n数", "橋", "1", "2"]]
    rest: list[Row] = [["事業", "、川を渡る。", "道の数", "本", "3", "4"]]
    (whole,) = joined(
        table(1, [*FIRST[:1], [None, None, "道", "本", "9", "9"], *first]), table(2, rest, head=False, number=2)
    )
    cells = {(cell.row, cell.column): cell for cell in whole.cells}
    assert (cells[4, 0].text, cells[4, 0].row_span) == ("橋と\n道の\n事業", 2)
    assert cells[4, 1].text.endswith("、川を渡る。")
    assert texts(whole, 5) == ["道の数", "本", "3", "4"]


def test_an_open_row_is_one_row() -> None:
    first: list[Row] = [["橋の^", "橋を^", "橋を渡った^", "社・団^", "1^", "^"]]
    rest: list[Row] = [["事業^", "直す。^", "人の数^", "体^", "^", "2^"]]
    (whole,) = joined(table(1, first), table(2, rest, head=False, number=2))
    assert texts(whole, 2) == ["橋の\n事業", "橋を\n直す。", "橋を渡った\n人の数", "社・団\n体", "1", "2"]
    assert whole.row_count == 3


def test_an_open_merged_cell_goes_on_beside_closed_rows() -> None:
    first: list[Row] = [["橋の^", "橋を^", "橋の数", "橋", "1", "2"], [None, None, "道の数", "本", "3", "4"]]
    rest: list[Row] = [["事業^", "直す。^", "川の数", "本", "", "6"]]
    (whole,) = joined(table(1, first), table(2, rest, head=False, number=2))
    cells = {(cell.row, cell.column): cell for cell in whole.cells}
    assert (cells[2, 0].text, cells[2, 0].row_span) == ("橋の\n事業", 3)
    assert texts(whole, 4) == ["川の数", "本", "", "6"]


def test_a_table_without_outer_lines_keeps_its_rows_apart() -> None:
    first: list[Row] = [["橋の事業^", "橋を直す。^", "橋の数^", "橋^", "1^", "2^"]]
    rest: list[Row] = [["駅の事業^", "駅を作る。^", "駅の数^", "駅^", "3^", "4^"]]
    (whole,) = joined(table(1, first), table(2, rest, head=False, number=2))
    assert texts(whole, 3)[2:] == ["駅の数", "駅", "3", "4"]


def test_a_heading_cut_by_the_break() -> None:
    part = table(1, [])
    first = Table(tuple(c for c in part.cells if c.row == 0), 1, 5, part.place, column_edges=(*EDGES[:5], EDGES[6]))
    first = Table(
        tuple(Cell(c.text, 0, c.column, 1, 1, c.place) for c in first.cells),
        1,
        5,
        first.place,
        column_edges=first.column_edges,
    )
    rest: list[Row] = [["", "", "", "", "R1年度", "R2年度"], ["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"]]
    (whole,) = joined(first, table(2, rest, head=False, number=2))
    assert [(c.text, c.row_span, c.column_span) for c in whole.cells if c.row == 0] == [
        ("事業", 2, 1),
        ("概要", 2, 1),
        ("指標", 2, 1),
        ("単位", 2, 1),
        ("実績値", 1, 2),
    ]


def test_a_heading_alone_on_its_page_takes_no_blank_below_it() -> None:
    head = ["事業", "概要", "指標", "単位", "R1年度", "R2年度"]
    row: list[Row] = [["橋の事業", "", "橋の数", "橋", "", "2"]]
    (whole,) = joined(drawn(1, *in_row(0, *head), row_count=1), table(2, row, head=False, number=2))
    assert [texts(whole, number) for number in range(2)] == [head, row[0]]


def test_an_open_cell_of_one_row_goes_on_beside_closed_ones() -> None:
    first = drawn(1, *in_row(0, "橋の事業^", "橋を直す。", "橋の数", "橋", "1", "2"), row_count=1)
    second = drawn(2, *in_row(0, "^", "道を作る。", "道の数", "本", "3", "4"), row_count=1, number=2)
    (whole,) = joined(first, second)
    assert [(cell.text, cell.row_span) for cell in whole.cells if cell.column == 0] == [("橋の事業", 2)]
    assert texts(whole, 1) == ["道を作る。", "道の数", "本", "3", "4"]


def doubts(*blocks: Block) -> list[str]:
    found = join_tables(document(*blocks)).findings
    return [one.text.partition("; ")[2] for one in found if severity_of(one) == "warning"]


def test_where_only_texts_speak_for_a_joint_it_is_to_be_looked_at() -> None:
    cut: list[Row] = [["橋の事業", "橋を直し、\n道を", "橋を渡った\n人の", "人", "1", "2"]]
    rest: list[Row] = [["", "広げる。", "数", "", "", ""], *NEXT]
    (finding,) = join_tables(document(table(1, cut), table(2, rest, head=False, number=2))).findings
    assert (severity_of(finding), finding.place.page, finding.place.row) == ("warning", 2, 3)
    full: list[Row] = [["橋の事業", "橋を直し、\n道を広く", "橋を渡る\n人の総", "人", "1", "2"]]
    assert doubts(table(1, full), table(2, rest, head=False, number=2)) == []
    assert doubts(table(1, FIRST), table(2, NEXT, number=2)) == []


def test_an_empty_label_of_one_row_goes_on_and_is_to_be_looked_at() -> None:
    first: list[Row] = [*NEXT, ["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"]]
    rest: list[Row] = [["", "道を作る。", "道の数", "本", "3", "4"]]
    parts = table(1, first), table(2, rest, head=False, number=2)
    (whole,) = joined(*parts)
    assert [(c.text, c.row_span) for c in whole.cells if c.column == 0 and c.row == 3] == [("橋の事業", 2)]
    assert doubts(*parts) == ["an empty first cell was taken for the rest of the one above"]


def test_an_empty_label_stays_where_labels_are_empty_elsewhere_and_is_to_be_looked_at() -> None:
    first: list[Row] = [
        ["", "駅を作る。", "駅の数", "駅", "5", "6"],
        ["橋の事業", "橋を直す。", "橋の数", "橋", "1", "2"],
    ]
    rest: list[Row] = [["", "道を作る。", "道の数", "本", "3", "4"]]
    parts = table(1, first), table(2, rest, head=False, number=2)
    (whole,) = joined(*parts)
    assert texts(whole, 4) == rest[0]
    assert doubts(*parts) == ["the first cell is empty: it may belong to the one above"]


def test_a_row_with_two_figures_or_dashes_is_no_heading() -> None:
    rest: list[Row] = [["駅の事業", "駅を作る。", "未公表", "-", "-", "検討中"]]
    for column in (2, 5):
        first = [[*row[:column], "3", *row[column + 1 :]] for row in FIRST]
        assert len(joined(table(1, first), table(2, rest, head=False, number=2))) == 1


def test_a_closed_cell_beside_an_open_one_has_ended_though_the_next_page_begins_without_lines() -> None:
    first: list[Row] = [["橋の事業^", "橋を直す。", "橋の数", "橋", "", "検討中"]]
    rest: list[Row] = [["^", "道を作る。^", "道の数^", "本^", "検討中^", "^"]]
    (whole,) = joined(table(1, first), table(2, rest, head=False, number=2))
    assert [(cell.text, cell.row_span) for cell in whole.cells if cell.column == 0 and cell.row == 2] == [
        ("橋の事業", 2)
    ]
    assert texts(whole, 3) == ["道を作る。", "道の数", "本", "検討中", ""]
    closed: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", "", "検討中"]]
    new: list[Row] = [["駅の事業^", "駅を作る。^", "駅の数^", "駅^", "検討中^", "^"]]
    (whole,) = joined(table(1, closed), table(2, new, head=False, number=2))
    assert texts(whole, 3) == ["駅の事業", "駅を作る。", "駅の数", "駅", "検討中", ""]


@pytest.mark.parametrize("note", ["", "(続き)"])
def test_labels_of_a_merged_cell_printed_again_are_one_cell(note: str) -> None:
    rest: list[Row] = [["橋の事業" + note, "橋を直す。", "川の数", "本", "5", "8"]]
    parts = table(1, FIRST), table(2, rest, number=2)
    (whole,) = joined(*parts)
    labels = [(cell.text, cell.row_span) for cell in whole.cells if cell.column < 2 and cell.row >= 2]
    assert labels == [("橋の事業", 3), ("橋を直す。", 3)]
    assert texts(whole, 4) == ["川の数", "本", "5", "8"]
    assert doubts(*parts) == ([] if note else ["the labels above the break stand below it again"])


def test_a_second_label_that_may_go_on_is_to_be_looked_at() -> None:
    first: list[Row] = [
        *FIRST,
        ["目標2", "施策1", "駅の数", "駅", "5", "6"],
        [None, "【施策2】", "港の数", "港", "7", "8"],
    ]
    rest: list[Row] = [["", "港を作る。", "船の数", "隻", "3", "4"]]
    assert doubts(table(1, first), table(2, rest, number=2)) == ["a label right of the one that goes on may go on, too"]


def test_a_label_beside_the_whole_table_goes_on() -> None:
    left = _cell("指標", 0, 0, 2)
    years = [
        _cell("事業", 0, 1),
        _cell("名前", 0, 2),
        _cell("単位", 0, 3),
        _cell("R1年度", 0, 4),
        _cell("R2年度", 0, 5),
    ]
    body = [_cell(text, 1, column) for column, text in enumerate(("直す", "橋の数", "橋", "1", "2"), start=1)]
    more = [
        _cell(text, row, column)
        for row in (0, 1)
        for column, text in enumerate(("作る", f"道{row}", "本", "3", "4"), start=1)
    ]
    (whole,) = joined(
        drawn(1, left, *years, *body, row_count=2), drawn(2, _cell("", 0, 0, 2), *more, row_count=2, number=2)
    )
    assert [(cell.text, cell.row_span) for cell in whole.cells if cell.column == 0] == [("指標", 4)]


# --- numbering --------------------------------------------------------------------------------------------------------


def test_tables_places_and_findings_are_numbered_anew() -> None:
    found = Finding(IssueCode.UNEVEN_ROWS, "x", Place(page=2, table=2, row=3))
    other = Finding(IssueCode.UNEVEN_ROWS, "y", Place(page=2, table=3, row=1))
    parts = (table(1, FIRST), table(2, NEXT, number=2), Paragraph("次"), table(2, NEXT, number=3, top=300))
    result = join_tables(document(*parts, findings=(found, other)))
    assert [one.place.table for one in result.tables()] == [1, 2]
    assert [{cell.place.table for cell in one.cells} for one in result.tables()] == [{1}, {2}]
    assert [(f.place.table, f.place.row) for f in result.findings[:2]] == [(1, 5), (2, 1)]


def test_a_nested_table_still_names_its_outer_one() -> None:
    inner = Table(
        table(2, NEXT).cells, 3, 6, Place(page=2, table=4, box=(0, 400, 9, 500)), column_edges=EDGES, nested_in=3
    )
    parts = (table(1, FIRST), table(2, NEXT, number=2), Paragraph("次"), table(2, NEXT, number=3, top=300), inner)
    *_, last = joined(*parts)
    assert (last.place.table, last.nested_in) == (3, 2)


def test_a_document_without_pages_is_left_alone() -> None:
    plain = Table((Cell("a", 0, 0, place=Place(table=1, row=1, column=1)),), 1, 1, Place(table=1))
    untouched = document(plain, Paragraph("x"))
    assert join_tables(untouched) == untouched


@given(
    st.lists(
        st.lists(st.sampled_from(["", "-", "1", "橋", "橋を\n直す", "長い文。"]), min_size=6, max_size=6),
        min_size=1,
        max_size=5,
    ),
    st.integers(1, 5),
    st.booleans(),
)
def test_no_text_is_lost_or_doubled(rows: list[Row], cut: int, head: bool) -> None:
    first, rest = rows[:cut], rows[cut:]
    if not rest:
        return
    before = [table(1, first), table(2, rest, head=head, number=2)]
    after = join_tables(document(*before))
    body = sorted(line for one in before for cell in one.cells if cell.text for line in cell.text.split("\n"))
    whole = sorted(line for one in after.tables() for cell in one.cells if cell.text for line in cell.text.split("\n"))
    dropped = (
        ["事業", "概要", "指標", "単位", "実績値", "R1年度", "R2年度"]
        if head and len(list(after.tables())) == 1
        else []
    )
    assert sorted([*whole, *dropped]) == body
    for one in after.tables():
        taken = [
            (row, column)
            for cell in one.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(taken) == len(set(taken)) == one.row_count * one.column_count


def test_joining_twice_changes_nothing() -> None:
    once = join_tables(document(table(1, FIRST), table(2, NEXT, number=2)))
    assert join_tables(once) == once


def test_nothing_a_cell_knows_is_lost_on_the_way() -> None:
    place = Place(2, "表", "C5", 9, 9, 9, None, None, 7, (0, 300, 1, 310), (Place(page=3),))
    known = Cell("駅", 2, 4, place=place, marks=("※1",), number_format="0.0")
    assert all(getattr(known, field.name) for field in fields(Cell))
    part = table(2, NEXT, number=2)
    part = replace(part, cells=tuple(known if (c.row, c.column) == (2, 4) else c for c in part.cells))
    (whole,) = joined(table(1, FIRST), part)
    (moved,) = (cell for cell in whole.cells if cell.text == "駅" and cell.column == 4)
    assert moved == replace(known, row=4, place=replace(place, table=1, row=5, column=5))


def test_a_page_costs_the_same_however_many_stand_before_it() -> None:
    def lines_run(pages: int) -> int:
        rows: list[Row] = [["橋の事業", "橋を直す。", "橋の数", "橋", str(row), "2"] for row in range(5 * pages)]
        parts = (
            table(1 + first // 5, rows[first : first + 5], number=1 + first // 5) for first in range(0, len(rows), 5)
        )
        whole = document(*parts)
        count = 0

        def trace(frame: FrameType, event: str, arg: Any) -> Any:
            nonlocal count
            count += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            (one,) = join_tables(whole).tables()
        finally:
            sys.settrace(before)
        assert one.row_count == 2 + len(rows)
        return count

    assert lines_run(80) <= 4.4 * lines_run(20)
