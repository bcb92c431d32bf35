"""The text of a Word paragraph or cell as Word shows it with all tracked changes accepted.

python-docx leaves out inserted runs, content controls, fields and ruby bases, so the XML is walked here. Anything not
named below prints nothing itself and is walked through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kpi_extract.readers.raised import sort_raised
from kpi_extract.readers.word_names import (
    ADDED,
    COMPATIBILITY,
    MATH,
    REMOVED,
    VALUE,
    W,
    shown_branch,
    value_of,
)
from kpi_extract.readers.word_styles import PLAIN, Look, Styles, look_of
from kpi_extract.readers.word_symbols import symbol

OUTER_SPACE = " \t\n\u3000"

_FIELD_RESULT = {"separate", "end"}


@dataclass(slots=True)
class Surroundings:
    """What the whole document knows and gathers while its parts are walked."""

    styles: Styles = field(default_factory=Styles)
    insertions: int = 0
    deletions: int = 0
    footnotes: dict[str, int] = field(default_factory=dict)
    """Number of each footnote by its id, in the order their references stand in the text."""
    endnotes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """The text of one paragraph or cell, growing while its XML is walked."""

    around: Surroundings
    pieces: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """What Word shows otherwise or not at all, each with the reason."""
    boxes: list[Element] = field(default_factory=list)
    """Text boxes anchored here, in order."""
    tables: list[Element] = field(default_factory=list)
    """Tables inside this cell, in order."""
    _raised: list[str] = field(default_factory=list)
    _fields: list[int] = field(default_factory=list)
    _paragraph_look: Look = PLAIN

    def text(self) -> str:
        """The text so far, without white space at its ends."""
        self._flush_raised()
        return "".join(self.pieces).strip(OUTER_SPACE)

    def add(self, text: str) -> None:
        """Appends printed text."""
        self._flush_raised()
        self.pieces.append(text)

    def walk(self, parent: Element) -> None:
        """Reads everything inside an element."""
        for element in parent:
            # A comment's tag is a function: it is not in the table, and a comment has no children.
            handler = _HANDLERS.get(element.tag)
            if handler is None:
                self.walk(element)
            else:
                handler(self, element)

    def paragraph(self, element: Element) -> None:
        """Reads one paragraph and ends its line."""
        properties = element.find(f"{W}pPr")
        outer, self._paragraph_look = self._paragraph_look, self.around.styles.look(value_of(properties, "pStyle"))
        self._fields.clear()
        self.walk(element)
        self._flush_raised()
        self._paragraph_look = outer
        # A deleted paragraph mark joins the paragraph to the next one.
        mark = None if properties is None else properties.find(f"{W}rPr")
        if mark is None or mark.find(f"{W}del") is None:
            self.pieces.append("\n")

    def run(self, element: Element) -> None:
        """Reads one run, which may be hidden, struck through or raised."""
        properties = element.find(f"{W}rPr")
        look = self._paragraph_look
        if properties is not None:
            look = look_of(properties).over(self.around.styles.look(value_of(properties, "rStyle"))).over(look)
        if not (look.hidden or look.struck or look.raised):
            self.walk(element)
            return
        inner = Walk(self.around)
        inner.walk(element)
        text = "".join(inner.pieces)
        self.boxes += inner.boxes
        self.skipped += inner.skipped
        if look.hidden or look.struck:
            if text.strip(OUTER_SPACE):
                self.skipped.append(f"{'hidden' if look.hidden else 'struck through'}: {text.strip(OUTER_SPACE)}")
            return
        self._raised.append(text)
        self.marks += inner.marks

    def take_in_boxes(self) -> None:
        """Adds the text of the text boxes anchored here, each on lines of its own."""
        while self.boxes:
            box = self.boxes.pop(0)
            self._end_line()
            self.walk(box)

    def _end_line(self) -> None:
        self._flush_raised()
        if self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append("\n")

    def _flush_raised(self) -> None:
        """Sorts raised text into a power of a unit (m²), a note mark, or text like any other."""
        if not self._raised:
            return
        raised = "".join(self._raised)
        self._raised.clear()
        text, mark = sort_raised(raised, "".join(self.pieces[-2:]))
        if mark:
            self.marks.append(mark)
        else:
            self.pieces.append(text)

    def note(self, element: Element, numbers: dict[str, int]) -> None:
        """A reference to a footnote or endnote: a mark, numbered as Word numbers it."""
        number = numbers.setdefault(element.get(f"{W}id") or "", len(numbers) + 1)
        # Where the writer set a mark of his own, it stands in the run as raised text.
        if element.get(f"{W}customMarkFollows") is None:
            self.marks.append(str(number))

    def field_code(self, element: Element) -> None:
        """A complex field: what stands between its start and its result is code, not text."""
        self._flush_raised()
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(len(self.pieces))
            self.pieces.append(_form_field(element))
        elif kind in _FIELD_RESULT and self._fields and self._fields[-1] >= 0:
            start = self._fields[-1]
            if kind == "separate":
                del self.pieces[start:]
            else:
                del self.pieces[start + 1 :]
            self._fields[-1] = -1
        if kind == "end" and self._fields:
            self._fields.pop()


def _form_field(element: Element) -> str:
    """What a form field without a result shows: its box or the entry chosen from its list."""
    data = element.find(f"{W}ffData")
    if data is None:
        return ""
    box = data.find(f"{W}checkBox")
    if box is not None:
        checked = value_of(box, "checked")
        state = value_of(box, "default") if checked is None else checked
        return "☐" if state is None or state in ("0", "false") else "☑"
    choices = data.find(f"{W}ddList")
    if choices is not None:
        entries = [entry.get(VALUE) or "" for entry in choices.findall(f"{W}listEntry")]
        chosen = value_of(choices, "result") or "0"
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 7 and int(chosen) < len(entries):
            return entries[int(chosen)]
    return ""


def _literal(text: str) -> Callable[[Walk, Element], None]:
    return lambda walk, element: walk.add(text)


def _printed(walk: Walk, element: Element) -> None:
    if element.text:
        walk.add(element.text)


def _nothing(walk: Walk, element: Element) -> None:
    pass


def _removed(walk: Walk, element: Element) -> None:
    walk.around.deletions += 1


def _added(walk: Walk, element: Element) -> None:
    walk.around.insertions += 1
    walk.walk(element)


def _ruby(walk: Walk, element: Element) -> None:
    for base in element.findall(f"{W}rubyBase"):
        walk.walk(base)


def _symbol(walk: Walk, element: Element) -> None:
    code, font = element.get(f"{W}char") or "", element.get(f"{W}font") or ""
    shown = symbol(code, font)
    if shown is None:
        walk.skipped.append(f"symbol {code} of the font {font}")
    else:
        walk.add(shown)


def _alternate(walk: Walk, element: Element) -> None:
    shown = shown_branch(element)
    if shown is not None:
        walk.walk(shown)


def _fraction(walk: Walk, element: Element) -> None:
    for name, after in (("num", "/"), ("den", "")):
        for part in element.findall(MATH + name):
            walk.walk(part)
        walk.add(after)


def _text_box(walk: Walk, element: Element) -> None:
    walk.boxes.append(element)


def _table(walk: Walk, element: Element) -> None:
    walk.tables.append(element)


def _embedded(walk: Walk, element: Element) -> None:
    walk.skipped.append("an embedded object")


def _line_break(walk: Walk, element: Element) -> None:
    walk.add("\n")


_HANDLERS: dict[str, Callable[[Walk, Element], None]] = {
    f"{W}p": Walk.paragraph,
    f"{W}r": Walk.run,
    f"{W}t": _printed,
    f"{MATH}t": _printed,
    f"{W}tab": _literal(" "),
    f"{W}ptab": _literal(" "),
    f"{W}noBreakHyphen": _literal("-"),
    f"{W}br": _line_break,
    f"{W}cr": _line_break,
    f"{W}ruby": _ruby,
    f"{W}sym": _symbol,
    f"{W}fldChar": Walk.field_code,
    f"{W}footnoteReference": lambda walk, element: walk.note(element, walk.around.footnotes),
    f"{W}endnoteReference": lambda walk, element: walk.note(element, walk.around.endnotes),
    f"{W}txbxContent": _text_box,
    f"{W}tbl": _table,
    f"{W}object": _embedded,
    f"{W}altChunk": _embedded,
    f"{COMPATIBILITY}AlternateContent": _alternate,
    f"{MATH}f": _fraction,
}
_HANDLERS |= dict.fromkeys(REMOVED, _removed) | dict.fromkeys(ADDED, _added)
_HANDLERS |= dict.fromkeys(
    (
        W + name
        for name in (
            *("pPr", "rPr", "sectPr", "sdtPr", "sdtEndPr", "tblPr", "tcPr", "trPr", "ffData"),
            *("delText", "instrText", "delInstrText", "rt", "footnoteRef", "endnoteRef", "annotationRef"),
            *("softHyphen",),
        )
    ),
    _nothing,
)
