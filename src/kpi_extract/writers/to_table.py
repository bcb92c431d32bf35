"""A plain-text table for people at a terminal: one line per indicator. Not meant to be parsed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import BinaryIO

from kpi_extract.records import Extraction, Indicator, Observation, Project
from kpi_extract.writers.frame import Frame, write_framed

NAME = "table"
SUFFIXES: tuple[str, ...] = ()
ALONE = SEVERAL = Frame()
_NAME_WIDTH = 44
_UNIT_WIDTH = 10
_VALUE_WIDTH = 12


def write_member(extraction: Extraction, out: BinaryIO, level: int = 0) -> None:
    """Write one extraction as headed text lines in UTF-8; nothing is indented."""
    out.write(("\n".join(_lines(extraction)) + "\n").encode("utf-8"))


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write each extraction as headed text lines."""
    write_framed(SEVERAL, write_member, extractions, out)


def _lines(extraction: Extraction) -> list[str]:
    lines = [extraction.document.title or extraction.document.name]
    for project in extraction.projects:
        lines += ["", *_project_lines(project)]
    return lines


def _project_lines(project: Project) -> list[str]:
    head = " › ".join(project.category)
    lines = [part for part in (head, f"■ {project.name}" if project.name else "") if part]
    if project.grant:
        lines[-1:] = [*lines[-1:], f"  ({project.grant})"]
    actuals = [a for indicator in project.indicators for a in indicator.actuals]
    titles = list(dict.fromkeys(_when(actual) for actual in actuals))
    if project.indicators:
        header = [_fit("", _NAME_WIDTH), _fit("", _UNIT_WIDTH), _right("目標", _VALUE_WIDTH)]
        lines.append(" ".join([*header, *(_right(title, _VALUE_WIDTH) for title in titles)]).rstrip())
    lines += [_indicator_line(indicator, titles) for indicator in project.indicators]
    return lines


def _indicator_line(indicator: Indicator, titles: list[str]) -> str:
    by_title = {_when(actual): actual for actual in indicator.actuals}
    target = indicator.targets[-1] if indicator.targets else None
    cells = [
        _fit(indicator.name, _NAME_WIDTH),
        _fit(indicator.unit.symbol if indicator.unit else "", _UNIT_WIDTH),
        _right(_shown(target), _VALUE_WIDTH),
        *(_right(_shown(by_title.get(title)), _VALUE_WIDTH) for title in titles),
    ]
    return " ".join(cells).rstrip()


def _when(observation: Observation) -> str:
    return observation.period_raw or observation.date or ""


def _shown(observation: Observation | None) -> str:
    if observation is None:
        return ""
    if observation.value is not None:
        return f"{observation.value:,f}"
    if observation.missing == "blank":
        return ""
    return observation.text or observation.raw.strip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _cut(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-1]
    return text


def _fit(text: str, width: int) -> str:
    short = text if _width(text) <= width else _cut(text, width - 2) + ".."
    return short + " " * (width - _width(short))


def _right(text: str, width: int) -> str:
    short = _cut(text, width)
    return " " * (width - _width(short)) + short
