"""The child: reads documents for its parent, one after another, until its input ends.

python -P -m kpi_extract.isolation.child PARENT
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import traceback
from typing import BinaryIO

from kpi_extract.errors import DocumentError
from kpi_extract.isolation.guards import PeakMemory, die_with, limit_itself, own_pipes, stay_offline
from kpi_extract.isolation.messages import MOST_LINE, error_line, finished_line, task_of
from kpi_extract.isolation.problems import too_large, too_long, unexpected
from kpi_extract.limits import Limits

_CHUNK = 1 << 16
_SLACK = 60
"""Seconds of processor time beyond the wall time a parent allows."""
_OUT_OF_MEMORY = 3
_COLLECTED_EVERY = 20
"""Documents between two looks for cycles: a look at the end of each costs as much as a hundredth of it."""


class _Pipe:
    """Outputs of a task as messages to the parent."""

    def __init__(self, out: BinaryIO, name: str, limits: Limits) -> None:
        self._out = out
        self._name = name
        self._limits = limits
        self._left = limits.output
        self._streams: list[io.BufferedWriter[_Chunks]] = []

    def opened(self, pages: int) -> None:
        self._out.write(json.dumps({"pages": pages}).encode("ascii") + b"\n")
        self._out.flush()

    def stream(self, name: str) -> BinaryIO:
        stream = io.BufferedWriter(_Chunks(self, name), _CHUNK)
        self._streams.append(stream)
        return stream

    def put(self, name: str, data: memoryview) -> None:
        self._left -= len(data)
        if self._left < 0:
            raise too_long(self._name, self._limits)
        self._out.write(json.dumps({"output": name, "size": len(data)}).encode("ascii") + b"\n")
        self._out.write(data)

    def end(self) -> None:
        for stream in self._streams:
            stream.flush()


class _Chunks(io.RawIOBase):
    """One output: each write becomes a message."""

    def __init__(self, pipe: _Pipe, name: str) -> None:
        self._pipe = pipe
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data)  # type: ignore[arg-type]
        self._pipe.put(self._name, view)
        return len(view)


def main() -> None:
    """Serve the parent whose process number is the first argument."""
    source, out = own_pipes()
    die_with(int(sys.argv[1]))
    # A document makes millions of small objects and hardly a cycle.
    gc.set_threshold(100_000, 20, 100)
    stay_offline()
    peak = PeakMemory()
    served = 0
    while line := source.readline(MOST_LINE):
        peak.reset()
        out.write(_answer(line, out, peak))
        out.flush()
        if served % _COLLECTED_EVERY == 0:
            gc.collect()
        if served == 0:
            # What every document needs is never looked through for cycles again.
            gc.freeze()
        served += 1


def _answer(line: bytes, out: BinaryIO, peak: PeakMemory) -> bytes:
    """Do the task of a line; the line that ends it."""
    task, limits = task_of(line)
    limit_itself(limits.memory, limits.seconds_to_open + limits.most_seconds + _SLACK)
    pipe = _Pipe(out, task.name, limits)
    try:
        from kpi_extract.isolation.tasks import do

        facts = do(task, limits, pipe)
        pipe.end()
    except DocumentError as error:
        return error_line(error, peak.bytes())
    except MemoryError:
        # What was half built may hold the memory: this process ends with its answer.
        out.write(error_line(too_large(task.name, limits), peak.bytes()))
        out.flush()
        os._exit(_OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001  the border to the parent: a fault of this program costs one document
        return error_line(unexpected(task.name, _fault(error)), peak.bytes())
    from dataclasses import replace

    return finished_line(replace(facts, peak_memory=peak.bytes()))


def _fault(error: Exception) -> str:
    """What went wrong and in which function of this package."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "kpi_extract" in frame.filename]
    return type(error).__name__ + (f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else "")


if __name__ == "__main__":
    main()
