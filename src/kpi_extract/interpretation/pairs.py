"""Key-value forms: label cells beside free cells, turned into the header and the one row of a small table.

A form (事業名 | X事業 | 担当課 | Y課) is a second way to find the heading of a value; from there on it is read like
every other body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kpi_extract.document import Cell, Table

MOST_LABELS = 2
"""Labels left of one free cell: a group and the word itself."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A free cell and the label cells left of it, outermost first."""

    labels: tuple[Cell, ...]
    value: Cell


def pairs_in(cells: list[Cell], is_label: Callable[[Cell], bool]) -> list[Pair]:
    """The pairs of one row, from left to right; none where a printed cell stands without a label.

    A word of the vocabulary may be the value itself (今後の方針 | 改善): the last of several labels is taken for it.
    """
    pairs: list[Pair] = []
    labels: list[Cell] = []
    for cell in cells:
        if is_label(cell):
            labels.append(cell)
        elif labels:
            pairs.append(Pair(tuple(labels), cell))
            labels = []
        elif cell.text.strip():
            return []
    if len(labels) == 1:
        return []
    if labels and all(len(pair.labels) == 1 for pair in pairs):
        pairs.append(Pair(tuple(labels[:-1]), labels[-1]))
    elif labels:
        return []
    # A row of many labels and one cell that is not understood is a header.
    return pairs if all(len(pair.labels) <= MOST_LABELS for pair in pairs) else []


def pair_table(pairs: list[Pair], source: Table) -> tuple[Table, int]:
    """The pairs as a table of one row under its header, and how deep that header is. Every cell keeps its place."""
    depth = max(len(pair.labels) for pair in pairs)
    cells = []
    for column, pair in enumerate(pairs):
        for level, label in enumerate(pair.labels):
            height = depth - level if label is pair.labels[-1] else 1
            cells.append(replace(label, row=level, column=column, row_span=height, column_span=1))
        cells.append(replace(pair.value, row=depth, column=column, row_span=1, column_span=1))
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return Table(ordered, depth + 1, len(pairs), source.place), depth
