"""What lies over the cells of a sheet: text boxes and notes; pictures and charts are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kpi_extract.readers.excel.parts import Parts, whole_number
from kpi_extract.readers.excel.strings import OUTER_SPACE, plain, resolved, runs_of
from kpi_extract.readers.sheets.content import Floating
from kpi_extract.readers.sheets.references import position_of

_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_UNREAD = {"pic": "picture", "graphicFrame": "chart"}


@dataclass(slots=True)
class Overlay:
    """What lies over one sheet."""

    boxes: list[Floating] = field(default_factory=list)
    notes: list[Floating] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


def overlay_of(parts: Parts, sheet: str) -> Overlay:
    """The text boxes and notes of a sheet.

    Args:
        parts: the package.
        sheet: the path of the sheet's part.
    """
    overlay = Overlay()
    for path in parts.related(sheet, "drawing"):
        for anchor in parts.tree(path):
            if _local(anchor.tag) in _ANCHORS:
                _take_anchor(anchor, overlay)
    for path in parts.related(sheet, "comments"):
        overlay.notes += _notes(parts.tree(path))
    return overlay


def _take_anchor(anchor: Element, overlay: Overlay) -> None:
    row = whole_number(anchor.findtext("{*}from/{*}row"), 0) + 1
    column = whole_number(anchor.findtext("{*}from/{*}col"), 0) + 1
    for element in _shapes(anchor):
        kind = _local(element.tag)
        if kind in _UNREAD:
            overlay.unread[_UNREAD[kind]] += 1
            continue
        body = element.find("{*}txBody")
        text = _body_text(body) if body is not None else ""
        if text:
            overlay.boxes.append(Floating(text, row, column))


def _shapes(parent: Element) -> Iterator[Element]:
    """Shapes, pictures and charts, also in groups; of two ways to draw one thing the first, which Office takes."""
    for element in parent:
        kind = _local(element.tag)
        if kind == "sp" or kind in _UNREAD:
            yield element
        elif kind != "Fallback":
            yield from _shapes(element)


def _body_text(body: Element) -> str:
    lines = []
    for paragraph in body.findall("{*}p"):
        pieces = []
        for element in paragraph.iter():
            kind = _local(element.tag)
            if kind == "t":
                pieces.append(plain(element.text or ""))
            elif kind == "br":
                pieces.append("\n")
        lines.append("".join(pieces))
    return "\n".join(lines).strip(OUTER_SPACE)


def _notes(root: Element) -> Iterator[Floating]:
    for comment in root.findall("{*}commentList/{*}comment"):
        position = position_of(comment.get("ref") or "")
        content = comment.find("{*}text")
        text = resolved(runs_of(content)).text if content is not None else ""
        if position is not None and text:
            yield Floating(text, *position)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
