"""Parquet as its readers see it: the same numbers, nulls and names; the same bytes; memory that does not grow."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet
import pytest

from kpi_extract import extract, rows
from kpi_extract.records import SCHEMA_VERSION
from kpi_extract.version import __version__
from kpi_extract.writers import to_parquet
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.to_csv import SEVERAL, write_rows
from kpi_extract.writers.to_parquet import schema, write_part, write_partitioned
from tests.test_docs import blocks
from tests.test_rows import DOCUMENTS, numbers

NAMES = [column.name for column in COLUMNS]
BY = ("fiscal_year", "prefecture")


@pytest.fixture(scope="module")
def table() -> list[dict[str, Any]]:
    """Rows of several documents: two publishers, one document of nobody."""
    towns = ("釧路市", "大阪府堺市", None)
    extractions = (extract(path, municipality=towns[at % 3]) for at, path in enumerate(DOCUMENTS))
    found = [row for extraction in extractions for row in rows(extraction)]
    assert len({row["prefecture"] for row in found}) == 3
    assert None in {row["fiscal_year"] for row in found}
    return found


def asked(question: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(question).fetchall()


def sorted_rows(several: list[dict[str, Any]]) -> list[list[Any]]:
    return sorted(([row[name] for name in NAMES] for row in several), key=repr)


def test_the_schema_has_types_and_versions() -> None:
    types = {"string": "string", "integer": "int32", "number": "double", "boolean": "bool"}
    assert [(field.name, str(field.type)) for field in schema()] == [(c.name, types[c.kind]) for c in COLUMNS]
    assert schema().metadata == {
        b"kpi_extract.version": __version__.encode(),
        b"kpi_extract.schema_version": SCHEMA_VERSION.encode(),
    }


def test_duckdb_reads_the_same_rows(table: list[dict[str, Any]], tmp_path: Path) -> None:
    write_part(table, tmp_path / "part-0.parquet")
    found = asked(f"SELECT * FROM '{tmp_path}/*.parquet'")
    assert found == [tuple(row[name] for name in NAMES) for row in table]
    kept = pyarrow.parquet.read_schema(tmp_path / "part-0.parquet")
    assert kept.equals(schema(), check_metadata=True)


def test_a_stream_gets_the_bytes_of_a_file(table: list[dict[str, Any]], tmp_path: Path) -> None:
    write_part(table, tmp_path / "x.parquet")
    out = io.BytesIO()
    write_part(iter(table), out)
    assert out.getvalue() == (tmp_path / "x.parquet").read_bytes()


def test_partitions_are_read_by_duckdb_and_pyarrow_with_nulls_and_names(
    table: list[dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    files = write_partitioned(table, out, BY)
    folders = {str(path.parent.relative_to(out)) for path in files}
    assert {path.name for path in files} == {"part-0.parquet"}
    assert sorted(out.rglob("*.parquet")) == sorted(files)
    assert "fiscal_year=2022/prefecture=北海道" in folders
    assert {folder.split("/")[0] for folder in folders} > {"fiscal_year=__HIVE_DEFAULT_PARTITION__"}
    assert {folder.split("/")[1] for folder in folders} > {"prefecture=__HIVE_DEFAULT_PARTITION__"}
    expected = sorted_rows(table)
    names = ", ".join(f'"{name}"' for name in NAMES)
    for source in (f"'{out}/**/*.parquet'", f"read_parquet('{out}/**/*.parquet', hive_partitioning = true)"):
        assert sorted(([*row] for row in asked(f"SELECT {names} FROM {source}")), key=repr) == expected
    # What pandas calls.
    assert sorted_rows(pyarrow.parquet.read_table(out).to_pylist()) == expected


def test_rows_keep_their_order_in_a_file(table: list[dict[str, Any]], tmp_path: Path) -> None:
    for path in write_partitioned(table, tmp_path / "out", ["role"]):
        role = path.parent.name.partition("=")[2]
        found = pyarrow.parquet.ParquetFile(path).read()["raw"].to_pylist()
        assert found == [row["raw"] for row in table if row["role"] == role]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_rows_give_the_same_bytes_however_they_are_sorted(
    table: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_partitioned(table, tmp_path / "a", BY)
    write_partitioned(table, tmp_path / "b", BY)
    monkeypatch.setattr(to_parquet, "_CONVERTED", 7)
    monkeypatch.setattr(to_parquet, "_SORTED", 100)
    write_partitioned(table, tmp_path / "c", BY)
    assert len(digests(tmp_path / "a")) > 10
    assert digests(tmp_path / "a") == digests(tmp_path / "b") == digests(tmp_path / "c")


def test_no_partition_is_one_file_and_no_row_is_none(table: list[dict[str, Any]], tmp_path: Path) -> None:
    write_part(table, tmp_path / "x.parquet")
    (path,) = write_partitioned(table, tmp_path / "out", [])
    assert path == tmp_path / "out" / "part-0.parquet"
    assert path.read_bytes() == (tmp_path / "x.parquet").read_bytes()
    assert write_partitioned([], tmp_path / "empty", BY) == []
    assert list((tmp_path / "empty").iterdir()) == []
    write_part([], tmp_path / "none.parquet")
    assert asked(f"SELECT * FROM '{tmp_path}/none.parquet'") == []


@pytest.mark.parametrize("by", [["municipality_code"], ["colour"], ["role", "role"], ["value"], ["sha256"]])
def test_what_readers_would_misread_is_no_partition(by: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot partition by"):
        write_partitioned([], tmp_path / "out", by)
    assert not (tmp_path / "out").exists()


def test_files_of_an_earlier_run_are_not_mixed_in(table: list[dict[str, Any]], tmp_path: Path) -> None:
    write_partitioned(table, tmp_path / "out", BY)
    before = digests(tmp_path)
    with pytest.raises(FileExistsError):
        write_partitioned(table, tmp_path / "out", BY)
    assert digests(tmp_path) == before


def test_a_name_from_data_stays_one_folder_inside(table: list[dict[str, Any]], tmp_path: Path) -> None:
    names = ["../../x", "a/b", "a%b=c", "..", ".", "x.", 'q"*?', "", "北海道"]
    made_up = [{**table[0], "prefecture": name} for name in names]
    files = write_partitioned(made_up, tmp_path / "out", ["prefecture"])
    assert len(files) == len(names)
    assert {path.parent.parent for path in files} == {tmp_path / "out"}
    found = asked(f"SELECT prefecture FROM '{tmp_path}/out/**/*.parquet'")
    assert {name for (name,) in found} == {None if name == "" else name for name in names}


def test_a_number_no_double_holds_is_text_and_never_rounded(tmp_path: Path) -> None:
    write_part(rows(numbers()), tmp_path / "x.parquet")
    found = asked(f"SELECT raw, value, text FROM '{tmp_path}/x.parquet' WHERE role = 'actual'")
    odd = ("12345678901234567890", None, "12345678901234567890")
    assert found[6] == odd
    expected = [(row["raw"], float(row["value"]), None) for row in rows(numbers()) if row["role"] == "actual"]
    assert [*found[:6], *found[7:]] == [*expected[:6], *expected[7:]]


@pytest.mark.parametrize("by", [None, BY])
def test_memory_does_not_grow_with_the_rows(
    table: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: tuple[str, ...] | None
) -> None:
    monkeypatch.setattr(to_parquet, "_CONVERTED", 100)
    monkeypatch.setattr(to_parquet, "_SORTED", 400)
    monkeypatch.setattr(to_parquet, "_ROW_GROUP", 400)
    few = [row for row in table if row["fiscal_year"] in (2021, 2022)]
    peaks = []
    usual = pyarrow.default_memory_pool()
    for times in (10, 40):
        pool = pyarrow.proxy_memory_pool(usual)
        pyarrow.set_memory_pool(pool)
        try:
            coming: Iterator[dict[str, Any]] = (row for _ in range(times) for row in few)
            if by is None:
                write_part(coming, tmp_path / f"{times}.parquet")
            else:
                write_partitioned(coming, tmp_path / f"{times}", by)
        finally:
            pyarrow.set_memory_pool(usual)
        peaks.append(pool.max_memory())
    assert 0 < peaks[1] <= 1.2 * peaks[0]


def test_row_groups_are_whole(table: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_parquet, "_ROW_GROUP", 100)
    write_part(table, tmp_path / "x.parquet")
    file = pyarrow.parquet.ParquetFile(tmp_path / "x.parquet")
    sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert set(sizes[:-1]) == {100}
    assert sum(sizes) == len(table)


def test_without_pyarrow_the_error_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from kpi_extract import MissingExtraError\n"
        "from kpi_extract.writers.to_parquet import write_part\n"
        "try: write_part([], 'x')\n"
        "except MissingExtraError as error: print(error, error.in_japanese())"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], capture_output=True, check=True)
    assert done.stdout.decode("utf-8").count("pip install kpi-extract[parquet]") == 2


def test_the_queries_of_the_page_run(
    table: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_partitioned(table, tmp_path / "out", BY)
    with (tmp_path / "all.csv").open("wb") as out:
        out.write(SEVERAL.start)
        write_rows(table, out)
    monkeypatch.chdir(tmp_path)
    (page,) = blocks("sql", "docs/rows.md")
    answers = [asked(question) for question in re.split(r";\n", page) if question]
    assert len(answers) == 3
    assert len(answers[0]) == sum(row["role"] == "actual" for row in table)
    years = [row["fiscal_year"] for row in table]
    assert sorted(answers[1], key=repr) == sorted({(year, years.count(year)) for year in years}, key=repr)
    assert len(answers[2]) == sum(bool(row["issues"]) for row in table)
