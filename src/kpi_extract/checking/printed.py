"""The number of an observation as it is printed: its digits, its decimals, and how far it may have been rounded."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpi_extract.records import Observation
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.text import fold

_NUMBER = lazy_pattern(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_LONGEST_SHOWN = 20
_LONGEST_SIGN = 2
_SCALES = (Decimal(1), Decimal(1000), Decimal(10**4), Decimal(10**6), Decimal(10**8), Decimal(10**9))


class Digits(NamedTuple):
    """Where a value stands in its cell."""

    text: str
    """The digits, as printed but half-width: 1,234.50."""
    decimals: int
    """Printed decimals; 96.0 has one, which the number 96 does not show."""
    scale: Decimal
    """What they were multiplied by: 1000 for 千円."""
    before: str
    """What stands in front of them in the cell."""
    behind: str
    """What follows them up to the next white space or bracket: 以上."""


def digits_of(observation: Observation) -> Digits | None:
    """The digits its value was read from; None where no single number of the cell gives it (6万1,540人)."""
    value = observation.value
    if value is None:
        return None
    text = fold(observation.raw)
    for match in _NUMBER.finditer(text):
        number = Decimal(match[0].replace(",", ""))
        scale = next((one for one in _SCALES if number * one == abs(value)), None)
        if scale is not None:
            _, _, decimals = match[0].partition(".")
            rest = text[match.end() : match.end() + 8]
            behind = rest.split("(")[0].split(maxsplit=1)[0] if rest[:1].strip(" \n(") else ""
            return Digits(match[0], len(decimals), scale, text[: match.start()], behind)
    return None


def decimals_of(observation: Observation) -> int:
    """Decimals of its value as printed; those of the number itself where the cell does not show it."""
    digits = digits_of(observation)
    if digits is not None:
        return digits.decimals
    exponent = observation.value.as_tuple().exponent if observation.value is not None else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def shown(observation: Observation) -> str:
    """The cell on one line; of a long one, and of one that holds a name too, only the number with what stands right behind it."""
    line = " ".join(observation.raw.split())
    digits = digits_of(observation)
    if digits is None or observation.value is None:
        return line
    is_short = len(line) <= _LONGEST_SHOWN and "\n" not in observation.raw.strip()
    if is_short and len(digits.before.split("\n")[-1].strip()) <= _LONGEST_SIGN:
        return line
    return ("-" if observation.value < 0 else "") + digits.text + digits.behind


def rounding_of(observation: Observation) -> Decimal:
    """How far the value may be from the one it was rounded from: half of the last decimal, or of the last 千円.

    0 for a whole number: people and places are counted.
    """
    digits = digits_of(observation)
    if digits is None or (digits.decimals == 0 and digits.scale == 1):
        return Decimal(0)
    return digits.scale.scaleb(-digits.decimals) / 2
