"""A child process seen from its parent: started, spoken to, looked at, killed."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from kpi_extract.isolation.messages import read_message

_WAITING = 64
"""Messages that wait for a slow caller before the child is made to wait."""
_LAST_WORDS = 0.5
"""Seconds between the end of what a child says and its own."""
_NEW_GROUP = 0x200
"""Windows: Ctrl-C at the keyboard is for the parent."""
_SITE_FOLDERS = ("site-packages", "dist-packages")

Message = tuple[dict[str, Any], bytes]


class ChildProcess:
    """One child. Its end is a message too: None."""

    def __init__(self, module: str) -> None:
        """Start `python -m MODULE`; it loads while the caller goes on.

        `-P` keeps the current folder off the module path: documents are read in folders that anyone may write to.
        """
        command = [sys.executable, "-P", "-m", module, str(os.getpid())]
        is_windows = sys.platform == "win32"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=not is_windows,
            creationflags=_NEW_GROUP if is_windows else 0,
        )
        self._messages: queue.Queue[Message | None] = queue.Queue(_WAITING)
        self._is_closed = False
        threading.Thread(target=self._listen, name="kpi-extract child", daemon=True).start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def send(self, line: bytes) -> bool:
        """Give the child a line; False if it is no longer there."""
        stdin = self._process.stdin
        if stdin is None or self._process.poll() is not None:
            return False
        try:
            stdin.write(line)
            stdin.flush()
        except (BrokenPipeError, OSError):
            return False
        return True

    def next(self, seconds: float) -> Message | None:
        """The next message; None at the end of the process.

        Raises:
            TimeoutError: nothing came within so many seconds.
        """
        try:
            return self._messages.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def resident_memory(self) -> int:
        """Bytes of memory it takes now; 0 if it has ended."""
        import psutil  # a short document is done before anyone looks

        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def kill(self) -> int:
        """End it and all that it started; how it ended: an exit code, or the negative number of a signal."""
        self._is_closed = True
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        code = self._process.wait()
        self._drain()
        with suppress(queue.Full):
            self._messages.put_nowait(None)  # another thread may be waiting for what was drained
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        return code

    def exit_code(self) -> int:
        """How it ended by itself; it is killed if it has stopped talking but goes on."""
        try:
            return self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            return self.kill()

    def _listen(self) -> None:
        stream: BinaryIO | None = self._process.stdout  # type: ignore[assignment]  # a pipe is binary
        message: Message | None = None
        while stream is not None and not self._is_closed:
            with suppress(OSError, ValueError):  # closed by kill()
                message = read_message(stream)
            self._messages.put(message)
            if message is None:
                return

    def _drain(self) -> None:
        """Let the listening thread end: it may wait with a message that nobody wants."""
        with suppress(queue.Empty):
            while True:
                self._messages.get_nowait()


def _environment() -> dict[str, str]:
    """The environment of the child: it finds this package where the parent found it."""
    environment = dict(os.environ)
    home = Path(__file__).resolve().parents[2]
    if home.name not in _SITE_FOLDERS:
        known = environment.get("PYTHONPATH", "")
        environment["PYTHONPATH"] = os.pathsep.join(part for part in (known, str(home)) if part)
    return environment
