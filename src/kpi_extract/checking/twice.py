"""The same indicator at two places of a document."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.records import Extraction, Indicator, Observation
from kpi_extract.values.text import match_key

Key = tuple[str, str | None, str | None]


def check_twice(extraction: Extraction) -> Iterator[CheckFinding]:
    """An indicator printed twice in a project with the same values, and one that has other values elsewhere."""
    seen: dict[Key, list[tuple[int, str, Indicator]]] = {}
    for number, project in enumerate(extraction.projects):
        for position, indicator in enumerate(project.indicators):
            pointer = f"/projects/{number}/indicators/{position}"
            others = seen.setdefault(_key(indicator), [])
            for other_number, other_pointer, other in others:
                if other_number == number and _values(other) == _values(indicator) and _values(indicator):
                    yield finding("printed-twice", pointer, indicator.place, dict(elsewhere=other_pointer))
                    break
                if other_number != number and project.name is not None:
                    yield from _contradictions(indicator, pointer, other, other_pointer)
                    break
            others.append((number, pointer, indicator))


def _key(indicator: Indicator) -> Key:
    unit = indicator.unit.symbol if indicator.unit is not None else None
    part = next((one.part for one in (*indicator.targets, *indicator.actuals) if one.part is not None), None)
    return match_key(indicator.name), unit, part


def _values(indicator: Indicator) -> list[tuple[str, int | None, str]]:
    return [
        *(("target", one.fiscal_year, one.raw) for one in indicator.targets),
        *(("actual", one.fiscal_year, one.raw) for one in indicator.actuals),
    ]


def _contradictions(indicator: Indicator, pointer: str, other: Indicator, other_pointer: str) -> Iterator[CheckFinding]:
    """Values of one year that differ, where at least one year agrees: else the two only share their name."""
    known = {(one.fiscal_year, one.basis): one for one in other.actuals if _is_dated(one)}
    own = [(index, one) for index, one in enumerate(indicator.actuals) if _is_dated(one)]
    agree = sum(
        (one.fiscal_year, one.basis) in known and known[one.fiscal_year, one.basis].value == one.value for _, one in own
    )
    if not agree:
        return
    for index, one in own:
        there = known.get((one.fiscal_year, one.basis))
        if there is not None and there.value != one.value:
            yield finding(
                "differs-elsewhere",
                f"{pointer}/actuals/{index}",
                one.place,
                dict(name=indicator.name, raw=one.raw, year=one.fiscal_year, other=there.raw, elsewhere=other_pointer),
            )


def _is_dated(observation: Observation) -> bool:
    return observation.value is not None and observation.fiscal_year is not None
