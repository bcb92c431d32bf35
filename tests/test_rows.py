"""One flat row per observation: all of them, with the names and numbers of the records; and what the writers make of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kpi_extract import Extraction, extract, rows, rows_of, write
from kpi_extract.records import DocumentInfo, Generator, Indicator, Municipality, Observation, Project, Unit
from kpi_extract.writers import WRITERS, Writer, writer_for_suffix, writer_named
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.to_csv import plain_text, safe_text
from kpi_extract.writers.to_json import as_data

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "tests" / "fixtures" / "reports" / "documents"
DOCUMENTS = [
    *sorted(path for path in (ROOT / "samples").iterdir() if path.suffix != ".md"),
    *(
        REPORTS / f"{name}.docx"
        for name in ("09-osaki", "25-okayama", "32a-urakawa", "recon-18", "34-aya", "13-tsukuba")
    ),
]
NAMES = [column.name for column in COLUMNS]
KINDS: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}

INJECTIONS = (
    *("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.com","x")', "=SUM(A1:A9)", "= 1", '="a"', "=A1", "=-1"),
    *("+1+2", "+cmd|' /C calc'!A0", "+A1", "+6010人", "-1+2", "-5人", "-A1", "-5-3", "-2+3+cmd|' /C calc'!A0", "--1"),
    *("@SUM(1)", "@A1", "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", " =1+1", "　=1+1", "\ufeff=1+1", "\u200b=1+1"),
    *("＝1+1", "＋1+2", "－1＋2", "＠SUM(1)", "'=1+1", '"=1+1', ",=1+1", '=1","=2', "=1\r\n=2", "+-1", "-１+1", "-1e5"),
)
PRINTED = (
    "-",
    "－",
    "--",
    "-5",
    "+3",
    "-1,234.5",
    "-34.3%",
    "+10,000",
    "▲1.2",
    "△5",
    "−5",
    "―",
    "'84",
    "",
    "a=b",
    "〃",
)


def of_texts(texts: tuple[str, ...]) -> Extraction:
    """A document with each text in every place where a document has its say."""
    projects = [
        Project(
            label=text,
            name=text,
            category=[text, text],
            grant=text,
            department=text,
            indicators=[
                Indicator(
                    name=text,
                    name_raw=text,
                    label=text,
                    definition=text,
                    unit=Unit(raw=text, symbol=text),
                    actuals=[Observation(raw=text, text=text, period_raw=text, marks=[text] if text else [])],
                )
            ],
        )
        for text in texts
    ]
    town = Municipality(name="釧路市", code="012068", prefecture="北海道")
    document = DocumentInfo(
        name="=1+1.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        municipality=town,
        generator=Generator(name="kpi-extract", version="0"),
    )
    return Extraction(document=document, projects=projects)


ODD = of_texts((*INJECTIONS, *PRINTED))


def numbers() -> Extraction:
    """Numbers of every size, signs, a range, units with multipliers."""
    printed = ("0", "2300.0", "57.10", "-5", "0.0000001", "96250000", "12345678901234567890", "-0.5")
    yen = Unit(raw="千円", symbol="円", multiplier=Decimal(1000))
    actuals = [Observation(raw=text, value=Decimal(text)) for text in printed]
    actuals.append(Observation(raw="1〜2.5", value=Decimal(1), upper=Decimal("2.5"), unit=Unit(raw="%", symbol="%")))
    project = Project(
        name="x",
        budget=Observation(raw="96,250", value=Decimal(96250000), unit=yen),
        indicators=[Indicator(name="y", name_raw="y", unit=Unit(raw="人", symbol="人"), actuals=actuals)],
    )
    return ODD.model_copy(update={"projects": [project, Project(name="without observations")]})


@pytest.fixture(scope="module", params=[*DOCUMENTS, "odd", "numbers"], ids=lambda one: getattr(one, "name", one))
def extraction(request: pytest.FixtureRequest) -> Extraction:
    """Each of some documents, and made-up records."""
    if isinstance(request.param, Path):
        return extract(request.param, municipality="釧路市")
    return {"odd": ODD, "numbers": numbers()}[request.param]


def observations(data: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything in plain data that has the keys every observation has, with its JSON pointer."""
    if isinstance(data, dict) and {"raw", "inherited", "marks"} <= data.keys():
        yield pointer, data
    elif isinstance(data, (dict, list)):
        for key, one in data.items() if isinstance(data, dict) else enumerate(data):
            yield from observations(one, f"{pointer}/{key}")


def test_every_observation_is_one_row_with_what_it_says(extraction: Extraction) -> None:
    found = {row["pointer"]: row for row in rows(extraction)}
    expected = dict(observations(as_data(extraction)))
    assert sorted(found) == sorted(expected)
    assert len(list(rows(extraction))) == len(expected) > 0
    for pointer, observation in expected.items():
        row = found[pointer]
        for name in ("value", "upper", "text", "missing", "raw", "comparator", "fiscal_year", "date", "status", "part"):
            assert (row[name], type(row[name])) == (observation.get(name), type(observation.get(name)))
        assert tuple(row[name] for name in ("x0", "top", "x1", "bottom")) == tuple(
            observation.get("place", {}).get("box", [None] * 4)
        )


def test_rows_have_the_columns_with_their_types(extraction: Extraction) -> None:
    for row in rows(extraction, "in/a.pdf"):
        assert list(row) == NAMES
        assert row["source"] == "in/a.pdf"
        for column in COLUMNS:
            assert row[column.name] is None or isinstance(row[column.name], KINDS[column.kind]), column.name


def test_a_line_of_json_lines_gives_the_same_rows(extraction: Extraction) -> None:
    line = written([extraction], "jsonl")
    assert list(rows_of(json.loads(line), "x")) == list(rows(extraction, "x"))


def test_units_are_the_observations_own_or_the_indicators() -> None:
    budget, *actuals = rows(numbers())
    assert (budget["role"], budget["indicator_number"], budget["indicator_unit"]) == ("budget", None, None)
    assert (budget["unit"], budget["unit_raw"], budget["multiplier"], budget["value"]) == ("円", "千円", 1000, 96250000)
    assert {row["unit"] for row in actuals[:-1]} == {"人"}
    assert (actuals[-1]["unit"], actuals[-1]["indicator_unit"], actuals[-1]["upper"]) == ("%", "人", 2.5)
    assert actuals[1]["value"] == 2300
    assert isinstance(actuals[1]["value"], int)


def test_columns_are_described_once_and_in_both_languages() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert len({column.title_ja for column in COLUMNS}) == len(COLUMNS)
    for column in COLUMNS:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
        assert column.description.endswith(".")
        assert not column.description_ja.isascii()


def written(extractions: list[Extraction], format: str) -> bytes:
    out = io.BytesIO()
    write(extractions, out, format)
    return out.getvalue()


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def typed(cell: str, kind: str) -> Any:
    if cell == "":
        return None
    return plain_text(cell) if kind == "string" else json.loads(cell)


def without_empty_texts(row: dict[str, Any]) -> dict[str, Any]:
    """The row with null for an empty text: CSV has one form for both."""
    return {name: None if value == "" else value for name, value in row.items()}


def test_csv_reads_back_as_the_rows(extraction: Extraction) -> None:
    data = written([extraction, extraction], "csv")
    assert data.startswith(b"\xef\xbb\xbfsource,document,")
    head, *lines = read_csv(data)
    assert head == NAMES
    back = [
        {column.name: typed(cell, column.kind) for column, cell in zip(COLUMNS, line, strict=True)} for line in lines
    ]
    assert back == [without_empty_texts(row) for row in rows(extraction)] * 2
    unquoted = re.sub(rb'"[^"]*"', b"", data)
    assert unquoted.count(b"\r\n") == unquoted.count(b"\n") == len(back) + 1


def test_csv_is_read_by_duckdb_as_the_same_numbers(extraction: Extraction, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_bytes(written([extraction], "csv"))
    found = duckdb.execute(
        f"SELECT pointer, raw, value::DOUBLE, fiscal_year::INT FROM read_csv('{path}', all_varchar = true, parallel = false)"
    ).fetchall()
    expected = [
        (row["pointer"], row["raw"], None if row["value"] is None else float(row["value"]), row["fiscal_year"])
        for row in rows(extraction)
    ]
    assert [(pointer, plain_text(raw or ""), value, year) for pointer, raw, value, year in found] == expected


def is_formula(cell: str) -> bool:
    """What a spreadsheet might evaluate, told in other words than those of the writer."""
    seen = "".join(c for c in cell if c.isprintable() and c not in " 　").translate(str.maketrans("＝＋－＠", "=+-@"))
    if not seen.startswith(("=", "+", "-", "@")) or not seen.strip("-"):
        return False
    try:
        float(seen.replace(",", "").removesuffix("%"))
    except ValueError:
        return True
    return "e" in seen


def test_no_text_of_a_document_is_a_formula_in_csv() -> None:
    assert len(INJECTIONS) >= 30
    assert sum(is_formula(text) for text in INJECTIONS) >= 30
    cells = [cell for line in read_csv(written([ODD], "csv")) for cell in line]
    assert [cell for cell in cells if is_formula(cell)] == []


@pytest.mark.parametrize("text", [*INJECTIONS, *PRINTED])
def test_the_printed_text_can_be_had_back(text: str) -> None:
    assert plain_text(safe_text(text)) == text


def test_dashes_and_signed_numbers_stay_as_printed() -> None:
    assert [text for text in PRINTED if safe_text(text) != text] == ["'84"]


def test_numbers_are_written_in_full() -> None:
    values = [line[NAMES.index("value")] for line in read_csv(written([numbers()], "csv"))[1:]]
    printed = ["96250000", "0", "2300", "57.1", "-5", "0.0000001", "96250000", "12345678901234567890", "-0.5", "1"]
    assert values == printed


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.NAME)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_members_in_their_frame_are_the_output(writer: Writer, count: int) -> None:
    frame = writer.ALONE if count == 1 else writer.SEVERAL
    out = io.BytesIO()
    writer.write_member(ODD, out, frame.level)
    member = out.getvalue()
    joined = frame.start + frame.between.join([member] * count) + frame.end if count else frame.empty
    assert joined == written([ODD] * count, writer.NAME)


def test_one_member_among_several_is_an_array_of_one() -> None:
    writer = writer_named("json")
    out = io.BytesIO()
    writer.write_member(ODD, out, writer.SEVERAL.level)
    assert json.loads(writer.SEVERAL.start + out.getvalue() + writer.SEVERAL.end) == [as_data(ODD)]


def test_documents_are_written_as_they_come() -> None:
    out = io.BytesIO()

    def coming() -> Iterator[Extraction]:
        for _ in range(4):
            sizes.append(out.tell())
            yield ODD

    for name in ("json", "jsonl", "csv"):
        sizes: list[int] = []
        write(coming(), out, name)
        assert sizes[-1] > sizes[0], name


def test_a_writer_is_found_by_its_suffix() -> None:
    found = {
        suffix: getattr(writer_for_suffix(suffix), "NAME", None) for suffix in (".CSV", ".ndjson", ".json", ".x", "")
    }
    assert found == {".CSV": "csv", ".ndjson": "jsonl", ".json": "json", ".x": None, "": None}
