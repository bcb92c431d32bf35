"""Lines of pieces → columns: the white rivers that successive lines share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.readers.pdf.by_alignment.words import Piece, TextLine, is_value

FULL_SHARE = 0.75
"""A line with at least this share of the pieces of the well-filled lines says where columns are; others may span."""
CROSSING = 0.1
"""A river may be crossed by this share of the lines."""
NARROW = 1.2
"""A gap below this many font sizes may be a word space of text spread to both margins: it takes more lines to count."""
FARTHEST = 12.0
"""Text this many font sizes apart is no heading and its numbers."""
SIGNS = frozenset("$€£¥￥%％")
"""A column with nothing but these belongs to the numbers beside it."""
TOUCH = 0.2
"""How far, as a share of the size, text may reach into the neighbouring column."""


class Column(NamedTuple):
    """The extent of the text of one column."""

    start: float
    end: float


def columns_of(lines: Sequence[TextLine]) -> list[Column]:
    """The columns that the pieces of the lines stand in, from left to right; one column where there is no river."""
    counts = sorted(len(line.pieces) for line in lines)
    if not counts:
        return []
    usual = counts[(4 * len(counts)) // 5 if len(counts) > 4 else -1]
    full = [line for line in lines if len(line.pieces) >= max(2, FULL_SHARE * usual)]
    if not full:
        return []
    columns = _between_rivers([piece for line in full for piece in line.pieces], int(CROSSING * len(full)))
    sparse = [
        piece for line in lines for piece in line.pieces if len(_touched(piece, columns)) <= 1
    ]  # a column that few lines fill; headings over several columns are left out
    columns = _between_rivers([*sparse, *_as_pieces(columns)], 0)
    return _without_complements(columns, lines)


def _as_pieces(columns: Sequence[Column]) -> list[Piece]:
    return [Piece(column.start, column.end, ()) for column in columns]


def _between_rivers(pieces: Sequence[Piece], tolerance: int) -> list[Column]:
    """Intervals covered by more than `tolerance` pieces."""
    events = sorted([(piece.start, 1) for piece in pieces] + [(piece.end, -1) for piece in pieces])
    columns: list[Column] = []
    depth = 0
    start = 0.0
    for position, step in events:
        if depth <= tolerance < depth + step:
            start = position
        elif depth + step <= tolerance < depth:
            columns.append(Column(start, position))
        depth += step
    merged: list[Column] = []
    for column in columns:
        if merged and column.start - merged[-1].end < 1.0:
            merged[-1] = Column(merged[-1].start, column.end)
        else:
            merged.append(column)
    return merged


def _touched(piece: Piece, columns: Sequence[Column]) -> list[int]:
    first = bisect_right(columns, piece.start, key=_end)
    return list(range(first, max(first, bisect_left(columns, piece.end, key=_start))))


def _start(column: Column) -> float:
    return column.start


def _end(column: Column) -> float:
    return column.end


def _without_complements(columns: list[Column], lines: Sequence[TextLine]) -> list[Column]:
    """Neighbours that are never both filled on one line are one column: a heading set left above numbers set right."""
    filled = [_Filled(set(), set(), set()) for _ in columns]
    for number, line in enumerate(lines):
        for piece in line.pieces:
            touched = _touched(piece, columns)
            if len(touched) == 1:
                filled[touched[0]].lines.add(number)
                if is_value(piece.text):
                    filled[touched[0]].values.add(number)
                elif piece.text in SIGNS:
                    filled[touched[0]].signs.add(number)
    kept: list[Column] = []
    filled_of_kept: list[_Filled] = []
    for column, marks in zip(columns, filled, strict=True):
        if kept and _are_one(filled_of_kept[-1], marks, (column.start - kept[-1].end) / lines[0].size):
            kept[-1] = Column(kept[-1].start, column.end)
            filled_of_kept[-1].lines.update(marks.lines)
            filled_of_kept[-1].values.update(marks.values)
            filled_of_kept[-1].signs.update(marks.signs)
        else:
            kept.append(column)
            filled_of_kept.append(marks)
    return kept


class _Filled(NamedTuple):
    """Numbers of the lines that fill a column, and of those that fill it with a value or a mere sign."""

    lines: set[int]
    values: set[int]
    signs: set[int]


def _are_one(left: _Filled, right: _Filled, gap: float) -> bool:
    """Whether two neighbours, `gap` font sizes apart, are one column."""
    both = len(left.lines & right.lines)
    if not both or left.lines == left.signs:
        return gap < FARTHEST
    if right.lines == right.signs:
        return gap < NARROW
    lesser, greater = sorted((left, right), key=lambda column: len(column.lines))
    if gap < 2 and len(lesser.lines) == 1 and len(greater.lines) > 3:
        return True
    return gap < NARROW and not lesser.values and both < 0.5 * len(greater.lines)


def edges_of(columns: Sequence[Column]) -> list[float]:
    """Where columns part: the middle of each river, with the outer ends; one more than columns."""
    return [
        columns[0].start,
        *((left.end + right.start) / 2 for left, right in pairwise(columns)),
        columns[-1].end,
    ]


def span_of(piece: Piece, edges: Sequence[float]) -> tuple[int, int]:
    """First and last+1 column that a piece stands in."""
    slack = min(TOUCH * piece.size, (piece.end - piece.start) / 3)
    last = len(edges) - 2
    first_column = min(max(bisect_right(edges, piece.start + slack) - 1, 0), last)
    last_column = min(max(bisect_right(edges, piece.end - slack) - 1, first_column), last)
    return (first_column, last_column + 1)
