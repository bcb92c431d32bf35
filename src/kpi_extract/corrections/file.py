"""The corrections of one document as a JSON file: what, was, now, when, why.

    {"schema_version": "1.0", "document": {"name", "sha256"}, "corrections": [
        {"pointer", "indicator", "action": "correct", "was": "2,026", "now": "2,031", "fiscal_year", "when", "why"},
        {"pointer", "indicator", "action": "accept", "was": "3", "when", "why"}]}

`was` is the printed text that was corrected or accepted: with the name of the indicator it says whether a correction still fits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from kpi_extract.errors import CorrectionsFileError

SCHEMA_VERSION = "1.0"
SUFFIX = ".corrections.json"
Action = Literal["correct", "accept"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of one value."""

    pointer: str
    """JSON pointer to the value in the records."""
    action: Action
    was: str
    """Its text as printed."""
    indicator: str
    """The name of its indicator, or of its project."""
    when: str
    """UTC, ISO 8601."""
    now: str | None = None
    """The right text, as it should have been read: 2,031, 12.3万人, -, 策定."""
    fiscal_year: int | None = None
    """The right year; None leaves it."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of one document, one for each value."""

    name: str
    sha256: str
    every: tuple[Correction, ...] = ()

    def with_one(self, correction: Correction) -> Corrections:
        """The same with this one in the place of an earlier one for its value."""
        return replace(self, every=(*self.without(correction.pointer).every, correction))

    def without(self, pointer: str) -> Corrections:
        """The same without the one for a value."""
        return replace(self, every=tuple(one for one in self.every if one.pointer != pointer))


def text_of(corrections: Corrections) -> str:
    """The file's text."""
    every = [
        {name: value for name, value in asdict(one).items() if value not in (None, "")} for one in corrections.every
    ]
    data = {
        "schema_version": SCHEMA_VERSION,
        "document": {"name": corrections.name, "sha256": corrections.sha256},
        "corrections": every,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def corrections_of(text: str, name: str) -> Corrections:
    """The corrections that stand in a file's text.

    Args:
        text: what the file holds.
        name: what messages call it.

    Raises:
        CorrectionsFileError: it is none; the message says where.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise _wrong(name, f"is no JSON ({error})", "JSON ではありません") from error
    if not isinstance(data, Mapping) or not str(data.get("schema_version", "")).startswith("1."):
        raise _wrong(name, "holds no corrections of schema 1", "訂正ファイル(スキーマ 1)ではありません")
    document, several = data.get("document"), data.get("corrections")
    if not isinstance(document, Mapping) or not isinstance(several, list):
        raise _wrong(name, "names no document and no corrections", "文書と訂正の記載がありません")
    every = Corrections(str(document.get("name", "")), str(document.get("sha256", "")))
    for number, one in enumerate(several):
        every = every.with_one(_correction(one, f"{name}: /corrections/{number}"))
    return every


_TEXTS = ("pointer", "was", "indicator", "when")


def _correction(data: Any, name: str) -> Correction:
    if not isinstance(data, Mapping) or any(not isinstance(data.get(key), str) for key in _TEXTS):
        raise _wrong(name, f"lacks one of {', '.join(_TEXTS)}", f"{'、'.join(_TEXTS)} のいずれかがありません")
    action, now, year = data.get("action"), data.get("now"), data.get("fiscal_year")
    if action not in ("correct", "accept"):
        raise _wrong(name, "has an action that is neither correct nor accept", "action は correct か accept です")
    if (now is not None and not isinstance(now, str)) or (year is not None and not _is_year(year)):
        raise _wrong(name, "has a value or a year that is none", "値または年度の形式が違います")
    if action == "correct" and now is None and year is None:
        raise _wrong(name, "corrects nothing", "訂正の内容がありません")
    return Correction(
        data["pointer"], action, data["was"], data["indicator"], data["when"], now, year, str(data.get("why", ""))
    )


def _is_year(year: object) -> bool:
    return isinstance(year, int) and not isinstance(year, bool) and 1868 <= year <= 2200


def _wrong(name: str, reason: str, reason_ja: str) -> CorrectionsFileError:
    return CorrectionsFileError(
        name,
        f"It {reason}.",
        "Use a file that kpi-extract review wrote.",
        f"{reason_ja}。",
        "kpi-extract review が書いたファイルを指定してください。",
    )
