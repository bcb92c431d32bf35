"""PDFium's page objects → rules, pictures, and where a page's texts are cut off."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import repeat
from typing import Any, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import (
    Matrix,
    applied,
    around,
    box_applied,
    combined,
    common,
    cut,
    scale_of,
)
from kpi_extract.readers.pdf.engines.ink import COLOUR, Backdrop
from kpi_extract.readers.pdf.engines.outlines import Subpath, longest, rules_of
from kpi_extract.readers.pdf.engines.pdfium_calls import FORM, IMAGE, SHADING, Objects, Painted, clip_counts
from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.ruled.rules import THIN

_LINE_TO, _BEZIER_TO, _MOVE_TO = 0, 1, 2
_DEEPEST_FORM = 12
_MOST_SEGMENTS = 100_000
"""A path of more is a drawing."""


class Drawn(NamedTuple):
    """What a page draws besides text."""

    rules: tuple[Rule, ...]
    backdrop: Backdrop
    texts: list[int]
    """The text objects that stand on the page itself."""
    in_form: dict[int, Matrix]
    """Text object inside a form → the matrix that leads to the page as seen."""


class PathCollector:
    """Walks the objects of one page.

    Args:
        library: PDFium.
        calls: `pdfium_calls`, or what does the same.
        visible: the page as seen, from 0, 0.
        seen: from PDF's page space to the page as seen.
    """

    def __init__(self, library: Any, calls: Any, visible: Box, seen: Matrix) -> None:
        self._library = library
        self._calls = calls
        self.page: Box = (visible[0] - 1, visible[1] - 1, visible[2] + 1, visible[3] + 1)
        """What is seen of the page, and a hair's breadth around it."""
        self._seen = seen
        self._rules: list[Rule] = []
        self._pale: list[Rule] = []
        self._coloured: list[Box] = []
        self._pictures: list[Box] = []
        self._texts: list[int] = []
        self._in_form: dict[int, Matrix] = {}
        self._clips: dict[tuple[int, int, Matrix], Box] = {}

    def collect(self, page: int) -> Drawn:
        """Everything the page draws."""
        self._walk(self._calls.objects_of(self._library, page, is_form=False), self._seen, 0)
        backdrop = Backdrop(self._coloured, self._pictures)
        return Drawn(longest(self._rules + backdrop.parted(self._pale)), backdrop, self._texts, self._in_form)

    def clip_of(self, thing: int, count: int, matrix: Matrix) -> Box:
        """What is seen of an object: the box around its clip path, inside the page.

        Args:
            thing: the object.
            count: how many paths cut it off.
            matrix: from the object's space to the page as seen.
        """
        if count <= 0:
            return self.page
        library = self._library
        path = library.FPDFPageObj_GetClipPath(thing)
        # Objects under one clip share its points: their address tells one clip from another.
        key = (count, library.FPDFClipPath_GetPathSegment(path, count - 1, 0) or 0, matrix)
        if key not in self._clips:
            box = self.page
            for number in range(count):
                points = self._points(_clip_segments(library, path, number))
                if points:
                    box = common(box, around([applied(matrix, point) for point, _ in points]))
            self._clips[key] = box
        return self._clips[key]

    def _walk(self, objects: Objects, matrix: Matrix, depth: int) -> None:
        for path in objects.paths:
            self._path(path, matrix)
        if depth:
            self._in_form.update(dict.fromkeys(objects.texts, matrix))
        else:
            self._texts = objects.texts
        for kind, thing in objects.others:
            if kind == IMAGE:
                self._picture(thing, matrix)
            elif kind == SHADING:
                self._shading(thing, matrix)
            elif kind == FORM and depth < _DEEPEST_FORM:
                inner = combined(object_matrix(self._library, thing), matrix)
                self._walk(self._calls.objects_of(self._library, thing, is_form=True), inner, depth + 1)

    # --- pictures -----------------------------------------------------------------------------------------------------

    def _picture(self, thing: int, matrix: Matrix) -> None:
        corners = combined(object_matrix(self._library, thing), matrix)
        box = cut(box_applied(corners, (0, 0, 1, 1)), self._clip_of(thing, matrix))
        if box is None:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            self._rules.append(Rule(*box))  # a picture stretched to a line
        else:
            self._pictures.append(box)

    def _shading(self, thing: int, matrix: Matrix) -> None:
        """A gradient, which fills whatever its clip leaves."""
        box = self._clip_of(thing, matrix)
        if box != self.page and min(box[2] - box[0], box[3] - box[1]) > THIN:
            self._rules.append(Rule(*box, "fill"))
            self._coloured.append(box)

    # --- paths --------------------------------------------------------------------------------------------------------

    def _path(self, path: Painted, matrix: Matrix) -> None:
        thing, x0, y0, x1, y1, fill, stroke, clips = path
        if stroke == COLOUR or (stroke and not fill):
            is_stroked, ink = True, stroke
        elif fill:  # the line of a white frame is not seen, its area is
            is_stroked, ink = False, fill
        else:
            return
        clip = self.page if clips <= 0 else self.clip_of(thing, clips, matrix)
        a, b, c, d, e, f = matrix
        if (x1 - x0 <= THIN or y1 - y0 <= THIN) and b == 0 == c:
            # Bounds are exact enough for what is thin, and for most rules nothing else need be asked.
            left, right, top, bottom = a * x0 + e, a * x1 + e, d * y1 + f, d * y0 + f
            if left > right:
                left, right = right, left
            if top > bottom:
                top, bottom = bottom, top
            box = cut((left, top, right, bottom), clip)
            if box is not None:
                (self._rules if ink == COLOUR else self._pale).append(Rule(*box))
            return
        for rule in self._outline(thing, matrix, is_stroked, clip):
            (self._rules if ink == COLOUR else self._pale).append(rule)
            if rule.kind == "fill" and stroke == COLOUR:  # a line as wide as a row
                self._coloured.append(rule[:4])
        if fill == COLOUR:
            self._coloured.append(box_applied(matrix, (x0, y0, x1, y1)))

    def _outline(self, path: int, matrix: Matrix, is_stroked: bool, clip: Box) -> Iterator[Rule]:
        library = self._library
        count = library.FPDFPath_CountSegments(path)
        if not 1 < count <= _MOST_SEGMENTS:
            return
        segments = map(library.FPDFPath_GetPathSegment, repeat(path), range(count))
        thickness = ctypes.c_float()
        if is_stroked:
            library.FPDFPageObj_GetStrokeWidth(path, ctypes.addressof(thickness))
        full = combined(object_matrix(library, path), matrix)
        for subpath in _subpaths(self._points(segments), full):
            if len(subpath) > 1:
                yield from rules_of(subpath, is_stroked, thickness.value * scale_of(full), clip)

    def _clip_of(self, thing: int, matrix: Matrix) -> Box:
        return self.clip_of(thing, clip_counts(self._library, [thing])[0], matrix)

    def _points(self, segments: Iterator[int]) -> list[tuple[tuple[float, float], int]]:
        """The points of a path with the kind of each: line to, curve to, move to; closed outlines return."""
        library = self._library
        x, y = ctypes.c_float(), ctypes.c_float()
        at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
        points: list[tuple[tuple[float, float], int]] = []
        start = (0.0, 0.0)
        for segment in segments:
            library.FPDFPathSegment_GetPoint(segment, at_x, at_y)
            kind = library.FPDFPathSegment_GetType(segment)
            point = (x.value, y.value)
            if kind == _MOVE_TO:
                start = point
            points.append((point, kind))
            if library.FPDFPathSegment_GetClose(segment) and point != start:
                points.append((start, _LINE_TO))
        return points


def object_matrix(library: Any, thing: int) -> Matrix:
    """The matrix of an object, in the space of the page or form it stands in."""
    values = (ctypes.c_float * 6)()
    library.FPDFPageObj_GetMatrix(thing, ctypes.addressof(values))
    a, b, c, d, e, f = values
    return (a, b, c, d, e, f)


def _clip_segments(library: Any, path: int, number: int) -> Iterator[int]:
    count = min(max(library.FPDFClipPath_CountPathSegments(path, number), 0), _MOST_SEGMENTS)
    return map(library.FPDFClipPath_GetPathSegment, repeat(path), repeat(number), range(count))


def _subpaths(points: list[tuple[tuple[float, float], int]], matrix: Matrix) -> list[Subpath]:
    outlines: list[Subpath] = []
    curve = 0
    for point, kind in points:
        seen = applied(matrix, point)
        if kind == _MOVE_TO or not outlines:
            outlines.append([(seen, True)])
        elif kind == _LINE_TO:
            outlines[-1].append((seen, True))
        else:  # of the three points of a curve the last is on it
            curve += 1
            if curve % 3 == 0:
                outlines[-1].append((seen, False))
    return outlines
