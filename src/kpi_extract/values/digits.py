"""The digits of one printed number → Decimal: grouping, 万 億 兆 千 百 inside it, kanji digits."""

from __future__ import annotations

import re
from decimal import Decimal

from kpi_extract.errors import UnreadableValueError

MOST_FRACTION_DIGITS = 15
"""Significant digits of a fraction: a JSON number read as a double would change more."""

DIRECT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SCALES = {"兆": 10**12, "億": 10**8, "万": 10**4, "千": 10**3, "百": 10**2}
# 千円 and 百万円 behind plain digits are units with a multiplier of their own; behind 5万3 the 千 belongs to the number.
_SCALE = r"(?:(?!百万円)[百千]?[兆億万]|[百千](?!円|万円|㎡|k|t))"
SCALED = re.compile(rf"(?P<sign>[+\-△▲])?(?P<body>(?:(?:{DIRECT}){_SCALE}?)+)")
_FREE_SCALE = r"(?:[百千]?[兆億万]|[百千])"
FREELY_SCALED = re.compile(rf"(?P<sign>[+\-△▲])?(?P<body>(?:(?:{DIRECT}){_FREE_SCALE}?)+)")
_PIECE = re.compile(rf"(?P<digits>{DIRECT})(?P<scale>{_FREE_SCALE}?)")
SCALE_CHARACTERS = "百千万億兆"
KANJI_NUMBER = re.compile(
    r"(?P<digits>[一二三四五六七八九十百千〇][一二三四五六七八九十百千〇万億兆]*)(?P<tail>.{0,6})"
)
_KANJI_VALUES = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}


def printed_value(text: str, match: re.Match[str]) -> Decimal:
    """Multiply the scales of a SCALED match out. Scales must fall, and a group must fit under the one before.

    >>> printed_value("", SCALED.fullmatch("3,737万8千"))
    Decimal('37378000')
    """
    total = Decimal(0)
    last_scale: int | None = None
    for piece in _PIECE.finditer(match.group("body")):
        scale = 1
        for letter in piece.group("scale"):
            scale *= _SCALES[letter]
        digits = Decimal(piece.group("digits").replace(",", ""))
        if last_scale is not None and (scale >= last_scale or digits * scale >= last_scale):
            raise UnreadableValueError(text, "the groups of the number do not fit", "wrong-original")
        total += digits * scale
        last_scale = scale
    if total != total.to_integral_value():
        if len(total.as_tuple().digits) > MOST_FRACTION_DIGITS:
            raise UnreadableValueError(text, "more digits than a JSON number keeps")
    elif last_scale != 1 or "." not in match.group("body"):
        total = total.to_integral_value()  # 96.8万 is 968000, not 968000.0; 57.0 stays as exact as it is printed
    return -total if match.group("sign") in ("-", "△", "▲") else total


def kanji_value(digits: str) -> int:
    """三百二十 is 320, 二〇二二 is 2022, 一億二千万 is 120,000,000.

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
            current = current * 10 + _KANJI_VALUES[character]
    return total + group + current
