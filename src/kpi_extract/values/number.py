"""One printed value → number, comparator, unit text, missing reason, marks. Knows no tables and no headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.period import Period, find_periods, parse_period
from kpi_extract.values.text import fold, is_dash, match_key, split_marks
from kpi_extract.values.unit import is_known_unit

Comparator = Literal["at_least", "more_than", "at_most", "less_than", "about"]
Missing = Literal["dash", "blank", "word"]
ValueStatus = Literal["preliminary", "forecast", "reference"]

MOST_FRACTION_DIGITS = 15
"""Significant digits of a fraction: a JSON number read as a double would change more."""
LONGEST_VALUE = 200
"""Characters; a longer cell is prose."""

_MISSING_WORDS = frozenset(
    "なし 無し 無 該当なし 該当無し 未集計 集計中 算定中 調査中 未公表 公表前 未実施 未 未定 未確定 未設定 検討中 確認中 対象外 実施なし 評価なし "
    "実績なし 皆無 不明 不詳 非公表 データなし 数値なし 更新数値がなし 実績値の未発表 比較可能な参考指標なし 把握できない 集計不可 測定不可 "
    "未測定 未調査 調査なし 調査未実施 調査実施なし 事業未実施 開催なし 中止 未発表 … ... ‥ .. *** ******** X x × 把握不可 統計なし "
    "目標なし 設定なし 目標値なし".split()
)
_DIRECT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_KANJI = r"[一二三四五六七八九十百千〇]+"
_SCALES = {"兆": 10**12, "億": 10**8, "万": 10**4, "千": 10**3, "百": 10**2}
_SCALED = re.compile(
    rf"(?P<sign>[+\-△▲])?(?P<body>(?:(?:{_DIRECT})(?:(?!百万円)[百千]?[兆億万]|[百千](?!円|万円|㎡|k))?)+)"
)
_PIECE = re.compile(rf"(?P<digits>{_DIRECT})(?P<scale>(?:(?!百万円)[百千]?[兆億万]|[百千](?!円|万円|㎡|k))?)")
_MINUS = str.maketrans({c: "-" for c in "−‐‑–—―－─"})
_SUFFIXES: tuple[tuple[str, Comparator], ...] = (
    ("以上", "at_least"),
    ("超", "more_than"),
    ("以下", "at_most"),
    ("以内", "at_most"),
    ("未満", "less_than"),
    ("程度", "about"),
    ("前後", "about"),
    ("弱", "about"),
    ("強", "about"),
)
_PREFIX = re.compile(
    r"^(?P<word>延べ|のべ|累計|約|およそ|おおよそ|概ね|おおむね|毎年度?|年間|年(?=[0-9])|月(?=[0-9])|毎月|単年度)(?=[0-9約+\-△▲])"
)
_CHANGE = re.compile(
    r"[0-9.,%]+(?:ポイント|pt|%|人|件|円)?(?:の)?(?:増加?|減少?|減額|増額|低下|上昇|アップ|ダウン|向上|改善|削減)(?:$|[(以])"
)
_STATUS: tuple[tuple[str, ValueStatus], ...] = (
    ("速報値", "preliminary"),
    ("速報", "preliminary"),
    ("見込み", "forecast"),
    ("見込", "forecast"),
    ("予定", "forecast"),
    ("参考値", "reference"),
    ("参考", "reference"),
    ("暫定値", "preliminary"),
    ("暫定", "preliminary"),
)
_SHEET_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_UNIT_CHARACTERS = re.compile(r"[^0-9()\[\]、。,.;:=<>]{1,12}")
_TRAILING_BRACKET = re.compile(r"[(\[〔【](?P<inner>[^()\[\]〔〕【】]*)[)\]〕】]$")


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A value as read. Exactly one of value, text and missing is set."""

    raw: str
    value: Decimal | None = None
    upper: Decimal | None = None
    text: str | None = None
    comparator: Comparator | None = None
    missing: Missing | None = None
    unit: str = ""
    """The unit printed right of the number: 人, 件/年, 千円; "" for none."""
    basis: Literal["annual", "cumulative"] | None = None
    status: ValueStatus | None = None
    marks: tuple[str, ...] = ()
    period: Period | None = None
    """A date in brackets: 122経営体(26年度)."""
    bracket: str | None = None
    """Any other trailing bracket: a second value, a rank, a comment."""
    codes: tuple[IssueCode, ...] = ()


def parse_value(text: str) -> PrintedValue:
    """Read one printed value.

    Forms: 2,300 · ２，３００ · △911 · 57.10% · 12.3万人 · 9兆1,400億円 · 30%以上 · 約900万人 · 10〜12人 · 122経営体(26年度) ·
    年2回 · 延べ6 · 策定 (text) · - (dash) · 算定中 (word) · nothing (blank).

    Returns:
        The value; 万, 億, 千 printed inside it are multiplied out, 千円 and 百万円 stay the unit's.

    Raises:
        UnreadableValueError: with code several-values, wrong-original or unreadable-number. The text is never guessed at.

    >>> parse_value("3,737万8千人").value
    Decimal('37378000')
    """
    if not text.strip():
        return PrintedValue(text, missing="blank")
    if len(text) > LONGEST_VALUE:
        return _prose(text)
    if is_dash(text):
        return PrintedValue(text, missing="dash")
    if match_key(text) in _MISSING_WORDS or match_key(text).rstrip("-") in _MISSING_WORDS:
        return PrintedValue(text, missing="word")
    body, marks = split_marks(text)
    if _SHEET_ERROR.search(match_key(body)):
        raise UnreadableValueError(text, "a spreadsheet error", "wrong-original")
    printed = _read(text, _one_line(text, body))
    return replace(printed, marks=marks) if marks else printed


def _one_line(text: str, body: str) -> str:
    """Join the lines of a cell: a break never glues digits, but where a comma (1,045,⏎808) or a unit follows."""
    lines = [re.sub(r"(?<=[0-9])[ \u3000]+(?=[0-9])", "\n", fold(line).strip()) for line in body.splitlines()]
    lines = [piece for line in lines for piece in line.split("\n") if piece]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        ends_in_digit = re.search(r"[0-9][.%人件円]?$", joined)
        if ends_in_digit and re.match(r"[+\-△▲]?[0-9]", line) and not _continues_number(joined, line):
            raise UnreadableValueError(text, "several values", "several-values")
        joined += line
    return "".join(joined.split())


def _continues_number(above: str, line: str) -> bool:
    """A narrow cell breaks a number: 80,71⏎7 and 80,⏎717 are 80,717, for neither piece alone is one; 12⏎34 may be two."""
    head, tail = re.search(r"[0-9,.]*$", above), re.match(r"[0-9,.]*", line)
    if head is None or tail is None:
        return False
    pieces = (head.group(0), tail.group(0))
    whole = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", "".join(pieces))
    return bool(whole) and not all(re.fullmatch(_DIRECT, piece) for piece in pieces)


def _prose(text: str) -> PrintedValue:
    if re.search(r"[0-9０-９]", text):
        raise UnreadableValueError(text, "a sentence, not a value")
    return PrintedValue(text, text=text.strip())


def _read(text: str, key: str) -> PrintedValue:
    """Peel brackets, status words and prefixes off, then read the number."""
    key = key.translate(_MINUS) if re.search(r"[−‐‑–—―－─](?=[0-9])", key) else key
    key, period, bracket, status = _without_brackets(key)
    if period is None:
        key, period = _leading_period(key)
    codes = (*(period.codes if period is not None else ()), *((IssueCode.SECOND_VALUE,) if bracket is not None else ()))
    base = PrintedValue(text, period=period, bracket=bracket, codes=codes, status=status)
    if is_dash(key) or not key:
        if not key and bracket is not None:
            return _bracketed_only(text, bracket, base)
        return replace(base, missing="dash" if key else "blank")
    if key in _MISSING_WORDS:
        return replace(base, missing="word")
    dash_unit = re.fullmatch(r"[-‐－―ー—–−]+(.+)", key)
    if dash_unit is not None and is_known_unit(dash_unit.group(1)):
        return replace(base, missing="dash", unit=dash_unit.group(1))
    if key in ("〃", "同上", "々", "”", '"'):
        return replace(base, text="〃", codes=(*codes, IssueCode.DITTO))
    for word, meaning in _STATUS:
        if key.endswith(word) and re.search(r"[0-9]", key):
            base, key = replace(base, status=meaning), key.removesuffix(word)
            break
    return _number(text, key, base)


def _bracketed_only(text: str, bracket: str, base: PrintedValue) -> PrintedValue:
    """(9500): the brackets are all there is."""
    inner = _read(text, bracket)
    return replace(
        inner, raw=text, bracket=None, codes=tuple(c for c in inner.codes if c is not IssueCode.SECOND_VALUE)
    )


def _without_brackets(
    key: str,
) -> tuple[str, Period | None, str | None, ValueStatus | None]:
    period: Period | None = None
    others: list[str] = []
    status: ValueStatus | None = None
    while (match := _TRAILING_BRACKET.search(key)) is not None:
        inner = match.group("inner")
        if re.search(r"維持$", key[: match.start()]) or (match.start() == 0 and not others and period is None):
            if match.start() == 0 and _period_in(inner) is None and inner:
                others.insert(0, inner)
                key = ""
            break
        found = _period_in(inner)
        word = next((meaning for name, meaning in _STATUS if inner == name), None)
        if found is not None and period is None:
            period = found
        elif word is not None:
            status = word
        elif is_known_unit(inner) and re.search(r"[0-9]$", key[: match.start()]):
            key = key[: match.start()] + inner
            continue
        elif inner:
            others.insert(0, inner)
        key = key[: match.start()]
    return key, period, "・".join(others) if others else None, status


def _period_in(text: str) -> Period | None:
    try:
        return parse_period(text)
    except UnreadableValueError:
        return None


def _leading_period(key: str) -> tuple[str, Period | None]:
    """H26年1.54 and -平成29年3月: a date glued to the value."""
    matches = find_periods(key)
    if len(matches) != 1:
        return key, None
    (match,) = matches
    rest = key[: match.start] + key[match.end :]
    trimmed = re.sub(r"^(?:まで|末|調査|現在|時点)", "", rest)
    if not trimmed or trimmed == key or (match.start and match.end != len(key)):
        return key, None
    if match.start == 0 and not re.match(r"[+\-△▲約]?[0-9]|[-‐－―ー—–−]$", trimmed):
        return key, None
    if match.start and not (is_dash(trimmed) or re.fullmatch(rf"[+\-△▲]?(?:{_DIRECT})%?", trimmed)):
        return key, None
    return trimmed, match.period


def _number(text: str, key: str, base: PrintedValue) -> PrintedValue:
    if not re.search(r"[0-9]", key):
        return _kanji_or_text(text, key, base)
    if _CHANGE.search(key):
        return replace(base, text=text.strip(), codes=(*base.codes, IssueCode.RELATIVE_VALUE))
    if "維持" in key or "より" in key or "を上回" in key or "を下回" in key:
        return replace(base, text=text.strip(), period=None, codes=(), bracket=None)
    key, base, per = _without_prefix(key, base)
    matches = list(_SCALED.finditer(key))
    span = _range_of(key, matches)
    if not matches or matches[0].start() != 0 or (len(matches) > 1 and span is None):
        raise UnreadableValueError(text, *_why(key, matches))
    match = matches[0]
    value = _value(text, match)
    upper = None
    if span is not None:
        upper, match, lower_unit = span[0], span[1], span[2]
        upper = _value(text, match)
        if upper < value:
            raise UnreadableValueError(text, "a range that falls")
        del lower_unit
    tail = key[match.end() :]
    comparator = base.comparator
    for suffix, meaning in _SUFFIXES:
        if tail.endswith(suffix):
            tail, comparator = tail.removesuffix(suffix), meaning
            break
    if tail and (not _UNIT_CHARACTERS.fullmatch(tail) or (not is_known_unit(tail) and not _may_be_unit(tail))):
        raise UnreadableValueError(text, f"not understood: {tail}", *(("wrong-original",) if tail[0] in ",." else ()))
    unit = f"{tail}/{per}" if per and tail and "/" not in tail else tail
    return replace(base, value=value, upper=upper, comparator=comparator, unit=unit)


def _why(key: str, matches: list[re.Match[str]]) -> tuple[str, str]:
    if re.search(r"[0-9],[0-9]{1,2}(?![0-9])|[0-9],[0-9]{4}|[万億兆][0-9]{1,4},[0-9]{4}", key):
        return "digits grouped wrongly", "wrong-original"
    separators = re.split(r"[・、/,\s]|(?<=[人件社回%円所])(?=[0-9])", key)
    if len(matches) > 1 and all(re.match(r"[+\-△▲]?[0-9]", piece) for piece in separators if piece):
        return "several values", "several-values"
    labelled = re.findall(r"[^\W\d_]+[0-9][0-9,.]*", key)
    return ("several values", "several-values") if len(labelled) > 1 else ("not a plain number", "unreadable-number")


def _without_prefix(key: str, base: PrintedValue) -> tuple[str, PrintedValue, str]:
    per = ""
    while (match := _PREFIX.match(key)) is not None:
        word = match.group("word")
        key = key[match.end() :]
        if word in ("延べ", "のべ", "累計"):
            base = replace(base, basis="cumulative")
        elif word == "単年度":
            base = replace(base, basis="annual")
        elif word in ("毎年", "毎年度", "年間", "年"):
            per = "年"
        elif word in ("毎月", "月"):
            per = "月"
        else:
            base = replace(base, comparator="about")
    return key, base, per


def _range_of(key: str, matches: list[re.Match[str]]) -> tuple[Decimal | None, re.Match[str], str] | None:
    """10〜12人, 10人〜12人: two numbers with a range sign between."""
    if len(matches) != 2:
        return None
    between = key[matches[0].end() : matches[1].start()]
    unit, sign, rest = between.partition("〜")
    if not sign or rest or (unit and not is_known_unit(unit)):
        return None
    return None, matches[1], unit


def _value(text: str, match: re.Match[str]) -> Decimal:
    """Multiply the scales out: 3,737万8千 → 37378000. Scales must fall, and a group must fit under the one before."""
    total = Decimal(0)
    last_scale: int | None = None
    pieces = list(_PIECE.finditer(match.group("body")))
    for piece in pieces:
        scale = 1
        for letter in piece.group("scale"):
            scale *= _SCALES[letter]
        digits = Decimal(piece.group("digits").replace(",", ""))
        if last_scale is not None and (scale >= last_scale or digits * scale >= last_scale):
            raise UnreadableValueError(text, "the groups of the number do not fit", "wrong-original")
        if last_scale is not None and last_scale == 1:
            raise UnreadableValueError(text, "several values", "several-values")
        total += digits * scale
        last_scale = scale
    if total != total.to_integral_value() and len(total.as_tuple().digits) > MOST_FRACTION_DIGITS:
        raise UnreadableValueError(text, "more digits than a JSON number keeps")
    return -total if match.group("sign") in ("-", "△", "▲") else total


def _may_be_unit(tail: str) -> bool:
    """An unknown counter (番組, 経営体) is believed where it is short and no ending of a sentence."""
    return len(tail) <= 8 and not re.search(r"[をがはにでとへ]|です|ます|した|する|[0-9]", tail)


_KANJI_NUMBER = re.compile(rf"(?P<digits>{_KANJI})(?P<tail>.{{0,6}})")
_KANJI_VALUES = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}


def _kanji_or_text(text: str, key: str, base: PrintedValue) -> PrintedValue:
    """三百二十人 is 320; 策定, 設置, 維持 and 現状維持以上 are values without a number."""
    match = _KANJI_NUMBER.fullmatch(key)
    if match is not None and (not match.group("tail") or is_known_unit(match.group("tail"))) and not is_known_unit(key):
        return replace(base, value=Decimal(_kanji_value(match.group("digits"))), unit=match.group("tail"))
    if base.bracket is not None:
        # A word with a bracket is printed as one: 現状値を維持(44%台).
        return PrintedValue(text, text=text.strip())
    return replace(base, text=key if base.period is not None else text.strip())


def _kanji_value(digits: str) -> int:
    total, current = 0, 0
    for character in digits:
        if character in _KANJI_UNITS:
            total += (current or 1) * _KANJI_UNITS[character]
            current = 0
        else:
            current = current * 10 + _KANJI_VALUES[character]
    return total + current


def split_values(text: str) -> tuple[str, ...]:
    """The complete, unlabelled values of one cell: ("200", "4,000") for 200・4,000; a 1-tuple where it is one.

    A line break splits like ・ only between complete values; a bracket belongs to the value before it.
    """
    if len(text) > LONGEST_VALUE or not re.search(r"[0-9０-９].*[・\n、/]", text, re.DOTALL):
        return (text,)
    lines: list[str] = []
    for line in (line.strip() for line in text.strip().splitlines()):
        continues = lines and (re.search(r"[0-9０-９][,，]$", lines[-1]) or re.match(r"[(（\[〔]", line))
        if continues or (lines and line and not re.match(r"[+\-△▲約0-9０-９―－]|[^0-9０-９]*[0-9０-９]", line)):
            lines[-1] = f"{lines[-1]}\n{line}"
        elif line:
            lines.append(line)
    pieces = [piece.strip() for line in lines for piece in re.split("[・、]", line)]
    if len(pieces) > 1 and all(_is_complete(piece) for piece in pieces):
        return tuple(pieces)
    return (text,)


def _is_complete(piece: str) -> bool:
    try:
        printed = parse_value(piece)
    except UnreadableValueError:
        return False
    return printed.value is not None or printed.missing == "dash" or (printed.text == "〃")
