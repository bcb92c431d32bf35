"""Printed arithmetic of Japanese budget books: what a page says must add up once it is read.

python -m benchmarks.books FOLDER_OR_FILE [--engine pdfium|pdfplumber]

A budget book (歳入歳出予算事項別明細書) checks itself: 比較 = 本年度 − 前年度 in every row, the sources of the money
(財源内訳) add up to 本年度, a supplementary budget adds 補正額 to 補正前の額, and a row called 計 is the sum of the rows
above it. Nothing here knows a particular book: columns are found by their headings, amounts by their form. Every sum
that does not hold is printed with what was read, for a person to look at the page.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kpi_extract.document import Cell, Document, Table
from kpi_extract.errors import DocumentError
from kpi_extract.readers import read_source
from kpi_extract.readers.source import Source

HEADINGS = {
    "this year": re.compile(r"本年度(当初)?(予算)?(要求)?額?"),
    "year before": re.compile(r"前年度(当初)?(予算)?額?"),
    "difference": re.compile(r"比較(増減)?(額)?"),
    "before": re.compile(r"補正前の?(予算)?額"),
    "amendment": re.compile(r"(今回)?補正(予算)?額"),
    "after": re.compile(r"(補正後の?(予算)?額|計)"),
    "national": re.compile(r"国庫?支出金"),
    "prefectural": re.compile(r"[都道府県]支出金"),
    "subsidies": re.compile(r"国[都道府県・]*支出金"),
    "bonds": re.compile(r"(地方|[県市町村区府道都])債"),
    "other": re.compile(r"その他"),
    "general": re.compile(r"一般財源"),
}
"""Role of a column → its heading, width and spaces evened out."""
SOURCES = ("national", "prefectural", "subsidies", "bonds", "other", "general")
"""The columns of 財源内訳, of which a book has four or five."""
DIFFERENCE, FUNDING, AMENDMENT, TOTAL = "比較", "財源内訳", "補正", "計"
_TOTAL = re.compile(r"(歳入|歳出)?合?計")
_AMOUNT = re.compile(r"([△▲-]?)(\d{1,3}(?:,\d{3})+|\d+)")
_NOTHING = re.compile(r"[-—―ー‐]?")
_UNIT = "千円"


class Line(NamedTuple):
    """One printed row of amounts."""

    page: int | None
    row: int
    label: str
    texts: dict[str, str]
    """Role of the column → what is printed."""
    roles: tuple[str, ...]
    """The columns of its table, left to right."""


class Check(NamedTuple):
    """One sum that a row prints."""

    kind: str
    line: Line
    expected: int | None
    """None where an amount is not one number."""
    printed: int | None


# --- what is printed --------------------------------------------------------------------------------------------------


def evened(text: str) -> str:
    """Width and spaces evened out, the unit left away."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace(_UNIT, "")


def amount(text: str) -> int | None:
    """The number a cell prints, 0 for an empty one or a dash, None for anything else."""
    text = evened(text)
    found = _AMOUNT.fullmatch(text)
    if found:
        return int(found[2].replace(",", "")) * (-1 if found[1] else 1)
    return 0 if _NOTHING.fullmatch(text) else None


def lines_of(document: Document) -> Iterator[Line]:
    """The rows of amounts of every table with headings known here."""
    for table in document.tables():
        yield from _lines(table)


def _lines(table: Table) -> Iterator[Line]:
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        rows[cell.row].append(cell)
    columns: dict[str, Cell] = {}
    for number in sorted(rows):
        columns = _headed(columns, rows[number])
        if not _is_known(columns):
            continue
        yield from _printed(rows[number], columns, number, table)


def _headed(columns: dict[str, Cell], cells: Sequence[Cell]) -> dict[str, Cell]:
    """The headings that rule from this row on. 本年度 opens a new head; a 計 among amounts is no heading."""
    found: dict[str, Cell] = {}
    for cell in cells:
        text = evened(cell.text)
        for role, heading in HEADINGS.items():
            if heading.fullmatch(text) and role not in found:
                found[role] = cell
    found = {role: cell for role, cell in found.items() if role != "after" or "amendment" in found}
    if "this year" in found or "amendment" in found:
        return found
    return {**columns, **found}


def _is_known(columns: dict[str, Cell]) -> bool:
    return {"this year", "year before", "difference"} <= columns.keys() or {
        "before",
        "amendment",
        "after",
    } <= columns.keys()


def _printed(cells: Sequence[Cell], columns: dict[str, Cell], row: int, table: Table) -> Iterator[Line]:
    """The row as one line of print, or as several where every cell has as many."""
    ends = {role: head.column + head.column_span for role, head in columns.items()}
    texts: dict[str, list[str]] = {role: [] for role in columns}
    labels: list[str] = []
    first = min(head.column for head in columns.values())
    if any(cell in cells for cell in columns.values()):
        return
    page = None
    for cell in cells:
        page = page or cell.place.page
        roles = [role for role in columns if columns[role].column <= cell.column < ends[role]]
        if len(roles) == 1 and cell.column + cell.column_span <= ends[roles[0]]:
            texts[roles[0]] += [line for line in cell.text.split("\n") if evened(line)]
        elif not roles and cell.column < first and cell.text:
            labels += cell.text.split("\n")
    depth = max((len(lines) for lines in texts.values()), default=0)
    order = tuple(sorted(columns, key=lambda role: columns[role].column))
    for number in range(depth):
        printed = {role: lines[number] if number < len(lines) else "" for role, lines in texts.items()}
        if any(_AMOUNT.fullmatch(evened(text)) for text in printed.values()):
            label = " ".join(labels) if depth == 1 else labels[number] if number < len(labels) else ""
            yield Line(page, row + 1, label, printed, order)


# --- sums -------------------------------------------------------------------------------------------------------------


def checks_of(lines: Iterable[Line]) -> Iterator[Check]:
    """Every sum the rows print."""
    above: list[Line] = []
    for line in lines:
        yield from row_checks(line)
        if above and above[-1].roles != line.roles:
            above = []
        if not _TOTAL.fullmatch(evened(line.label)):
            above.append(line)
            continue
        if above:
            yield from _total_checks(line, above)
        above = []


def row_checks(line: Line) -> Iterator[Check]:
    """The sums within one row."""
    values = {role: amount(text) for role, text in line.texts.items()}
    if "difference" in values:
        yield Check(DIFFERENCE, line, _sum([values["this year"]], [values["year before"]]), values["difference"])
        sources = [values[role] for role in SOURCES if role in values]
        if "general" in values and len(sources) >= 4:
            yield Check(FUNDING, line, _sum(sources), values["this year"])
    if "amendment" in values:
        yield Check(AMENDMENT, line, _sum([values["before"], values["amendment"]]), values["after"])


def _total_checks(total: Line, above: Sequence[Line]) -> Iterator[Check]:
    for role in total.roles:
        yield Check(
            f"{TOTAL} {role}", total, _sum([amount(line.texts[role]) for line in above]), amount(total.texts[role])
        )


def _sum(plus: Sequence[int | None], minus: Sequence[int | None] = ()) -> int | None:
    total = 0
    for sign, values in ((1, plus), (-1, minus)):
        for value in values:
            if value is None:
                return None
            total += sign * value
    return total


def holds(check: Check) -> bool:
    """Whether what was read adds up."""
    return check.printed is not None and check.expected == check.printed


# --- the report -------------------------------------------------------------------------------------------------------


def report(name: str, document: Document, seconds: float) -> tuple[Counter[str], Counter[str]]:
    """Print the sums of one book that do not hold. Returns how many were checked and how many hold, by kind."""
    checks = list(checks_of(lines_of(document)))
    checked = Counter(check.kind for check in checks)
    right = Counter(check.kind for check in checks if holds(check))
    print(f"{name}: {document.page_count} pages, {seconds:.1f} s, {sum(right.values())} of {sum(checked.values())} sums")
    for check in checks:
        if not holds(check):
            line = check.line
            texts = " | ".join(f"{role} {line.texts[role]!r}" for role in line.roles)
            print(f"  {check.kind}: page {line.page}, row {line.row}, {line.label!r}: {texts}; sum {check.expected}")
    return checked, right


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(prog="books")
    parser.add_argument("path", type=Path)
    parser.add_argument("--engine")
    options = parser.parse_args(arguments)
    checked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for path in sorted(options.path.rglob("*.pdf")) if options.path.is_dir() else [options.path]:
        start = time.perf_counter()
        try:
            document = read_source(Source(path.name, path.read_bytes(), pdf_engine=options.engine))
        except DocumentError as error:
            print(f"{path.name}: {error}")
            continue
        for total, part in zip((checked, right), report(path.name, document, time.perf_counter() - start), strict=True):
            total.update(part)
    for kind in checked:
        print(f"{kind}: {right[kind]} of {checked[kind]} hold, {right[kind] / checked[kind]:.2%}")
    if checked:
        print(f"all: {right.total()} of {checked.total()} hold, {right.total() / checked.total():.2%}")


if __name__ == "__main__":
    main()
