"""The same indicator at two places of a document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.checking.printed import shown
from kpi_extract.checking.values import observations
from kpi_extract.records import Extraction, Indicator, Observation
from kpi_extract.values.text import match_key

_ROLES = {"baseline": "基準値", "target": "目標値", "actual": "実績値"}
_TELLING_DIGITS = 3
"""Two indicators of one name are one where a number of so many digits agrees: 1 and 2 agree by chance."""

Key = tuple[str, str | None, str | None, str | None]
When = tuple[str, int | None, str | None, str | None]


class _Seen(NamedTuple):
    project: int
    pointer: str
    indicator: Indicator


def check_twice(extraction: Extraction) -> Iterator[CheckFinding]:
    """An indicator printed twice in a project with the same values, and one that has other values elsewhere."""
    seen: dict[Key, list[_Seen]] = {}
    for number, project in enumerate(extraction.projects):
        for position, indicator in enumerate(project.indicators):
            here = _Seen(number, f"/projects/{number}/indicators/{position}", indicator)
            others = seen.setdefault(_key(indicator), [])
            yield from _against(here, others)
            others.append(here)


def _against(here: _Seen, others: list[_Seen]) -> Iterator[CheckFinding]:
    """The first of the others that says something of this one."""
    values = _printed(here.indicator)
    for other in others:
        if other.project == here.project and values and _printed(other.indicator) == values:
            yield finding("printed-twice", here.pointer, here.indicator.place, {"elsewhere": other.pointer})
            return
        found = list(_contradictions(here, other))
        if found:
            yield from found
            return


def _key(indicator: Indicator) -> Key:
    unit = indicator.unit.symbol if indicator.unit is not None else None
    part = next((one.part for _, one in observations(indicator) if one.part is not None), None)
    definition = match_key(indicator.definition) if indicator.definition is not None else None
    return match_key(indicator.name), unit, part, definition


def _printed(indicator: Indicator) -> list[tuple[str, int | None, Decimal]]:
    return [(field, one.fiscal_year, one.value) for field, one in observations(indicator) if one.value is not None]


def _dated(indicator: Indicator) -> Iterator[tuple[When, str, Observation]]:
    """Values with a year, and what makes two of them comparable."""
    for field, one in observations(indicator):
        if one.value is not None and one.fiscal_year is not None and one.upper is None:
            yield (field.partition("/")[0].rstrip("s"), one.fiscal_year, one.basis, one.date), field, one


def _contradictions(here: _Seen, other: _Seen) -> Iterator[CheckFinding]:
    """Values of one kind and year that differ, where a telling number agrees: else the two only share their name."""
    known: dict[When, list[Observation]] = {}
    for when, _, one in _dated(other.indicator):
        known.setdefault(when, []).append(one)
    own = list(_dated(here.indicator))
    agree = any(one.value == there.value and _is_telling(one) for when, _, one in own for there in known.get(when, ()))
    if not agree:
        return
    for when, field, one in own:
        there = known.get(when, [])
        if there and all(each.value != one.value for each in there):
            role, year, _, _ = when
            numbers = {
                "name": here.indicator.name,
                "raw": shown(one),
                "role": role,
                "role_ja": _ROLES[role],
                "year": year,
                "other": shown(there[0]),
                "elsewhere": other.pointer,
            }
            yield finding("differs-elsewhere", f"{here.pointer}/{field}", one.place, numbers)


def _is_telling(observation: Observation) -> bool:
    value = observation.value
    return value is not None and len(str(value.normalize()).replace(".", "").lstrip("-0")) >= _TELLING_DIGITS
