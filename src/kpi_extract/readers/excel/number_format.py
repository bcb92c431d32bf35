"""What a spreadsheet shows of a number: its format code applied, as Excel with Japanese settings does it.

Colours, column padding and fill characters of a code print nothing that a record could hold; `_x` leaves a space.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from kpi_extract.readers.excel.format_codes import Section, Token, UnknownFormatCodeError, sections_of
from kpi_extract.readers.excel.serial_dates import Moment, era_of, moment_of

TOO_WIDE = "########"
"""What stands for a date that cannot be printed."""

_MOST_SCALE = 20
_GENERAL_WIDTH = 11
_PLAIN_FROM = Decimal("1e-4")
_PLAIN_BELOW = Decimal("1e11")
_WHOLE_BELOW = Decimal("1e15")
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "=": lambda value, limit: value == limit,
    "<>": lambda value, limit: value != limit,
}
_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split()
_WEEKDAYS_JA = "日月火水木金土"
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
_KANJI = "〇一二三四五六七八九"


def shown_number(value: Decimal, code: str, *, from_1904: bool = False) -> str:
    """What a cell shows of a number.

    Args:
        value: the number, with at most 15 significant digits.
        code: the format code as stored in the file.
        from_1904: whether dates count from 1904.

    Raises:
        UnknownFormatCodeError: the code cannot be applied.
    """
    sections = sections_of(code)
    section, magnitude, sign = _chosen(sections, value)
    if section is None:
        return TOO_WIDE if sections else _general(value)
    if section.is_text:
        shown = _general(value)
        return "".join(shown if token.kind == "@" else token.text for token in section.tokens)
    if section.is_date:
        return _date(section, value, from_1904)
    try:
        return sign + _number(section, magnitude)
    except ArithmeticError as error:
        raise UnknownFormatCodeError("a number of more digits than any") from error


def shown_text(text: str, code: str) -> str:
    """What a cell shows of a text; most codes leave it as it is.

    Raises:
        UnknownFormatCodeError: the code cannot be applied.
    """
    if "@" not in code and code.count(";") < 3:
        return text
    sections = sections_of(code)
    section = sections[3] if len(sections) > 3 else next((one for one in sections if one.is_text), None)
    if section is None:
        return text
    return "".join(text if token.kind in ("@", "general") else token.text for token in section.tokens)


def exact(number: float) -> Decimal:
    """A stored number with the 15 digits a spreadsheet counts with."""
    return Decimal(f"{number:.15g}")


# --- the section ------------------------------------------------------------------------------------------------------


def _chosen(sections: Sequence[Section], value: Decimal) -> tuple[Section | None, Decimal, str]:
    """The section for a number, the number it is given, and the sign to print before it."""
    numeric = sections[:3] if len(sections) > 3 else [one for one in sections if not one.is_text] or sections
    minus = "-" if value < 0 else ""
    if any(one.condition for one in numeric[:2]):
        for index, one in enumerate(numeric[:2]):
            if one.condition is None:
                if index == 1 and len(numeric) > 2 and value >= 0:
                    continue
                return one, abs(value), "" if index == 1 and len(numeric) > 2 else minus
            if _COMPARISONS[one.condition[0]](value, one.condition[1]):
                # A condition that only negative numbers meet stands for the sign.
                negative_only = one.condition[0] in ("<", "<=") and one.condition[1] <= 0
                return one, abs(value), "" if negative_only else minus
        return (numeric[2], abs(value), minus) if len(numeric) > 2 else (None, value, "")
    if len(numeric) == 1:
        return numeric[0], abs(value), minus
    if value < 0:
        return numeric[1], -value, ""
    return (numeric[2] if value == 0 and len(numeric) > 2 else numeric[0]), value, ""


# --- numbers ----------------------------------------------------------------------------------------------------------


def _general(value: Decimal) -> str:
    """A number without a format, as a wide enough column shows it: a fraction in eleven characters at most.

    Excel shows a whole number of twelve digits and more in powers of ten until its column is formatted; all its digits
    are given here, for what is rounded away could not be read back.
    """
    magnitude, minus = abs(value), "-" if value < 0 else ""
    if not magnitude:
        return "0"
    if magnitude == magnitude.to_integral_value() and magnitude < _WHOLE_BELOW:
        return minus + _plain(magnitude)
    if magnitude < _PLAIN_BELOW:
        plain = _plain(magnitude)
        if len(plain) <= _GENERAL_WIDTH:
            return minus + plain
        if magnitude >= _PLAIN_FROM:
            places = max(0, _GENERAL_WIDTH - 1 - len(str(int(magnitude))))
            return minus + _plain(_rounded(magnitude, places))
    mantissa, _, exponent = f"{magnitude:.5E}".partition("E")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{minus}{mantissa}E{exponent[0]}{exponent[1:].rjust(2, '0')}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, places: int) -> Decimal:
    with localcontext() as context:
        context.prec = 450  # a number of 308 digits and a hundred places
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number(section: Section, value: Decimal) -> str:
    tokens = section.tokens
    kinds = [token.kind for token in tokens]
    if "general" in kinds:
        shown = _numerals(_general(value), section.digits)
        return "".join(shown if token.kind == "general" else _literal(token) for token in tokens)
    if "digit" not in kinds:
        return "".join(map(_literal, tokens))
    value = value.scaleb(2 * kinds.count("%"))
    if "exponent" in kinds:
        return _scientific(tokens, value)
    if "/" in kinds and _is_fraction(kinds):
        return _fraction(tokens, value)
    point = kinds.index(".") if "." in kinds else len(kinds)
    whole, rest = tokens[:point], tokens[point + 1 :]
    scale = _trailing_commas(tokens) + (_trailing_commas(whole) if point < len(kinds) else 0)
    value = value.scaleb(-3 * min(scale, _MOST_SCALE))
    places = sum(token.kind == "digit" for token in rest)
    integer, _, fraction = f"{_rounded(value, places):f}".partition(".")
    if section.digits == 1 and not places and kinds.count("digit") == 1:
        return "".join(_kanji(integer) if token.kind == "digit" else _literal(token) for token in tokens)
    shown = _whole(whole, integer.lstrip("0"))
    if point < len(kinds):
        shown += "." + _decimals(rest, fraction)
    return _numerals(shown, section.digits)


def _literal(token: Token) -> str:
    return "" if token.kind in (",", "@") else token.text


def _trailing_commas(tokens: Sequence[Token]) -> int:
    """How many commas follow the last digit: each divides by a thousand."""
    last = max((index for index, token in enumerate(tokens) if token.kind == "digit"), default=len(tokens))
    count = 0
    for token in tokens[last + 1 :]:
        if token.kind != ",":
            break
        count += 1
    return count


def _whole(tokens: Sequence[Token], digits: str) -> str:
    """The digits before the point put into their places, from the right."""
    positions = [index for index, token in enumerate(tokens) if token.kind == "digit"]
    grouped = bool(positions) and any(token.kind == "," for token in tokens[positions[0] : positions[-1]])
    pieces: list[str] = []
    left, taken = digits, 0
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind != "digit":
            pieces.append(_literal(token))
            continue
        count = len(left) if index == positions[0] else 1
        for digit in reversed(left[len(left) - count :] or _filler(token)):
            if grouped and taken and taken % 3 == 0 and digit != " ":
                pieces.append(",")
            pieces.append(digit)
            taken += 1
        left = left[: len(left) - count] if count else left
    # A code without a place before its point, or whose places are used up by literals, still shows every digit.
    return left + "".join(reversed(pieces)) if left else "".join(reversed(pieces))


def _filler(token: Token) -> str:
    return {"0": "0", "?": " "}.get(token.text, "")


def _decimals(tokens: Sequence[Token], digits: str) -> str:
    shown = len(digits.rstrip("0"))
    pieces = []
    position = 0
    for token in tokens:
        if token.kind != "digit":
            pieces.append(_literal(token))
            continue
        pieces.append(digits[position] if position < shown or token.text == "0" else _filler(token))
        position += 1
    return "".join(pieces)


def _scientific(tokens: Sequence[Token], value: Decimal) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "exponent")
    before, after = tokens[:at], tokens[at + 1 :]
    kinds = [token.kind for token in before]
    point = kinds.index(".") if "." in kinds else len(kinds)
    step = max(1, kinds[:point].count("digit"))
    places = kinds[point:].count("digit")
    exponent = 0 if not value else value.adjusted() // step * step
    mantissa = _rounded(value.scaleb(-exponent), places)
    if mantissa.adjusted() >= step and mantissa:
        exponent += step
        mantissa = _rounded(value.scaleb(-exponent), places)
    integer, _, fraction = f"{mantissa:f}".partition(".")
    shown = _whole(before[:point], integer.lstrip("0"))
    if point < len(kinds):
        shown += "." + _decimals(before[point + 1 :], fraction)
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    return f"{shown}E{sign}{_whole(after, str(abs(exponent)).lstrip('0'))}"


def _is_fraction(kinds: Sequence[str]) -> bool:
    at = kinds.index("/")
    return "digit" in kinds[:at] and ("digit" in kinds[at + 1 :] or "literal" in kinds[at + 1 :])


def _fraction(tokens: Sequence[Token], value: Decimal) -> str:
    at = next(index for index, token in enumerate(tokens) if token.kind == "/")
    before, after = tokens[:at], tokens[at + 1 :]
    lower = "".join(token.text for token in after if token.kind == "digit" or token.text.isdecimal())[:_MOST_SCALE]
    groups = "".join(token.text if token.kind == "digit" else " " for token in before).split()
    has_whole = len(groups) > 1
    whole = int(value) if has_whole else 0
    rest = Fraction(value) - whole
    if lower and lower[0] not in "0#?":
        below = min(int(lower.replace("#", "0").replace("?", "0")), 10**_MOST_SCALE)
        above = round(rest * below)
    else:
        close = rest.limit_denominator(max(10 ** min(len(lower), 4) - 1, 1))
        above, below = close.numerator, close.denominator
    if has_whole and above == below:
        whole, above = whole + 1, 0
    if has_whole and not above:
        return str(whole)
    return f"{whole} {above}/{below}" if has_whole and whole else f"{above}/{below}"


def _numerals(text: str, digits: int) -> str:
    if digits == 3:
        return text.translate(_WIDE)
    if digits == 1:
        whole, point, rest = text.partition(".")
        return (
            (_kanji(whole) if whole.isdecimal() else whole)
            + point
            + "".join(_kanji(one) if one.isdecimal() else one for one in rest)
        )
    return text


def _kanji(digits: str) -> str:
    """千二百三十四 for 1234."""
    digits = digits.lstrip("0")
    if not digits:
        return _KANJI[0]
    if len(digits) > 16:
        return "".join(_KANJI[int(digit)] for digit in digits)
    result = ""
    for power, large in ((3, "兆"), (2, "億"), (1, "万"), (0, "")):
        group = digits[-4 * power - 4 : -4 * power or None]
        small = ""
        for digit, unit in zip(group.rjust(4, "0"), ("千", "百", "十", ""), strict=True):
            if digit != "0":
                small += ("" if digit == "1" and unit else _KANJI[int(digit)]) + unit
        result += small + large if small else ""
    return result


# --- dates ------------------------------------------------------------------------------------------------------------


def _date(section: Section, serial: Decimal, from_1904: bool) -> str:
    moment = moment_of(serial, from_1904=from_1904)
    if moment is None:
        return TOO_WIDE
    has_noon = any(token.kind == "noon" for token in section.tokens)
    pieces = []
    for token in section.tokens:
        shown = _date_piece(token, moment, section.first_year_is_gan, has_noon)
        if section.digits and token.kind != "literal" and shown.isdecimal():
            shown = _wide_date(shown, token.kind, section.digits)
        pieces.append(shown)
    return "".join(pieces)


def _wide_date(shown: str, kind: str, digits: int) -> str:
    if digits == 1 and kind == "y":
        return "".join(_KANJI[int(digit)] for digit in shown)
    return _numerals(shown, digits)


def _date_piece(token: Token, moment: Moment, gannen: bool, has_noon: bool) -> str:
    kind, size = token.kind, len(token.text)
    if kind in ("g", "e", "r"):
        return _era_piece(token, moment, gannen)
    if kind == "elapsed":
        return _elapsed(token.text, moment)
    if kind == "noon":
        first, second = token.text.split("/")
        return first if moment.hour < 12 else second
    if kind == "fraction":
        return f"{moment.second % 1:.{min(size - 1, 3)}f}"[1:].ljust(min(size, 10), "0")
    if kind == "h":
        hour = (moment.hour + 11) % 12 + 1 if has_noon else moment.hour
        return _padded(hour, size)
    numbers = {"d": moment.day, "m": moment.month, "minute": moment.minute, "s": int(moment.second)}
    if kind in numbers and size <= 2:
        return _padded(numbers[kind], size)
    if kind == "y":
        return f"{moment.year % 100:02d}" if size <= 2 else str(moment.year)
    if kind == "b":
        return f"{(moment.year + 543) % 100:02d}" if size <= 2 else str(moment.year + 543)
    if kind == "m":
        name = _MONTHS[moment.month - 1]
        return {3: name[:3], 5: name[0]}.get(size, name)
    if kind == "d":
        name = _WEEKDAYS[moment.weekday]
        return name[:3] if size == 3 else name
    if kind == "a":
        return _WEEKDAYS_JA[moment.weekday] + ("曜日" if size > 3 else "")
    return _padded(numbers[kind], 2) if kind in numbers else token.text


def _padded(number: int, size: int) -> str:
    return str(number).rjust(min(size, 2), "0")


def _era_piece(token: Token, moment: Moment, gannen: bool) -> str:
    kind, size = token.kind, len(token.text)
    era = era_of(moment)
    if era is None:
        return str(moment.year) if kind == "e" else ""
    year = "元" if gannen and era.year == 1 else _padded(era.year, size)
    if kind == "e":
        return year
    if kind == "r":
        return era.name + _padded(era.year, 2) if size > 1 else _padded(era.year, 2)
    return {1: era.letter, 2: era.short}.get(size, era.name)


def _elapsed(text: str, moment: Moment) -> str:
    hours = moment.days * 24 + moment.hour
    amount = {"h": hours, "m": hours * 60 + moment.minute}.get(
        text[0], (hours * 60 + moment.minute) * 60 + int(moment.second)
    )
    return str(amount).rjust(len(text), "0")
