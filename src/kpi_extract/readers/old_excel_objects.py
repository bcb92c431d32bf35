"""What lies over the cells of an old workbook: counted, so that it can be said that it is not read.

The library for .xls passes over drawing objects and chart sheets. They stand in the same stream as the cells: records of
a number, a length and as many bytes.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator

_BEGIN_OF_SHEET, _OBJECT, _TEXT_OF_OBJECT = 0x0809, 0x005D, 0x01B6
_END = 0x000A
_CHART, _PICTURE, _NOTE = 5, 8, 25
_CHART_SHEET = 0x0020
_COUNTED = {_CHART: "charts", _PICTURE: "pictures"}
_EXCEL_97 = 0x0600
_TEXT_BOX_BEFORE_97 = 6
"""Kind of an object in Excel 5 and 95, whose text stands in its own record."""


def objects_over(stream: bytes) -> Counter[str]:
    """Charts, pictures, text boxes and chart sheets of a workbook, by kind.

    Args:
        stream: its records, from the first of the workbook on.
    """
    found: Counter[str] = Counter()
    kind, depth, version = 0, 0, _EXCEL_97
    for number, data in _records(stream):
        if number == _BEGIN_OF_SHEET:
            # A chart inside a sheet begins like a sheet of its own.
            found["chart sheets"] += depth == 0 and _short(data, 2) == _CHART_SHEET
            depth += 1
            version = _short(data, 0)
        elif number == _END:
            depth -= depth > 0
        elif number == _OBJECT:
            kind = _short(data, 4)
            found[_COUNTED.get(kind, "")] += 1
            found["text boxes"] += kind == _TEXT_BOX_BEFORE_97 and version < _EXCEL_97
        elif number == _TEXT_OF_OBJECT and kind != _NOTE:
            found["text boxes"] += _short(data, 10) > 0
    del found[""]
    return +found


def _records(stream: bytes) -> Iterator[tuple[int, memoryview]]:
    view = memoryview(stream)
    position = 0
    while position + 4 <= len(view):
        number, length = struct.unpack_from("<HH", view, position)
        yield number, view[position + 4 : position + 4 + length]
        position += 4 + length


def _short(data: memoryview, offset: int) -> int:
    return int.from_bytes(data[offset : offset + 2], "little")
