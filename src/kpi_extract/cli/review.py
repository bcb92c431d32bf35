"""The verb review: look at a document beside its values, and correct them, in a browser on this machine."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi_extract.cli.documents import read, reader, task_for
from kpi_extract.cli.exit_codes import NOTHING_EXTRACTED
from kpi_extract.cli.options import (
    check_municipality,
    headings_text,
    in_process_option,
    language_option,
    limit_options,
    limits,
    reading,
    reading_options,
)
from kpi_extract.cli.output import stop
from kpi_extract.cli.voice import Voice, default_language
from kpi_extract.errors import CorrectionsFileError, DocumentError, MissingExtraError

if TYPE_CHECKING:
    from kpi_extract.corrections.file import Corrections


@click.command()
@click.argument("source")
@click.option(
    "--corrections", metavar="FILE", help="File of corrections (default: SOURCE.corrections.json beside SOURCE)."
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0.01),
    default=30,
    metavar="MINUTES",
    help="End after so many without a look (default 30).",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@reading_options
@limit_options
@in_process_option
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@language_option
def review(
    source: str,
    corrections: str | None,
    idle: float,
    open_browser: bool,
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
    municipality: str | None,
    headings: str | None,
    lang: str | None,
) -> None:
    """Look at a document beside its values, and correct them, in a browser on this machine.

    Corrections are kept in a file beside the document, never in it; extract and batch apply them with --corrections.
    The page is served on 127.0.0.1 to whoever has the address that is printed, once. Needs kpi-extract[review].

    \b
    Example:
      kpi-extract review report.pdf --open
      kpi-extract report.pdf --corrections report.pdf.corrections.json -o out.json
    """
    from kpi_extract.corrections.file import SUFFIX

    voice = Voice(lang or default_language())
    check_municipality(municipality)
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs),
        municipality=municipality,
        headings=headings_text(headings, voice),
    )
    if source == "-" and corrections is None:
        raise click.UsageError("name a file of corrections for a document from stdin: --corrections FILE")
    place = Path(corrections if corrections is not None else f"{source}{SUFFIX}")
    if not place.parent.is_dir():
        stop(voice.text("cannot-write", path=place, reason=voice.text("no-folder")))
    task = task_for(source, "extract", ("json", "review-data"), said, voice)
    try:
        with reader(limits(max_memory, max_file_size, timeout), in_process=in_process) as run:
            finished = read(run, task, voice)
    except DocumentError as error:
        voice.error(error)
        sys.exit(NOTHING_EXTRACTED)
    with finished.outputs["json"] as records, finished.outputs["review-data"] as shown:
        _serve(records.read(), shown.read(), source, place, idle, voice, open_browser=open_browser)


def _serve(
    records: bytes, shown: bytes, source: str, place: Path, idle: float, voice: Voice, *, open_browser: bool
) -> None:
    from kpi_extract.review_server.serving import serve
    from kpi_extract.review_server.session import Session
    from kpi_extract.saved import records_in

    (extraction,) = records_in(records, source)
    document = extraction.document
    pages = {name: value for name, value in json.loads(shown).items() if name in ("language", "pages", "blocks")}
    try:
        kept = _kept(place, document.name, document.sha256)
    except CorrectionsFileError as error:
        stop(voice.told(error))
    if kept.sha256 != document.sha256:
        stop(voice.text("other-document", path=place))

    def ready(address: str) -> None:
        click.echo(address)
        voice.say("reviewing", path=place)
        if open_browser:
            click.launch(address)

    session = Session(extraction, pages, kept, lambda text: _save(place, text), _now)
    try:
        serve(session, idle * 60, ready)
    except MissingExtraError as error:
        stop(voice.told(error))


def _kept(place: Path, name: str, sha256: str) -> Corrections:
    from kpi_extract.corrections.file import Corrections, corrections_of

    if not place.exists():
        return Corrections(name, sha256)
    return corrections_of(place.read_text("utf-8-sig"), str(place))


def _save(place: Path, text: str) -> None:
    """Written beside and moved into place, so that no half file is ever seen."""
    temporary = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        temporary.write_text(text, "utf-8", newline="\n")
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
