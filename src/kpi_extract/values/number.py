"""One printed value → number, comparator, unit text, missing reason, marks. Knows no tables and no headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import IssueCode
from kpi_extract.values.digits import (
    DIRECT,
    FREELY_SCALED,
    KANJI_NUMBER,
    SCALE_CHARACTERS,
    SCALED,
    kanji_value,
    printed_value,
)
from kpi_extract.values.number_words import (
    BASES,
    LATER,
    MASKED,
    MISSING_WORDS,
    SIGNS,
    STATUSES,
    SUFFIXES,
    Basis,
    Comparator,
    Missing,
    ValueStatus,
    may_be_unit,
)
from kpi_extract.values.period import Period, find_periods, parse_period
from kpi_extract.values.text import fold, is_dash, match_key, split_marks
from kpi_extract.values.unit import is_known_unit

LONGEST_VALUE = 200
"""Characters; a longer cell is prose."""

_MINUS = str.maketrans({c: "-" for c in "−‐‑–—―－─"})
_PREFIX = re.compile(
    r"^(?P<word>延べ|のべ|累計|約|およそ|おおよそ|概ね|おおむね|毎年度?|年間|年(?=[0-9])|月(?=[0-9])|毎月|単年度|増加分|[≧≥≦≤<>])"
    r"(?=[0-9約+\-△▲])"
)
_CHANGE = re.compile(
    r"[0-9](?:[^\W\d_り]|[%‰/]){0,8}?(?:増加?|減少?|減額|増額|低下|上昇|アップ|ダウン|向上|改善|削減|縮減|縮小|拡大)(?:$|[(以])"
)
_ONLY_MARKS = re.compile(r"[①-⓿❶-➓⁰¹²³⁴-⁹※*()（）\s]*[①-⓿❶-➓⁰¹²³⁴-⁹※*][①-⓿❶-➓⁰¹²³⁴-⁹※*()（）\s]*")
_GLUED_MARK = re.compile(r"[0-9０-９][①-⓿❶-➓⁰¹²³⁴-⁹]|[①-⓿❶-➓⁰¹²³⁴-⁹][0-9０-９]|[¼-¾⅐-⅞]")
_SHEET_ERROR = re.compile(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!)")
_DITTO = frozenset(("〃", "同上", "々", "”", '"'))
_LEADING_BRACKET = re.compile(r"[(\[〔【](?P<inner>[^()\[\]〔〕【】]{1,6})[)\]〕】]")
_TRAILING_BRACKET = re.compile(r"[(\[〔【](?P<inner>[^()\[\]〔〕【】]*)[)\]〕】]$")


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A value as read. Exactly one of value, text and missing is set."""

    raw: str
    value: Decimal | None = None
    upper: Decimal | None = None
    text: str | None = None
    comparator: Comparator | None = None
    missing: Missing | None = None
    unit: str = ""
    """The unit printed right of the number: 人, 件/年, 千円; "" for none."""
    basis: Basis | None = None
    status: ValueStatus | None = None
    marks: tuple[str, ...] = ()
    period: Period | None = None
    """A date in brackets: 122経営体(26年度)."""
    bracket: str | None = None
    """Any other trailing bracket: a second value, a rank, a comment."""
    codes: tuple[IssueCode, ...] = ()


def parse_value(text: str) -> PrintedValue:
    """Read one printed value.

    Forms: 2,300 · ２，３００ · △911 · 57.10% · 12.3万人 · 9兆1,400億円 · 30%以上 · 約900万人 · 10〜12人 · 122経営体(26年度) ·
    年2回 · 延べ6 · 策定 (text) · - (dash) · 算定中 (word) · nothing (blank).

    Returns:
        The value; 万, 億, 千 printed inside it are multiplied out, 千円 and 百万円 stay the unit's.

    Raises:
        UnreadableValueError: with code several-values, wrong-original or unreadable-number. The text is never guessed at.

    >>> parse_value("3,737万8千人").value
    Decimal('37378000')
    """
    if not text.strip():
        return PrintedValue(text, missing="blank")
    if len(text) > LONGEST_VALUE:
        return _prose(text)
    if is_dash(text):
        return PrintedValue(text, missing="dash")
    word = match_key(text).strip("()[]〔〕【】")
    if word in MISSING_WORDS or word.rstrip("-") in MISSING_WORDS or MASKED.fullmatch(word):
        return PrintedValue(text, missing="word")
    body, marks = split_marks(text)
    if not body or _ONLY_MARKS.fullmatch(body):
        # ① and (※1) alone point at a note or a list; NFKC would make numbers of them.
        return PrintedValue(text, text=text.strip(), marks=marks)
    if _SHEET_ERROR.search(match_key(body)):
        raise UnreadableValueError(text, "a spreadsheet error", "wrong-original")
    key = _one_line(text, body)
    if _GLUED_MARK.search(body):
        raise UnreadableValueError(text, "a note mark or a fraction among the digits")
    printed = _read(text, key)
    return replace(printed, marks=marks) if marks else printed


def _one_line(text: str, body: str) -> str:
    """Join the lines of a cell: a break never glues digits, but where a comma (1,045,⏎808) or a unit follows."""
    lines = [
        re.sub(r"(?<=[0-9.,])[ \u3000]+(?=[0-9])|(?<=[0-9])[ \u3000]+(?=[.,][0-9])", "\n", fold(line).strip())
        for line in body.splitlines()
    ]
    lines = [piece for line in lines for piece in line.split("\n") if piece]
    joined = lines[0] if lines else ""
    for line in lines[1:]:
        ends_in_digit = re.search(r"[0-9][.,%人件円社回]?$", joined)
        if ends_in_digit and re.match(r"[+\-△▲]?[.,]?[0-9]", line) and not _continues_number(joined, line):
            raise UnreadableValueError(text, "several values", "several-values")
        joined += line
    return "".join(joined.split())


def _continues_number(above: str, line: str) -> bool:
    """A narrow cell breaks a number: 80,71⏎7 and 80,⏎717 are 80,717, for neither piece alone is one; 12⏎34 may be two."""
    head, tail = re.search(r"[0-9,.]*$", above), re.match(r"[0-9,.]*", line)
    if head is None or tail is None:
        return False
    pieces = (head.group(0), tail.group(0))
    whole = re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", "".join(pieces))
    return bool(whole) and not all(re.fullmatch(DIRECT, piece) for piece in pieces)


def _prose(text: str) -> PrintedValue:
    if re.search(r"[0-9０-９]", text):
        raise UnreadableValueError(text, "a sentence, not a value")
    return PrintedValue(text, text=text.strip())


def _read(text: str, key: str) -> PrintedValue:
    """Peel brackets, status words and prefixes off, then read the number."""
    key = key.translate(_MINUS) if re.search(r"[−‐‑–—―－─](?=[0-9])", key) else key
    if key.strip("()") in _DITTO:
        return PrintedValue(text, text="〃", codes=(IssueCode.DITTO,))
    key, base = _without_brackets(key, PrintedValue(text))
    if base.period is None:
        key, period = _leading_period(key)
        base = replace(base, period=period)
    period_codes = base.period.codes if base.period is not None else ()
    base = replace(base, codes=(*period_codes, *((IssueCode.SECOND_VALUE,) if base.bracket is not None else ())))
    if not key and base.bracket is not None:
        return _bracketed_only(text, base)
    if not key or is_dash(key):
        return replace(base, missing="dash" if key else "blank")
    if key in MISSING_WORDS or (base.period is not None and LATER.fullmatch(key)):
        return replace(base, missing="word")
    unit = key.lstrip("-‐－―ー—–−")
    if unit != key and is_known_unit(unit):
        return replace(base, missing="dash", unit=unit)
    key, base = _without_status(key, base)
    return _number(text, key, base)


def _without_status(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """7,077速報値, 見込5, 参考値5: the word says how good the number is."""
    if not re.search(r"[0-9]", key):
        return key, base
    for word, meaning in STATUSES:
        if key.endswith(word):
            return key.removesuffix(word), replace(base, status=meaning)
        if key.startswith(word):
            return key.removeprefix(word), replace(base, status=meaning)
    return key, base


def _bracketed_only(text: str, base: PrintedValue) -> PrintedValue:
    """(9500): the brackets are all there is."""
    inner = _read(text, base.bracket or "")
    return replace(inner, codes=tuple(c for c in inner.codes if c is not IssueCode.SECOND_VALUE))


def _without_brackets(key: str, base: PrintedValue) -> tuple[str, PrintedValue]:
    """Read the trailing brackets from the last to the first: a date, a status, a basis, a unit, else a second value."""
    others: list[str] = []
    while (match := _TRAILING_BRACKET.search(key)) is not None:
        inner, before = match.group("inner"), key[: match.start()]
        if before.endswith("維持") or (not before and not others and base.period is None):
            if not before and inner and _period_in(inner) is None:
                others.insert(0, inner)
                key = ""
            break
        if is_known_unit(inner) and re.search(r"[0-9]$", before):
            key = before + inner
            continue
        marked = _said_in_brackets(inner, base)
        if marked is not None:
            base = marked
        elif inner:
            others.insert(0, inner)
        key = before
    leading = _LEADING_BRACKET.match(key)
    if leading is not None and leading.group("inner") in dict(STATUSES):
        key, base = key[leading.end() :], replace(base, status=dict(STATUSES)[leading.group("inner")])
    return key, replace(base, bracket="・".join(others) if others else None)


def _said_in_brackets(inner: str, base: PrintedValue) -> PrintedValue | None:
    """(26年度), (速報値), (累計), (H27〜H31累計), (以上); None for anything else."""
    said, rest = base, inner.lstrip("※")
    for word, basis in BASES.items():
        if rest.endswith(word) and said.basis is None:
            said, rest = replace(said, basis=basis), rest.removesuffix(word)
    for word, status in STATUSES:
        if rest.endswith(word) and said.status is None:
            said, rest = replace(said, status=status), rest.removesuffix(word)
    if rest in dict(SUFFIXES) and said.comparator is None:
        said, rest = replace(said, comparator=dict(SUFFIXES)[rest]), ""
    if rest and said.period is None and (period := _period_in(rest)) is not None:
        said, rest = replace(said, period=period), ""
    return said if inner and not rest else None


def _period_in(text: str) -> Period | None:
    try:
        return parse_period(text)
    except UnreadableValueError:
        return None


def _leading_period(key: str) -> tuple[str, Period | None]:
    """H26年1.54 and -平成29年3月: a date glued to the value."""
    matches = find_periods(key)
    if len(matches) != 1:
        return key, None
    (match,) = matches
    rest = key[: match.start] + key[match.end :]
    trimmed = re.sub(r"^(?:まで|末|調査|現在|時点)", "", rest)
    if not trimmed or trimmed == key or (match.start and match.end != len(key)):
        return key, None
    if match.start == 0 and not re.match(r"[+\-△▲約]?[0-9]|[-‐－―ー—–−]$", trimmed):
        return key, None
    if match.start and not (is_dash(trimmed) or re.fullmatch(rf"[+\-△▲]?(?:{DIRECT})%?", trimmed)):
        return key, None
    return trimmed, match.period


def _number(text: str, key: str, base: PrintedValue) -> PrintedValue:
    if not re.search(r"[0-9]", key):
        return _kanji_or_text(text, key, base)
    if _CHANGE.search(key):
        return replace(base, text=text.strip(), codes=(*base.codes, IssueCode.RELATIVE_VALUE))
    if "維持" in key or "より" in key or "を上回" in key:
        return replace(base, text=text.strip(), period=None, codes=(), bracket=None)
    printed = key
    key, base, per = _without_prefix(key, base)
    match = _first_number(key)
    if match is None:
        raise UnreadableValueError(text, *_why(key, list(SCALED.finditer(key))))
    value, upper = printed_value(text, match), None
    tail, comparator = _without_suffix(key[match.end() :], base.comparator)
    if tail and not is_known_unit(tail):
        matches = list(SCALED.finditer(key))
        span = _range_of(key, matches)
        if len(matches) > 1 and span is None:
            raise UnreadableValueError(text, *_why(key, matches))
        if span is not None:
            upper = printed_value(text, span)
            if upper < value:
                raise UnreadableValueError(text, "a range that falls")
            tail, comparator = _without_suffix(key[span.end() :], base.comparator)
    _check_unit(text, printed, match.group("body"), tail)
    unit = f"{tail}/{per}" if per and tail and "/" not in tail else tail
    return replace(base, value=value, upper=upper, comparator=comparator, unit=unit)


def _first_number(key: str) -> re.Match[str] | None:
    match = SCALED.match(key)
    scaled = match is not None and any(letter in match.group("body") for letter in SCALE_CHARACTERS)
    if match is not None and scaled and key[match.end() : match.end() + 1] in tuple(SCALE_CHARACTERS):
        return FREELY_SCALED.match(key)
    return match


def _without_suffix(tail: str, comparator: Comparator | None) -> tuple[str, Comparator | None]:
    for suffix, meaning in SUFFIXES:
        if tail.endswith(suffix):
            return tail.removesuffix(suffix), meaning
    return tail, comparator


def _check_unit(text: str, printed: str, body: str, tail: str) -> None:
    """Refuse what stands right of a number and is no unit: 2割減, 100%達成, 27年度, 1億千万円."""
    if not tail:
        return
    if tail[0] in ",.":
        raise UnreadableValueError(text, f"not understood: {tail}", "wrong-original")
    if tail[0] in SCALE_CHARACTERS and any(letter in body for letter in SCALE_CHARACTERS):
        raise UnreadableValueError(text, "the groups of the number do not fit", "wrong-original")
    if not is_known_unit(tail) and not may_be_unit(tail):
        raise UnreadableValueError(text, f"not understood: {tail}")
    if tail == "年" and _period_in(printed) is not None:
        raise UnreadableValueError(text, "a date, not a value")


def _why(key: str, matches: list[re.Match[str]]) -> tuple[str, str]:
    if re.search(r"[0-9],[0-9]{1,2}(?![0-9])|[0-9],[0-9]{4}|[万億兆][0-9]{1,4},[0-9]{4}", key):
        return "digits grouped wrongly", "wrong-original"
    separators = re.split(r"[・、/,\s]|(?<=[人件社回%円所])(?=[0-9])", key)
    if len(matches) > 1 and all(re.match(r"[+\-△▲]?[0-9]", piece) for piece in separators if piece):
        return "several values", "several-values"
    labelled = re.findall(r"[^\W\d_]+[0-9][0-9,.]*", key)
    return ("several values", "several-values") if len(labelled) > 1 else ("not a plain number", "unreadable-number")


def _without_prefix(key: str, base: PrintedValue) -> tuple[str, PrintedValue, str]:
    per = ""
    while (match := _PREFIX.match(key)) is not None:
        word = match.group("word")
        key = key[match.end() :]
        if word in BASES:
            base = replace(base, basis=BASES[word])
        elif word in SIGNS:
            base = replace(base, comparator=SIGNS[word])
        elif word in ("毎年", "毎年度", "年間", "年"):
            per = "年"
        elif word in ("毎月", "月"):
            per = "月"
        else:
            base = replace(base, comparator="about")
    return key, base, per


def _range_of(key: str, matches: list[re.Match[str]]) -> re.Match[str] | None:
    """10〜12人, 10人〜12人: the second of two numbers with a range sign between."""
    if len(matches) != 2:
        return None
    between = key[matches[0].end() : matches[1].start()]
    unit, sign, rest = between.partition("〜")
    if not sign or rest or (unit and not is_known_unit(unit)):
        return None
    return matches[1]


def _kanji_or_text(text: str, key: str, base: PrintedValue) -> PrintedValue:
    """三百二十人 is 320; 策定, 設置, 維持 and 現状維持以上 are values without a number."""
    if key in ("ゼロ", "零"):
        return replace(base, value=Decimal(0))
    if key == "一":
        raise UnreadableValueError(text, "the number one or a dash")
    match = KANJI_NUMBER.fullmatch(key) if key.strip("〇") else None
    if match is not None and (not match.group("tail") or is_known_unit(match.group("tail"))) and not is_known_unit(key):
        return replace(base, value=Decimal(kanji_value(match.group("digits"))), unit=match.group("tail"))
    if base.bracket is not None:
        # A word with a bracket is printed as one: 現状値を維持(44%台).
        return PrintedValue(text, text=text.strip())
    return replace(base, text=key if base.period is not None else text.strip())


def split_values(text: str) -> tuple[str, ...]:
    """The complete, unlabelled values of one cell: ("200", "4,000") for 200・4,000; a 1-tuple where it is one.

    A line break splits like ・ only between complete values; a bracket belongs to the value before it.
    """
    if len(text) > LONGEST_VALUE or not re.search(r"[0-9０-９].*[・\n、/]", text, re.DOTALL):
        return (text,)
    lines: list[str] = []
    for line in (line.strip() for line in text.strip().splitlines()):
        continues = lines and (re.search(r"[0-9０-９][,，]$", lines[-1]) or re.match(r"[(（\[〔]", line))
        if continues or (lines and line and not re.match(r"[+\-△▲約0-9０-９―－]|[^0-9０-９]*[0-9０-９]", line)):
            lines[-1] = f"{lines[-1]}\n{line}"
        elif line:
            lines.append(line)
    pieces = [piece.strip() for line in lines for piece in re.split("[・、]", line)]
    if len(pieces) > 1 and all(_is_complete(piece) for piece in pieces):
        return tuple(pieces)
    return (text,)


def _is_complete(piece: str) -> bool:
    try:
        printed = parse_value(piece)
    except UnreadableValueError:
        return False
    return printed.value is not None or printed.missing == "dash" or (printed.text == "〃")
