"""Lines of delimited text to records of fields: which delimiter, and what quotation marks mean."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kpi_extract.issues import Finding, IssueCode
from kpi_extract.place import Place

# A quotation mark that never closes must not swallow the file; no printed cell has this many lines.
_MOST_LINES_IN_A_FIELD = 1_000

_ENDS_IN_DIGITS = re.compile(r"(?<!\d)\d{1,3}$")
_STARTS_WITH_THREE = re.compile(r"\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Record:
    """One line (or several, where a quoted field holds line breaks) and its fields."""

    line: int
    fields: tuple[str, ...]
    used: int
    """How many fields there are without the empty ones at the end."""
    first: int
    """Index of the first field that is not empty; 0 in a blank record."""
    is_alone: bool
    """Whether exactly one field is filled."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed in it."""
        return self.used == 0

    @property
    def is_tabular(self) -> bool:
        """Whether it has a delimiter."""
        return len(self.fields) > 1


def _record(line: int, fields: list[str]) -> Record:
    filled = [index for index, field in enumerate(fields) if field and not field.isspace()]
    if not filled:
        return Record(line, tuple(fields), 0, 0, False)
    return Record(line, tuple(fields), filled[-1] + 1, filled[0], len(filled) == 1)


def choose_delimiter(text: str) -> str | None:
    """Tab where any line has one, else the comma where the text looks like CSV, else None.

    A few tabs inside the cells of a CSV do not make it tab-delimited: then the comma has many more lines.
    """
    lines = text.split("\n")
    with_tab = sum(1 for line in lines if "\t" in line)
    if 3 * with_tab >= len(lines):
        return "\t"
    with_comma = _records_of_a_csv(text) if "," in text else 0
    if with_tab and 2 * with_tab >= with_comma:
        return "\t"
    return "," if with_comma else None


def _records_of_a_csv(text: str) -> int:
    """How many records have as many fields as a neighbour; 0 where the text does not look like CSV.

    A comma between the digits of 1,234 separates nothing: prose is full of them.
    """
    widths = [len(record.fields) for record in records_of(text, ",")[0] if not _has_only_thousands(record.fields)]
    like_a_neighbour = sum(
        1
        for index, width in enumerate(widths)
        if width in widths[max(index - 1, 0) : index] or width in widths[index + 1 : index + 2]
    )
    return like_a_neighbour if like_a_neighbour >= 2 and 2 * like_a_neighbour >= len(widths) else 0


def _has_only_thousands(fields: tuple[str, ...]) -> bool:
    """Whether every comma between these fields, if any, may be one inside a number."""
    return all(
        _ENDS_IN_DIGITS.search(left) and _STARTS_WITH_THREE.match(right) for left, right in itertools.pairwise(fields)
    )


def records_of(text: str, delimiter: str | None) -> tuple[Iterator[Record], list[Finding]]:
    """The records of a text, and a list that fills with what was noticed while they are drawn."""
    findings: list[Finding] = []
    return _records(_numbered_lines(text), delimiter, findings), findings


def _numbered_lines(text: str) -> list[tuple[int, str]]:
    """Lines with their numbers; a form feed ends a line for us, but not for the editor that shows the number."""
    numbered: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if "\f" in line:
            numbered.extend((number, piece) for piece in line.split("\f"))
        else:
            numbered.append((number, line))
    return numbered


def _records(lines: list[tuple[int, str]], delimiter: str | None, findings: list[Finding]) -> Iterator[Record]:
    index = 0
    previous_width = 2
    while index < len(lines):
        number, line = lines[index]
        fields, taken = [line], 1
        if delimiter is not None and '"' in line:
            fields, taken, closed = _quoted_fields(lines, index, delimiter, previous_width)
            if not closed:
                findings.append(
                    Finding(IssueCode.UNEVEN_ROWS, "a quotation mark opens a cell and never closes", Place(line=number))
                )
        elif delimiter is not None:
            fields = line.split(delimiter)
        if len(fields) > 1:
            previous_width = len(fields)
        yield _record(number, fields)
        index += taken


def _quoted_fields(lines: list[tuple[int, str]], index: int, delimiter: str, width: int) -> tuple[list[str], int, bool]:
    """The fields of a record whose first line holds quotation marks, how many lines it took, and if all marks closed.

    A field counts as quoted only where the marks enclose all of it; any other mark is a printed character.
    """
    fields: list[str] = []
    last, position, closed = index, 0, True
    while True:
        line = lines[last][1]
        quoted = _quoted_field(lines, last, position, delimiter) if line.startswith('"', position) else None
        if quoted is not None and quoted[1] > last and not _is_one_cell(lines, last, quoted, delimiter, width):
            quoted = None
            closed = False
        if quoted is not None:
            text, last, position = quoted
            line = lines[last][1]
        else:
            if line.startswith('"', position):
                closed = closed and _has_its_closing_mark(line, position, delimiter)
            end = line.find(delimiter, position)
            end = len(line) if end < 0 else end
            text, position = line[position:end], end
        fields.append(text)
        if position >= len(line):
            break
        position += len(delimiter)
        if position == len(line):
            fields.append("")
            break
    if len(fields) == 1 and last > index:
        # A text that is no table may well open a line with a mark: only a record of several fields spans lines.
        return [lines[index][1]], 1, True
    return fields, last - index + 1, closed


def _has_its_closing_mark(line: str, position: int, delimiter: str) -> bool:
    """Whether a printed mark at the start of a field is one of a pair, as in ``"K-Biz"とは``."""
    end = line.find(delimiter, position)
    return line.count('"', position, len(line) if end < 0 else end) % 2 == 0


def _quoted_field(
    lines: list[tuple[int, str]], index: int, position: int, delimiter: str
) -> tuple[str, int, int] | None:
    """The quoted field at a position: its text, and the line and position after its closing mark.

    None where the mark closes before the end of the field or not at all.
    """
    pieces: list[str] = []
    start = position + 1
    for current in range(index, min(index + _MOST_LINES_IN_A_FIELD, len(lines))):
        line = lines[current][1]
        while True:
            mark = line.find('"', start)
            if mark < 0:
                pieces.append(line[start:])
                break
            pieces.append(line[start:mark])
            if line.startswith('""', mark):
                pieces.append('"')
                start = mark + 2
                continue
            after = mark + 1
            while line.startswith(" ", after):
                after += 1
            if after == len(line) or line.startswith(delimiter, after):
                return "".join(pieces), current, after
            return None
        pieces.append("\n")
        start = 0
    return None


def _is_one_cell(
    lines: list[tuple[int, str]], first: int, quoted: tuple[str, int, int], delimiter: str, width: int
) -> bool:
    """Whether the lines between two marks are the text of one cell, not rows that a stray mark swallowed."""
    text, last, _ = quoted
    if delimiter == "\t":
        # No spreadsheet lets a tab into a cell.
        return "\t" not in text
    inner = [line for _, line in lines[first + 1 : last]]
    return not inner or not all(line.count(delimiter) >= max(2, width - 1) for line in inner)
