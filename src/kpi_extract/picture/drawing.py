"""Draws the marks of a page over its picture: outlines, tints, numbers, and a legend of the colours used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.picture.overlay import HEADING, CellMark, TableMark
from kpi_extract.place import Box

Colour = tuple[int, int, int]
_Pixels = tuple[int, int, int, int]
"""Left, top, right and bottom pixel; the last two belong to it."""

CELL: Colour = (0, 110, 220)
MERGED: Colour = (225, 70, 0)
TABLE: Colour = (110, 0, 150)
_INK: Colour = (60, 60, 60)
_PAPER: Colour = (255, 255, 255)
_BROWN, _SAND, _SKY = (150, 95, 40), (200, 180, 140), (110, 170, 235)
TINTS: dict[str, Colour] = {
    HEADING: (120, 120, 120),
    Role.NUMBER: _SKY,
    Role.LABEL: _SKY,
    Role.CATEGORY: _SKY,
    Role.PROJECT: (40, 100, 230),
    Role.GRANT: _SKY,
    Role.DEPARTMENT: _SKY,
    Role.INDICATOR: (255, 185, 0),
    Role.DEFINITION: (255, 220, 110),
    Role.UNIT: (0, 175, 185),
    Role.DIRECTION: (0, 175, 185),
    Role.BASELINE: (135, 80, 210),
    Role.BASELINE_DATE: (190, 160, 235),
    Role.TARGET: (230, 30, 90),
    Role.TARGET_DATE: (245, 155, 185),
    Role.ACTUAL_DATE: (150, 205, 160),
    Role.ACTUAL: (0, 160, 70),
    Role.DATE: (150, 210, 170),
    Role.RATE: (140, 190, 0),
    Role.BUDGET: _BROWN,
    Role.EXPENDITURE: _BROWN,
    Role.TOTAL: _BROWN,
    Role.DIFFERENCE: _BROWN,
}
"""In the order of the legend. Roles of one family share a colour; those that are not here hold texts."""
OTHER_TINT: Colour = _SAND
OPACITY = 80
"""Of a tint, of 255: the text under it stays readable."""

# In points.
_LINE, _FRAME, _DASH = 0.5, 1.0, 3.0
_SPAN_TEXT, _TABLE_TEXT, _LEGEND_TEXT = 5.5, 8.0, 7.0
_GAP = 2.0
_SMALLEST_TEXT = 8.0
"""In pixels."""
_PLAIN = 12
"""Where nothing stands, no pixel differs from another by more, of 255."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """One entry of the legend."""

    text: str
    colour: Colour
    kind: str
    """outline, dashed, or tint."""


def annotated(page: Image.Image, scale: float, tables: Sequence[TableMark]) -> Image.Image:
    """The picture of a page with its tables drawn over it.

    Args:
        page: RGB; it is drawn on.
        scale: pixels of a point.
        tables: what stands where.

    Returns:
        The same picture; where neither the upper nor the lower margin has room for the legend, a higher one with the
        legend below the page, so that nothing printed is hidden by it.
    """
    canvas = _Canvas(page, scale)
    cells = [(cell, table.is_unruled) for table in tables for cell in table.cells]
    for cell, _ in cells:
        canvas.tint(cell.box, [tint_of(name) for name in cell.tints])
    # Merged cells last: an edge they share with others is theirs.
    for cell, is_dashed in sorted(cells, key=lambda one: one[0].is_merged):
        canvas.outline(cell.box, MERGED if cell.is_merged else CELL, _LINE, is_dashed=is_dashed)
    for cell, _ in cells:
        if cell.is_merged:
            canvas.span(cell)
    for table in tables:
        canvas.frame(table)
    return canvas.with_legend(_signs(tables)) if tables else page


def tint_of(name: str) -> Colour:
    """The colour of a role."""
    return TINTS.get(name, OTHER_TINT)


def _signs(tables: Sequence[TableMark]) -> list[_Sign]:
    """What the legend explains: only what is on the page."""
    cells = [cell for table in tables for cell in table.cells]
    signs = [_Sign("cell", CELL, "outline")] if not all(cell.is_merged for cell in cells) else []
    if any(cell.is_merged for cell in cells):
        signs.append(_Sign("merged cell, rows x columns", MERGED, "outline"))
    if any(table.is_unruled for table in tables):
        signs.append(_Sign("found by alignment", CELL, "dashed"))
    used = {name for cell in cells for name in cell.tints}
    ordered = [name for name in TINTS if name in used] + sorted(used - TINTS.keys())
    return signs + [_Sign(name, tint_of(name), "tint") for name in ordered]


class _Canvas:
    """Draws in points on a picture of pixels."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self._image = image
        self._scale = scale
        self._draw = ImageDraw.Draw(image, "RGBA")

    def tint(self, box: Box, colours: Sequence[Colour]) -> None:
        """Colour a box; several colours share it side by side."""
        left, top, right, bottom = self._pixels(box)
        edges = [left + (right - left) * step // max(len(colours), 1) for step in range(len(colours) + 1)]
        for colour, (first, last) in zip(colours, pairwise(edges), strict=True):
            self._fill((first, top, last, bottom), (*colour, OPACITY))

    def outline(self, box: Box, colour: Colour, width: float, *, is_dashed: bool) -> None:
        """Draw the edges of a box, `width` points thick, on both sides of where they are."""
        pixels = self._length(width)
        before, after = pixels // 2, (pixels - 1) // 2
        for x0, top, x1, bottom in self._edges(self._pixels(box), is_dashed):
            self._fill((x0 - before, top - before, x1 + after, bottom + after), colour)

    def span(self, cell: CellMark) -> None:
        """Write how many rows and columns a merged cell covers, in a corner where nothing stands if there is one."""
        text = f"{cell.row_span}x{cell.column_span}"
        inset = self._length(1)
        left, top, right, bottom = self._pixels(cell.box)
        width, height = self._text_size(text, _SPAN_TEXT)
        xs, ys = (max(right - width, left) - inset, left + inset), (top + inset, bottom - height - inset)
        areas = [(x, y, x + width, y + height) for x in xs for y in ys]
        area = next((area for area in areas if self._is_plain(area)), areas[0])
        self._fill(area, (*_PAPER, 160))
        self._write(area[:2], text, _SPAN_TEXT, MERGED)

    def frame(self, table: TableMark) -> None:
        """Draw a line round a table, and its number beside it where nothing stands if there is such a place."""
        x0, top, x1, bottom = table.box
        around = (x0 - _GAP, top - _GAP, x1 + _GAP, bottom + _GAP)
        self.outline(around, TABLE, _FRAME, is_dashed=table.is_unruled)
        text = f"table {table.number}"
        width, height = self._text_size(text, _TABLE_TEXT)
        left, upper, right, lower = self._pixels(around)
        gap = self._length(1)
        spots = [
            (left, upper - height - gap),
            (right - width, upper - height - gap),
            (left - width - gap, upper),
            (right + gap, upper),
            (left, lower + gap),
            (left, upper),
        ]
        areas = [(x, y, x + width, y + height) for x, y in spots]
        area = next((area for area in areas if self._is_plain(area)), areas[-1])
        self._fill(area, TABLE)
        self._write(area[:2], text, _TABLE_TEXT, _PAPER)

    def with_legend(self, signs: Sequence[_Sign]) -> Image.Image:
        """The picture with a legend in its lower or upper margin; below it where both are printed on."""
        inset = self._length(_GAP)
        lines = list(self._legend_lines(signs, self._image.width - 2 * inset))
        line_height = self._text_size("", _LEGEND_TEXT)[1] + self._length(1)
        height = len(lines) * line_height + 2 * inset
        last = self._image.height - 1
        for first in (self._image.height - height, 0):
            if self._is_plain((0, first, self._image.width - 1, min(first + height, last))):
                self._legend(lines, inset, first + inset, line_height)
                return self._image
        longer = Image.new("RGB", (self._image.width, self._image.height + height), _PAPER)
        longer.paste(self._image)
        _Canvas(longer, self._scale)._legend(lines, inset, self._image.height + inset, line_height)
        return longer

    def _legend_lines(self, signs: Sequence[_Sign], width: int) -> Iterator[list[_Sign]]:
        line: list[_Sign] = []
        used = 0
        for sign in signs:
            needed = self._sign_width(sign)
            if line and used + needed > width:
                yield line
                line, used = [], 0
            line.append(sign)
            used += needed
        yield line

    def _legend(self, lines: Sequence[Sequence[_Sign]], left: int, top: int, line_height: int) -> None:
        swatch = self._length(_LEGEND_TEXT)
        for number, line in enumerate(lines):
            x, y = left, top + number * line_height
            for sign in line:
                self._swatch(sign, (x, y + 1, x + swatch, y + line_height - self._length(1) - 1))
                self._write((x + swatch + self._length(_GAP), y), sign.text, _LEGEND_TEXT, _INK)
                x += self._sign_width(sign)

    def _swatch(self, sign: _Sign, area: _Pixels) -> None:
        if sign.kind == "tint":
            self._fill(area, (*sign.colour, OPACITY))
            return
        for edge in self._edges(area, sign.kind == "dashed"):
            self._fill(edge, sign.colour)

    def _sign_width(self, sign: _Sign) -> int:
        return self._length(_LEGEND_TEXT + 4 * _GAP) + self._text_size(sign.text, _LEGEND_TEXT)[0]

    def _is_plain(self, area: _Pixels) -> bool:
        """Whether an area lies on the page and nothing stands there."""
        left, top, right, bottom = area
        if left < 0 or top < 0 or right >= self._image.width or bottom >= self._image.height:
            return False
        greys = self._image.crop((left, top, right + 1, bottom + 1)).convert("L").tobytes()
        return max(greys) - min(greys) <= _PLAIN

    def _edges(self, area: _Pixels, is_dashed: bool) -> Iterator[_Pixels]:
        """The four sides as lines a pixel wide; dashed in pieces."""
        left, top, right, bottom = area
        for x0, y0, x1, y1 in ((left, top, right, top), (left, bottom, right, bottom)):
            yield from ((a, y0, b, y1) for a, b in self._strokes(x0, x1, is_dashed))
        for x0, y0, x1, y1 in ((left, top, left, bottom), (right, top, right, bottom)):
            yield from ((x0, a, x1, b) for a, b in self._strokes(y0, y1, is_dashed))

    def _strokes(self, first: int, last: int, is_dashed: bool) -> list[tuple[int, int]]:
        if not is_dashed:
            return [(first, last)]
        dash = self._length(_DASH)
        return [(start, min(start + dash - 1, last)) for start in range(first, last + 1, 2 * dash)]

    def _text_size(self, text: str, size: float) -> tuple[int, int]:
        """Width and height in pixels of a line of text with a little paper around it."""
        font = _font(self._font_size(size))
        return round(font.getlength(text)) + 2, round(sum(font.getmetrics()))

    def _write(self, at: tuple[int, int], text: str, size: float, colour: Colour) -> None:
        self._draw.text((at[0] + 1, at[1]), text, fill=colour, font=_font(self._font_size(size)))

    def _font_size(self, points: float) -> float:
        """In pixels; where a large page is drawn small, letters stay large enough to be read."""
        return max(points * self._scale, _SMALLEST_TEXT)

    def _fill(self, area: _Pixels, colour: Colour | tuple[int, int, int, int]) -> None:
        left, top, right, bottom = area
        if left <= right and top <= bottom:
            self._draw.rectangle(area, fill=colour)

    def _pixels(self, box: Box) -> _Pixels:
        x0, top, x1, bottom = (round(edge * self._scale) for edge in box)
        return (x0, top, x1, bottom)

    def _length(self, points: float) -> int:
        return max(1, round(points * self._scale))


@cache
def _font(pixels: float) -> ImageFont.FreeTypeFont:
    """The font that comes with Pillow: Latin letters and digits only."""
    font = ImageFont.load_default(pixels)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType, which writes the numbers of the tables")
    return font
