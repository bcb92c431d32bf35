"""Characters → text, by where they stand: baselines from top to bottom, then along the line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import Character, Flow

SAME_LINE = 0.45
"""Baselines closer than this share of the font size are one line: superscripts and mixed fonts."""
LATIN_GAP = 0.25
"""A gap wider than this share of the size between two Latin characters is a space."""
WIDE_GAP = 1.0
"""A gap wider than this share of the size parts any two characters."""
RAISED, SMALL = 0.15, 0.8
"""A mark stands at least this share of the size above the baseline and is at most this large."""

_FLOWS: tuple[Flow, ...] = ("right", "vertical", "up", "down", "left")

_RADICALS = dict(
    zip(
        "⺟⺠⺩⺭⺮⺷⻁⻂⻄⻆⻌⻍⻏⻑⻖⻗⻘⻝⻞⻣⻤⻨⻩⻫⻭⻯⻲⺼⻀⺾⺿‧\u00ad",
        "母民王礻竹羊虎衤西角辶辶阝長阝雨青食食骨鬼麦黄斉歯竜亀月艹艹艹・-",
        strict=True,
    )
)
"""Look-alikes that fonts of browsers and Word name instead of the character printed; NFKC leaves them as they are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    text: str
    box: Box
    size: float
    marks: tuple[str, ...] = ()


def clean(text: str) -> str:
    """The text of one glyph as printed: radicals and look-alikes folded to the ordinary character."""
    if text.isprintable() and text.isascii():
        return text
    if text.isspace() and text != "\u3000":
        return " "
    text = "".join("\ufffd" if char < " " else char for char in text)
    return "".join(
        unicodedata.normalize("NFKC", char) if "\u2f00" <= char <= "\u2fdf" else _RADICALS.get(char, char)
        for char in text
    )


def without_doubles(characters: Iterable[Character]) -> list[Character]:
    """Drop a character printed again on (almost) the same spot: bold made by printing twice, or a shadow."""
    seen: dict[tuple[str, int, int], list[Character]] = {}
    kept: list[Character] = []
    for char in characters:
        reach = min(1.0, 0.4 * char.advance) if char.advance else 0.5
        column, row = round(char.x), round(char.y)
        neighbours = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((char.text, column + dx, row + dy), ())
        )
        if any(abs(other.x - char.x) <= reach and abs(other.y - char.y) <= reach for other in neighbours):
            continue
        seen.setdefault((char.text, column, row), []).append(char)
        kept.append(char)
    return kept


def lines_of(characters: Sequence[Character], *, with_marks: bool = False) -> list[Line]:
    """The lines of a cell or a page, in reading order; text of another direction after the horizontal.

    Args:
        characters: in any order.
        with_marks: set small raised characters that follow a digit apart, as note marks.
    """
    lines: list[Line] = []
    for flow in _FLOWS:
        same = [char for char in characters if char.flow == flow]
        for row in rows_of(same):
            line = line_of(row, with_marks=with_marks)
            if line.text or line.marks:
                lines.append(line)
    return lines


def rows_of(characters: list[Character]) -> list[list[Character]]:
    """Characters of one flow grouped into lines, each in order along the line."""
    placed = sorted(((char.line_position, number, char) for number, char in enumerate(characters)))
    rows: list[list[Character]] = []
    first = across = 0.0
    for (position, _), _, char in placed:
        # A line may start with a superscript, which stands above its baseline: compare with the first of the line.
        near = SAME_LINE * max(rows[-1][0].size, char.size) if rows else 0.0
        if rows and (position - across <= 0.1 * char.size or position - first <= near):
            rows[-1].append(char)
        else:
            rows.append([char])
            first = position
        across = position
    for row in rows:
        row.sort(key=lambda char: char.line_position[1])
    return rows


def line_of(row: list[Character], *, with_marks: bool = False) -> Line:
    """One line's text: printed spaces kept, wide gaps made spaces, raised marks after a digit set apart."""
    size = _middle([char.size for char in row])
    base = _middle([char.line_position[0] for char in row if char.size >= SMALL * size])
    parts: list[str] = []
    marks: list[str] = []
    previous: Character | None = None
    in_mark = False
    for char in row:
        raised = with_marks and char.size <= SMALL * size and base - char.line_position[0] >= RAISED * size
        if raised and (in_mark or _ends_in_digit(parts)) and char.text.strip():
            if in_mark:
                marks[-1] += char.text
            else:
                marks.append(char.text)
            in_mark = True
        else:
            in_mark = False
            if previous is not None and _parted(previous, char):
                parts.append(" ")
            parts.append(char.text)
        previous = char
    return Line("".join(parts).strip(), _around(row), size, tuple(marks))


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]  # the statistics module would cost more to import than this package


def _ends_in_digit(parts: list[str]) -> bool:
    return bool(parts) and parts[-1][-1:].isdigit()


def _parted(previous: Character, char: Character) -> bool:
    if previous.text.isspace() or char.text.isspace():
        return False
    gap = char.line_position[1] - previous.line_position[1] - previous.advance
    latin = previous.text.isascii() and char.text.isascii()
    return gap > (LATIN_GAP if latin else WIDE_GAP) * min(previous.size, char.size)


def _around(row: list[Character]) -> Box:
    boxes = [char.box for char in row if not char.text.isspace()] or [char.box for char in row]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
