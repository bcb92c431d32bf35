"""What the page's own style rules say of an element: whether it is shown, struck through, raised, set as typed.

Read are rules in `<style>` whose selectors name tags, classes and ids, alone or one inside another, and `style`
attributes, under CSS's order of precedence. Rules for other media, with conditions or in files of their own are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|<!--|-->", re.DOTALL)
_PROPERTIES = {"display", "visibility", "text-decoration", "text-decoration-line", "vertical-align", "white-space"}
_COMPOUND = re.compile(r"(?P<tag>\*|[a-z][\w-]*)?(?P<parts>(?:[.#][A-Za-z_\u0080-\uffff-][\w\u0080-\uffff-]*)*)")
_PART = re.compile(r"([.#])([^.#]+)")
_DECLARATION = re.compile(r"\s*([A-Za-z-]+)\s*:\s*([^;]*)")
_MOST_STEPS = 8
"""Longer selectors are not followed; none that hides a part of a page needs as many."""

MOST_COMPARISONS = 3_000_000
"""Of a rule's parts with an element; a page that asks for more is built to be slow."""

Declarations = dict[str, tuple[str, bool]]
"""Property → its value, and whether it is !important."""


@dataclass(frozen=True, slots=True)
class Look:
    """How an element is shown, as far as the page itself says."""

    display: str = ""
    visibility: str = ""
    decoration: str = ""
    vertical_align: str = ""
    white_space: str = ""

    @property
    def is_absent(self) -> bool:
        """Whether it takes no room at all."""
        return self.display == "none"

    @property
    def is_invisible(self) -> bool:
        """Whether it takes room and shows nothing."""
        return self.visibility in ("hidden", "collapse")

    @property
    def is_struck(self) -> bool:
        """Whether a line runs through its text."""
        return "line-through" in self.decoration


PLAIN = Look()


class _Compound(NamedTuple):
    tag: str
    names: frozenset[str]
    """Classes with their full stop, ids with their hash."""


class Bearer(NamedTuple):
    """An element as selectors see it."""

    tag: str
    names: frozenset[str]
    """Classes with a full stop before them, the id with a hash."""


class _Rule(NamedTuple):
    steps: tuple[_Compound, ...]
    """From the element itself outwards."""
    rank: tuple[int, int, int, int]
    """Ids, classes and tags in the selector, then its place in the page."""
    declarations: Declarations


@dataclass(slots=True)
class Stylesheet:
    """The rules of one page, by the name the element itself must bear."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    comparisons: int = 0
    """Those made so far; no rule is followed once there were too many."""
    _count: int = 0

    @property
    def has_given_up(self) -> bool:
        """Whether the rules ask for more comparisons than this program makes."""
        return self.comparisons > MOST_COMPARISONS

    def add(self, text: str) -> None:
        """Adds the content of one `<style>`."""
        for selectors, body in _rules_in(_COMMENT.sub("", text)):
            declarations = declarations_in(body)
            if not declarations:
                continue
            for selector in selectors.split(","):
                steps = _steps_of(selector)
                if steps:
                    self._count += 1
                    rule = _Rule(steps, (*_weight(steps), self._count), declarations)
                    self.rules.setdefault(_key_of(steps[0]), []).append(rule)

    def bearer(self, element: Element, tag: str) -> Bearer:
        """What selectors see of an element."""
        return Bearer(tag, _names_of(element) if self.rules else frozenset())

    def look(self, element: Element, bearer: Bearer, around: Sequence[Bearer]) -> Look:
        """How an element is shown.

        Args:
            element: the element.
            bearer: the same as selectors see it.
            around: the elements it stands in, outermost first.
        """
        style = element.get("style")
        hidden = element.get("hidden")
        if not self.rules and style is None and hidden is None:
            return PLAIN
        chosen: Declarations = {}
        if hidden is not None and hidden.strip().lower() != "until-found":
            chosen["display"] = ("none", False)
        for rule in sorted(self._rules_for(bearer, around), key=lambda rule: rule.rank):
            _lay_over(chosen, rule.declarations)
        if style:
            _lay_over(chosen, declarations_in(style))
        return _look_of(chosen) if chosen else PLAIN

    def _rules_for(self, bearer: Bearer, around: Sequence[Bearer]) -> Iterable[_Rule]:
        if not self.rules or self.has_given_up:
            return
        for key in (bearer.tag, "*", *bearer.names):
            for rule in self.rules.get(key, ()):
                self.comparisons += 1
                if _fits(bearer, rule.steps[0]) and self._stands_in(rule.steps[1:], around):
                    yield rule

    def _stands_in(self, steps: Sequence[_Compound], around: Sequence[Bearer]) -> bool:
        """Whether ancestors fit the steps in order; the nearest that fits leaves the most for the next."""
        position = len(around)
        for step in steps:
            if self.has_given_up:
                return False
            position -= 1
            while position >= 0 and not _fits(around[position], step):
                self.comparisons += 1
                position -= 1
            if position < 0:
                return False
        return True


def declarations_in(text: str) -> Declarations:
    """The properties named in `_PROPERTIES` that a rule or a style attribute sets."""
    found: Declarations = {}
    for part in text.split(";"):
        match = _DECLARATION.match(part)
        if match is None or match.group(1).lower() not in _PROPERTIES:
            continue
        value = " ".join(match.group(2).lower().split())
        important = value.endswith("!important")
        _lay_over(found, {match.group(1).lower(): (value.removesuffix("!important").strip(), important)})
    return found


def _lay_over(below: Declarations, above: Declarations) -> None:
    for name, (value, important) in above.items():
        if important or not below.get(name, ("", False))[1]:
            below[name] = (value, important)


def _look_of(chosen: Declarations) -> Look:
    def value(name: str) -> str:
        return chosen.get(name, ("", False))[0]

    decoration = value("text-decoration-line") or value("text-decoration")
    return Look(value("display"), value("visibility"), decoration, value("vertical-align"), value("white-space"))


def _rules_in(css: str) -> Iterable[tuple[str, str]]:
    """Selector and body of each rule outside at-rules."""
    position = 0
    while (start := css.find("{", position)) >= 0:
        selector = css[position:start].rsplit(";", 1)[-1].strip()
        if selector.startswith("@"):
            position = _end_of_block(css, start)
            continue
        end = css.find("}", start)
        if end < 0:
            end = len(css)
        yield selector, css[start + 1 : end]
        position = end + 1


def _end_of_block(css: str, start: int) -> int:
    depth = 0
    for brace in re.finditer(r"[{}]", css[start:]):
        depth += 1 if brace.group(0) == "{" else -1
        if depth == 0:
            return start + brace.end()
    return len(css)


def _steps_of(selector: str) -> tuple[_Compound, ...]:
    """The compounds of a selector, its own element first; none where it asks for more than this program knows."""
    words = selector.split()
    steps = []
    for word in reversed(words):
        match = _COMPOUND.fullmatch(word)
        if match is None:
            return ()
        names = frozenset(mark + name for mark, name in _PART.findall(match.group("parts")))
        steps.append(_Compound((match.group("tag") or "*").lower(), names))
    return tuple(steps) if len(steps) <= _MOST_STEPS else ()


def _weight(steps: Sequence[_Compound]) -> tuple[int, int, int]:
    names = [name for step in steps for name in step.names]
    ids = sum(name.startswith("#") for name in names)
    return ids, len(names) - ids, sum(step.tag != "*" for step in steps)


def _key_of(step: _Compound) -> str:
    return min(step.names) if step.names else step.tag


def _names_of(element: Element) -> frozenset[str]:
    identity = element.get("id")
    names = [f".{name}" for name in (element.get("class") or "").split()]
    return frozenset([*names, f"#{identity}"] if identity else names)


def _fits(bearer: Bearer, step: _Compound) -> bool:
    return step.tag in ("*", bearer.tag) and step.names <= bearer.names
