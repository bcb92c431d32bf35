"""Who published the report: a municipality named in the title, on the cover, in a running head or the file name.

Never from project names or table cells, and null when not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from kpi_extract.document import Document, Paragraph, Table
from kpi_extract.errors import KpiExtractError
from kpi_extract.values.text import fold

_COVER_PARAGRAPHS = 8
_LONGEST_NAME = 8
_ENDS = "市区町村都道府県"
_WORD_GOES_ON = "場画民街史制営立内外立有道議部役"
"""Characters after 市 町 村 区 that make another word of it: 市場, 区画, 公民館, 市民, 町営. 市立 is kept out too."""
_MAY_PRECEDE = ("郡", "年度", "年", "月", "日", "版", "度")


class UnknownMunicipalityError(KpiExtractError, ValueError):
    """A municipality the user named does not exist or is not unique."""


@dataclass(frozen=True, slots=True)
class LocalGovernment:
    """One row of the table of codes."""

    code: str
    prefecture: str
    name: str


@lru_cache(maxsize=1)
def _by_name() -> dict[str, tuple[LocalGovernment, ...]]:
    # Loaded on first use: most documents name no municipality outside the title, and the table has 1,788 rows.
    from kpi_extract.interpretation.municipality_table import MUNICIPALITIES

    names: dict[str, tuple[LocalGovernment, ...]] = {}
    for line in MUNICIPALITIES.split("\n"):
        if line:
            code, prefecture, name = line.split(" ")
            names[name] = (*names.get(name, ()), LocalGovernment(code, prefecture, name))
    return names


def named_by_user(text: str) -> LocalGovernment:
    """``釧路市``, ``北海道釧路市``, ``012068`` or ``01206`` → its row.

    Raises:
        UnknownMunicipalityError: no such name or code, or a name that several share.
    """
    wanted = _plain(text)
    rows = [row for rows in _by_name().values() for row in rows]
    if wanted.isdigit():
        found = [row for row in rows if wanted in (row.code, row.code[:5])]
    else:
        found = [row for row in rows if wanted in (row.name, row.prefecture + row.name)]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(row.prefecture + row.name for row in found)
        raise UnknownMunicipalityError(f"{text}: several municipalities have this name: {choices}")
    raise UnknownMunicipalityError(
        f"{text}: no municipality has this name or code; write 釧路市, 北海道釧路市 or 012068"
    )


def find_municipality(document: Document, title: Paragraph | None) -> LocalGovernment | None:
    """The one municipality the document's own words settle, or None."""
    for texts in _evidence(document, title):
        found = {row for text in texts for row in names_in(text)}
        towns = {row for row in found if row.name != row.prefecture}
        prefectures = {row.name for row in found} - {row.name for row in towns}
        if prefectures and len(towns) > 1:
            towns = {row for row in towns if row.prefecture in prefectures}
        if len(towns) == 1:
            return next(iter(towns))
        if not towns and len(found) == 1:
            return next(iter(found))
        if found:
            return None
    return None


def _evidence(document: Document, title: Paragraph | None) -> Iterable[list[str]]:
    """Tiers of evidence, strongest first."""
    yield [title.text] if title is not None else []
    heads = [paragraph.text for paragraph in document.paragraphs() if paragraph.kind == "running-head"]
    cover = []
    own = (block for block in document.blocks if isinstance(block, Table) or block.kind != "navigation")
    for block in islice(own, _COVER_PARAGRAPHS):
        if not isinstance(block, Paragraph):
            break
        if len(block.text) <= 40:
            cover.append(block.text)
    yield [*heads, *cover, *([document.title] if document.title else [])]
    yield [re.sub(r"\.[A-Za-z0-9]+$", "", document.name)]


def _plain(text: str) -> str:
    """Folded, without white space, and with the one name that is often written with a simpler character."""
    return "".join(fold(text).split()).replace("梼原町", "檮原町")


def names_in(text: str) -> set[LocalGovernment]:
    """The municipalities a text names as whole words (観光市場 is not 光市)."""
    plain = _plain(text)
    found: set[LocalGovernment] = set()
    end = 0
    while end < len(plain):
        end += 1
        if plain[end - 1] not in _ENDS or (end < len(plain) and plain[end] in _WORD_GOES_ON):
            continue
        row_set = _longest_ending_at(plain, end)
        found |= row_set
    return found


def _longest_ending_at(text: str, end: int) -> set[LocalGovernment]:
    for start in range(max(0, end - _LONGEST_NAME), end - 1):
        rows = _by_name().get(text[start:end])
        if rows and _begins_a_word(text, start):
            before = text[:start]
            named = [row for row in rows if before.endswith(row.prefecture) or row.prefecture in before]
            if named:
                return set(named)
            return set(rows) if len(rows) == 1 else set()
    return set()


def _begins_a_word(text: str, start: int) -> bool:
    if start == 0 or not re.match(r"[一-龠々ァ-ヶー]", text[start - 1]):
        return True
    before = text[:start]
    prefectures = ("都", "道", "府", "県")
    return before.endswith(_MAY_PRECEDE) or (before.endswith(prefectures) and _ends_with_prefecture(before))


def _ends_with_prefecture(text: str) -> bool:
    return any(
        text.endswith(name) and rows[0].prefecture == name
        for name, rows in _by_name().items()
        if name[-1] in "都道府県"
    )
