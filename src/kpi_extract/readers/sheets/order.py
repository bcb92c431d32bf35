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


def in_order(items: Sequence[Placed[Item]]) -> list[Placed[Item]]:
    """The items of a sheet in the order they are read."""
    tables = [item.area for item in items if item.is_table]
    groups = _row_groups(sorted(items, key=lambda item: item.area))
    if not _stand_side_by_side(tables):
        return [item for group in groups for item in group]
    result: list[Placed[Item]] = []
    start = 0
    while start < len(groups):
        stop, cut = _longest_cut(groups, start)
        if cut is None:
            result += groups[start]
            start += 1
            continue
        together = [item for group in groups[start:stop] for item in group]
        result += in_order([item for item in together if item.area.right < cut])
        result += in_order([item for item in together if item.area.right >= cut])
        start = stop
    return result


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


def _stand_side_by_side(tables: Sequence[Area]) -> bool:
    end = -1
    for area in sorted(tables):
        if area.top <= end:
            return True
        end = max(end, area.bottom)
    return False


def _longest_cut(groups: Sequence[list[Placed[Item]]], start: int) -> tuple[int, int | None]:
    """Up to where the groups can be cut into a left and a right part with tables side by side, and at which column."""
    found: tuple[int, int | None] = (start, None)
    together: list[Placed[Item]] = []
    for stop in range(start, len(groups)):
        together += groups[stop]
        cut = _cut_of(together)
        if cut is not None:
            found = (stop + 1, cut)
        elif found[1] is not None:
            break
    return found


def _cut_of(items: Sequence[Placed[Item]]) -> int | None:
    """The first column at which no item is cut and that has tables on both sides in the same rows."""
    end = 0
    for item in sorted(items, key=lambda item: item.area.left):
        if end and item.area.left > end:
            left = [one.area for one in items if one.is_table and one.area.right < item.area.left]
            right = [one.area for one in items if one.is_table and one.area.left >= item.area.left]
            if any(one.top <= other.bottom and other.top <= one.bottom for one in left for other in right):
                return item.area.left
        end = max(end, item.area.right)
    return None
