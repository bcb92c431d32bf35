"""What the child does to itself before a parser runs: limits of the system, no network, no life without its parent."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_NO_OTHERS = ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "webbrowser.open", "urllib.Request")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PEAK_IS_RESET_AT = "/proc/self/clear_refs"
_RESET_PEAK = b"5"


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for messages alone; a library that prints or asks gets the null device."""
    taken = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return taken


def die_with(parent: int) -> None:
    """End this process when its parent ends, even while a library call never returns (Linux).

    Elsewhere a child that waits sees the end of its input, and one that hangs has the limit of its processor time.
    """
    if sys.platform == "linux":
        import ctypes
        import signal

        set_parent_death_signal = 1
        ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.name == "posix" and os.getppid() != parent:
        os._exit(1)


def limit_itself(memory: int, seconds: float) -> None:
    """Set the limits of the system for the next document: address space, processor time, no core file.

    Args:
        memory: bytes.
        seconds: of processor time, for a child whose parent can no longer stop it.
    """
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    time = int(used.ru_utime + used.ru_stime + seconds) + 1
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, time), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(kind)
        limit = value if most == resource.RLIM_INFINITY else min(value, most)
        # Some systems know a limit and refuse to set it; the parent looks at memory and time in any case.
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, most))


def stay_offline() -> None:
    """From now on Python code in this process reaches no network, starts no program and writes no file.

    A belt beside the braces: no reader does any of it.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _WRITES and not _may_write(path):
            raise PermissionError("a reader of documents writes no file")
    elif event in _FORBIDDEN:
        raise PermissionError("a reader of documents uses no network")
    elif event in _NO_OTHERS:
        raise PermissionError("a reader of documents starts no program")


def _may_write(path: object) -> bool:
    if isinstance(path, int):
        return True  # a descriptor that is open already: a pipe to the parent
    text = os.fsdecode(path) if isinstance(path, (str, bytes)) else str(path)
    # Python keeps its compiled modules.
    return text in (os.devnull, _PEAK_IS_RESET_AT) or "__pycache__" in text


class PeakMemory:
    """The most resident memory of this process since the last reset."""

    def reset(self) -> None:
        """Start anew, where the system can (Linux)."""
        try:
            with Path(_PEAK_IS_RESET_AT).open("wb", buffering=0) as out:
                out.write(_RESET_PEAK)
        except OSError:
            pass

    def bytes(self) -> int:
        """The peak; where it cannot be reset, that of the whole life of the process."""
        try:
            status = Path("/proc/self/status").read_bytes()
            return int(status.partition(b"VmHWM:")[2].split(None, 1)[0]) * 1024
        except (OSError, ValueError, IndexError):
            return _peak_of_life()


def _peak_of_life() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
