"""Read one heading: which roles, period, unit, basis and status its words give to the cells it governs.

A heading is covered with tokens of the vocabulary, periods and units; what stays uncovered is its `rest`. Only a
heading without rest counts as one: 実績値を踏まえた事業の今後について is no actual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpi_extract.interpretation.vocabulary import TOKENS, VALUE_ROLES, Basis, Role, Status, Token
from kpi_extract.issues import IssueCode
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import Period, find_periods
from kpi_extract.values.period_tokens import single_periods
from kpi_extract.values.text import LONGEST_REMEMBERED, match_key
from kpi_extract.values.unit import is_known_unit

LONGEST_HEADING = 60
"""Characters; longer cells are prose. The longest heading of the survey has 41 (本事業における重要業績評価指標 …)."""

_ORDINAL = lazy_pattern(r"^(?:[(]?[0-9]{1,2}[).．、]|[①-⑳Ⅰ-Ⅻ㋐-㋾]|[■□◆◇●○◎▼▽★☆・※]+|[(][0-9一二三四五六七八九十][)])")
_BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕", "〈": "〉", "《": "》", "≪": "≫", "「": "」", "<": ">"}
_CLOSING = tuple(_BRACKETS.values())
_OPENING = {closing: opening for opening, closing in _BRACKETS.items()}
_NOTE = lazy_pattern(r"(?:[(](?:※|注|\*)[)]?[0-9]*[)]?|※[0-9]*|注[0-9]+|\*[0-9]*)$")
_SLOT = lazy_pattern(r"(指標|KPI|成果指標|活動指標|数値目標|目標)?(その)?[(]?([①-⑳㉑-㉟]|[0-9]{1,2}|[A-JＡ-Ｊ])[).]?")
_CIRCLED_SLOT = lazy_pattern(r"\s*(?:(?:指標|KPI)\s*)?[①-⑳]\s*")
_CIRCLED_START = lazy_pattern(r"^\s*[①-⑳⑴-⒇](?=\s*[^\s0-9０-９①-⑳⑴-⒇])")
_WESTERN_YEAR = lazy_pattern("(?:19|20)[0-9]{2}")
_YEAR_OF_PLAN = lazy_pattern(r"(?:計画|事業|実施)?(?:第)?[0-9]{1,2}(?:か年|ヶ年|年)目")
_REVISED = lazy_pattern(r"(?:改訂|改定|変更|見直し|修正)後")
_UNIT_BEHIND = lazy_pattern(r"(.*?)単位[:：…]?(.+)")
_ERA_CORNER = lazy_pattern(r"^(平成|令和|昭和)\(?年度?\)?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What one heading says. Of several roles the siblings and the cells below decide."""

    text: str
    """As printed."""
    roles: tuple[Role, ...] = ()
    period: Period | None = None
    unit: str | None = None
    basis: Basis | None = None
    status: Status | None = None
    bracket: Heading | None = None
    """The reading of a trailing bracket: H(P), 目標値(目標年度), 実績値(累計)."""
    era: str | None = None
    """An era named without a year: the corner 平成(年度) above bare 17, 18, 19."""
    revised: bool = False
    """It says that its values take the place of older ones: 改訂後の期待値."""
    rest: str = ""
    """What no token covers."""
    words: tuple[str, ...] = field(default=(), compare=False)
    """The tokens that were found, for people who ask why."""

    @property
    def is_blank(self) -> bool:
        """Nothing is printed."""
        return not self.text.strip()

    @property
    def is_heading(self) -> bool:
        """All of it is covered and it says something about the cells it governs."""
        return not self.rest and bool(self.roles or self.period or self.unit or self.era or self.basis or self.status)


class Lexicon:
    """The tokens in force, indexed by form. Of two with the same form the later counts: a user's after the built-in.

    It reads each text once while it is remembered: reports repeat few headings.
    """

    def __init__(self, tokens: Iterable[Token] = TOKENS) -> None:
        entries = sorted({match_key(token.form): token for token in tokens}.items(), key=lambda entry: -len(entry[0]))
        self._letters = {form: token for form, token in entries if len(form) == 1}
        self._by_two: dict[str, list[tuple[str, Token]]] = {}
        for form, token in entries:
            if len(form) > 1:
                self._by_two.setdefault(form[:2], []).append((form, token))
        self.spells_numbers = any(re.fullmatch("[0-9.,%]*[0-9][0-9.,%]*", form) for form, _ in entries)
        """A token is made of digits alone, so that a number may be a heading."""
        self._remembered = lru_cache(maxsize=4096)(self._read)

    def at(self, key: str, start: int) -> list[tuple[str, Token]]:
        """Every token that begins at `start` of a matching key, with its form as it stands there, longest first."""
        forms = self._by_two.get(key[start : start + 2])
        found = [entry for entry in forms if key.startswith(entry[0], start)] if forms is not None else []
        letter = self._letters.get(key[start])
        return found if letter is None else [*found, (key[start], letter)]

    def read(self, text: str) -> Heading:
        """The reading of a text as a heading; `read_heading` says how."""
        return self._remembered(text) if len(text) <= LONGEST_REMEMBERED else self._read(text)

    def _read(self, text: str) -> Heading:
        return _read_text(text, self)


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """The built-in vocabulary, indexed once."""
    return Lexicon()


def read_heading(text: str, lexicon: Lexicon) -> Heading:
    """Read a heading cell such as ``H30実績値(累計)`` or ``交付対象 事業の名称``.

    Accepts any text; white space and line breaks inside words do not matter. Never raises.

    Returns:
        The reading; `rest` holds what was not understood, and then roles and period must not be trusted.
    """
    return lexicon.read(text)


def _read_text(text: str, lexicon: Lexicon) -> Heading:
    heading = _read_all(text, lexicon)
    key = match_key(text)
    if "後" in key and _REVISED.search(key):
        # 改訂後の期待値(H30.3): the date is that of the revision, not of the value.
        return replace(heading, period=None, revised=True)
    if heading.period is None:
        is_aside = text.lstrip().startswith(("(", "（"))
        if "年目" in key and not is_aside and (ordinal := _YEAR_OF_PLAN.search(key)):
            # 1年目 names a year of the plan and no calendar year: the values are told apart, and stay undated.
            heading = replace(heading, period=Period(ordinal.group(0), "fiscal_year"))
    printed = as_printed(heading.period, text)
    return heading if printed is heading.period else replace(heading, period=printed)


def _read_all(text: str, lexicon: Lexicon) -> Heading:
    # Before width is unified: ①目標値 would be 1目標値.
    key = match_key(_CIRCLED_START.sub("", text) or text)
    if not key:
        return Heading(text)
    if len(key) > LONGEST_HEADING:
        return Heading(text, rest=key)
    corner = _ERA_CORNER.match(key)
    if corner:
        era = {"平成": "H", "令和": "R", "昭和": "S"}[corner.group(1)]
        return Heading(text, roles=(Role.STUB,), era=era, words=(key,))
    whole = find_periods(key)
    if len(whole) == 1 and (whole[0].start, whole[0].end) == (0, len(key)):
        return Heading(text, period=whole[0].period, words=(key,))  # 平成30年度末(H31.3末) is one date
    main, bracket = _split_bracket(_without_ordinal(key))
    if not main:
        # A heading wholly in brackets: (基準値), 【事業名】, (単位:千円).
        return _as_text(_read_main(bracket, lexicon), text)
    # 目標値(累計)(H31): what is left may end in a bracket again.
    goes_on = main.endswith(_CLOSING) and len(main) < len(key)
    heading = _read_all(main, lexicon) if goes_on else _read_main(main, lexicon)
    if bracket:
        heading = _with_bracket(heading, bracket, lexicon)
    return _as_text(heading, text)


def _as_text(heading: Heading, text: str) -> Heading:
    return heading if heading.text == text else replace(heading, text=text)


def is_slot(text: str) -> bool:
    """指標①, KPI③, 2, A: the number of a place in a form, never a name."""
    return bool(_SLOT.fullmatch(match_key(text)) or _CIRCLED_SLOT.fullmatch(text))


def is_year_of_plan(period: Period) -> bool:
    """1年目: which year of the plan, and no calendar year."""
    return bool(_YEAR_OF_PLAN.fullmatch(match_key(period.raw)))


def as_printed(period: Period | None, text: str) -> Period | None:
    """The period with its words as they are printed: H27~28, Ｒ５．３; reading them had unified width and signs."""
    if period is None or period.raw in text:
        return period
    squeezed = "".join(text.split())
    size = len(period.raw)
    for start in range(len(squeezed) - size + 1):
        if match_key(squeezed[start : start + size]) == period.raw:
            return replace(period, raw=squeezed[start : start + size])
    return period


def _without_ordinal(key: str) -> str:
    stripped = _ORDINAL.sub("", key)
    stripped = _NOTE.sub("", stripped)
    return stripped or key


def _split_bracket(key: str) -> tuple[str, str]:
    """``実績値(累計)`` → (実績値, 累計); note marks in brackets, (※1), are dropped."""
    opening = _OPENING.get(key[-1])
    if opening is not None:
        start = _opening_of_last(key, opening, key[-1])
        if start >= 0:
            inner = key[start + 1 : -1]
            is_note = inner.startswith(("※", "注")) or (inner.isdigit() and not _WESTERN_YEAR.fullmatch(inner))
            return key[:start], "" if is_note else inner
    return key, ""


def _opening_of_last(key: str, opening: str, closing: str) -> int:
    """Where the bracket that closes the key opens; -1 where it does not."""
    depth = 0
    for index in range(len(key) - 1, -1, -1):
        depth += (key[index] == closing) - (key[index] == opening)
        if depth == 0:
            return index
    return -1


def _with_bracket(heading: Heading, bracket: str, lexicon: Lexicon) -> Heading:
    """Add what a trailing bracket says: a period, a unit, a basis, a second role."""
    if _WESTERN_YEAR.fullmatch(bracket) and heading.period is None and set(heading.roles) & VALUE_ROLES:
        year = Period(
            bracket, "fiscal_year", fiscal_year=int(bracket), codes=(IssueCode.FISCAL_YEAR_ASSUMED,), era="western"
        )
        return replace(heading, period=year, words=(*heading.words, bracket))  # 目標(2025)
    unit = bracket.removeprefix("単位").lstrip(":")
    if is_known_unit(unit) and unit not in ("年", "年度"):
        return replace(heading, unit=unit)
    inner = _read_main(bracket, lexicon)
    if inner.rest:
        # A remark in brackets does not change what the heading is; 達成率(金額ベース) is a token, this is the unknown rest.
        return replace(heading, rest=heading.rest or ("" if _harmless(bracket) else bracket))
    roles = heading.roles
    if not roles and heading.period is not None:
        roles = inner.roles  # 平成25年(基準値); of H31(目標), which may be two things, the siblings settle which
    period = heading.period or inner.period
    if heading.period is None and heading.roles == (Role.RATE,):
        # 達成率(H30/H31) compares two years; the first one is that of the actual.
        first = next(iter(single_periods(bracket)), None)
        period = first.period if first is not None else None
    return replace(
        heading,
        roles=roles,
        period=period,
        unit=heading.unit or inner.unit,
        basis=heading.basis or inner.basis,
        status=heading.status or inner.status,
        bracket=inner,
        words=(*heading.words, *inner.words),
    )


def _harmless(bracket: str) -> bool:
    """Bracketed prose that names no other role: (平成23年度予算) is left to periods; a short name is no harm."""
    return len(bracket) <= 12


def _read_main(key: str, lexicon: Lexicon) -> Heading:
    """Cover a bracket-free key with periods, units and tokens: the fewest pieces that leave the least rest."""
    unit_match = _UNIT_BEHIND.fullmatch(key) if "単位" in key else None
    if unit_match and is_known_unit(unit_match.group(2).strip("()")):
        inner = _read_main(unit_match.group(1), lexicon) if unit_match.group(1) else Heading("")
        return replace(inner, unit=unit_match.group(2).strip("()"), words=(*inner.words, "単位"))
    above, slash, below = key.rpartition("/")
    if slash and is_known_unit(below) and (inner := _read_main(above, lexicon)).is_heading:
        # 決算/円: the unit behind a slash.
        return replace(inner, unit=inner.unit or below)
    periods = {match.start: match for match in find_periods(key)}
    pieces = _cover(key, {start: match.end for start, match in periods.items()}, lexicon)
    return _sum_pieces(key, pieces, periods={start: match.period for start, match in periods.items()})


_Piece = tuple[int, int, Token | None]
_PERIOD = Token("period")


def _cover(key: str, periods: dict[int, int], lexicon: Lexicon) -> list[_Piece]:
    """The cheapest covering of the key; an uncovered character costs ten pieces."""
    size = len(key)
    costs = [0] * (size + 1)
    best: list[_Piece] = [(0, 0, None)] * size
    for start in range(size - 1, -1, -1):
        cost, last, chosen = 10 + costs[start + 1], start + 1, None
        known = [(start + len(form), token) for form, token in lexicon.at(key, start)]
        for end, token in [(periods[start], _PERIOD), *known] if start in periods else known:
            # Of two coverings that cost the same the one with the longer piece is taken.
            if 1 + costs[end] < cost or (1 + costs[end] == cost and end > last):
                cost, last, chosen = 1 + costs[end], end, token
        costs[start], best[start] = cost, (start, last, chosen)
    pieces = []
    position = 0
    while position < size:
        pieces.append(best[position])
        position = best[position][1]
    return pieces


def _sum_pieces(key: str, pieces: list[_Piece], periods: dict[int, Period]) -> Heading:
    """Japanese compounds end with their head: of several role words the last one counts."""
    roles: tuple[Role, ...] = ()
    period: Period | None = None
    basis: Basis | None = None
    status: Status | None = None
    rest = ""
    words = []
    for start, end, token in pieces:
        if token is None:
            rest += key[start:end]
            continue
        words.append(key[start:end])
        if token.form == "period" and start in periods:
            period = period or periods[start]
            continue
        roles = token.roles or roles
        basis = token.basis or basis
        status = token.status or status
    return Heading(key, roles, period, basis=basis, status=status, rest=rest, words=tuple(words))
