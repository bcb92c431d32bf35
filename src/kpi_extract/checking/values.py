"""Values that cannot be: shares above 100 %, counts below nothing, results of years to come."""

from __future__ import annotations

from collections.abc import Iterator

from kpi_extract.checking.findings import CheckFinding, finding
from kpi_extract.records import Indicator, Observation
from kpi_extract.values.patterns import lazy_pattern

_SHARE = lazy_pattern(r"割合|比率|普及率|整備率|受診率|加入率|就職率|参加率|出席率|化率|充足率|回収率|満足度|実施率")
_NO_SHARE = lazy_pattern(r"増加|減少|増減|伸び|対前年|前年比|倍率|比較|達成|指数|に対する")
_MAY_BE_NEGATIVE = lazy_pattern(r"増|減|差|収支|超過|純|移動|動態|比較|対前年|利益|損益|率|額|変化|転")


def check_values(indicator: Indicator, pointer: str, report_year: int | None) -> Iterator[CheckFinding]:
    """Findings about single values.

    Args:
        indicator: the indicator.
        pointer: its pointer.
        report_year: the fiscal year the report is about, where known.
    """
    for field, one in _results(indicator):
        where = f"{pointer}/{field}"
        if one.value is None or "wrong-original" in one.issues:
            continue
        unit = one.unit or indicator.unit
        is_share = _SHARE.search(indicator.name) and not _NO_SHARE.search(indicator.name)
        if unit is not None and unit.symbol == "%" and is_share and one.value > 100:
            yield finding("share-above-100", where, one.place, dict(raw=one.raw))
        is_count = unit is not None and unit.dimension == "count"
        if is_count and one.value < 0 and not _MAY_BE_NEGATIVE.search(indicator.name):
            yield finding("below-zero", where, one.place, dict(raw=one.raw))
        is_future = report_year is not None and one.fiscal_year is not None and one.fiscal_year > report_year + 1
        if field.startswith("actuals/") and is_future and one.status not in ("forecast", "preliminary"):
            yield finding(
                "actual-of-the-future",
                where,
                one.place,
                dict(raw=one.raw, year=one.fiscal_year, report_year=report_year),
            )


def _results(indicator: Indicator) -> Iterator[tuple[str, Observation]]:
    if indicator.baseline is not None:
        yield "baseline", indicator.baseline
    yield from ((f"actuals/{index}", one) for index, one in enumerate(indicator.actuals))
