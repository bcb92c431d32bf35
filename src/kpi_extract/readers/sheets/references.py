"""Addresses of cells: `C5`, `$A$1:$D$9`, and what they mean in rows and columns from 1."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Area(NamedTuple):
    """A rectangle of a sheet, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def column_number(letters: str) -> int:
    """3 for C."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """C for 3."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """C5 for row 5, column 3."""
    return f"{column_letters(column)}{row}"


def position_of(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell; None where there is no such cell on any sheet."""
    match = _CELL.fullmatch(reference.strip())
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if 1 <= row <= MOST_ROWS and 1 <= column <= MOST_COLUMNS else None


def area_of(reference: str) -> Area | None:
    """The rectangle of `A1:D9` or `C5`; None where it is none on any sheet."""
    first, _, last = reference.partition(":")
    start, end = position_of(first), position_of(last or first)
    if start is None or end is None:
        return None
    return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
