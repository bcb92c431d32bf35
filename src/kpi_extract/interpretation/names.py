"""What a name cell holds besides the name: unit, definition, slot, badge, page reference, a date, values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.headings import Heading
from kpi_extract.interpretation.vocabulary import VALUE_ROLES, Basis, Role
from kpi_extract.values.number import parse_value
from kpi_extract.values.number_words import BASES
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import Period, find_periods
from kpi_extract.values.text import fold, join_lines, match_key
from kpi_extract.values.unit import is_known_unit

# A pattern that may begin with white space begins only where a run of it does: else a long run takes quadratic time.
_BRACKET = lazy_pattern(r"[(（\[【〔]([^()（）\[\]【】〔〕]+)[)）\]】〕]")
_NAME_BRACKET = lazy_pattern(rf"(?<!\s)\s*{_BRACKET.pattern}\s*$")
_NOTE_MARK = lazy_pattern(r"(?<=[)）\]］】〕])\s*(?:[※*＊†][0-9０-９]{0,2}[,、]?)+$")
_LIST_MARK = lazy_pattern(r"^(?:[・○●◎◇◆■□▽▼※]|[①-⑳](?=\s*[^\s①-⑳]))\s*")
_MARKED_LINE = lazy_pattern(r"(?<![ \u3000])[ \u3000]+(?=[・○●◎◇◆■□▽▼①-⑳][^\s])")
_BADGE = lazy_pattern(r"^(新規|新|拡充|拡|改|継続|再掲)[\s\u3000]+(?=\S)")
_PAGE_REFERENCE = lazy_pattern(
    r"(?<![\s\u3000(（])[\s\u3000(（]+([PpＰｐ]\.?[0-9０-９]+(?:[-～〜~][0-9０-９]+)?)[)）]?\s*$"
)
_CAPTION_SLOT = lazy_pattern(
    r"^[【\[〔(（〈《]?((?:数値目標|成果指標|活動指標|目標指標|評価指標|指標|KPI|ＫＰＩ)(?:その)?\s*[0-9０-９①-⑳]*)"
    r"(?:[】\]〕)）〉》]\s*|[\s:：]+)(?:指標名称?[\s:：]+)?(\S.*)$"
)
_UNIT_LINE = lazy_pattern(r"(?<![\s\u3000])[\s\u3000]+[(（]?単位[\s:：]+(?P<unit>[^\s)）]+)[)）]?\s*$")
_ARROW = lazy_pattern(r"(?<!\s)\s*(?:→|⇒|➡|->)\s*")
_VALUE_START = lazy_pattern(r"[+\-△▲約]?[0-9]|延べ|[〇一二三四五六七八九十百千]")
_MAY_BEGIN_VALUE = lazy_pattern("[0-9元〇一二三四五六七八九十百千]|延べ")
_DEADLINE = lazy_pattern(r"(?:まで|までに)[\s:：、]*")

_LONGEST_NAMED_VALUE = 1_000
"""Letters of a cell that holds a name and a value; each place where a value may begin is tried."""


@dataclass(frozen=True, slots=True)
class EmbeddedValue:
    """A value printed in the name cell: 平成31年度まで10人, 1.54→1.68."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class NameParts:
    """One name cell, taken apart. `name` has its lines joined."""

    name: str
    definition: str | None = None
    label: str | None = None
    unit: str | None = None
    """What the brackets of the name hold, if it is a known unit."""
    basis: Basis | None = None
    """(累計), (単年度): it stays in the name too."""
    period: Period | None = None
    """A date in brackets, for values without a date of their own."""
    left_out: tuple[str, ...] = ()
    """Badges and page references."""
    values: tuple[EmbeddedValue, ...] = ()


def read_name(raw: str, *, has_unit_cell: bool, read: Callable[[str], Heading], takes_deadline: bool) -> NameParts:
    """Take a name cell apart.

    Args:
        raw: the cell as printed.
        has_unit_cell: a unit cell stands beside, so that the brackets of the name stay (企業数(社・団体)).
        read: reads a text as a heading.
        takes_deadline: no column holds the target, so that 平成31年度まで10人 in the cell is the target.
    """
    text, left_out = without_marks(raw)
    unit_line = _UNIT_LINE.search(text)
    if unit_line is not None and is_known_unit(unit_line.group("unit")):
        text = text[: unit_line.start()]  # 来館者数⏎単位: 人
    else:
        unit_line = None
    text, values = _without_values(text, read, takes_deadline)
    name, definition = name_and_definition(text)
    name = join_lines(name)
    bare, unit = name_and_unit(name, has_unit_cell)
    return NameParts(
        name=bare,
        definition=join_lines(definition) if definition else None,
        unit=unit_line.group("unit") if unit_line is not None else unit,
        basis=_basis_in(name),
        period=_period_in_brackets(name),
        left_out=left_out,
        values=values,
    )


def without_marks(raw: str) -> tuple[str, tuple[str, ...]]:
    """A badge before and a page reference behind leave the text: 新 開業率, 健康・医療⏎P35."""
    text, left_out = raw.strip(), []
    badge = _BADGE.match(text)
    if badge:
        left_out.append(badge.group(1))
        text = text[badge.end() :]
    page = _PAGE_REFERENCE.search(text)
    if page and page.start() > 0:
        left_out.append(page.group(1))
        text = text[: page.start()]
    return text, tuple(left_out)


def name_and_unit(name: str, has_unit_cell: bool) -> tuple[str, str | None]:
    """``出荷額【百万円】`` → (出荷額, 百万円). Beside a unit cell the name keeps its brackets, the unit is compared.

    雇用者数（人）【累計】: the unit may stand before the bracket that says the basis, which stays in the name; so does
    the mark of a note (達成率【%】※3).
    """
    note = _NOTE_MARK.search(name)
    if note is not None:
        before, unit = name_and_unit(name[: note.start()], has_unit_cell)
        return (f"{before}{note.group().strip()}", unit) if unit is not None else (name, None)
    match = _NAME_BRACKET.search(name)
    if match is not None and not is_known_unit(match.group(1)) and _basis_in(match.group()) is not None:
        before, unit = name_and_unit(name[: match.start()].rstrip(), has_unit_cell)
        return (f"{before}{match.group().strip()}", unit) if unit is not None else (name, None)
    if match is None or not is_known_unit(match.group(1)):
        return name, None
    return (name if has_unit_cell else name[: match.start()].rstrip()), match.group(1)


def name_and_definition(name: str) -> tuple[str, str | None]:
    """Rule 20: the line with a list mark is the name, the unmarked line before it the definition; the mark leaves.

    Plain text turns the break into a space: a mark behind a space begins a line too.
    """
    lines = _MARKED_LINE.sub("\n", name).split("\n")
    marked = [index for index, line in enumerate(lines) if _LIST_MARK.match(line)]
    if len(marked) != 1:
        return name, None
    (start,) = marked
    return "\n".join([_LIST_MARK.sub("", lines[start]), *lines[start + 1 :]]), "\n".join(lines[:start]) or None


def marked_names(name: str) -> tuple[str, ...]:
    """The names of a cell that lists several, each with its own mark; none where it does not."""
    lines = _MARKED_LINE.sub("\n", name.strip()).split("\n")
    if len(lines) < 2 or not all(_LIST_MARK.match(line) for line in lines):
        return ()
    return tuple(join_lines(_LIST_MARK.sub("", line)) for line in lines)


def caption_slot(caption: str) -> tuple[str | None, str]:
    """A heading that names the indicator of its table: 成果指標 加入面積 → (成果指標, 加入面積)."""
    match = _CAPTION_SLOT.match(caption.strip())
    return (match.group(1).strip(), match.group(2).strip()) if match else (None, caption)


def named_value(text: str) -> tuple[str, str] | None:
    """Name and value in one cell: ``就業相談者数 100 人`` → (就業相談者数, 100 人); None where it is anything else."""
    for start in _value_starts(text) if len(text) <= _LONGEST_NAMED_VALUE else ():
        name, value = text[:start].rstrip(" \u3000\n:：=＝"), text[start:]
        if len(match_key(name)) >= 2 and not name[-1:].isdigit() and _is_number(value):
            return name, value.strip()
    return None


def _value_starts(text: str) -> list[int]:
    if not _MAY_BEGIN_VALUE.search(fold(text)):
        return []
    folded = _same_length(text)
    starts = {match.start() for match in _VALUE_START.finditer(folded)} | {
        found.start for found in find_periods(folded)
    }
    return sorted(
        start for start in starts if start and not folded[start - 1].isdigit() and folded[start - 1] not in ",."
    )


def _same_length(text: str) -> str:
    """Folded letter by letter, so that a place in it is a place in the text (ｶﾞ is two letters there and here)."""
    return "".join(piece if len(piece := fold(letter)) == 1 else letter for letter in text)


def _is_number(text: str) -> bool:
    try:
        return parse_value(text).value is not None
    except UnreadableValueError:
        return False


def _is_value(text: str) -> bool:
    try:
        printed = parse_value(text)
    except UnreadableValueError as error:
        return error.code == "wrong-original"
    return printed.value is not None or printed.missing == "dash"


def _without_values(
    text: str, read: Callable[[str], Heading], takes_deadline: bool
) -> tuple[str, tuple[EmbeddedValue, ...]]:
    arrow = _baseline_to_target(text)
    if arrow is not None:
        return arrow
    if takes_deadline and (deadline := _with_deadline(text)) is not None:
        return deadline
    lines = text.split("\n")
    values: list[EmbeddedValue] = []
    while len(lines) > 1 and (value := labelled_value(lines[-1], read)) is not None:
        values.insert(0, value)
        lines.pop()
    return "\n".join(lines), tuple(values)


def _baseline_to_target(text: str) -> tuple[str, tuple[EmbeddedValue, ...]] | None:
    """``出生率 H26年1.54→H31年1.68``, also in brackets behind the name (rule 19)."""
    pieces = _ARROW.split(text)
    if len(pieces) != 2:
        return None
    left, right = pieces
    closing = ""
    if right.rstrip().endswith((")", "）")) and not re.search(r"[(（]", right):
        right, closing = right.rstrip()[:-1], ")"
    if not _is_value(right):
        return None
    for start in _value_starts(left):
        name, value = left[:start], left[start:]
        opened = name.rstrip().endswith(("(", "（"))
        if bool(closing) == opened and _is_value(value):
            name = name.rstrip(" \u3000\n:：=＝(（")
            return name, (EmbeddedValue(Role.BASELINE, value.strip()), EmbeddedValue(Role.TARGET, right.strip()))
    return None


def _with_deadline(text: str) -> tuple[str, tuple[EmbeddedValue, ...]] | None:
    """``新規雇用者⏎平成31年度まで10人``: the line of the deadline holds the target."""
    folded = _same_length(text)
    for match in find_periods(folded):
        until = _DEADLINE.match(folded, match.end)
        name = text[: match.start].rstrip(" \u3000\n:：、(（")
        if until is not None and name and _is_number(text[until.end() :].rstrip("）)")):
            return name, (EmbeddedValue(Role.TARGET, text[match.start :].strip()),)
    return None


def labelled_value(line: str, read: Callable[[str], Heading]) -> EmbeddedValue | None:
    """``目標値:100人``: a line of the cell that has a heading of its own."""
    for start in _value_starts(line) if len(line) <= _LONGEST_NAMED_VALUE else ():
        heading = read(line[:start].rstrip(" \u3000:：("))
        roles = set(heading.roles) & VALUE_ROLES
        if not heading.rest and len(roles) == 1 and _is_number(line[start:].rstrip(")）")):
            return EmbeddedValue(roles.pop(), line[start:].rstrip(")）").strip())
    return None


def _basis_in(name: str) -> Basis | None:
    """The basis that a bracket of the name says: 公民館改築数(累計), (単年度)."""
    folded = fold(name)
    for match in _BRACKET.finditer(folded):
        if match.group(1) in BASES:
            return BASES[match.group(1)]
    # 宿泊者数の増加分 says it at the end; 参加者延べ人数 is the name of a number.
    return next((BASES[word] for word in ("増加分", "累計") if folded.endswith(f"の{word}")), None)


def _period_in_brackets(name: str) -> Period | None:
    for match in _BRACKET.finditer(fold(name)):
        inner = match_key(match.group(1))
        found = find_periods(inner)
        if len(found) == 1 and found[0].period.start is None and found[0].end - found[0].start == len(inner):
            return found[0].period
    return None
