"""Temporary files of an output folder: all in one place, so that what killed runs left is found without a search."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import socket
import time
from contextlib import suppress
from pathlib import Path

_HOST = re.sub(r"[^A-Za-z0-9]", "_", socket.gethostname())[:60] or "host"
_LIFE = secrets.token_hex(4)
"""Tells this process from an earlier one with the same number: in a container all are number 1."""
_COUNTER = itertools.count()
_NAME = re.compile(r"\.kpi-extract-(?P<host>\w*)-(?P<process>\d+)-(?P<life>[0-9a-f]+)-\d+\.tmp")
_ABANDONED = 24 * 3600
"""Seconds after which a file nobody wrote to is taken for left over, whichever machine it comes from."""


def temporary_name() -> str:
    """A name no other process uses."""
    return f".kpi-extract-{_HOST}-{os.getpid()}-{_LIFE}-{next(_COUNTER)}.tmp"


def remove_abandoned(folder: str) -> None:
    """Remove the temporary files whose process is gone; others' only when they are old."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            match = _NAME.fullmatch(entry.name)
            with suppress(OSError):
                if match and (_is_left_over(match) or time.time() - entry.stat().st_mtime > _ABANDONED):
                    Path(entry.path).unlink()


def _is_left_over(match: re.Match[str]) -> bool:
    if match["host"] != _HOST:
        return False
    process = int(match["process"])
    if process == os.getpid():
        return match["life"] != _LIFE
    import psutil

    return not psutil.pid_exists(process)
