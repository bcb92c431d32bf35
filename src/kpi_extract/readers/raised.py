"""Raised text (superscript): a power of a unit (m²), the mark of a note, or text like any other."""

from __future__ import annotations

import re

_NOTE_MARK = re.compile(
    r"[(（\[［〔]?(?:(?:※|\*|＊|注|註|†|‡|§|#|＃)*[0-9０-９]{0,2}|[①-⑳]|[a-zａ-ｚ])[)）\]］〕]?"
    r"(?:[,、，・](?:※|\*|＊|注)?[0-9０-９]{1,2}[)）]?)*"
)
_POWERS = {"2": "²", "3": "³", "２": "²", "３": "³"}
_UNIT_BEFORE_POWER = re.compile(r"[mMｍ㎞㎝㎜]$")
_SPACE = " \t\n\u3000"


def sort_raised(raised: str, before: str) -> tuple[str, str]:
    """What raised text is, as (text to print, note mark); one of them is "".

    Args:
        raised: the raised text.
        before: the end of what is printed before it.
    """
    line = before.rstrip()
    mark = raised.strip(_SPACE)
    if mark in _POWERS and _UNIT_BEFORE_POWER.search(line):
        return _POWERS[mark], ""
    # A mark at the start of a line is the key of a legend and stays where it is.
    if mark and line and not line.endswith("\n") and _NOTE_MARK.fullmatch(mark):
        return "", mark
    return raised, ""
