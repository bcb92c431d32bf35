"""Glob patterns, the same on every system: `*` and `?` within a part, `**` over several, `[…]` for one character."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Sequence

_MAGIC = re.compile(r"[*?\[]")


def is_pattern(text: str) -> bool:
    """Whether a text holds what a pattern is made of."""
    return _MAGIC.search(text) is not None


def composed(text: str) -> str:
    """One way to write each character: Finder writes が as two, a keyboard as one."""
    return unicodedata.normalize("NFC", text)


def part_matcher(part: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """Whether a name without '/' matches a part of a pattern."""
    expression = re.compile(fnmatch.translate(composed(part)), re.IGNORECASE if ignore_case else 0)
    return lambda name: expression.match(composed(name)) is not None


def path_matcher(pattern: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """Whether a path, with '/' between its parts, matches a pattern as a whole."""
    parts = composed(pattern).split("/")
    expression = ""
    for at, part in enumerate(parts):
        is_last = at == len(parts) - 1
        if part == "**":
            expression += ".+" if is_last else "(?:[^/]*/)*"
        else:
            expression += _within_part(part) + ("" if is_last else "/")
    compiled = re.compile(expression, re.IGNORECASE | re.DOTALL if ignore_case else re.DOTALL)
    return lambda path: compiled.fullmatch(composed(path)) is not None


def _within_part(part: str) -> str:
    """A part's expression; what fnmatch lets run over everything must not run over '/'."""
    pieces = re.split(r"(\*+|\?)", part) if "[" not in part else _pieces(part)
    found = ""
    for piece in pieces:
        if piece.strip("*") == "" and piece:
            found += "[^/]*"
        elif piece == "?":
            found += "[^/]"
        elif piece.startswith("[") and piece.endswith("]") and len(piece) > 2:
            found += fnmatch.translate(piece).removeprefix("(?s:").removesuffix(r")\Z").removesuffix(r")\z")
        else:
            found += re.escape(piece)
    return found


def _pieces(part: str) -> list[str]:
    return re.findall(r"\[[!^]?\]?[^\]]*\]|\*+|\?|\[|[^*?\[]+", part)


def any_of(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path or its last part matches one of the patterns; case does not matter."""
    matchers = [path_matcher(pattern, ignore_case=True) for pattern in patterns]
    return lambda path: any(matches(path) or matches(path.rsplit("/", 1)[-1]) for matches in matchers)
