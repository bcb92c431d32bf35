"""The order in which a sheet is read: down the rows, but tables side by side each with what stands above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from kpi_extract.readers.sheets.references import Area

Item = TypeVar("Item")


class Placed(NamedTuple, Generic[Item]):
    """Something on a sheet, with the rectangle it takes up."""

    area: Area
    is_table: bool
    item: Item


class _Group(NamedTuple, Generic[Item]):
    """What stands in the same rows."""

    items: list[Placed[Item]]
    beside: frozenset[tuple[int, int]]


def in_order(items: Sequence[Placed[Item]]) -> list[Placed[Item]]:
    """The items of a sheet in the order they are read."""
    groups = [_Group(group, _beside(group)) for group in _row_groups(sorted(items, key=lambda item: item.area))]
    last = max((index for index, group in enumerate(groups) if group.beside), default=-1)
    if last < 0:
        return [item for group in groups for item in group.items]
    whole = min(item.area.left for item in items), max(item.area.right for item in items)
    result: list[Placed[Item]] = []
    start = 0
    while start <= last:
        stop, cut = _longest_cut(groups, start, whole)
        if cut is None:
            result += groups[start].items
            start += 1
            continue
        together = [item for group in groups[start:stop] for item in group.items]
        result += in_order([item for item in together if item.area.right < cut])
        result += in_order([item for item in together if item.area.right >= cut])
        start = stop
    return result + [item for group in groups[start:] for item in group.items]


def _row_groups(items: Sequence[Placed[Item]]) -> list[list[Placed[Item]]]:
    """Items by top, together where their rows overlap."""
    groups: list[list[Placed[Item]]] = []
    end = -1
    for item in items:
        if not groups or item.area.top > end:
            groups.append([])
        groups[-1].append(item)
        end = max(end, item.area.bottom)
    return groups


def _longest_cut(groups: Sequence[_Group[Item]], start: int, whole: tuple[int, int]) -> tuple[int, int | None]:
    """Up to where the groups can be cut into a left and a right part with tables side by side, and at which column.

    What stands on one side only, below everything of the other, is not among them: a heading there is none of the other
    side's, which would be read after it.
    """
    found: tuple[int, int | None] = (start, None)
    columns: list[tuple[int, int]] = []
    beside: set[tuple[int, int]] = set()
    for stop in range(start, len(groups)):
        columns = _united(columns, groups[stop].items)
        beside |= groups[stop].beside
        cut = _cut_of(columns, beside)
        if cut is not None:
            if len({item.area.right < cut for item in groups[stop].items}) > 1:
                found = (stop + 1, cut)
        elif found[1] is not None or columns == [whole]:
            break  # nothing below can make a gap where there is none any more
    return found


def _united(columns: Sequence[tuple[int, int]], items: Sequence[Placed[Item]]) -> list[tuple[int, int]]:
    """Columns that are taken, first and last of each stretch; what stands wall to wall is two stretches."""
    united: list[tuple[int, int]] = []
    for left, right in sorted([*columns, *((item.area.left, item.area.right) for item in items)]):
        if united and left <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], right))
        else:
            united.append((left, right))
    return united


def _cut_of(columns: Sequence[tuple[int, int]], beside: set[tuple[int, int]]) -> int | None:
    """The first column at which no item is cut and that has tables on both sides in the same rows."""
    lefts = (left for left, _ in columns[1:])
    return next((left for left in lefts if any(end < left <= begin for end, begin in beside)), None)


def _beside(items: Sequence[Placed[Item]]) -> frozenset[tuple[int, int]]:
    """Of every two tables that have rows in common: where the left one ends and where the right one begins."""
    found: set[tuple[int, int]] = set()
    above: list[Area] = []
    for area in sorted(item.area for item in items if item.is_table):
        above = [one for one in above if one.bottom >= area.top]
        found |= {(one.right, area.left) for one in above if one.right < area.left}
        found |= {(area.right, one.left) for one in above if area.right < one.left}
        above.append(area)
    return frozenset(found)
