"""Pdfminer's interpreter with what it leaves out: clip paths, gradients, opacity, and two operations.

Imported at first use: importing pdfminer costs more than importing all of this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import LIT, literal_name

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.pdfminer_content import unpacking_problem


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

    def do_W(self) -> None:
        """The path becomes a clip once it is painted."""
        self.is_clipping = True

    do_W_a = do_W

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a picture, or a form, which leaves no state of its own behind."""
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
