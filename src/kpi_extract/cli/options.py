"""What can be said about a source on the command line, whatever is done with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from kpi_extract.cli.voice import Voice
from kpi_extract.errors import HeadingsFileError
from kpi_extract.isolation.messages import Reading
from kpi_extract.limits import Limits

FORMATS = ["text", "word", "excel", "old-excel", "opendocument", "pdf", "html"]
ENGINES = ["pdfium", "pdfplumber"]
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_SIZE = re.compile(r"(\d+)\s*([KMG]?)(?:i?B)?", re.IGNORECASE)

Command = Callable[..., None]


def _size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Bytes from 100M."""
    if value is None:
        return None
    match = _SIZE.fullmatch(value.strip())
    if match is None or not int(match[1]):
        raise click.BadParameter(f"{value!r}: write a size such as 512M or 2G")
    return int(match[1]) * _UNITS[match[2].upper()]


_READING = (
    click.option("--from", "from_format", type=click.Choice(FORMATS), help="Do not sniff the format."),
    click.option("--encoding", metavar="NAME", help="Encoding of a text file or web page (default: found by trial)."),
    click.option(
        "--password-file", type=click.Path(exists=True, dir_okay=False), help="File whose first line unlocks a PDF."
    ),
    click.option("--pages", metavar="LIST", help="Pages to read: 3-5,8."),
    click.option("--pdf-engine", type=click.Choice(ENGINES), help="Ask this PDF engine first."),
    click.option("--jobs", type=click.IntRange(1), default=1, help="Processes for a long PDF (default 1)."),
)
_ISOLATION = (
    click.option("--max-memory", callback=_size, metavar="SIZE", help="Memory a document may take (default 1G)."),
    click.option("--max-file-size", callback=_size, metavar="SIZE", help="Largest file that is read (default 100M)."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0.1),
        metavar="SECONDS",
        help="Time a document may take, besides 1 s a page (default 30).",
    ),
)
_IN_PROCESS = (
    click.option(
        "--in-process",
        is_flag=True,
        help="Read in this process, without limits of time and memory: for documents you trust.",
    ),
)
_CSV = (
    click.option(
        "--shape",
        type=click.Choice(["long", "wide"]),
        default="long",
        help="CSV: a line per value, or per indicator with a column per year (default long).",
    ),
    click.option(
        "--header",
        type=click.Choice(["en", "ja"]),
        default="en",
        help="CSV: names of columns for programs, or Japanese titles (default en).",
    ),
    click.option(
        "--output-encoding",
        type=click.Choice(["utf-8-sig", "utf-8", "cp932"]),
        default="utf-8-sig",
        help="CSV: utf-8-sig has a byte order mark, as Excel wants it (default).",
    ),
)
_DATAPACKAGE = (
    click.option("--datapackage", is_flag=True, help="Write datapackage.json (Frictionless) beside a CSV file."),
)
_CORRECTIONS = (
    click.option(
        "--corrections",
        metavar="FILE",
        help="Corrections made with the verb review, or a folder of them: apply them again.",
    ),
)
_LANGUAGE = (
    click.option("--lang", type=click.Choice(["ja", "en"]), help="Language of messages (default: from the locale)."),
)


def _with(options: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


reading_options = _with(_READING)
"""How a source is read."""
limit_options = _with(_ISOLATION)
"""What a document may cost."""
in_process_option = _with(_IN_PROCESS)
language_option = _with(_LANGUAGE)
csv_options = _with(_CSV)
"""How a CSV file looks."""
corrections_option = _with(_CORRECTIONS)
datapackage_option = _with(_DATAPACKAGE)


def reading(
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
) -> Reading:
    """The reading options, checked.

    Raises:
        click.BadParameter: one of them makes no sense.
    """
    if encoding is not None:
        _check_encoding(encoding)
    return Reading(from_format, encoding, first_line(password_file), parse_pages(pages), pdf_engine, jobs)


def limits(max_memory: int | None, max_file_size: int | None, timeout: float | None) -> Limits:
    """The limits the person set, the others as they are."""
    given = Limits()
    if max_memory is not None:
        given = replace(given, memory=max_memory)
    if max_file_size is not None:
        given = replace(given, file_size=max_file_size)
    if timeout is not None:
        given = replace(given, seconds=timeout, seconds_to_open=timeout, most_seconds=max(given.most_seconds, timeout))
    return given


def parse_pages(text: str | None) -> tuple[int, ...] | None:
    """Page numbers from 3-5,8."""
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
    return tuple(sorted(set(numbers)))


def first_line(path: str | None) -> str | None:
    """The first line of a file: a password."""
    if path is None:
        return None
    lines = Path(path).read_text("utf-8-sig").splitlines()
    return lines[0] if lines else ""


def check_municipality(name: str | None) -> None:
    """The publisher a person named must be one."""
    if name is None:
        return
    from kpi_extract.interpretation.municipality import UnknownMunicipalityError, named_by_user

    try:
        named_by_user(name)
    except UnknownMunicipalityError as error:
        raise click.BadParameter(str(error), param_hint="--municipality") from error


def headings_text(path: str | None, voice: Voice) -> str | None:
    """The text of a headings file that can be used."""
    if path is None:
        return None
    from kpi_extract.pipeline import lexicon_from, read_headings_text

    try:
        text = read_headings_text(path)
        lexicon_from(text, path)
    except HeadingsFileError as error:
        raise click.BadParameter(voice.told(error), param_hint="--headings") from error
    return text


def corrections_texts(path: str | None, voice: Voice) -> tuple[str, ...]:
    """The texts of a file of corrections, or of all such files of a folder; each can be used."""
    if path is None:
        return ()
    from kpi_extract.corrections.file import SUFFIX, corrections_of
    from kpi_extract.errors import CorrectionsFileError

    place = Path(path)
    texts = []
    try:
        for file in sorted(place.rglob(f"*{SUFFIX}")) if place.is_dir() else [place]:
            text = file.read_text("utf-8-sig")
            corrections_of(text, str(file))
            texts.append(text)
    except (OSError, UnicodeError) as error:
        raise click.BadParameter(f"{path!r} cannot be read ({error})", param_hint="--corrections") from error
    except CorrectionsFileError as error:
        raise click.BadParameter(voice.told(error), param_hint="--corrections") from error
    return tuple(texts)


def _check_encoding(name: str) -> None:
    import codecs

    try:
        codecs.lookup(name)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="--encoding") from error
