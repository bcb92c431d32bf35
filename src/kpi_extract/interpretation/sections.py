"""What stands above a table: title, section headings, captions, the project a paragraph names, the grant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kpi_extract.document import Document, Paragraph
from kpi_extract.errors import UnreadableValueError
from kpi_extract.interpretation.headings import Heading
from kpi_extract.interpretation.municipality import names_in
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.place import Place
from kpi_extract.values.number import parse_value
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import join_lines, match_key
from kpi_extract.values.unit import is_known_unit

LONGEST_SECTION = 80
_STYLE = lazy_pattern(
    r"【|〈|《|≪|<|\[|〔|■|◆|●|◇|□|▼|★|◎|○|・|基本目標|基本施策|個別施策|重点|第[0-9一二三四五六七八九十]+[章節編]|施策|目標|"
    r"[IVXⅠ-Ⅻⅰ-ⅻ]+[\s.．、]|[(（][0-9０-９ア-ンⅰ-ⅻ一二三四五六七八九十]+[)）]|[①-⑳]|[0-9０-９]+[.．、\s]|[ア-ン][.．、\s]"
)
_UNIT_CAPTION = lazy_pattern(r"[(\[]?単位[:：]?([^)\]]+)[)\]]?")
_PROJECT_LINE = lazy_pattern(r"^(?:交付対象)?(?:事業名称?|事業の名称|事務事業名|計画事業名)\s*[:：\s]\s*(.+)$")
_GRANT = lazy_pattern(r"(?<![一-龠々ァ-ヶー・])[一-龠々ァ-ヶー・]*交付金(?:[(（][^)）]*型[)）])?")
_GRANT_PREFIX = lazy_pattern(r"^\s*[【《〔\[]\s*([^】》〕\]]*(?:交付金|補助金)[^】》〕\]]*)[】》〕\]]\s*")
_NOTE = lazy_pattern(r"^\s*(?:※|注(?![一-龠])|\*|[(（]注|[(（]※|出典|資料[:：])")
_DATE_LINE = lazy_pattern(
    r"[()（）、,・年月日頃]|作成|時点|現在|確定|速報|版|更新|公表|修正|訂正|改訂|発行|[0-9]版|第[0-9]"
)
_PAIR_LINE = lazy_pattern(r"^(?P<label>[^\s:：、。()（）]{2,12})(?:[:：]\s*|[\s\u3000]+)(?P<text>\S.*)$", re.DOTALL)
_GRADE = lazy_pattern(r"[^\s、,・:：。]{1,12}")
_NUMBERED = lazy_pattern(r"[0-9０-９]+[\s\u3000.．、]+[^\W\d_]{2,}")
_LISTING = lazy_pattern(r"[^:：]{1,12}[:：][^:：]*[,，、][^:：]*[,，、]")
"""達成度:順調A,要改善B,未実施-: what the words of a column are."""
_MARK_LEGEND = lazy_pattern(r"[◎○△▲×☆★ＳＡＢＣＤＥSABCDE‐－−\-][:：…=＝].*[○△▲×☆★ＡＢＣＤＥABCDE‐－−\-][:：…=＝]")
"""◎:予定より進んでいる ○:予定どおり: what the marks of a table mean."""
_LIST_MARK = lazy_pattern(r"^[■●○◎◆◇□▼▽★☆・]+\s*")


@dataclass(slots=True)
class Section:
    """One heading in force."""

    paragraph: Paragraph
    style: str
    rank: int | None

    @property
    def text(self) -> str:
        """The heading, lines joined; a list mark (■, ●) leaves it, brackets stay."""
        return _LIST_MARK.sub("", join_lines(self.paragraph.text))


@dataclass(slots=True)
class Sections:
    """The headings in force while the blocks are read in order."""

    title: Paragraph | None = None
    stack: list[Section] = field(default_factory=list)
    unit_caption: str | None = None
    project_line: Paragraph | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Section headings, outermost first."""
        return tuple(section.text for section in self.stack)

    def take(self, paragraph: Paragraph) -> bool:
        """Read one paragraph between tables; True where it is a heading, a caption or names a project."""
        if paragraph.kind != "body" or not paragraph.text.strip() or paragraph is self.title:
            return False
        caption = _UNIT_CAPTION.fullmatch(match_key(paragraph.text))
        if caption and is_known_unit(caption.group(1)):
            self.unit_caption = caption.group(1)
        elif project_named_by(paragraph.text):
            self.project_line = paragraph
        elif is_section_heading(paragraph):
            self._push(Section(paragraph, style_of(paragraph.text), paragraph.rank))
        else:
            return False
        return True

    def table_done(self) -> None:
        """A caption (単位:千円) serves the next table only."""
        self.unit_caption = None

    def sheet_done(self) -> None:
        """The headings, captions and project lines of a sheet say nothing of the next sheet."""
        self.stack.clear()
        self.unit_caption = None
        self.project_line = None

    def _push(self, new: Section) -> None:
        """A heading rules until the next of equal or higher rank."""
        for depth, section in enumerate(self.stack):
            same_style = section.style == new.style and section.rank == new.rank
            outranked = new.rank is not None and (section.rank is None or section.rank > new.rank)
            # Of two headings of one size the numbering says more: (ⅰ) over ■, but never where one has none.
            if section.rank == new.rank is not None and "plain" in (section.style, new.style):
                outranked = True
            if same_style or outranked:
                del self.stack[depth:]
                break
        self.stack.append(new)
        self.project_line = None


def style_of(text: str) -> str:
    """The visible style of a heading without a rank: its bracket, mark or kind of numbering."""
    match = _STYLE.match(text.strip())
    return (
        re.sub(r"[0-9０-９一二三四五六七八九十]+|[IVXⅠ-Ⅻⅰ-ⅻ]+|[①-⑳]|[ア-ン](?![ア-ン])", "N", match.group(0)).strip()
        if match
        else "plain"
    )


def is_section_heading(paragraph: Paragraph) -> bool:
    """Short, no sentence, no note, and not a lone number or value."""
    text = paragraph.text.strip()
    if paragraph.rank is not None:
        return len(text) <= LONGEST_SECTION
    if _MARK_LEGEND.search(text) or _LISTING.match(text):
        return False
    if text.startswith("【") and len(text) <= LONGEST_SECTION:
        return True  # 【目標指標1】… を目指す。 is a heading, full stop or not
    if (
        len(text) > LONGEST_SECTION
        or text.endswith(("。", "、", ".", ":", "："))
        or _NOTE.match(text)
        or _is_imprint(text)
    ):
        return False
    if _NUMBERED.match(text):
        return True  # 2 指標(長期総合計画目標指標) is no value of two
    try:
        return parse_value(text).value is None and not re.fullmatch(r"[\W\d_]*", match_key(text))
    except UnreadableValueError:
        return True


def _is_imprint(text: str) -> bool:
    """A line that only says when and by whom: 平成28年3月作成・11月確定, 貝塚市."""
    key = match_key(text)
    if any(row.name in (key, key.removeprefix(row.prefecture)) for row in names_in(key)):
        return True
    periods = find_periods(key)
    for period in reversed(periods):
        key = key[: period.start] + key[period.end :]
    return bool(periods) and not re.sub(r"[0-9]", "", _DATE_LINE.sub("", key))


def find_title(document: Document) -> Paragraph | None:
    """The first body paragraph before the first table that is no bracketed section, note or date line."""
    first: Paragraph | None = None
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            break
        text = block.text.strip()
        if block.kind != "body" or not text or len(text) > LONGEST_SECTION or _NOTE.match(text):
            continue
        if style_of(text) in ("【", "〈", "《", "(N)", "（N）", "■", "●") or "→" in text or "＝" in text or "=" in text:
            continue
        if _is_imprint(text):
            continue
        if find_periods(match_key(text)) or block.rank == 1:
            return block
        first = first or block
    return first


def project_named_by(text: str) -> str | None:
    """``事業名 X`` or ``事業名:X`` in a paragraph → X."""
    match = _PROJECT_LINE.match(text.strip())
    return match.group(1).strip() if match else None


def split_grant(name: str) -> tuple[str | None, str]:
    """``【地方創生拠点整備交付金】 音別…事業`` → (grant, name without it)."""
    match = _GRANT_PREFIX.match(name)
    if not match:
        return None, name
    return match.group(1).strip(), name[match.end() :]


def grant_named_in(heading: str) -> str | None:
    """The grant a heading or title names: 【地方創生推進交付金対象事業】 → 地方創生推進交付金."""
    text = match_key(heading)
    for period in reversed(find_periods(text)):
        text = f"{text[: period.start]} {text[period.end :]}"
    found = [match.group(0).lstrip("・ー") for match in _GRANT.finditer(text)]
    named = [grant for grant in found if not grant.startswith("交付金")]
    if not named:
        return None
    # あさぎ町デジタル田園都市国家構想交付金: the town is no part of it.
    known = re.search(r"(?:デジタル|地方創生|新しい地方|地域|重点支援).*", named[0])
    return known.group(0) if known else named[0]


_PAIR_ROLES = frozenset({Role.SUMMARY, Role.DEPARTMENT, Role.RATING, Role.EVALUATION, Role.NEXT_STEP, Role.REMARK})


@dataclass(frozen=True, slots=True)
class ParagraphPair:
    """A line that names what it says: 自己評価 C, 取り組み内容:担い手への集積を進める."""

    label: str
    role: Role
    text: str
    place: Place


def paragraph_pair(paragraph: Paragraph, read: Callable[[str], Heading]) -> ParagraphPair | None:
    """The label and text of a line between tables, where its first word is a heading of its own."""
    match = _PAIR_LINE.match(paragraph.text.strip())
    if match is None or paragraph.rank is not None:
        return None
    heading = read(match.group("label"))
    if not heading.is_heading or not heading.roles or heading.roles[0] not in _PAIR_ROLES or heading.period is not None:
        return None
    text = match.group("text").strip()
    is_grade = heading.roles[0] in (Role.RATING, Role.EVALUATION)
    if read(text).is_heading or _MARK_LEGEND.search(text) or (is_grade and not _GRADE.fullmatch(text)):
        return None
    return ParagraphPair(match.group("label"), heading.roles[0], join_lines(text), paragraph.place)
