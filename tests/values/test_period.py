"""Dates and fiscal years as printed; the list of normalisation notes, plus boundaries, oracles and properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.period import ERAS, as_fiscal_year, find_periods, parse_period, with_era
from kpi_extract.values.text import match_key

MARCH_2023 = """R5.3 R５．３ Ｒ５．３ R5/3 R5-3 R05.03 r5.3 R5年3月 令和5年3月 令和五年三月 令5.3 ㋿5.3 ㋿5年3月 R5.3月 令和5年3月時点 (R5.3)
2023.3 2023年3月 ２０２３年３月 2023/03 2023-03 令和５年３月末 R5.3末 '23.3""".split()


@pytest.mark.parametrize("text", [*MARCH_2023, "R5. 3", "R 5.3", "令和５年　３月", "令和 5 年 3 月"])
def test_a_month(text: str) -> None:
    period = parse_period(text)
    assert (period.kind, period.date, period.fiscal_year) == ("month", "2023-03", 2022)


FISCAL_YEARS = [
    *(
        ("R4年度", 2022),
        ("令和4年度", 2022),
        ("令和４年度", 2022),
        ("令和元年度", 2019),
        ("R元年度", 2019),
        ("R1年度", 2019),
    ),
    *(
        ("H31年度", 2019),
        ("平成31年度", 2019),
        ("H30年度", 2018),
        ("平成三十年度", 2018),
        ("FY2022", 2022),
        ("FY22", 2022),
    ),
    *(("2022年度", 2022), ("2022(R4)年度", 2022), ("令和4(2022)年度", 2022), ("R4（2022）年度", 2022)),
    *(
        ("平成31（令和元）年度", 2019),
        ("H31/R1年度", 2019),
        ("令4年度", 2022),
        ("令和4年度末", 2022),
        ("R4年度末", 2022),
    ),
    *(("R元", 2019), ("H30", 2018), ("R04", 2022), ("㋿5", 2023), ("令５", 2023), ("令和6年度(2024年度)", 2024)),
    *(("R6年度見込", 2024), ("令和７年度目標", 2025), ("2025年度（令和7年度）", 2025), ("平成31・令和元年度", 2019)),
    *(("R6年度末（2025.3）", 2024), ("Ｒ６末", 2024), ("R 4 年 度", 2022), ("令和4年度\n（2022年度）", 2022)),
    *(
        ("基準値(H30)", 2018),
        ("目標値（R7）", 2025),
        ("R1(H31)", 2019),
        ("目標年度：令和7年度", 2025),
        ("㍻30年度", 2018),
    ),
    *(
        ("H32年度", 2020),
        ("平成37年度", 2025),
        ("平成36年度", 2024),
        ("平成30年度末(H31.3末)", 2018),
        ("令和元年(2019)年度", 2019),
    ),
]


@pytest.mark.parametrize(("text", "year"), FISCAL_YEARS)
def test_a_fiscal_year(text: str, year: int) -> None:
    period = parse_period(text)
    assert (period.kind, period.fiscal_year, period.date) == ("fiscal_year", year, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R5.3.31", "2023-03-31"),
        ("R5年3月31日", "2023-03-31"),
        ("令和5年3月31日現在", "2023-03-31"),
        ("2023/3/31", "2023-03-31"),
        ("20230331", "2023-03-31"),
        ("S64.1.7", "1989-01-07"),
        ("昭和64年1月7日", "1989-01-07"),
        ("H31.4.30", "2019-04-30"),
        ("R1.5.1", "2019-05-01"),
        ("令和元年(2019年)10月15日", "2019-10-15"),
        ("平成28年3月", "2016-03"),
        ("平成二十八年三月", "2016-03"),
        ("平成30年(2018年)3月", "2018-03"),
        ("平成27(2015)年12月", "2015-12"),
        ("H31.4", "2019-04"),
        ("R元.5", "2019-05"),
        ("令和4年", "2022"),
        ("2022年", "2022"),
        ("平成31年", "2019"),
    ],
)
def test_a_date(text: str, expected: str) -> None:
    assert parse_period(text).date == expected


def test_a_calendar_year_is_no_fiscal_year() -> None:
    period = parse_period("平成31年")
    assert (period.kind, period.fiscal_year) == ("year", None)
    raised = as_fiscal_year(period)
    assert (raised.kind, raised.fiscal_year, raised.date) == ("fiscal_year", 2019, None)
    assert IssueCode.FISCAL_YEAR_ASSUMED in raised.codes


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("R4.4～R5.3", "2022-04", "2023-03"),
        ("令和4年4月から令和5年3月", "2022-04", "2023-03"),
        ("R2～R4年度", 2020, 2022),
        ("令和2年度～令和4年度", 2020, 2022),
        ("R2-R4", 2020, 2022),
        ("H27〜R1", 2015, 2019),
        ("令和2〜6年度", 2020, 2024),
        ("第1期（R2～R6）", 2020, 2024),
        ("令和4年4月1日～令和5年3月31日", "2022-04-01", "2023-03-31"),
    ],
)
def test_a_range_describes_its_end(text: str, start: object, end: object) -> None:
    period = parse_period(text)
    assert period.start is not None
    assert (period.start.date or period.start.fiscal_year, period.date or period.fiscal_year) == (start, end)


REFUSED = "4月 3月末 R0 R5.13 R5.2.30 H0.4 5 1.5 - 令和 R R-1グランプリ 10年後 3年度目 2022 27 5か年計画 前年度比 12,000人(R5)".split()


@pytest.mark.parametrize("text", [*REFUSED, ""])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableValueError) as caught:
        parse_period(text)
    assert caught.value.code == "unreadable-period"


@pytest.mark.parametrize("text", ["H40", "S65", "H31.5.1", "S64.1.8", "R1.4", "平成36年度", "H32年度"])
def test_a_year_past_its_era_is_converted_and_said(text: str) -> None:
    assert IssueCode.ERA_OVERFLOW in parse_period(text).codes


@pytest.mark.parametrize("text", ["平成31年度", "令和元年度", "S64.1.7", "H31.4.30", "R1.5.1", "H1.1.8"])
def test_boundaries_that_are_right(text: str) -> None:
    assert IssueCode.ERA_OVERFLOW not in parse_period(text).codes


def test_two_calendars_that_differ_are_said() -> None:
    assert IssueCode.CALENDAR_MISMATCH in parse_period("令和4(2021)年度").codes
    assert IssueCode.CALENDAR_MISMATCH not in parse_period("令和4(2022)年度").codes


def test_a_bare_year_waits_for_its_era() -> None:
    bare = parse_period("26年度")
    assert (bare.bare_year, bare.fiscal_year, bare.codes) == (26, None, (IssueCode.ERA_UNKNOWN,))
    assert with_era(bare, "H").fiscal_year == 2014
    assert IssueCode.ERA_OVERFLOW in with_era(parse_period("36年度"), "H").codes
    assert parse_period("17", era="H").fiscal_year == 2005


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("H30実績値(累計)", [2018]),
        ("平成31年度まで10人", [2019]),
        ("H26年1.54→H31年1.68", [2014, 2019]),
        ("KPI(平成32年3月まで)", [2020]),
        ("5年間で100人", []),
        ("3年度目", []),
    ],
)
def test_periods_in_a_longer_text(text: str, years: list[int]) -> None:
    found = [match.period for match in find_periods(match_key(text))]
    assert [int(p.date[:4]) if p.date else p.fiscal_year for p in found] == years


def test_the_era_table_agrees_with_an_independent_library_day_by_day() -> None:
    from japanera import EraDateTime

    names = {letter: name for letter, name, _ in ERAS}
    day = date(1873, 1, 1)
    while day < date(2034, 12, 31):
        letter = max((first, letter) for letter, _, first in ERAS if first <= day)[1]
        oracle = EraDateTime.from_datetime(__import__("datetime").datetime(day.year, day.month, day.day))
        assert oracle.era is not None
        assert oracle.era.kanji == names[letter], day
        day += timedelta(days=1)


@given(st.text())
def test_any_text_is_a_period_or_the_one_exception(text: str) -> None:
    try:
        parse_period(text)
    except UnreadableValueError:
        return


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.sampled_from(["{0}年{1}月{2}日", "{0}/{1}/{2}", "{0}.{1}.{2}"])
)
def test_western_round_trip(day: date, form: str) -> None:
    assert parse_period(form.format(day.year, day.month, day.day)).date == day.isoformat()


@given(st.integers(1, 60), st.integers(1, 12), st.booleans())
def test_wareki_round_trip(year: int, month: int, full_width: bool) -> None:
    text = f"令和{year}年{month}月"
    if full_width:
        text = text.translate({ord("0") + i: chr(ord("０") + i) for i in range(10)})
    assert parse_period(text).date == f"{2018 + year}-{month:02d}"
