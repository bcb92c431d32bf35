"""Runs → text, by where they stand: baselines from top to bottom, then along the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpi_extract.place import Box, box_around
from kpi_extract.readers.pdf.marks import Flow, Run, page_box
from kpi_extract.values.patterns import lazy_pattern

SAME_LINE = 0.45
"""Baselines closer than this share of the font size are one line: superscripts and mixed fonts."""
LATIN_GAP = 0.25
"""A gap wider than this share of the size between two Latin characters is a space."""
WIDE_GAP = 1.0
"""A gap wider than this share of the size parts any two characters."""
WORD_GAP, WIDE_WORD_GAP = 0.12, 0.35
"""The same between words that were cut at printed spaces."""
RAISED, SMALL = 0.15, 0.8
"""A mark stands at least this share of the size above the baseline and is at most this large."""
OVERLAP = 0.5
"""Runs that overlap by more than this share of the size are sorted character by character."""
SAME_PLACE = 0.3
"""Texts whose baselines are nearer than this share of the size stand on one line."""
SHADOW = 1.0
"""A text printed again within this distance (points) is one text: bold made by printing twice, or a shadow."""

_FLOWS: tuple[Flow, ...] = ("right", "vertical", "up", "down", "left")

_RADICALS = dict(
    zip(
        "⺟⺠⺩⺭⺮⺷⻁⻂⻄⻆⻌⻍⻏⻑⻖⻗⻘⻝⻞⻣⻤⻨⻩⻫⻭⻯⻲⺼⻀⺾⺿‧\u00ad",
        "母民王礻竹羊虎衤西角辶辶阝長阝雨青食食骨鬼麦黄斉歯竜亀月艹艹艹・-",
        strict=True,
    )
)
"""Look-alikes that fonts of browsers and Word name instead of the character printed; NFKC leaves them as they are."""
_PRINTED = str.maketrans(
    {
        **{chr(code): "\ufffd" for code in range(32)},
        **dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u2028\u2029", " "),
        **{chr(code): " " for code in (0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)},
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
        **_RADICALS,
    }
)
_ODD = lazy_pattern("[" + re.escape("".join(chr(code) for code in _PRINTED if code not in (10, 13))) + "]")
"""What has to be exchanged; line ends stand only where an engine made them up."""
_NUMBER = lazy_pattern(r"\d[\d.,]*")
PRIVATE = lazy_pattern("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""Characters whose meaning Unicode leaves to the font."""


UNLIKELY = lazy_pattern("[\x80-\x9f]|[\xe2-\xef][\xa1-\xbf]{2}|[\u2e80-\u2fdf]|[\ufdd0-\ufdef\ufffe\uffff]")
"""What only a wrong table of a font gives: control characters and pairs of signs as text of another encoding shows them,
radicals that are no character's look-alike, what is no character at all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    text: str
    box: Box
    size: float


def cleaned(text: str) -> str:
    """Text as printed, as long as before: radicals and look-alikes folded to the ordinary character, spaces to one kind."""
    return text.translate(_PRINTED) if _ODD.search(text) else text


def on_one_line(text: str) -> str:
    """The text of a run with line ends, which only a font's table can have put there, made spaces."""
    return text.replace("\r", " ").replace("\n", " ")


def cell_text(runs: list[Run]) -> tuple[str, tuple[str, ...]]:
    """The text of a cell with its line breaks, and the small raised characters after a digit: note marks."""
    if len(runs) == 1:
        return (runs[0].text.strip(), ())
    if _are_lines(runs):
        return ("\n".join([text for text in [run.text.strip() for run in runs] if text]), ())
    texts: list[str] = []
    marks: list[str] = []
    for row in _all_rows(runs):
        if len(row) == 1:
            text = row[0].text.strip()
        else:
            text, found = _row_text(row, with_marks=True)
            marks += found
        if text:
            texts.append(text)
    return ("\n".join(texts), tuple(marks))


def _are_lines(runs: list[Run]) -> bool:
    """Whether each run plainly is a line of its own, from top to bottom: most cells of several runs are like that."""
    last = runs[0]
    if last.flow != "right":
        return False
    for run in runs[1:]:
        if run.flow != "right" or run.across - last.across <= 2 * SAME_LINE * max(run.size, last.size):
            return False
        last = run
    return True


def words_text(words: Sequence[Run]) -> str:
    """The text of a cell whose runs were cut at printed spaces: any gap wider than Japanese gives Latin is one again."""
    rows = (_row_text(row, with_marks=False, latin_gap=WORD_GAP, wide_gap=WIDE_WORD_GAP)[0] for row in rows_of(words))
    return "\n".join(text for text in rows if text)


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Lines in reading order; text of another direction after the horizontal. The runs may be in any order."""
    return [line for line in map(_line_of, _all_rows(runs)) if line.text]


def _all_rows(runs: Sequence[Run]) -> list[list[Run]]:
    flows = {run.flow for run in runs}
    if len(flows) == 1:
        return rows_of(runs)
    return [row for flow in _FLOWS if flow in flows for row in rows_of([run for run in runs if run.flow == flow])]


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs of one flow grouped into lines, each in order along the line."""
    rows: list[list[Run]] = []
    first = across = near = 0.0
    for run in sorted(runs, key=_across):
        # A line may start with a superscript, which stands above its baseline: compare with the first of the line.
        position = run.across
        if rows and (position - across <= 0.1 * run.size or position - first <= max(near, SAME_LINE * run.size)):
            rows[-1].append(run)
        else:
            rows.append([run])
            first = position
            near = SAME_LINE * run.size
        across = position
    return [_along(row) if len(row) > 1 else row for row in rows]


def _across(run: Run) -> float:
    return run.across


def _start(run: Run) -> float:
    return run.start


def _is_double(run: Run, other: Run) -> bool:
    reach = min(SHADOW, 0.4 * (run.end - run.start) / len(run.text)) or 0.5
    return run.flow == other.flow and abs(run.start - other.start) <= reach and abs(run.across - other.across) <= reach


def _along(row: list[Run]) -> list[Run]:
    """The runs of one line in order; where some overlap, their characters in order, those printed twice once."""
    row.sort(key=_start)
    if not any(_overlap(run, later) for run, later in pairwise(row)):
        return row
    pieces = sorted((run.part(n, n + 1) for run in row for n in range(len(run.text))), key=_start)
    kept: list[Run] = []
    for piece in pieces:
        if not any(other.text == piece.text and _is_double(piece, other) for other in kept[-3:]):
            kept.append(piece)
    return kept


def printed_over(runs: Sequence[Run]) -> tuple[str, str] | None:
    """The first two different texts that stand on one another: an old value under a new one, or a number too wide."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=_across):
        if lines and run.across - lines[-1][0].across <= SAME_PLACE * run.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    for line in lines:
        line.sort(key=_start)
        for run, later in pairwise(line):
            if run.flow == later.flow and _overlap(run, later) and _differ(run.text.strip(), later.text.strip()):
                return run.text, later.text
    return None


def other_digits(runs: Sequence[Run], printed: Sequence[Run]) -> str:
    """The first number of a page as printed that its runs lack; "" where all the digits of the two are the same."""
    said, seen = (
        "".join(sorted(char for run in each for char in run.text if char.isdigit())) for each in (runs, printed)
    )
    if said == seen:
        return ""
    there = {word for run in runs for word in _NUMBER.findall(run.text)}
    return next((word for run in printed for word in _NUMBER.findall(run.text) if word not in there), "?")


def _differ(text: str, other: str) -> bool:
    """Whether two texts in one place say two things; marks, accents and the parts of one text do not."""
    says = any(map(str.isalnum, text)) and any(map(str.isalnum, other))
    return says and text not in other and other not in text


def _overlap(run: Run, later: Run) -> bool:
    return later.start < run.end - OVERLAP * min(run.size, run.end - run.start)


def _line_of(row: list[Run]) -> Line:
    if len(row) == 1:
        run = row[0]
        return Line(run.text.strip(), _around(row), run.size)
    text, _ = _row_text(row, with_marks=False)
    return Line(text, _around(row), _middle([(run.size, len(run.text)) for run in row]))


def _row_text(
    row: Sequence[Run], *, with_marks: bool, latin_gap: float = LATIN_GAP, wide_gap: float = WIDE_GAP
) -> tuple[str, list[str]]:
    """One line's text: printed spaces kept, wide gaps made spaces; raised marks after a digit set apart if wanted."""
    # A mark may be longer than its value: what is ordinary in a cell is what is largest, not what is most.
    size = max([run.size for run in row]) if with_marks else _middle([(run.size, len(run.text)) for run in row])
    base = _middle([(run.across, len(run.text)) for run in row if run.size >= SMALL * size])
    parts: list[str] = []
    marks: list[str] = []
    previous: Run | None = None
    in_mark = False
    for run in row:
        raised = with_marks and run.size <= SMALL * size and base - run.across >= RAISED * size
        if raised and (in_mark or (parts and parts[-1][-1:].isdigit())) and run.text.strip():
            if in_mark:
                marks[-1] += run.text
            else:
                marks.append(run.text)
            in_mark = True
        else:
            in_mark = False
            if previous is not None and _parted(previous, run, latin_gap, wide_gap):
                parts.append(" ")
            parts.append(run.text)
        previous = run
    return ("".join(parts).strip(), marks)


def _middle(values: list[tuple[float, int]]) -> float:
    """The median of values that each count several times."""
    if all(value == values[0][0] for value, _ in values):
        return values[0][0]
    values.sort()
    half = sum(count for _, count in values) // 2
    for value, count in values:
        half -= count
        if half < 0:
            return value
    return values[-1][0]


def _parted(previous: Run, run: Run, latin_gap: float, wide_gap: float) -> bool:
    before, after = previous.text[-1], run.text[0]
    if before.isspace() or after.isspace():
        return False
    is_latin = before.isascii() and after.isascii()
    return run.start - previous.end > (latin_gap if is_latin else wide_gap) * min(previous.size, run.size)


def _around(row: Sequence[Run]) -> Box:
    boxes = [_ink_box(run) for run in row if not run.text.isspace()] or [run.box for run in row]
    return boxes[0] if len(boxes) == 1 else box_around(boxes)


def _ink_box(run: Run) -> Box:
    """The box of a run without the spaces around it."""
    text = run.text
    if not (text[0].isspace() or text[-1].isspace()):
        return run.box
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    return page_box(run.position(first), run.position(last), run.across, run.size, run.flow)
