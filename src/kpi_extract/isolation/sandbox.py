"""Documents read one after another in a child that is watched, and replaced when it has to be killed."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, BinaryIO

from kpi_extract.errors import CrashedError, DocumentError, KpiExtractError, MemoryLimitError
from kpi_extract.isolation.messages import Facts, Task, error_of, facts_of, task_line
from kpi_extract.isolation.problems import crashed, too_large, too_long, too_slow
from kpi_extract.isolation.process import ChildProcess
from kpi_extract.limits import Limits

CHILD = "kpi_extract.isolation.child"
MOST_TASKS = 500
"""Documents read by one child: memory that a library never gives back is given back with the process."""
MOST_RESIDENT = 400 * 2**20
"""Bytes of a child that is not used again."""
_FIRST_LOOK = 0.25
"""Seconds before the first look at the memory of a child: most documents are done by then."""
_LOOK_EVERY = 0.05
"""Seconds between two looks at the memory of a child: at full speed it can take about 100 MB in that time."""
_KEPT_IN_MEMORY = 4 * 2**20


class AbortedError(KpiExtractError):
    """The caller gave up everything: no outcome of any document."""


@dataclass(slots=True)
class Finished:
    """A document read without an accident."""

    facts: Facts
    outputs: dict[str, BinaryIO]
    """Each output at its beginning."""


class Sandbox:
    """One warm child, replaced when it dies, hangs, grows or has served long enough. Not for several threads at once."""

    def __init__(self, limits: Limits | None = None, child: str = CHILD) -> None:
        """Start the child; it loads while the caller goes on.

        Args:
            limits: of each document.
            child: the module the child runs.
        """
        self.limits = limits or Limits()
        self._module = child
        self._served = 0
        self._is_aborted = False
        self.peak_memory = 0
        """Bytes the last document took at most, whatever came of it; 0 if nobody looked."""
        self._child: ChildProcess | None = ChildProcess(child)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def abort(self) -> None:
        """End the child under whoever is using it, from another thread; nothing is read here any more."""
        self._is_aborted = True
        child = self._child
        if child is not None:
            child.kill()

    def run(self, task: Task) -> Finished:
        """Read one document.

        A child that dies may have been killed by someone else, so a document whose child died is tried once more in a
        new one; what it does twice is its own fault.

        Raises:
            DocumentError: it cannot be read, or was stopped; the next document finds a good child.
            AbortedError: another thread ended it all.
        """
        try:
            return self._attempt(task)
        except CrashedError:
            return self._attempt(task)
        finally:
            self._stop_if_aborted()

    def _stop_if_aborted(self) -> None:
        if self._is_aborted:
            raise AbortedError("aborted")

    def _attempt(self, task: Task) -> Finished:
        child = self._ready_child(task)
        attempt = _Attempt(child, task, self.limits)
        try:
            finished = attempt.result()
        except DocumentError as error:
            self.peak_memory = attempt.peak_memory
            if not attempt.is_answered or isinstance(error, MemoryLimitError):
                self.close()
            raise
        except BaseException:
            self.close()  # a caller interrupted: the child would answer to the next task
            raise
        self.peak_memory = attempt.peak_memory
        if self.peak_memory > MOST_RESIDENT:
            self.close()
        return finished

    def _ready_child(self, task: Task) -> ChildProcess:
        """A child that has taken the task."""
        line = task_line(task, self.limits)
        self._stop_if_aborted()
        if self._served >= MOST_TASKS:
            self.close()
        if self._child is not None and self._child.send(line):
            self._served += 1
            return self._child
        self.close()  # it died while it had nothing to do: no document's fault
        self._child = ChildProcess(self._module)
        self._served = 1
        self._stop_if_aborted()  # while it was being started; whoever holds the sandbox closes it
        if not self._child.send(line):
            raise crashed(task.name, self._child.exit_code())
        return self._child


@dataclass(slots=True)
class _Attempt:
    """One task in the hands of one child."""

    child: ChildProcess
    task: Task
    limits: Limits
    outputs: dict[str, _Spool] = field(default_factory=dict)
    is_answered: bool = False
    """The child has ended the task itself and waits for the next."""
    peak_memory: int = 0
    """Bytes: what the child told, or else the most that was seen."""
    _size: int = 0

    def result(self) -> Finished:
        deadline = time.monotonic() + self.limits.seconds_to_open
        while True:
            message = self._next(deadline)
            if message is None:
                raise crashed(self.task.name, self.child.exit_code())
            said, data = message
            if "pages" in said:
                deadline = time.monotonic() + self.limits.seconds_for(said["pages"])
            elif "output" in said:
                self._keep(said["output"], data)
            else:
                return self._ended(said)

    def _next(self, deadline: float) -> tuple[dict[str, Any], bytes] | None:
        """What the child says next; its time and memory are watched meanwhile."""
        until_look = _FIRST_LOOK
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise too_slow(self.task.name)
            try:
                return self.child.next(min(left, until_look))
            except TimeoutError:
                until_look = _LOOK_EVERY
                now = self.child.resident_memory()
                self.peak_memory = max(self.peak_memory, now)
                if now > self.limits.memory:
                    raise too_large(self.task.name, self.limits) from None

    def _keep(self, name: str, data: bytes) -> None:
        self._size += len(data)
        if self._size > self.limits.output:
            raise too_long(self.task.name, self.limits)
        self.outputs.setdefault(name, _Spool()).write(data)

    def _ended(self, said: dict[str, Any]) -> Finished:
        self.is_answered = True
        if "error" in said:
            self.peak_memory = said["error"]["peak_memory"]
            raise error_of(said["error"])
        facts = facts_of(said["finished"])
        self.peak_memory = facts.peak_memory
        return Finished(facts, {name: spool.stream() for name, spool in self.outputs.items()})


class _Spool:
    """Bytes that come piece by piece: in memory while they are few, then in a temporary file."""

    def __init__(self) -> None:
        self._stream: BinaryIO = io.BytesIO()
        self._is_file = False

    def write(self, data: bytes) -> None:
        if not self._is_file and self._stream.tell() + len(data) > _KEPT_IN_MEMORY:
            import tempfile  # most documents are small

            file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed by its reader
            self._stream.seek(0)
            file.write(self._stream.read())
            self._stream, self._is_file = file, True
        self._stream.write(data)

    def stream(self) -> BinaryIO:
        self._stream.seek(0)
        return self._stream
