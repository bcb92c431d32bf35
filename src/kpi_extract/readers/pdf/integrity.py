"""Whether a PDF file is whole, seen from its bytes alone: engines take what they can and say nothing of the rest."""

from __future__ import annotations

import re
from typing import NamedTuple

from kpi_extract.readers.pdf.unpacking import MOST_UNPACKED, unpacked

MOST_ALTOGETHER = 2 * 2**30
"""Bytes of all streams of a file together, pictures left out."""
MOST_COLUMNS = 1_000_000
"""Columns of a packed table of numbers; programs take memory for a row of them, whatever there is."""
_HEADER, _LONG_HEADER = 2048, 65536
"""How far before its data the dictionary of a stream is looked for: nearly always, and at most."""

_STREAM = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)")
_FILTERS = re.compile(rb"/Filter\s*(?:\[([^\]]*)\]|(/[\w#]+))")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAMED = re.compile(rb"/[\w#]+")
_ELSEWHERE = re.compile(rb"/(?:Filter|F#|Fi#)")
_COLUMNS = re.compile(rb"/(?:Columns|Colors|BitsPerComponent)\s+(\d{7,})")
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
    """A packed stream (not a picture's) does not unpack to its end."""
    drawing_forms: tuple[int, ...]
    """Object numbers of forms that may draw forms. Streams stand in plain sight even in packed and encrypted files."""
    bomb: tuple[str, str] | None
    """Why the file must not be given to an engine: a part of a sentence, in English and Japanese."""


def suspicions(data: bytes) -> Suspicions:
    """Look at every stream of a file, up to one that must not be unpacked.

    What is encrypted cannot be judged without its key and counts as whole, and so do pictures: readers do not unpack
    them.
    """
    is_encrypted = b"/Encrypt" in data
    is_damaged = False
    forms: list[int] = []
    view = memoryview(data)
    at = altogether = 0
    while match := _STREAM.search(data, at):
        at = match.end()
        if data[match.start() - 3 : match.start()] == b"end":
            continue
        header = _header(data, match.start())
        end = data.find(b"endstream", at)
        end = end if end >= 0 else len(data)
        if _FORM.search(header) and _DRAWS.search(header):
            number = _NUMBER.search(data[max(0, match.start() - len(header) - 24) : match.start() - len(header)])
            forms.append(int(number[1]) if number else 0)
        if any(int(columns[:20]) > MOST_COLUMNS for columns in _COLUMNS.findall(header)):
            return Suspicions(is_damaged, tuple(forms), _TOO_WIDE)
        filters = [] if _EMPTY.search(header) else _filters(header, view[at : at + 2])
        if filters and not is_encrypted and not _PICTURE.search(header):
            found = unpacked(view[at:end], view[end:], filters)
            altogether += found.size
            is_damaged = is_damaged or not found.is_whole
            if found.size > MOST_UNPACKED:
                return Suspicions(is_damaged, tuple(forms), _TOO_LONG)
            if altogether > MOST_ALTOGETHER:
                return Suspicions(is_damaged, tuple(forms), _TOO_MUCH)
        at = max(at, end)
    return Suspicions(is_damaged, tuple(forms), None)


_TOO_LONG = (
    f"a packed stream unpacks to more than {MOST_UNPACKED // 2**20} MiB",
    f"展開すると{MOST_UNPACKED // 2**20}MiBを超える部分があります",
)
_TOO_MUCH = (
    f"its packed streams unpack to more than {MOST_ALTOGETHER // 2**30} GiB altogether",
    f"展開すると全体で{MOST_ALTOGETHER // 2**30}GiBを超えます",
)
_TOO_WIDE = (
    f"a packed stream claims more than {MOST_COLUMNS:,} columns",
    f"圧縮された部分の列数が{MOST_COLUMNS:,}を超えています",
)


def _header(data: bytes, before: int) -> bytes:
    """The dictionary of the stream that begins there, from the word that opens its object."""
    for length in (_HEADER, _LONG_HEADER):
        start = max(0, before - length)
        found = data.rfind(b" obj", start, before)
        if found >= 0:
            return data[found:before]
    return data[max(0, before - _HEADER) : before]


def _filters(header: bytes, first: memoryview) -> list[bytes]:
    """How a stream is packed, outermost first."""
    match = _FILTERS.search(header)
    if match:
        return [_ESCAPED.sub(_unescaped, name) for name in _NAMED.findall(match[1] or match[2] or b"")]
    # They may be named elsewhere in the file; the first bytes tell what is packed in the usual way.
    is_flate = len(first) == 2 and first[0] & 0x0F == 8 and (first[0] * 256 + first[1]) % 31 == 0
    return [b"/FlateDecode"] if is_flate and _ELSEWHERE.search(header) else []


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),))
