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

from kpi_extract.document import Cell, Document
from kpi_extract.errors import DocumentError
from kpi_extract.place import Box
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


SLACK = 3.0
"""How far, in points, the cells of one column may stand apart."""

Heads = dict[str, tuple[float, float]]
"""Role of a column → its left and right edge on the page, points."""
KNOWN = ({"this year", "year before", "difference"}, {"before", "amendment", "after"})
"""Columns that make a sum."""


class Line(NamedTuple):
    """One printed row of amounts."""

    page: int | None
    row: int
    label: str
    texts: dict[str, str]
    """Role of the column → what is printed; columns of which the row has no cell are not there."""
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
    """The rows of amounts below headings known here.

    A table without headings, as below a title between two parts of a page, stands under those of the table before it
    where its amounts stand in the same places. Headings rule no other page: a row that runs over a double page, and the
    rest of a table without headings of its own, are not checked.
    """
    heads: Heads = {}
    headed_page = None
    for table in document.tables():
        rows: dict[int, list[Cell]] = defaultdict(list)
        for cell in table.cells:
            rows[cell.row].append(cell)
        for number in sorted(rows):
            found = _headings(rows[number])
            page = rows[number][0].place.page
            if page != headed_page or "this year" in found or "amendment" in found:
                heads, headed_page = found, page
            else:
                heads = {**heads, **found}
            if not found and _is_known(heads):
                yield from _printed(rows[number], heads, number)


def _headings(cells: Sequence[Cell]) -> Heads:
    """The headings of one row. A 計 is one only beside 補正額."""
    found: Heads = {}
    for cell in cells:
        text = evened(cell.text)
        for role, heading in HEADINGS.items():
            if heading.fullmatch(text) and role not in found and cell.place.box:
                found[role] = (cell.place.box[0], cell.place.box[2])
    return {role: place for role, place in found.items() if role != "after" or "amendment" in found}


def _is_known(heads: Heads) -> bool:
    return any(roles <= heads.keys() for roles in KNOWN)


def _printed(cells: Sequence[Cell], heads: Heads, row: int) -> Iterator[Line]:
    """The row as one line of print, or as several where its cells hold several."""
    texts: dict[str, list[str]] = {}
    labels: list[str] = []
    first = min(left for left, _ in heads.values())
    page = None
    for cell in cells:
        box = cell.place.box
        if box is None:
            continue
        page = cell.place.page
        role = next((role for role, place in heads.items() if _stands_in(box, place)), None)
        if role is not None:
            texts.setdefault(role, []).extend(line for line in cell.text.split("\n") if evened(line))
        elif box[2] <= first + SLACK and cell.text:
            labels += cell.text.split("\n")
    depth = max(map(len, texts.values()), default=0)
    order = tuple(sorted(texts, key=lambda role: heads[role]))
    for number in range(depth):
        printed = {role: lines[number] if number < len(lines) else "" for role, lines in texts.items()}
        if any(_AMOUNT.fullmatch(evened(text)) for text in printed.values()):
            label = " ".join(labels) if depth == 1 else labels[number] if number < len(labels) else ""
            yield Line(page, row + 1, label, printed, order)


def _stands_in(box: Box, place: tuple[float, float]) -> bool:
    return place[0] - SLACK <= box[0] and box[2] <= place[1] + SLACK


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
    if KNOWN[0] <= values.keys():
        yield Check(DIFFERENCE, line, _sum([values["this year"]], [values["year before"]]), values["difference"])
    sources = [values[role] for role in SOURCES if role in values]
    if {"this year", "general"} <= values.keys() and len(sources) >= 4:
        yield Check(FUNDING, line, _sum(sources), values["this year"])
    if KNOWN[1] <= values.keys():
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
    print(
        f"{name}: {document.page_count} pages, {seconds:.1f} s, {sum(right.values())} of {sum(checked.values())} sums"
    )
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
