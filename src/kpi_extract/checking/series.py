"""The values of one indicator beside each other: years, cumulative values, units, jumps of scale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.records import Indicator, Observation

JUMP = 100
"""How many times the other values a value must be to look like one of another unit."""
_FEWEST_OTHERS = 2


def check_series(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """Findings about the values of one indicator."""
    yield from _years(indicator, pointer)
    yield from _cumulative(indicator, pointer)
    yield from _units(indicator, pointer)
    yield from _jumps(indicator, pointer)
    yield from _targets(indicator, pointer)


def _dated(indicator: Indicator) -> list[tuple[int, Observation, int]]:
    """Index, actual and its fiscal year, of those that have a number and a year."""
    return [
        (index, one, one.fiscal_year)
        for index, one in enumerate(indicator.actuals)
        if one.value is not None and one.fiscal_year is not None
    ]


def _years(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    kinds: dict[tuple[str | None, str | None], list[tuple[int, Observation, int]]] = {}
    for index, one, year in _dated(indicator):
        kinds.setdefault((one.basis, one.status), []).append((index, one, year))
    for series in kinds.values():
        first: dict[tuple[int, str | None], Observation] = {}
        for index, one, year in series:
            before = first.setdefault((year, one.date), one)
            if before is not one and before.value != one.value:
                yield finding(
                    "year-twice",
                    f"{pointer}/actuals/{index}",
                    one.place,
                    dict(year=year, first=before.raw, second=one.raw),
                )
        steps = [later - earlier for (_, _, earlier), (_, _, later) in pairwise(series)]
        if any(step > 0 for step in steps) and any(step < 0 for step in steps):
            years = ", ".join(str(year) for _, _, year in series)
            yield finding("years-out-of-order", f"{pointer}/actuals", series[0][1].place, dict(years=years))


def _cumulative(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    series = sorted((one for one in _dated(indicator) if one[1].basis == "cumulative"), key=lambda one: one[2])
    for (_, before, before_year), (index, after, after_year) in pairwise(series):
        if (
            before_year < after_year
            and before.value is not None
            and after.value is not None
            and after.value < before.value
        ):
            yield finding(
                "cumulative-falls",
                f"{pointer}/actuals/{index}",
                after.place,
                dict(before=before.raw, before_year=before_year, after=after.raw, after_year=after_year),
            )


def _numbered(indicator: Indicator) -> Iterator[tuple[str, Observation]]:
    if indicator.baseline is not None:
        yield "baseline", indicator.baseline
    yield from ((f"targets/{index}", one) for index, one in enumerate(indicator.targets))
    yield from ((f"actuals/{index}", one) for index, one in enumerate(indicator.actuals))


def _units(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """A value that counts something else than the indicator; what the extraction itself flagged is not said twice."""
    if indicator.unit is None or indicator.unit.dimension is None:
        return
    for field, one in _numbered(indicator):
        if one.unit is None or one.value is None or "unit-conflict" in one.issues:
            continue
        if one.unit.dimension is not None and one.unit.dimension != indicator.unit.dimension:
            yield finding(
                "unit-changes",
                f"{pointer}/{field}",
                one.place,
                dict(raw=one.raw, unit=one.unit.symbol, other=indicator.unit.symbol),
            )


def _jumps(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """One value a hundred times as large, or as small, as all the others, which are near each other."""
    series = [
        (field, one, abs(one.value)) for field, one in _numbered(indicator) if one.value and one.basis != "increment"
    ]
    for field, one, size in series:
        others = [(other.raw, number) for _, other, number in series if other is not one]
        sizes = [number for _, number in others]
        if len(others) < _FEWEST_OTHERS or max(sizes) >= 10 * min(sizes):
            continue
        times = size / Decimal(median(sizes))
        if times >= JUMP or times <= Decimal(1) / JUMP:
            yield finding(
                "scale-jumps",
                f"{pointer}/{field}",
                one.place,
                dict(
                    raw=one.raw,
                    times=f"{times:,.0f}" if times >= 1 else f"{times:.4f}",
                    others=", ".join(raw for raw, _ in others[:5]),
                ),
            )


def _targets(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    dated = [(index, one) for index, one in enumerate(indicator.targets) if one.fiscal_year is not None]
    base = indicator.baseline.fiscal_year if indicator.baseline is not None else None
    for index, one in dated:
        if base is not None and one.fiscal_year is not None and one.fiscal_year < base:
            yield finding(
                "target-before-baseline",
                f"{pointer}/targets/{index}",
                one.place,
                dict(raw=one.raw, year=one.fiscal_year, other_year=base),
            )
    first = min((year for _, _, year in _dated(indicator)), default=None)
    if dated and len(dated) == len(indicator.targets) and first is not None:
        index, last = max(dated, key=lambda one: one[1].fiscal_year or 0)
        if last.fiscal_year is not None and last.fiscal_year < first:
            yield finding(
                "target-before-actuals",
                f"{pointer}/targets/{index}",
                last.place,
                dict(raw=last.raw, year=last.fiscal_year, other_year=first),
            )
