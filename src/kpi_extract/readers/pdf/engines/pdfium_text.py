"""PDFium's characters → runs: what is printed, where, how large and which way.

Everything that can be asked for a whole page, or per text object, is: a call per character costs as much as reading
the page. Text that is there but not seen is kept apart.
"""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Matrix, Point, applied, box_applied, combined, flow_of
from kpi_extract.readers.pdf.engines.ink import COLOUR
from kpi_extract.readers.pdf.engines.joints import cut_at_joints, walls_of
from kpi_extract.readers.pdf.engines.pdfium_calls import Span, Text, origins_of, text_inks
from kpi_extract.readers.pdf.engines.pdfium_paths import Drawn, PathCollector, object_matrix
from kpi_extract.readers.pdf.marks import ASCENT, MIDDLE, Flow, Run
from kpi_extract.readers.pdf.text import PRIVATE, cleaned, on_one_line

_INSIDE = 1.0
"""A rule crosses a text where it stands at least this far (points) from both of its ends."""
_BACK = 0.2
"""A character that starts this share of the size before the one it follows is printed somewhere else."""
_GAP = 1.0
"""A gap of more than this share of the size parts texts."""
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Hebrew, Arabic: each character starts before the one it follows."""
_HALVES = re.compile("[\ud800-\udfff]")
"""Half of a character outside the basic plane."""


class PageText(NamedTuple):
    """The text of one page."""

    runs: tuple[Run, ...]
    unmapped: int
    private: int
    slanted: str
    invisible: str
    behind_picture: int


def is_spoken(library: Any, things: Iterable[int]) -> bool:
    """Whether the file has other words, with digits, for some of these text objects: PDFium gives them as the text."""
    mark_of, words_of = library.FPDFPageObj_GetMark, library.FPDFPageObjMark_GetParamStringValue
    size = ctypes.c_ulong()
    at = ctypes.addressof(size)
    for thing in things:
        for number in range(library.FPDFPageObj_CountMarks(thing)):
            mark = mark_of(thing, number)
            if words_of(mark, b"ActualText", None, 0, at) and size.value > 2 and _has_digits(library, mark, size.value):
                return True
    return False


def _has_digits(library: Any, mark: int, size: int) -> bool:
    words = ctypes.create_string_buffer(size)
    given = ctypes.c_ulong()
    at = ctypes.addressof(words)
    library.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", at, size, ctypes.addressof(given))
    return any(map(str.isdigit, words.raw[:-2].decode("utf-16-le", "replace")))


def read_text(library: Any, calls: Any, page: int, seen: Matrix, drawn: Drawn, paths: PathCollector) -> PageText:
    """All text of a page.

    Args:
        library: PDFium.
        calls: `pdfium_calls`, or what does the same.
        page: the open page.
        seen: from PDF's page space to the page as seen.
        drawn: what the page draws besides.
        paths: tells what cuts a text object off.
    """
    text_page = library.FPDFText_LoadPage(page)
    if not text_page:
        return PageText((), 0, 0, "", "", 0)
    try:
        return _Runs(library, text_page, calls.text_of(library, text_page), drawn, paths, seen).gather()
    finally:
        library.FPDFText_ClosePage(text_page)


class _Runs:
    """Puts the runs of one page together."""

    def __init__(
        self, library: Any, text_page: int, text: Text, drawn: Drawn, paths: PathCollector, seen: Matrix
    ) -> None:
        self._library = library
        self._text_page = text_page
        self._text = cleaned(text.text)
        self._spans = text.spans
        self._spoken = set(text.things)
        self._silent: list[Box] | None = None
        # Those without a text at all are no errors to PDFium.
        self._unmapped = max(text.unmapped, self._text.count("\ufffd"))
        self._drawn = drawn
        self._in_form = drawn.in_form
        self._paths = paths
        self._seen = seen
        self._has_pairs = _HALVES.search(self._text) is not None
        self._walls = walls_of(drawn.rules)
        self._runs: list[Run] = []
        self._slanted: list[str] = []
        self._invisible: list[str] = []
        self._behind_picture = 0

    def gather(self) -> PageText:
        """The runs of all spans, in PDFium's order."""
        runs, text, walls = self._runs, self._text, self._walls
        sa, _, _, _, se, sf = self._seen
        x0, top, x1, bottom = self._paths.page
        is_upright = sa == 1 and not self._has_pairs and not self._in_form
        for span in self._spans:
            _, first, stop, x, y, last_x, _, _, _, right, _, _, _, _, d, size, _, _, _, is_plain = span
            size = round(size * d, 3)
            if right <= last_x:
                right = last_x + size / 2
            start, end, across = x + se, right + se, sf - y
            if not (is_plain and is_upright and x0 <= start and end <= x1 and top <= across - MIDDLE * size <= bottom):
                self._unusual(span)
                continue
            said = text[first:stop]
            if "\n" in said or "\r" in said:
                said = on_one_line(said)
            starts, is_crossed = None, False
            if stop - first > 1:
                wall = bisect_left(walls, start + _INSIDE)
                is_crossed = wall < len(walls) and walls[wall] < end - _INSIDE
                if " " in said or last_x < x or is_crossed:
                    starts = self._starts(span, "right", size)
            run = Run(said, start, end, across, size, "right", starts)
            if starts is None:
                runs.append(run)
                continue
            for part in self._cut_at_joints(run, first) if is_crossed else (run,):
                runs += in_one_direction(part)
        self._spaces()
        return PageText(
            tuple(runs),
            self._unmapped,
            len(PRIVATE.findall(text)),
            "".join("".join(self._slanted).split()),
            "".join("".join(self._invisible).split()),
            self._behind_picture,
        )

    def _cut_at_joints(self, run: Run, first: int) -> list[Run]:
        """A run cut where an upright rule passes between two text objects."""
        things = [self._library.FPDFText_GetTextObject(self._text_page, first + n) for n in range(len(run.text))]
        joints = [n for n in range(1, len(things)) if things[n] != things[n - 1]]
        return cut_at_joints(run, joints, self._walls)

    def _spaces(self) -> None:
        """Printed spaces that are text objects of their own (Chromium): PDFium names no character for them.

        Other objects without characters are texts printed twice, which PDFium names once; they are not empty.
        """
        for thing in (thing for thing in (*self._drawn.texts, *self._in_form) if thing not in self._spoken):
            values = (ctypes.c_float * 4)()
            at = ctypes.addressof(values)
            matrix = self._in_form.get(thing, self._seen)
            if not self._library.FPDFPageObj_GetBounds(thing, at, at + 4, at + 8, at + 12) or values[0] != values[2]:
                continue
            self._library.FPDFTextObj_GetFontSize(thing, at + 12)
            x, y = applied(matrix, (values[0], values[1]))
            own = combined(object_matrix(self._library, thing), matrix)
            size = round(abs(values[3]) * math.hypot(own[2], own[3]), 3)
            if own[1] == 0 and size:
                self._runs.append(Run(" ", x, x + size / 4, y, size))

    def _look(self, span: Span) -> tuple[float, Flow | None]:
        """Font size as printed, and the way the line runs on the page as seen."""
        a, b, c, d, _, _ = self._seen
        sign = math.copysign(1.0, span.size)  # a negative size turns the text round
        along = flow_of(sign * (a * span.a + c * span.b), -sign * (b * span.a + d * span.b))
        return (round(abs(span.size) * math.hypot(span.c, span.d), 3), along)

    def _clip_of(self, span: Span) -> Box:
        matrix = self._in_form.get(span.thing, self._seen)
        return self._paths.clip_of(span.thing, span.clips, matrix)

    def _starts(self, span: Span, flow: Flow, size: float) -> list[float]:
        """Where each character starts along the line, asked one by one."""
        points = origins_of(self._library, self._text_page, span.first, span.stop)
        return [_along(applied(self._seen, point), flow, size) for point in points]

    # --- what is not plain --------------------------------------------------------------------------------------------

    def _unusual(self, span: Span) -> None:
        """Text that is turned, stacked, cut off or perhaps not seen."""
        size, flow = self._look(span)
        if flow is None:
            self._slanted.append(self._text[span.first : span.stop])
            return
        clip = self._clip_of(span)
        pieces = in_one_direction(self._exact(span, size, flow))
        for run in (kept for piece in pieces for kept in self._kept(piece, clip)):
            sight = self._drawn.backdrop.sight(span.ink, *run.centre(len(run.text) // 2))
            if sight == "unseen" and self._is_printed_over(run):
                sight = "seen"
            if sight == "unseen":
                self._invisible.append(run.text)
                continue
            self._runs.append(run)
            if sight == "behind picture":
                self._behind_picture += len(run.text)

    def _exact(self, span: Span, size: float, flow: Flow) -> Run:
        """A run in whatever direction, with the position of each character."""
        x, y = applied(self._seen, (span.x, span.y))
        _, last_y = applied(self._seen, (span.last_x, span.last_y))
        if flow == "right" and abs(last_y - y) > size / 2:
            flow = "vertical"
        x0, top, x1, bottom = box_applied(self._seen, (span.left, span.bottom, span.right, span.top))
        starts = self._starts(span, flow, size)
        ends: dict[Flow, float] = {"right": x1, "up": -top, "down": bottom, "left": -x0}
        end = ends.get(flow, starts[-1] + size)
        across = {"right": y, "up": x, "down": -x, "left": -y, "vertical": -x}[flow]
        text = on_one_line(self._text[span.first : span.stop])
        end = end if end > starts[-1] else starts[-1] + size / 2
        return joined_pairs(Run(text, starts[0], end, across, size, flow, starts))

    def _kept(self, run: Run, clip: Box) -> Iterator[Run]:
        """The pieces of a run whose characters lie inside the clip."""
        x0, top, x1, bottom = clip
        inside = []
        for index in range(len(run.text)):
            x, y = run.centre(index)
            inside.append(x0 <= x <= x1 and top <= y <= bottom)
        first = 0
        for is_inside, group in groupby(inside):
            last = first + sum(1 for _ in group)
            if is_inside:
                yield run.part(first, last)
            first = last

    def _is_printed_over(self, run: Run) -> bool:
        """Whether the same text is printed again, in colour: a white halo comes first, and PDFium names only that."""
        if self._silent is None:
            self._silent = self._seen_but_silent()
        x, y = run.centre(len(run.text) // 2)
        return any(x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1 for x0, top, x1, bottom in self._silent)

    def _seen_but_silent(self) -> list[Box]:
        """Where the coloured text objects stand that PDFium names no character for."""
        library = self._library
        silent = [thing for thing in (*self._drawn.texts, *self._in_form) if thing not in self._spoken]
        values = (ctypes.c_float * 4)()
        at = ctypes.addressof(values)
        boxes: list[Box] = []
        for thing, ink in zip(silent, text_inks(library, silent), strict=True):
            if ink == COLOUR and library.FPDFPageObj_GetBounds(thing, at, at + 4, at + 8, at + 12):
                x0, y0, x1, y1 = values
                boxes.append(box_applied(self._in_form.get(thing, self._seen), (x0, y0, x1, y1)))
        return boxes


def _width(char: str, size: float) -> float:
    """How wide a character mostly is."""
    return size / 2 if char.isascii() else size


def in_one_direction(run: Run) -> list[Run]:
    """The run, cut where it goes back, and where it leaves a gap wider than a character.

    One text object may print a whole row of a table: first the amounts, then the name before them. PDFium puts a space
    into a gap, where the next character stands, and so gives no width to the character before it: that one is taken
    to be as wide as its kind mostly is.
    """
    text, starts, size = run.text, run.starts, run.size
    if starts is None or _LEFTWARDS.search(text):
        return [run]
    pieces: list[Run] = []
    first = 0
    for index in range(1, len(text)):
        step = starts[index] - starts[index - 1]
        width = _width(text[index - 1], size)
        if step < -_BACK * size or step > width + _GAP * size:
            pieces.append(run.part(first, index)._replace(end=starts[index - 1] + width))
            is_put_in = text[index] == " " and index + 1 < len(text) and starts[index] == starts[index + 1]
            first = index + is_put_in
    pieces.append(run.part(first, len(text)))
    return pieces


def _along(point: Point, flow: Flow, size: float) -> float:
    """How far along its line a character's origin stands."""
    x, y = point
    if flow == "right":
        return x
    if flow == "vertical":
        return y - ASCENT * size
    return {"up": -y, "down": y, "left": -x}[flow]


def joined_pairs(run: Run) -> Run:
    """The run with characters outside the basic plane made one of their two halves."""
    if _HALVES.search(run.text) is None:
        return run
    chars: list[str] = []
    starts: list[float] = []
    for index, char in enumerate(run.text):
        if "\udc00" <= char <= "\udfff" and chars and "\ud800" <= chars[-1] <= "\udbff":
            chars[-1] = (chars[-1] + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        else:
            chars.append(char)
            starts.append(run.position(index))
    text = _HALVES.sub("\ufffd", "".join(chars))
    return Run(text, run.start, run.end, run.across, run.size, run.flow, starts)
