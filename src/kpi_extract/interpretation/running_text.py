"""KPI written in running text: the third way to find the heading of a value.

Only three forms make an indicator (design §4, rule 19): name:value→value, name=value and name:value. They are read
sentence by sentence; any other sentence with a number beside a KPI word is said and left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.headings import Heading
from kpi_extract.interpretation.names import EmbeddedValue, labelled_value, named_value
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Role
from kpi_extract.values.number import parse_value
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import Period, find_periods
from kpi_extract.values.text import fold, match_key
from kpi_extract.values.unit import is_known_unit

_MARK = r"[●○・◎◇◆■□▽▼◦•]|[①-⑳]|[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[.．](?=[^0-9０-９])|[-－](?=[ \u3000])"
_NEW_STATEMENT = lazy_pattern(rf"(?:^|(?<=[\s\u3000]))(?={_MARK})|(?<!\s)\s+/\s+")
_LEADING_MARKS = lazy_pattern(rf"^(?:(?:{_MARK})[ \u3000]*)+")
_STATEMENT = lazy_pattern(r"(?P<name>[^:：=＝→]{2,60}?)\s*(?P<sign>[:：=＝])\s*(?P<values>\S.*)", re.DOTALL)
_ARROW = lazy_pattern(r"(?<!\s)\s*(?:→|⇒|➡|->)\s*")
_STOP = lazy_pattern(r"(?<=[)）])[\s\u3000]+|[。、]|(?<![\s\u3000])[\s\u3000]{2,}")
_BRACKET_BEHIND = lazy_pattern(r"(?P<value>[^(（]+)[(（](?P<inner>[^()（）]+)[)）](?P<rest>.*)", re.DOTALL)
_KPI_WORD = lazy_pattern(r"KPI|目標|指標|実績|達成")
_NUMBER_WITH_UNIT = lazy_pattern(r"(?<![0-9])(?<![0-9][,.])[0-9][0-9,.]*\s*([^\W\d_]{1,4}|%)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One KPI of running text."""

    name: str
    values: tuple[EmbeddedValue, ...]
    assumed: bool = False
    """Nothing printed says whether the one value is a target or an actual."""
    rest: str = ""
    """What follows in the sentence."""


@dataclass(frozen=True, slots=True)
class Legend:
    """``●は平成15年度→平成18年度の目標例``: what the two sides of the arrows below it are."""

    start: Period
    end: Period
    role: Role | None


def statements(text: str, read: Callable[[str], Heading], legend: Legend | None) -> list[Statement]:
    """The KPI of one paragraph, in its order; none for any other text.

    Args:
        text: the paragraph.
        read: reads a text as a heading, to know words that name no indicator (予算額:1,000千円).
        legend: what a line above says of both sides of an arrow.
    """
    found = (_statement(piece.strip(), read, legend) for piece in _NEW_STATEMENT.split(text) if piece and piece.strip())
    return [statement for statement in found if statement is not None]


def _statement(text: str, read: Callable[[str], Heading], legend: Legend | None) -> Statement | None:
    marked = _LEADING_MARKS.match(text)
    bare = text[marked.end() :] if marked else text
    match = _STATEMENT.fullmatch(bare)
    if match is None:
        return None
    name = match.group("name").strip()
    if read(name).is_heading or name.endswith(("http", "https")):
        return None
    pieces = _ARROW.split(match.group("values").strip())
    if len(pieces) == 2:
        left, right = _value_text(pieces[0]), _value_text(pieces[1])
        if left is None or right is None or not (_has_number(left) or _has_number(right)):
            return None
        return Statement(name, (EmbeddedValue(Role.BASELINE, left), EmbeddedValue(Role.TARGET, right)))
    if len(pieces) != 1 or (match.group("sign") in ":：" and marked is None):
        return None
    labelled = _with_labelled_bracket(name, pieces[0], read)
    if labelled is not None:
        return labelled
    value = _value_text(pieces[0])
    if value is None or not _has_unit(value):
        return None
    role = legend.role if legend is not None else None
    return Statement(name, (EmbeddedValue(role or Role.ACTUAL, value),), assumed=role is None)


def _with_labelled_bracket(name: str, text: str, read: Callable[[str], Heading]) -> Statement | None:
    """``旅行消費額:467.8億円(目標:425億円、達成率110%)``: the bracket says what its figures are, so the first is the actual."""
    match = _BRACKET_BEHIND.fullmatch(text.strip())
    if match is None or not _has_unit(match.group("value")):
        return None
    values = [labelled_value(piece.strip(), read) for piece in re.split("[、,，;；]", match.group("inner"))]
    if not values or any(value is None for value in values):
        return None
    rest = match.group("rest").strip(" \u3000。")
    return Statement(
        name,
        (EmbeddedValue(Role.ACTUAL, match.group("value").strip()), *(value for value in values if value is not None)),
        rest=rest,
    )


def _value_text(text: str) -> str | None:
    """The value at the head of a text; what follows its bracket or a full stop is a sentence of its own."""
    for piece in (text, _STOP.split(text, maxsplit=1)[0]):
        try:
            printed = parse_value(piece)
        except UnreadableValueError as error:
            if error.code == "wrong-original":
                return piece.strip()
            continue
        if printed.value is not None or printed.missing == "dash":
            return piece.strip()
    return None


def _has_number(text: str) -> bool:
    return bool(re.search(r"[0-9０-９]", text))


def _has_unit(text: str) -> bool:
    try:
        printed = parse_value(text)
    except UnreadableValueError:
        return False
    return printed.value is not None and is_known_unit(printed.unit)


def legend_in(text: str, read: Callable[[str], Heading]) -> Legend | None:
    """A line that says which years both sides of the arrows below it are."""
    key = match_key(text)
    if "→" not in key or len(key) > 60:
        return None
    ranges = [match.period for match in find_periods(key) if match.period.start is not None and "→" in match.period.raw]
    if len(ranges) != 1 or ranges[0].start is None:
        return None
    roles = {role for word in re.split(r"[()（）は、。]", key) for role in read(word).roles} & VALUE_ROLES
    role = Role.TARGET if "目標" in key else roles.pop() if len(roles) == 1 else None
    end = replace(ranges[0], raw=ranges[0].raw.split("→")[-1], start=None)
    return Legend(ranges[0].start, end, role)


def mentions_value(text: str) -> bool:
    """Whether a sentence speaks of a KPI with its number: 5年間で100人の雇用の創出を目標とします."""
    folded = fold(text)
    if not _KPI_WORD.search(folded):
        return False
    words = [match.group(1) for match in _NUMBER_WITH_UNIT.finditer(folded)]
    counted = any(is_known_unit(word[:length]) for word in words for length in range(1, len(word) + 1))
    return counted or named_value(text) is not None
