"""The elements of a page, walked once in order, to paragraphs and tables.

The walk keeps its own stack: pages nest deeper than Python calls. Each element is entered, which says how it is left;
an element that is not shown is not entered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kpi_extract.document import Block, Paragraph, ParagraphKind
from kpi_extract.issues import Finding, IssueCode, Severity
from kpi_extract.place import Place
from kpi_extract.readers.html.areas import Areas, is_furniture, is_layout
from kpi_extract.readers.html.flow import Flow, collapsed
from kpi_extract.readers.html.grid import (
    MOST_COLUMNS_OF_CELL,
    MOST_ROWS_OF_CELL,
    GroupKind,
    PrintedCell,
    TableUnderway,
    span_of,
)
from kpi_extract.readers.html.parsing import line_of
from kpi_extract.readers.html.stylesheet import Bearer, Look, Stylesheet

Leave = Callable[[], None]

_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "frameset header hgroup hr html legend li main menu nav ol optgroup p pre section search summary ul caption table "
    "thead tbody tfoot tr td th".split()
) | set(_HEADINGS)
# What a browser shows nothing of, or nothing that is text of the page.
_NOT_TEXT = frozenset(
    "head script style template noscript noframes noembed rt rp rtc datalist param source track col colgroup area base link "
    "meta title".split()
)
_EMBEDDED = {
    "iframe": "an embedded page",
    "frame": "a frame",
    "object": "an embedded object",
    "embed": "an embedded object",
    "canvas": "a drawing",
    "svg": "a drawing",
    "video": "a video",
    "audio": "a sound",
    "progress": "a bar",
    "meter": "a bar",
}
_GROUPS: dict[str, GroupKind] = {"thead": "head", "tbody": "body", "tfoot": "foot"}
_BLOCK_DISPLAYS = {"block", "flex", "grid", "list-item", "table", "flow-root"}
_INLINE_DISPLAYS = {"inline", "inline-block", "inline-flex", "contents"}
_AS_TYPED = {"pre", "pre-wrap", "pre-line", "break-spaces"}
_COLLAPSED = {"normal", "nowrap"}
_FIELDS_WITH_TEXT = {"text", "number", "date", "month", "tel", "email", "url", "search", "time", "week"}
_WORD = re.compile(r"\w")
_BLANK_LINES = re.compile(r"\n\s*\n")
_LONGEST_SHOWN = 200
"""Letters of skipped text that an issue repeats."""
_GAIJI = re.compile(r"gaiji", re.IGNORECASE)
_SPACERS = re.compile(r"spacer|blank|(?:^|/)(?:space|clear|dot|shim)\.", re.IGNORECASE)
_MISSING_CHARACTER = "〓"
"""What printers of Japanese set for a character they have no type for."""


class Page(NamedTuple):
    """A page as read."""

    blocks: tuple[Block, ...]
    title: str | None
    findings: tuple[Finding, ...]


def read_page(root: Element | None, name: str, *, knows_lines: bool) -> Page:
    """Reads the tree of a page.

    Args:
        root: the tree; None for a page without any element.
        name: what messages call the page.
        knows_lines: whether the lines of its elements are lines of the file.

    Raises:
        RefusedDocumentError: a table is too large.
    """
    if root is None:
        return Page((), None, ())
    sheet = Stylesheet()
    for style in root.iter("style"):
        media = {one.strip().lower() for one in (style.get("media") or "all").split(",")}
        if media & {"all", "screen"}:
            sheet.add(style.text or "")
    walk = _Walk(sheet, Areas.of(root), knows_lines)
    walk.walk(root)
    blocks, findings = walk.finish(name)
    return Page(blocks, _title(root), findings)


def _title(root: Element) -> str | None:
    """The title as the page gives it, with the name of the site where it stands behind it."""
    title = root.find(".//title")
    return (collapsed(title.text or "") or None) if title is not None else None


@dataclass(slots=True)
class _Cell:
    """A cell while its content is walked."""

    element: Element
    table: TableUnderway
    is_heading: bool
    is_invisible: bool
    findings: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(slots=True)
class _Sink:
    """Where text goes: into a cell, or, without one, into a paragraph."""

    flow: Flow
    cell: _Cell | None = None


@dataclass(slots=True)
class _Walk:
    """The state of the walk over one page."""

    sheet: Stylesheet
    areas: Areas
    knows_lines: bool
    path: list[Bearer] = field(default_factory=list)
    """The elements entered and not yet left."""
    blocks: list[Block | TableUnderway] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sink: _Sink = field(default_factory=lambda: _Sink(Flow()))
    tables: list[TableUnderway | None] = field(default_factory=list)
    """The tables entered, the innermost last; None for one that only arranges the page."""
    outer_sinks: list[_Sink] = field(default_factory=list)
    """For each of them: where text went before it began."""
    kind: ParagraphKind = "body"
    rank: int | None = None
    line: int | None = None
    """Where the present block begins."""
    has_unlinked_text: bool = False
    """Whether the paragraph holds letters or digits outside links."""
    is_typed: bool = False
    raised: int = 0
    links: int = 0
    pictures: int = 0
    """Those without text of their own, outside cells."""

    def walk(self, root: Element) -> None:
        """Reads everything under an element."""
        self.kind = self.areas.outside()
        leave = self.enter(root)
        if leave is None:
            return
        self.print(root.text)
        self.path.append(self.sheet.bearer(root, str(root.tag).lower()))
        open_elements: list[tuple[Element, Iterator[Element], Leave]] = [(root, iter(root), leave)]
        while open_elements:
            element, children, leave = open_elements[-1]
            for child in children:
                entered = self.enter(child) if isinstance(child.tag, str) else None
                if entered is None:
                    self.print(child.tail)
                    continue
                self.print(child.text)
                self.path.append(self.sheet.bearer(child, str(child.tag).lower()))
                open_elements.append((child, iter(child), entered))
                break
            else:
                open_elements.pop()
                self.path.pop()
                leave()
                if open_elements:
                    self.print(element.tail)
        self.end_paragraph()

    def finish(self, name: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
        """The blocks, tables numbered in order, and everything noticed."""
        number = 0
        for block in self.blocks:
            if isinstance(block, TableUnderway):
                number += 1
                block.number = number
        found: list[Block] = []
        for block in self.blocks:
            if isinstance(block, TableUnderway):
                table, findings = block.build(name)
                found.append(table)
                self.findings += findings
            else:
                found.append(block)
        if self.sheet.has_given_up:
            text = "the style rules of this page, which are too many: hidden parts may be among what was read"
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, text, severity="warning"))
        if self.pictures:
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, f"pictures without text: {self.pictures}"))
        return tuple(found), tuple(self.findings)

    def enter(self, element: Element) -> Leave | None:
        """Begins an element; what is returned ends it, None where nothing in it is read."""
        tag = str(element.tag).lower()
        if tag in _NOT_TEXT:
            return None
        look = self.sheet.look(element, self.sheet.bearer(element, tag), self.path)
        if look.is_absent or (look.visibility == "collapse" and tag == "tr"):
            self.skip(element, "hidden")
            return None
        if tag in ("del", "s", "strike") or look.is_struck:
            self.skip(element, "struck through")
            return None
        if tag in _EMBEDDED:
            self.skip_embedded(element, _EMBEDDED[tag])
            return None
        special = _SPECIAL.get(tag)
        if special is not None:
            special(self, element)
            return None
        if tag in _TABLE_PARTS and self.tables and self.tables[-1] is not None:
            return self.enter_table_part(element, tag, look, self.tables[-1])
        if look.is_invisible:
            self.skip(element, "hidden")
            return None
        if tag == "table":
            return self.enter_table(element)
        return self.enter_text(element, tag, look)

    # -- text

    def print(self, text: str | None) -> None:
        """Adds text of the source where it belongs."""
        if not text:
            return
        self.sink.flow.add(text, as_typed=self.is_typed, raised=self.raised > 0)
        if not self.links and not self.has_unlinked_text and _WORD.search(text):
            self.has_unlinked_text = True

    def enter_text(self, element: Element, tag: str, look: Look) -> Leave:
        """Begins a block or a piece of a line; what it changes is changed back at its end."""
        is_block = (tag in _BLOCKS and look.display not in _INLINE_DISPLAYS) or look.display in _BLOCK_DISPLAYS
        is_raised = tag == "sup" or look.vertical_align == "super"
        is_link = tag == "a" and element.get("href") is not None
        before = (self.kind, self.rank, self.is_typed)
        if is_block:
            self.edge(element)
            if self.sink.cell is None:
                self.kind = self.areas.kind(element, tag, self.kind)
                self.rank = _rank_of(element, tag) or self.rank
                if self.rank == 1 and self.areas.main is not None and not self.areas.main_is_titled:
                    self.kind = "body" if self.kind == "navigation" and tag == "h1" else self.kind
        if tag in ("pre", "listing", "textarea") or look.white_space in _AS_TYPED:
            self.is_typed = True
        elif look.white_space in _COLLAPSED:
            self.is_typed = False
        self.raised += is_raised
        self.links += is_link

        def leave() -> None:
            if is_block:
                self.edge(None)
            self.kind, self.rank, self.is_typed = before
            self.raised -= is_raised
            self.links -= is_link

        return leave

    def edge(self, element: Element | None) -> None:
        """The edge of a block: a paragraph ends, or a line in a cell."""
        if self.sink.cell is not None:
            self.sink.flow.edge()
            return
        self.end_paragraph()
        self.line = None if element is None else self.line_of(element)

    def end_paragraph(self) -> None:
        """Puts the text so far among the blocks; an empty line between two texts ends a paragraph as well."""
        flow = self.sink.flow
        place = Place(line=self.line)
        text = flow.text()
        self.findings += [Finding(IssueCode.CONTENT_SKIPPED, skipped, place) for skipped in flow.skipped]
        if text:
            for part in _BLANK_LINES.split(text):
                self.blocks.append(Paragraph(part.strip(), self.rank, place, self._kind_of(part)))
        self.sink.flow = Flow()
        self.has_unlinked_text = False

    def _kind_of(self, text: str) -> ParagraphKind:
        """The kind of a paragraph: a line of links leads elsewhere, unless it is a heading."""
        if self.kind == "body" and self.rank is None and (not self.has_unlinked_text or is_furniture(text)):
            return "navigation"
        return self.kind

    # -- what is not read

    def skip(self, element: Element, why: str) -> None:
        """Leaves an element out, with an issue where it holds text; hidden tables may be what the page is about."""
        text = _text_under(element)
        kind = self.areas.kind(element, str(element.tag).lower(), self.kind)
        if text and (kind != "navigation" or self.sink.cell is not None):
            holds_labels = next((one for one in element.iter() if one.tag in ("table", "thead")), None) is not None
            self.note(f"{why}: {text}", element, grave=holds_labels and kind == "body")

    def skip_embedded(self, element: Element, what: str) -> None:
        """Leaves out what is no text of this page."""
        is_seen = self.kind == "body" and (element.tag not in ("svg", "canvas") or _text_under(element))
        if is_seen:
            self.note(what, element, grave=element.tag in ("iframe", "frame"))

    def note(self, text: str, element: Element, *, grave: bool = False) -> None:
        """Says what was not read, with the cell it belongs to."""
        if self.sink.cell is not None:
            self.sink.cell.findings.append((text, grave))
        else:
            place = Place(line=self.line_of(element))
            severity: Severity | None = "warning" if grave else None
            self.findings.append(Finding(IssueCode.CONTENT_SKIPPED, text, place, severity=severity))

    # -- elements without content

    def break_line(self, element: Element) -> None:
        """A `<br>`."""
        self.sink.flow.break_line()

    def picture(self, element: Element) -> None:
        """A picture: its alternative text stands for it; where it has none a cell says so.

        Outside cells the text of a picture counts only among other text or in a heading: banners are no sections.
        """
        text = collapsed(element.get("alt") or "")
        source = element.get("src") or ""
        is_character = _GAIJI.search(source) is not None
        if text and (self.sink.cell is not None or self.rank is not None or is_character or self.has_unlinked_text):
            self.print(text)
            if self.sink.cell is not None or is_character:
                self.note(f"picture, read by its text: {text}", element)
        elif is_character:
            self.print(_MISSING_CHARACTER)
            self.note(f"a picture of a character: {source[-_LONGEST_SHOWN:]}", element, grave=True)
        elif self.sink.cell is not None:
            if element.get("alt") is None and not _is_spacer(element, source):
                self.note(f"picture without text: {source[-_LONGEST_SHOWN:]}", element, grave=True)
        elif self.kind == "body" and not _is_spacer(element, source):
            self.pictures += 1

    def input(self, element: Element) -> None:
        """A field of a form: what is filled in, or whether it is ticked."""
        kind = (element.get("type") or "text").strip().lower()
        if kind in ("checkbox", "radio"):
            self.print("☐" if element.get("checked") is None else "☑")
        elif kind in _FIELDS_WITH_TEXT:
            self.print(element.get("value"))

    def choice(self, element: Element) -> None:
        """A list to choose from: the entry that is chosen."""
        entries = list(element.iter("option"))
        chosen = [entry for entry in entries if entry.get("selected") is not None]
        if element.get("multiple") is None:
            chosen = chosen[-1:] or entries[:1]
        for entry in chosen:
            self.print(_text_under(entry))

    # -- tables

    def enter_table(self, element: Element) -> Leave:
        """Begins a table, or what only looks like one in the source."""
        self.edge(element)
        underway = None if is_layout(element) else TableUnderway(self.line_of(element), self._open_table())
        outer = self.sink
        self.tables.append(underway)
        self.outer_sinks.append(outer)
        before = (self.kind, self.rank)

        def leave() -> None:
            if underway is not None:
                self.close_cell()
                self.sink = outer
            self.edge(None)
            self.tables.pop()
            self.outer_sinks.pop()
            self.kind, self.rank = before

        return leave

    def _open_table(self) -> TableUnderway | None:
        return self.sink.cell.table if self.sink.cell is not None else None

    def enter_table_part(self, element: Element, tag: str, look: Look, table: TableUnderway) -> Leave | None:
        """Begins a group, row or cell of a table with data; a cell or row left open ends here."""
        if tag in _GROUPS:
            self.close_cell()
            table.open_group(_GROUPS[tag])
            return table.close_group
        if tag == "tr":
            self.close_cell()
            table.open_row()
            return self.close_cell
        self.close_cell()
        self._begin(table)
        cell = _Cell(element, table, tag == "th" and element.get("scope") not in ("row", "rowgroup"), look.is_invisible)
        self.sink = _Sink(Flow(), cell)
        is_typed = self.is_typed
        if look.white_space:
            self.is_typed = look.white_space in _AS_TYPED

        def leave() -> None:
            self.is_typed = is_typed
            if self.sink.cell is cell:
                self.close_cell()

        return leave

    def _begin(self, table: TableUnderway) -> None:
        """Gives a table its place among the blocks: behind its caption and what stands before it."""
        if not table.is_placed:
            table.is_placed = True
            if self.sink.cell is None:
                self.end_paragraph()
            self.blocks.append(table)

    def close_cell(self) -> None:
        """Ends the cell that is open in the innermost table, if one is."""
        cell = self.sink.cell
        if cell is None or not self.tables or cell.table is not self.tables[-1]:
            return
        flow = self.sink.flow
        text = flow.text()
        findings = [*cell.findings, *((skipped, False) for skipped in flow.skipped)]
        if cell.is_invisible and text:
            findings.append((f"hidden: {text[:_LONGEST_SHOWN]}", False))
            text = ""
        cell.table.add(
            PrintedCell(
                text,
                () if cell.is_invisible else tuple(flow.marks),
                tuple(findings),
                span_of(cell.element.get("rowspan"), MOST_ROWS_OF_CELL),
                max(span_of(cell.element.get("colspan"), MOST_COLUMNS_OF_CELL), 1),
                cell.is_heading,
                self.line_of(cell.element),
            )
        )
        self.sink = self.outer_sinks[-1]

    def line_of(self, element: Element) -> int | None:
        """The line of the file an element begins in."""
        return line_of(element) if self.knows_lines else None


_TABLE_PARTS = {*_GROUPS, "tr", "td", "th"}
_SPECIAL: dict[str, Callable[[_Walk, Element], None]] = {
    "br": _Walk.break_line,
    "img": _Walk.picture,
    "input": _Walk.input,
    "select": _Walk.choice,
}


def _rank_of(element: Element, tag: str) -> int | None:
    """The rank of a heading."""
    if (element.get("role") or "").strip().lower() == "heading":
        level = (element.get("aria-level") or "2").strip()
        return int(level) if re.fullmatch("[1-9]", level) else 2
    return _HEADINGS.get(tag)


def _text_under(element: Element) -> str:
    """The text in an element that is left out, shortened."""
    pieces = []
    length = 0
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.lower() not in _NOT_TEXT and one.text:
            pieces.append(one.text)
            length += len(one.text.strip())
        if one is not element and one.tail:
            pieces.append(one.tail)
            length += len(one.tail.strip())
        if length > _LONGEST_SHOWN:
            break
    text = collapsed(" ".join(pieces)).replace("\n", " ")
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _is_spacer(element: Element, source: str) -> bool:
    """Whether a picture only takes room."""
    sizes = (element.get("width"), element.get("height"))
    return any((size or "").strip() in ("0", "1") for size in sizes) or _SPACERS.search(source) is not None
