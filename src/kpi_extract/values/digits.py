"""The digits of one printed number → Decimal: grouping, 万 億 兆 千 百 inside it, kanji digits."""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_extract.errors import UnreadableValueError
from kpi_extract.values.patterns import lazy_pattern

MOST_DIGITS = 20
"""Digits of any number: what is longer is a code, and beyond 28 digits Decimal would round."""
MOST_FRACTION_DIGITS = 15
"""Significant digits of a fraction: a JSON number read as a double would change more."""

DIRECT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SCALES = {"兆": 10**12, "億": 10**8, "万": 10**4, "千": 10**3, "百": 10**2}
# 千円 and 百万円 behind plain digits are units with a multiplier of their own; behind 5万3 the 千 belongs to the number.
_SCALE = r"(?:(?!百万円)[百千]?[兆億万]|[百千](?!円|万円|㎡|k|t))"
SCALED = lazy_pattern(rf"(?P<sign>[+\-△▲])?(?P<body>(?:(?:{DIRECT}){_SCALE}?)+)")
_FREE_SCALE = r"(?:[百千]?[兆億万]|[百千])"
FREELY_SCALED = lazy_pattern(rf"(?P<sign>[+\-△▲])?(?P<body>(?:(?:{DIRECT}){_FREE_SCALE}?)+)")
_PIECE = lazy_pattern(rf"(?P<digits>{DIRECT})(?P<scale>{_FREE_SCALE}?)")
_LEADING_ZERO = lazy_pattern(r"0[0-9,]")
SCALE_CHARACTERS = "百千万億兆"
_DIGIT, _UNIT = "一二三四五六七八九", "十百千"
# 三百二十, 十五, 一億二千万. No number: a lone 三 or 千 (part of a word), 五六人 (five or six), 一二千, 二〇二二 (a year).
_BELOW_MAN = rf"(?=[{_DIGIT}{_UNIT}])(?:[{_DIGIT}]?千)?(?:[{_DIGIT}]?百)?(?:[{_DIGIT}]?十)?[{_DIGIT}]?"
KANJI_NUMBER = lazy_pattern(
    rf"(?=[{_UNIT}]*[{_DIGIT}十])(?=.[{_DIGIT}{_UNIT}万億兆])(?P<digits>(?:{_BELOW_MAN}[兆億万])*(?:{_BELOW_MAN})?)"
    rf"(?P<tail>(?:[^{_DIGIT}{_UNIT}〇万億兆年月日].{{0,5}})?)"
)
KANJI_DIGITS = lazy_pattern(rf"[{_DIGIT}{_UNIT}〇万億兆]{{2,}}")
_KANJI_VALUES = {c: i for i, c in enumerate(_DIGIT, 1)}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}


def _scale_of(piece: re.Match[str]) -> int:
    scale = 1
    for letter in piece.group("scale"):
        scale *= _SCALES[letter]
    return scale


def printed_value(text: str, match: re.Match[str]) -> Decimal:
    """Multiply the scales of a SCALED match out. Scales must fall, and a group must fit under the one before.

    >>> printed_value("", SCALED.fullmatch("3,737万8千"))
    Decimal('37378000')
    """
    body = match.group("body")
    if sum(map(str.isdigit, body)) > MOST_DIGITS:
        raise UnreadableValueError(text, "more digits than a value has")
    total = Decimal(0)
    last_scale: int | None = None
    for piece in _PIECE.finditer(body):
        scale = _scale_of(piece)
        if last_scale is None and _LEADING_ZERO.match(piece.group("digits")):
            raise UnreadableValueError(text, "a leading zero: a code, not a number")
        digits = Decimal(piece.group("digits").replace(",", ""))
        if last_scale is not None and (scale >= last_scale or digits * scale >= last_scale or total % last_scale):
            raise UnreadableValueError(text, "the groups of the number do not fit", "wrong-original")
        total += digits * scale
        last_scale = scale
    if total != total.to_integral_value():
        if len(total.as_tuple().digits) > MOST_FRACTION_DIGITS:
            raise UnreadableValueError(text, "more digits than a JSON number keeps")
    elif last_scale != 1 or "." not in body:
        total = total.to_integral_value()  # 96.8万 is 968000, not 968000.0; 57.0 stays as exact as it is printed
    return -total if match.group("sign") in ("-", "△", "▲") else total


def shared_scale(text: str, first: re.Match[str], second: re.Match[str]) -> int:
    """The scale that the second number of a range gives the first: 10,000 in 12〜13万.

    Raises:
        UnreadableValueError: whether it does is not certain (100〜1千万, 5〜1億2000万).

    >>> shared_scale("", SCALED.match("12"), SCALED.match("13万"))
    10000
    """
    own, other = list(_PIECE.finditer(first.group("body"))), list(_PIECE.finditer(second.group("body")))
    if any(piece.group("scale") for piece in own) or not any(piece.group("scale") for piece in other):
        return 1
    lower, upper = (Decimal(pieces[0].group("digits").replace(",", "")) for pieces in (own, other))
    if len(other) > 1 or lower >= upper:
        raise UnreadableValueError(text, "a range whose scale is not certain")
    return _scale_of(other[0])


def kanji_value(digits: str) -> int:
    """三百二十 is 320, 一億二千万 is 120,000,000; the text must be a KANJI_NUMBER.

    >>> kanji_value("一億二千万")
    120000000
    """
    total, group, current = 0, 0, 0
    for character in digits:
        if character in _KANJI_UNITS:
            group += (current or 1) * _KANJI_UNITS[character]
            current = 0
        elif character in _SCALES:
            total += (group + current) * _SCALES[character]
            group, current = 0, 0
        else:
            current = _KANJI_VALUES[character]
    return total + group + current
