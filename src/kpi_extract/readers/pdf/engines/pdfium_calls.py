"""What is asked of PDFium about a page, in bulk: its text and text objects, its paths.

A call costs more than what PDFium does in it, so nothing is asked twice, and per text object rather than per character
wherever that is the same. The compiled `_pdfium_calls` does the same calls from C; it is used where it was built, and
gives the same facts.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from itertools import groupby, repeat
from typing import Any, NamedTuple

from kpi_extract.readers.pdf.engines.ink import COLOUR, NO_INK, OUTLINED, PAPER, WHITE, text_ink

TEXT, PATH, IMAGE, SHADING, FORM = 1, 2, 3, 4, 5
"""Kinds of page object."""
TOGETHER = 0.05
"""Text objects nearer to each other than this share of the size are one span."""
OVERLAP = 3
"""They may overlap by this many times as much: the widths of fonts that are not embedded are guessed."""


class Span(NamedTuple):
    """Neighbouring characters of one text object, or of several that touch and look the same; in PDF's page space."""

    thing: int
    first: int
    stop: int
    x: float
    """Origin (start of the baseline) of the first character."""
    y: float
    last_x: float
    """Origin of the last character."""
    last_y: float
    left: float
    """Sides of the last character's box: the one its line runs to is where the pen went on."""
    top: float
    right: float
    bottom: float
    a: float
    """The text matrix, forms included, without its shift."""
    b: float
    c: float
    d: float
    size: float
    """Font size before the matrix."""
    mode: int
    """Text rendering mode."""
    ink: int
    """What its mode leaves on paper: its inside, its outline, or the more visible of both."""
    clips: int
    """How many paths cut the object off; 0 or less for none."""
    is_plain: bool = False
    """Upright text in ink, on one line, cut off by nothing."""


class Text(NamedTuple):
    """The characters of a page in PDFium's order, one a position, those it made up (spaces, line ends) included."""

    text: str
    spans: list[Span]
    things: list[int]
    """The text objects the characters come from."""
    unmapped: int
    """Characters whose code the font does not translate; they are U+FFFD in the text."""


class Painted(NamedTuple):
    """One path object; its bounds in the space of the page or form it stands in."""

    thing: int
    x0: float
    y0: float
    x1: float
    y1: float
    fill: int
    stroke: int
    clips: int


class Objects(NamedTuple):
    """The objects of a page or of a form."""

    paths: list[Painted]
    texts: list[int]
    others: list[tuple[int, int]]
    """(kind, object): pictures, gradients, forms, in drawing order."""


# --- text -------------------------------------------------------------------------------------------------------------


def text_of(library: Any, text_page: int) -> Text:
    """Everything about a page's text that is asked for the whole page."""
    count = max(library.FPDFText_CountChars(text_page), 0)
    text = _characters(library, text_page, count)
    things = list(map(library.FPDFText_GetTextObject, repeat(text_page), range(count)))
    bounds: list[tuple[int, int, int]] = []
    first = 0
    for thing, group in groupby(things):
        stop = first + len(list(group))
        if thing:
            bounds.append((thing, first, stop))
        first = stop
    wrong = _unmapped(library, text_page, text)
    if wrong:
        text = "".join("\ufffd" if number in wrong else char for number, char in enumerate(text))
    spoken = [thing for thing, _, _ in bounds]
    return Text(text, _together(_spans(library, text_page, bounds)), spoken, len(wrong))


def _characters(library: Any, text_page: int, count: int) -> str:
    """One character a position; those outside the basic plane are two, as in PDFium."""
    units = (ctypes.c_ushort * (count + 1))()
    given = library.FPDFText_GetText(text_page, 0, count, ctypes.addressof(units)) - 1
    if given == count:
        text = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
        if len(text) != count:
            text = "".join(map(chr, units[:count]))
    if given != count or "\0" in text:  # the bulk call leaves out characters that have no text
        codes = map(library.FPDFText_GetUnicode, repeat(text_page), range(count))
        text = "".join([chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes])
    if "\ufffe" in text or "\x02" in text:  # how PDFium writes a hyphen at the end of a line
        text = "".join(
            "-" if char in "\ufffe\x02" and library.FPDFText_IsHyphen(text_page, number) else char
            for number, char in enumerate(text)
        )
    return text


def _unmapped(library: Any, text_page: int, text: str) -> set[int]:
    """Positions of characters whose code has no text. PDFium gives the code itself instead.

    Codes are mostly small: those that look like Latin are asked for one by one, others once a kind, and all where one
    is found.
    """
    has_error = library.FPDFText_HasUnicodeMapError
    latin = [number for number, char in enumerate(text) if char < "\u0100"]
    others = {char: number for number, char in enumerate(text) if char >= "\u0100"}
    if not (any(map(has_error, repeat(text_page), latin)) or any(map(has_error, repeat(text_page), others.values()))):
        return set()
    return {number for number in range(len(text)) if has_error(text_page, number)}


def _spans(library: Any, text_page: int, bounds: list[tuple[int, int, int]]) -> list[Span]:
    count = len(bounds)
    pages = repeat(text_page)
    things = [thing for thing, _, _ in bounds]
    lasts = [stop - 1 for _, _, stop in bounds]
    ends = [number for _, first, stop in bounds for number in (first, stop - 1)]
    origins = (ctypes.c_double * (4 * count))()
    _fill(library.FPDFText_GetCharOrigin, origins, 2, (pages, ends))
    boxes = (ctypes.c_float * (4 * count))()
    at = ctypes.addressof(boxes)
    deque(map(library.FPDFText_GetLooseCharBox, pages, lasts, range(at, at + 16 * count, 16)), maxlen=0)
    matrices = (ctypes.c_float * (6 * count))()
    at = ctypes.addressof(matrices)
    firsts = [first for _, first, _ in bounds]
    deque(map(library.FPDFText_GetMatrix, pages, firsts, range(at, at + 24 * count, 24)), maxlen=0)
    sizes = (ctypes.c_float * count)()
    _fill(library.FPDFTextObj_GetFontSize, sizes, 1, (things,))
    modes = map(library.FPDFTextObj_GetTextRenderMode, things)
    inks = text_inks(library, things)
    origin, box, matrix = iter(origins[:]), iter(boxes[:]), iter(matrices[:])
    return [
        Span(thing, first, stop, x, y, u, v, left, top, right, bottom, a, b, c, d, size, mode, ink, clips)
        for (
            (thing, first, stop),
            (x, y, u, v),
            (left, top, right, bottom),
            (a, b, c, d, _, _),
            size,
            mode,
            ink,
            clips,
        ) in zip(
            bounds,
            zip(origin, origin, origin, origin, strict=True),
            zip(box, box, box, box, strict=True),
            zip(matrix, matrix, matrix, matrix, matrix, matrix, strict=True),
            sizes[:],
            modes,
            inks,
            clip_counts(library, things),
            strict=True,
        )
    ]


def text_inks(library: Any, things: list[int]) -> list[int]:
    """What each text object leaves on paper."""
    modes = list(map(library.FPDFTextObj_GetTextRenderMode, things))
    insides = inks_of(library.FPDFPageObj_GetFillColor, things)
    if not any(modes):  # all plainly filled
        return insides
    outlined = [thing for thing, mode in zip(things, modes, strict=True) if mode in OUTLINED]
    outlines = dict(zip(outlined, inks_of(library.FPDFPageObj_GetStrokeColor, outlined), strict=True))
    return [
        text_ink(mode, inside, outlines.get(thing, NO_INK))
        for thing, mode, inside in zip(things, modes, insides, strict=True)
    ]


def _together(spans: list[Span]) -> list[Span]:
    """The spans, those that go on where the one before ends made one with it."""
    joined: list[Span] = []
    for span in spans:
        span = span._replace(is_plain=_is_plain(span))
        if joined and is_one(joined[-1], span):
            joined[-1] = joined[-1]._replace(
                stop=span.stop,
                last_x=span.last_x,
                left=span.left,
                top=span.top,
                right=span.right,
                bottom=span.bottom,
            )
        else:
            joined.append(span)
    return joined


def _is_plain(span: Span) -> bool:
    return (
        span.b == 0 == span.c
        and span.a > 0
        and span.d > 0
        and span.size > 0
        and span.last_y == span.y
        and span.ink == COLOUR
        and span.clips <= 0
    )


def is_one(span: Span, more: Span) -> bool:
    """Whether a span goes on where another ends, in the same look."""
    if span.stop != more.first or span.y != more.y or span.size != more.size or not (span.a > 0 < span.d):
        return False
    reach = TOGETHER * span.size * span.d
    return (
        (span.a, span.b, span.c, span.d) == (more.a, 0, 0, more.d)
        and (more.b, more.c) == (0, 0)
        and span.last_y == span.y
        and more.last_y == more.y
        and (span.mode, span.ink) == (more.mode, more.ink)
        and span.clips <= 0
        and more.clips <= 0
        and -OVERLAP * reach <= more.x - span.right <= reach
    )


def origins_of(library: Any, text_page: int, first: int, stop: int) -> list[tuple[float, float]]:
    """Where the baseline of each character starts, in page space. The boxes of characters are clamped to the glyph."""
    values = (ctypes.c_double * (2 * (stop - first)))()
    _fill(library.FPDFText_GetCharOrigin, values, 2, (repeat(text_page), range(first, stop)))
    parts = iter(values[:])
    return list(zip(parts, parts, strict=True))


# --- page objects -----------------------------------------------------------------------------------------------------


def objects_of(library: Any, container: int, *, is_form: bool) -> Objects:
    """The objects of a page, or of a form."""
    if is_form:
        get, count = library.FPDFFormObj_GetObject, library.FPDFFormObj_CountObjects(container)
    else:
        get, count = library.FPDFPage_GetObject, library.FPDFPage_CountObjects(container)
    things = list(map(get, repeat(container), range(count)))
    kinds = list(map(library.FPDFPageObj_GetType, things))
    paths = [thing for thing, kind in zip(things, kinds, strict=True) if kind == PATH]
    texts = [thing for thing, kind in zip(things, kinds, strict=True) if kind == TEXT]
    others = [(kind, thing) for thing, kind in zip(things, kinds, strict=True) if kind in (IMAGE, SHADING, FORM)]
    return Objects(_painted(library, paths), texts, others)


def _painted(library: Any, paths: list[int]) -> list[Painted]:
    count = len(paths)
    values = (ctypes.c_float * (4 * count))()
    _fill(library.FPDFPageObj_GetBounds, values, 4, (paths,))
    modes = (ctypes.c_int * (2 * count))()
    _fill(library.FPDFPath_GetDrawMode, modes, 2, (paths,))
    sides, painted = iter(values[:]), iter(modes[:])
    return [
        Painted(thing, x0, y0, x1, y1, fill if fills else NO_INK, stroke if strokes else NO_INK, clips)
        for thing, x0, y0, x1, y1, fills, strokes, fill, stroke, clips in zip(
            paths,
            sides,
            sides,
            sides,
            sides,
            painted,
            painted,
            inks_of(library.FPDFPageObj_GetFillColor, paths),
            inks_of(library.FPDFPageObj_GetStrokeColor, paths),
            clip_counts(library, paths),
            strict=True,
        )
    ]


def inks_of(ask: Any, things: list[int]) -> list[int]:
    """What the fill or stroke colour of each object leaves on paper; a pattern counts as a colour."""
    values = (ctypes.c_uint * (4 * len(things)))()
    plain = _fill(ask, values, 4, (things,))
    parts = iter(values[:])
    return [
        COLOUR
        if not is_plain
        else NO_INK
        if alpha == 0
        else WHITE
        if red >= PAPER and green >= PAPER and blue >= PAPER
        else COLOUR
        for is_plain, red, green, blue, alpha in zip(plain, parts, parts, parts, parts, strict=True)
    ]


def clip_counts(library: Any, things: list[int]) -> list[int]:
    """How many paths cut each object off; 0 or less for none."""
    return list(map(library.FPDFClipPath_CountPaths, map(library.FPDFPageObj_GetClipPath, things)))


def _fill(call: Any, values: Any, width: int, arguments: tuple[Sequence[int] | Any, ...]) -> list[int]:
    """Call once per row of an array, with a pointer to each of the row's `width` places. Returns the results."""
    step = ctypes.sizeof(values._type_)
    at = ctypes.addressof(values)
    end = at + step * len(values)
    columns = (range(at + step * place, end, step * width) for place in range(width))
    return list(map(call, *arguments, *columns))
