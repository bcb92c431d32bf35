"""One source of the command line read: in a child of its own, or in this process where the person trusts it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from kpi_extract.cli.voice import Voice
from kpi_extract.errors import PasswordError
from kpi_extract.isolation.messages import Reading, Task
from kpi_extract.limits import Limits

if TYPE_CHECKING:
    from kpi_extract.isolation.sandbox import Finished

Run: TypeAlias = "Callable[[Task], Finished]"
"""Reads one document, or raises a DocumentError."""


def reader(limits: Limits, *, in_process: bool) -> AbstractContextManager[Run]:
    """What reads the documents of a command."""
    return _here(limits) if in_process else _apart(limits)


@contextmanager
def _apart(limits: Limits) -> Iterator[Run]:
    from kpi_extract.isolation.sandbox import Sandbox

    with Sandbox(limits) as sandbox:
        yield sandbox.run


@contextmanager
def _here(limits: Limits) -> Iterator[Run]:
    from kpi_extract.isolation.in_process import run

    yield lambda task: run(task, limits)


def read(run: Run, task: Task, voice: Voice) -> Finished:
    """Read one source; a person at a terminal is asked for a password that is missing.

    Raises:
        DocumentError: it cannot be read.
    """
    with _where(task.name) as path:
        placed = replace(task, path=path)
        try:
            return run(placed)
        except PasswordError:
            # Ask only a person at a terminal; a script gets the error.
            if task.reading.password is not None or not sys.stdin.isatty() or task.name == "-":
                raise
            password = click.prompt(voice.text("password", name=task.name), hide_input=True, err=True)
            return run(replace(placed, reading=replace(task.reading, password=password)))


def task_for(source: str, verb: str, outputs: tuple[str, ...], reading: Reading, voice: Voice) -> Task:
    """What is to be done with a source, before anyone knows where its bytes are."""
    return Task(verb, "", source, outputs, language=voice.language, reading=reading)


@contextmanager
def _where(source: str) -> Iterator[str]:
    """Where another process finds the bytes of a source; those that only this one can read go to a temporary file."""
    if source != "-" and not _is_stream(source):
        yield os.path.abspath(source)  # noqa: PTH100  no link is followed, and bytes that are no text are kept
        return
    import shutil

    from kpi_extract.isolation.handing_over import handed_over

    with (
        nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream,
        handed_over(lambda out: shutil.copyfileobj(stream, out)) as path,
    ):
        yield path


def _is_stream(source: str) -> bool:
    """Whether it is what a shell makes of <(command): open in this process alone, and readable once."""
    try:
        return stat.S_ISFIFO(os.stat(source).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False
