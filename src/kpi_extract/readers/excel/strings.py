"""The texts of a workbook: shared strings and texts in cells, with what their runs say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, iterparse

from kpi_extract.readers.excel.styles import Font, font_of
from kpi_extract.readers.raised import sort_raised

OUTER_SPACE = " \t\n\u3000"
_PLAIN_FONT = Font()
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_END = re.compile(r"\r\n?|\v|\u2028")


class RichText(NamedTuple):
    """A text as printed: raised marks set apart, phonetic guides and struck runs left out."""

    text: str
    marks: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    """What was struck through."""


class SharedStrings:
    """The shared strings of a workbook by number, kept as they are stored until a cell wants one."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._texts: list[str | RichText] = []
        if stream is not None:
            self._read(stream)

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> RichText:
        text = self._texts[index]
        return RichText(text) if isinstance(text, str) else text

    def _read(self, stream: IO[bytes]) -> None:
        root: Element | None = None
        depth = 0
        for event, element in iterparse(stream, ("start", "end")):
            if event == "start":
                root = element if root is None else root
                depth += 1
                continue
            depth -= 1
            if depth == 1 and root is not None:
                if _local(element.tag) == "si":
                    self._texts.append(_compact(rich_text(element)))
                # Only the texts are kept: a string of many runs is a tree of many elements.
                root.clear()


def rich_text(element: Element) -> RichText:
    """The text of a shared string, of a text in a cell (`is`) or of a note."""
    runs: list[tuple[str, Font]] = []
    for child in element:
        kind = _local(child.tag)
        if kind == "t":
            runs.append((plain(child.text or ""), _PLAIN_FONT))
        elif kind == "r":
            text = "".join(part.text or "" for part in child if _local(part.tag) == "t")
            runs.append((plain(text), font_of(child.find("{*}rPr"))))
    return rich_text_of_runs(runs)


def plain(text: str) -> str:
    """A stored text with its escapes (`_x000D_`) resolved and one kind of line end."""
    if "_x" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return _LINE_END.sub("\n", text)


def rich_text_of_runs(runs: Iterable[tuple[str, Font]]) -> RichText:
    """The text of runs, each with its font."""
    pieces: list[str] = []
    marks: list[str] = []
    struck: list[str] = []
    for text, font in runs:
        if font.struck:
            if text.strip(OUTER_SPACE):
                struck.append(text.strip(OUTER_SPACE))
        elif font.raised:
            shown, mark = sort_raised(text, "".join(pieces[-2:]))
            pieces.append(shown)
            marks.extend([mark] if mark else [])
        else:
            pieces.append(text)
    return RichText("".join(pieces).strip(OUTER_SPACE), tuple(marks), tuple(struck))


def _compact(text: RichText) -> str | RichText:
    return text if text.marks or text.struck else text.text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Halves of a pair and control characters other than line ends and tabs are no text.
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000) else ""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
