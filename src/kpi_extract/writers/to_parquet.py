"""Parquet in long form: one row per observation, columns as in COLUMNS, for DuckDB, pandas and polars.

Needs the extra [parquet]. The same rows in the same order give the same bytes with the same release of pyarrow,
however they were cut into parts. Numbers are doubles; a whole number that no double holds (beyond 2**53, so never a
yen amount of a real budget) stands in `text`, digit for digit, and is null in `value`: rounded it would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from kpi_extract.errors import MissingExtraError
from kpi_extract.records import SCHEMA_VERSION, Extraction
from kpi_extract.version import __version__
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.rows import rows, rows_of

if TYPE_CHECKING:
    import pyarrow

NAME = "parquet"
SUFFIXES: tuple[str, ...] = (".parquet",)

Row = Mapping[str, Any]

PARTITION_COLUMNS = (
    *("report_fiscal_year", "fiscal_year", "prefecture", "municipality"),
    *("role", "status", "basis", "dimension", "missing"),
)
"""What rows may be shared out by. Readers take folder names that look like numbers for numbers: no codes, no dates."""

_NULL = "__HIVE_DEFAULT_PARTITION__"
_CONVERTED = 1024
"""Rows turned into columns at once: as dicts they take much more room."""
_ROW_GROUP = 32_768
"""Rows of a row group, which is what a writer holds."""
_SORTED = 65_536
"""Rows sorted by partition in memory before they go to the disk."""
_NOT_IN_A_FILE_NAME = re.compile(r'[\x00-\x1f\x7f"#%\'*/:<=>?\\^{|}\[\]]|^\.|[. ]$')


def _pyarrow() -> Any:
    """The library, with the modules used here."""
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("pyarrow", "parquet") from error
    return pyarrow


def schema() -> pyarrow.Schema:
    """The columns with their types; the metadata names the versions of program and records.

    Raises:
        MissingExtraError: pyarrow is not installed; so do all functions here.
    """
    return _columns((column.name, column.kind) for column in COLUMNS)


def _columns(kinds: Iterable[tuple[str, str]]) -> pyarrow.Schema:
    pa = _pyarrow()
    types = {"string": pa.string(), "integer": pa.int32(), "number": pa.float64(), "boolean": pa.bool_()}
    versions = {"kpi_extract.version": __version__, "kpi_extract.schema_version": SCHEMA_VERSION}
    return pa.schema([pa.field(name, types[kind]) for name, kind in kinds], metadata=versions)


def write_part(rows: Iterable[Row], out: str | Path | BinaryIO) -> None:
    """Write rows as one file, one row group after the other; no more than two of them are held.

    Args:
        rows: as `rows_of` makes them.
        out: a path, overwritten, or a binary stream.
    """
    _write(_tables(rows), out, schema())


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write the rows of all documents as one file."""
    write_part((row for one in extractions for row in rows(one)), out)


def write_data(documents: Iterable[Mapping[str, Any]], out: BinaryIO) -> None:
    """Write the rows of what lines of our JSON Lines hold as one file."""
    write_part((row for one in documents for row in rows_of(one)), out)


def write_table(kinds: Mapping[str, str], table: Iterable[Row], out: BinaryIO) -> None:
    """Write any table as one file.

    Args:
        kinds: its columns in order: string, integer, number or boolean.
        table: rows with these keys, value, upper and text among them.
        out: where to.
    """
    pa = _pyarrow()
    columns = _columns(kinds.items())
    coming = iter(table)

    def pieces() -> Iterator[pyarrow.Table]:
        while some := [_as_doubles(row) for row in islice(coming, _CONVERTED)]:
            arrays = [pa.array([row[one.name] for row in some], one.type) for one in columns]
            yield pa.Table.from_arrays(arrays, schema=columns)

    _write(pieces(), out, columns)


def write_partitioned(rows: Iterable[Row], folder: Path, by: Sequence[str]) -> list[Path]:
    """Write rows as one file per partition: `fiscal_year=2022/prefecture=北海道/part-0.parquet`.

    Rows keep their order within a file; the columns of `by` stand in the folder names only, null as
    `__HIVE_DEFAULT_PARTITION__`. However many rows and partitions, memory holds a bounded number of rows: they are
    sorted in pieces that wait inside the folder, which takes about as much disk again.

    Args:
        rows: as `rows_of` makes them, of any number of documents.
        folder: made if it is not there; must be empty, for files of an earlier run would be read with the new ones.
        by: some of PARTITION_COLUMNS, outermost first; none gives one file.

    Returns:
        The files, sorted.

    Raises:
        ValueError: `by` names something else, or a column twice.
        FileExistsError: the folder is not empty.
    """
    wrong = [name for name in by if name not in PARTITION_COLUMNS]
    if wrong or len(set(by)) < len(by):
        raise ValueError(f"cannot partition by {', '.join(wrong or by)}; each once of: {', '.join(PARTITION_COLUMNS)}")
    whole = schema()
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    folder.mkdir(parents=True, exist_ok=True)
    kept = _pyarrow().schema([field for field in whole if field.name not in by], metadata=whole.metadata)
    files = []
    with TemporaryDirectory(prefix=".sorting-", dir=folder) as place:
        pieces = _sorted_pieces(rows, by, Path(place))
        for partition in sorted(pieces):
            path = folder / partition / "part-0.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write((table.select(kept.names) for table in _stored(pieces[partition])), path, kept)
            files.append(path)
    return files


def _write(tables: Iterable[pyarrow.Table], out: str | Path | BinaryIO, columns: pyarrow.Schema) -> None:
    pa = _pyarrow()
    with pa.parquet.ParquetWriter(out, columns, compression="zstd") as writer:
        for table in _regrouped(tables, _ROW_GROUP):
            writer.write_table(table.replace_schema_metadata(columns.metadata), row_group_size=_ROW_GROUP)


def _tables(rows: Iterable[Row]) -> Iterator[pyarrow.Table]:
    """Rows as columns, some at a time."""
    pa, columns = _pyarrow(), schema()
    coming = iter(rows)
    while exact := [_as_doubles(row) for row in islice(coming, _CONVERTED)]:
        arrays = [pa.array([row[field.name] for row in exact], field.type) for field in columns]
        yield pa.Table.from_arrays(arrays, schema=columns)


def _as_doubles(row: Row) -> Row:
    """The row with numbers that doubles hold; any other is text."""
    value, upper = row["value"], row["upper"]
    if (value is None or float(value) == value) and (upper is None or float(upper) == upper):
        return row
    return {**row, "value": None, "upper": None, "text": str(value) if upper is None else f"{value}〜{upper}"}


def _regrouped(tables: Iterable[pyarrow.Table], size: int) -> Iterator[pyarrow.Table]:
    """The same rows in tables of exactly `size` rows, the last one of what is left."""
    pa = _pyarrow()
    waiting: list[pyarrow.Table] = []
    count = 0
    for table in tables:
        waiting.append(table)
        count += table.num_rows
        while count >= size:
            together = pa.concat_tables(waiting)
            yield together.slice(0, size).combine_chunks()
            waiting, count = [together.slice(size)], count - size
    if count:
        yield pa.concat_tables(waiting).combine_chunks()


_Piece = tuple[Path, int]
"""A file of sorted rows, and which of its batches holds those of one partition."""


def _sorted_pieces(rows: Iterable[Row], by: Sequence[str], place: Path) -> dict[str, list[_Piece]]:
    """Rows sorted by partition into files; partition (a folder) → where its rows stand, in order."""
    pa = _pyarrow()
    pieces: dict[str, list[_Piece]] = {}
    folders: dict[tuple[Any, ...], str] = {}
    for number, some in enumerate(_regrouped(_tables(rows), _SORTED)):
        path = place / f"{number}.arrow"
        members: dict[str, list[int]] = {}
        for row, key in enumerate(zip(*(some.column(name).to_pylist() for name in by), strict=True) if by else ()):
            folder = folders.get(key) or folders.setdefault(key, _folder(by, key))
            members.setdefault(folder, []).append(row)
        if not by:
            members[""] = list(range(some.num_rows))
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(path, some.schema, options=options) as writer:
            for batch, (folder, wanted) in enumerate(members.items()):
                writer.write_table(some.take(pa.array(wanted, pa.int64())).combine_chunks())
                pieces.setdefault(folder, []).append((path, batch))
    return pieces


def _stored(pieces: Sequence[_Piece]) -> Iterator[pyarrow.Table]:
    """The rows of one partition, piece by piece."""
    pa = _pyarrow()
    for path, batch in pieces:
        with pa.OSFile(str(path)) as file:
            yield pa.Table.from_batches([pa.ipc.open_file(file).get_batch(batch)])


def _folder(by: Sequence[str], key: Sequence[Any]) -> str:
    """The folder of a partition: fiscal_year=2022/prefecture=北海道."""
    return "/".join(f"{name}={_folder_value(value)}" for name, value in zip(by, key, strict=True))


def _folder_value(value: object) -> str:
    if value is None or value == "":
        return _NULL
    return _NOT_IN_A_FILE_NAME.sub(lambda found: f"%{ord(found.group()):02X}", str(value))
