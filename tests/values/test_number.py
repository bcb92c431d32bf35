"""Values as printed in the surveyed reports, and properties that hold for any text."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.number import parse_value, split_values

NUMBERS = [
    *(("15", "15", ""), ("2,300", "2300", ""), ("２，３００", "2300", ""), ("0", "0", ""), ("5923000", "5923000", "")),
    *(("57.10%", "57.10", "%"), ("△911", "-911", ""), ("▲3,703", "-3703", ""), ("△2,120 人", "-2120", "人")),
    *(
        ("−5", "-5", ""),
        ("－５", "-5", ""),
        ("+6010人", "6010", "人"),
        ("-34.3%", "-34.3", "%"),
        ("△258ヘクタール", "-258", "ヘクタール"),
    ),
    *(("12.3万人", "123000", "人"), ("9兆1,400億円", "9140000000000", "円"), ("3,737万8千人", "37378000", "人")),
    *(("1万2600回", "12600", "回"), ("6億4367万円", "643670000", "円"), ("467.8億円", "46780000000", "円")),
    *(("2億396万円", "203960000", "円"), ("79億7,909万円", "7979090000", "円"), ("10兆円", "10000000000000", "円")),
    *(("1,000 千円", "1000", "千円"), ("3,276\n百万円", "3276", "百万円"), ("2,584 千人", "2584000", "人")),
    *(
        ("5億円/年", "500000000", "円/年"),
        ("4人/年", "4", "人/年"),
        ("5.56kWh", "5.56", "kWh"),
        ("0.70倍", "0.70", "倍"),
    ),
    *(("1位", "1", "位"), ("5.5‰", "5.5", "‰"), ("49.73ha", "49.73", "ha"), ("三百二十人", "320", "人")),
    *(
        ("年2回", "2", "回/年"),
        ("毎年44,000人", "44000", "人/年"),
        ("(9500)", "9500", ""),
        ("1,045,\n808", "1045808", ""),
    ),
    *(("80,71\n7", "80717", ""), ("886,9\n06人", "886906", "人"), ("5,994\n,616", "5994616", "")),
    *(("53戸", "53", "戸"), ("6,000,000円", "6000000", "円"), ("300 人", "300", "人"), ("32 人", "32", "人")),
]


@pytest.mark.parametrize(("text", "value", "unit"), NUMBERS)
def test_numbers(text: str, value: str, unit: str) -> None:
    printed = parse_value(text)
    assert (printed.value, printed.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value", "comparator"),
    [
        ("30%以上", "30", "at_least"),
        ("79.83以上", "79.83", "at_least"),
        ("1万7187人超", "17187", "more_than"),
        ("93%超", "93", "more_than"),
        ("25人以下", "25", "at_most"),
        ("10,000件未満", "10000", "less_than"),
        ("14.5%未満", "14.5", "less_than"),
        ("約900万人", "9000000", "about"),
        ("概ね430人(約10%)", "430", "about"),
    ],
)
def test_qualified_numbers(text: str, value: str, comparator: str) -> None:
    printed = parse_value(text)
    assert (printed.value, printed.comparator) == (Decimal(value), comparator)


@pytest.mark.parametrize("text", ["-", "－", "―", "――――", "−", "‐", "(-)", "[-]", "ー", "― 件/年", "- 平成29年3月"])
def test_a_dash_is_no_zero(text: str) -> None:
    printed = parse_value(text)
    assert (printed.missing, printed.value) == ("dash", None)


@pytest.mark.parametrize("text", ["", " ", "　", "\n"])
def test_blank(text: str) -> None:
    assert parse_value(text).missing == "blank"


MISSING_WORDS = "なし 算定中 未公表 未実施 未実施- 集計中 調査中 検討中(2020年度) 該当なし *** … 更新数値がなし 実績値の未発表".split()


@pytest.mark.parametrize("text", MISSING_WORDS)
def test_words_for_no_value(text: str) -> None:
    assert parse_value(text).missing == "word"


@pytest.mark.parametrize(
    "text", ["策定", "設置", "延伸", "維持", "現状維持以上", "現状値を維持(44%台)", "基準年度(2021)よりも増加"]
)
def test_values_without_a_number_stay_text(text: str) -> None:
    printed = parse_value(text)
    assert (printed.text, printed.value, printed.missing) == (text, None, None)


@pytest.mark.parametrize("text", ["20%増", "3.2ポイント減", "5.9ポイント増", "0.9ポイント低下", "6.1%減額"])
def test_a_change_is_text(text: str) -> None:
    printed = parse_value(text)
    assert (printed.text, printed.value) == (text, None)
    assert IssueCode.RELATIVE_VALUE in printed.codes


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("122経営体\n(26年度)", None),
        ("7.4%(2014年)", None),
        ("60.2%\n(平成23年度予算)", 2011),
        ("36.5%(2014年度)", 2014),
    ],
)
def test_a_date_in_brackets(text: str, year: int | None) -> None:
    period = parse_value(text).period
    assert period is not None
    assert period.fiscal_year == year


@pytest.mark.parametrize(
    ("text", "bracket"),
    [
        ("0人\n(0人)", "0人"),
        ("1.56 (全国16位)", "全国16位"),
        ("515\n(うちH28年度 255人)", "うちH28年度255人"),
        ("7 (31.8%)", "31.8%"),
    ],
)
def test_a_second_value_in_brackets(text: str, bracket: str) -> None:
    printed = parse_value(text)
    assert printed.bracket == bracket
    assert IssueCode.SECOND_VALUE in printed.codes


@pytest.mark.parametrize(
    ("text", "mark"), [("25①", "①"), ("28,317 *", "*"), ("1,832¹", "¹"), ("120※1", "※1"), ("↑ 80", "↑")]
)
def test_note_marks_are_no_digits(text: str, mark: str) -> None:
    printed = parse_value(text)
    assert printed.marks == (mark,)
    assert str(printed.value) in ("25", "28317", "1832", "120", "80")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4億3,0000万円", "wrong-original"),
        ("#DIV/0!", "wrong-original"),
        ("1,23", "wrong-original"),
        ("12,34,567", "wrong-original"),
        ("200・4,000", "several-values"),
        ("8\n80.0%", "several-values"),
        ("540\n5,500", "several-values"),
        ("小6 79.7% 中3 76.2%", "several-values"),
        ("長寿命化13箇所\nリニューアル   3箇所", "several-values"),
        ("1 234", "several-values"),
        ("12\n34", "several-values"),
        ("57.1\n0%", "several-values"),
        ("2,300\n400", "several-values"),
        ("財政情報紙発行 年2回", "unreadable-number"),
        ("0.1234567890123456789", "unreadable-number"),
    ],
)
def test_what_cannot_be_read_is_never_guessed(text: str, code: str) -> None:
    with pytest.raises(UnreadableValueError) as caught:
        parse_value(text)
    assert caught.value.code == code


def test_statuses_and_bases() -> None:
    assert parse_value("7,077 (速報値)").status == "preliminary"
    assert parse_value("120,000人見込").status == "forecast"
    assert parse_value("延べ 2").basis == "cumulative"
    assert parse_value("〃").codes == (IssueCode.DITTO,)
    assert (parse_value("10〜12人").value, parse_value("10〜12人").upper) == (Decimal(10), Decimal(12))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("200・4,000", ("200", "4,000")),
        ("8\n80.0%", ("8", "80.0%")),
        ("0人\n(0人)", ("0人\n(0人)",)),
        ("122経営体\n(26年度)", ("122経営体\n(26年度)",)),
        ("1,045,\n808", ("1,045,\n808",)),
        ("73,618社(2014年)\n1,045,808人(2014年)", ("73,618社(2014年)", "1,045,808人(2014年)")),
        ("2,300", ("2,300",)),
    ],
)
def test_split(text: str, parts: tuple[str, ...]) -> None:
    assert split_values(text) == parts


VALUE_TEXT = st.text(
    st.sampled_from("0123456789,.％%-−△▲()（）万億千円人年度月・\n 約以上未満※①H R５－ー〜/策定"), max_size=24
)


@given(st.one_of(st.text(), VALUE_TEXT))
def test_any_text_gives_one_outcome(text: str) -> None:
    try:
        printed = parse_value(text)
    except UnreadableValueError:
        return
    assert [printed.value is not None, printed.text is not None, printed.missing is not None].count(True) == 1
    assert printed.raw == text


@given(VALUE_TEXT)
def test_splitting_never_raises(text: str) -> None:
    assert split_values(text)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", "人", "件/年", "円"]), st.booleans())
def test_integers_round_trip(number: int, unit: str, full_width: bool) -> None:
    text = f"{number:,}{unit}"
    if full_width:
        text = text.translate({**{ord("0") + i: chr(ord("０") + i) for i in range(10)}, ord(","): "，", ord("-"): "△"})
    printed = parse_value(text)
    assert (printed.value, printed.unit) == (Decimal(number), unit)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_oku_and_man_round_trip(oku: int, man: int) -> None:
    assert parse_value(f"{oku}億{man:,}万円").value == oku * 10**8 + man * 10**4


@pytest.mark.parametrize("piece", ["1", "1,", "万", "(", "1万", "- ", "一", "（1）", "年", "H", "1・", "\n1"])
def test_long_texts_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        begin = time.perf_counter()
        for parse in (parse_value, split_values):
            try:
                parse(piece * (size // len(piece)))
            except UnreadableValueError:
                continue
        return time.perf_counter() - begin

    # Quadratic work would be 16 times as long; a busy machine may double a short time, so small ones pass.
    assert seconds(64_000) < max(0.5, 12 * seconds(16_000))
