"""One printed value → number, comparator, unit text, missing reason, marks. Knows no tables and no headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.absent import absent, is_missing_word
from kpi_extract.values.around import Prefixed, peel, without_prefix, without_status
from kpi_extract.values.digits import (
    DIRECT,
    FREELY_SCALED,
    KANJI_DIGITS,
    KANJI_NUMBER,
    SCALE_CHARACTERS,
    SCALED,
    kanji_value,
    printed_value,
    shared_scale,
)
from kpi_extract.values.number_words import COUNTED_BY, SUFFIXES, Comparator, may_be_unit
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import find_periods, period_or_none
from kpi_extract.values.printed import PrintedValue
from kpi_extract.values.text import fold, has_hidden_digits, is_dash, is_only_marks, join_lines, match_key, split_marks
from kpi_extract.values.unit import is_known_unit, parse_unit

__all__ = ["LONGEST_VALUE", "PrintedValue", "is_plain", "parse_value", "split_values", "value_or_none"]

LONGEST_VALUE = 200
"""Characters; a longer cell is prose."""

# Most value cells; they need none of what follows. Eight digits may be a date.
_PLAIN = lazy_pattern(
    r"(?P<number>(?:0|[1-9][0-9]{0,6}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,3})?)(?P<unit>%?)"
)
_MINUS = str.maketrans({c: "-" for c in "−‐‑–—―－─"})
_CHANGE = lazy_pattern(
    r"[0-9](?:[^\W\d_り]|[%‰/]){0,8}?(?:増加?|減少?|減額|増額|低下|上昇|アップ|ダウン|向上|改善|削減|縮減|縮小|拡大)(?:$|[(以])"
)
# Also the signs of a column too narrow for its number, and a formula that was never computed.
_SHEET_ERROR = lazy_pattern(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)|#{3}|^=.*[0-9(!…]")
_DITTO = frozenset(("〃", "同上", "々", "”", '"'))
_GROUPED_WRONGLY = lazy_pattern(r"[0-9],[0-9]{1,2}(?![0-9])|[0-9],[0-9]{4}|[万億兆][0-9]{1,4},[0-9]{4}|[0-9],$")
_COMMA_OF_TEXT = lazy_pattern(r"(?<![0-9])[0-9]{1,3}、[0-9]{3}(?![0-9])")
_CODE = lazy_pattern(r"[0-9]+(?:[-/:.][0-9]+)+|[0-9.]+E[+-]?[0-9]+")
_BASE_YEAR = lazy_pattern(r"\([0-9]{4}\)")
_BETWEEN_DIGITS = lazy_pattern(r"(?<=[0-9.,])[ \u3000]+(?=[0-9])|(?<=[0-9])[ \u3000]+(?=[.,][0-9])")
_DASH_BEFORE_DIGIT = lazy_pattern("[−‐‑–—―－─](?=[0-9])")
_DIGITS_ALONE = lazy_pattern("[0-9.,]+")
_MAY_BE_SEVERAL = lazy_pattern(r"[0-9０-９].*[・\n、]", re.DOTALL)
_ANY_DIGIT = lazy_pattern("[0-9０-９]")
_RANGE = lazy_pattern(r"(?P<unit>[^〜0-9]{0,8})〜(?=[+\-△▲]?[0-9])")


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
    outcome = _outcome(text)
    if isinstance(outcome, _Unreadable):
        raise UnreadableValueError(*outcome)
    return outcome


def is_plain(text: str) -> bool:
    """Nothing but one number in its plainest form, with or without %.

    >>> is_plain("2,300"), is_plain("2,300人")
    (True, False)
    """
    return _PLAIN.fullmatch(text) is not None


def value_or_none(text: str) -> PrintedValue | None:
    """What `parse_value` returns, or None where it raises: for callers who need not know why.

    >>> value_or_none("1,5"), value_or_none("12").value
    (None, Decimal('12'))
    """
    outcome = _outcome(text)
    return None if isinstance(outcome, _Unreadable) else outcome


class _Unreadable(NamedTuple):
    """The arguments of an `UnreadableValueError`: what is kept of one must hold no traceback."""

    text: str
    reason: str
    code: str


def _outcome(text: str) -> PrintedValue | _Unreadable:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        number = Decimal(plain.group("number").replace(",", ""))
        return PrintedValue(text, value=number, unit=plain.group("unit"))
    if not text.strip():
        return PrintedValue(text, missing="blank")
    if len(text) > LONGEST_VALUE:
        return _of_prose(text)
    return _of_short(text)


@lru_cache(maxsize=4096)
def _of_short(text: str) -> PrintedValue | _Unreadable:
    try:
        return _parse(text)
    except UnreadableValueError as error:
        return _Unreadable(error.text, error.reason, error.code)


def _parse(text: str) -> PrintedValue:
    if is_dash(text):
        return PrintedValue(text, missing="dash")
    if (nothing := absent(text)) is not None:
        return nothing
    if _SHEET_ERROR.search(match_key(text)):
        raise UnreadableValueError(text, "a spreadsheet error", "wrong-original")
    body, marks = split_marks(text)
    if not body or is_only_marks(body):
        # ① and (※1) alone point at a note or a list; NFKC would make numbers of them.
        return PrintedValue(text, text=text.strip(), marks=marks)
    if has_hidden_digits(body):
        if not re.search(r"[0-9０-９¼-¾⅐-⅟↉]", body):
            return PrintedValue(text, text=join_lines(text), marks=marks)
        raise UnreadableValueError(text, "a note mark or a fraction among the digits")
    printed = _read(text, _one_line(text, body))
    return printed._replace(marks=marks) if marks else printed


def _one_line(text: str, body: str) -> str:
    """Join the lines of a cell: a break never glues digits, but where a comma (1,045,⏎808) or a unit follows."""
    lines = [_BETWEEN_DIGITS.sub("\n", fold(line).strip()) for line in body.splitlines()]
    lines = [piece for line in lines for piece in line.split("\n") if piece]
    joined = _dated_line(lines[0], len(lines)) if lines else ""
    for line in lines[1:]:
        ends_in_digit = re.search(r"[0-9][.,%人件円社回]?$", joined)
        if ends_in_digit and re.match(r"[+\-△▲]?[.,]?[0-9]", line) and not _continues_number(joined, line):
            raise UnreadableValueError(text, "several values", "several-values")
        joined += _dated_line(line, len(lines))
    return "".join(joined.split())


def _dated_line(line: str, count: int) -> str:
    """A line that is a date and nothing else (R4⏎120人) is as good as one in brackets."""
    found = find_periods(match_key(line)) if count > 1 else ()
    if len(found) != 1 or line[0] in "([〔【" or _DIGITS_ALONE.fullmatch(line):
        return line
    if period_or_none(line) is not None:
        return f"({line})"
    rest = match_key(line)[found[0].end :] if found[0].start == 0 else ""
    # 87%⏎H28.6月調査結果: when the number above was counted, and by whom; the rest stays in raw.
    return f"({found[0].period.raw})" if COUNTED_BY.fullmatch(rest) else line


def _continues_number(above: str, line: str) -> bool:
    """A narrow cell breaks a number: 80,71⏎7 and 80,⏎717 are 80,717, for neither piece alone is one; 12⏎34 may be two."""
    head, tail = re.search(r"[0-9,.]*$", above), re.match(r"[0-9,.]*", line)
    if head is None or tail is None:
        return False
    pieces = (head.group(0), tail.group(0))
    whole = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", "".join(pieces))
    return bool(whole) and not all(re.fullmatch(DIRECT, piece) for piece in pieces)


def _of_prose(text: str) -> PrintedValue | _Unreadable:
    if _ANY_DIGIT.search(text):
        return _Unreadable(text, "a sentence, not a value", "unreadable-number")
    return PrintedValue(text, text=join_lines(text))


def _read(text: str, key: str) -> PrintedValue:
    """Peel brackets, dates, status words and prefixes off, then read the number."""
    key = key.translate(_MINUS) if _DASH_BEFORE_DIGIT.search(key) else key
    if key.strip("()") in _DITTO:
        return PrintedValue(text, text="〃", codes=(IssueCode.DITTO,))
    whole = key
    key, base = peel(key, PrintedValue(text))
    if not key and base.bracket is not None:
        return _bracketed_only(text, base)
    if not key or is_dash(key):
        return base._replace(missing="dash" if key else "blank")
    if is_missing_word(key):
        return base._replace(missing="word")
    unit = key.lstrip("-‐－―ー—–−")
    if unit != key and is_known_unit(unit):
        return base._replace(missing="dash", unit=unit)
    if not re.fullmatch(r"[0-9]{1,7}|[0-9]+\.[0-9]+", whole) and period_or_none(whole) is not None:
        raise UnreadableValueError(text, "a date, not a value")
    if not re.search(r"[0-9]", key):
        return _without_digits(text, key, base)
    if (worded := _in_words(text, key, base)) is not None:
        return worded
    key, base = without_status(key, base)
    return _number(text, without_prefix(key, base))


def _bracketed_only(text: str, base: PrintedValue) -> PrintedValue:
    """(9500): the brackets are all there is."""
    inner = _read(text, base.bracket or "")
    return inner._replace(codes=tuple(c for c in inner.codes if c is not IssueCode.SECOND_VALUE))


def _in_words(text: str, key: str, base: PrintedValue) -> PrintedValue | None:
    """20%増, 前年より5人多い, 1位維持: what is compared, or kept, is no number of its own."""
    if _CHANGE.search(key):
        return base._replace(text=join_lines(text), codes=(*base.codes, IssueCode.RELATIVE_VALUE))
    compared = "より" in key or re.search(r"を[上下]回", key) is not None
    if re.match(r"[0-9]", key) and "より" not in key:
        compared = False
    if not compared and "維持" not in key:
        return None
    undated = key
    for match in reversed(find_periods(key)):
        undated = undated[: match.start] + undated[match.end :]
    relative = compared and re.search(r"[0-9]", _BASE_YEAR.sub("", undated)) is not None
    return PrintedValue(text, text=join_lines(text), codes=(IssueCode.RELATIVE_VALUE,) if relative else ())


@dataclass(frozen=True, slots=True)
class _Numbers:
    """One number, or the two of a range, and what stands behind."""

    value: Decimal
    upper: Decimal | None
    tail: str
    sign: str = ""


def _number(text: str, prefixed: Prefixed) -> PrintedValue:
    key, base = prefixed.key, prefixed.base
    match = _first_number(key)
    if match is None:
        raise UnreadableValueError(text, *_why(key))
    read = _range(text, key, match) or _Numbers(printed_value(text, match), None, key[match.end() :])
    tail, comparator = _without_suffix(read.tail, base.comparator)
    if tail and not is_known_unit(tail) and len(list(SCALED.finditer(key))) > (1 if read.upper is None else 2):
        raise UnreadableValueError(text, *_why(key))
    _check_unit(text, key, match.group("body"), tail)
    if match.group("sign") in ("-", "△", "▲") and comparator not in (None, "about"):
        # △10%以内, -5以上: of the number or of its size? Neither is printed.
        raise UnreadableValueError(text, "a bound of a negative number")
    if prefixed.unit and tail and parse_unit(tail).dimension != "money":
        raise UnreadableValueError(text, "yen of something that is no money")
    unit = tail or prefixed.unit
    if prefixed.per and unit and "/" not in unit:
        unit = f"{unit}/{prefixed.per}"
    return base._replace(value=read.value, upper=read.upper, comparator=comparator, unit=unit)


def _first_number(key: str) -> re.Match[str] | None:
    match = SCALED.match(key)
    scaled = match is not None and any(letter in match.group("body") for letter in SCALE_CHARACTERS)
    if match is not None and scaled and key[match.end() : match.end() + 1] in tuple(SCALE_CHARACTERS):
        return FREELY_SCALED.match(key)
    return match


def _range(text: str, key: str, first: re.Match[str]) -> _Numbers | None:
    """10〜12人, 10人〜12人, 12〜13万人 (both of them 万): the second of two numbers with a range sign between."""
    between = _RANGE.match(key, first.end())
    if between is None:
        return None
    unit, right = between.group("unit"), key[between.end() :]
    second = _first_number(right)
    if second is None or (unit and not is_known_unit(unit)):
        raise UnreadableValueError(text, *_why(key))
    tail = right[second.end() :]
    value = printed_value(text, first) * (1 if unit else shared_scale(text, first, second))
    upper = printed_value(text, second)
    if upper < value:
        raise UnreadableValueError(text, "a range that falls")
    if unit and not _without_suffix(tail, None)[0].startswith(unit):
        if tail:
            raise UnreadableValueError(text, "a range of two units")
        tail = unit
    return _Numbers(value, upper, tail)


def _without_suffix(tail: str, comparator: Comparator | None) -> tuple[str, Comparator | None]:
    for suffix, meaning in SUFFIXES:
        if tail.endswith(suffix):
            return tail.removesuffix(suffix), meaning
    return tail, comparator


def _check_unit(text: str, key: str, body: str, tail: str) -> None:
    """Refuse what stands right of a number and is no unit: 2割減, 100%達成, 27年度, 5月, 24時間対応, 1億千万円."""
    if not tail:
        return
    if tail[0] == ",":
        raise UnreadableValueError(text, f"not understood: {tail}", "wrong-original")
    if tail[0] in SCALE_CHARACTERS and any(letter in body for letter in SCALE_CHARACTERS):
        raise UnreadableValueError(text, "the groups of the number do not fit", "wrong-original")
    if tail == "月":
        raise UnreadableValueError(text, "a month, not a value")
    if is_known_unit(tail):
        return
    begins_with_unit = not tail.isascii() and any(is_known_unit(tail[:size]) for size in range(1, len(tail)))
    if begins_with_unit or not may_be_unit(tail):
        raise UnreadableValueError(text, *_why(key))


def _why(key: str) -> tuple[str, str]:
    """Say what is wrong with a text that holds digits."""
    if _GROUPED_WRONGLY.search(key) or _COMMA_OF_TEXT.search(key):
        return "digits grouped wrongly", "wrong-original"
    if _CODE.fullmatch(key):
        return "a code, a fraction or a date", "unreadable-number"
    if len(list(SCALED.finditer(key))) > 1:
        return "several values", "several-values"
    return "not a plain number", "unreadable-number"


def _without_digits(text: str, key: str, base: PrintedValue) -> PrintedValue:
    """三百二十人 is 320; 策定, 設置, 維持 and 現状維持以上 are values without a number."""
    if key in ("ゼロ", "零"):
        return base._replace(value=Decimal(0))
    if key == "一":
        raise UnreadableValueError(text, "the number one or a dash")
    match = KANJI_NUMBER.fullmatch(key)
    if match is not None and (not match.group("tail") or is_known_unit(match.group("tail"))) and not is_known_unit(key):
        return base._replace(value=Decimal(kanji_value(match.group("digits"))), unit=match.group("tail"))
    if is_known_unit(key) and not (key.isascii() and len(key) == 1):
        raise UnreadableValueError(text, "a unit without a number")
    numerals = KANJI_DIGITS.match(key)
    if numerals is not None and (numerals.end() == len(key) or is_known_unit(key[numerals.end() :])):
        raise UnreadableValueError(text, "numerals that spell no number")
    if base.bracket is not None:
        # A word with a bracket is printed as one: 現状値を維持(44%台).
        return PrintedValue(text, text=join_lines(text))
    return base._replace(text=key if base.period is not None else join_lines(text))


def split_values(text: str) -> tuple[str, ...]:
    """The complete, unlabelled values of one cell: ("200", "4,000") for 200・4,000; a 1-tuple where it is one.

    A line break splits like ・ only between complete values; a bracket belongs to the value before it. In 1、234 the 、
    may be a comma.
    """
    if len(text) > LONGEST_VALUE or not _MAY_BE_SEVERAL.search(text):
        return (text,)
    if re.search(r"[0-9０-９]、[0-9０-９]", text):
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
    printed = value_or_none(piece)
    return printed is not None and (printed.value is not None or printed.missing == "dash" or printed.text == "〃")
