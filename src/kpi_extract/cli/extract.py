"""The verb extract: KPI reports → records. The default verb."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kpi_extract.cli.documents import Run, read, reader, task_for
from kpi_extract.cli.exit_codes import ALL_READ, NEEDS_REVIEW, NOTHING_EXTRACTED, SOME_FAILED
from kpi_extract.cli.options import (
    check_municipality,
    corrections_option,
    corrections_texts,
    csv_options,
    datapackage_option,
    headings_text,
    in_process_option,
    language_option,
    limit_options,
    limits,
    reading,
    reading_options,
)
from kpi_extract.cli.output import put, write_datapackage, write_whole
from kpi_extract.cli.voice import Voice, default_language
from kpi_extract.errors import DocumentError
from kpi_extract.isolation.messages import Reading
from kpi_extract.writers.csv_form import STANDARD, CsvForm, Header, OutputEncoding, Shape

if TYPE_CHECKING:
    from kpi_extract.isolation.sandbox import Finished

_FORMATS = ["json", "jsonl", "csv", "xlsx", "parquet", "table"]
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}
_WHOLE = ("xlsx", "parquet")
"""Formats that are made of all documents at once."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", default="-", metavar="OUT", help="File, folder (ending in /) or - for stdout.")
@click.option("-f", "--format", "format_name", type=click.Choice(_FORMATS), help="Default: from OUT, else json.")
@csv_options
@datapackage_option
@click.option("--review", metavar="HTML", help="Write a page to look at, too: the document beside its records.")
@reading_options
@limit_options
@in_process_option
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@corrections_option
@click.option("--strict", is_flag=True, help="Exit with 4 if anything needs review.")
@language_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say everything that was noticed.")
def extract(
    sources: tuple[str, ...],
    output: str,
    format_name: str | None,
    shape: Shape,
    header: Header,
    output_encoding: OutputEncoding,
    datapackage: bool,
    review: str | None,
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
    corrections: str | None,
    strict: bool,
    lang: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Read KPI reports and write their records (the default verb).

    SOURCE is a PDF, Word, HTML or tab-delimited text file, or - for stdin. One source gives one JSON object; several
    give JSON Lines, or with a folder as OUT one file each. Each is read in a process of its own, which is stopped at
    the limits; thousands of documents are for the verb batch.

    \b
    Example:
      kpi-extract samples/kushiro-r4.pdf -o out.json
      kpi-extract samples/kushiro-r4.pdf -o out.xlsx
      kpi-extract samples/kushiro-r4.pdf -o out.json --review review.html
      kpi-extract samples/kushiro-r4.pdf -o out.csv --shape wide --header ja
    """
    voice = Voice(lang or default_language(), quiet, verbose)
    check_municipality(municipality)
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs),
        municipality=municipality,
        headings=headings_text(headings, voice),
        corrections=corrections_texts(corrections, voice),
    )
    form = CsvForm(shape, header, output_encoding)
    target = _Target(output, format_name, form, several=len(sources) > 1)
    if review is not None and (len(sources) > 1 or Path(review).suffix.lower() not in (".html", ".htm")):
        raise click.BadParameter("name one .html file, for one document", param_hint="--review")
    target.review = Path(review) if review is not None else None
    _check_nothing_is_lost(sources, target)
    if datapackage and (target.format != "csv" or target.path is None or target.is_folder):
        raise click.BadParameter("only beside one CSV file", param_hint="--datapackage")
    with reader(limits(max_memory, max_file_size, timeout), in_process=in_process) as run:
        outcome = _run(sources, said, run, target, voice)
    if datapackage and target.path is not None and target.path.is_file():
        write_datapackage(target.path, form, voice)
    sys.exit(_exit_code(outcome, strict))


@dataclass(slots=True)
class _Outcome:
    """Counts over all documents of a run."""

    good: int = 0
    bad: int = 0
    to_review: int = 0


class _Target:
    """Where the records go: stdout, one file, or a folder with one file per document."""

    def __init__(self, output: str, format_name: str | None, form: CsvForm, *, several: bool) -> None:
        self.path = None if output == "-" else Path(output)
        self.is_folder = self.path is not None and (output.endswith(("/", "\\")) or self.path.is_dir())
        suffix = _BY_SUFFIX.get(self.path.suffix.lower()) if self.path is not None and not self.is_folder else None
        self.format = format_name or suffix or ("jsonl" if several and not self.is_folder else "json")
        if form != STANDARD and self.format != "csv":
            raise click.BadParameter("only for CSV", param_hint="--shape, --header, --output-encoding")
        self.form = form
        self.review: Path | None = None
        """A page to look at, beside the records."""
        self.is_whole = self.format in _WHOLE or form != STANDARD
        """It is made here of the records, once all are there; the child gives them as they are."""
        self.from_child = "jsonl" if self.is_whole else self.format
        self.is_joined = several and not self.is_folder
        """Several documents go into one output."""
        self._names: set[str] = set()

    def file_for(self, source: str) -> Path:
        """A name in the folder that no other source of this run has: report.pdf.json."""
        base = "stdin" if source == "-" else Path(source).name
        name, number = f"{base}.{self.format}", 2
        while name.lower() in self._names:
            name, number = f"{base}-{number}.{self.format}", number + 1
        self._names.add(name.lower())
        return (self.path or Path()) / name


def _check_nothing_is_lost(sources: tuple[str, ...], target: _Target) -> None:
    """A web page as source and `--review` have one suffix: no output takes the place of a source or of the other output.

    Raises:
        click.BadParameter: one would.
    """
    output = None if target.is_folder else target.path
    for path, option in ((output, "-o"), (target.review, "--review")):
        if path is not None and any(_is_same(path, Path(source)) for source in sources if source != "-"):
            raise click.BadParameter("is a document to read, which it would replace", param_hint=option)
    if output is not None and target.review is not None and _is_same(output, target.review):
        raise click.BadParameter("name another file than -o", param_hint="--review")


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths are one file, through links and in any spelling; no device is ever replaced."""
    if one.exists() and other.exists():
        return one.is_file() and one.samefile(other)
    return one.resolve() == other.resolve()


def _run(sources: tuple[str, ...], said: Reading, run: Run, target: _Target, voice: Voice) -> _Outcome:
    outcome = _Outcome()
    kept: list[BinaryIO] = []
    for source in sources:
        finished = _extract_one(source, said, run, target, voice)
        if finished is None:
            outcome.bad += 1
            continue
        _count(finished, source, outcome, voice)
        if target.review is not None:
            with finished.outputs["review"] as page:
                write_whole(target.review, voice, lambda out, it=page: shutil.copyfileobj(it, out))  # type: ignore[misc]
        written = finished.outputs[target.from_child]
        if target.is_folder and target.is_whole:
            write_whole(target.file_for(source), voice, lambda out, it=written: _make([it], target, voice, out))  # type: ignore[misc]
        elif target.is_folder:
            write_whole(target.file_for(source), voice, lambda out, it=written: shutil.copyfileobj(it, out))  # type: ignore[misc]
        elif target.is_joined and target.path is None and target.format == "jsonl":
            put(written)
        else:
            kept.append(written)
    if kept:
        _write_kept(kept, target, voice)
    if len(sources) > 1:
        voice.say("summary", count=len(sources), good=outcome.good, bad=outcome.bad)
    return outcome


def _extract_one(source: str, said: Reading, run: Run, target: _Target, voice: Voice) -> Finished | None:
    outputs = (target.from_child,) if target.review is None else (target.from_child, "review")
    task = replace(task_for(source, "extract", outputs, said, voice), is_member=target.is_joined)
    try:
        return read(run, task, voice)
    except DocumentError as error:
        voice.error(error)
        return None


def _count(finished: Finished, source: str, outcome: _Outcome, voice: Voice) -> None:
    facts = finished.facts
    outcome.good += facts.indicators > 0
    outcome.bad += not facts.indicators
    outcome.to_review += facts.to_check > 0
    voice.notices(source, facts.notices)
    voice.say("done", name=source, projects=facts.projects, indicators=facts.indicators, warnings=facts.to_check)


def _write_kept(kept: Sequence[BinaryIO], target: _Target, voice: Voice) -> None:
    """Write what waited for the last document: it all goes into one output."""
    if target.path is not None:
        write_whole(target.path, voice, lambda out: _join(kept, target, voice, out))
    elif not target.is_joined and not target.is_whole:
        put(kept[0])
    else:
        from io import BytesIO

        buffer = BytesIO()
        _join(kept, target, voice, buffer)
        buffer.seek(0)
        put(buffer)


def _make(kept: Sequence[BinaryIO], target: _Target, voice: Voice, out: BinaryIO) -> None:
    """Make a workbook, columns or a CSV of another form of the lines the children gave."""
    import json

    from kpi_extract.writers import whole_writer_named

    def documents() -> Iterator[dict[str, Any]]:
        for written in kept:
            written.seek(0)
            yield from map(json.loads, written)

    writer = whole_writer_named(target.format)
    if writer is not None:
        writer.write_data(documents(), out)
        return
    from kpi_extract.writers.to_csv import write_formed

    voice.replaced(write_formed(lambda: ((one, None) for one in documents()), out, target.form))


def _join(kept: Sequence[BinaryIO], target: _Target, voice: Voice, out: BinaryIO) -> None:
    if target.is_whole:
        _make(kept, target, voice, out)
        return
    if not target.is_joined:
        shutil.copyfileobj(kept[0], out)
        return
    from kpi_extract.writers import writer_named

    frame = writer_named(target.format).SEVERAL
    before = frame.start
    for written in kept:
        out.write(before)
        shutil.copyfileobj(written, out)
        before = frame.between
    out.write(frame.end)


def _exit_code(outcome: _Outcome, strict: bool) -> int:
    if outcome.bad:
        return SOME_FAILED if outcome.good else NOTHING_EXTRACTED
    return NEEDS_REVIEW if strict and outcome.to_review else ALL_READ
