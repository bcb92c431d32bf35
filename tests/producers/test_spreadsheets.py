"""CSV as LibreOffice opens it: no text of a document becomes a formula, numbers are numbers.

Run by `make test-all`; a missing program is a failure, not a skip.
"""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from kpi_extract import extract, rows, write
from kpi_extract.writers.columns import COLUMNS
from kpi_extract.writers.to_csv import SEVERAL
from tests.test_rows import INJECTIONS, ODD, numbers

UTF8_WITH_COMMAS = "CSV:44,34,76,1"


def cells(csv: bytes, folder: Path) -> list[list[tuple[object, str]]]:
    """Value and type of each cell after LibreOffice turned the CSV into a workbook."""
    (folder / "x.csv").write_bytes(csv)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", profile, "--headless", f"--infilter={UTF8_WITH_COMMAS}", "--convert-to", "xlsx", "x.csv"]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=folder)
    sheet = openpyxl.load_workbook(folder / "x.xlsx").active
    return [[(cell.value, cell.data_type) for cell in line] for line in sheet.iter_rows()]


def written(format: str = "csv") -> bytes:
    out = io.BytesIO()
    write(ODD, out, format)
    return out.getvalue()


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    found = cells(written(), tmp_path)
    assert len(found) >= len(INJECTIONS)
    assert [cell for line in found for cell in line if cell[1] == "f"] == []


def test_the_judge_knows_formulas(tmp_path: Path) -> None:
    texts = (text.replace('"', '""') for text in INJECTIONS if "\0" not in text)
    found = cells("".join(f'"{text}"\r\n' for text in texts).encode("utf-8"), tmp_path)
    assert sum(cell[1] == "f" for line in found for cell in line) >= 5


def test_numbers_are_numbers(tmp_path: Path) -> None:
    out = io.BytesIO()
    write(numbers(), out, "csv")
    assert out.getvalue().startswith(SEVERAL.start)
    at = [column.name for column in COLUMNS].index("value")
    _, *found = [line[at] for line in cells(out.getvalue(), tmp_path)]
    assert {kind for _, kind in found} == {"n"}
    assert [value for value, _ in found] == pytest.approx([row["value"] for row in rows(numbers())], rel=1e-14)


def book_as_office_saves_it(data: bytes, folder: Path) -> openpyxl.Workbook:
    """A workbook of ours after LibreOffice opened it and saved it anew."""
    (folder / "ours.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "ours.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=folder)
    return openpyxl.load_workbook(folder / "saved" / "ours.xlsx")


def test_the_workbook_says_the_same_after_libreoffice(tmp_path: Path) -> None:
    out = io.BytesIO()
    write(extract(Path(__file__).parents[2] / "samples" / "kushiro-r4.docx", municipality="釧路市"), out, "xlsx")
    ours, theirs = openpyxl.load_workbook(out), book_as_office_saves_it(out.getvalue(), tmp_path)
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        wanted = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert [[cell.value for cell in line] for line in theirs[sheet.title].iter_rows()] == wanted
    assert theirs["指標"]["B2"].value == "012068"


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    book = book_as_office_saves_it(written("xlsx"), tmp_path)
    found = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert [cell.value for cell in found if cell.data_type == "f" or cell.hyperlink is not None] == []
    assert len(found) > 100
