from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.adjacency import PlacedTable, Score, SpannedCell, relations_of, score
from benchmarks.icdar import summary_of, truth_of


def cells_of(*rows: str) -> tuple[SpannedCell, ...]:
    return tuple(
        SpannedCell(row, column, row + 1, column + 1, text.strip())
        for row, line in enumerate(rows)
        for column, text in enumerate(line.split("|"))
    )


def test_neighbours_right_and_below() -> None:
    assert relations_of(cells_of("a|b", "c|d")) == {
        ("a", "b", "right"): 1,
        ("c", "d", "right"): 1,
        ("a", "c", "below"): 1,
        ("b", "d", "below"): 1,
    }


def test_blank_cells_are_looked_through() -> None:
    assert relations_of(cells_of("a| |b")) == {("a", "b", "right"): 1}


def test_a_merged_cell_has_one_relation_with_each_neighbour() -> None:
    cells = (SpannedCell(0, 0, 1, 2, "head"), *(cell._replace(row=1, row_end=2) for cell in cells_of("a|b")))
    assert relations_of(cells) == {("head", "a", "below"): 1, ("head", "b", "below"): 1, ("a", "b", "right"): 1}


def test_white_space_does_not_count() -> None:
    assert relations_of(cells_of("a b|c")) == relations_of(cells_of("ab|c"))


def table(page: int, top: float, *rows: str) -> PlacedTable:
    return PlacedTable(page, (0, top, 100, top + 50), cells_of(*rows))


def test_the_score_of_a_document() -> None:
    true = [table(1, 0, "a|b", "c|d"), table(2, 0, "e|f")]
    assert score(true, true) == Score(5, 5, 5)
    assert score(true, []) == Score(5, 0, 0)
    assert score(true, [table(1, 10, "a|b", "c|x")]) == Score(5, 4, 2)
    assert score(true, [table(3, 0, "a|b", "c|d")]) == Score(5, 4, 0)


def test_each_found_table_serves_one_true_table() -> None:
    true = [table(1, 0, "a|b"), table(1, 60, "a|b")]
    assert score(true, [PlacedTable(1, (0, 0, 100, 110), cells_of("a|b"))]) == Score(2, 1, 1)


def test_figures() -> None:
    result = Score(true=10, found=5, right=4)
    assert (result.precision, result.recall) == (0.8, 0.4)
    assert result.f1 == pytest.approx(2 * 0.8 * 0.4 / 1.2)
    assert "F1 0.5333" in summary_of([result])


def test_truth_is_read_from_the_top_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "x-str.xml"
    path.write_text(
        "<document><table id='1'><region id='1' page='1'>"
        "<cell id='1' start-row='0' start-col='0' end-col='1'><bounding-box x1='10' y1='700' x2='90' y2='720'/>"
        "<content>head</content></cell>"
        "<cell id='2' start-row='1' start-col='1'><bounding-box x1='50' y1='600' x2='90' y2='620'/>"
        "<content>7</content></cell></region></table></document>"
    )
    (found,) = truth_of(path, [(0.0, 800.0)])
    assert found == PlacedTable(1, (10, 80, 90, 200), (SpannedCell(0, 0, 1, 2, "head"), SpannedCell(1, 1, 2, 2, "7")))
