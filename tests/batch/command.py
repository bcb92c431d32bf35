"""The batch command as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def words(*more: str | Path) -> list[str]:
    """The command."""
    return [sys.executable, "-m", "kpi_extract", "batch", *map(str, more)]


def hears_interrupts() -> None:
    """In a new process: it ends by Ctrl-C even if the tests run in the background, where a shell has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def batch(*more: str | Path, folder: Path = ROOT, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    command = [*words(*more), "--lang", lang]
    return subprocess.run(
        command, capture_output=True, check=False, timeout=120, cwd=folder, text=True, encoding="utf-8"
    )


def children_once_there(parent: int) -> list[psutil.Process]:
    """The processes of a command, once it has started some and they are at work."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if children := psutil.Process(parent).children():
            time.sleep(0.5)
            return children
        time.sleep(0.05)
    raise TimeoutError("it starts no process")
