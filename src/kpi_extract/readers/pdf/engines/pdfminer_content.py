"""Whether a content stream can be unpacked whole: pdfminer takes what it can and says nothing."""

from __future__ import annotations

import zlib
from typing import Any

MOST_CONTENT = 64 * 1024 * 1024
"""A page's drawing operations are at most this long once unpacked; more is a bomb."""


def unpacking_problem(stream: Any) -> str:
    """Why a stream cannot be unpacked whole, "" where it can.

    Raises:
        ValueError: it is too long.
    """
    from pdfminer.ascii85 import ascii85decode, asciihexdecode
    from pdfminer.pdftypes import LITERALS_ASCII85_DECODE, LITERALS_ASCIIHEX_DECODE, LITERALS_FLATE_DECODE

    raw = stream.rawdata
    if stream.decipher is not None:
        raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
    for name, _ in stream.get_filters():
        if name in LITERALS_ASCII85_DECODE:
            raw = ascii85decode(raw)
        elif name in LITERALS_ASCIIHEX_DECODE:
            raw = asciihexdecode(raw)
        else:
            return _inflating_problem(raw) if name in LITERALS_FLATE_DECODE else ""
    return ""


def _inflating_problem(raw: bytes) -> str:
    unpacking = zlib.decompressobj()
    try:
        size = len(unpacking.decompress(raw, MOST_CONTENT))
    except zlib.error:
        return "part of the page's content is damaged"
    if size >= MOST_CONTENT:
        raise ValueError("content of more than 64 MB")
    return "" if unpacking.eof else "part of the page's content is cut off"
