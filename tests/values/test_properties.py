"""Properties that hold for any text: one outcome, no number that is not printed, linear time."""

from __future__ import annotations

import contextlib
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kpi_extract.errors import UnreadableValueError
from kpi_extract.values.number import PrintedValue, _parse, parse_value, split_values
from kpi_extract.values.period import find_periods, parse_period
from kpi_extract.values.period_tokens import _MAY_HOLD_ONE, _PATTERNS
from kpi_extract.values.text import (
    _CLEANED,
    _TO_CLEAN,
    fold,
    has_hidden_digits,
    is_dash,
    join_lines,
    match_key,
    split_marks,
)
from kpi_extract.values.unit import is_known_unit, parse_unit

FULL_WIDTH = {
    ord(half): full for half, full in zip("0123456789.,%-+/()", "０１２３４５６７８９．，％－＋／（）", strict=True)
}

NUMBERS = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False, places=2) | st.integers(0, 10**12).map(Decimal)
UNITS = st.sampled_from(["", "人", "%", "件/年", "円", "経営体", "ha", "t-CO2", "ポイント", "箇所", "g/人・日"])
BOUNDS = st.sampled_from(
    [
        ("", None),
        ("以上", "at_least"),
        ("超", "more_than"),
        ("以下", "at_most"),
        ("未満", "less_than"),
        ("程度", "about"),
    ]
)
PREFIXES = st.sampled_from(
    [("", {}), ("約", {"comparator": "about"}), ("延べ", {"basis": "cumulative"}), ("単年度", {"basis": "annual"})]
)
BRACKETS = st.sampled_from(
    [
        ("", {}),
        ("(速報値)", {"status": "preliminary"}),
        ("(見込み)", {"status": "forecast"}),
        ("(全国16位)", {"bracket": "全国16位"}),
    ]
)
MARKS = st.sampled_from(["", "※1", "*", "①", " ↑"])

PIECES = st.sampled_from(
    """0 1 2 9 12 05 100 2,300 1,23 3.5 . , % ％ - － ー ― △ ▲ + 〜 ～ ( ) （ ） 【 】 万 億 兆 千 百 人 円 千円 件/年 / 年 年度 月 日 末 約 延べ 累計
    以上 未満 超 増 減 維持 より 策定 ※ ※1 ① ¹ * ↑ H R 令和 平成 H30 R5.3 2022 26年度 元 一 二 十 三百 〇 ・ 、 : ： ¥ 第 位 速報値 見込 なし 未実施 中止
    により に は で から まで 現在""".split()
)
SPACES = st.sampled_from(["", "", "", " ", "\n", "　"])
CLERKS_TEXT = st.lists(st.tuples(PIECES, SPACES), max_size=8).map(lambda pieces: "".join(map("".join, pieces)))
ANY_TEXT = st.one_of(st.text(max_size=60), CLERKS_TEXT)


def assert_that_is_all(error: UnreadableValueError, *codes: str) -> None:
    assert error.code in codes


def read(text: str) -> PrintedValue | None:
    try:
        return parse_value(text)
    except UnreadableValueError as error:
        assert_that_is_all(error, "several-values", "wrong-original", "unreadable-number")
        return None


@given(
    NUMBERS, UNITS, BOUNDS, PREFIXES, BRACKETS, MARKS, st.booleans(), st.booleans(), st.sampled_from(["", " ", "\n"])
)
def test_a_number_is_read_as_it_is_printed(
    number: Decimal,
    unit: str,
    bound: tuple[str, str | None],
    prefix: tuple[str, dict[str, str]],
    bracket: tuple[str, dict[str, str]],
    mark: str,
    separators: bool,
    full_width: bool,
    space: str,
) -> None:
    body = f"{number:,}" if separators else f"{number}"
    assume(separators or len(body) != 8)  # eight digits may be a date
    text = f"{prefix[0]}{body}{space if unit else ''}{unit}{bound[0]}{bracket[0]}"
    text = (text.translate(FULL_WIDTH) if full_width else text) + mark
    printed = read(text)
    assert printed is not None
    assert (printed.value, printed.unit) == (number, unit)
    assert printed.comparator == (bound[1] or prefix[1].get("comparator"))
    assert printed.basis == prefix[1].get("basis")
    assert (printed.status, printed.bracket) == (bracket[1].get("status"), bracket[1].get("bracket"))
    assert printed.marks == ((mark.strip(),) if mark else ())


@given(NUMBERS, st.sampled_from("-△▲−－"), UNITS)
def test_a_sign_is_read(number: Decimal, sign: str, unit: str) -> None:
    printed = read(f"{sign}{number:,}{unit}")
    assert printed is not None
    assert (printed.value, printed.unit) == (-number, unit)


@given(st.integers(1, 9999), st.integers(1, 9999), st.booleans())
def test_oku_and_man(oku: int, man: int, separators: bool) -> None:
    text = f"{oku:,}億{man:,}万円" if separators else f"{oku}億{man}万円"
    printed = read(text)
    assert printed is not None
    assert printed.value == oku * 10**8 + man * 10**4


@given(
    st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["〜", "～", "~"]), st.sampled_from(["", "人", "%"])
)
def test_a_range_rises(lower: int, upper: int, sign: str, unit: str) -> None:
    printed = read(f"{lower:,}{sign}{upper:,}{unit}")
    if lower > upper:
        assert printed is None
    else:
        assert printed is not None
        assert (printed.value, printed.upper, printed.unit) == (Decimal(lower), Decimal(upper), unit)


@given(st.from_regex(r"(?:0|[1-9][0-9]{0,6}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,3})?%?", fullmatch=True))
def test_the_short_way_for_plain_numbers_says_the_same(text: str) -> None:
    assert parse_value(text) == _parse(text)


@given(CLERKS_TEXT)
def test_a_key_is_its_own_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


def test_every_character_that_folds_to_digits_is_known() -> None:
    """Full-width and mathematical digits are digits; what is squared or has a letter before it is a unit."""
    for code in range(0x80, 0x1FBFA):
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character)
        if re.search("[0-9]", folded) and unicodedata.category(character) != "Nd":
            assert has_hidden_digits(character) or folded[0].isalpha(), hex(code)


@given(ANY_TEXT)
@example("①%")
@example("100\n(")
@example("※120")
def test_any_text_has_one_outcome(text: str) -> None:
    printed = read(text)
    if printed is None:
        return
    assert [printed.value is not None, printed.text is not None, printed.missing is not None].count(True) == 1
    assert printed.raw == text
    assert printed.upper is None or (printed.value is not None and printed.upper >= printed.value)


def spelled(text: str) -> set[Decimal]:
    """Every number whose digits stand together in a text, without regard to meaning."""
    joined = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", fold(re.sub(r"[①-⓿❶-➓⁰¹²³⁴-⁹]", " ", text)))
    return {Decimal(run) for run in re.findall(r"[0-9]+(?:\.[0-9]+)?", joined)}


@given(ANY_TEXT)
@example("H3 0人")
@example("12 34")
@example("1\n2")
@example("R5.3")
def test_a_number_is_one_that_is_printed(text: str) -> None:
    # A narrow cell breaks a number behind its comma (1,00⏎0): that is joined, and tested where it is decided.
    assume(not re.search(r"\n|[0-9,]\s+[0-9,]|[一二三四五六七八九十百千万億兆]", fold(text)))
    printed = read(text)
    if printed is None or printed.value is None or re.search("ゼロ|零", text):
        return
    assert abs(printed.value) in spelled(text)
    assert printed.upper is None or abs(printed.upper) in spelled(text)


@given(ANY_TEXT)
def test_digits_are_never_lost_without_a_word(text: str) -> None:
    """Text with digits that is taken for text says why, or holds them in brackets, marks, a date or a comparison."""
    printed = read(text)
    if printed is None or printed.text is None or printed.codes or printed.marks or printed.period:
        return
    undated = re.sub(r"[(\[〔【][^()\[\]〔〕【】]*[)\]〕】]", "", match_key(text))
    for match in reversed(find_periods(undated)):
        undated = undated[: match.start] + undated[match.end :]
    kept = re.search("維持|より|[※*]", text) or has_hidden_digits(text)
    assert kept or not re.search("[0-9]", undated)


@given(ANY_TEXT)
def test_splitting_gives_values_or_the_text(text: str) -> None:
    pieces = split_values(text)
    if len(pieces) == 1:
        assert pieces == (text,)
    for piece in pieces[1:] and pieces:
        assert read(piece) is not None
        assert piece in text or "\n" in piece


@given(ANY_TEXT)
def test_any_text_is_a_period_or_the_one_exception(text: str) -> None:
    try:
        period = parse_period(text)
    except UnreadableValueError as error:
        assert_that_is_all(error, "unreadable-period")
        return
    assert period.date is None or re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", period.date)
    assert (period.bare_year is not None) != (period.date is not None or period.fiscal_year is not None)
    if period.kind == "day":
        assert date.fromisoformat(period.date or "")


@given(ANY_TEXT)
def test_periods_stand_where_they_are_said_to_stand(text: str) -> None:
    key = match_key(text)
    end = 0
    for match in find_periods(key):
        assert end <= match.start < match.end <= len(key)
        assert match.period.raw == key[match.start : match.end]
        end = match.end


@given(ANY_TEXT)
def test_units_marks_and_keys_take_any_text(text: str) -> None:
    known = is_known_unit(text)
    try:
        unit = parse_unit(text)
    except UnreadableValueError:
        assert not known
    else:
        assert known is (unit.dimension is not None or bool(unit.parts))
        assert unit.symbol
    body, marks = split_marks(text)
    assert all(mark in text for mark in marks)
    assert len(body) <= len(text)
    assert join_lines(join_lines(text)) == join_lines(text)
    assert is_dash(text) in (True, False)


def seconds(work: Callable[[str], object], text: str) -> float:
    begin = time.perf_counter()
    with contextlib.suppress(UnreadableValueError):
        work(text)
    return time.perf_counter() - begin


SHORT_PIECES = [
    "1",
    "1,",
    "万",
    "(",
    ")",
    "1万",
    "- ",
    "一",
    "（1）",
    "年",
    "H",
    "1・",
    "\n1",
    "※",
    "R5",
    "R5〜",
    "2022/",
    "により",
    "〜1",
    "①",
    "約",
    " ",
    "千円",
    "は",
]


@pytest.mark.parametrize("piece", SHORT_PIECES)
@pytest.mark.parametrize(
    "work",
    [parse_value, split_values, parse_period, find_periods, parse_unit, match_key, join_lines, split_marks, is_dash],
)
def test_long_texts_take_linear_time(piece: str, work: Callable[[str], object]) -> None:
    short, long = piece * (10_000 // len(piece)), piece * (40_000 // len(piece))
    # Quadratic work would be 16 times as long; a busy machine may double a short time, so small ones pass.
    assert seconds(work, long) < max(0.3, 10 * seconds(work, short))
    assert seconds(work, short) < 1


@pytest.mark.parametrize("piece", SHORT_PIECES)
def test_the_longest_value_takes_no_time(piece: str) -> None:
    assert seconds(parse_value, (piece * 200)[:200]) < 0.05


ERA_TEXT = st.text("明治大正昭和平成令元年度SHRMTshrFY'’.〇一二十0123456789月日()（/・-〜aは", min_size=1, max_size=12)


@given(ERA_TEXT)
def test_no_date_is_sought_in_vain(text: str) -> None:
    """The cheap search that lets a text pass must find every token that the patterns find."""
    if any(pattern.search(text) for pattern in _PATTERNS):
        assert _MAY_HOLD_ONE.search(text)


@given(ANY_TEXT)
def test_folding_skips_only_what_it_would_not_change(text: str) -> None:
    """Radicals and invisible characters are looked for first; whatever is to be cleaned must be found."""
    assert _TO_CLEAN.search(text) or text == text.translate(_CLEANED)
    assert all(_TO_CLEAN.search(chr(code)) for code in _CLEANED)


@pytest.mark.parametrize("work", [parse_value, parse_period])
def test_a_text_refused_twice_is_refused_anew(work: Callable[[str], object]) -> None:
    """A remembered refusal keeps no exception: its traceback would grow, and hold what the callers held."""
    refused = []
    for _ in range(2):
        with pytest.raises(UnreadableValueError) as caught:
            work("1/2/3/4")
        refused.append(caught.value)
    assert refused[0] is not refused[1]
    assert refused[0].args == refused[1].args
