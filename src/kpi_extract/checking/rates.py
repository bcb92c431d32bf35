"""Printed 達成率, computed again: which of the formulas in use gives it, if any does.

Rounded and cut decimals fit; so does a rate computed from the numbers before they were rounded for print. A rate that fits
only with an actual or a target of another year is told of: its columns may be shifted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.checking.formulas import Computed, compute, likely_pairs, other_pairs, year_of
from kpi_extract.checking.printed import decimals_of, shown
from kpi_extract.records import Indicator, Observation

_HUNDRED = Decimal(100)
_MOST_TRIED = 6
_WILDLY_OFF = 1000
_MOST_DIGITS = 20


def check_rates(indicator: Indicator, pointer: str) -> Iterator[CheckFinding]:
    """One finding for each printed rate that is a number."""
    for index, rate in enumerate(indicator.achievement_rates):
        if rate.value is not None and rate.upper is None:
            yield _finding(indicator, rate, f"{pointer}/achievement_rates/{index}")


def _finding(indicator: Indicator, rate: Observation, where: str) -> CheckFinding:
    likely = [one for pair in likely_pairs(indicator, rate) for one in compute(indicator, *pair)]
    is_percent = any(unit is not None and unit.symbol == "%" for unit in (rate.unit, indicator.unit))
    exact = [one for one in likely if fits(one.result, rate, is_percent=is_percent)]
    if exact:
        return finding("rate-fits", where, rate.place, _numbers(rate, exact))
    rough = [one for one in likely if fits(one.lowest, rate, one.highest, is_percent=is_percent)]
    if rough:
        return finding("rate-fits-unrounded", where, rate.place, _numbers(rate, rough))
    others = (one for pair in other_pairs(indicator, rate) for one in compute(indicator, *pair))
    elsewhere = [one for one in others if fits(one.result, rate, is_percent=is_percent)]
    if elsewhere:
        return finding("rate-of-another-year", where, rate.place, _numbers(rate, elsewhere))
    if likely:
        return finding("rate-fits-nothing", where, rate.place, _tried(rate, likely))
    code = "rate-extreme" if rate.value is not None and abs(rate.value) > _WILDLY_OFF else "rate-not-computable"
    return finding(code, where, rate.place, {"rate": shown(rate), **_why_not(indicator, rate)})


def fits(lowest: Decimal, rate: Observation, highest: Decimal | None = None, *, is_percent: bool) -> bool:
    """Whether a result between two bounds (in percent) is printed as this rate, rounded half up or cut.

    Args:
        lowest: the result, or the lowest it can be.
        rate: as printed. A rate with decimals that is not in percent may be a share: 0.85.
        highest: the highest the result can be; None where it is known.
        is_percent: the rate or its indicator is in percent.
    """
    highest = lowest if highest is None else highest
    decimals = decimals_of(rate)
    if _rounds(lowest, highest, rate, decimals):
        return True
    return not is_percent and decimals > 0 and _rounds(lowest / _HUNDRED, highest / _HUNDRED, rate, decimals)


def _rounds(lowest: Decimal, highest: Decimal, rate: Observation, decimals: int) -> bool:
    printed = rate.value
    if printed is None:
        return False
    if printed < 0:
        lowest, highest, printed = -highest, -lowest, -printed
    step = Decimal(1).scaleb(-decimals)
    if printed == 0:
        return highest > -step and lowest < step
    return highest >= printed - step / 2 and lowest < printed + step


def _numbers(rate: Observation, fitting: list[Computed]) -> dict[str, object]:
    """What a finding about formulas that fit says; the first is the likeliest."""
    first = fitting[0]
    return {
        "rate": shown(rate),
        "formula": first.formula,
        "computation": first.text,
        "computation_ja": first.text_ja,
        "result": f"{short(first.result)} %",
        "actual": first.actual.raw,
        "actual_year": _year(first.actual),
        "target": first.target.raw,
        "target_year": _year(first.target),
        **({"baseline": first.baseline.raw} if first.baseline is not None else {}),
        **_bound(first, "note", "note_ja"),
        "also": ", ".join(sorted({one.formula for one in fitting} - {first.formula})),
    }


def _tried(rate: Observation, tried: list[Computed]) -> dict[str, object]:
    words = dict.fromkeys(
        (f"{one.text} = {short(one.result)} %", f"{one.text_ja} = {short(one.result)} %") for one in tried
    )
    few = list(words)[:_MOST_TRIED]
    return {
        "rate": shown(rate),
        "tried": "; ".join(text for text, _ in few),
        "tried_ja": "、".join(text for _, text in few),
        **_bound(tried[0], "note", "note_ja"),
    }


def _bound(computed: Computed, key: str, key_ja: str) -> dict[str, object]:
    """Words on a number that is a bound (80 %以上), taken as if it were exact."""
    bounds = [shown(one) for one in (computed.actual, computed.target) if one.comparator is not None]
    if not bounds:
        return {key: "", key_ja: ""}
    return {
        key: f" (taken as exact: {', '.join(bounds)})",
        key_ja: f"({'、'.join(bounds)} はちょうどその値として計算)",
    }


def _why_not(indicator: Indicator, rate: Observation) -> dict[str, object]:
    """What is missing for a computation."""
    year = year_of(rate)
    wanted = [one for one in indicator.actuals if year is None or year_of(one) in (year, None)]
    if not any(one.value is not None for one in wanted):
        return {"why": _said("no number as actual", wanted), "why_ja": _said("実績値が数値ではない", wanted)}
    if not any(one.value is not None for one in indicator.targets):
        targets = indicator.targets
        return {"why": _said("no number as target", targets), "why_ja": _said("目標値が数値ではない", targets)}
    if any(one.upper is not None for one in (*wanted, *indicator.targets)):
        return {"why": "a range", "why_ja": "範囲の値がある"}
    return {"why": "it would divide by 0", "why_ja": "0 で割ることになる"}


def _said(words: str, observations: Iterable[Observation]) -> str:
    texts = dict.fromkeys(" ".join(one.raw.split()) for one in observations)
    printed = ", ".join(text for text in texts if text)
    return f"{words} ({printed})" if printed else words


def _year(observation: Observation) -> object:
    year = year_of(observation)
    return "" if year is None else year


def short(number: Decimal) -> str:
    """Two decimals at most; of a number of many digits only its size."""
    if number.adjusted() > _MOST_DIGITS:
        return f"{number:.2E}"
    return f"{number:,.2f}".rstrip("0").rstrip(".")
