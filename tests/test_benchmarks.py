"""The benchmark's own instruments: the drawn page is what the truth says, and the score counts what it says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from benchmarks.documents import SIZES, dense_documents, sparse_documents, variants
from benchmarks.environments import prepare
from benchmarks.facts import DENSE_ROWS, dense_pages, side_by_side_pages, sparse_pages
from benchmarks.measuring import Cost, Pair, RunFailedError, in_turn, middle, reading, whole_command
from benchmarks.page import performance_page
from benchmarks.plot import growth_plot
from benchmarks.printing.drawing import NOT_EMBEDDED, RULES, draw_pages
from benchmarks.printing.reshaping import cropped, in_form, in_nested_forms, rotated
from benchmarks.roster import BARE, OURS, OURS_ENVIRONMENT, PEERS, PLUMBER, SYSTEM
from benchmarks.scoring import Counts, Found, score
from benchmarks.truth import TrueCell, TruePage, TrueTable, read_truth, tables_of, write_truth

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
TABLERS = next(tool for tool in PEERS if tool.name == "tablers")
TINY = TrueTable(
    2,
    3,
    1,
    (
        TrueCell(0, 0, 2, 1, "指標"),
        TrueCell(0, 1, 1, 3, "実績値"),
        TrueCell(1, 1, 2, 2, "1,234"),
        TrueCell(1, 2, 2, 3, ""),
    ),
)
PRINTED = [[list(TINY.cells)]]


def read_by_another(path: Path) -> list[list[dict[str, Any]]]:
    with pdfplumber.open(path) as pdf:
        return [
            [
                {
                    "boxes": [
                        [*box, text or ""]
                        for row, texts in zip(table.rows, table.extract(), strict=True)
                        for box, text in zip(row.cells, texts, strict=True)
                        if box
                    ]
                }
                for table in page.find_tables()
            ]
            for page in pdf.pages
        ]


def assert_all_right(path: Path, pages: list[TruePage]) -> None:
    counted = score(read_by_another(path), tables_of(pages)).spans
    assert counted.right == counted.printed == counted.found > 0


@pytest.mark.parametrize("rules", sorted(RULES))
def test_another_tool_reads_what_the_truth_says(rules: str, tmp_path: Path) -> None:
    page = TruePage("題", (), (TINY,))
    draw_pages([page], tmp_path / "a.pdf", RULES[rules], NOT_EMBEDDED)
    assert_all_right(tmp_path / "a.pdf", [page])


def test_a_dense_page_and_two_tables_beside_each_other(tmp_path: Path) -> None:
    pages = [*dense_pages(1, 1), *side_by_side_pages(1, 1)]
    draw_pages(pages, tmp_path / "a.pdf", RULES["stroked-boxes"], NOT_EMBEDDED)
    assert_all_right(tmp_path / "a.pdf", pages)


def test_a_page_made_over_looks_the_same(tmp_path: Path) -> None:
    page = TruePage("題", (), (TINY,))
    plain, changed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    draw_pages([page], plain, RULES["thin-boxes"], NOT_EMBEDDED)
    for degrees in (90, 180, 270):
        rotated(plain, changed, degrees)
        assert_all_right(changed, [page])
    for change in (cropped, in_form, in_nested_forms):
        change(plain, changed)
        assert_all_right(changed, [page])


def test_the_facts_are_the_same_every_time_and_of_the_size_promised() -> None:
    pages = dense_pages(30, 4)
    assert pages == dense_pages(30, 4)
    assert {(table.rows, table.columns) for page in pages for table in page.tables} == {(DENSE_ROWS, 10)}
    texts = [cell.text for page in pages for table in page.tables for cell in table.cells]
    assert 1450 < sum(map(len, texts)) / len(pages) < 1650
    assert {"-", ""} < set(texts)
    merged = {cell.row_span for page in pages for cell in page.tables[0].cells if cell.row >= 3 and cell.column < 2}
    assert merged == {2, 3, 4}


def test_every_position_of_a_table_is_covered_once() -> None:
    for page in (*dense_pages(5, 2), *sparse_pages(10, 2), *side_by_side_pages(2, 2)):
        for table in page.tables:
            covered = [
                (row, column)
                for cell in table.cells
                for row in range(cell.row, cell.row_end)
                for column in range(cell.column, cell.column_end)
            ]
            assert sorted(covered) == [(row, column) for row in range(table.rows) for column in range(table.columns)]


def test_every_tenth_sparse_page_has_a_table() -> None:
    assert [len(page.tables) for page in sparse_pages(20, 1)] == ([0] * 9 + [1]) * 2


def test_the_truth_survives_its_file(tmp_path: Path) -> None:
    write_truth([TruePage("題", (), (TINY,))], tmp_path / "a.json")
    assert read_truth(tmp_path / "a.json") == PRINTED


def test_names_of_documents_are_unique() -> None:
    names = [made.name for made in (*dense_documents(SIZES), *sparse_documents(SIZES), *variants())]
    assert len(set(names)) == len(names)


def test_a_full_score() -> None:
    counted = score([[{"cells": [list(cell) for cell in TINY.cells]}]], PRINTED)
    assert counted.spans == Counts(4, 4, 4)
    assert counted.places == Counts(3, 3, 3)


def test_white_space_and_width_do_not_count() -> None:
    cells = [[*cell[:4], cell.text.replace("1,234", "１，２３４").replace("指標", "指 \n標")] for cell in TINY.cells]
    assert score([[{"cells": cells}]], PRINTED).spans.right == 4


def test_a_grid_without_spans_has_places_but_no_spans() -> None:
    counted = score([[{"grid": [["指標", "実績値", None], [None, "1,234", ""]]}]], PRINTED)
    assert counted.spans == Counts(2, 4, 4)
    assert counted.places == Counts(3, 3, 3)


def test_boxes_become_a_grid() -> None:
    boxes = [[0, 0, 10, 20.4, "指標"], [10.5, 0, 30, 10, "実績値"], [10, 10, 20, 20, "1,234"], [20, 10, 30, 20, ""]]
    assert score([[{"boxes": boxes}]], PRINTED).spans == Counts(4, 4, 4)


def test_a_wrong_text_an_invented_table_and_a_missing_page_cost() -> None:
    wrong = [[*cell[:4], cell.text.replace("1,234", "1,235")] for cell in TINY.cells]
    assert score([[{"cells": wrong}]], PRINTED).spans == Counts(3, 4, 4)
    found: list[list[Found]] = [[{"cells": [list(cell) for cell in TINY.cells]}, {"grid": [["x", "y"]]}]]
    assert score(found, PRINTED).spans == Counts(4, 6, 4)
    assert score(found[:0], PRINTED).spans == Counts(0, 0, 4)
    assert score([], PRINTED).spans.precision == 0
    assert score([[], found[0]], PRINTED).spans == Counts(0, 6, 4)


def test_one_table_found_serves_one_table_printed() -> None:
    twice = [[list(TINY.cells), list(TINY.cells)]]
    assert score([[{"cells": [list(cell) for cell in TINY.cells]}]], twice).spans == Counts(4, 4, 8)


def test_ratios_are_taken_within_a_round() -> None:
    ours, other = iter((1.0, 2.0, 4.0)), iter((3.0, 4.0, 40.0))
    pair = in_turn(lambda: Cost(next(ours), 0, 0), lambda: Cost(next(other), 0, 0), 3)
    assert pair.ratios() == [3, 2, 10]
    assert pair.times_ours == 3
    assert middle(pair.ours) == Cost(2, 0, 0)
    assert Pair((Cost(2, 0, 0),), (Cost(1, 0, 0),)).times_ours == 0.5


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RunFailedError, match="no-such-module"):
        reading(Path(sys.executable), "no-such-module:read", tmp_path)
    assert whole_command([sys.executable, "-S", "-c", "pass"]).wall_seconds > 0


def test_a_tool_that_cannot_be_installed_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("in the way of its folder", "utf-8")
    prepared = prepare([PLUMBER._replace(environment="no-such-list")], broken)
    assert list(prepared.missing) == [PLUMBER.name]
    assert not prepared.versions


def test_every_tool_has_its_environment_and_its_code() -> None:
    for tool in (OURS, *PEERS):
        assert (
            tool.environment in (OURS_ENVIRONMENT, SYSTEM)
            or (BENCHMARKS / "peers" / f"{tool.environment}.txt").exists()
        )
        for name in filter(None, (tool.reading, tool.cells)):
            module, function = name.split(":")
            assert f"def {function}(" in (BENCHMARKS / "tools" / f"{module}.py").read_text("utf-8")
        assert tool.command is None or (BENCHMARKS / "tools" / tool.command).exists()


def test_all_packages_of_other_tools_are_pinned() -> None:
    for path in (BENCHMARKS / "peers").glob("*.txt"):
        assert all(re.fullmatch(r"[\w.-]+==\S+", line) for line in path.read_text("utf-8").split("\n") if line), path


def results() -> dict[str, Any]:
    cost = {"cpu_seconds": 2.0, "wall_seconds": 2.0, "peak_megabytes": 30.0}
    half = {name: value / 2 for name, value in cost.items()}
    pair = {"ours": half, "other": cost, "times_ours": 2.0, "ratios": [1.9, 2.0]}
    ahead = {"ours": cost, "other": half, "times_ours": 0.5, "ratios": [0.5, 0.5]}
    return {
        "plan": "quick",
        "rounds": 2,
        "machine": dict.fromkeys(("day", "processor", "cores", "memory_gib", "system", "python", "load"), "x"),
        "versions": {OURS.name: "1", PLUMBER.name: "2", BARE.name: "3", TABLERS.name: "4"},
        "missing": {"tabula-py": "no\nJava | here"},
        "reading": [
            {"tool": PLUMBER.name, "document": "word-20", "pages": 20, **pair},
            {"tool": BARE.name, "document": "word-20", "pages": 20, **ahead},
            {"tool": TABLERS.name, "document": "word-20", "pages": 20, **ahead},
            {"tool": PLUMBER.name, "document": "excel-20", "pages": 20, "failed": "broken"},
        ],
        "reading_short": [],
        "commands": [],
        "start": [{"what": "kpi-extract --help", "cost": cost, "bare": half, "more": 0.05}],
        "jobs": [{"document": "word-20", "pages": 20, "failed": "no such option"}],
        "growth": [{"tool": "a", "pages": n, "cost": cost} for n in (1, 20)]
        + [{"tool": "b", "pages": 1, "failed": ""}],
        "memory": [
            {"pages": n, "document": f"word-{n}", "peak": 40.0, "held": 10.0, "rest": 30.0, "command_peak": 50.0}
            for n in (1, 20)
        ],
        "cells": [{"tool": OURS.name, "document": "word-20", "spans": [999, 1000, 1000], "places": [1, 1, 1]}],
    }


def test_the_page_says_what_was_measured_and_what_was_not() -> None:
    page = performance_page(results(), OURS, PLUMBER, BARE)
    assert "| reading, Word, 20 pages, against pdfplumber's `extract_tables` | ≥ 20 × | 2.0 × | **no** |" in page
    assert "| reading, Word, 20 pages, in terms of the bare PDFium parse | ≤ 3 × | 2.0 × | yes |" in page
    assert "| reading, Excel, 20 pages, the same | ≥ 20 × | not measured | no |" in page
    assert f"| {TABLERS.name}, word-20 | reading | 2.0 × |" in page
    assert f"Faster too, but they find no tables: {BARE.name};" in page
    assert "- tabula-py: no Java / here" in page
    assert "failed: no such option" in page
    assert "99.9 / 99.9" in page


def test_the_plot_is_small_and_draws_each_tool_that_ran() -> None:
    plot = growth_plot(results()["growth"])
    assert plot.count("<circle") == 4
    assert ">a</text>" in plot
    assert ">b</text>" not in plot
    assert len(plot) < 60_000
