"""PDFium's characters → runs: what is printed, where, how large and which way.

Everything that can be asked for a whole page, or per text object, is: a call per character costs as much as reading
the page. Text that is there but not seen is kept apart.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import groupby, repeat
from typing import Any, NamedTuple

from kpi_extract.place import Box
from kpi_extract.readers.pdf.engines.geometry import Matrix, box_applied, flow_of
from kpi_extract.readers.pdf.engines.pdfium_paths import Drawn, PathCollector
from kpi_extract.readers.pdf.marks import ASCENT, DESCENT, MIDDLE, Flow, Run
from kpi_extract.readers.pdf.text import cleaned, is_private

_INVISIBLE, _CLIP_ONLY = 3, 7
"""Ways to draw text that leave no ink."""
TOGETHER = 0.05
"""Text objects nearer to each other than this share of the size are one run."""
_STACKED = 0.2
"""Characters of one text object whose x differs by less than this share of the size stand below each other."""


class PageText(NamedTuple):
    """The text of one page."""

    runs: tuple[Run, ...]
    unmapped: int
    private: int
    slanted: str
    invisible: str
    behind_picture: int


class _Characters(NamedTuple):
    """All characters of a page in PDFium's order, generated ones included; positions are those of the page as seen."""

    text: str
    xs: Sequence[float]
    ys: Sequence[float]
    objects: list[int | None]


class _Span(NamedTuple):
    """Neighbouring characters of one text object."""

    thing: int
    first: int
    last: int


class _Look(NamedTuple):
    """What is the same for all characters of a text object."""

    size: float
    flow: Flow | None
    leaves_ink: bool
    """It is drawn, in a colour other than the paper's."""


def read_text(library: Any, page: int, seen: Matrix, drawn: Drawn, paths: PathCollector) -> PageText:
    """All text of a page.

    Args:
        library: PDFium.
        page: the open page.
        seen: from PDF's page space to the page as seen.
        drawn: what the page draws besides.
        paths: tells what cuts a text object off.
    """
    text_page = library.FPDFText_LoadPage(page)
    if not text_page:
        return PageText((), 0, 0, "", "", 0)
    try:
        characters, unmapped = _characters(library, text_page, seen)
        spans = _spans(characters.objects)
        ends = _ends(library, text_page, spans, seen)
        matrices = _matrices(library, text_page, spans)
    finally:
        library.FPDFText_ClosePage(text_page)
    return _Runs(library, characters, drawn, paths, seen).gather(spans, ends, matrices, unmapped)


# --- characters -------------------------------------------------------------------------------------------------------


def _characters(library: Any, text_page: int, seen: Matrix) -> tuple[_Characters, int]:
    count = max(library.FPDFText_CountChars(text_page), 0)
    pages = repeat(text_page)
    text = _text(library, text_page, count)
    unmapped = 0
    if any(map(library.FPDFText_HasUnicodeMapError, pages, range(count))):
        wrong = set(filter(lambda n: library.FPDFText_HasUnicodeMapError(text_page, n), range(count)))
        unmapped = len(wrong)
        text = "".join("\ufffd" if number in wrong else char for number, char in enumerate(text))
    xs, ys = _origins(library, text_page, count)
    a, b, c, d, e, f = seen
    if b == 0 == c:
        xs, ys = ([x + e for x in xs] if a == 1 else [a * x + e for x in xs]), [d * y + f for y in ys]
    else:
        xs, ys = [a * x + c * y + e for x, y in zip(xs, ys, strict=True)], [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]
    objects = list(map(library.FPDFText_GetTextObject, pages, range(count)))
    return _Characters(cleaned(text), xs, ys, objects), unmapped


def _text(library: Any, text_page: int, count: int) -> str:
    """One character a position; those outside the basic plane are two, as in PDFium."""
    units = (ctypes.c_ushort * (count + 1))()
    given = library.FPDFText_GetText(text_page, 0, count, ctypes.addressof(units)) - 1
    if given == count and 0 not in units[:count]:
        text = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) != count:
            text = "".join(map(chr, units[:count]))
    else:  # the bulk call leaves out characters that have no text
        codes = map(library.FPDFText_GetUnicode, repeat(text_page), range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)
    if "\ufffe" in text or "\x02" in text:  # how PDFium writes a hyphen at the end of a line
        text = "".join(
            "-" if char in "\ufffe\x02" and library.FPDFText_IsHyphen(text_page, number) else char
            for number, char in enumerate(text)
        )
    return text


def _origins(library: Any, text_page: int, count: int) -> tuple[list[float], list[float]]:
    """Where each baseline starts, in page space. The boxes of characters are clamped to the glyph and of no use here."""
    values = (ctypes.c_double * (2 * count))()
    first = ctypes.addressof(values)
    end = first + 16 * count
    deque(
        map(
            library.FPDFText_GetCharOrigin,
            repeat(text_page),
            range(count),
            range(first, end, 16),
            range(first + 8, end, 16),
        ),
        maxlen=0,
    )
    return values[0::2], values[1::2]


# --- text objects -----------------------------------------------------------------------------------------------------


def _spans(objects: list[int | None]) -> list[_Span]:
    spans: list[_Span] = []
    first = 0
    for thing, group in groupby(objects):
        last = first + sum(1 for _ in group)
        if thing is not None:  # PDFium made up the others: spaces and line ends
            spans.append(_Span(thing, first, last))
        first = last
    return spans


def _ends(library: Any, text_page: int, spans: list[_Span], seen: Matrix) -> list[Box]:
    """Page boxes of the last character of each span; the side its line runs to is where the pen went on."""
    values = (ctypes.c_float * (4 * len(spans)))()
    at = ctypes.addressof(values)
    lasts = [span.last - 1 for span in spans]
    addresses = range(at, at + 16 * len(spans), 16)
    deque(map(library.FPDFText_GetLooseCharBox, repeat(text_page), lasts, addresses), maxlen=0)
    sides = iter(values[:])
    a, _, _, _, e, f = seen
    if a == 1:
        return [
            (left + e, f - top, right + e, f - bottom)
            for left, top, right, bottom in zip(sides, sides, sides, sides, strict=True)
        ]
    return [
        box_applied(seen, (left, top, right, bottom))
        for left, top, right, bottom in zip(sides, sides, sides, sides, strict=True)
    ]


def _matrices(library: Any, text_page: int, spans: list[_Span]) -> list[Matrix]:
    """The matrix of each span, forms included."""
    values = (ctypes.c_float * (6 * len(spans)))()
    at = ctypes.addressof(values)
    firsts = [span.first for span in spans]
    deque(
        map(library.FPDFText_GetMatrix, repeat(text_page), firsts, range(at, at + 24 * len(spans), 24)), maxlen=0
    )
    parts = iter(values[:])
    return list(zip(parts, parts, parts, parts, parts, parts, strict=True))


# --- runs -------------------------------------------------------------------------------------------------------------


class _Runs:
    """Puts the runs of one page together."""

    def __init__(self, library: Any, characters: _Characters, drawn: Drawn, paths: PathCollector, seen: Matrix) -> None:
        self._library = library
        self._text, self._xs, self._ys, _ = characters
        self._drawn = drawn
        self._paths = paths
        self._seen = seen
        self._has_pairs = any("\ud800" <= char <= "\udfff" for char in set(self._text))
        self._runs: list[Run] = []
        self._slanted: list[str] = []
        self._invisible: list[str] = []
        self._behind_picture = 0

    def gather(self, spans: list[_Span], ends: list[Box], matrices: list[Matrix], unmapped: int) -> PageText:
        """The runs of all spans, in PDFium's order."""
        runs, text, xs, ys = self._runs, self._text, self._xs, self._ys
        clip_of, in_form, page_matrix = self._paths.clip_of, self._drawn.in_form, self._seen
        last: Run | None = None
        for (thing, first, stop), (size, flow, leaves_ink), end_box in zip(
            spans, self._looks(spans, matrices), ends, strict=True
        ):
            start, across, end = xs[first], ys[first], end_box[2]
            final = xs[stop - 1]
            if end <= final:
                end = final + size / 2
            clip = clip_of(thing, in_form[thing] if thing in in_form else page_matrix)
            middle = across - MIDDLE * size
            is_plain = (
                leaves_ink
                and flow == "right"
                and not self._has_pairs
                and clip[0] <= start
                and end <= clip[2]
                and clip[1] <= middle <= clip[3]
                and not (stop - first > 1 and xs[first + 1] - start < _STACKED * size and ys[first + 1] != across)
            )
            if not is_plain:
                self._unusual(_Span(thing, first, stop), _Look(size, flow, leaves_ink), end_box, clip)
                last = None
            elif (
                last is not None
                and last.across == across
                and last.size == size
                and -TOGETHER * size <= start - last.end <= TOGETHER * size
            ):
                last = Run(last.text + text[first:stop], [*last.starts, *xs[first:stop]], end, across, size)
                runs[-1] = last
            else:
                last = Run(text[first:stop], xs[first:stop], end, across, size)
                runs.append(last)
        return PageText(
            tuple(runs),
            unmapped,
            0 if text.isascii() else sum(map(is_private, text)),
            "".join("".join(self._slanted).split()),
            "".join("".join(self._invisible).split()),
            self._behind_picture,
        )

    def _looks(self, spans: list[_Span], matrices: list[Matrix]) -> list[_Look]:
        library = self._library
        things = [span.thing for span in spans]
        values = (ctypes.c_float * len(things))()
        at = ctypes.addressof(values)
        deque(map(library.FPDFTextObj_GetFontSize, things, range(at, at + 4 * len(things), 4)), maxlen=0)
        modes = map(library.FPDFTextObj_GetTextRenderMode, things)
        pale = map(self._paths.is_white, things)
        known: dict[tuple[float, float, float, float, float], tuple[float, Flow | None]] = {}
        looks: list[_Look] = []
        for size, (a, b, c, d, _, _), mode, is_pale in zip(values[:], matrices, modes, pale, strict=True):
            key = (size, a, b, c, d)
            found = known.get(key)
            if found is None:
                found = known[key] = (round(size * math.hypot(c, d), 3), self._flow(a, b))
            looks.append(_Look(*found, mode not in (_INVISIBLE, _CLIP_ONLY) and not is_pale))
        return looks

    def _flow(self, a: float, b: float) -> Flow | None:
        p, q, r, s, _, _ = self._seen
        return flow_of(p * a + r * b, -(q * a + s * b))

    # --- what is not plain --------------------------------------------------------------------------------------------

    def _unusual(self, span: _Span, look: _Look, end_box: Box, clip: Box) -> None:
        """Text that is turned, stacked, cut off or perhaps not seen."""
        text = self._text[span.first : span.last]
        if look.flow is None:
            self._slanted.append(text)
            return
        for run in self._kept(self._turned(span, look.size, look.flow, end_box), clip):
            if look.leaves_ink:
                self._runs.append(run)
            else:
                self._unseen(run, span.thing)

    def _turned(self, span: _Span, size: float, flow: Flow, end_box: Box) -> Run:
        xs, ys = self._xs[span.first : span.last], self._ys[span.first : span.last]
        x0, y0, x1, y1 = end_box
        if flow == "right" and len(xs) > 1 and abs(xs[1] - xs[0]) < _STACKED * size and ys[1] - ys[0] > size / 2:
            starts, end, across, flow = [y - ASCENT * size for y in ys], ys[-1] + DESCENT * size, -min(xs), "vertical"
        elif flow == "right":
            starts, end, across = list(xs), max(x0, x1), ys[0]
        elif flow == "up":
            starts, end, across = [-y for y in ys], -min(y0, y1), xs[0]
        elif flow == "down":
            starts, end, across = list(ys), max(y0, y1), -xs[0]
        else:
            starts, end, across = [-x for x in xs], -min(x0, x1), -ys[0]
        if end <= starts[-1]:
            end = starts[-1] + size / 2
        return joined_pairs(Run(self._text[span.first : span.last], starts, end, across, size, flow))

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

    def _unseen(self, run: Run, thing: int) -> None:
        """Text in no ink or in the paper's colour: seen over a coloured area, read by a scanner over a picture."""
        x, y = run.centre(len(run.text) // 2)
        is_hidden = self._library.FPDFTextObj_GetTextRenderMode(thing) in (_INVISIBLE, _CLIP_ONLY)
        over_picture = any(_holds(box, x, y) for box in self._drawn.pictures)
        if is_hidden and over_picture:
            self._behind_picture += len(run.text)
            self._runs.append(run)
        elif not is_hidden and (over_picture or any(_holds(box, x, y) for box in self._drawn.coloured)):
            self._runs.append(run)
        else:
            self._invisible.append(run.text)


def joined_pairs(run: Run) -> Run:
    """The run with characters outside the basic plane made one of their two halves."""
    if not any("\ud800" <= char <= "\udfff" for char in run.text):
        return run
    chars: list[str] = []
    starts: list[float] = []
    for char, start in zip(run.text, run.starts, strict=True):
        if "\udc00" <= char <= "\udfff" and chars and "\ud800" <= chars[-1] <= "\udbff":
            chars[-1] = (chars[-1] + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        else:
            chars.append(char)
            starts.append(start)
    text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in chars)
    return Run(text, starts, run.end, run.across, run.size, run.flow)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
