"""Where Chromium draws the cells of a table: the grids the tests expect of the reader, and tables made at random.

Run by `make test-all`; skipped where there is no Chromium.
"""

from __future__ import annotations

import html
import json
import random
import re
import shutil
from pathlib import Path

import pytest

from kpi_extract.readers.html import read
from kpi_extract.readers.source import Source
from tests.fixtures.printing.programs import browser_dom
from tests.readers.html_tables import OVERLAPPING, TABLES, Grid, drawn

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")

RANDOM_TABLES = 300
# Every column and row has an extent of its own, so that where a cell is drawn says where it stands.
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
table { table-layout: fixed; width: 400px; border-spacing: 0; border: 0; margin: 0 }
td, th { padding: 0; border: 0; overflow: hidden; font-size: 10px } tr { height: 20px }
</style><body>%s<pre id="result"></pre><script>
const round = Math.round, shown = cell => getComputedStyle(cell).display != "none" && cell.offsetParent;
document.getElementById("result").textContent = JSON.stringify([...document.querySelectorAll("table")].map(table =>
  [...table.querySelectorAll("td, th")].filter(shown).map(cell => {
    const box = cell.getBoundingClientRect();
    return [cell.textContent.trim(), round(box.top), round(box.left), round(box.bottom), round(box.right)];
  })));
</script>"""
_COLUMNS = '<colgroup><col span="20" style="width: 20px"></colgroup>'


def in_browser(tables: list[str], folder: Path) -> list[Grid]:
    """Where the browser draws the cells, in rows and columns in which a cell begins."""
    page = _PAGE % "\n".join(f"<table>{_COLUMNS}{rows}</table>" for rows in tables)
    dom = browser_dom(page, "tables", folder)
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.DOTALL)
    assert found
    return [_ranked(boxes) for boxes in json.loads(html.unescape(found.group(1)))]


def _ranked(boxes: list[tuple[str, int, int, int, int]]) -> Grid:
    tops, lefts = sorted({box[1] for box in boxes}), sorted({box[2] for box in boxes})
    return {
        (
            text,
            tops.index(top),
            lefts.index(left),
            sum(top <= other < bottom for other in tops),
            sum(left <= other < right for other in lefts),
        )
        for text, top, left, bottom, right in boxes
    }


def as_read(rows: str) -> Grid:
    page = f'<!DOCTYPE html><meta charset="utf-8"><table border="1">{rows}</table>'
    table = next(read(Source("page.html", page.encode())).tables())
    return {(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}


def test_the_expected_grids_are_a_browsers(tmp_path: Path) -> None:
    drawings = in_browser([rows for rows, _ in TABLES.values()], tmp_path)
    for (name, (_, grid)), found in zip(TABLES.items(), drawings, strict=True):
        assert found == drawn(grid), name


def test_cells_drawn_over_each_other_begin_where_they_are_read(tmp_path: Path) -> None:
    for rows, found in zip(OVERLAPPING.values(), in_browser(list(OVERLAPPING.values()), tmp_path), strict=True):
        assert {cell[:3] for cell in as_read(rows)} == {cell[:3] for cell in found}


def random_rows(seed: int) -> str:
    chance = random.Random(seed)
    text = ""
    number = 0
    for _ in range(chance.randint(1, 3)):
        text += chance.choice(("", "<tbody>", "<tbody>", "<thead>", "<tfoot>"))
        for _ in range(chance.randint(1, 4)):
            text += chance.choice(("<tr>", "<tr>", "<tr>", "<tr>", "<tr hidden>"))
            for _ in range(chance.randint(0, 4)):
                number += 1
                spans = chance.choice(
                    ("", "", "", f" rowspan={chance.randint(0, 4)}", f" colspan={chance.randint(0, 3)}")
                )
                text += f"<td{spans}>{number}"
    return text


def test_random_tables_are_read_as_a_browser_draws_them(tmp_path: Path) -> None:
    tables = [rows for seed in range(RANDOM_TABLES) if "<td" in (rows := random_rows(seed))]
    differing = []
    for rows, found in zip(tables, in_browser(tables, tmp_path), strict=True):
        page = f'<!DOCTYPE html><meta charset="utf-8"><table border="1">{rows}</table>'
        is_overlapping = any(one.code == "uneven-rows" for one in read(Source("a", page.encode())).findings)
        shown = 3 if is_overlapping else 5
        try:
            ours = as_read(rows)
        except StopIteration:
            ours = set()
        if {cell[:shown] for cell in ours} != {cell[:shown] for cell in found}:
            differing.append((rows, sorted(ours), sorted(found)))
    assert differing == []
