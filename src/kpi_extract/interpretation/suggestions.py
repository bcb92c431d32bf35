"""For headings that were not read: the entry of a headings file (docs/headings.md) that would make them read.

The word is found by what is left when periods, brackets and words without meaning are taken away. Its role cannot be
known; the one suggested is what the body lacks, and a person has to check it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpi_extract.interpretation.headings import LONGEST_HEADING, Heading, Lexicon, read_heading
from kpi_extract.interpretation.vocabulary import Role, Token
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import match_key

_BRACKET_AT_END = lazy_pattern(
    r"(?P<main>.*?)[(\[【〔〈《≪「<](?P<inner>[^()\[\]【】〔〕〈〉《》≪≫「」<>]+)[)\]】〕〉》≫」>]"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One `[[heading]]` entry. Without roles the word is to be ignored: only a remark in the heading's bracket is new."""

    form: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A heading that was not read, and what stands under it."""

    heading: Heading
    holds_numbers: bool
    is_year: bool
    """It, or a heading below it, names a year."""


def suggest(
    unread: Iterable[Unread], known: Iterable[Role | None], lexicon: Lexicon, *, rows_say_roles: bool
) -> dict[str, Suggestion]:
    """Suggest an entry for each heading, by its printed text.

    Args:
        unread: the headings of one body, from left to right.
        known: the roles the body has already.
        lexicon: the words in force.
        rows_say_roles: row labels (目標, 実績) say what the numbers are.
    """
    roles = _Roles({role for role in known if role is not None}, rows_say_roles)
    by_form: dict[str, list[Unread]] = {}
    ignored: dict[str, Suggestion] = {}
    for one in unread:
        word, is_remark = _word_of(one.heading, lexicon)
        if word is not None and is_remark:
            ignored[one.heading.text] = Suggestion(word)
        elif word is not None:
            by_form.setdefault(word, []).append(one)
    suggested = {form: Suggestion(form, (roles.take(several),)) for form, several in by_form.items()}
    return ignored | {one.heading.text: suggested[form] for form, several in by_form.items() for one in several}


class _Roles:
    """Gives out the roles that a body still lacks."""

    def __init__(self, taken: set[Role], rows_say_roles: bool) -> None:
        self._taken = taken
        self._rows_say_roles = rows_say_roles
        self._numbers_began = False

    def take(self, columns: list[Unread]) -> Role:
        role = self._next(columns)
        self._taken.add(role)
        return role

    def _next(self, columns: list[Unread]) -> Role:
        if not any(one.holds_numbers for one in columns):
            names = not self._numbers_began and Role.INDICATOR not in self._taken
            return Role.INDICATOR if names else Role.REMARK
        self._numbers_began = True
        if self._rows_say_roles:
            return Role.VALUE
        order = (Role.ACTUAL, Role.TARGET) if any(one.is_year for one in columns) else (Role.TARGET, Role.ACTUAL)
        return next((role for role in (*order, Role.BASELINE) if role not in self._taken), order[0])


def _word_of(heading: Heading, lexicon: Lexicon) -> tuple[str | None, bool]:
    """The word to add, and whether it is only a remark in the bracket of a heading that is read."""
    key = match_key(heading.text)
    if len(key) > LONGEST_HEADING:
        return None, False
    source, is_remark = key, False
    bracket = _BRACKET_AT_END.fullmatch(key)
    if bracket is not None:
        is_remark = bool(heading.roles) and bracket["inner"] == heading.rest
        source = bracket["inner"] if is_remark or not bracket["main"] else bracket["main"]
    pieces = _without_periods(source)
    piece = max(pieces, key=lambda one: (sum(character in heading.rest for character in one), len(one)), default="")
    return _findable(_without_fillers(piece, heading.words, lexicon)), is_remark


def _without_periods(key: str) -> list[str]:
    pieces, position = [], 0
    for match in find_periods(key):
        pieces.append(key[position : match.start])
        position = match.end + key.startswith("の", match.end)  # R5年度のめざす値
    return [piece for piece in (*pieces, key[position:]) if piece]


def _without_fillers(piece: str, words: tuple[str, ...], lexicon: Lexicon) -> str:
    """Words without meaning leave both ends: 本事業におけるめざす値. One letter may be part of the word: ひとこと."""
    fillers = [word for word in words if len(word) > 1 and read_heading(word, lexicon) == Heading(word)]
    left = piece
    for word in fillers:
        left = left.removeprefix(word)
    for word in reversed(fillers):
        left = left.removesuffix(word)
    return left or piece


def _findable(piece: str) -> str | None:
    """The longest part that is found as a whole: ordinals and note marks are read apart and must not be in the form."""
    for end in range(len(piece), 0, -1):
        for start in range(end):
            form = piece[start:end]
            token = Token(form, (Role.REMARK,))
            is_word = form[0].isalnum() and any(character.isalpha() for character in form)
            if is_word and read_heading(form, Lexicon((token,))).words == (form,):
                return form
    return None
