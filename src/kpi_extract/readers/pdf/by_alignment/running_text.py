"""Which lines are running text, in one column or two: no table, however its gaps happen to stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi_extract.readers.pdf.by_alignment.words import Piece, TextLine, is_value, line_of_words
from kpi_extract.values.patterns import lazy_pattern

PROSE_WIDTH = 18.0
"""Text this wide (in font sizes), on three lines or more, is running text."""
WIDEST_SPACE, WIDEST_LATIN_SPACE = 1.1, 2.0
"""Words of a line spread to both margins are no further apart, in font sizes."""

_DIGIT = lazy_pattern(r"\d")


def is_running(line: TextLine) -> bool:
    """A line of running text: wide, wordy, with hardly a gap in it."""
    width = line.end - line.start
    gaps = [right.start - left.end for left, right in pairwise(line.pieces)]
    if width < PROSE_WIDTH * line.size or sum(gaps) > 0.25 * width:
        return False
    text = "".join(piece.text for piece in line.pieces)
    is_latin = max(text) < "\u2e80"
    if sum(gaps) > (0.25 if is_latin else 0.15) * width:
        return False
    if max(gaps, default=0.0) > (WIDEST_LATIN_SPACE if is_latin else WIDEST_SPACE) * line.size:
        return False
    return is_wordy(text) and not is_value(line.pieces[-1].text)


def without_prose(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines without the pieces that belong to running text."""
    prose = _prose_pieces(lines)
    if not prose:
        return list(lines)
    kept = []
    for line in lines:
        words = [word for piece in line.pieces if id(piece) not in prose for word in piece.words]
        if words:
            kept.append(line_of_words(words))
    return kept


class _Stack:
    """Pieces one below the other that may be lines of one paragraph."""

    def __init__(self, line: TextLine, index: int) -> None:
        self.pieces: list[Piece] = []
        self.wide = self.valued = 0
        self.add(line, index)

    def add(self, line: TextLine, index: int) -> None:
        piece = line.pieces[index]
        self.pieces.append(piece)
        self.across, self.size = line.across, piece.words[0].size
        self.is_wide = piece.end - piece.start >= PROSE_WIDTH * self.size and is_wordy(piece.text)
        self.wide += self.is_wide
        self.valued += _has_values_beside(line, index)

    def goes_on(self, line: TextLine, piece: Piece) -> bool:
        """Whether a piece stands below the last one as the next line of a paragraph does."""
        if not self.is_wide or not 0 < line.across - self.across <= 2.2 * line.size:
            return False
        above = self.pieces[-1]
        shared = min(piece.end, above.end) - max(piece.start, above.start)
        return shared >= 0.6 * (piece.end - piece.start) and abs(piece.words[0].size - self.size) < 0.2 * self.size

    @property
    def is_prose(self) -> bool:
        """Three lines, two of them wide, and not labels of values that stand beside them."""
        return self.wide >= 2 and len(self.pieces) >= 3 and self.valued < 0.5 * len(self.pieces)


def _prose_pieces(lines: Sequence[TextLine]) -> set[int]:
    """Pieces by identity: wide text on three lines one below the other, and the last line below such."""
    done: list[_Stack] = []
    stacks: list[_Stack] = []
    for line in lines:
        near: list[_Stack] = []
        for stack in stacks:
            (near if stack.is_wide and line.across - stack.across <= 2.2 * line.size else done).append(stack)
        started = []
        for index, piece in enumerate(line.pieces):
            above = next((stack for stack in near if stack.goes_on(line, piece)), None)
            if above is not None:
                above.add(line, index)
            else:
                started.append(_Stack(line, index))
        stacks = near + started
    return {id(piece) for stack in done + stacks if stack.is_prose for piece in stack.pieces}


def _has_values_beside(line: TextLine, index: int) -> bool:
    return any(is_value(piece.text) for piece in line.pieces[index + 1 :])


def is_wordy(text: str) -> bool:
    """Whether a text is words rather than numbers."""
    return len(_DIGIT.findall(text)) < 0.3 * len(text)
