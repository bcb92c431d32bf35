"""Runs → words → lines of pieces: what alignment is judged by where no rules say which text belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.marks import ASCENT, DESCENT, Run

SAME_LINE = 0.4
"""Baselines closer than this share of the smaller size are one line."""
LATIN_GAP = 0.55
"""A gap from this share of the size parts Latin words: the space between words of a ragged line is about 0.3."""
WIDE_GAP = 0.95
"""A gap from this share of the size parts text next to a full-width character."""


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


def words_of(run: Run) -> list[Run]:
    """A run cut at its printed spaces, which are left out."""
    text = run.text
    if " " not in text and "\u3000" not in text:
        return [] if text.isspace() or not text else [run]
    words: list[Run] = []
    first = -1
    for index, char in enumerate(text):
        if char.isspace():
            if first >= 0:
                words.append(_part(run, first, index))
                first = -1
        elif first < 0:
            first = index
    if first >= 0:
        words.append(_part(run, first, len(text)))
    return words


def _part(run: Run, first: int, last: int) -> Run:
    """Characters `first` up to `last`; a wide space after them does not count as theirs."""
    return run if first == 0 and last == len(run.text) else run.part(first, last)


def lines_of_words(words: Iterable[Run]) -> list[TextLine]:
    """Words of horizontal text grouped by baseline, from top to bottom."""
    groups: list[list[Run]] = []
    first = 0.0
    for word in sorted(words, key=lambda word: (word.across, word.start)):
        if groups and word.across - first <= SAME_LINE * min(word.size, groups[-1][0].size):
            groups[-1].append(word)
        else:
            groups.append([word])
            first = word.across
    return [line_of_words(group) for group in groups]


def line_of_words(words: Sequence[Run]) -> TextLine:
    """One line of the words given, which stand on one baseline."""
    placed = sorted(words, key=lambda word: word.start)
    parts: list[list[Run]] = [[placed[0]]]
    end = placed[0].end
    for word in placed[1:]:
        if word.start - end >= parting_gap(parts[-1][-1], word):
            parts.append([word])
        else:
            parts[-1].append(word)
        end = max(end, word.end)
    pieces = tuple(Piece(part[0].start, max(word.end for word in part), tuple(part)) for part in parts)
    sizes = sorted(word.size for word in placed)
    acrosses = sorted(word.across for word in placed)
    return TextLine(acrosses[len(placed) // 2], sizes[len(placed) // 2], pieces)


def parting_gap(left: Run, right: Run) -> float:
    """The gap in points from which two neighbours on a line may stand in different columns."""
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
