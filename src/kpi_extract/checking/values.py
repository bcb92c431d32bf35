"""Values that cannot be: shares above 100 %, counts below nothing, results of years to come, years as values."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.checking.printed import digits_of, shown
from kpi_extract.records import Indicator, Observation
from kpi_extract.values.patterns import lazy_pattern

# Not 比率, 充足率, 回収率: 経常収支比率, 定員充足率 and 料金回収率 are above 100 % in good years.
_SHARE = lazy_pattern(
    r"割合|普及率|整備率|受診率|加入率|就職率|参加率|出席率|高齢化率|水洗化率|満足度|実施率|組織率|取得率|接種率"
)
_NO_SHARE = lazy_pattern(r"増加|減少|増減|伸び|前年|比較|比べ|達成|進捗|指数|倍|に対する|対比")
_MAY_BE_NEGATIVE = lazy_pattern(r"増|減|差|収支|超過|純|移動|動態|比較|前年|利益|損益|率|額|変化|転|伸び|削|バランス")
_SERIES_OF_YEARS = 1.2
"""A value that is a year is none by mistake where the others are within this of it."""


def check_values(indicator: Indicator, pointer: str, report_year: int | None) -> Iterator[CheckFinding]:
    """Findings about single values.

    Args:
        indicator: the indicator.
        pointer: its pointer.
        report_year: the fiscal year the report is about, where known.
    """
    is_share = bool(_SHARE.search(indicator.name)) and not _NO_SHARE.search(indicator.name)
    may_be_negative = bool(_MAY_BE_NEGATIVE.search(indicator.name))
    for field, one in observations(indicator):
        where = f"{pointer}/{field}"
        if one.value is None or "wrong-original" in one.issues:
            continue
        unit = one.unit or indicator.unit
        is_percent = unit is not None and unit.symbol == "%"
        is_count = unit is not None and unit.dimension == "count"
        if is_percent and is_share and one.value > 100:
            yield finding("share-above-100", where, one.place, {"raw": shown(one)})
        if one.value < 0 and ((is_count and not may_be_negative) or (is_percent and is_share)):
            yield finding("below-zero", where, one.place, {"raw": shown(one)})
        if field.startswith("actuals/") and _is_of_the_future(one, report_year):
            numbers = {"raw": shown(one), "year": one.fiscal_year, "report_year": report_year}
            yield finding("actual-of-the-future", where, one.place, numbers)
        if _is_year(one):
            others = [other for _, other in observations(indicator) if other is not one and other.value is not None]
            if others and not any(_is_near(one, other) for other in others):
                words = ", ".join(shown(other) for other in others[:5])
                yield finding("year-as-value", where, one.place, {"raw": shown(one), "others": words})


def observations(indicator: Indicator) -> Iterator[tuple[str, Observation]]:
    """Baseline, targets and actuals with their pointers within the indicator."""
    if indicator.baseline is not None:
        yield "baseline", indicator.baseline
    yield from ((f"targets/{index}", one) for index, one in enumerate(indicator.targets))
    yield from ((f"actuals/{index}", one) for index, one in enumerate(indicator.actuals))


def _is_of_the_future(actual: Observation, report_year: int | None) -> bool:
    """Two years or more after the report's: some reports call themselves after the year they look back on."""
    if report_year is None or actual.fiscal_year is None or actual.status in ("forecast", "preliminary"):
        return False
    return actual.fiscal_year > report_year + 1


def _is_year(observation: Observation) -> bool:
    """A value printed as the very year it is for: 2022 under 2022年度, without the comma of 2,022."""
    year = observation.fiscal_year
    if year is None or observation.value != year or observation.unit is not None:
        return False
    digits = digits_of(observation)
    return digits is not None and digits.text == str(year) and not digits.behind


def _is_near(one: Observation, other: Observation) -> bool:
    if one.value is None or other.value is None or other.value <= 0:
        return False
    smaller, larger = sorted((float(one.value), float(other.value)))
    return larger <= smaller * _SERIES_OF_YEARS
