"""The verb explain: how each table is read, and why."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from kpi_extract.cli.documents import read, reader, task_for
from kpi_extract.cli.exit_codes import NOTHING_EXTRACTED
from kpi_extract.cli.options import (
    headings_text,
    in_process_option,
    language_option,
    limit_options,
    limits,
    reading,
    reading_options,
)
from kpi_extract.cli.output import put
from kpi_extract.cli.voice import Voice, default_language
from kpi_extract.errors import DocumentError


@click.command()
@click.argument("source")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", help="Default: text."
)
@reading_options
@limit_options
@in_process_option
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@language_option
def explain(
    source: str,
    format_name: str,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
    max_memory: int | None,
    max_file_size: int | None,
    timeout: float | None,
    in_process: bool,
    headings: str | None,
    lang: str | None,
) -> None:
    """Show how each table is read, and why: the role, period and unit of every row and column, and of each value.

    Headings that are not understood are marked, with the entry of a headings file that would make them read.

    \b
    Example:
      kpi-extract explain samples/kushiro-r4.docx
    """
    voice = Voice(lang or default_language())
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs), headings=headings_text(headings, voice)
    )
    try:
        with reader(limits(max_memory, max_file_size, timeout), in_process=in_process) as run:
            finished = read(run, task_for(source, "explain", (format_name,), said, voice), voice)
    except DocumentError as error:
        voice.error(error)
        sys.exit(NOTHING_EXTRACTED)
    put(finished.outputs[format_name])
