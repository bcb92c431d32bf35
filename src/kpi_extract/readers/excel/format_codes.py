"""Format codes of spreadsheets taken apart: sections, and tokens in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
# What the numbers of built-in formats mean under Japanese settings.
BUILT_IN: dict[int, str] = {
    **{0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"},
    **{5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00'},
    **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy"},
    **{16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"},
    **{22: "yyyy/m/d h:mm", 27: "ge.m.d", 28: 'ggge"年"m"月"d"日"', 29: 'ggge"年"m"月"d"日"', 30: "m/d/yy"},
    **{31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"'},
    **{36: "ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00"},
    **{41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"¥""-"', 43: '#,##0.00;-#,##0.00;"-"'},
    **{44: '"¥"#,##0.00;"¥"-#,##0.00;"¥""-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
    **{50: "ge.m.d", 51: 'ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'ggge"年"m"月"d"日"'},
    **{55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "ge.m.d", 58: 'ggge"年"m"月"d"日"'},
}

_LONG_DATE = 'yyyy"年"m"月"d"日"'
_LONG_TIME = "h:mm:ss"
_LONGEST_CODE = 1000
_MOST_PLACES = 100
_DATE_KINDS = {"y", "m", "d", "h", "s", "g", "e", "r", "a", "elapsed", "noon", "b"}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.?)"
    r"|_(?P<space>.?)"
    r"|\*(?P<fill>.?)"
    r"|\[(?P<bracket>[^\]]*)\]?"
    r"|(?P<general>General|G/標準)"
    r"|(?P<noon>AM/PM|A/P|午前/午後|上午/下午)"
    r"|(?P<exponent>[Ee][+-](?=[0#?]))"
    r"|(?P<fraction>(?<=[sS\]])\.0+)"
    r"|(?P<date>y+|m+|d+|h+|s+|g+|e+|r+|a{3,4}|b+)"
    r"|(?P<digit>[0#?])"
    r"|(?P<sign>[.,%/@])"
    r"|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


class Token(NamedTuple):
    """A piece of a format code: literal, general, digit, a sign of its own, or a date token with its length."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a code."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    is_text: bool
    first_year_is_gan: bool
    digits: int
    """1 and 3 as in [DBNum1] and [DBNum3]; 0 for ordinary digits."""


class UnknownFormatCodeError(ValueError):
    """A format code this program cannot apply."""


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a code, at most four: positive, negative, zero, text; or by conditions.

    Raises:
        UnknownFormatCodeError: it is longer than any, or asks for what is not known.
    """
    if len(code) > _LONGEST_CODE:
        raise UnknownFormatCodeError(f"{len(code)} characters")
    sections: list[Section] = []
    tokens: list[Token] = []
    brackets: list[str] = []
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "plain", match.group(match.lastgroup or 0)
        if kind == "plain" and text == ";":
            sections.append(_section(tokens, brackets))
            tokens, brackets = [], []
        elif kind == "bracket":
            _take_bracket(text, tokens, brackets)
        else:
            tokens.append(_token(kind, text))
    sections.append(_section(tokens, brackets))
    return tuple(sections[:4])


def _token(kind: str, text: str) -> Token:
    if kind == "quoted":
        # Fonts of Japanese Windows print the backslash as a yen sign, and old workbooks store it for one.
        return Token("literal", "¥" if text == "\\" else text)
    if kind == "space":
        return Token("literal", " ")
    if kind == "fill":
        return Token("literal", "")
    if kind == "escaped":
        return Token("literal", text)
    if kind == "plain":
        return Token("literal", text)
    if kind == "date":
        return Token(text[0].lower(), text)
    return Token(text if kind == "sign" else kind, text)


def _take_bracket(text: str, tokens: list[Token], brackets: list[str]) -> None:
    if _ELAPSED.fullmatch(text):
        tokens.append(Token("elapsed", text.lower()))
    elif text.startswith("$"):
        currency, _, locale = text[1:].partition("-")
        tokens.append(Token("literal", currency))
        brackets.append(f"-{locale}")
    else:
        brackets.append(text)


def _section(tokens: list[Token], brackets: list[str]) -> Section:
    system = next((bracket.upper() for bracket in brackets if bracket.upper() in ("-F800", "-F400")), None)
    if system:
        return sections_of(_LONG_DATE if system == "-F800" else _LONG_TIME)[0]
    digits = 0
    condition = None
    for bracket in brackets:
        if match := _CONDITION.fullmatch(bracket.strip()):
            condition = (match[1], Decimal(match[2]))
        elif bracket.upper().startswith("DBNUM"):
            digits = int(bracket[5:6]) if bracket[5:6].isdecimal() else 0
    if digits not in (0, 1, 3):
        raise UnknownFormatCodeError(f"[DBNum{digits}]")
    if sum(token.kind == "digit" for token in tokens) > _MOST_PLACES:
        raise UnknownFormatCodeError("more than 100 places")
    is_date = any(token.kind in _DATE_KINDS for token in tokens)
    if is_date and any(token.kind == "digit" for token in tokens):
        # 0.0ha without quotation marks: no spreadsheet stores it, and its h is no hour.
        raise UnknownFormatCodeError("places of a number beside those of a date")
    return Section(
        tokens=tuple(_with_minutes(tokens) if is_date else tokens),
        condition=condition,
        is_date=is_date,
        is_text=any(token.kind == "@" for token in tokens),
        first_year_is_gan=any("gannen" in bracket.lower() for bracket in brackets),
        digits=digits,
    )


def _with_minutes(tokens: Sequence[Token]) -> list[Token]:
    """An m next to hours or seconds means minutes."""
    result = list(tokens)
    parts = [index for index, token in enumerate(tokens) if token.kind in _DATE_KINDS]
    for position, index in enumerate(parts):
        if result[index].kind != "m":
            continue
        before = result[parts[position - 1]] if position else None
        after = result[parts[position + 1]] if position + 1 < len(parts) else None
        is_after_hours = before is not None and (before.kind == "h" or before.text.startswith("h"))
        is_before_seconds = after is not None and (after.kind == "s" or after.text.startswith("s"))
        if is_after_hours or is_before_seconds:
            result[index] = Token("minute", result[index].text)
    return result
