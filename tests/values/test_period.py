"""Eras lent, raised and compared with another library; the notations themselves are in test_survey_periods.py."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.period import ERAS, as_fiscal_year, parse_period, with_era
from tests.values.reading import dated


def test_a_calendar_year_is_no_fiscal_year() -> None:
    period = parse_period("平成31年")
    assert (period.kind, period.fiscal_year) == ("year", None)
    raised = as_fiscal_year(period)
    assert (raised.kind, raised.fiscal_year, raised.date) == ("fiscal_year", 2019, None)
    assert IssueCode.FISCAL_YEAR_ASSUMED in raised.codes


def test_a_range_describes_its_end() -> None:
    period = parse_period("令和2〜6年度")
    assert period.start is not None
    assert (period.start.fiscal_year, period.fiscal_year, period.raw) == (2020, 2024, "令和2〜6年度")


@pytest.mark.parametrize("text", ["平成31年度", "令和元年度", "S64.1.7", "H31.4.30", "R1.5.1", "H1.1.8"])
def test_the_last_and_first_days_of_an_era(text: str) -> None:
    assert IssueCode.ERA_OVERFLOW not in parse_period(text).codes


def test_two_calendars_that_differ_are_said() -> None:
    assert IssueCode.CALENDAR_MISMATCH in parse_period("令和4(2021)年度").codes
    assert IssueCode.CALENDAR_MISMATCH not in parse_period("令和4(2022)年度").codes


def test_a_bare_year_waits_for_its_era() -> None:
    bare = parse_period("26年度")
    assert (bare.bare_year, bare.fiscal_year, bare.codes) == (26, None, (IssueCode.ERA_UNKNOWN,))
    assert with_era(bare, "H").fiscal_year == 2014
    assert IssueCode.ERA_OVERFLOW in with_era(parse_period("36年度"), "H").codes


@pytest.mark.parametrize(
    ("text", "era", "said"),
    [
        ("17", "H", "FY2005"),
        ("26年度", "H", "FY2014"),
        ("27年3月", "H", "2015-03"),
        ("27〜31年度", "H", "FY2015..FY2019"),
        ("元", "R", "FY2019"),
        ("15", "western", "FY2015"),
        ("2015", "western", "FY2015"),
        ("2015年", "western", "2015"),
    ],
)
def test_a_bare_year_with_an_era_lent(text: str, era: str, said: str) -> None:
    period = parse_period(text, era=era)
    assert (dated(period), period.codes[0]) == (said, IssueCode.ERA_INFERRED)


@pytest.mark.parametrize(("text", "era"), [("0", "H"), ("61", "R"), ("215", "western"), ("元", "western"), ("人", "H")])
def test_an_era_that_does_not_fit_is_not_lent(text: str, era: str) -> None:
    with pytest.raises(UnreadableValueError):
        parse_period(text, era=era)


def test_the_era_table_agrees_with_an_independent_library_day_by_day() -> None:
    from japanera import EraDateTime

    names = {letter: name for letter, name, _ in ERAS}
    day = date(1873, 1, 1)
    while day < date(2034, 12, 31):
        letter = max((first, letter) for letter, _, first in ERAS if first <= day)[1]
        oracle = EraDateTime.from_datetime(datetime.combine(day, time()))
        assert oracle.era is not None
        assert oracle.era.kanji == names[letter], day
        day += timedelta(days=1)


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
