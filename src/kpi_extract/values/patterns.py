"""Regular expressions that are compiled when they are first used.

Compiling all of them took a fifth of the time of a short report, and half of them are for what most reports lack.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Unused:
    """Stands for a pattern; each of its methods is the compiled pattern's own from its first use on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """A regular expression, as `re.compile` gives it, but compiled later.

    Raises:
        re.error: at its first use, where the expression is wrong; a test uses them all.
    """
    return cast("re.Pattern[str]", _Unused(source, int(flags)))
