"""Which part of a page an element is: what the page is about, or what every page of the site repeats around it.

Menus, breadcrumbs, page heads and feet are kept as paragraphs of their own kinds, so that none becomes a section of a
report. A table with data makes its surroundings content, whatever they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from kpi_extract.document import ParagraphKind
from kpi_extract.readers.html.parsing import holders, standing_in

_NAVIGATION_ROLES = {"navigation", "search", "complementary", "menu", "menubar", "toolbar", "directory"}
_KIND_OF_ROLE: dict[str, ParagraphKind] = {"banner": "running-head", "contentinfo": "running-head"}
_KIND_OF_TAG: dict[str, ParagraphKind] = {"nav": "navigation", "aside": "navigation", "search": "navigation"}
_BOXES = {"div", "ul", "ol", "dl", "p", "section", "header", "footer", "td", "form"}
# Names of classes and ids, hyphens and underscores left out, that content management systems give these parts.
_NAVIGATION_NAMES = frozenset(
    "nav navi navigation navbar gnav gnavi globalnav globalnavi gmenu globalmenu lnav lnavi localnav localnavi subnav "
    "subnavi sidenav sidenavi menu mainmenu submenu sidemenu sitemenu sidebar leftmenu rightmenu breadcrumb breadcrumbs "
    "breadcrumblist pankuzu pankuzulist topicpath topicspath pagepath skip skiplink skiplinks blockskip headskip pagetop "
    "backtotop toppage sns snsbtn snsbutton share sharebtn print printbtn printbutton pageid pagenumber pageno lastupdate update pagination pager langnav language searchbox sitesearch".split()
)
_HEAD_OR_FOOT_IDS = frozenset(
    "header head globalheader siteheader pageheader footer foot globalfooter sitefooter pagefooter copyright".split()
)
_BREADCRUMBS = re.compile(
    r"(?:(?:現在(?:の位置|位置|地)|今いる場所|あしあと)[:： ]*)?(?:ホーム|トップ(?:ページ)?|HOME|TOP|Home|Top)\s*[>＞›»→/／].+"
    r"|(?:現在(?:の位置|位置|地)|今いる場所)[:： ].*[>＞›»].*",
    re.DOTALL,
)
_FURNITURE = re.compile(
    r"(?:[\s|｜/／・、]*(?:"
    r"(?:最終)?(?:更新|公開|掲載|登録|作成)日(?:時)?[:： ]*(?:(?:令和|平成)?(?:[0-9０-９]+|元)[年./-][0-9０-９]+[月./-][0-9０-９]+日?)?"
    r"(?:[ ]*[0-9]+[:時][0-9]+分?)?(?:更新|公開|掲載)?"
    r"|(?:ページ|記事)(?:ID|ＩＤ|番号)[:： ]*[0-9０-９A-Z-]*|[(（]?ID[:： ]*[0-9-]+[)）]?"
    r"|(?:この?ページを)?印刷(?:する|用ページ(?:を表示(?:する)?|を開く)?|用画面(?:を表示(?:する)?)?)?"
    r"|(?:ここ(?:から|まで)|以下)(?:本文|サブメニュー)(?:です)?|本文(?:ここから|ここまで|開始|終了|へ(?:スキップ|移動)(?:します)?)"
    r"|(?:文字サイズ|背景色)(?:の?変更)?|大きな文字で印刷|ツイート|シェア(?:する)?|LINEで送る|フェイスブックでシェア(?:する)?"
    r"|(?:この?ページの)?(?:先頭|トップ)(?:へ|に)(?:戻る)?"
    r")[。]?)+[\s|｜/／・]*"
)
_LONGEST_FURNITURE = 300
_STRUCTURE = {"h1", "h2", "h3", "h4", "h5", "h6", "main", "nav", "header", "footer", "article", "form", "iframe"}
_SIGNS_OF_DATA = {"caption", "thead", "th"}
_HEADS_AND_FEET = frozenset({"header", "footer"})
_CONTENT = frozenset({"main", "article", "section"})
_FEWEST_OF_DATA = 3
"""Rows of as many cells with text: no page is laid out so."""


@dataclass(slots=True)
class Areas:
    """What is known of one page before it is read."""

    around_tables: Set[Element]
    """The elements that hold a table."""
    in_content: Set[Element]
    """The heads and feet of articles, not of the page."""
    main: Element | None
    """Where the page says its content stands."""
    main_is_titled: bool
    """Whether that holds a heading of the first rank."""

    @staticmethod
    def of(root: Element) -> Areas:
        """The areas of a page."""
        around = holders(root, {"table"})
        main = _main_of(root, around)
        titled = main is not None and main.find(".//h1") is not None
        return Areas(around, standing_in(root, _HEADS_AND_FEET, _CONTENT), main, titled)

    def kind(self, element: Element, tag: str, outer: ParagraphKind) -> ParagraphKind:
        """The kind of the paragraphs in an element.

        Args:
            element: the element.
            tag: its tag, lower case.
            outer: the kind of what it stands in.
        """
        if element is self.main:
            return "body"
        role = (element.get("role") or "").strip().lower()
        if tag in ("header", "footer") or role in _KIND_OF_ROLE:
            # The head of an article is content; the head of the page is not.
            return outer if element in self.in_content else "running-head"
        if element in self.around_tables:
            return outer
        if tag in _KIND_OF_TAG or role in _NAVIGATION_ROLES:
            return "navigation"
        if tag in _BOXES:
            return _kind_by_names(element) or outer
        return outer

    def outside(self) -> ParagraphKind:
        """The kind of what stands in no named part."""
        return "body" if self.main is None else "navigation"


def _main_of(root: Element, around_tables: Set[Element]) -> Element | None:
    """The one element that says it is the content, unless a table stands outside it."""
    found = [element for element in root.iter("main") if element.get("hidden") is None]
    found = found or [element for element in root.iter() if element.get("role") == "main"] or list(root.iter("article"))
    if len(found) != 1:
        return None
    inside = sum(1 for _ in found[0].iter("table"))
    return found[0] if inside == sum(1 for _ in root.iter("table")) else None


def _kind_by_names(element: Element) -> ParagraphKind | None:
    identity = _plain_name(element.get("id") or "")
    names = {identity, *(_plain_name(name) for name in (element.get("class") or "").split())}
    if names & _NAVIGATION_NAMES:
        return "navigation"
    return "running-head" if identity in _HEAD_OR_FOOT_IDS else None


def _plain_name(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def is_furniture(text: str) -> bool:
    """Whether a paragraph is what content management systems print around the content.

    The path from the site's first page to this one (ホーム > 市政情報 > 計画), or lines such as 更新日:令和5年3月1日
    ページ番号:1001234, 印刷, ここから本文です。
    """
    if len(text) > _LONGEST_FURNITURE:
        return False
    return _BREADCRUMBS.fullmatch(text) is not None or _FURNITURE.fullmatch(text) is not None


def is_layout(table: Element) -> bool:
    """Whether a table only arranges the page: it says so, or holds parts of a page and shows no sign of data.

    Signs of data are a caption, heading cells, rules, and rows of cells with text. Without any, a table of one column is
    layout as well: what it holds reads the same without it.
    """
    role = (table.get("role") or "").strip().lower()
    if role in ("presentation", "none"):
        return True
    if role in ("table", "grid") or table.get("summary") or table.get("rules") or _has_rule(table):
        return False
    holds_parts = False
    widest = rows_of_text = cells = texts = 0
    for element in _own_elements(table):
        tag = str(element.tag).lower()
        if tag in _SIGNS_OF_DATA or element.get("scope") or element.get("headers") or _has_border(element):
            return False
        holds_parts = holds_parts or tag == "table" or tag in _STRUCTURE
        if tag == "tr":
            widest, rows_of_text = max(widest, cells), rows_of_text + (texts >= _FEWEST_OF_DATA)
            cells = texts = 0
        elif tag == "td":
            cells += 1
            texts += _has_own_text(element)
    widest, rows_of_text = max(widest, cells), rows_of_text + (texts >= _FEWEST_OF_DATA)
    if holds_parts:
        return rows_of_text < _FEWEST_OF_DATA
    return widest <= 1


def _own_elements(table: Element) -> Iterator[Element]:
    """The elements in a table, in order, but for those in a table inside it."""
    pending = list(reversed(table))
    while pending:
        element = pending.pop()
        yield element
        if element.tag != "table":
            pending.extend(reversed(element))


def _has_own_text(cell: Element) -> bool:
    """Whether a cell holds text, not only a table or a part of the page."""
    return any((element.text or "").strip() or (element.tail or "").strip() for element in _own_elements(cell)) or bool(
        (cell.text or "").strip()
    )


def _has_rule(table: Element) -> bool:
    return (table.get("border") or "0").strip() not in ("0", "0px", "") or _has_border(table)


def _has_border(element: Element) -> bool:
    style = (element.get("style") or "").lower()
    return (
        re.search(
            r"\bborder(?:-(?:top|bottom|left|right))?(?:-(?:style|width))?\s*:(?!\s*(?:0(?:px)?|none)\s*(?:;|$))", style
        )
        is not None
    )
