"""The verb tables: what was read, before any meaning; as text or as pictures."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from kpi_extract.cli.documents import Run, read, reader, task_for
from kpi_extract.cli.exit_codes import ALL_READ, NOTHING_EXTRACTED, SOME_FAILED
from kpi_extract.cli.options import (
    Reading,
    in_process_option,
    language_option,
    limit_options,
    limits,
    reading,
    reading_options,
)
from kpi_extract.cli.output import put, write_whole
from kpi_extract.cli.voice import Voice, default_language
from kpi_extract.errors import DocumentError, UnknownFormatError


@click.command()
@click.argument("source")
@reading_options
@limit_options
@in_process_option
@click.option(
    "--image",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw the pages of a PDF instead, with cells, merges, table numbers and roles over them; of several pages "
    "FILE-3.png, FILE-4.png …",
)
@language_option
def tables(
    source: str,
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
    image: Path | None,
    lang: str | None,
) -> None:
    """Show paragraphs and table cells as read, before any meaning: what to look at when a report fails.

    \b
    Example:
      kpi-extract tables samples/kushiro-r4.docx
      kpi-extract tables samples/kushiro-r4.pdf --image out.png
    """
    voice = Voice(lang or default_language())
    said = reading(from_format, encoding, password_file, pages, pdf_engine, jobs)
    try:
        with reader(limits(max_memory, max_file_size, timeout), in_process=in_process) as run:
            if image is not None:
                sys.exit(_draw(source, said, run, image, voice))
            finished = read(run, task_for(source, "tables", ("text",), said, voice), voice)
    except DocumentError as error:
        voice.error(error)
        sys.exit(NOTHING_EXTRACTED)
    put(finished.outputs["text"])


def _draw(source: str, said: Reading, run: Run, path: Path, voice: Voice) -> int:
    """Write a picture of each page that was read; the exit code."""
    if path.suffix.lower() != ".png":
        raise click.BadParameter(f"{str(path)!r}: name a .png file", param_hint="--image")
    try:
        finished = read(run, task_for(source, "draw", (), said, voice), voice)
    except UnknownFormatError as error:
        raise click.BadParameter(voice.told(error), param_hint="--image") from error
    noticed = finished.outputs.pop("noticed", None)
    if noticed is not None:
        click.echo(noticed.read().decode("utf-8"), nl=False, err=True)
    failed = finished.facts.notices
    voice.notices(source, failed)
    for page, picture in finished.outputs.items():
        is_one_of_several = len(finished.outputs) + len(failed) > 1
        name = f"{path.stem}-{page}{path.suffix}" if is_one_of_several else path.name
        write_whole(path.with_name(name), voice, lambda out, it=picture: shutil.copyfileobj(it, out))  # type: ignore[misc]
    if failed:
        return SOME_FAILED if finished.outputs else NOTHING_EXTRACTED
    return ALL_READ
