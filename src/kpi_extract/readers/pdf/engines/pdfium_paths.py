"""PDFium's page objects → rules, pictures, and where a page's texts are cut off."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator
from itertools import repeat
from typing import Any, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Matrix, applied, around, box_applied, combined, common, cut
from kpi_extract.readers.pdf.engines.outlines import Subpath, longest, rules_of
from kpi_extract.readers.pdf.marks import Rule
from kpi_extract.readers.pdf.rules import THIN

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_LINE_TO, _BEZIER_TO, _MOVE_TO = 0, 1, 2
_DEEPEST_FORM = 12
_MOST_SEGMENTS = 100_000
"""A path of more is a drawing."""
_WHITE = 250
"""All three colour parts at least this, of 255: not seen on white paper."""


class Drawn(NamedTuple):
    """What a page draws besides text."""

    rules: tuple[Rule, ...]
    coloured: tuple[Box, ...]
    """Filled areas that are not white."""
    pictures: tuple[Box, ...]
    in_form: dict[int, Matrix]
    """Text object inside a form → the matrix that leads to the page as seen."""


class PathCollector:
    """Walks the objects of one page.

    Args:
        library: PDFium.
        visible: the page as seen, from 0, 0.
        seen: from PDF's page space to the page as seen.
    """

    def __init__(self, library: Any, visible: Box, seen: Matrix) -> None:
        self._library = library
        self._visible = (visible[0] - 1, visible[1] - 1, visible[2] + 1, visible[3] + 1)
        self._seen = seen
        self._rules: list[Rule] = []
        self._pale: list[Rule] = []
        self._coloured: list[Box] = []
        self._pictures: list[Box] = []
        self._in_form: dict[int, Matrix] = {}
        self._clips: dict[tuple[int, int, Matrix], Box] = {}
        self._colour = (ctypes.c_uint * 4)()
        self._at_colour = ctypes.addressof(self._colour)

    def collect(self, page: int) -> Drawn:
        """Everything the page draws."""
        count = self._library.FPDFPage_CountObjects(page)
        self._walk(list(map(self._library.FPDFPage_GetObject, repeat(page), range(count))), self._seen, 0)
        rules = self._rules
        if self._pale:  # a white line is seen where it parts coloured areas
            rules += [rule for rule in self._pale if any(_holds(area, rule) for area in self._coloured)]
        return Drawn(longest(rules), tuple(self._coloured), tuple(self._pictures), self._in_form)

    def clip_of(self, thing: int, matrix: Matrix) -> Box:
        """What is seen of an object: the box around its clip path, inside the page.

        Args:
            thing: the object.
            matrix: from the object's space to the page as seen.
        """
        library = self._library
        path = library.FPDFPageObj_GetClipPath(thing)
        count = library.FPDFClipPath_CountPaths(path)
        if count <= 0:
            return self._visible
        # Objects under one clip share its points: their address tells one clip from another.
        key = (count, library.FPDFClipPath_GetPathSegment(path, count - 1, 0) or 0, matrix)
        if key not in self._clips:
            box = self._visible
            for number in range(count):
                points = self._points(_clip_segments(library, path, number))
                if points:
                    box = common(box, around([applied(matrix, point) for point, _ in points]))
            self._clips[key] = box
        return self._clips[key]

    def _walk(self, things: list[int], matrix: Matrix, depth: int) -> None:
        library = self._library
        types = list(map(library.FPDFPageObj_GetType, things))
        self._paths([thing for thing, kind in zip(things, types, strict=True) if kind == _PATH], matrix)
        if depth:
            self._in_form.update((thing, matrix) for thing, kind in zip(things, types, strict=True) if kind == _TEXT)
        if not {_IMAGE, _SHADING, _FORM}.intersection(types):
            return
        for thing, kind in zip(things, types, strict=True):
            if kind == _IMAGE:
                self._picture(thing, matrix)
            elif kind == _SHADING:
                self._shading(thing, matrix)
            elif kind == _FORM and depth < _DEEPEST_FORM:
                inner = combined(self._matrix(thing), matrix)
                count = library.FPDFFormObj_CountObjects(thing)
                self._walk(list(map(library.FPDFFormObj_GetObject, repeat(thing), range(count))), inner, depth + 1)

    def _matrix(self, thing: int) -> Matrix:
        values = (ctypes.c_float * 6)()
        self._library.FPDFPageObj_GetMatrix(thing, ctypes.addressof(values))
        a, b, c, d, e, f = values
        return (a, b, c, d, e, f)

    # --- pictures -----------------------------------------------------------------------------------------------------

    def _picture(self, thing: int, matrix: Matrix) -> None:
        corners = combined(self._matrix(thing), matrix)
        box = cut(box_applied(corners, (0, 0, 1, 1)), self.clip_of(thing, matrix))
        if box is None:
            return
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            self._rules.append(Rule(*box))  # a picture stretched to a line
        else:
            self._pictures.append(box)

    def _shading(self, thing: int, matrix: Matrix) -> None:
        """A gradient, which fills whatever its clip leaves."""
        box = self.clip_of(thing, matrix)
        if box != self._visible and min(box[2] - box[0], box[3] - box[1]) > THIN:
            self._rules.append(Rule(*box, "fill"))
            self._coloured.append(box)

    # --- paths --------------------------------------------------------------------------------------------------------

    def _paths(self, paths: list[int], matrix: Matrix) -> None:
        if not paths:
            return
        library = self._library
        count = len(paths)
        values = (ctypes.c_float * (4 * count))()
        first = ctypes.addressof(values)
        end = first + 16 * count
        columns = (range(first + shift, end, 16) for shift in (0, 4, 8, 12))
        deque(map(library.FPDFPageObj_GetBounds, paths, *columns), maxlen=0)
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        at_mode, at_stroke = ctypes.addressof(mode), ctypes.addressof(stroke)
        upright = matrix[1] == 0 == matrix[2]
        a, _, _, d, e, f = matrix
        left, top, right, bottom = self._visible
        bounds = iter(values[:])
        clip_of, draw_mode, rules = self.clip_of, library.FPDFPath_GetDrawMode, self._rules
        for path, (x0, y0, x1, y1) in zip(paths, zip(bounds, bounds, bounds, bounds, strict=True), strict=True):
            draw_mode(path, at_mode, at_stroke)
            is_stroked = bool(stroke.value)
            if not is_stroked and not mode.value:
                continue
            is_white, is_seen = self._ink(path, is_stroked)
            if is_stroked and mode.value and (is_white or not is_seen):
                is_stroked = False  # what is seen of it is its area
                is_white, is_seen = self._ink(path, is_stroked)
            if not is_seen:
                continue
            if upright and (x1 - x0 <= THIN or y1 - y0 <= THIN):
                # Bounds are exact enough for what is thin, and for most rules nothing else need be asked.
                x0, x1, y0, y1 = a * x0 + e, a * x1 + e, d * y0 + f, d * y1 + f
                if x0 > x1:
                    x0, x1 = x1, x0
                if y0 > y1:
                    y0, y1 = y1, y0
                if x1 >= left and x0 <= right and y1 >= top and y0 <= bottom:
                    box = cut((x0, y0, x1, y1), clip_of(path, matrix))
                    if box is not None:
                        (self._pale if is_white else rules).append(Rule(*box))
            else:
                self._outline(path, matrix, is_stroked, is_white)
                if mode.value and not self.is_white(path):
                    self._coloured.append(box_applied(matrix, (x0, y0, x1, y1)))

    def _outline(self, path: int, matrix: Matrix, is_stroked: bool, is_white: bool) -> None:
        library = self._library
        count = library.FPDFPath_CountSegments(path)
        if not 1 < count <= _MOST_SEGMENTS:
            return
        segments = map(library.FPDFPath_GetPathSegment, repeat(path), range(count))
        full = combined(self._matrix(path), matrix)
        clip = self.clip_of(path, matrix)
        thickness = ctypes.c_float()
        if is_stroked:
            library.FPDFPageObj_GetStrokeWidth(path, ctypes.addressof(thickness))
        for subpath in _subpaths(self._points(segments), full):
            for rule in rules_of(subpath, is_stroked, thickness.value, clip) if len(subpath) > 1 else ():
                (self._pale if is_white and rule.kind != "fill" else self._rules).append(rule)

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

    def is_white(self, thing: int) -> bool:
        """Whether an object is filled with the colour of paper, or with none."""
        white, seen = self._ink(thing, False)
        return white or not seen

    def _ink(self, thing: int, is_stroked: bool) -> tuple[bool, bool]:
        """(white, seen): whether a thing's colour is that of the paper, and whether it leaves any ink."""
        library, at = self._library, self._at_colour
        ask = library.FPDFPageObj_GetStrokeColor if is_stroked else library.FPDFPageObj_GetFillColor
        if not ask(thing, at, at + 4, at + 8, at + 12):
            return (False, True)  # a pattern
        red, green, blue, alpha = self._colour
        return (red >= _WHITE and green >= _WHITE and blue >= _WHITE, alpha > 0)


def _holds(area: Box, rule: Rule) -> bool:
    x, y = (rule.x0 + rule.x1) / 2, (rule.top + rule.bottom) / 2
    return area[0] - 1 <= x <= area[2] + 1 and area[1] - 1 <= y <= area[3] + 1


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
