"""Pdfminer's interpreter with what it leaves out: clip paths, gradients, opacity, and two operations.

Imported at first use: importing pdfminer costs more than importing all of this package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFFont, PDFSimpleFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import LIT, PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, decode_text

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.contract import MOST_DRAWN, Refused
from kpi_extract.readers.pdf.engines.geometry import around, box_applied, combined
from kpi_extract.readers.pdf.engines.pdfminer_content import unpacking_problem

_NOT_PRINTED = ("Text", "Link", "Popup", "FileAttachment", "Sound", "Movie")
"""Annotations that are no part of the page."""
_TYPED = ("FreeText", "Widget")
"""Typed notes and form fields: a viewer shows their text even where the file does not draw it."""
_UNSEEN_FLAGS = 2 | 32
"""Hidden, not to be viewed."""
_PICTORIAL = ("Symbol", "ZapfDingbats")
"""Fonts with an order of characters of their own, which pdfminer takes for Latin."""


class Fonts(PDFResourceManager):
    """Pdfminer's fonts; codes it would take for Latin though the font names other glyphs have no text."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font of a resource."""
        is_known = objid in self._cached_fonts
        font = super().get_font(objid, spec)
        if is_known or not isinstance(font, PDFSimpleFont):
            return font
        encoding = resolve1(spec.get("Encoding"))
        name = str(resolve1(spec.get("BaseFont"))).strip("/'")
        if encoding is None and "FontDescriptor" not in spec and name in _PICTORIAL:
            font.cid2unicode = {}
        elif isinstance(encoding, dict):
            for code in _unnamed(list_value(encoding.get("Differences", []))):
                font.cid2unicode.pop(code, None)
        return font


def _unnamed(differences: Sequence[object]) -> Iterator[int]:
    """The codes whose glyph has a name that says nothing (g123)."""
    code = 0
    for item in differences:
        if isinstance(item, int):
            code = item
        elif isinstance(item, PSLiteral):
            try:
                name2unicode(str(item.name))
            except (KeyError, ValueError):
                yield code
            code += 1


class Interpreter(PDFPageInterpreter):
    """Runs a page's drawing operations and reports them to a `Device`."""

    def __init__(self, resources: Any, device: Any) -> None:
        super().__init__(resources, device)
        self.surface = device
        self.saved_clips: list[Box] = []
        self.saved_opacities: list[dict[str, float]] = []
        self.is_clipping = False

    def do_q(self) -> None:
        """Save the state."""
        super().do_q()
        self.saved_clips.append(self.surface.collector.clip)
        self.saved_opacities.append(dict(self.surface.opacity))

    def do_Q(self) -> None:
        """Restore it."""
        super().do_Q()
        if self.saved_clips:
            self.surface.collector.clip = self.saved_clips.pop()
            self.surface.opacity = self.saved_opacities.pop()

    def do_gs(self, name: Any) -> None:
        """Only how opaque painting is."""
        states = resolve1(self.resources.get("ExtGState")) or {}
        state = resolve1(states.get(literal_name(name))) or {}
        for kind in self.surface.opacity:
            value = resolve1(state.get(kind))
            if isinstance(value, int | float):
                self.surface.opacity[kind] = value

    def do_sh(self, name: Any) -> None:
        """Paint a gradient."""
        self.surface.paint_shading()

    def do__w(self, aw: Any, ac: Any, s: Any) -> None:
        """Spacing, next line, text."""
        self.do_Tw(aw)
        self.do_Tc(ac)
        self.do__q(s)  # pdfminer stays on the line

    def draw_annotations(self, page: PDFPage) -> str:
        """Draw what form fields, typed notes and stamps show.

        Returns:
            the text of those that have no appearance, which a viewer makes up for itself.
        """
        undrawn: list[str] = []
        for reference in list_value(page.annots) if page.annots is not None else []:
            annotation = dict_value(reference)
            kind = literal_name(annotation.get("Subtype"))
            if kind in _NOT_PRINTED or annotation.get("F", 0) & _UNSEEN_FLAGS:
                continue
            if "AP" in annotation:
                self._draw_appearance(annotation)
            elif kind in _TYPED:
                text = resolve1(annotation.get("V", annotation.get("Contents", b"")))
                undrawn.append(decode_text(text).strip() if isinstance(text, bytes) else "")
        return " ".join(filter(None, undrawn))

    def _draw_appearance(self, annotation: dict[str, Any]) -> None:
        normal = resolve1(dict_value(annotation["AP"]).get("N"))
        if isinstance(normal, dict):  # one for each state, of which one is shown
            normal = resolve1(normal.get(literal_name(annotation.get("AS"))))
        if not isinstance(normal, PDFStream) or "BBox" not in normal:
            return
        matrix = tuple(list_value(normal.get("Matrix", MATRIX_IDENTITY)))
        x0, y0, x1, y1 = box_applied(matrix, tuple(list_value(normal["BBox"])))
        left, bottom, right, top = around([tuple(list_value(annotation["Rect"])[at : at + 2]) for at in (0, 2)])
        if x1 == x0 or y1 == y0:
            return
        wide, high = (right - left) / (x1 - x0), (top - bottom) / (y1 - y0)
        placed = (wide, 0, 0, high, left - wide * x0, bottom - high * y0)
        outer = combined(placed, self.ctm)
        self.surface.set_ctm(outer)
        self.surface.begin_figure("", normal["BBox"], matrix)
        self.subinterp().render_contents(dict_value(normal.get("Resources", {})), [normal], ctm=combined(matrix, outer))
        self.surface.end_figure("")

    def do_W(self) -> None:
        """The path becomes a clip once it is painted."""
        self.is_clipping = True

    do_W_a = do_W

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a picture, or a form, which leaves no state of its own behind."""
        self.surface.drawn += 1
        if self.surface.drawn > MOST_DRAWN:
            raise Refused("its forms draw each other without end")
        form = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if isinstance(form, PDFStream) and form.rawdata is not None and form.get("Subtype") is LIT("Form"):
            self.surface.incomplete = self.surface.incomplete or unpacking_problem(form)
        clip, opacity = self.surface.collector.clip, dict(self.surface.opacity)
        super().do_Do(xobjid_arg)
        self.device.set_ctm(self.ctm)
        self.surface.collector.clip, self.surface.opacity = clip, opacity


def _then_clip(operation: Callable[[Any], None]) -> Callable[[Any], None]:
    """A painting operation after which a clip path, where one was announced, takes effect."""

    def painted(self: Any) -> None:
        path = self.curpath
        operation(self)
        if self.is_clipping:
            self.surface.collector.clip_to(self.surface.subpaths(path))
            self.is_clipping = False

    return painted


for _name in ("do_n", "do_S", "do_f", "do_f_a", "do_B", "do_B_a"):
    setattr(Interpreter, _name, _then_clip(getattr(PDFPageInterpreter, _name)))
# pdfminer passes over the old name of an operation.
setattr(Interpreter, "do_F", Interpreter.do_f)  # noqa: B010  mypy takes the assignment for a mistake
