"""Where runs made of several texts are cut: texts of two cells may touch at the rule between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from kpi_extract.readers.pdf.marks import Rule, Run
from kpi_extract.readers.pdf.ruled.rules import THIN

_JOINT = 0.1
"""Two texts touch at a rule where it passes within this share of the size."""


def walls_of(rules: Sequence[Rule]) -> list[float]:
    """X positions of a page's upright rules and edges to the nearest point, ascending."""
    positions: set[float] = set()
    for x0, top, x1, bottom, kind in rules:
        if kind != "line":
            positions.add(round(x0))
            positions.add(round(x1))
        elif bottom - top > x1 - x0 or bottom - top <= THIN >= x1 - x0:
            positions.add(round((x0 + x1) / 2))
    return sorted(positions)


def cut_at_joints(run: Run, joints: Sequence[int], walls: list[float]) -> list[Run]:
    """A run cut where a wall passes between two of the texts it was joined from.

    Between texts of one character it is not: some programs print every character alone.

    Args:
        run: level text.
        joints: indexes of the characters with which the second and later texts begin.
        walls: from `walls_of`.
    """
    edges = [0, *joints, len(run.text)]
    cuts = [0]
    for before, at, after in zip(edges, edges[1:], edges[2:], strict=False):
        if min(at - before, after - at) > 1 and _is_on(walls, run.position(at), _JOINT * run.size):
            cuts.append(at)
    if len(cuts) == 1:
        return [run]
    return [run.part(start, stop) for start, stop in pairwise([*cuts, len(run.text)])]


def _is_on(walls: list[float], x: float, reach: float) -> bool:
    index = bisect_left(walls, x - reach)
    return index < len(walls) and walls[index] <= x + reach
