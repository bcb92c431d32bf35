"""The container of old Office files, as far as to know that reading it comes to an end.

Its streams are chains of sectors; the library that reads them follows a chain that bites its own tail until memory ends.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

_HEADER = 512
_ENDS = 0xFFFFFFFA
"""From here on a number names no sector: free, end of chain, a sector of the table itself."""
_IN_HEADER = 109
"""Sectors of the table that the header itself names."""


def has_endless_chain(data: bytes) -> bool:
    """Whether some chain of sectors, large or small, comes back to where it was; no whole file has one.

    Args:
        data: the file, which begins as such a container does.
    """
    if len(data) < _HEADER:
        return False
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    table = _numbers(data, _table_sectors(data, size), size)
    if _bites_its_tail(table):
        return True
    small = _numbers(data, _chain(table, struct.unpack_from("<I", data, 60)[0]), size)
    return _bites_its_tail(small)


def _table_sectors(data: bytes, size: int) -> Iterator[int]:
    yield from (one for one in struct.unpack_from(f"<{_IN_HEADER}I", data, 76) if one < _ENDS)
    further = struct.unpack_from("<I", data, 68)[0]
    seen: set[int] = set()
    while further < _ENDS and further not in seen:
        seen.add(further)
        numbers = _numbers(data, [further], size)
        if not numbers:
            return
        yield from (one for one in numbers[:-1] if one < _ENDS)
        further = numbers[-1]


def _numbers(data: bytes, sectors: Iterator[int] | list[int], size: int) -> array[int]:
    """What stands in sectors, as numbers; a sector beyond the end of the file has none."""
    found = array("I")
    for sector in sectors:
        piece = data[_HEADER + sector * size : _HEADER + (sector + 1) * size]
        found.frombytes(piece[: len(piece) // 4 * 4])
    return found


def _chain(table: array[int], first: int) -> Iterator[int]:
    """The sectors of one chain of a table that has no loop."""
    while first < len(table):
        yield first
        first = table[first]


def _bites_its_tail(table: array[int]) -> bool:
    finished = bytearray(len(table))
    for start in range(len(table)):
        walked = []
        sector = start
        while sector < len(table) and not finished[sector]:
            finished[sector] = 2
            walked.append(sector)
            sector = table[sector]
        if sector < len(table) and finished[sector] == 2:
            return True
        for one in walked:
            finished[one] = 1
    return False
