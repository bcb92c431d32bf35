"""The formulas by which reports compute 達成率, and which of the printed numbers go into one.

Reports use three and do not say which: actual ÷ target, of the year or of the end of the plan; the part of the way from
the baseline to the target that is done (from -1301 % to 256.3 % in one report); and, where less is better, target ÷ actual
or as much above 100 % as the actual is below the target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from itertools import islice
from typing import Literal, NamedTuple

from kpi_extract.checking.printed import rounding_of, shown
from kpi_extract.records import Indicator, Observation

FormulaName = Literal["actual/target", "progress", "target/actual", "above-target"]

_HUNDRED = Decimal(100)
_NOTHING = Decimal(0)


class Computed(NamedTuple):
    """A rate computed from printed numbers."""

    formula: FormulaName
    actual: Observation
    target: Observation
    baseline: Observation | None
    result: Decimal
    """In percent."""
    lowest: Decimal
    """The lowest result that the numbers before they were rounded for print can have given."""
    highest: Decimal

    @property
    def text(self) -> str:
        """The formula with the printed numbers in it."""
        actual, target = shown(self.actual), shown(self.target)
        base = shown(self.baseline) if self.baseline is not None else ""
        return {
            "actual/target": f"{actual} / {target}",
            "progress": f"({actual} - {base}) / ({target} - {base})",
            "target/actual": f"{target} / {actual}",
            "above-target": f"(2 x {target} - {actual}) / {target}",
        }[self.formula]

    @property
    def text_ja(self) -> str:
        """The same as a Japanese reader writes it."""
        return self.text.replace(" / ", " ÷ ").replace("2 x ", "2 × ")


Pair = tuple[Observation, Observation]
MOST_PAIRS = 300
"""Pairs of actual and target that are tried for a rate: a table of many years must not take a product of its columns."""


def likely_pairs(indicator: Indicator, rate: Observation) -> list[Pair]:
    """Actuals of the rate's year, or without a year, with the targets that such a rate is of.

    A rate without a year is of the last actual.
    """
    actuals = (one for one in indicator.actuals if _is_number(one) and _is_of(one, _year_of_rate(indicator, rate)))
    pairs = ((actual, target) for actual in actuals for target in _near_targets(indicator, actual))
    return _of_one_basis(islice(pairs, MOST_PAIRS))


def other_pairs(indicator: Indicator, rate: Observation) -> list[Pair]:
    """The pairs that are not likely: of another year each, or the target of an earlier or a middle year."""
    return _of_one_basis(islice(_unlikely(indicator, _year_of_rate(indicator, rate)), MOST_PAIRS))


def _unlikely(indicator: Indicator, year: int | None) -> Iterator[Pair]:
    targets = [one for one in indicator.targets if _is_number(one)]
    for actual in (one for one in indicator.actuals if _is_number(one)):
        near = {id(one) for one in _near_targets(indicator, actual)} if _is_of(actual, year) else set()
        yield from ((actual, target) for target in targets if id(target) not in near)


def _year_of_rate(indicator: Indicator, rate: Observation) -> int | None:
    year = year_of(rate)
    if year is not None:
        return year
    years = (year_of(one) for one in indicator.actuals if _is_number(one) and one.status != "forecast")
    return max((one for one in years if one is not None), default=None)


def _is_of(actual: Observation, year: int | None) -> bool:
    return year is None or year_of(actual) in (year, None)


def year_of(observation: Observation) -> int | None:
    """Its fiscal year, or else the calendar year it is printed with."""
    if observation.fiscal_year is not None or observation.date is None:
        return observation.fiscal_year
    return int(observation.date[:4]) if observation.date[:4].isdigit() else None


def compute(indicator: Indicator, actual: Observation, target: Observation) -> Iterator[Computed]:
    """Every formula that the numbers allow, the likely ones first.

    Formulas by which less is better are left out where more is: by the printed direction, or the target is above the
    baseline.
    """
    base = indicator.baseline if indicator.baseline is not None and _is_number(indicator.baseline) else None
    yield from _computed("actual/target", lambda a, t, _: a / t, actual, target, None)
    if base is not None:
        yield from _computed("progress", lambda a, t, b: (a - b) / (t - b), actual, target, base)
    if indicator.direction != "increase" and not (base is not None and _value(target) > _value(base)):
        yield from _computed("target/actual", lambda a, t, _: t / a, actual, target, None)
        yield from _computed("above-target", lambda a, t, _: (2 * t - a) / t, actual, target, None)


def _computed(
    formula: FormulaName,
    function: Callable[[Decimal, Decimal, Decimal], Decimal],
    actual: Observation,
    target: Observation,
    baseline: Observation | None,
) -> Iterator[Computed]:
    """One result, or none where it would divide by nothing."""
    first, last = _value(actual), _value(target)
    start = _value(baseline) if baseline is not None else _NOTHING
    of_actual = rounding_of(actual)
    of_start = rounding_of(baseline) if baseline is not None else _NOTHING
    # A target between the bounds of the baseline would send the result through infinity.
    of_start = of_start if abs(last - start) > of_start else _NOTHING
    of_actual = of_actual if abs(first) > of_actual else _NOTHING
    try:
        result = function(first, last, start) * _HUNDRED
        corners = [
            function(first + up * of_actual, last, start + on * of_start) * _HUNDRED for up in (-1, 1) for on in (-1, 1)
        ]
    except (DivisionByZero, InvalidOperation, Overflow):
        return
    yield Computed(formula, actual, target, baseline, result, min(result, *corners), max(result, *corners))


def _near_targets(indicator: Indicator, actual: Observation) -> list[Observation]:
    """Targets of the actual's year, of the next year that has one, of the end, and those without a year."""
    numbers = [one for one in indicator.targets if _is_number(one)]
    year = year_of(actual)
    if year is None:
        return numbers
    years = [year_of(one) for one in numbers]
    later = [one for one in years if one is not None and one >= year]
    wanted = {None, min(later, default=None), max((one for one in years if one is not None), default=None)}
    near = [one for one, its in zip(numbers, years, strict=True) if its in wanted or one.status == "final"]
    return sorted(near, key=lambda one: year_of(one) != year)


def _of_one_basis(pairs: Iterable[Pair]) -> list[Pair]:
    """Without those of which one is a total and the other printed as that of a year; equal ones first."""
    kept = [
        (actual, target)
        for actual, target in pairs
        if None in (actual.basis, target.basis) or actual.basis == target.basis
    ]
    return sorted(kept, key=lambda pair: pair[0].basis != pair[1].basis)


def _is_number(observation: Observation) -> bool:
    return observation.value is not None and observation.upper is None


def _value(observation: Observation) -> Decimal:
    return observation.value if observation.value is not None else _NOTHING
