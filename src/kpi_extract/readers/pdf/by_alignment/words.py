"""Runs → words → lines of pieces: what alignment is judged by where no rules say which text belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import ASCENT, DESCENT, Run
from kpi_extract.values.patterns import lazy_pattern

SAME_LINE = 0.4
"""Baselines closer than this share of the smaller size are one line."""
LATIN_GAP = 0.55
"""A gap from this share of the size parts Latin words: the space between words of a ragged line is about 0.3."""
WIDE_GAP = 0.95
"""A gap from this share of the size parts text next to a full-width character."""

_WORD = lazy_pattern(r"\S*?(?:[.·]{4,}|[…‥]{2,}|[・･]{4,})|\S+")
"""A word; one with dots that lead to the next column ends with them."""
_DOTS = ".·…‥・･"
_NUMBER = r"[-–—−+±<>≤≥~≈$€£¥△▲]*\d[\d.,:/'’ ]*(?:[%％‰]|[a-z]{1,2})?"
_VALUE = lazy_pattern(
    rf"[(（\[]?{_NUMBER}[)）\]]?(?:[(（\[]{_NUMBER}[)）\]])?[*†‡)）]*|(?:[(（]?[-–—―‐－.…*:]+[)）]?)|[(（]?(?:n/?a\.?|[xdsz])[)）]?",
    re.IGNORECASE,
)


class Piece(NamedTuple):
    """Words on one line with no more than a space between them."""

    start: float
    end: float
    words: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The characters, without what stands between the words."""
        return "".join(word.text for word in self.words)

    @property
    def size(self) -> float:
        """The largest font size."""
        return max(word.size for word in self.words)


class TextLine(NamedTuple):
    """The pieces on one baseline, from left to right."""

    across: float
    size: float
    pieces: tuple[Piece, ...]

    @property
    def top(self) -> float:
        """Upper edge of the em boxes."""
        return self.across - ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of the em boxes."""
        return self.across + DESCENT * self.size

    @property
    def start(self) -> float:
        """Where the first piece starts."""
        return self.pieces[0].start

    @property
    def end(self) -> float:
        """Where the last piece ends."""
        return self.pieces[-1].end


class Spot(NamedTuple):
    """Words of one line that stand in columns `column` up to but without `column_end`."""

    column: int
    column_end: int
    words: tuple[Run, ...]

    @property
    def start(self) -> float:
        """Where the first word starts."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Where the last word ends."""
        return max(word.end for word in self.words)

    @property
    def is_value(self) -> bool:
        """A number, or a sign for none."""
        return is_value("".join(word.text for word in self.words))


def is_value(text: str) -> bool:
    """Whether a text is a number or stands for a missing one."""
    return _VALUE.fullmatch(text) is not None


def words_of(run: Run) -> list[Run]:
    """A run cut at its printed spaces, which are left out."""
    text = run.text
    if " " not in text and "\u3000" not in text and "...." not in text and "……" not in text:
        return [] if not text or text.isspace() else [run]
    return [_word(run, found.start(), found.end()) for found in _WORD.finditer(text)]


def _word(run: Run, first: int, last: int) -> Run:
    """Characters `first` up to `last`. What the last one is apart from the space after it is not its width."""
    if last == len(run.text):
        return run.part(first, last)
    part = run.part(first, last)
    start, size = part.position(last - first - 1), run.size
    width = part.end - start
    if width > 0.6 * size and part.text[-1] < "\u2e80":
        steps = pairwise(part.position(index) for index in range(last - first))
        widest = max((after - before for before, after in steps), default=0.0)
        return part._replace(end=min(part.end, start + max(0.6 * size, widest)))
    if width > size:
        return part._replace(end=start + size)
    return part


def lines_of_words(words: Iterable[Run]) -> list[TextLine]:
    """Words of horizontal text grouped by baseline, from top to bottom."""
    groups: list[list[Run]] = []
    first = 0.0
    for word in sorted(words, key=lambda word: word.across):
        if groups and word.across - first <= SAME_LINE * min(word.size, groups[-1][0].size):
            groups[-1].append(word)
        else:
            groups.append([word])
            first = word.across
    return [line_of_words(group) for group in groups]


def line_of_words(words: Sequence[Run]) -> TextLine:
    """One line of the words given, which stand on one baseline."""
    placed = sorted(words, key=lambda word: word.start)
    first = placed[0]
    part, start, end = [first], first.start, first.end
    pieces: list[Piece] = []
    for word in placed[1:]:
        at = word.start
        if at - end >= parting_gap(part[-1], word):
            pieces.append(Piece(start, end, tuple(part)))
            part, start = [], at
            end = word.end
        part.append(word)
        if word.end > end:
            end = word.end
    pieces.append(Piece(start, end, tuple(part)))
    middle = len(placed) // 2
    sizes = sorted([word.size for word in placed])
    return TextLine(sorted([word.across for word in placed])[middle], sizes[middle], tuple(pieces))


def parting_gap(left: Run, right: Run) -> float:
    """The gap in points from which two neighbours on a line may stand in different columns."""
    if left.text[-1] in _DOTS and right.text[0] not in _DOTS and (len(left.text) == 1 or left.text[-2] in _DOTS):
        return 0.0
    is_latin = left.text[-1] < "\u2e80" and right.text[0] < "\u2e80"
    return (LATIN_GAP if is_latin else WIDE_GAP) * min(left.size, right.size)


def box_of(lines: Sequence[TextLine]) -> Box:
    """The box round all of them."""
    return (
        min(line.start for line in lines),
        min(line.top for line in lines),
        max(line.end for line in lines),
        max(line.bottom for line in lines),
    )
