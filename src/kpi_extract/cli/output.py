"""Where what was made goes: stdout as bytes, or files that are never seen half written."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from time import time_ns
from typing import BinaryIO, NoReturn

import click

from kpi_extract.cli.exit_codes import NOTHING_EXTRACTED
from kpi_extract.cli.voice import Voice
from kpi_extract.writers.csv_form import CsvForm

_SHOWN_AT_ONCE = 1 << 20


def put(data: BinaryIO) -> None:
    """Copy UTF-8 to stdout as bytes: a redirected text stream on Japanese Windows would be cp932."""
    try:
        if sys.stdout.isatty():
            click.echo(data.read().decode("utf-8"), nl=False)
            return
        shutil.copyfileobj(data, sys.stdout.buffer, _SHOWN_AT_ONCE)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader of the pipe (head, less) has enough; point stdout elsewhere so that exit stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_whole(path: Path, voice: Voice, fill: Callable[[BinaryIO], object]) -> None:
    """Write to a temporary name beside and move it into place, so that no half file is ever seen.

    What is there and is no file (`/dev/null`, a named pipe) is written to as it is: a file must not take its place.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                fill(out)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".kpi-extract-{os.getpid()}-{time_ns():x}")
        try:
            with temporary.open("xb") as out:
                fill(out)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        stop(voice.text("cannot-write", path=path, reason=error.strerror or type(error).__name__))
    voice.say("written", path=path)


def write_datapackage(path: Path, form: CsvForm, voice: Voice) -> None:
    """Describe a CSV file that was just written, in datapackage.json beside it."""
    import csv
    import hashlib
    import json

    from kpi_extract.writers.datapackage import FILE_NAME, described

    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with path.open(encoding=form.encoding, newline="") as lines:
        header = next(csv.reader(lines))
    package = described(path.name, sha256, path.stat().st_size, form, header)
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    write_whole(path.with_name(FILE_NAME), voice, lambda out: out.write(text.encode("utf-8")))


def stop(message: str) -> NoReturn:
    """Say why nothing comes, and end."""
    click.echo(message, err=True)
    sys.exit(NOTHING_EXTRACTED)
