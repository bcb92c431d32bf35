"""The values of one indicator beside each other: years, cumulative values, units, jumps of scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice, pairwise
from statistics import median

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.checking.printed import decimals_of, shown
from kpi_extract.checking.values import observations
from kpi_extract.records import Indicator, Observation

JUMP = 100
"""How many times the other values a value must be to look like one of another unit."""
_FEWEST_OTHERS = 2
_LARGEST_SPELT_OUT = 10**9


def check_series(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """Findings about the values of one indicator."""
    yield from _years(indicator, pointer)
    yield from _cumulative(indicator, pointer)
    yield from _units(indicator, pointer)
    yield from _jumps(indicator, pointer)
    yield from _points(indicator, pointer)
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
                    dict(year=year, first=shown(before), second=shown(one)),
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
                dict(before=shown(before), before_year=before_year, after=shown(after), after_year=after_year),
            )


def _units(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """A value in another unit than the others; what the extraction itself flagged is not said twice.

    Where the indicator has no unit, the first value that has one sets it: 人/年 as baseline and 組/年 as target.
    """
    series = [(field, one) for field, one in observations(indicator) if one.value is not None]
    usual = indicator.unit or next((one.unit for _, one in series if one.unit is not None), None)
    if usual is None or usual.dimension is None:
        return
    for field, one in series:
        unit = one.unit
        if unit is None or unit.dimension is None or "unit-conflict" in one.issues:
            continue
        where, numbers = f"{pointer}/{field}", {"raw": shown(one), "unit": unit.symbol, "other": usual.symbol}
        if unit.symbol != usual.symbol:
            yield finding("unit-changes", where, one.place, numbers)
        elif unit.multiplier != usual.multiplier:
            yield finding("multiplier-changes", where, one.place, {**numbers, "unit": unit.raw, "other": usual.raw})


def _jumps(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """The largest or smallest value, if it is a hundred times off from all the others, which are near each other."""
    for series in _of_one_kind(indicator):
        ranked = sorted(series, key=lambda pair: _size(pair[1]))
        if len(ranked) <= _FEWEST_OTHERS:
            continue
        for (field, one), others in ((ranked[-1], ranked[:-1]), (ranked[0], ranked[1:])):
            sizes = [_size(other) for _, other in others]
            times = _size(one) / median(sizes)
            if sizes[-1] < 10 * sizes[0] and (times >= JUMP or times <= Decimal(1) / JUMP):
                numbers = {
                    "raw": shown(one),
                    "times": f"{times:,.0f}" if 1 <= times < _LARGEST_SPELT_OUT else f"{times:.2g}",
                    "others": _some(other for _, other in others),
                }
                yield finding("scale-jumps", f"{pointer}/{field}", one.place, numbers)


def _points(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """One value without a decimal point, ten or a hundred times as much as all the others, which have one: 821 for 82.1."""
    for series in _of_one_kind(indicator):
        without = [(field, one) for field, one in series if not decimals_of(one)]
        others = [one for _, one in series if decimals_of(one)]
        if len(without) != 1 or len(others) < _FEWEST_OTHERS:
            continue
        ((field, one),) = without
        middle = median(_size(other) for other in others)
        times = next((times for times in (10, 100) if abs(_size(one) / times - middle) <= middle / 5), None)
        if times is not None and all(abs(_size(other) - middle) <= middle / 5 for other in others):
            numbers = {"raw": shown(one), "times": times, "others": _some(others)}
            yield finding("decimal-point-lost", f"{pointer}/{field}", one.place, numbers)


def _of_one_kind(indicator: Indicator) -> Iterable[list[tuple[str, Observation]]]:
    """Values that are no 0 and can be compared: of one unit, all totals or all not; no increments."""
    kinds: dict[tuple[str | None, str | None], list[tuple[str, Observation]]] = {}
    for field, one in observations(indicator):
        if one.value and one.basis != "increment":
            unit = one.unit or indicator.unit
            kinds.setdefault((one.basis, unit.symbol if unit is not None else None), []).append((field, one))
    return kinds.values()


def _size(observation: Observation) -> Decimal:
    return abs(observation.value) if observation.value is not None else Decimal(0)


def _some(observations: Iterable[Observation]) -> str:
    return ", ".join(shown(one) for one in islice(observations, 5))


def _targets(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    dated = [(index, one) for index, one in enumerate(indicator.targets) if one.fiscal_year is not None]
    base = indicator.baseline.fiscal_year if indicator.baseline is not None else None
    for index, one in dated:
        if base is not None and one.fiscal_year is not None and one.fiscal_year < base:
            yield finding(
                "target-before-baseline",
                f"{pointer}/targets/{index}",
                one.place,
                dict(raw=shown(one), year=one.fiscal_year, other_year=base),
            )
    first = min((year for _, _, year in _dated(indicator)), default=None)
    if dated and len(dated) == len(indicator.targets) and first is not None:
        index, last = max(dated, key=lambda one: one[1].fiscal_year or 0)
        if last.fiscal_year is not None and last.fiscal_year < first:
            # A plan that ended the year before is still reported on: no fault by itself.
            yield finding(
                "target-before-actuals" if last.fiscal_year < first - 1 else "target-year-passed",
                f"{pointer}/targets/{index}",
                last.place,
                dict(raw=shown(last), year=last.fiscal_year, other_year=first),
            )
