"""How long a packed stream gets, found without keeping what comes out of it."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import NamedTuple

MOST_UNPACKED = 64 * 2**20
"""Drawing operations, fonts and lists of objects are at most this long once unpacked; more is a bomb."""
MOST_LAYERS = 8
"""A stream is packed in one way, or in two where it has to pass as text."""
_CHUNK = 2**20

_FLATE = (b"/FlateDecode", b"/Fl")
_LZW = (b"/LZWDecode", b"/LZW")
_RUN_LENGTH = (b"/RunLengthDecode", b"/RL")
_ASCII85 = (b"/ASCII85Decode", b"/A85")
_HEX = (b"/ASCIIHexDecode", b"/AHx")

_CLEAR, _END = 256, 257


class Unpacked(NamedTuple):
    """What came of unpacking a stream."""

    size: int
    """Bytes at its longest layer; where it is more than `MOST_UNPACKED` the rest was not looked at."""
    is_whole: bool
    """Whether it unpacks to its end. What cannot be judged counts as whole."""


def unpacked(packed: memoryview, after: memoryview, filters: list[bytes]) -> Unpacked:
    """Unpack a stream layer by layer, and stop where it gets too long.

    Args:
        packed: from its first byte to the word that ends it.
        after: what follows in the file: packed bytes may happen to spell that word.
        filters: how it is packed, outermost first.
    """
    if len(filters) > MOST_LAYERS:
        return Unpacked(MOST_UNPACKED + 1, True)
    content, longest, is_whole = packed, 0, True
    is_judged = True
    for number, name in enumerate(filters):
        is_last = number == len(filters) - 1
        if name in _FLATE:
            layer = _inflated(content, after if number == 0 else memoryview(b""), keeps=not is_last)
        elif name in _ASCII85:
            layer = _from_ascii85(content)
        elif name in _HEX:
            layer = _from_hex(content)
        elif name in _RUN_LENGTH:
            layer = _joined(_run_lengths(content))
        elif name in _LZW:
            layer = _joined(_lzw(content))
        else:
            break  # a picture's
        longest = max(longest, layer.size)
        if is_judged and (name in _FLATE or (name in _ASCII85 and not is_last)):
            is_whole = is_whole and layer.is_whole
        is_judged = is_judged and name in _ASCII85
        if longest > MOST_UNPACKED or layer.content is None:
            break
        content = memoryview(layer.content)
    return Unpacked(longest, is_whole)


class _Layer(NamedTuple):
    content: bytes | None
    """None where nothing can be said of the layers inside."""
    size: int
    is_whole: bool


def _inflated(packed: memoryview, after: memoryview, keeps: bool) -> _Layer:
    pieces: list[bytes] = []
    unpacking = zlib.decompressobj()
    size, is_whole = 0, False
    try:
        for part in (packed, after):
            for start in range(0, len(part), _CHUNK):
                rest: memoryview | bytes = part[start : start + _CHUNK]
                while rest and not unpacking.eof:
                    piece = unpacking.decompress(rest, _CHUNK)
                    rest = unpacking.unconsumed_tail
                    size += len(piece)
                    if size > MOST_UNPACKED:
                        return _Layer(None, size, True)
                    if keeps:
                        pieces.append(piece)
                if unpacking.eof:
                    break
            is_whole = is_whole or (part is packed and unpacking.eof)
            if unpacking.eof:
                break
    except zlib.error:
        pass
    return _Layer(b"".join(pieces), size, is_whole)


def _from_ascii85(packed: memoryview) -> _Layer:
    text, mark, _ = bytes(packed).partition(b"~>")
    size = len(text) * 4 // 5 + 4 * text.count(b"z")
    if size > MOST_UNPACKED:
        return _Layer(None, size, True)
    try:
        return _Layer(base64.a85decode(text.strip().removeprefix(b"<~")), size, bool(mark))
    except ValueError:
        return _Layer(None, size, False)


def _from_hex(packed: memoryview) -> _Layer:
    text = b"".join(bytes(packed).partition(b">")[0].split())
    try:
        return _Layer(binascii.unhexlify(text + b"0" * (len(text) % 2)), len(text) // 2, True)
    except ValueError:
        return _Layer(None, len(text) // 2, True)


def _joined(pieces: Iterator[bytes]) -> _Layer:
    """The pieces together, as far as they stay within the limit."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > MOST_UNPACKED:
            return _Layer(None, size, True)
    return _Layer(b"".join(found), size, True)


def _run_lengths(packed: memoryview) -> Iterator[bytes]:
    at = 0
    while at < len(packed) and packed[at] != 128:
        length = packed[at]
        if length < 128:
            yield bytes(packed[at + 1 : at + 2 + length])
            at += 2 + length
        else:
            yield bytes(packed[at + 1 : at + 2]) * (257 - length)
            at += 2


def _lzw(packed: memoryview) -> Iterator[bytes]:
    """Stops where a code has no meaning yet."""
    table: list[bytes] = []
    before = b""
    width, held, bits = 9, 0, 0
    for byte in packed:
        held, bits = ((held << 8) | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = (held >> bits) & ((1 << width) - 1)
        if code == _CLEAR:
            table, before, width = [bytes((one,)) for one in range(256)] + [b"", b""], b"", 9
            continue
        if code == _END or code > len(table) or (code == len(table) and not before):
            return
        text = table[code] if code < len(table) else before + before[:1]
        yield text
        if before and len(table) < 4096:
            table.append(before + text[:1])
        before = text
        # The code after the next grows one entry early.
        width = 9 + (len(table) >= 511) + (len(table) >= 1023) + (len(table) >= 2047)
