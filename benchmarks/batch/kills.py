"""Runs that are killed again and again, compared with one that is not."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.batch.trees import differences, files, lost_and_doubled
from kpi_extract.batch.sources import find_sources

KILLS = 20
_LONGEST_WAIT = 4.0
"""Seconds between two kills, at most, of a short run: one that reaches a store needs a second until it reads."""


def command(sources: Path, out: Path | str, *more: str) -> list[str]:
    """The batch command over a folder."""
    return [sys.executable, "-m", "kpi_extract", "batch", str(sources), "-o", str(out), "-q", *more]


def killed_runs(
    sources: Path, out: Path | str, seconds: float, *more: str, victims: Callable[[int], list[int]]
) -> dict[str, int]:
    """Start the run, kill someone after a while, start it again where it was the driver; at last let it end.

    Args:
        sources: the documents.
        out: a new output folder, or its URL.
        seconds: what an undisturbed run takes.
        more: options of the command.
        victims: processes beside the driver that may be killed, from the driver's number.

    Returns:
        How many of each were killed.
    """
    chance = random.Random(5)
    killed = {"driver": 0, "child or worker": 0}
    driver = subprocess.Popen(command(sources, out, *more), stderr=subprocess.DEVNULL)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 1.0) * max(seconds / KILLS * 1.5, _LONGEST_WAIT))
        if driver.poll() is not None:
            driver = subprocess.Popen(command(sources, out, "--force", *more), stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.3, 0.6) * seconds)
        others = victims(driver.pid)
        if others and chance.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(others), signal.SIGKILL)
            killed["child or worker"] += 1
        else:
            driver.kill()
            driver.wait()
            killed["driver"] += 1
            driver = subprocess.Popen(command(sources, out, *more), stderr=subprocess.DEVNULL)
    driver.wait()
    timed(command(sources, out, *more))
    return killed


def children_of(driver: int) -> list[int]:
    """The processes that read documents for a driver on this machine."""
    with suppress(psutil.Error):
        return [child.pid for child in psutil.Process(driver).children(recursive=True)]
    return []


def compared(sources: Path, undisturbed: Path, disturbed: Path) -> dict[str, int]:
    """What the disturbed run lost, doubled, or wrote otherwise."""
    names = {source.name for source in find_sources([str(sources)])}
    lost, doubled = lost_and_doubled(disturbed, names)
    different = differences(files(undisturbed), files(disturbed))
    return {"documents": len(names), "lost": lost, "doubled": doubled, "files that differ": len(different)}


def timed(words: Sequence[str], accepted: Sequence[int] = (0,)) -> float:
    """Seconds a command takes that has to end with one of the exit codes accepted."""
    begin = time.perf_counter()
    done = subprocess.run(words, check=False, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - begin
    if done.returncode not in accepted:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return seconds
