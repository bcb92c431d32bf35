"""Whether a PDF file is whole, seen from its bytes alone: engines take what they can and say nothing of the rest."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

MOST_UNPACKED = 64 * 1024 * 1024
"""Drawing operations are at most this long once unpacked; more is a bomb."""
_CHUNK = 1 << 20
_HEADER = 2048
"""How far before its data the dictionary of a stream is looked for."""

_STREAM = re.compile(rb"stream\r?\n")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/\w+))")
_FLATE, _ASCII85 = (b"/FlateDecode", b"/Fl"), (b"/ASCII85Decode", b"/A85")
_FORM = re.compile(rb"/Subtype\s*/Form\b")
_DRAWS = re.compile(rb"/XObject\b(?!\s*/)|/Resources\s+\d")
_NUMBER = re.compile(rb"(\d+)\s+\d+\s*$")
_EMPTY = re.compile(rb"/Length\s+0\b(?!\s+\d+\s+R)")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")


def is_cut_off(data: bytes) -> bool:
    """Whether the end of the file is missing. It may still open, with fewer pages."""
    last_object = max(data.rfind(b"endobj"), data.rfind(b"endstream"))
    return b"%PDF-" not in data[:4096] or last_object < 0 or data.rfind(b"startxref") < last_object


class Suspicions(NamedTuple):
    """What a look at every stream's beginning and end tells."""

    is_damaged: bool
    """A packed stream (not a picture's) does not unpack to its end, or to more than `MOST_UNPACKED`."""
    drawing_forms: tuple[int, ...]
    """Object numbers of forms that may draw forms. Streams stand in plain sight even in packed and encrypted files."""


def suspicions(data: bytes) -> Suspicions:
    """Look at every stream of a file. What is encrypted cannot be judged without its key and counts as whole."""
    is_encrypted = b"/Encrypt" in data
    is_damaged = False
    forms: list[int] = []
    at = 0
    while match := _STREAM.search(data, at):
        at = match.end()
        if data[match.start() - 3 : match.start()] == b"end":
            continue
        start = max(0, match.start() - _HEADER)
        header = data[max(data.rfind(b" obj", start, match.start()), start) : match.start()]
        end = data.find(b"endstream", at)
        if _FORM.search(header) and _DRAWS.search(header):
            number = _NUMBER.search(data[max(0, match.start() - len(header) - 24) : match.start() - len(header)])
            forms.append(int(number[1]) if number else 0)
        filters = [] if _EMPTY.search(header) else _filters(header)
        if filters and not is_encrypted and not is_damaged and not _PICTURE.search(header):
            is_damaged = not _is_whole(memoryview(data)[at : end if end >= 0 else len(data)], filters)
        at = max(at, end)
    return Suspicions(is_damaged, tuple(forms))


def _filters(header: bytes) -> list[bytes]:
    """How a stream is packed, outermost first."""
    match = _FILTERS.search(header)
    return (match[1] or match[2]).split() if match else []


def _is_whole(packed: memoryview, filters: list[bytes]) -> bool:
    """Whether a stream unpacks to its end; what cannot be judged counts as whole."""
    if filters[0] in _FLATE:
        return _unpacks(packed)
    if filters[0] in _ASCII85 and len(filters) > 1 and filters[1] in _FLATE:
        import base64

        try:
            text, mark, _ = bytes(packed).partition(b"~>")
            return bool(mark) and _unpacks(memoryview(base64.a85decode(text.strip())))
        except ValueError:
            return False
    return True


def _unpacks(packed: memoryview) -> bool:
    unpacking = zlib.decompressobj()
    size = 0
    try:
        rest: memoryview | bytes = packed
        while not unpacking.eof and rest:
            size += len(unpacking.decompress(rest, _CHUNK))
            rest = unpacking.unconsumed_tail
            if size > MOST_UNPACKED:
                return False
    except zlib.error:
        return False
    return unpacking.eof
