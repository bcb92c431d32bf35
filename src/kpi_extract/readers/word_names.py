"""Names in the XML of a Word document, and the small questions asked of any element.

The elements are lxml's, as python-docx parses them; what is used of them is the interface of the standard library's
`Element`, so that one serves as their type and only `word` needs the libraries.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

VALUE = f"{W}val"
_OFF = {"0", "false", "off", "none"}

# Wrappers around blocks, rows, cells or runs that print nothing of their own.
WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")}
# What tracked changes took away.
REMOVED = {f"{W}{name}" for name in ("del", "moveFrom")}
ADDED = {f"{W}{name}" for name in ("ins", "moveTo")}


def value_of(parent: Element | None, name: str) -> str | None:
    """The val attribute of a child; "" where the child is there without one, None where there is no such child."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else (child.get(VALUE) or "")


def is_on(parent: Element | None, name: str) -> bool | None:
    """Whether a switch such as w:vanish is on; None where the element does not say."""
    value = value_of(parent, name)
    return None if value is None else value.lower() not in _OFF


def number_of(parent: Element | None, name: str, default: int) -> int:
    """The whole number in the val attribute of a child."""
    value = value_of(parent, name)
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 7 else default


def shown_branch(element: Element) -> Element | None:
    """The form of an mc:AlternateContent that is shown: reading both would read a text box twice."""
    if element.tag != f"{COMPATIBILITY}AlternateContent":
        return None
    choice = element.find(f"{COMPATIBILITY}Choice")
    return element.find(f"{COMPATIBILITY}Fallback") if choice is None else choice


def children(parent: Element) -> Iterator[Element]:
    """The child elements, without comments and processing instructions."""
    return (child for child in parent if isinstance(child.tag, str))
