"""The drawing surface pdfminer draws on: its calls → a `PageCollector`'s.

It has the methods of pdfminer's own devices but none of their base classes, so that importing it loads no library.
"""

from __future__ import annotations

import math
from typing import Any

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.collector import PageCollector
from kpi_extract.readers.pdf.engines.geometry import Matrix, Point, applied, combined, scale_of
from kpi_extract.readers.pdf.engines.ink import COLOUR, NO_INK, PAPER, WHITE, text_ink
from kpi_extract.readers.pdf.engines.outlines import Subpath


class Device:
    """One page's surface.

    Args:
        collector: where the marks go.
        undefined: the exception with which a font says that a code has no text.
    """

    def __init__(self, collector: PageCollector, undefined: type[Exception]) -> None:
        self.collector = collector
        self.incomplete = ""
        self.drawn = 0
        """What is wrong with a form the page draws; "" where nothing is."""
        self._undefined = undefined
        self._ctm: Matrix = (1, 0, 0, 1, 0, 0)
        self._clips: list[Box] = []
        self.opacity: dict[str, float] = {"ca": 1.0, "CA": 1.0}
        """Of what is filled (ca) and of lines (CA), by the names PDF gives them."""

    def set_ctm(self, ctm: Matrix) -> None:
        """The transformation from now on."""
        self._ctm = ctm

    def begin_page(self, page: Any, ctm: Matrix) -> None:
        """Nothing to do: the collector was made for the page."""

    def end_page(self, page: Any) -> None:
        """Nothing to do."""

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        """Structure tags are not used."""

    def end_tag(self) -> None:
        """Structure tags are not used."""

    def do_tag(self, tag: Any, props: Any = None) -> None:
        """Structure tags are not used."""

    def begin_figure(self, name: str, bbox: Box, matrix: Matrix) -> None:
        """A form or a picture: it shows only what lies in its box."""
        self._clips.append(self.collector.clip)
        x0, y0, x1, y1 = bbox
        full = combined(matrix, self._ctm)
        corners = ((x0, y0), (x1, y0), (x0, y1), (x1, y1))
        self.collector.clip_to([[(applied(full, corner), True) for corner in corners]])

    def end_figure(self, name: str) -> None:
        """The end of a form or a picture."""
        self.collector.clip = self._clips.pop()

    def render_image(self, name: str, stream: Any) -> None:
        """A picture on the unit square."""
        self.collector.picture([applied(self._ctm, corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))])

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """Outlines stroked or filled."""
        thickness = gstate.linewidth * scale_of(self._ctm) if isinstance(gstate.linewidth, int | float) else 0.0
        inside, outline = self._inks(gstate)
        for subpath in self.subpaths(path):
            if len(subpath) > 1:
                self.collector.path(subpath, inside if fill else NO_INK, outline if stroke else NO_INK, thickness)

    def paint_shading(self) -> None:
        """A gradient over all that the clip leaves."""
        if self.opacity["ca"] > 0:
            self.collector.shading()

    def _inks(self, gstate: Any) -> tuple[int, int]:
        """What filling and stroking leave on the paper."""
        inside = ink_of(gstate.ncs, gstate.ncolor) if self.opacity["ca"] > 0 else NO_INK
        outline = ink_of(gstate.scs, gstate.scolor) if self.opacity["CA"] > 0 else NO_INK
        return inside, outline

    def subpaths(self, path: Any) -> list[Subpath]:
        """Pdfminer's path segments as outlines in page space."""
        outlines: list[Subpath] = []
        for step in path:
            if step[0] == "m":
                outlines.append([(applied(self._ctm, step[-2:]), True)])
            elif step[0] == "h" and outlines:
                outlines[-1].append((outlines[-1][0][0], True))
            elif outlines:
                outlines[-1].append((applied(self._ctm, step[-2:]), step[0] == "l"))
        return outlines

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """One text operation: strings of codes, and adjustments in thousandths of the font size."""
        if not isinstance(seq, list):
            self.incomplete = self.incomplete or "an operation that prints text is damaged"
            return
        font, size = textstate.font, textstate.fontsize
        scaling = textstate.scaling * 0.01
        spacing = textstate.charspace * scaling
        word_spacing = 0.0 if font.is_multibyte() else textstate.wordspace * scaling
        axis = 1 if font.is_vertical() else 0
        matrix = combined(textstate.matrix, self._ctm)
        ink = text_ink(textstate.render, *self._inks(graphicstate))
        self.collector.begin_text()
        at = list(textstate.linematrix)
        for item in seq:
            if isinstance(item, int | float):
                at[axis] -= item * 0.001 * size * scaling
            elif isinstance(item, bytes):
                for code in font.decode(item):
                    at[axis] += self._glyph(textstate, matrix, (at[0], at[1]), code, ink) + spacing
                    if code == 32:
                        at[axis] += word_spacing
        textstate.linematrix = (at[0], at[1])

    def _glyph(self, textstate: Any, matrix: Matrix, at: Point, code: int, ink: int) -> float:
        """Hand one glyph on. Returns how far the next one stands from it."""
        font, size, rise = textstate.font, textstate.fontsize, textstate.rise
        a, b, c, d, _, _ = matrix
        advance = float(font.char_width(code) * size * textstate.scaling * 0.01)
        try:
            text = font.to_unichr(code)
        except self._undefined:
            text = None
        printed = abs(size) * math.hypot(c, d)
        x, y = at
        if font.is_vertical():
            across, above = font.char_disp(code)
            across = size * 0.5 if across is None else across * size * 0.001
            corner = applied(matrix, (x - across, y + (1000 - above) * size * 0.001 + rise))
            self.collector.glyph(text, corner, (c * advance, d * advance), printed, True, ink)
        else:
            origin = applied(matrix, (x, y + rise))
            self.collector.glyph(text, origin, (a * advance, b * advance), printed, False, ink)
        return advance


def ink_of(space: Any, colour: Any) -> int:
    """What a colour leaves on white paper; a pattern, and a space that is not known, count as a colour."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not all(isinstance(part, int | float) for part in parts):
        return COLOUR
    name = getattr(space, "name", "")
    if name in ("DeviceCMYK", "Separation", "DeviceN"):  # shares of ink
        return WHITE if all(part <= 1 - PAPER / 255 for part in parts) else COLOUR
    if name in ("DeviceGray", "CalGray", "DeviceRGB", "CalRGB") or (name == "ICCBased" and len(parts) in (1, 3)):
        return WHITE if all(part >= PAPER / 255 for part in parts) else COLOUR
    if name == "ICCBased" and len(parts) == 4:
        return WHITE if all(part <= 1 - PAPER / 255 for part in parts) else COLOUR
    return COLOUR
