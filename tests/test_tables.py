"""Tables for people: CSV in its forms, Excel, the data package; what other programs read from them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pytest
from click.testing import CliRunner

from kpi_extract import Extraction, Indicator, Observation, Project, extract, rows, write
from kpi_extract.cli import main
from kpi_extract.issues import CATALOGUE, IssueCode
from kpi_extract.place import Place
from kpi_extract.records import DocumentInfo, Generator, Issue, Municipality, Unit
from kpi_extract.writers import workbook
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.csv_form import CsvForm
from kpi_extract.writers.json_text import data_of
from kpi_extract.writers.to_csv import write_formed

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "kushiro-r4.docx"
INJECTIONS = [
    *("=1+1", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1+1", "＠x", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://example.com","x")', "http://example.com", "mailto:a@example.com"),
    *("=IMPORTXML(1,2)", "{=1+1}", "=DDE(1)", "'=1", "\u200b=1", "\ufeff=1", "+A1", "-A1", "internal:Sheet1!A1"),
    *("file:///x", "ftp://example.com", "=WEBSERVICE(1)", "@x", "\x01=1"),
]
DOCUMENT = DocumentInfo(
    name="報告.pdf",
    sha256="0" * 64,
    media_type="application/pdf",
    municipality=Municipality(name="釧路市", code="012068", prefecture="北海道"),
    generator=Generator(name="kpi-extract", version="0"),
)
人 = Unit(raw="人", symbol="人", dimension="count")


def report(*indicators: Indicator, issues: list[Issue] | None = None) -> Extraction:
    return Extraction(
        document=DOCUMENT, projects=[Project(name="事業", indicators=list(indicators))], issues=issues or []
    )


def book_of(*extractions: Extraction) -> Any:
    out = io.BytesIO()
    write(list(extractions), out, "xlsx")
    return openpyxl.load_workbook(out)


def table(sheet: Any) -> list[dict[str, Any]]:
    lines = list(sheet.iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def csv_of(extraction: Extraction, form: CsvForm) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_formed(lambda: [(data_of(extraction), None)], out, form)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(form.encoding))))


@pytest.fixture(scope="module")
def kushiro() -> Extraction:
    return extract(SAMPLE, municipality="釧路市")


# --- wide CSV ----------------------------------------------------------------------------------------------------------


def test_wide_has_a_row_an_indicator_and_a_column_a_year(kushiro: Extraction) -> None:
    found = csv_of(kushiro, CsvForm("wide"))
    indicators = [one for project in kushiro.projects for one in project.indicators]
    assert [line["indicator"] for line in found] == [one.name for one in indicators]
    first = found[0]
    assert [first[f"actual_{year}"] for year in (2019, 2020, 2021, 2022)] == ["21", "6", "25", "18"]
    assert (first["unit"], first["target_2022"], first["municipality_code"]) == ("人", "15", "012068")
    names = list(first)
    assert names == sorted(set(names), key=names.index)


def test_wide_says_in_words_what_is_more_than_a_number() -> None:
    件 = Unit(raw="件", symbol="件")
    indicator = Indicator(
        name="利用者数",
        name_raw="利用者数",
        unit=人,
        baseline=Observation(raw="10", value=Decimal(10), fiscal_year=2018),
        targets=[
            Observation(raw="30以上", value=Decimal(30), comparator="at_least", fiscal_year=2022, status="superseded"),
            Observation(raw="40~50", value=Decimal(40), upper=Decimal(50), fiscal_year=2022),
            Observation(raw="維持", text="維持"),
        ],
        actuals=[
            Observation(raw="-", missing="dash", fiscal_year=2019),
            Observation(raw="", missing="blank", fiscal_year=2020),
            Observation(raw="0", value=Decimal(0), fiscal_year=2021, issues=["role-assumed"]),
            Observation(raw="5件", value=Decimal(5), unit=件, fiscal_year=2022),
        ],
    )
    (found,) = csv_of(report(indicator), CsvForm("wide"))
    assert [found[name] for name in ("actual_2019", "actual_2020", "actual_2021", "actual_2022")] == [
        "-",
        "",
        "0",
        "5 件",
    ]
    assert [found[name] for name in ("target_2022", "target_2022_2", "target_undated")] == ["30以上", "40〜50", "維持"]
    assert (found["baseline"], found["baseline_period"], found["issues"]) == ("10", "2018", "role-assumed")


@pytest.mark.parametrize("shape", ["long", "wide"])
def test_japanese_titles_are_unique(shape: Any, kushiro: Extraction) -> None:
    out = io.BytesIO()
    write_formed(lambda: [(data_of(kushiro), None)], out, CsvForm(shape, "ja"))
    titles = next(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert len(set(titles)) == len(titles)
    assert "団体コード" in titles
    assert "2022年度実績値" in titles or shape == "long"


def test_the_standard_form_is_what_the_csv_writer_writes(kushiro: Extraction) -> None:
    plain, formed = io.BytesIO(), io.BytesIO()
    write(kushiro, plain, "csv")
    assert write_formed(lambda: [(data_of(kushiro), None)], formed, CsvForm()) == []
    assert formed.getvalue() == plain.getvalue()


def test_cp932_says_what_it_had_to_replace(tmp_path: Path) -> None:
    (tmp_path / "報告.txt").write_text("指標\t単位\tR4実績値\n𠮷野〜髙山の利用者①−\t人\t5\n𠮷の店\t店\t6\n", "utf-8")
    path = tmp_path / "出力.csv"
    arguments = [str(tmp_path / "報告.txt"), "-o", str(path), "--output-encoding", "cp932", "--lang", "ja", "-q"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    found = list(csv.DictReader(io.StringIO(path.read_bytes().decode("cp932"))))
    assert [line["indicator"] for line in found] == ["〓野～髙山の利用者①－", "〓の店"]
    assert "2 行目、indicator 列: 𠮷 (U+20BB7) は cp932 にないため 〓 としました(2 回)" in done.stderr
    assert len(done.stderr.splitlines()) == 1  # 〜 and − have one number in cp932 whatever they have in Unicode


# --- Excel -------------------------------------------------------------------------------------------------------------


def test_the_sheets_of_the_workbook(kushiro: Extraction) -> None:
    book = book_of(kushiro)
    assert book.sheetnames == ["指標", "事業", "要確認", "出典"]
    for sheet in book:
        titles = [cell.value for cell in sheet[1]]
        assert len(set(titles)) == len(titles)
        assert None not in titles
        assert sheet.merged_cells.ranges == set()
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(
            4 < sheet.column_dimensions[openpyxl.utils.get_column_letter(n)].width < 60 for n in range(1, len(titles))
        )
    first = table(book["指標"])[0]
    assert (first["団体コード"], first["年度(西暦)"], first["年度(和暦)"]) == ("012068", 2019, "令和元年度")
    assert (first["実績値"], first["単位"], first["実績値(原文)"]) == (21, "人", "21")
    assert len(table(book["事業"])) == len(kushiro.projects)
    source = table(book["出典"])[0]
    assert (source["報告年度(西暦)"], source["SHA-256"]) == (2022, kushiro.document.sha256)


def test_every_value_is_in_the_workbook_once(kushiro: Extraction) -> None:
    lines = table(book_of(kushiro)["指標"])
    names = {"baseline": "基準値", "target": "目標値", "actual": "実績値", "achievement_rate": "達成率"}
    wanted = sorted(
        (row["indicator"], names[row["role"]], row["fiscal_year"] or 0, row["raw"], row["value"])
        for row in rows(kushiro)
        if row["role"] in names and row["raw"]
    )
    found = sorted(
        (line["指標名"], role, line["年度(西暦)"] or 0, line[f"{role}(原文)"], line[role])
        for line in lines
        for role in names.values()
        if line[f"{role}(原文)"]
    )
    assert [(*one[:4],) for one in found] == [(*one[:4],) for one in wanted]
    assert [one[4] for one in found] == [float(one[4]) if one[4] is not None else None for one in wanted]


def test_dash_blank_word_and_zero_stay_different_in_the_workbook() -> None:
    actuals = [
        Observation(raw="-", missing="dash", fiscal_year=2019),
        Observation(raw="", missing="blank", fiscal_year=2020),
        Observation(raw="算定中", missing="word", fiscal_year=2021),
        Observation(raw="0", value=Decimal(0), fiscal_year=2022),
        Observation(raw="策定", text="策定", fiscal_year=2023),
    ]
    lines = table(book_of(report(Indicator(name="k", name_raw="k", unit=人, actuals=actuals)))["指標"])
    assert [(line["実績値"], line["値のない理由"]) for line in lines] == [
        (None, "実績値: 横線"),
        (None, "実績値: 空欄"),
        (None, "実績値: 語句"),
        (0, None),
        (None, "実績値: 文字の値"),
    ]


def test_two_targets_of_a_year_and_two_units_have_rows_of_their_own() -> None:
    targets = [
        Observation(raw="5", value=Decimal(5), fiscal_year=2022, status="superseded"),
        Observation(raw="8", value=Decimal(8), fiscal_year=2022, status="final"),
    ]
    actuals = [Observation(raw="3件", value=Decimal(3), fiscal_year=2022, unit=Unit(raw="件", symbol="件"))]
    lines = table(book_of(report(Indicator(name="k", name_raw="k", unit=人, targets=targets, actuals=actuals)))["指標"])
    assert [(line["単位"], line["目標値"], line["目標値の種類"], line["実績値"]) for line in lines] == [
        ("人", 5, "改定前", None),
        ("人", 8, "最終", None),
        ("件", None, None, 3),
    ]


def test_issues_are_in_japanese_with_their_places() -> None:
    issue = Issue(
        code="unit-conflict",
        severity="warning",
        message=CATALOGUE[IssueCode.UNIT_CONFLICT].message.format(text="社・団体 / 社"),
        hint="x",
        indicator="/projects/0/indicators/0",
        field="unit",
        place=Place(page=3, table=1, row=2, column=5),
    )
    (line,) = table(book_of(report(Indicator(name="企業数", name_raw="企業数"), issues=[issue]))["要確認"])
    assert (line["重要度"], line["指標名"], line["事業名"], line["ページ"], line["列"]) == (
        "警告",
        "企業数",
        "事業",
        3,
        5,
    )
    assert "社・団体 / 社" in line["内容"]
    assert not re.search("[a-z]{4}", line["内容"])


def test_numbers_that_excel_would_round_stay_whole() -> None:
    actuals = [
        Observation(raw="", value=Decimal(value), fiscal_year=2000 + n)
        for n, value in enumerate(["123456789012345", "1234567890123456", "57.1", "0.1", "-3"])
    ]
    lines = table(book_of(report(Indicator(name="k", name_raw="k", actuals=actuals)))["指標"])
    assert [line["実績値"] for line in lines] == [123456789012345, "1234567890123456", 57.1, 0.1, -3]


def test_no_text_of_a_document_becomes_a_formula_or_a_link() -> None:
    indicators = [
        Indicator(name=text, name_raw=text, actuals=[Observation(raw=text, text=text, fiscal_year=2022)])
        for text in INJECTIONS
    ]
    out = io.BytesIO()
    write(report(*indicators), out, "xlsx")
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    sheets = [text for name, text in parts.items() if "/worksheets/" in name]
    assert not any("<f>" in text or "<f " in text or "<hyperlink" in text for text in sheets)
    assert not any("hyperlink" in text for name, text in parts.items() if name.endswith(".rels"))
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type in ("s", "n", "inlineStr") and cell.hyperlink is None for cell in cells)
    assert len(INJECTIONS) >= 30
    found = [line["指標名"] for line in table(book["指標"])]
    assert [text for text in INJECTIONS if text.isprintable() and text not in found] == []


def test_rows_are_as_high_as_their_wrapped_texts() -> None:
    names = ["短い", "あ" * 40, "あ" * 4000]
    sheet = book_of(report(*(Indicator(name=name, name_raw=name) for name in names)))["指標"]
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights == [None, 45, 120]  # 15 is what a row has by itself


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    long = "あ" * 40_000
    (line,) = table(book_of(report(Indicator(name=long, name_raw=long)))["指標"])
    assert len(line["指標名"]) <= workbook.LONGEST_TEXT
    assert line["指標名"].endswith("…(続きはJSONにあります)")


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch, kushiro: Extraction) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 30)
    book = book_of(kushiro)
    assert book.sheetnames == ["指標", "事業", "要確認", "出典", "指標 (2)", "指標 (3)"]
    parts = [len(table(book[name])) for name in ("指標", "指標 (2)", "指標 (3)")]
    monkeypatch.undo()
    assert sum(parts) == len(table(book_of(kushiro)["指標"]))


def test_the_same_records_make_the_same_bytes(kushiro: Extraction) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write(kushiro, first, "xlsx")
    write(kushiro, second, "xlsx")
    assert first.getvalue() == second.getvalue()


# --- other programs ----------------------------------------------------------------------------------------------------


def test_pandas_and_duckdb_read_back_the_same_values(kushiro: Extraction, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    with path.open("wb") as out:
        write(kushiro, out, "csv")
    wanted = [(row["pointer"], row["value"], row["unit"], row["municipality_code"]) for row in rows(kushiro)]
    frame = pandas.read_csv(path, dtype={"municipality_code": str})
    found = [
        tuple(None if value != value else value for value in line)  # NaN is what pandas has for nothing
        for line in frame[["pointer", "value", "unit", "municipality_code"]].itertuples(index=False)
    ]
    exact = [(pointer, None if value is None else float(value), unit, code) for pointer, value, unit, code in wanted]
    assert found == exact
    query = "SELECT pointer, CAST(value AS DOUBLE), unit, municipality_code FROM read_csv(?, all_varchar = true)"
    assert duckdb.execute(query, [str(path)]).fetchall() == exact
    book = tmp_path / "表.xlsx"
    with book.open("wb") as out:
        write(kushiro, out, "xlsx")
    sheet = pandas.read_excel(book, sheet_name="指標", dtype={"団体コード": str})
    assert len(sheet) == len(table(openpyxl.load_workbook(book)["指標"]))
    assert set(sheet["団体コード"]) == {"012068"}


# --- the command -------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "-q", "--lang", "en"])


def test_one_document_several_and_a_folder_become_workbooks(tmp_path: Path) -> None:
    other = ROOT / "samples" / "kushiro-r5-made-up.docx"
    assert run(str(SAMPLE), "-o", str(tmp_path / "一つ.xlsx")).exit_code == 0
    assert run(str(SAMPLE), str(other), "-o", str(tmp_path / "二つ.xlsx")).exit_code == 0
    assert run(str(SAMPLE), str(other), "-f", "xlsx", "-o", f"{tmp_path}/out/").exit_code == 0
    assert run("batch", str(SAMPLE), str(other), "-o", str(tmp_path / "全部.xlsx")).exit_code == 0
    both = [line["文書名"] for line in table(openpyxl.load_workbook(tmp_path / "二つ.xlsx")["出典"])]
    assert both == [SAMPLE.name, other.name]
    assert [one.name for one in sorted((tmp_path / "out").iterdir())] == [f"{SAMPLE.name}.xlsx", f"{other.name}.xlsx"]
    assert (tmp_path / "out" / f"{SAMPLE.name}.xlsx").read_bytes() == (tmp_path / "一つ.xlsx").read_bytes()
    assert (tmp_path / "全部.xlsx").read_bytes() == (tmp_path / "二つ.xlsx").read_bytes()


def test_parquet_of_one_document(tmp_path: Path) -> None:
    assert run(str(SAMPLE), "-o", str(tmp_path / "x.parquet")).exit_code == 0
    count = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(tmp_path / "x.parquet")]).fetchone()
    assert count == (len(list(rows(extract(SAMPLE)))),)


@pytest.mark.parametrize(
    "arguments", [("--shape", "wide"), ("--header", "ja"), ("--output-encoding", "cp932"), ("--datapackage",)]
)
def test_options_of_csv_are_refused_elsewhere(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(str(SAMPLE), "-o", str(tmp_path / "x.json"), *arguments).exit_code == 2
    assert run("batch", str(SAMPLE), "-o", str(tmp_path / "x.jsonl"), *arguments).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_batch_in_one_wide_csv_is_what_extract_writes_but_for_the_source(tmp_path: Path) -> None:
    assert run("batch", str(SAMPLE), "-o", str(tmp_path / "a.csv"), "--shape", "wide").exit_code == 0
    assert run(str(SAMPLE), "-o", str(tmp_path / "b.csv"), "--shape", "wide").exit_code == 0
    one, other = (
        list(csv.DictReader(io.StringIO((tmp_path / name).read_text("utf-8-sig")))) for name in ("a.csv", "b.csv")
    )
    assert [{**line, "source": ""} for line in one] == other


# --- data package ------------------------------------------------------------------------------------------------------

FORMS = [
    CsvForm(shape, header, encoding)
    for shape in ("long", "wide")
    for header in ("en", "ja")
    for encoding in ("utf-8-sig", "utf-8", "cp932")
]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_data_package_is_valid(form: CsvForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frictionless = pytest.importorskip("frictionless")
    options = ["--shape", form.shape, "--header", form.header, "--output-encoding", form.encoding]
    assert run(str(SAMPLE), "-o", str(tmp_path / "x.csv"), "--datapackage", *options).exit_code == 0
    monkeypatch.chdir(tmp_path)
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    result = frictionless.validate("datapackage.json")
    assert result.valid, result.flatten(["type", "message"])
    fields = described["resources"][0]["schema"]["fields"]
    assert form.shape == "wide" or [field["type"] for field in fields] == [column.kind for column in COLUMNS]
    (tmp_path / "x.csv").write_bytes((tmp_path / "x.csv").read_bytes() + b"x\r\n")
    assert not frictionless.validate("datapackage.json").valid


# --- the government's rules for machine-readable data ------------------------------------------------------------------


def lines_of_both(kushiro: Extraction) -> Iterator[tuple[str, list[list[Any]]]]:
    for shape in ("long", "wide"):
        out = io.BytesIO()
        write_formed(lambda: [(data_of(kushiro), None)], out, CsvForm(shape))
        yield shape, list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    for sheet in book_of(kushiro):
        yield sheet.title, [list(line) for line in sheet.iter_rows(values_only=True)]


def test_each_file_and_sheet_is_one_table_with_its_header_in_the_first_line(kushiro: Extraction) -> None:
    for name, lines in lines_of_both(kushiro):
        assert all(lines[0]), name  # L1-05, L3-01: every column is named, in line 1
        assert len(set(lines[0])) == len(lines[0]), name  # L2-03
        assert {len(line) for line in lines} == {len(lines[0])}, name  # L1-02
        assert all(any(cell not in (None, "") for cell in line) for line in lines), name  # no empty line


def test_numbers_are_numbers_and_units_stand_beside_them(kushiro: Extraction) -> None:
    lines = dict(lines_of_both(kushiro))
    header, *body = lines["long"]
    for name in ("value", "upper", "fiscal_year", "page"):
        cells = [line[header.index(name)] for line in body]
        assert all(re.fullmatch(r"(-?[0-9]+(\.[0-9]+)?)?", cell) for cell in cells), name  # L2-01: no comma, no unit
    header, *body = lines["指標"]
    for name in ("基準値", "目標値", "実績値", "達成率", "年度(西暦)"):
        assert all(not isinstance(line[header.index(name)], str) for line in body), name
    assert all(line[header.index("単位")] for line in body if line[header.index("実績値")] is not None)


def test_values_are_repeated_where_the_report_merges_cells(kushiro: Extraction) -> None:
    header, *body = dict(lines_of_both(kushiro))["指標"]
    assert all(line[header.index("事業名")] and line[header.index("指標名")] for line in body)  # L1-12, L2-02


def test_time_is_western_and_towns_have_their_code(kushiro: Extraction) -> None:
    lines = dict(lines_of_both(kushiro))
    header, *body = lines["long"]
    assert all(re.fullmatch("([0-9]{4})?", line[header.index("fiscal_year")]) for line in body)  # L3-05
    assert all(re.fullmatch(r"([0-9]{4}(-[0-9]{2}){0,2})?", line[header.index("date")]) for line in body)
    assert {line[header.index("municipality_code")] for line in body} == {"012068"}  # L3-06
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in header)  # L3-08: alphanumeric physical names
