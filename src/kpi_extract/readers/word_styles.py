"""What the styles of a Word document say: which paragraphs are headings, which runs are hidden, struck or raised."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kpi_extract.readers.word_names import VALUE, W, is_on, number_of, value_of

_HEADING_NAME = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_TITLE_RANKS = {"title": 1, "表題": 1, "subtitle": 2, "副題": 2}
# Outline level 9 means body text.
_BODY_LEVEL = 9
# A chain of styles longer than this is a loop or made by no program.
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What matters of a run's formatting; None where a style or run does not say."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None

    def over(self, base: Look) -> Look:
        """This look where it says something, else the base's."""
        return Look(
            base.hidden if self.hidden is None else self.hidden,
            base.struck if self.struck is None else self.struck,
            base.raised if self.raised is None else self.raised,
        )


PLAIN = Look()


def look_of(properties: Element | None) -> Look:
    """The look a w:rPr asks for."""
    if properties is None or not len(properties):
        return PLAIN
    strike, double = is_on(properties, "strike"), is_on(properties, "dstrike")
    raised = value_of(properties, "vertAlign")
    return Look(
        hidden=is_on(properties, "vanish"),
        struck=None if strike is None and double is None else bool(strike or double),
        raised=None if raised is None else raised == "superscript",
    )


@dataclass(slots=True)
class Styles:
    """The styles of one document by their id."""

    elements: dict[str, Element] = field(default_factory=dict)
    _looks: dict[str, Look] = field(default_factory=dict)
    _ranks: dict[str, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> Styles:
        """The styles in a styles part; none where the document has no such part."""
        found = [] if root is None else root.findall(f"{W}style")
        return cls({element.get(f"{W}styleId") or "": element for element in found})

    def look(self, style: str | None) -> Look:
        """The look of a character or paragraph style, its bases included."""
        if not style:
            return PLAIN
        if style not in self._looks:
            look = PLAIN
            for element in self._chain(style):
                look = look.over(look_of(element.find(f"{W}rPr")))
            self._looks[style] = look
        return self._looks[style]

    def rank(self, properties: Element | None) -> int | None:
        """The heading rank of a paragraph with these w:pPr: 1 is the highest, None is body text."""
        level = number_of(properties, "outlineLvl", -1)
        if level >= 0:
            return _rank_of_level(level)
        style = value_of(properties, "pStyle")
        if not style:
            return None
        if style not in self._ranks:
            self._ranks[style] = self._rank_of_style(style)
        return self._ranks[style]

    def _rank_of_style(self, style: str) -> int | None:
        for element in self._chain(style):
            level = number_of(element.find(f"{W}pPr"), "outlineLvl", -1)
            if level >= 0:
                return _rank_of_level(level)
            name = (value_of(element, "name") or "").strip().lower()
            if match := _HEADING_NAME.fullmatch(name):
                return int(match[1])
            if name in _TITLE_RANKS:
                return _TITLE_RANKS[name]
        return None

    def _chain(self, style: str) -> list[Element]:
        """The style and those it is based on, nearest first."""
        chain: list[Element] = []
        following: str | None = style
        while following and len(chain) < _LONGEST_CHAIN and (element := self.elements.get(following)) is not None:
            chain.append(element)
            based_on = element.find(f"{W}basedOn")
            following = None if based_on is None else based_on.get(VALUE)
        return chain


def _rank_of_level(level: int) -> int | None:
    return level + 1 if level < _BODY_LEVEL else None
