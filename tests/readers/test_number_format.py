"""What a format code makes of a number.

The expected texts are those LibreOffice shows under Japanese settings (compared once over 1,757 pairs of value and
code), but where Excel has its own way: 29 February 1900, the minus sign of what rounds to zero, English names of
months, 1. under `#.##`.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi_extract.readers.excel.format_codes import UnknownFormatCodeError
from kpi_extract.readers.excel.number_format import exact, shown_number, shown_text
from kpi_extract.readers.excel.serial_dates import moment_of, serial_of

NUMBERS = [
    ("General", "0", "0"),
    ("General", "123.456", "123.456"),
    ("General", "0.333333333333333", "0.333333333"),
    ("General", "12345678.9012345", "12345678.9"),
    ("General", "0.0000123456789", "1.23457E-05"),
    ("General", "123456789012", "123456789012"),
    ("0", "0.5", "1"),
    ("0", "-12.4", "-12"),
    ("0.00", "2.675", "2.68"),
    ("0.00", "1.005", "1.01"),
    ("0%", "1.005", "101%"),
    ("0.0%", "0.123", "12.3%"),
    ("#,##0", "1234567.891", "1,234,568"),
    ('#,##0"人"', "1234", "1,234人"),
    ("#,##0;▲#,##0", "-1234", "▲1,234"),
    ('#,##0;"△"#,##0', "-3", "△3"),
    ("#,##0_);[Red]\\(#,##0\\)", "-5", "(5)"),
    ("#,##0_);[Red]\\(#,##0\\)", "5", "5 "),
    ('#,##0;-#,##0;"-"', "0", "-"),
    ('_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ', "-1234", " -1,234 "),
    ("#,##0,", "1234567", "1,235"),
    ('#,##0.0,,"百万円"', "1234567", "1.2百万円"),
    ('"約"0.0', "12", "約12.0"),
    ("000", "7", "007"),
    ("000-0000", "1234567", "123-4567"),
    ("# ?/?", "1.25", "1 1/4"),
    ("0/100", "0.5", "50/100"),
    ("0.00E+00", "1234.5", "1.23E+03"),
    ("##0.0E+0", "12345", "12.3E+3"),
    ("#.##", "0.5", ".5"),
    ("#.##", "1", "1."),
    ("0.00##", "0.5", "0.50"),
    ("#", "0", ""),
    ('[>=1000]#,##0,"千";0', "1234567", "1,235千"),
    ('[>=1000]#,##0,"千";0', "12", "12"),
    ('[<0]"▲"0;0', "-5", "▲5"),
    ("+0.0;-0.0;0", "12", "+12.0"),
    ('"¥"#,##0', "1234", "¥1,234"),
    ('0"\\"', "5", "5¥"),
    ("[$¥-411]#,##0", "1234", "¥1,234"),
    ("[DBNum3]#,##0", "1234", "１，２３４"),
    ("[DBNum1]General", "1234", "千二百三十四"),
    ('General"人"', "12", "12人"),
    ("@", "12", "12"),
    (";;;", "12", ""),
    ('0" 人 "', "1", "1 人 "),
    ("0.0_ ", "-0.04", "-0.0 "),
]
DATES = [
    ("yyyy/m/d", "45017", "2023/4/1"),
    ("yyyy/m/d", "60", "1900/2/29"),
    ("yyyy/m/d", "59", "1900/2/28"),
    ("yyyy/m/d", "61", "1900/3/1"),
    ("yyyy/m/d", "2958465", "9999/12/31"),
    ("yyyy/m/d", "2958466.5", "########"),
    ("yyyy/m/d", "-1", "########"),
    ('ggge"年"m"月"d"日"', "45017", "令和5年4月1日"),
    ('ggge"年"m"月"', "43585", "平成31年4月"),
    ('ggge"年"m"月"', "43586", "令和1年5月"),
    ('[$-ja-JP-x-gannen]ggge"年"m"月"', "43586", "令和元年5月"),
    ("[$-411]ge.m.d;@", "45017", "R5.4.1"),
    ('ggge"年"', "32515", "昭和64年"),
    ('ggge"年"', "32516", "平成1年"),
    ('gge"年"', "45017", "令5年"),
    ("gee.mm.dd", "45017", "R05.04.01"),
    ('m"月"', "45017", "4月"),
    ('yyyy"年度"', "45017", "2023年度"),
    ("mmm-yy", "45017", "Apr-23"),
    ("yyyy/m/d(aaa)", "45017", "2023/4/1(土)"),
    ("aaaa", "45017", "土曜日"),
    ("h:mm", "45017.5208333333", "12:30"),
    ("h:mm", "45017.999999", "23:59"),
    ("h:mm AM/PM", "0.5", "12:00 PM"),
    ('h"時"mm"分"', "0.25", "6時00分"),
    ("[h]:mm", "1.25", "30:00"),
    ("mm:ss.0", "0.00001", "00:00.9"),
    ('[DBNum3]ggge"年"m"月"', "45017", "令和５年４月"),
    ('[DBNum1]yyyy"年"m"月"d"日"', "45257", "二〇二三年十一月二十七日"),
    ("[$-F800]dddd, mmmm dd, yyyy", "45017", "2023年4月1日"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "value", "shown"), [*NUMBERS, *DATES])
def test_a_code_shows_a_number(code: str, value: str, shown: str) -> None:
    assert shown_number(Decimal(value), code) == shown


@pytest.mark.parametrize(
    ("code", "text", "shown"),
    [("General", "人口", "人口"), ("@", "人口", "人口"), ('@"様"', "釧路", "釧路様"), ("0;0;0;(@)", "不明", "(不明)"), (";;;", "隠す", ""), ("0.0%", "-", "-")],
)  # fmt: skip
def test_a_code_shows_a_text(code: str, text: str, shown: str) -> None:
    assert shown_text(text, code) == shown


@pytest.mark.parametrize("code", ["[DBNum2]0", "0" * 101, "x" * 1001, "0" + "%" * 900])
def test_a_code_that_cannot_be_applied_is_refused(code: str) -> None:
    with pytest.raises(UnknownFormatCodeError):
        shown_number(Decimal(1), code)


def test_a_stored_number_counts_with_fifteen_digits() -> None:
    assert exact(0.1 + 0.2) == Decimal("0.3")


def test_days_may_count_from_1904() -> None:
    assert shown_number(Decimal(0), "yyyy/m/d", from_1904=True) == "1904/1/1"


def test_a_date_in_iso_form_is_the_same_serial_number() -> None:
    assert serial_of("2023-04-01", from_1904=False) == 45017
    assert serial_of("1904-01-01", from_1904=True) == 0
    assert serial_of("12:00", from_1904=False) == Decimal("0.5")
    assert serial_of("2023-02-30", from_1904=False) is None


@given(st.integers(0, 2_958_465))
def test_every_day_has_one_serial_number(days: int) -> None:
    moment = moment_of(Decimal(days), from_1904=False)
    assert moment is not None
    if days > 60:
        assert serial_of(f"{moment.year:04}-{moment.month:02}-{moment.day:02}", from_1904=False) == days


@given(st.integers(-(10**14), 10**14))
def test_a_grouped_whole_number_reads_back(number: int) -> None:
    assert int(shown_number(Decimal(number), "#,##0").replace(",", "")) == number


@example("0/<", 0.0)
@given(
    st.text('0#?.,%;-_*\\"@[]<>=$年月ymdhsgeraE+/ ()▲Gl', max_size=30), st.floats(allow_nan=False, allow_infinity=False)
)
def test_no_code_stops_the_reader(code: str, value: float) -> None:
    try:
        shown_number(exact(value), code)
        shown_text("文字", code)
    except UnknownFormatCodeError:
        pass
