"""How many of the printed cells a tool returned, with their spans and texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from benchmarks.truth import TrueCell

Found = Mapping[str, Any]
"""One table as a tool returns it: {"cells": [[row, column, row end, column end, text]]},
{"boxes": [[left, top, right, bottom, text]]} or {"grid": [[text, None where a cell above or left covers it]]}."""

_SAME_EDGE_POINTS = 2.0


class Counts(NamedTuple):
    """Cells right, cells the tool returned, cells that are printed."""

    right: int
    found: int
    printed: int

    @property
    def precision(self) -> float:
        """Share of the returned cells that are right; 0 where none was returned."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the printed cells that were returned right."""
        return self.right / self.printed if self.printed else 1.0


class Score(NamedTuple):
    """Over a whole document."""

    spans: Counts
    """A cell is right where row, column, both ends and text are: empty cells count too."""
    places: Counts
    """A cell is right where row, column and text are; empty cells and spans do not count."""


def score(found: Sequence[Sequence[Found]], printed: Sequence[Sequence[Iterable[TrueCell]]]) -> Score:
    """Compare page by page (page → table → cells); a table returned twice or made up costs precision."""
    spans, places = [Counts(0, 0, 0)], [Counts(0, 0, 0)]
    for number in range(max(len(found), len(printed))):
        tables = [cells_of(table) for table in found[number]] if number < len(found) else []
        truth = [[*cells] for cells in printed[number]] if number < len(printed) else []
        spans.append(_page_counts([_spans(cells) for cells in tables], [_spans(cells) for cells in truth]))
        places.append(_page_counts([_places(cells) for cells in tables], [_places(cells) for cells in truth]))
    return Score(_sum(spans), _sum(places))


def cells_of(table: Found) -> list[TrueCell]:
    """A tool's table as cells of a grid; boxes are laid on the grid of all their edges."""
    if "cells" in table:
        return [TrueCell(*cell) for cell in table["cells"]]
    if "boxes" in table:
        return _cells_of_boxes(table["boxes"], table.get("same_edge", _SAME_EDGE_POINTS))
    return [
        TrueCell(row, column, row + 1, column + 1, text)
        for row, texts in enumerate(table["grid"])
        for column, text in enumerate(texts)
        if text is not None
    ]


def plain(text: str | None) -> str:
    """Without white space and width forms: what is compared."""
    return unicodedata.normalize("NFKC", "".join((text or "").split()))


def _cells_of_boxes(boxes: Sequence[Sequence[Any]], same_edge: float) -> list[TrueCell]:
    columns = _edges([x for box in boxes for x in (box[0], box[2])], same_edge)
    rows = _edges([y for box in boxes for y in (box[1], box[3])], same_edge)
    return [
        TrueCell(
            _nearest(box[1], rows),
            _nearest(box[0], columns),
            _nearest(box[3], rows),
            _nearest(box[2], columns),
            box[4],
        )
        for box in boxes
    ]


def _edges(values: Iterable[float], same_edge: float) -> list[float]:
    """One value for each run of values that lie closer together than `same_edge`."""
    ordered = sorted(values)
    starts = [0, *(at + 1 for at, (a, b) in enumerate(pairwise(ordered)) if b - a > same_edge), len(ordered)]
    runs = [ordered[start:end] for start, end in pairwise(starts)]
    return [sum(run) / len(run) for run in runs if run]


def _nearest(value: float, edges: Sequence[float]) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _spans(cells: Iterable[TrueCell]) -> set[tuple[object, ...]]:
    return {(*cell[:4], plain(cell.text)) for cell in cells}


def _places(cells: Iterable[TrueCell]) -> set[tuple[object, ...]]:
    return {(cell.row, cell.column, plain(cell.text)) for cell in cells if plain(cell.text)}


def _page_counts(found: list[set[tuple[object, ...]]], printed: list[set[tuple[object, ...]]]) -> Counts:
    """Each printed table is compared with the returned one most like it; none serves twice."""
    right = sum(len(one & other) for one, other in _most_alike(found, printed))
    return Counts(right, sum(map(len, found)), sum(map(len, printed)))


def _most_alike(
    found: Collection[set[tuple[object, ...]]], printed: Collection[set[tuple[object, ...]]]
) -> Iterator[tuple[set[tuple[object, ...]], set[tuple[object, ...]]]]:
    left = list(found)
    for truth in printed:
        best = max(left, key=lambda cells: len(cells & truth), default=None)
        if best is not None:
            left.remove(best)
            yield best, truth


def _sum(counts: Iterable[Counts]) -> Counts:
    return Counts(*(sum(values) for values in zip(*counts, strict=True)))
