"""The text of a web page to a tree, by lxml's HTML parser: nothing is fetched, and no DTD or entity is followed.

The elements are lxml's; what is used of them elsewhere is the interface of the standard library's `Element`, so that
one serves as their type and only this module needs the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import cast
from xml.etree.ElementTree import Element

from lxml import etree

from kpi_extract.errors import RefusedDocumentError

# libxml2 ends the document at these tags and drops what follows; a browser goes on.
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
# A row, cell, group or reading (ruby) ends those before it; libxml2 lets some stand in the last one, where a hidden one would hide them.
# An end tag reaches no further out than the table it stands in.
_TABLE_PART = re.compile(
    r"<(?:(?P<cell>t[dh])|(?P<row>tr)|(?P<group>thead|tbody|tfoot)|(?P<ruby>r[tpb]))\b", re.IGNORECASE
)
_ENDS_BEFORE = {
    "cell": "</td></th>",
    "row": "</td></th></tr>",
    "ruby": "</rt></rp></rb>",
    "group": "</td></th></tr></tbody></thead></tfoot>",
}
_BREAKS = re.compile(r"\r\n?")
_LAST_KNOWN_LINE = 65_534
"""libxml2 counts lines in 16 bits."""


def parse(text: str, name: str) -> Element | None:
    """The tree of a page; None where there is no element at all.

    Args:
        text: the whole page.
        name: what messages call it.

    Raises:
        RefusedDocumentError: its elements are nested deeper than the parser follows.
    """
    source = _BREAKS.sub("\n", text).replace("\0", "")
    source = _END_OF_PAGE.sub(lambda found: " " * len(found.group(0)), source)
    source = _TABLE_PART.sub(lambda found: _ENDS_BEFORE[found.lastgroup or ""] + found.group(0), source)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(source.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError:
        root = None  # the parser found nothing at all
    if any("depth" in entry.message for entry in parser.error_log):
        raise RefusedDocumentError(
            name,
            "The elements of this web page are nested thousands deep, so that part of it cannot be reached.",
            "Open it in a browser and print it to PDF.",
            "要素の入れ子が数千段に及び、最後まで読めないウェブページです。",
            "ブラウザで開き、PDFに印刷して指定してください。",
        )
    return cast("Element | None", root)


def line_of(element: Element) -> int | None:
    """The line of the source an element begins in, from 1; None where the parser lost count."""
    line: int | None = getattr(element, "sourceline", None)
    return line if line is not None and line <= _LAST_KNOWN_LINE else None


def holders(root: Element, tags: Set[str]) -> set[Element]:
    """The elements that hold an element with one of these tags."""
    found: set[Element] = set()
    for element in cast("etree._Element", root).iter(*tags):
        for ancestor in cast("Iterator[Element]", element.iterancestors()):
            if ancestor in found:
                break
            found.add(ancestor)
    return found


def standing_in(root: Element, tags: Set[str], containers: Set[str]) -> set[Element]:
    """The elements with one of these tags that stand in an element with one of the other tags."""
    found = cast("etree._Element", root).iter(*tags)
    return {cast(Element, one) for one in found if next(one.iterancestors(*containers), None) is not None}
