"""Lines of all pages → paragraphs: heading ranks, running heads, wrapped lines put together again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from kpi_extract.document import Block, Paragraph, Table
from kpi_extract.place import Place, box_around
from kpi_extract.readers.pdf.layout import PageContent, rounded
from kpi_extract.readers.pdf.text import Line
from kpi_extract.values.patterns import lazy_pattern

MARGIN_SHARE = 0.12
"""The top and bottom share of a page where running heads and page numbers stand."""
EXTREME_SHARE = 0.07
HEADING_FACTOR = 1.1
"""A line this much larger than the body is a heading."""

_PAGE_NUMBER = lazy_pattern(
    r"[-–—―−‐~〜<〈(\[]*\s*(?:p\.?|page|第)?\s*(?:\d{1,4}|(?-i:[ivx]{1,6}))\s*(?:(?:/|of)\s*\d{1,4})?\s*(?:ページ|頁|ぺーじ)?\s*"
    r"[-–—―−‐~〜>〉)\]]*",
    re.IGNORECASE,
)
_STARTS_ANEW = lazy_pattern(
    r"[【〔〈《「『(（\[・○●◎◇◆□■▽▼△▲※＊*①-⑳㈠-㈩◦‣•→⇒-]|第?[\d０-９一二三四五六七八九十]+[.．、)）章節項 　]|"
    r"(?:基本目標|基本施策|個別施策|施策|重点目標|政策)[ 　]*[\d０-９Ⅰ-Ⅻ①-⑳⑴-⒇]"
)


def blocks_of(pages: Sequence[PageContent]) -> list[Block]:
    """All pages' items as blocks, in reading order."""
    heads = _running_heads(pages)
    ranks = _ranks(pages, heads)
    ends = _line_ends(pages)
    blocks: list[Block] = []
    for page in pages:
        blocks += _page_blocks(page, heads, ranks, ends[page.width])
    return blocks


def _line_ends(pages: Sequence[PageContent]) -> dict[float, float]:
    """Width of a page → where the longest line on pages of that width ends: one page may have short lines alone."""
    ends: dict[float, float] = {}
    for page in pages:
        longest = max((item.box[2] for item in page.items if isinstance(item, Line)), default=0.0)
        ends[page.width] = max(longest, ends.get(page.width, 0.0))
    return ends


def has_only_running_heads(page: PageContent) -> bool:
    """Whether nothing but page numbers is printed on a page."""
    return all(isinstance(item, Line) and _is_page_number(item, page) for item in page.items)


def _page_blocks(page: PageContent, heads: set[tuple[str, int]], ranks: dict[float, int], right: float) -> list[Block]:
    blocks: list[Block] = []
    pending: list[Line] = []

    def flush() -> None:
        if pending:
            place = Place(page=page.number, box=rounded(box_around([line.box for line in pending])))
            blocks.append(Paragraph(_put_together(pending), ranks.get(_size(pending[0])), place))
            pending.clear()

    for item in page.items:
        if isinstance(item, Table):
            flush()
            blocks.append(item)
        elif _is_page_number(item, page) or _key(item) in heads:
            flush()
            blocks.append(Paragraph(item.text, None, Place(page=page.number, box=rounded(item.box)), "running-head"))
        else:
            if pending and not _continues(pending, item, right):
                flush()
            pending.append(item)
    flush()
    return blocks


# --- running heads ----------------------------------------------------------------------------------------------------


def _key(line: Line) -> tuple[str, int]:
    """The same text at the same height: numbers are left out, they count the pages."""
    text = re.sub(r"\d+", "#", unicodedata.normalize("NFKC", "".join(line.text.split())))
    return (text, round(line.box[1] / 3))


def _running_heads(pages: Sequence[PageContent]) -> set[tuple[str, int]]:
    """What stands in the margin of most pages, or of most left or most right ones: facing pages have two heads."""
    sides = [[page for page in pages if page.number % 2 == side] for side in (0, 1)]
    return _heads_of(pages).union(*(_heads_of(side) for side in sides))


def _heads_of(pages: Sequence[PageContent]) -> set[tuple[str, int]]:
    seen: Counter[tuple[str, int]] = Counter()
    extreme: set[tuple[str, int]] = set()
    for page in pages:
        keys = set()
        for item in page.items:
            if isinstance(item, Line) and _in_margin(item, page, MARGIN_SHARE):
                keys.add(_key(item))
                if _in_margin(item, page, EXTREME_SHARE):
                    extreme.add(_key(item))
        seen.update(keys)
    needed = max(3, len(pages) // 2 + 1)
    heads = {key for key, count in seen.items() if count >= needed}
    return heads | {key for key in extreme if seen[key] >= max(2, len(pages) // 2 + 1)}


def _in_margin(line: Line, page: PageContent, share: float) -> bool:
    """In the margin, and no table between the line and the edge of the page."""
    middle = (line.box[1] + line.box[3]) / 2
    tables = [item.place.box for item in page.items if isinstance(item, Table) and item.place.box is not None]
    if middle <= share * page.height:
        return all(box[1] >= line.box[1] for box in tables)
    if middle >= (1 - share) * page.height:
        return all(box[3] <= line.box[3] for box in tables)
    return False


def _is_page_number(line: Line, page: PageContent) -> bool:
    text = unicodedata.normalize("NFKC", line.text).strip()
    return _PAGE_NUMBER.fullmatch(text) is not None and _in_margin(line, page, MARGIN_SHARE)


# --- headings ---------------------------------------------------------------------------------------------------------


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _ranks(pages: Sequence[PageContent], heads: set[tuple[str, int]]) -> dict[float, int]:
    """Rank by font size: the sizes above the body's, the largest first."""
    outside: Counter[float] = Counter()
    inside: dict[float, int] = defaultdict(int)
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and _key(item) not in heads and not _is_page_number(item, page):
                outside[_size(item)] += len(item.text)
        for size, count in page.cell_sizes:
            inside[size] += count
    if not outside:
        return {}
    body = outside.most_common(1)[0][0]
    # Outside its tables a report may have nothing but headings; then the cells say what is ordinary.
    if inside and outside[body] < 0.3 * sum(inside.values()):
        body = min(body, max(inside, key=lambda size: inside[size]))
    larger = sorted((size for size in outside if size >= HEADING_FACTOR * body), reverse=True)
    return {size: min(number, 6) for number, size in enumerate(larger, start=1)}


# --- wrapped lines ----------------------------------------------------------------------------------------------------


def _continues(pending: list[Line], line: Line, right: float) -> bool:
    """Whether a line is clearly the next one of the same paragraph."""
    previous = pending[-1]
    if abs(previous.size - line.size) > 0.3 or previous.box[2] < right - 1.5 * previous.size:
        return False
    if not 0 < line.box[1] - previous.box[1] <= 2.0 * line.size or _STARTS_ANEW.match(line.text):
        return False
    indent = pending[0].box[0] - line.box[0]
    return abs(previous.box[0] - line.box[0]) <= 2 or (len(pending) == 1 and -2 <= indent <= 2.2 * line.size)


def _put_together(lines: list[Line]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        latin = text[-1:].isascii() and line.text[:1].isascii()
        text += (" " if latin else "") + line.text
    return text
