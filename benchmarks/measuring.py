"""Costs of single runs, and runs in turn: ours, another, ours, another …, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

_HERE = Path(__file__).parent
_WORKER = _HERE / "tools" / "worker.py"
_LAUNCHER = _HERE / "tools" / "launch.py"
_RUN_SECONDS = 600
_LAST_WORDS = 300
_NOT_THE_USERS = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
"""Settings of a developer's shell that would change what is measured: other code, no compiled modules."""


class RunFailedError(Exception):
    """A tool ended with an error, or took too long; the message holds its last words."""


class Cost(NamedTuple):
    """What one run took."""

    cpu_seconds: float
    """User and system time, ended child processes included."""
    wall_seconds: float
    peak_megabytes: float
    """Resident memory of the largest process, in 2^20 bytes."""


class Pair(NamedTuple):
    """Two tools run in turn, one cost each a round."""

    ours: tuple[Cost, ...]
    other: tuple[Cost, ...]

    @property
    def times_ours(self) -> float:
        """The other's CPU time over ours: the ratio within each round, the median over rounds."""
        return median(self.ratios())

    def ratios(self) -> list[float]:
        """The other's CPU time over ours, round by round."""
        return [other.cpu_seconds / ours.cpu_seconds for ours, other in zip(self.ours, self.other, strict=True)]


Run = Callable[[], Cost]


def in_turn(ours: Run, other: Run, rounds: int) -> Pair:
    """Run two things alternately, so that what else the machine does meets both."""
    pairs = [(ours(), other()) for _ in range(rounds)]
    return Pair(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


def reading(python: Path, function: str, document: Path) -> Cost:
    """Bytes → tables inside one process; start and imports do not count, the peak is the whole process's."""
    return _cost(_run([python, _WORKER, function, document]))


def reading_held(python: Path, function: str, document: Path) -> tuple[Cost, float]:
    """The same, and the megabytes held by what was returned."""
    printed = _run([python, _WORKER, function, document, "--held"])
    return _cost(printed), printed["held_megabytes"]


def tables(python: Path, function: str, document: Path, result: Path) -> list[list[dict[str, object]]]:
    """The tables a tool returns, page by page; `result` is a file to pass them through."""
    _run([python, _WORKER, function, document, result])
    found: list[list[dict[str, object]]] = json.loads(result.read_text("utf-8"))
    return found


def whole_command(words: Sequence[str | Path]) -> Cost:
    """A whole process, start and end included."""
    return _cost(_run([sys.executable, "-S", _LAUNCHER, *words]))


def _cost(printed: Mapping[str, float]) -> Cost:
    return Cost(*(printed[field] for field in Cost._fields))


def _run(words: Sequence[str | Path]) -> dict[str, float]:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_THE_USERS}
    command = [str(word) for word in words]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_RUN_SECONDS, env=environment, check=True
        )
        printed: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    except subprocess.CalledProcessError as error:
        raise RunFailedError(error.stderr.strip()[-_LAST_WORDS:]) from error
    except subprocess.TimeoutExpired as error:
        raise RunFailedError(f"not done after {_RUN_SECONDS} s") from error
    except (ValueError, IndexError) as error:
        raise RunFailedError(f"unexpected output: {done.stdout[-_LAST_WORDS:]}") from error
    return printed
