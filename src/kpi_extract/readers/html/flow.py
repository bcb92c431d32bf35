"""The text of one paragraph or cell as a browser shows it: white space collapsed, lines broken, marks set apart.

A line break of the source is a space between Japanese letters as well. CSS Text would have it vanish there, and browsers
differ; Chromium shows the space, and office programs wrap their pages where the text has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kpi_extract.readers.raised import sort_raised

OUTER_SPACE = " \t\n\u3000\xa0"

# Stand-ins inside the text while it grows; characters of these codes never come from a page.
_BREAK, _BLOCK, _SPACE = "\x00", "\x01", "\x02"
_DROPPED = {code: None for code in (*range(9), 11, *range(14, 32), 127, 0xAD, 0x200B, 0x2060, 0xFEFF)}
_AS_TYPED = {ord("\n"): _BREAK, ord(" "): _SPACE, ord("\t"): _SPACE}
_RUN = re.compile(r"[ \t\n\f\r]+")
_LINE_END = re.compile(rf" ?{_BREAK}? ?{_BLOCK}[ {_BLOCK}]*| ?{_BREAK} ?")


@dataclass(slots=True)
class Flow:
    """Text that grows while the elements of a paragraph or cell are walked."""

    pieces: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """What is shown otherwise or not at all, each with the reason."""
    _raised: list[str] = field(default_factory=list)

    def add(self, text: str, *, as_typed: bool = False, raised: bool = False) -> None:
        """Appends text.

        Args:
            text: as it stands in the source.
            as_typed: its spaces and line breaks count (`pre`).
            raised: it is superscript.
        """
        kept = text.translate(_DROPPED)
        if as_typed:
            kept = kept.translate(_AS_TYPED)
        if raised:
            self._raised.append(kept)
        elif kept:
            self._flush_raised()
            self.pieces.append(kept)

    def break_line(self) -> None:
        """A line break (`<br>`)."""
        self._flush_raised()
        self.pieces.append(_BREAK)

    def edge(self) -> None:
        """The edge of a block: what follows begins a line."""
        self._flush_raised()
        if self.pieces and self.pieces[-1] is not _BLOCK:
            self.pieces.append(_BLOCK)

    def text(self) -> str:
        """The text so far, without white space at its ends."""
        self._flush_raised()
        return _collapsed("".join(self.pieces)).strip(OUTER_SPACE)

    def is_blank(self) -> bool:
        """Whether nothing is printed so far."""
        return not self._raised and not self.text()

    def _flush_raised(self) -> None:
        if not self._raised:
            return
        raised = "".join(self._raised)
        self._raised.clear()
        text, mark = sort_raised(_collapsed(raised), _collapsed("".join(self.pieces[-2:])))
        if mark:
            self.marks.append(mark)
        else:
            self.pieces.append(text)


def collapsed(text: str) -> str:
    """Text of the source with its white space collapsed and none at its ends."""
    return _collapsed(text.translate(_DROPPED)).strip(OUTER_SPACE)


def _collapsed(text: str) -> str:
    if text.isalnum():
        return text  # most cells of a table: a number or a word
    # White space first: a pattern of line ends with any amount of it would be slow where there are millions.
    lines = _LINE_END.sub(_BREAK, _RUN.sub(" ", text)).split(_BREAK)
    return "\n".join([line.strip(" ") for line in lines]).replace(_SPACE, " ")
