"""Documents made up at random from a grammar: paragraphs and tables whose cells are known, in no format yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """What a cell is to say, and where; rows and columns from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    lines: tuple[str, ...] = ()
    """The lines of its text; none in an empty cell."""
    mark: str = ""
    """A note mark, raised, behind the last line, which ends with a digit."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """Cells that cover a grid, in order of row, then column."""

    cells: tuple[WrittenCell, ...]
    rows: int
    columns: int

    def row(self, number: int) -> list[WrittenCell]:
        """The cells that begin in a row."""
        return [cell for cell in self.cells if cell.row == number]


@dataclass(frozen=True, slots=True)
class WrittenParagraph:
    """One line of text outside tables."""

    text: str
    is_heading: bool = False


Written = tuple[WrittenParagraph | WrittenTable, ...]

WORDS = (
    "指標 実績値 目標値 現状値 基準値 達成率 単位 令和5年度 R6 2024年 H30 （%） 件/年 1,234 35.5% ▲12 -3.4 ０．５ 約100人 "
    "－ ― - 〇 × ◎ 未定 調査中 ― ※ ①橋の修繕 (1)観光客数 施策1-2 ・人口 【基本目標】 ○○課 株式会社（仮） ｶﾅ ㎡ Ⅲ "
    "K-Biz A&B <b> \"引用\" 'x' 10～20 1/2 ー々 を"
).split()
MARKS = ("※1", "*", "注2")
_LETTERS = st.characters(codec="shift_jis", categories=("Ll", "Lu", "Lo", "Nd"), exclude_characters="ﾞﾟ")
"""Letters every Japanese font has; half-width voicing marks are left out, which no word begins with."""

_PIECES = st.sampled_from(WORDS) | st.text(_LETTERS, min_size=1, max_size=5)
TEXTS = st.lists(_PIECES, min_size=1, max_size=3).map("".join)


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[tuple[int, int, int, int]], int, int]:
    """Row, column and spans of cells that cover a grid of at least two rows and columns; some cell ends at each line."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    has_spans = draw(st.booleans())
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            free = next((n for n in range(column, columns) if (row, n) in taken), columns) - column
            width = draw(st.integers(1, min(free, 3))) if has_spans and draw(st.integers(0, 4)) == 0 else 1
            height = draw(st.integers(1, min(rows - row, 3))) if has_spans and draw(st.integers(0, 4)) == 0 else 1
            taken.update((row + y, column + x) for y in range(height) for x in range(width))
            cells.append((row, column, height, width))
    # A line at which no cell ends is not drawn by any format: the cells beside it are one row or column.
    levels = {row: n for n, row in enumerate(sorted({0, rows, *(c[0] for c in cells)}))}
    uprights = {column: n for n, column in enumerate(sorted({0, columns, *(c[1] for c in cells)}))}
    drawn = [(levels[r], uprights[c], levels[r + h] - levels[r], uprights[c + w] - uprights[c]) for r, c, h, w in cells]
    return drawn, len(levels) - 1, len(uprights) - 1


@st.composite
def tables(draw: st.DrawFn) -> WrittenTable:
    """A table with words in most of its cells."""
    places, rows, columns = draw(grids().filter(lambda grid: grid[1] > 1 and grid[2] > 1))
    cells = []
    for row, column, row_span, column_span in places:
        lines = draw(st.lists(TEXTS, max_size=3).map(tuple)) if draw(st.integers(0, 3)) == 0 else (draw(TEXTS),)
        cell = WrittenCell(row, column, row_span, column_span, lines)
        if lines and lines[-1][-1] in "0123456789" and draw(st.booleans()):
            cell = replace(cell, mark=draw(st.sampled_from(MARKS)))
        cells.append(cell)
    return WrittenTable(tuple(cells), rows, columns)


PARAGRAPHS = st.builds(WrittenParagraph, TEXTS, st.booleans())
DOCUMENTS = st.lists(PARAGRAPHS | tables(), min_size=1, max_size=5).map(tuple)
"""A document; tables may follow each other with nothing between."""
