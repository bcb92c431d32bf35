"""Who belongs to whom: one to one, so that the scores together are highest; a tie is told, never settled by order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TIE = 0.02
"""Scores that differ by less do not settle anything."""

Pair = tuple[int, int]


class Assignment(NamedTuple):
    """What belongs together, and what may as well belong to another."""

    sure: tuple[Pair, ...]
    tied: tuple[Pair, ...]
    """Part of a best assignment, but another one is as good."""


def assign(scores: Mapping[Pair, float]) -> Assignment:
    """The best one-to-one assignment of the pairs that have a score above 0; pairs without one are never made.

    >>> assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8})
    Assignment(sure=((0, 1), (1, 0)), tied=())
    >>> assign({(0, 0): 0.9, (0, 1): 0.9})
    Assignment(sure=(), tied=((0, 0),))
    """
    if not scores:
        return Assignment((), ())
    rows = sorted({row for row, _ in scores})
    columns = sorted({column for _, column in scores})
    size = max(len(rows), len(columns))
    # A pair that has no score costs as much as leaving both alone.
    costs = [[0.0] * size for _ in range(size)]
    for at, row in enumerate(rows):
        for to, column in enumerate(columns):
            costs[at][to] = -scores.get((row, column), 0.0)
    chosen = [
        (rows[at], columns[to])
        for at, to in enumerate(_cheapest(costs))
        if at < len(rows) and to < len(columns) and (rows[at], columns[to]) in scores
    ]
    tied = {pair for pair in chosen if _has_rival(pair, chosen, scores)}
    return Assignment(tuple(pair for pair in chosen if pair not in tied), tuple(sorted(tied)))


def _has_rival(pair: Pair, chosen: list[Pair], scores: Mapping[Pair, float]) -> bool:
    """Whether another partner, free or exchanged with another pair, would do as well."""
    row, column = pair
    best = scores[pair]
    rows = {one: other for one, other in chosen}
    columns = {other: one for one, other in chosen}
    for (one, other), score in scores.items():
        if (one == row) == (other == column):
            continue
        if one == row:
            taken_by = columns.get(other)
            exchanged = 0.0 if taken_by is None else scores.get((taken_by, column), 0.0)
            lost = 0.0 if taken_by is None else scores[taken_by, other]
        else:
            taken_by = rows.get(one)
            exchanged = 0.0 if taken_by is None else scores.get((row, taken_by), 0.0)
            lost = 0.0 if taken_by is None else scores[one, taken_by]
        if score + exchanged > best + lost - TIE:
            return True
    return False


def _cheapest(costs: list[list[float]]) -> list[int]:
    """Row → column of the cheapest assignment of a square matrix (the Hungarian method, n³ steps)."""
    size = len(costs)
    of_row, of_column = [0.0] * (size + 1), [0.0] * (size + 1)
    row_at = [0] * (size + 1)
    for row in range(1, size + 1):
        row_at[0] = row
        column = 0
        slack, way = [float("inf")] * (size + 1), [0] * (size + 1)
        seen = [False] * (size + 1)
        while row_at[column]:
            seen[column] = True
            current, step, following = row_at[column], float("inf"), 0
            for to in range(1, size + 1):
                if seen[to]:
                    continue
                cost = costs[current - 1][to - 1] - of_row[current] - of_column[to]
                if cost < slack[to]:
                    slack[to], way[to] = cost, column
                if slack[to] < step:
                    step, following = slack[to], to
            for to in range(size + 1):
                if seen[to]:
                    of_row[row_at[to]] += step
                    of_column[to] -= step
                else:
                    slack[to] -= step
            column = following
        while column:
            row_at[column] = row_at[way[column]]
            column = way[column]
    found = [0] * size
    for column in range(1, size + 1):
        found[row_at[column] - 1] = column - 1
    return found
