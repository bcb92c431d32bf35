"""Line breaks, spaces and separators inside one value, and where a cell is split into several."""

from __future__ import annotations

import pytest

from kpi_extract.values.number import split_values
from tests.values.reading import Said, refused, says, second, value

SEVERAL = refused("several-values")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("２，３００", says("2300")),
        ("－５", says("-5")),
        ("三百二十人", says("320", "人")),
        ("△ 5", says("-5")),
        # A narrow cell breaks a number: neither piece alone is one.
        ("1,045,\n808", says("1045808")),
        ("80,71\n7", says("80717")),
        ("886,9\n06人", says("886906", "人")),
        ("5,994\n,616", says("5994616")),
        ("3,737万\n8千人", says("37378000", "人")),
        ("100\n万円", says("1000000", "円")),
        ("30%\n以上", says("30", "%", comparator="at_least")),
        ("122\n経営体\n(26年\n度)", says("122", "経営体", period="FY?26", codes=("era-unknown",))),
        ("0人\n(0人)", second("0", "0人", "人")),
    ],
)
def test_a_break_inside_a_value(text: str, said: Said) -> None:
    assert value(text) == said


@pytest.mark.parametrize(
    "text",
    ["1 234", "１　２３４", "12\n34", "57.1\n0%", "2,300\n400", "12件\n34件", "12校\n3校", "2022.4 5.0", "1 0 0"],
)
def test_a_break_never_glues_digits(text: str) -> None:
    assert value(text) == SEVERAL


def test_what_is_too_long_or_too_fine_for_a_number() -> None:
    assert value("0.1234567890123456789") == refused()
    assert value("1" * 21) == refused()
    assert value(f"{'実績' * 60}は10人") == refused()
    assert value("あ" * 500) == {"text": "あ" * 500}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("200・4,000", ("200", "4,000")),
        ("144・4,055", ("144", "4,055")),
        ("8\n80.0%", ("8", "80.0%")),
        ("540 箇所\n5,500 回", ("540 箇所", "5,500 回")),
        ("73,618社(2014年)\n1,045,808人(2014年)", ("73,618社(2014年)", "1,045,808人(2014年)")),
        ("73,618社\n(2014年)\n1,045,808人\n(2014年)", ("73,618社\n(2014年)", "1,045,808人\n(2014年)")),
        ("12\n-", ("12", "-")),
        ("2,300", ("2,300",)),
        ("0人\n(0人)", ("0人\n(0人)",)),
        ("122経営体\n(26年度)", ("122経営体\n(26年度)",)),
        ("1,045,\n808", ("1,045,\n808",)),
        ("3,276\n百万円", ("3,276\n百万円",)),
        ("男性79.83以上\n女性84.35以上", ("男性79.83以上\n女性84.35以上",)),
        ("長寿命化13箇所\nリニューアル3箇所", ("長寿命化13箇所\nリニューアル3箇所",)),
        ("1、234", ("1、234",)),
        ("12回、340人", ("12回", "340人")),
    ],
)
def test_split(text: str, parts: tuple[str, ...]) -> None:
    assert split_values(text) == parts
