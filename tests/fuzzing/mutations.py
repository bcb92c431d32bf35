"""Bytes changed at random, the same each time: what the normal tests and a machine without the fuzzer run.

Run as `python -m tests.fuzzing.mutations TARGET COUNT`; it prints what was found and exits with 1 where something was.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.fuzzing.targets import TARGETS


def mutated(seeds: Sequence[bytes], random: Random, most: int) -> bytes:
    """One of the seeds with a few changes: bytes set, flipped, cut out, doubled, taken from another seed.

    Args:
        seeds: what to begin with, at least one.
        random: decides.
        most: bytes of the result, at most.
    """
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 2, 4, 8, 32))):
        start = random.randrange(len(data) + 1)
        length = random.choice((1, 1, 2, 4, 16, 200))
        kind = random.randrange(7)
        if kind == 0:
            data[start : start + 1] = bytes((random.randrange(256),))
        elif kind == 1 and start < len(data):
            data[start] ^= 1 << random.randrange(8)
        elif kind == 2:
            del data[start : start + length]
        elif kind == 3:
            data[start:start] = data[start : start + length] * random.choice((1, 1, 3, 50))
        elif kind == 4:
            other = random.choice(seeds)
            place = random.randrange(len(other) + 1)
            data[start : start + length] = other[place : place + length]
        elif kind == 5:
            data[start : start + length] = random.choice(_ODD)
        elif random.randrange(8) == 0:
            del data[start:]
    return bytes(data[:most])


_ODD = tuple(
    text.encode()
    for text in "0 -1 99999999999 1e400 -2147483648 4294967296 \0 \n \t \r\n \" ' < > ( ) [ ] << >> ( \\ / % | ^ ⏎ "
    "\ufffd \ufeff \u3000 １２ △ ～ 〃 令和 R0 元年 𠮷 \u0301 \u202e ÷ ²".split(" ")
)


class Found(NamedTuple):
    """What came of mutations of one target."""

    faults: list[tuple[int, bytes, str]]
    """Seed number, input and traceback of each kind of fault."""
    taken: int
    """How many inputs were read; the others were answered with an error."""


def findings(name: str, count: int, first: int = 0) -> Found:
    """What comes of `count` mutations for a target."""
    target = TARGETS[name]
    seeds = target.seeds()
    found: dict[str, tuple[int, bytes, str]] = {}
    read = 0
    for number in range(first, first + count):
        data = mutated(seeds, Random(number), target.most)
        began = time.monotonic()
        try:
            read += target.run(data)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            frame = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {frame.filename}:{frame.lineno}"
            found.setdefault(kind, (number, data, "".join(traceback.format_exception(error))))
        taken = time.monotonic() - began
        if taken > SLOW:
            found.setdefault("slow", (number, data, f"{taken:.0f} s"))
    return Found(list(found.values()), read)


SLOW = 30.0
"""Seconds for one small input: that is a finding, too."""


def main(arguments: Sequence[str]) -> int:
    """Run so many mutations of one target."""
    name, count = arguments[0], int(arguments[1])
    first = int(arguments[2]) if len(arguments) > 2 else 0
    found = findings(name, count, first)
    for number, data, said in found.faults:
        path = Path("out") / f"finding-{name}-{number}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        print(f"{path} ({len(data)} bytes)\n{said}")
    print(f"{name}: {count} mutations, {found.taken} read, {len(found.faults)} faults")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
