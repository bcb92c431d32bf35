from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.ruled.grid import Grid, find_grids
from kpi_extract.readers.pdf.text import lines_of

Spans = list[tuple[int, int, int, int]]


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, int, Spans]:
    """A grid of up to 6 x 6 with random merged cells."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    spans: Spans = []
    for row, column in itertools.product(range(rows), range(columns)):
        if (row, column) in taken:
            continue
        height = draw(st.integers(1, rows - row))
        width = 1
        while width < 3 and column + width < columns and (row, column + width) not in taken and draw(st.booleans()):
            width += 1
        spans.append((row, column, row + height, column + width))
        taken |= set(itertools.product(range(row, row + height), range(column, column + width)))
    return rows, columns, spans


def needed(spans: Spans) -> Spans:
    """The same cells on the lines that bound at least one of them."""
    rows = sorted({edge for span in spans for edge in (span[0], span[2])})
    columns = sorted({edge for span in spans for edge in (span[1], span[3])})
    return sorted((rows.index(a), columns.index(b), rows.index(c), columns.index(d)) for a, b, c, d in spans)


def found(grid: Grid) -> Spans:
    return [(cell.row, cell.column, cell.row_end, cell.column_end) for cell in grid.cells]


@settings(max_examples=150, deadline=None)
@given(tilings(), st.floats(8, 40), st.floats(-0.6, 0.6))
def test_any_tiling_is_found_again(tiling: tuple[int, int, Spans], step: float, slip: float) -> None:
    _, _, spans = tiling
    rules = []
    for number, (row, column, row_end, column_end) in enumerate(spans):
        off = slip * (number % 2)
        x0, top, x1, bottom = column * step, row * step, column_end * step, row_end * step
        rules += [Rule(x0, top + off, x1, top + off), Rule(x0, bottom, x1, bottom)]
        rules += [Rule(x0, top, x0, bottom), Rule(x1 + off, top, x1 + off, bottom)]
    expected = needed(spans)
    grids = find_grids(rules)
    assert sorted(cell for grid in grids for cell in found(grid)) == expected
    assert len(grids) == 1


def frame(x0: float, top: float, x1: float, bottom: float) -> list[Rule]:
    return [Rule(x0, top, x1, bottom, "box")]


def test_an_open_side_is_closed_and_remembered() -> None:
    rules = [Rule(0, 0, 90, 0), *(Rule(x, 0, x, 30) for x in (0, 30, 60, 90)), Rule(30, 30, 90, 30)]
    (grid,) = find_grids(rules)
    assert [(cell.column, cell.is_open_above, cell.is_open_below) for cell in grid.cells] == [
        (0, False, True),
        (1, False, False),
        (2, False, False),
    ]


def test_lines_that_run_out_of_the_table_are_closed_where_they_end() -> None:
    rules = [Rule(0, 0, 90, 0), Rule(0, 20, 90, 20), *(Rule(x, 0, x, 45) for x in (0, 30, 60, 90))]
    (grid,) = find_grids(rules)
    assert len(grid.cells) == 6
    assert all(cell.is_open_below for cell in grid.cells if cell.row == 1)


def test_two_tables_that_do_not_touch_are_two_grids() -> None:
    grids = find_grids(frame(0, 0, 30, 30) + frame(30, 0, 60, 30) + frame(100, 1, 130, 31) + frame(130, 1, 160, 31))
    assert [grid.box[0] for grid in grids] == [0, 100]


def test_a_hatching_is_bounded() -> None:
    rules = [Rule(x, 0, x, 3000) for x in range(0, 6000, 4)] + [Rule(0, y, 6000, y) for y in range(0, 3000, 4)]
    assert find_grids(rules) == []


def test_a_lone_bullet_is_no_dotted_line() -> None:
    assert find_grids([Rule(0, 0, 2, 2), Rule(50, 0, 52, 2)]) == []


def test_vertical_writing_runs_down_and_to_the_left() -> None:
    characters = [
        Run(text, y, y + 10, -x, 10, "vertical") for text, x, y in (("三", 0, 0), ("二", 20, 10), ("一", 20, 0))
    ]
    assert [line.text for line in lines_of(characters)] == ["一二", "三"]
