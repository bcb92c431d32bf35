"""PDFium's characters → runs: what is printed, where, how large and which way.

Everything that can be asked for a whole page, or per text object, is: a call per character costs as much as reading
the page. Text that is there but not seen is kept apart.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Matrix, Point, applied, box_applied, flow_of
from kpi_extract.readers.pdf.engines.pdfium_calls import COLOUR, NO_INK, Span, Text, origins_of
from kpi_extract.readers.pdf.engines.pdfium_paths import Drawn, PathCollector
from kpi_extract.readers.pdf.marks import ASCENT, MIDDLE, Flow, Rule, Run
from kpi_extract.readers.pdf.rules import THIN
from kpi_extract.readers.pdf.text import PRIVATE, cleaned

_INVISIBLE, _CLIP_ONLY = 3, 7
"""Ways to draw text that leave no ink."""
_INSIDE = 1.0
"""A rule crosses a text where it stands at least this far (points) from both of its ends."""
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


class _Piece(NamedTuple):
    """One span as seen on the page."""

    span: Span
    x: float
    y: float
    end_box: Box
    size: float
    flow: Flow | None
    is_stacked: bool
    """Its characters stand below each other."""


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
        self._unmapped = text.unmapped
        self._drawn = drawn
        self._paths = paths
        self._seen = seen
        self._has_pairs = _HALVES.search(self._text) is not None
        self._walls = _walls(drawn.rules)
        self._runs: list[Run] = []
        self._slanted: list[str] = []
        self._invisible: list[str] = []
        self._behind_picture = 0

    def gather(self) -> PageText:
        """The runs of all spans, in PDFium's order."""
        runs, text, walls = self._runs, self._text, self._walls
        for piece in self._pieces():
            span, start, across, (_, _, end, _), size, flow, is_stacked = piece
            clip = self._clip_of(span)
            if (
                flow != "right"
                or self._has_pairs
                or span.ink != COLOUR
                or span.mode in (_INVISIBLE, _CLIP_ONLY)
                or not (clip[0] <= start and end <= clip[2] and clip[1] <= across - MIDDLE * size <= clip[3])
                or is_stacked
            ):
                self._unusual(piece, clip)
                continue
            wall = bisect_left(walls, start + _INSIDE)
            crosses = wall < len(walls) and walls[wall] < end - _INSIDE and span.stop - span.first > 1
            starts = self._starts(span, "right", size) if crosses else None
            runs.append(Run(text[span.first : span.stop], start, end, across, size, "right", starts))
        return PageText(
            tuple(runs),
            self._unmapped,
            len(PRIVATE.findall(text)),
            "".join("".join(self._slanted).split()),
            "".join("".join(self._invisible).split()),
            self._behind_picture,
        )

    def _pieces(self) -> Iterator[_Piece]:
        """The spans on the page as seen. A box's right side is at least a little beyond the last character's origin."""
        sa, sb, sc, sd, se, sf = self._seen
        looks: dict[tuple[float, float, float, float, float], tuple[float, Flow | None]] = {}
        for span in self._spans:
            _, _, _, x, y, u, v, left, top, right, bottom, a, b, c, d, size, _, _, _ = span
            key = (size, a, b, c, d)
            look = looks.get(key)
            if look is None:
                printed = round(abs(size) * math.hypot(c, d), 3)
                look = looks[key] = (printed, flow_of(sa * a + sc * b, -(sb * a + sd * b)))
            printed, flow = look
            if sa == 1:
                x, y, u, v, box = x + se, sf - y, u + se, sf - v, (left + se, sf - top, right + se, sf - bottom)
            else:
                x, y = sa * x + sc * y + se, sb * x + sd * y + sf
                u, v = sa * u + sc * v + se, sb * u + sd * v + sf
                box = box_applied(self._seen, (left, top, right, bottom))
            if box[2] <= u and flow == "right":
                box = (box[0], box[1], u + printed / 2, box[3])
            yield _Piece(span, x, y, box, printed, flow, abs(v - y) > printed / 2)

    def _clip_of(self, span: Span) -> Box:
        matrix = self._drawn.in_form.get(span.thing, self._seen)
        return self._paths.clip_of(span.thing, span.clips, matrix)

    def _starts(self, span: Span, flow: Flow, size: float) -> list[float]:
        """Where each character starts along the line, asked one by one."""
        points = origins_of(self._library, self._text_page, span.first, span.stop)
        return [_along(applied(self._seen, point), flow, size) for point in points]

    # --- what is not plain --------------------------------------------------------------------------------------------

    def _unusual(self, piece: _Piece, clip: Box) -> None:
        """Text that is turned, stacked, cut off or perhaps not seen."""
        span = piece.span
        if piece.flow is None:
            self._slanted.append(self._text[span.first : span.stop])
            return
        for run in self._kept(self._exact(piece, piece.flow), clip):
            if span.ink == COLOUR and span.mode not in (_INVISIBLE, _CLIP_ONLY):
                self._runs.append(run)
            else:
                self._unseen(run, span)

    def _exact(self, piece: _Piece, flow: Flow) -> Run:
        """A run in whatever direction, with the position of each character."""
        span, x, y, (x0, top, x1, bottom), size, _, is_stacked = piece
        if flow == "right" and is_stacked:
            flow = "vertical"
        ends: dict[Flow, float] = {"right": x1, "up": -min(top, bottom), "down": max(top, bottom), "left": -x0}
        starts = self._starts(span, flow, size)
        end = ends.get(flow, starts[-1] + size)
        across = {"right": y, "up": x, "down": -x, "left": -y, "vertical": -x}[flow]
        text = self._text[span.first : span.stop]
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

    def _unseen(self, run: Run, span: Span) -> None:
        """Text in no ink or in the paper's colour: seen over a coloured area, read by a scanner over a picture."""
        x, y = run.centre(len(run.text) // 2)
        is_hidden = span.mode in (_INVISIBLE, _CLIP_ONLY) or span.ink == NO_INK
        over_picture = any(_holds(box, x, y) for box in self._drawn.pictures)
        if is_hidden and over_picture:
            self._behind_picture += len(run.text)
            self._runs.append(run)
        elif not is_hidden and (over_picture or any(_holds(box, x, y) for box in self._drawn.coloured)):
            self._runs.append(run)
        else:
            self._invisible.append(run.text)


def _along(point: Point, flow: Flow, size: float) -> float:
    """How far along its line a character's origin stands."""
    x, y = point
    if flow == "right":
        return x
    if flow == "vertical":
        return y - ASCENT * size
    return {"up": -y, "down": y, "left": -x}[flow]


def _walls(rules: Sequence[Rule]) -> list[float]:
    """x positions of a page's upright rules and edges, ascending."""
    positions: set[float] = set()
    for x0, top, x1, bottom, kind in rules:
        if kind != "line":
            positions.add(round(x0))
            positions.add(round(x1))
        elif bottom - top > x1 - x0 or bottom - top <= THIN >= x1 - x0:
            positions.add(round((x0 + x1) / 2))
    return sorted(positions)


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


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
