"""The texts of a workbook: shared strings and texts in cells, with what their runs say."""

from __future__ import annotations

import re
from itertools import groupby
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


Runs = tuple[tuple[str, Font | None], ...]
"""Texts with the font of each; None is the font of the cell they stand in."""


class SharedStrings:
    """The shared strings of a workbook by number: a text, or runs where these have fonts of their own."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._texts: list[str | Runs] = []
        if stream is not None:
            self._read(stream)

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> str | Runs:
        return self._texts[index]

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
                    self._texts.append(runs_of(element))
                # Only the texts are kept: a string of many runs is a tree of many elements.
                root.clear()


def runs_of(element: Element) -> str | Runs:
    """The text of a shared string, of a text in a cell (`is`) or of a note; readings (rPh) are no part of it."""
    runs: list[tuple[str, Font | None]] = []
    for child in element:
        kind = _local(child.tag)
        if kind == "t":
            runs.append((plain(child.text or ""), None))
        elif kind == "r":
            text = "".join(part.text or "" for part in child if _local(part.tag) == "t")
            properties = child.find("{*}rPr")
            runs.append((plain(text), None if properties is None else font_of(properties)))
    if all(font is None for _, font in runs):
        return "".join(text for text, _ in runs)
    return tuple(runs)


def plain(text: str) -> str:
    """A stored text with its escapes (`_x000D_`) resolved and one kind of line end."""
    if "_x" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return _LINE_END.sub("\n", text)


def resolved(runs: str | Runs, cell: Font = _PLAIN_FONT) -> RichText:
    """A text as it is printed.

    Args:
        runs: the text.
        cell: the font of the cell, for what has none of its own.
    """
    if isinstance(runs, str):
        text = runs.strip(OUTER_SPACE)
        return RichText("", (), (text,)) if cell.struck and text else RichText(text)
    pieces: list[str] = []
    marks: list[str] = []
    struck: list[str] = []
    # Programs split a text where its script changes: ※ and 1 are two runs of one mark.
    for (is_struck, is_raised), group in groupby(runs, key=lambda run: _looks(run[1] or cell)):
        text = "".join(text for text, _ in group)
        if is_struck:
            struck.extend([text.strip(OUTER_SPACE)] if text.strip(OUTER_SPACE) else [])
        elif is_raised:
            shown, mark = sort_raised(text, "".join(pieces[-2:]))
            pieces.append(shown)
            marks.extend([mark] if mark else [])
        else:
            pieces.append(text)
    return RichText("".join(pieces).strip(OUTER_SPACE), tuple(marks), tuple(struck))


def _looks(font: Font) -> tuple[bool, bool]:
    return font.struck, font.raised


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # Halves of a pair and control characters other than line ends and tabs are no text.
    return chr(code) if code in (9, 10, 13) or (code >= 32 and not 0xD800 <= code < 0xE000) else ""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
