"""Documents written one by one, by whoever holds them: what stands before, between and after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from kpi_extract.records import Extraction


class Frame(NamedTuple):
    """Bytes around the members of one output: start, member, between, member, end.

    Whoever joins members need not have written them: another process may, with `write_member(..., level)`.
    """

    start: bytes = b""
    between: bytes = b""
    end: bytes = b""
    empty: bytes = b""
    """The whole output where there is no member."""
    level: int = 0
    """How many levels of indentation a member stands in."""


def write_framed(
    frame: Frame,
    write_member: Callable[[Extraction, BinaryIO, int], None],
    extractions: Iterable[Extraction],
    out: BinaryIO,
) -> None:
    """Write each extraction as it comes, with its frame; only one of them is held at a time."""
    before = frame.start
    written = False
    for extraction in extractions:
        out.write(before)
        write_member(extraction, out, frame.level)
        before, written = frame.between, True
    out.write(frame.end if written else frame.empty)
