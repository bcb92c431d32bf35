"""The verb batch: thousands of reports, each with its outcome, going on where an earlier run stopped."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi_extract.cli.exit_codes import ALL_READ, NEEDS_REVIEW, NOTHING_EXTRACTED, SOME_FAILED
from kpi_extract.cli.options import (
    ENGINES,
    FORMATS,
    check_municipality,
    corrections_option,
    corrections_texts,
    csv_options,
    datapackage_option,
    headings_text,
    language_option,
    limit_options,
    limits,
    reading,
)
from kpi_extract.cli.output import put, stop, write_datapackage, write_whole
from kpi_extract.cli.voice import Voice, default_language
from kpi_extract.errors import KpiExtractError
from kpi_extract.writers.csv_form import STANDARD, CsvForm, Header, OutputEncoding, Shape

if TYPE_CHECKING:
    from kpi_extract.batch.planning import Choice
    from kpi_extract.batch.recipe import Recipe
    from kpi_extract.batch.running import RunReport
    from kpi_extract.batch.sources import SourceFile
    from kpi_extract.writers.to_csv import Replaced


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o", "--output", required=True, metavar="OUT", help="Folder, or one file: .csv, .jsonl, .json, .parquet."
)
@click.option("--include", multiple=True, metavar="GLOB", help="Only files like this, such as *.pdf; may be repeated.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="No files like this; may be repeated.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Documents read at once (default: processors).")
@click.option("--executor", metavar="URL", help="Who reads them: local (default) or dask://HOST:PORT.")
@click.option("--shard", metavar="I/N", help="Only the share of machine I (from 0) of N.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after about N documents (whole buckets).")
@click.option("--force", is_flag=True, help="Read what has not changed, too.")
@click.option("--verify", is_flag=True, help="Compare contents, not only size and time, to find what has changed.")
@click.option("--prune", is_flag=True, help="Remove what OUT holds of documents that are no source any more.")
@click.option("--dry-run", is_flag=True, help="Only list what would be read.")
@click.option("--parquet", is_flag=True, help="Write rows as Parquet too, one file a bucket.")
@click.option("--partition-by", metavar="COLUMNS", help="Parquet in folders: fiscal_year,prefecture.")
@csv_options
@datapackage_option
@click.option("--from", "from_format", type=click.Choice(FORMATS), help="Do not sniff the format.")
@click.option("--encoding", metavar="NAME", help="Encoding of text files and web pages (default: found by trial).")
@click.option(
    "--password-file", type=click.Path(exists=True, dir_okay=False), help="File whose first line unlocks PDFs."
)
@click.option("--pdf-engine", type=click.Choice(ENGINES), help="Ask this PDF engine first.")
@limit_options
@click.option("--municipality", metavar="NAME", help="Publisher of all of them: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@corrections_option
@click.option("--strict", is_flag=True, help="Exit with 4 if anything needs review.")
@language_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def batch(
    sources: tuple[str, ...],
    output: str,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    workers: int | None,
    executor: str | None,
    shard: str | None,
    limit: int | None,
    force: bool,
    verify: bool,
    prune: bool,
    dry_run: bool,
    parquet: bool,
    partition_by: str | None,
    shape: Shape,
    header: Header,
    output_encoding: OutputEncoding,
    datapackage: bool,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pdf_engine: str | None,
    max_memory: int | None,
    max_file_size: int | None,
    timeout: float | None,
    municipality: str | None,
    headings: str | None,
    corrections: str | None,
    strict: bool,
    lang: str | None,
    quiet: bool,
) -> None:
    """Read thousands of reports: one outcome each, nothing lost, going on where an earlier run stopped.

    SOURCE is a file, a folder, a pattern such as 'r5/**/*.pdf', @LIST with one source a line, or a URL of an object
    store (s3://, gs://, az://; needs kpi-extract[remote]). OUT gets the records of each document (documents/), all of
    them as JSON Lines (records/), outcomes.jsonl, errors.jsonl and summary.json. The same command again reads only
    what is new or changed.

    \b
    Example:
      kpi-extract batch samples/ -o out/
      kpi-extract batch 'reports/**/*.pdf' -o all.csv
    """
    from kpi_extract.batch.planning import Choice
    from kpi_extract.batch.recipe import Recipe
    from kpi_extract.batch.sources import find_sources

    voice = Voice(lang or default_language(), quiet)
    check_municipality(municipality)
    out = replace(_Out.of(output, partition_by), form=CsvForm(shape, header, output_encoding))
    if out.form != STANDARD and out.format != "csv":
        raise click.BadParameter("only for one CSV file", param_hint="--shape, --header, --output-encoding")
    if datapackage and out.format != "csv":
        raise click.BadParameter("only beside one CSV file", param_hint="--datapackage")
    said = replace(
        reading(from_format, encoding, password_file, None, pdf_engine, jobs=1),
        municipality=municipality,
        headings=headings_text(headings, voice),
        corrections=corrections_texts(corrections, voice),
    )
    recipe = Recipe(said, parquet, limits(max_memory, max_file_size, timeout))
    choice = Choice(_shard(shard), limit, force, verify, prune, dry_run)
    try:
        found = find_sources(sources, include=include, exclude=exclude, outputs=out.places())
        if not found:
            stop(voice.text("no-sources"))
        if dry_run:
            _list(found, out, recipe, choice)
            return
        report = _run(found, out, recipe, choice, (executor, workers or os.cpu_count() or 1), voice)
    except KpiExtractError as error:
        stop(voice.told(error))
    if datapackage and out.file is not None and out.file.is_file():
        write_datapackage(out.file, out.form, voice)
    sys.exit(_exit_code(report, strict))


@dataclass(frozen=True, slots=True)
class _Out:
    """Where everything goes: a folder, and perhaps one file made of what is in it."""

    folder: str
    file: Path | None
    format: str
    partition_by: tuple[str, ...]
    form: CsvForm = STANDARD

    def places(self) -> list[str]:
        """Everything a run writes to."""
        return [self.folder] if self.file is None else [self.folder, str(self.file)]

    @staticmethod
    def of(output: str, partition_by: str | None) -> _Out:
        """What -o says; a file has its folder beside it, where the next run goes on."""
        from kpi_extract.batch.joined import FORMATS

        by = _columns(partition_by)
        is_remote = "://" in output
        if by and is_remote:
            raise click.BadParameter("only into a folder of this machine", param_hint="--partition-by")
        format = "" if output.endswith(("/", "\\")) else FORMATS.get(Path(output).suffix.lower(), "")
        if not format or Path(output).is_dir():
            return _Out(output, None, "", by)
        if is_remote:
            raise click.BadParameter("one file is written on this machine only; name a folder", param_hint="-o")
        return _Out(f"{output}.batch", Path(output), format, by)


def _columns(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    from kpi_extract.writers.to_parquet import PARTITION_COLUMNS

    by = tuple(name.strip() for name in text.split(","))
    wrong = [name for name in by if name not in PARTITION_COLUMNS]
    if wrong or len(set(by)) < len(by):
        raise click.BadParameter(
            f"{text!r}: name each once of {', '.join(PARTITION_COLUMNS)}", param_hint="--partition-by"
        )
    return by


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if match is None or int(match[1]) >= int(match[2]):
        raise click.BadParameter(f"{text!r}: write I/N with I from 0 to N-1", param_hint="--shard")
    return int(match[1]), int(match[2])


def _list(found: list[SourceFile], out: _Out, recipe: Recipe, choice: Choice) -> None:
    """Name the documents that would be read, one a line."""
    from kpi_extract.batch.planning import plan_run
    from kpi_extract.batch.storage import open_storage

    plan = plan_run(found, open_storage(out.folder), recipe.digest(), choice)
    names = sorted(source.name for todo in plan.todo for source in todo.bucket.sources)
    put(BytesIO("".join(f"{name}\n" for name in names).encode("utf-8")))


def _run(
    found: list[SourceFile],
    out: _Out,
    recipe: Recipe,
    choice: Choice,
    who: tuple[str | None, int],
    voice: Voice,
) -> RunReport:
    """Do it and show it."""
    from kpi_extract.batch.executors import open_workers
    from kpi_extract.batch.running import run_batch
    from kpi_extract.cli.progress import show_lost, show_report, shown

    with shown(voice.language, quiet=voice.quiet) as watcher:
        workers = open_workers(*who, recipe, watcher.ended)
        report = run_batch(found, out.folder, recipe, choice, workers, watcher)
    if choice.shard is None:
        _write_together(report, out, voice)
    if not voice.quiet:
        show_report(report, voice.language)
    if report.lost:
        show_lost(report, voice.language)
    return report


def _write_together(report: RunReport, out: _Out, voice: Voice) -> None:
    """The one file, or the folders, made of all documents."""
    from kpi_extract.batch.joined import write_joined, write_partitions
    from kpi_extract.batch.storage import open_storage

    storage = open_storage(out.folder)
    if out.file is not None:
        replaced: list[Replaced] = []
        write_whole(
            out.file,
            voice,
            lambda stream: replaced.extend(write_joined(storage, report.outcomes, out.format, stream, out.form)),
        )
        voice.replaced(replaced)
    if out.partition_by:
        write_partitions(storage, report.outcomes, Path(out.folder), out.partition_by)


def _exit_code(report: RunReport, strict: bool) -> int:
    from kpi_extract.batch.outcomes import Outcome

    totals = report.totals
    if report.lost or totals.good < totals.documents:
        return SOME_FAILED if totals.good else NOTHING_EXTRACTED
    return NEEDS_REVIEW if strict and totals.outcomes[Outcome.REVIEW] else ALL_READ
