"""What the styles of a workbook say of its cells: number format, rules, type size, strike-through, raised text."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from kpi_extract.readers.excel.format_codes import BUILT_IN, GENERAL
from kpi_extract.readers.excel.parts import is_true, number, whole_number
from kpi_extract.readers.sheets.content import BOTTOM, LEFT, RIGHT, TOP

_SIDES = (("left", LEFT), ("start", LEFT), ("right", RIGHT), ("end", RIGHT), ("top", TOP), ("bottom", BOTTOM))
_STANDARD_SIZE = 11.0


class Font(NamedTuple):
    """What matters of a font."""

    size: float = _STANDARD_SIZE
    struck: bool = False
    raised: bool = False


class Style(NamedTuple):
    """What matters of a cell's format."""

    code: str = GENERAL
    """Its number format."""
    lines: int = 0
    """The sides with a rule, as LEFT | RIGHT | TOP | BOTTOM."""
    font: Font = Font()
    spreads: bool = False
    """Whether its text is centred over the empty cells to its right (centerContinuous)."""


PLAIN = Style()


def styles_of(root: Element) -> list[Style]:
    """The cell styles in the order their numbers mean.

    Args:
        root: the styles part.
    """
    codes = {
        whole_number(one.get("numFmtId"), -1): one.get("formatCode") or GENERAL
        for one in root.findall("{*}numFmts/{*}numFmt")
    }
    fonts = [font_of(one) for one in root.findall("{*}fonts/{*}font")]
    borders = [_lines_of(one) for one in root.findall("{*}borders/{*}border")]
    styles = []
    for one in root.findall("{*}cellXfs/{*}xf"):
        code = whole_number(one.get("numFmtId"), 0)
        font, border = whole_number(one.get("fontId"), 0), whole_number(one.get("borderId"), 0)
        alignment = one.find("{*}alignment")
        styles.append(
            Style(
                codes.get(code) or BUILT_IN.get(code, GENERAL),
                borders[border] if 0 <= border < len(borders) else 0,
                fonts[font] if 0 <= font < len(fonts) else Font(),
                alignment is not None and alignment.get("horizontal") == "centerContinuous",
            )
        )
    return styles


def font_of(element: Element | None) -> Font:
    """A font, or the properties of a run of rich text."""
    if element is None:
        return Font()
    size = element.find("{*}sz")
    raised = element.find("{*}vertAlign")
    strike = element.find("{*}strike")
    return Font(
        number(size.get("val"), _STANDARD_SIZE) if size is not None else _STANDARD_SIZE,
        strike is not None and is_true(strike.get("val", "1")),
        raised is not None and raised.get("val") == "superscript",
    )


def _lines_of(element: Element) -> int:
    lines = 0
    for side, bit in _SIDES:
        rule = element.find(f"{{*}}{side}")
        if rule is not None and rule.get("style", "none") != "none":
            lines |= bit
    return lines
