"""One source of the command line read: in a child of its own, or in this process where the person trusts it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
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
    """Where the bytes of a source are; those of standard input go to a temporary file."""
    if source != "-":
        yield os.path.abspath(source)  # noqa: PTH100  no link is followed, and bytes that are no text are kept
        return
    import shutil

    from kpi_extract.isolation.handing_over import handed_over

    with handed_over(lambda out: shutil.copyfileobj(sys.stdin.buffer, out)) as path:
        yield path
