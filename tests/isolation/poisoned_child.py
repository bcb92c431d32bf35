"""The real child with documents that kill it: a file that begins with `#!poison KIND` does what its kind says."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kpi_extract.isolation import child, tasks
from kpi_extract.isolation.messages import Facts, Task
from kpi_extract.isolation.tasks import Outputs
from kpi_extract.limits import Limits

MARK = b"#!poison "
_do = tasks.do


def _raise() -> None:
    raise ZeroDivisionError("a fault of the program")


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _segfault() -> None:
    ctypes.string_at(0)


def _abort() -> None:
    os.abort()


def _exit() -> None:
    os._exit(0)


def _system_exit() -> None:
    sys.exit(0)


def _sleep() -> None:
    time.sleep(3600)


def _ignore_signals_and_sleep() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(3600)


def _hold_the_gil() -> None:
    re.match(r"(a+)+$", "a" * 64 + "b")


def _spin() -> None:
    while True:
        pass


def _allocate_at_once() -> None:
    bytes(2**40)


def _allocate_bit_by_bit() -> None:
    kept = []
    while True:
        kept.append(bytearray(b"1") * 2**24)


def _allocate_outside_python() -> None:
    allocate = ctypes.CDLL(None).malloc
    allocate.restype = ctypes.c_void_p
    while at := allocate(2**24):
        ctypes.memset(at, 1, 2**24)
    ctypes.string_at(0)


def _print_nonsense() -> None:
    sys.stdout.write("nonsense\n" * 1000)
    sys.__stdout__.flush()  # type: ignore[union-attr]
    os.write(1, b"more nonsense\n")
    raise ZeroDivisionError


def _close_everything() -> None:
    os.closerange(0, 64)
    time.sleep(3600)


def _start_others() -> None:
    for _ in range(8):
        if os.fork() == 0:
            time.sleep(3600)
    time.sleep(3600)


def _open_the_network() -> None:
    import socket

    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _write_a_file() -> None:
    Path("written-by-a-document.txt").write_text("no", "utf-8")


KINDS: dict[str, tuple[Callable[[], None], str]] = {
    "raise": (_raise, "unexpected"),
    "kill": (_kill, "crashed"),
    "segfault": (_segfault, "crashed"),
    "abort": (_abort, "crashed"),
    "_exit": (_exit, "crashed"),
    "system-exit": (_system_exit, "crashed"),
    "sleep": (_sleep, "timeout"),
    "ignore-signals": (_ignore_signals_and_sleep, "timeout"),
    "hold-gil": (_hold_the_gil, "timeout"),
    "spin": (_spin, "timeout"),
    "allocate-at-once": (_allocate_at_once, "memory"),
    "allocate": (_allocate_bit_by_bit, "memory"),
    "malloc": (_allocate_outside_python, "crashed"),
    "print": (_print_nonsense, "unexpected"),
    "close": (_close_everything, "crashed"),
    "fork": (_start_others, "timeout"),
    "network": (_open_the_network, "unexpected"),
    "write": (_write_a_file, "unexpected"),
}
"""What a poisoned document does, and the code its outcome must have."""


def poison(kind: str) -> bytes:
    """A poisoned document."""
    return MARK + kind.encode("ascii") + b"\n"


def _do_or_die(task: Task, limits: Limits, outputs: Outputs) -> Facts:
    path = Path(task.path)
    data = path.read_bytes()[:100] if path.is_file() else b""
    if data.startswith(MARK):
        act, _ = KINDS[data[len(MARK) :].split()[0].decode("ascii")]
        act()
    return _do(task, limits, outputs)


if __name__ == "__main__":
    tasks.do = _do_or_die
    child.main()
