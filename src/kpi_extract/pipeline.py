"""The program on one screen: bytes → Document → whole tables → records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kpi_extract.document import Document
from kpi_extract.errors import (
    DocumentError,
    HeadingsFileError,
    MissingDocumentError,
    RefusedDocumentError,
    UnknownFormatError,
)
from kpi_extract.interpretation import interpret
from kpi_extract.interpretation.headings import Lexicon
from kpi_extract.interpretation.vocabulary import TOKENS
from kpi_extract.joining import join_tables
from kpi_extract.limits import Limits
from kpi_extract.readers import read_source
from kpi_extract.readers.preflight import check_size
from kpi_extract.readers.source import PDF_ENGINES, Source
from kpi_extract.records import Extraction
from kpi_extract.writers import whole_writer_named, writer_named

if TYPE_CHECKING:
    from kpi_extract.picture import Picture

Input = str | Path | bytes | BinaryIO
"""A path, the bytes themselves, or a binary stream."""

_PIECE = 2**20


def read(  # noqa: PLR0913 - see extract
    source: Input,
    *,
    format: str | None = None,
    encoding: str | None = None,
    password: str | None = None,
    pages: Iterable[int] | None = None,
    pdf_engine: str | None = None,
    jobs: int = 1,
) -> Document:
    """Read a document into paragraphs and tables, before any meaning; cut tables are joined.

    Args:
        source: a path, bytes or a binary stream. A file of more than `Limits.file_size` bytes is not read; bytes
            that the caller holds already may be more.
        format: "text", "word", "pdf" or "html" where the content must not be asked.
        encoding: of a text file or web page, to force it.
        password: user password of an encrypted PDF.
        pages: page numbers from 1; all by default.
        pdf_engine: "pdfium" or "pdfplumber", to ask that one first; the default is the faster, which comes first.
        jobs: processes among which the pages of a long PDF are shared out.

    Raises:
        DocumentError: one of its kinds; the message says what to do next.
        TypeError, ValueError: an argument of the wrong kind.
    """
    return read_loaded(_loaded(source, encoding, password, pages, pdf_engine, jobs), format)


def _loaded(
    source: Input,
    encoding: str | None,
    password: str | None,
    pages: Iterable[int] | None,
    pdf_engine: str | None,
    jobs: int,
) -> Source:
    name, data = _load(source)
    if pdf_engine is not None and pdf_engine not in PDF_ENGINES:
        raise ValueError(f"pdf_engine must be one of {', '.join(PDF_ENGINES)}")
    if jobs < 1:
        raise ValueError("jobs must be 1 or more")
    return Source(name, data, encoding, password, _page_numbers(pages), pdf_engine, jobs)


def read_loaded(source: Source, format: str | None = None) -> Document:
    """What `read` does once the document is in memory; for callers inside the package, who know more than a user says.

    Raises:
        DocumentError: as `read`.
    """
    return join_tables(read_source(source, format))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A PDF with its pages drawn, for people to look at."""

    document: Document
    pages: tuple[int, ...]
    """The numbers of the pages that are drawn."""
    pictures: Iterator[Picture | DocumentError]
    """One for each page, made when its turn comes; an error where a page cannot be painted."""


def draw(  # noqa: PLR0913 - see extract
    source: Input,
    *,
    format: str | None = None,
    encoding: str | None = None,
    password: str | None = None,
    pages: Iterable[int] | None = None,
    pdf_engine: str | None = None,
    jobs: int = 1,
) -> Drawing:
    """Read a PDF and draw over its pages where tables and cells were found and what they are taken for.

    Takes what `read` takes.

    Raises:
        UnknownFormatError: it is no PDF.
        DocumentError: as `read`; also while drawing, where PDFium cannot open what another engine could.
    """
    return draw_loaded(_loaded(source, encoding, password, pages, pdf_engine, jobs), format)


def draw_loaded(given: Source, format: str | None) -> Drawing:
    """The same for bytes that are in memory with all that was said about them."""
    from kpi_extract.picture import pages_of, pictures

    document = read_loaded(given, format)
    if document.media_type != "application/pdf":
        raise UnknownFormatError(
            given.name,
            "It has no pages to draw on: it is no PDF.",
            "Look at its cells with kpi-extract tables without --image.",
            "PDFではないので、画像にするページがありません。",
            "セルは --image なしの kpi-extract tables で見られます。",
        )
    return Drawing(document, pages_of(document, given), pictures(document, given))


def extract(  # noqa: PLR0913 - the one entry point: what can be said about a document is said here
    source: Input,
    *,
    format: str | None = None,
    encoding: str | None = None,
    password: str | None = None,
    pages: Iterable[int] | None = None,
    pdf_engine: str | None = None,
    jobs: int = 1,
    municipality: str | None = None,
    headings: str | Path | None = None,
) -> Extraction:
    """Read one KPI report and return its records.

    Takes what `read` takes, the publisher where the caller knows it (釧路市, 北海道釧路市, 012068), and a TOML file of
    heading words to add to the vocabulary (docs/headings.md). A document in which nothing was found has an issue of
    severity error (`no-kpi`), never a silent empty result.

    Raises:
        DocumentError: the whole document failed.
        HeadingsFileError: the file of heading words cannot be used.
        UnknownMunicipalityError: there is no such municipality, or the name is not unique.
    """
    lexicon = read_headings(headings) if headings is not None else None
    document = read(
        source,
        format=format,
        encoding=encoding,
        password=password,
        pages=pages,
        pdf_engine=pdf_engine,
        jobs=jobs,
    )
    return interpret(document, municipality=municipality, lexicon=lexicon)


def read_headings(path: str | Path) -> Lexicon:
    """Read a TOML file of heading words: the vocabulary with them, for `interpret(document, lexicon=…)`.

    A word of the file replaces the built-in reading of the same word.

    Raises:
        HeadingsFileError: no such file, or an entry that cannot be used; the message says which and why.
    """
    return lexicon_from(read_headings_text(path), str(path))


def read_headings_text(path: str | Path) -> str:
    """The text of a TOML file of heading words, not yet understood.

    Raises:
        HeadingsFileError: no such file, or no text.
    """
    if not isinstance(path, (str, Path)):
        raise TypeError(f"headings must be a path, not {type(path).__name__}")
    try:
        data = _file_bytes(Path(path), Limits())
    except (MissingDocumentError, RefusedDocumentError) as error:
        # Not the document is missing: a caller who skips bad documents must not skip this.
        raise HeadingsFileError(*error.args) from error.__cause__
    # Few runs have such a file, and reading TOML takes modules of its own.
    from kpi_extract.interpretation.headings_file import decode_headings

    return decode_headings(data, str(path))


def lexicon_from(text: str, name: str = "-") -> Lexicon:
    """The vocabulary with the heading words of a TOML text.

    Raises:
        HeadingsFileError: an entry that cannot be used.
    """
    from kpi_extract.interpretation.headings_file import parse_headings

    return Lexicon((*TOKENS, *parse_headings(text, name)))


def write(extractions: Extraction | Iterable[Extraction], out: BinaryIO, format: str = "json") -> None:
    """Write records to a binary stream as "json", "jsonl", "csv", "table", "xlsx" or "parquet".

    Raises:
        ValueError: no writer has this name.
    """
    several = [extractions] if isinstance(extractions, Extraction) else extractions
    (whole_writer_named(format) or writer_named(format)).write(several, out)


def load_file(path: str, name: str, limits: Limits) -> bytes:
    """The bytes of a file.

    Args:
        path: where it is.
        name: what messages call it.
        limits: a larger file is refused unread.

    Raises:
        MissingDocumentError: there is none, or it cannot be opened.
        RefusedDocumentError: it is larger.
    """
    try:
        return _file_bytes(Path(path), limits)
    except (MissingDocumentError, RefusedDocumentError) as error:
        raise type(error)(name, *error.args[1:]) from error.__cause__


def _load(source: Input) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "-", source
    limits = Limits()
    if isinstance(source, (str, Path)):
        return str(source), _file_bytes(Path(source), limits)
    if hasattr(source, "read"):
        name = str(getattr(source, "name", "-"))
        return name, _all_of(source, _PIECE, name, limits)
    raise TypeError(f"source must be a path, bytes or a binary stream, not {type(source).__name__}")


def _file_bytes(path: Path, limits: Limits) -> bytes:
    name = str(path)
    if path.is_dir():
        raise MissingDocumentError(
            name, "This is a folder.", "Name the files in it.", "フォルダです。", "中のファイルを指定してください。"
        )
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            check_size(size, name, limits)
            return _all_of(stream, size + 1, name, limits)  # more than it said: a device says that it is empty
    except FileNotFoundError:
        raise MissingDocumentError(
            name,
            "There is no such file.",
            "Check the path.",
            "ファイルがありません。",
            "場所と名前を確かめてください。",
        ) from None
    except (OSError, ValueError) as error:
        raise MissingDocumentError(
            name,
            f"The file cannot be opened ({type(error).__name__}).",
            "Check the permissions, and that no other program holds it.",
            f"ファイルを開けません({type(error).__name__})。",
            "権限と、ほかのプログラムで開いていないことを確かめてください。",
        ) from error


def _all_of(stream: BinaryIO, first: int, name: str, limits: Limits) -> bytes:
    """Everything a stream gives, up to the limit; one read may give less than was asked for.

    Args:
        stream: open for reading bytes.
        first: how many bytes to ask for first.
        name: what messages call it.
        limits: what a document may cost.
    """
    pieces: list[bytes] = []
    size = 0
    while True:
        piece = stream.read(_PIECE if pieces else first)
        if not isinstance(piece, bytes):
            raise TypeError("the stream gives text; open it in binary mode")
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        check_size(size, name, limits)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _page_numbers(pages: Iterable[int] | None) -> tuple[int, ...] | None:
    if pages is None:
        return None
    numbers = tuple(sorted(set(pages)))
    if not numbers or any(not isinstance(number, int) or number < 1 for number in numbers):
        raise ValueError("pages must be numbers from 1")
    return numbers
