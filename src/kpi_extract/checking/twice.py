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
    pointer: str
    indicator: Indicator


def check_twice(extraction: Extraction) -> Iterator[CheckFinding]:
    """An indicator printed twice in a project with the same values, and one that has other values elsewhere."""
    whole: dict[object, str] = {}
    telling: dict[object, _Seen] = {}
    for number, project in enumerate(extraction.projects):
        for position, indicator in enumerate(project.indicators):
            here = _Seen(f"/projects/{number}/indicators/{position}", indicator)
            key, values = _key(indicator), _printed(indicator)
            twin = whole.setdefault((number, key, values), here.pointer) if values else here.pointer
            if twin != here.pointer:
                yield finding("printed-twice", here.pointer, indicator.place, {"elsewhere": twin})
            # One that shares a telling number is the same; the first of them stands for all that agree with it.
            shared = [(key, when, one.value) for when, _, one in _dated(indicator) if _is_telling(one)]
            other = next((telling[one] for one in shared if one in telling), None)
            if other is not None:
                yield from _contradictions(here, other)
            for one in shared:
                telling.setdefault(one, here)


def _key(indicator: Indicator) -> Key:
    unit = indicator.unit.symbol if indicator.unit is not None else None
    part = next((one.part for _, one in observations(indicator) if one.part is not None), None)
    definition = match_key(indicator.definition) if indicator.definition is not None else None
    return match_key(indicator.name), unit, part, definition


def _printed(indicator: Indicator) -> tuple[tuple[str, int | None, Decimal], ...]:
    return tuple((field, one.fiscal_year, one.value) for field, one in observations(indicator) if one.value is not None)


def _dated(indicator: Indicator) -> Iterator[tuple[When, str, Observation]]:
    """Values with a year, and what makes two of them comparable."""
    for field, one in observations(indicator):
        if one.value is not None and one.fiscal_year is not None and one.upper is None:
            yield (field.partition("/")[0].rstrip("s"), one.fiscal_year, one.basis, one.date), field, one


def _contradictions(here: _Seen, other: _Seen) -> Iterator[CheckFinding]:
    """Values of one kind and year that differ."""
    known: dict[When, list[Observation]] = {}
    for when, _, one in _dated(other.indicator):
        known.setdefault(when, []).append(one)
    for when, field, one in _dated(here.indicator):
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
