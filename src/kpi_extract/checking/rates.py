"""Printed 達成率, computed again: which of the formulas in use gives it.

Reports use three and do not say which: actual ÷ target; the part of the way from the baseline to the target that is
done (rates from -1301 % to 256.3 % in one report); target ÷ actual where less is better. The target may be that of the year, the next or the
last one; a rate without a year is of any printed actual. Rounded and cut decimals both fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.records import Indicator, Observation

_HUNDRED = Decimal(100)


class Formula(NamedTuple):
    """A way to compute the rate, with the printed numbers in it."""

    text: str
    text_ja: str
    result: Decimal


def check_rates(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """A finding for each printed rate for which there are numbers to compute it from."""
    for index, rate in enumerate(indicator.achievement_rates):
        if rate.value is None or rate.upper is not None:
            continue
        tried = list(formulas(indicator, rate))
        if not tried:
            continue
        where = f"{pointer}/achievement_rates/{index}"
        fitting = next((one for one in tried if _fits(one.result, rate)), None)
        if fitting is not None:
            result = f"{_short(fitting.result)} %"
            yield finding(
                "rate-fits",
                where,
                rate.place,
                dict(rate=rate.raw, formula=fitting.text, formula_ja=fitting.text_ja, result=result),
            )
        else:
            words = ", ".join(f"{one.text} = {_short(one.result)} %" for one in tried[:6])
            words_ja = "、".join(f"{one.text_ja} = {_short(one.result)} %" for one in tried[:6])
            yield finding("rate-fits-nothing", where, rate.place, dict(rate=rate.raw, tried=words, tried_ja=words_ja))


def formulas(indicator: Indicator, rate: Observation) -> Iterator[Formula]:
    """Every formula the printed numbers allow, the likely ones first."""
    actuals = _of_year(indicator.actuals, rate.fiscal_year)
    for actual in actuals:
        for target in _targets(indicator, actual):
            yield from _of_pair(indicator.baseline, target, actual)


def _of_pair(baseline: Observation | None, target: Observation, actual: Observation) -> Iterator[Formula]:
    reached, wanted = _number(actual), _number(target)
    names = _names(target, actual)
    if wanted:
        yield Formula(f"{names[0]} / {names[1]}", f"{names[0]} ÷ {names[1]}", reached / wanted * _HUNDRED)
    if baseline is not None and baseline.value is not None and wanted != baseline.value:
        base = baseline.raw
        text = f"({names[0]} - {base}) / ({names[1]} - {base})"
        yield Formula(text, text.replace("/", "÷"), (reached - baseline.value) / (wanted - baseline.value) * _HUNDRED)
    if reached:
        yield Formula(f"{names[1]} / {names[0]}", f"{names[1]} ÷ {names[0]}", wanted / reached * _HUNDRED)
    if wanted:
        text = f"(2 x {names[1]} - {names[0]}) / {names[1]}"
        yield Formula(text, text.replace("/", "÷").replace("x", "×"), (2 * wanted - reached) / wanted * _HUNDRED)


def _names(target: Observation, actual: Observation) -> tuple[str, str]:
    return " ".join(actual.raw.split()), " ".join(target.raw.split())


def _number(observation: Observation) -> Decimal:
    return observation.value if observation.value is not None else Decimal(0)


def _of_year(observations: list[Observation], year: int | None) -> list[Observation]:
    """Those of the year; all of them, the last first, where no year is known or none has it."""
    numbers = [one for one in observations if one.value is not None and one.upper is None]
    own = [one for one in numbers if one.fiscal_year == year and year is not None]
    return own or numbers[::-1]


def _targets(indicator: Indicator, actual: Observation) -> list[Observation]:
    """The target of the actual's year first, then the others, the last first."""
    numbers = [one for one in indicator.targets if one.value is not None and one.upper is None]
    own = [one for one in numbers if one.fiscal_year == actual.fiscal_year and actual.fiscal_year is not None]
    return [*own, *(one for one in reversed(numbers) if one not in own)]


def _fits(result: Decimal, rate: Observation) -> bool:
    """Rounded to the printed decimals, or cut there, or given as a share (0.85)."""
    printed = rate.value
    if printed is None:
        return False
    exponent = printed.as_tuple().exponent
    decimals = _decimals_of(rate.raw, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
    step = Decimal(1).scaleb(-decimals)
    is_share = rate.unit is None or rate.unit.symbol != "%"
    return abs(result - printed) < step or (is_share and abs(result / _HUNDRED - printed) < step)


def _decimals_of(raw: str, least: int) -> int:
    """Printed decimals: 96.0% has one, which the number 96 does not show."""
    _, point, decimals = raw.replace("．", ".").partition(".")
    digits = len(decimals) - len(decimals.lstrip("0123456789０１２３４５６７８９")) if point else 0
    return max(digits, least)


def _short(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
