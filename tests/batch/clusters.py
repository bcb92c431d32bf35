"""A Dask scheduler with workers, as processes of their own on 127.0.0.1."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_STARTS_WITHIN = 60


@dataclass(slots=True)
class Cluster:
    """Where the scheduler listens, and its workers."""

    url: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_worker(self) -> None:
        """Kill one worker as a machine that loses its power would."""
        self.workers.pop().send_signal(signal.SIGKILL)


@contextmanager
def dask_cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Start it, wait for all workers, end it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    about = folder / "scheduler.json"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> subprocess.Popen[bytes]:
        log = (folder / f"{name}.log").open("wb")
        command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{name.partition('-')[0]}", *words]
        started.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder))
        log.close()
        return started[-1]

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(about))
        cluster = Cluster("dask://" + _address(about))
        for number in range(workers):
            one = ("--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--no-nanny", "--name", str(number))
            cluster.workers.append(start(f"worker-{number}", "tcp://" + cluster.url.partition("://")[2], *one))
        _wait_for_workers(folder, workers)
        yield cluster
    finally:
        for process in reversed(started):
            process.kill()
            process.wait(10)


def _address(about: Path) -> str:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        if about.exists() and (text := about.read_text("utf-8")):
            return re.sub(r"^tcp://", "", str(json.loads(text)["address"]))
        time.sleep(0.1)
    raise TimeoutError("the scheduler does not start")


def _wait_for_workers(folder: Path, workers: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        logs = [(folder / f"worker-{number}.log").read_text("utf-8", "replace") for number in range(workers)]
        if all("Registered to" in log for log in logs):
            return
        time.sleep(0.1)
    raise TimeoutError(f"the workers do not start: {logs}")
