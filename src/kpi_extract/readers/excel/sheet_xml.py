"""One worksheet part, read as a stream: nothing is laid out, so a cell in the farthest corner costs one cell.

A table library reads either values and formats or merges and hidden columns of a large sheet; this pass has all of them
from one reading. A DOCTYPE has been refused before, so no entity of the file's own reaches the parser.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element
from xml.parsers import expat

from kpi_extract.readers.excel.parts import is_true, number, whole_number
from kpi_extract.readers.sheets.content import TooLargeError
from kpi_extract.readers.sheets.references import MOST_COLUMNS, MOST_ROWS, Area, area_of, position_of

MOST_MERGES = 200_000
_CHUNK = 2**18
_HIDDEN_BELOW = 0.01
"""A row or column of no height or width is hidden, whatever its attribute says."""


class StoredCell(NamedTuple):
    """A cell as the part has it."""

    row: int
    column: int
    kind: str
    """n, s, str, inlineStr, b, e or d."""
    style: int
    value: str | None
    formula: str | None
    """None where it has none; "" for a cell that shares its neighbour's."""
    inline: Element | None
    """The text of an inlineStr."""


@dataclass(slots=True)
class SheetFrame:
    """All of a sheet but its cells."""

    merges: list[Area] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    running_heads: list[str] = field(default_factory=list)
    """Codes of its page headers and footers."""


_HEADS = frozenset({"oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"})
_UNREAD = frozenset({"extLst", "conditionalFormatting", "dataValidations"})
"""Parts of a sheet that may hold elements called like those of cells."""


def read_sheet(stream: IO[bytes], take: Callable[[StoredCell], None]) -> SheetFrame:
    """Reads a worksheet part.

    Args:
        stream: the part.
        take: is given each cell with a value or a style; it may raise to stop.

    Raises:
        TooLargeError: it has more merged areas than a sheet of a report.
        xml.parsers.expat.ExpatError: it is no valid XML.
    """
    handler = _Handler(take)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return handler.frame


class _Handler:
    """What the parser calls; holds the one cell being read."""

    def __init__(self, take: Callable[[StoredCell], None]) -> None:
        self.frame = SheetFrame()
        self._take = take
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: list[Element] = []
        self._inline_text: Element | None = None
        self._pieces: list[str] | None = None
        """Where text goes; None where it is white space between elements."""
        self._unread = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._unread or name in _UNREAD:
            self._unread += 1
        elif self._inline:
            self._start_inline(name, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name in ("v", "f") or name in _HEADS:
            self._pieces = []
        elif name == "row":
            self._start_row(attributes)
        elif name == "is":
            self._inline = [Element("is")]
            self._inline_text = self._inline[0]
        elif name == "col":
            self._hide_columns(attributes)
        elif name == "mergeCell":
            area = area_of(attributes.get("ref", ""))
            if area is not None and (area.top, area.left) != (area.bottom, area.right):
                self.frame.merges.append(area)
                if len(self.frame.merges) > MOST_MERGES:
                    raise TooLargeError(f"more than {MOST_MERGES:,} merged areas")

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._unread:
            self._unread -= 1
        elif self._inline:
            self._end_inline()
        elif name == "v":
            self._value, self._pieces = "".join(self._pieces or ()), None
        elif name == "f":
            self._formula, self._pieces = "".join(self._pieces or ()), None
        elif name == "c":
            self._end_cell()
        elif name in _HEADS:
            self.frame.running_heads.append("".join(self._pieces or ()))
            self._pieces = None

    def text(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = whole_number(attributes.get("r"), self._row + 1)
        self._column = 0
        if is_true(attributes.get("hidden")) or number(attributes.get("ht"), 1) < _HIDDEN_BELOW:
            self.frame.hidden_rows.append((self._row, self._row))

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        if is_true(attributes.get("hidden")) or number(attributes.get("width"), 1) < _HIDDEN_BELOW:
            first = whole_number(attributes.get("min"), 0)
            self.frame.hidden_columns.append((first, min(whole_number(attributes.get("max"), first), MOST_COLUMNS)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        position = position_of(reference) if reference else None
        if position is None:
            self._column += 1
        else:
            self._row, self._column = position
        self._kind = attributes.get("t", "n")
        style = attributes.get("s")
        self._style = int(style) if style is not None and style.isdecimal() and len(style) < 7 else 0
        self._value = self._formula = None
        self._inline_text = None

    def _end_cell(self) -> None:
        has_content = self._value is not None or self._formula is not None or self._inline_text is not None
        if (has_content or self._style) and 1 <= self._row <= MOST_ROWS and 1 <= self._column <= MOST_COLUMNS:
            self._take(
                StoredCell(
                    self._row, self._column, self._kind, self._style, self._value, self._formula, self._inline_text
                )
            )
        self._value = self._formula = None
        self._inline_text = None

    def _start_inline(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes)
        self._inline[-1].append(element)
        self._inline.append(element)
        self._pieces = []

    def _end_inline(self) -> None:
        element = self._inline.pop()
        if not len(element):
            element.text = "".join(self._pieces or ())
        self._pieces = None
