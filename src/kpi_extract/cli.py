"""The command line: the only place that prints, exits, or imports click.

Data goes to stdout or `-o`; everything else to stderr. Heavy imports happen inside the commands, so that `--help` is
quick.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

import click

from kpi_extract.errors import DocumentError, HeadingsFileError, UnknownFormatError
from kpi_extract.version import __version__

if TYPE_CHECKING:
    from kpi_extract.document import Document, Table
    from kpi_extract.interpretation.headings import Lexicon
    from kpi_extract.records import Extraction, Issue

_Read = TypeVar("_Read")
NOTHING_EXTRACTED, USAGE, SOME_FAILED, NEEDS_REVIEW, INTERRUPTED = 1, 2, 3, 4, 130
_TEXTS = {
    "en": {
        "done": "{name}: {projects} projects, {indicators} indicators, {warnings} to check",
        "written": "written: {path}",
        "summary": "{count} documents: {good} read, {bad} failed",
        "cannot-write": "{path}: cannot be written ({reason}). Name another place with -o.",
        "more": "{name}: {count} more notes; see them with --verbose",
        "password": "Password of {name}",
    },
    "ja": {
        "done": "{name}: 事業 {projects} 件、指標 {indicators} 件、要確認 {warnings} 件",
        "written": "出力: {path}",
        "summary": "{count} 文書: 読めたもの {good}、失敗 {bad}",
        "cannot-write": "{path}: 書き込めません({reason})。-o で別の場所を指定してください。",
        "more": "{name}: ほかに {count} 件の注記があります。--verbose で表示します",
        "password": "{name} のパスワード",
    },
}


class _DefaultGroup(click.Group):
    """`kpi-extract FILE` is short for `kpi-extract extract FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default verb in front unless a verb, or only a group option, is given."""
        first = args[0] if args else ""
        if args and first not in self.commands and first not in ("--help", "-h", "--version"):
            args = ["extract", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="kpi-extract")
def main() -> None:
    """Turn KPI reports of Japanese local governments into records that can be trusted.

    \b
    kpi-extract report.pdf -o out.json      the records of one report
    kpi-extract reports/*.docx -o out/      one JSON file each
    kpi-extract tables report.pdf           the cells as read
    kpi-extract explain report.pdf          how each table is read, and why
    kpi-extract schema                      the JSON Schema of the records

    Exit codes: 0 every document read, 1 nothing could be extracted, 2 usage, 3 some documents failed (the others are
    written), 4 --strict and something needs review, 130 interrupted.
    """
    # A run makes millions of small objects and hardly a cycle: looking for cycles every 700 of them costs a tenth of it.
    gc.set_threshold(100_000, 20, 100)


@dataclass(frozen=True, slots=True)
class _Voice:
    """How the program speaks to the person: language and how much."""

    language: str
    quiet: bool
    verbose: bool

    def say(self, key: str, **words: object) -> None:
        """Print one progress message on stderr."""
        if not self.quiet:
            click.echo(_TEXTS[self.language][key].format(**words), err=True)

    def error(self, error: DocumentError) -> None:
        """Print why a document failed."""
        click.echo(error.in_japanese() if self.language == "ja" else str(error), err=True)

    def issues(self, name: str, issues: Sequence[Issue]) -> None:
        """Print the issues: errors always, warnings unless quiet, infos if verbose."""
        shown = [
            self._said(name, issue)
            for issue in issues
            if issue.severity == "error" or (issue.severity == "warning" and not self.quiet) or self.verbose
        ]
        if shown:
            click.echo("\n".join(shown), err=True)  # at once: a long report has thousands
        hidden = 0 if self.verbose else sum(issue.severity == "info" for issue in issues)
        if hidden and not self.quiet:
            self.say("more", name=name, count=hidden)

    def _said(self, name: str, issue: Issue) -> str:
        ja = self.language == "ja"
        place = issue.place.describe() if issue.place is not None else ""
        text = f"{issue.message_ja} {issue.hint_ja}" if ja else f"{issue.message} {issue.hint}"
        return ": ".join(part for part in (name, place, issue.code, text) if part)


def _default_language() -> str:
    """Ja for a Japanese locale or Windows user interface, else en."""
    names = [os.environ.get(key, "") for key in ("KPI_EXTRACT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")]
    chosen = next((name for name in names if name), "")
    if not chosen and os.name == "nt":
        import locale

        chosen = locale.getlocale()[0] or ""
    return "ja" if chosen.lower().startswith("ja") else "en"


def _parse_pages(text: str | None) -> list[int] | None:
    """``3-5,8`` → [3, 4, 5, 8]."""
    if text is None:
        return None
    numbers: list[int] = []
    for piece in text.split(","):
        first, dash, last = piece.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()) or int(first) < 1:
            raise click.BadParameter(f"{text!r}: write page numbers from 1, such as 3 or 3-5,8", param_hint="--pages")
        end = int(last) if dash else int(first)
        if end < int(first) or end - int(first) > 100_000:
            raise click.BadParameter(f"{text!r}: a page range rises", param_hint="--pages")
        numbers.extend(range(int(first), end + 1))
    return numbers


_READING_OPTIONS = (
    click.option(
        "--from", "from_format", type=click.Choice(["text", "word", "pdf", "html"]), help="Do not sniff the format."
    ),
    click.option("--encoding", metavar="NAME", help="Encoding of a text file or web page (default: found by trial)."),
    click.option(
        "--password-file", type=click.Path(exists=True, dir_okay=False), help="File whose first line unlocks a PDF."
    ),
    click.option("--pages", metavar="LIST", help="Pages to read: 3-5,8."),
    click.option("--pdf-engine", type=click.Choice(["pdfium", "pdfplumber"]), help="Ask this PDF engine first."),
    click.option("--jobs", type=click.IntRange(1), default=1, help="Processes for a long PDF (default 1)."),
)


def _reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """What can be said about a source, whatever is done with it."""
    for option in reversed(_READING_OPTIONS):
        command = option(command)
    return command


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", default="-", metavar="OUT", help="File, folder (ending in /) or - for stdout.")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["json", "jsonl", "table"]), help="Default: from OUT, else json."
)
@_reading_options
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@click.option("--strict", is_flag=True, help="Exit with 4 if anything needs review.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of messages (default: from the locale).")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say everything that was noticed.")
def extract(
    sources: tuple[str, ...],
    output: str,
    format_name: str | None,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
    municipality: str | None,
    headings: str | None,
    strict: bool,
    lang: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Read KPI reports and write their records (the default verb).

    SOURCE is a PDF, Word, HTML or tab-delimited text file, or - for stdin. One source gives one JSON object; several give
    JSON Lines, or with a folder as OUT one file each.

    \b
    Example:
      kpi-extract samples/kushiro-r4.pdf -o out.json
    """
    voice = _Voice(lang or _default_language(), quiet, verbose)
    _check_municipality(municipality)
    lexicon = _lexicon(headings, voice)
    reading = _Reading(
        from_format, encoding, _first_line(password_file), _parse_pages(pages), pdf_engine, jobs, municipality, lexicon
    )
    target = _Target(output, format_name, several=len(sources) > 1)
    try:
        outcome = _run(sources, reading, target, voice)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(_exit_code(outcome, strict))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the user said about the sources."""

    format: str | None
    encoding: str | None
    password: str | None
    pages: list[int] | None
    pdf_engine: str | None = None
    jobs: int = 1
    municipality: str | None = None
    lexicon: Lexicon | None = None


@dataclass(slots=True)
class _Outcome:
    """Counts over all documents of a run."""

    good: int = 0
    bad: int = 0
    to_review: int = 0


class _Target:
    """Where the records go: stdout, one file, or a folder with one file per document."""

    def __init__(self, output: str, format_name: str | None, *, several: bool) -> None:
        self.path = None if output == "-" else Path(output)
        self.is_folder = self.path is not None and (output.endswith(("/", "\\")) or self.path.is_dir())
        by_suffix = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json"}
        suffix = by_suffix.get(self.path.suffix.lower()) if self.path is not None and not self.is_folder else None
        self.format = format_name or suffix or ("jsonl" if several and not self.is_folder else "json")
        self._names: set[str] = set()

    def file_for(self, source: str) -> Path:
        """A name in the folder that no other source of this run has: report.pdf.json."""
        base = "stdin" if source == "-" else Path(source).name
        name, number = f"{base}.{self.format}", 2
        while name.lower() in self._names:
            name, number = f"{base}-{number}.{self.format}", number + 1
        self._names.add(name.lower())
        return (self.path or Path()) / name


def _run(sources: tuple[str, ...], reading: _Reading, target: _Target, voice: _Voice) -> _Outcome:
    outcome = _Outcome()
    kept: list[Extraction] = []
    for source in sources:
        extraction = _extract_one(source, reading, voice)
        if extraction is None:
            outcome.bad += 1
            continue
        found = any(project.indicators for project in extraction.projects)
        outcome.good += found
        outcome.bad += not found
        to_check = sum(issue.severity != "info" for issue in extraction.issues)
        outcome.to_review += to_check > 0
        voice.issues(source, extraction.issues)
        count = sum(len(project.indicators) for project in extraction.projects)
        voice.say("done", name=source, projects=len(extraction.projects), indicators=count, warnings=to_check)
        if target.is_folder:
            _write_file([extraction], target.file_for(source), target.format, voice)
        elif len(sources) > 1 and target.path is None and target.format == "jsonl":
            _write_stdout([extraction], target.format)
        else:
            kept.append(extraction)
    if kept and target.path is None:
        _write_stdout(kept, target.format)
    elif kept and target.path is not None:
        _write_file(kept, target.path, target.format, voice)
    if len(sources) > 1:
        voice.say("summary", count=len(sources), good=outcome.good, bad=outcome.bad)
    return outcome


def _extract_one(source: str, reading: _Reading, voice: _Voice) -> Extraction | None:
    from kpi_extract.interpretation import interpret

    try:
        document = _read(source, reading, voice)
    except DocumentError as error:
        voice.error(error)
        return None
    return interpret(document, municipality=reading.municipality, lexicon=reading.lexicon)


def _read(source: str, reading: _Reading, voice: _Voice) -> Document:
    from kpi_extract.pipeline import read

    return _opened(read, source, reading, voice)


def _opened(read: Callable[..., _Read], source: str, reading: _Reading, voice: _Voice) -> _Read:
    """What `pipeline.read`, or another that takes the same, makes of a source; a person is asked for the password."""
    from kpi_extract.errors import PasswordError

    given: Any = sys.stdin.buffer.read() if source == "-" else source

    def attempt(password: str | None) -> _Read:
        return read(
            given,
            format=reading.format,
            encoding=reading.encoding,
            password=password,
            pages=reading.pages,
            pdf_engine=reading.pdf_engine,
            jobs=reading.jobs,
        )

    try:
        return attempt(reading.password)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--encoding") from error
    except PasswordError:
        # Ask only a person at a terminal; a script gets the error.
        if reading.password is not None or not sys.stdin.isatty() or source == "-":
            raise
        question = _TEXTS[voice.language]["password"].format(name=source)
        return attempt(click.prompt(question, hide_input=True, err=True))


def _check_municipality(name: str | None) -> None:
    if name is None:
        return
    from kpi_extract.interpretation.municipality import UnknownMunicipalityError, named_by_user

    try:
        named_by_user(name)
    except UnknownMunicipalityError as error:
        raise click.BadParameter(str(error), param_hint="--municipality") from error


def _lexicon(path: str | None, voice: _Voice) -> Lexicon | None:
    if path is None:
        return None
    from kpi_extract.pipeline import read_headings

    try:
        return read_headings(path)
    except HeadingsFileError as error:
        message = error.in_japanese() if voice.language == "ja" else str(error)
        raise click.BadParameter(message, param_hint="--headings") from error


def _first_line(path: str | None) -> str | None:
    if path is None:
        return None
    lines = Path(path).read_text("utf-8-sig").splitlines()
    return lines[0] if lines else ""


def _exit_code(outcome: _Outcome, strict: bool) -> int:
    if outcome.bad:
        return SOME_FAILED if outcome.good else NOTHING_EXTRACTED
    return NEEDS_REVIEW if strict and outcome.to_review else 0


def _write_stdout(extractions: list[Extraction], format_name: str) -> None:
    from io import BytesIO

    from kpi_extract.pipeline import write

    buffer = BytesIO()
    write(extractions, buffer, format_name)
    _put(buffer.getbuffer())


def _put(data: bytes | memoryview) -> None:
    """Write UTF-8 to stdout as bytes: a redirected text stream on Japanese Windows would be cp932."""
    try:
        if sys.stdout.isatty():
            click.echo(str(data, "utf-8"), nl=False)
            return
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader of the pipe (head, less) has enough; point stdout elsewhere so that exit stays silent.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_file(extractions: list[Extraction], path: Path, format_name: str, voice: _Voice) -> None:
    from kpi_extract.pipeline import write

    _write_whole(path, voice, lambda out: write(extractions, out, format_name))


def _write_whole(path: Path, voice: _Voice, put: Callable[[BinaryIO], object]) -> None:
    """Write to a temporary name beside and move it into place, so that no half file is ever seen."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".kpi-extract-{os.getpid()}-{time_ns():x}")
        try:
            with temporary.open("xb") as out:
                put(out)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        _stop(_TEXTS[voice.language]["cannot-write"].format(path=path, reason=error.strerror or type(error).__name__))
    voice.say("written", path=path)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(NOTHING_EXTRACTED)


@main.command()
@click.argument("source")
@_reading_options
@click.option(
    "--image",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw the pages of a PDF instead, with cells, merges, table numbers and roles over them; of several pages "
    "FILE-3.png, FILE-4.png …",
)
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of messages (default: from the locale).")
def tables(
    source: str,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
    image: Path | None,
    lang: str | None,
) -> None:
    """Show paragraphs and table cells as read, before any meaning: what to look at when a report fails.

    \b
    Example:
      kpi-extract tables samples/kushiro-r4.docx
      kpi-extract tables samples/kushiro-r4.pdf --image out.png
    """
    voice = _Voice(lang or _default_language(), quiet=False, verbose=False)
    reading = _Reading(from_format, encoding, _first_line(password_file), _parse_pages(pages), pdf_engine, jobs)
    if image is not None:
        sys.exit(_draw(source, reading, image, voice))
    try:
        document = _read(source, reading, voice)
    except DocumentError as error:
        voice.error(error)
        sys.exit(NOTHING_EXTRACTED)
    _put(("\n".join(_shown(document)) + "\n").encode("utf-8"))


def _draw(source: str, reading: _Reading, path: Path, voice: _Voice) -> int:
    """Write a picture of each page that was read; the exit code."""
    from kpi_extract.pipeline import draw

    if path.suffix.lower() != ".png":
        raise click.BadParameter(f"{str(path)!r}: name a .png file", param_hint="--image")
    written = failed = 0
    try:
        drawing = _opened(draw, source, reading, voice)
        for line in _noticed(drawing.document):
            click.echo(line, err=True)
        for picture in drawing.pictures:
            if isinstance(picture, DocumentError):
                voice.error(picture)
                failed += 1
                continue
            name = f"{path.stem}-{picture.page}{path.suffix}" if len(drawing.pages) > 1 else path.name
            _write_whole(path.with_name(name), voice, picture.write)
            written += 1
    except UnknownFormatError as error:
        message = error.in_japanese() if voice.language == "ja" else str(error)
        raise click.BadParameter(message, param_hint="--image") from error
    except DocumentError as error:
        voice.error(error)
        return NOTHING_EXTRACTED
    if failed:
        return SOME_FAILED if written else NOTHING_EXTRACTED
    return 0


def _shown(document: Document) -> list[str]:
    from kpi_extract.document import Paragraph

    lines = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append(f"{'#' * block.rank + ' ' if block.rank else ''}{block.text}")
        else:
            number += 1
            lines.extend(_shown_table(block, number))
    return lines + _noticed(document)


def _noticed(document: Document) -> list[str]:
    from kpi_extract.issues import CATALOGUE

    lines = []
    for finding in document.findings:
        text = CATALOGUE[finding.code].message.format(text=finding.text)
        lines.append(f"! {finding.code}: {finding.place.describe()}: {text}")
    return lines


def _shown_table(table: Table, number: int) -> list[str]:
    head = f"[table {number}: {table.row_count} rows × {table.column_count} columns; {table.place.describe()}]"
    lines = [head]
    for cell in table.cells:
        span = f"+{cell.row_span}×{cell.column_span}" if cell.row_span > 1 or cell.column_span > 1 else ""
        text = cell.text.replace("\n", "⏎")
        lines.append(f"  r{cell.row + 1} c{cell.column + 1}{span}: {text}")
    return lines


@main.command()
@click.argument("source")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text", help="Default: text."
)
@_reading_options
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of messages (default: from the locale).")
def explain(
    source: str,
    format_name: str,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
    headings: str | None,
    lang: str | None,
) -> None:
    """Show how each table is read, and why: the role, period and unit of every row and column, and of each value.

    Headings that are not understood are marked, with the entry of a headings file that would make them read.

    \b
    Example:
      kpi-extract explain samples/kushiro-r4.docx
    """
    import json

    from kpi_extract.explain_text import as_data, lines_of
    from kpi_extract.interpretation.explanation import explain_document

    voice = _Voice(lang or _default_language(), quiet=False, verbose=False)
    lexicon = _lexicon(headings, voice)
    reading = _Reading(from_format, encoding, _first_line(password_file), _parse_pages(pages), pdf_engine, jobs)
    try:
        document = _read(source, reading, voice)
    except DocumentError as error:
        voice.error(error)
        sys.exit(NOTHING_EXTRACTED)
    explanation = explain_document(document, lexicon)
    if format_name == "json":
        text = json.dumps(as_data(explanation), ensure_ascii=False, indent=2)
    else:
        text = "\n".join(lines_of(explanation, "ja" if voice.language == "ja" else "en"))
    _put((text + "\n").encode("utf-8"))


@main.command()
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the records.

    \b
    Example:
      kpi-extract schema > report.schema.json
    """
    import json

    from kpi_extract.records import json_schema

    _put((json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
