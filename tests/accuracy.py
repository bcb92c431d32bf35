"""The accuracy gate: every rebuilt report in every format, measured against its expected records.

    python -m tests.accuracy              prints the table, exits 1 below a floor
    python -m tests.accuracy --raise      writes today's figures as floors, only upwards
    python -m tests.accuracy --verbose    lists every difference

An indicator is right if every field of it is; fields of projects and of the document are counted apart. A wrong field,
whoever's it is, is silent if no issue of severity warning or more names it.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import pkgutil
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kpi_extract import extract
from kpi_extract.writers.to_json import as_data
from tests.comparison import by_title, indicator_differences
from tests.fixtures import reports
from tests.fixtures.kushiro.expected import expected_records
from tests.fixtures.kushiro.facts import R4, R5

Record = dict[str, Any]
ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "tests" / "fixtures" / "reports" / "documents"
KUSHIRO = (ROOT / "samples", ROOT / "tests" / "fixtures" / "kushiro")
FLOORS = Path(__file__).with_name("accuracy_floors.json")
TEXT = ("text", "quoted-text")
# What the project promises (design §1); a floor may be stricter, and laxer only with a written reason.
CONTRACT = {"indicators": 0.99, "fields": 0.99, "silent": 0.0, "spurious": 0.0, "warned": 0.03}
CONTRACT_OF_TEXT = {**CONTRACT, "indicators": 0.95, "fields": 0.95}
SHARES_RIGHT = ("indicators", "fields")
"""The figures of which more is better."""
_DECIMALS = 10_000
_FORMATS = {
    "txt": "text",
    "quoted.txt": "quoted-text",
    "csv": "quoted-text",
    "docx": "word",
    "xlsx": "excel",
    "grid.xlsx": "excel-grid-paper",
    "xls": "old-excel",
    "ods": "opendocument",
    "html": "web-page",
    "old.html": "old-web-page",
    "office.html": "office-web-page",
    "word.pdf": "word-pdf",
    "calc.pdf": "calc-pdf",
    "browser.pdf": "browser-pdf",
}
_VALUE_LISTS = ("targets", "actuals", "achievement_rates")
_IN_LIST = re.compile(r"\.(?P<field>\w+)\[(?P<title>.*?)\](?=[.:])")
_FIELD = re.compile(r"\.(?P<field>\w+)")
_OF_PROJECT = re.compile(r"(?P<project>/projects/\d+)/(?P<field>.+)")


@dataclass
class Score:
    """Counts over any number of documents."""

    indicators: int = 0
    indicators_right: int = 0
    fields: int = 0
    fields_right: int = 0
    spurious: int = 0
    silent: int = 0
    values_right: int = 0
    values_warned: int = 0
    project_fields_wrong: int = 0

    def add(self, other: Score) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def figures(self) -> dict[str, float]:
        """The figures of the gate."""
        return {
            "indicators": self.indicators_right / self.indicators if self.indicators else 1.0,
            "fields": self.fields_right / self.fields if self.fields else 1.0,
            "silent": float(self.silent),
            "spurious": float(self.spurious),
            "warned": self.values_warned / self.values_right if self.values_right else 0.0,
        }


@dataclass(frozen=True)
class Case:
    """One document and what it must give."""

    path: Path
    layout: str
    format: str
    expected: Record


def unreadable() -> dict[str, str]:
    """Formats that cannot be measured here, and why."""
    if importlib.util.find_spec("xlrd") is None:
        return {"old-excel": "xlrd (the extra legacy) is not installed"}
    return {}


def cases() -> Iterator[Case]:
    """Every checked-in document that can be read here."""
    left_out = unreadable()
    for module in sorted(pkgutil.iter_modules(reports.__path__), key=lambda module: module.name):
        loaded = importlib.import_module(f"{reports.__name__}.{module.name}")
        if not hasattr(loaded, "REPORT"):
            continue
        for suffix, format_name in _FORMATS.items():
            path = DOCUMENTS / f"{loaded.REPORT.slug}.{suffix}"
            if path.exists() and format_name not in left_out:
                yield Case(path, loaded.REPORT.layout, format_name, loaded.EXPECTED)
    for folder in KUSHIRO:
        for path in sorted(folder.iterdir()):
            kind = _kushiro_format(path)
            if kind:
                facts = R5 if "r5" in path.name else R4
                yield Case(path, "one-row-per-indicator", kind, expected_records(facts))


def _kushiro_format(path: Path) -> str | None:
    if path.suffix != ".pdf":
        return _FORMATS.get(path.suffix[1:])
    producer = next((name for name in ("calc", "browser") if name in path.name), "word")
    return f"{producer}-pdf"


def measure(data: Record, expected: Record) -> tuple[Score, list[str]]:
    """Compare the records of one document with the expected ones; the list says what differs."""
    score = Score()
    warned = _warned_fields(data)
    lines = _compare_document(data, expected, score)
    ours, theirs = by_title(data["projects"]), by_title(expected["projects"])
    order = {id(project): index for index, project in enumerate(data["projects"])}
    for title, project in theirs.items():
        found = ours.get(title)
        of_project = warned.get(f"/projects/{order[id(found)]}", set()) if found else set()
        lines += _compare_project(found, project, title, of_project, score)
        known = by_title(found["indicators"]) if found else {}
        places = {id(one): index for index, one in enumerate(found["indicators"])} if found else {}
        for name, indicator in by_title(project["indicators"]).items():
            actual = known.get(name)
            pointer = f"/projects/{order[id(found)]}/indicators/{places[id(actual)]}" if found and actual else ""
            named = warned.get(pointer, set())
            lines += [f"{title} | {name} {line}" for line in _compare_indicator(actual, indicator, named, score)]
        extra = [name for name in known if name not in by_title(project["indicators"])]
        score.spurious += len(extra)
        lines += [f"{title} | {name}: spurious" for name in extra]
    for title in ours.keys() - theirs.keys():
        score.spurious += len(ours[title]["indicators"])
        score.project_fields_wrong += 1
        score.silent += 1
        lines.append(f"{title}: spurious project")
    return score, lines


def _compare_document(data: Record, expected: Record, score: Score) -> list[str]:
    """Title, fiscal year and the order of the projects: no issue names these, so a wrong one is silent."""
    wanted = expected.get("document", {})
    found = {key: value for key, value in data.get("document", {}).items() if key in wanted}
    differing = [f"document {line}" for line in indicator_differences(found, wanted)]
    differing += _out_of_order(data["projects"], expected["projects"])
    score.project_fields_wrong += len(differing)
    score.silent += len(differing)
    return differing


def _compare_project(found: Record | None, expected: Record, title: str, warned: set[str], score: Score) -> list[str]:
    if found is None:
        score.project_fields_wrong += 1
        score.silent += 1
        return [f"{title}: missing project"]
    bare = {key: value for key, value in found.items() if key != "indicators"}
    wanted = {key: value for key, value in expected.items() if key != "indicators"}
    differing = indicator_differences(bare, wanted)
    differing += _out_of_order(found["indicators"], expected["indicators"])
    score.project_fields_wrong += len(differing)
    score.silent += sum(not _is_named(line, found, warned) for line in differing)
    return [f"{title} {line}" for line in differing]


def _out_of_order(ours: list[Record], theirs: list[Record]) -> list[str]:
    """One line where the same records stand in another order."""
    found, wanted = list(by_title(ours)), list(by_title(theirs))
    return [f": in the order {found} ≠ {wanted}"] if found != wanted and sorted(found) == sorted(wanted) else []


def _compare_indicator(actual: Record | None, expected: Record, warned: set[str], score: Score) -> list[str]:
    leaves = _leaves(expected)
    score.indicators += 1
    score.fields += leaves
    if actual is None:
        score.silent += 1
        return ["missing"]
    differing = indicator_differences(actual, expected)
    score.indicators_right += not differing
    score.fields_right += max(0, leaves - len(differing))
    score.silent += sum(not _is_named(line, actual, warned) for line in differing)
    wrong = {match.group(0) for line in differing if (match := _IN_LIST.match(line))}
    for pointer, place in _values(actual):
        if place not in wrong and not (
            pointer == "baseline" and any(line.startswith(".baseline") for line in differing)
        ):
            score.values_right += 1
            score.values_warned += pointer in warned
    return differing


def _values(indicator: Record) -> Iterator[tuple[str, str]]:
    """Each observation as an issue names it, and as a difference does."""
    if indicator.get("baseline"):
        yield "baseline", ".baseline"
    for name in _VALUE_LISTS:
        for index, title in enumerate(by_title(indicator[name])):
            yield f"{name}/{index}", f".{name}[{title}]"


def _is_named(line: str, actual: Record, warned: set[str]) -> bool:
    """Whether an issue of severity warning or more names the field that differs."""
    match = _IN_LIST.match(line)
    if match is None:
        field = _FIELD.match(line)
        return field is not None and field.group("field") in warned
    titles = list(by_title(actual.get(match.group("field"), [])))
    return match.group("title") in titles and f"{match.group('field')}/{titles.index(match.group('title'))}" in warned


def _warned_fields(data: Record) -> dict[str, set[str]]:
    """Pointer of an indicator or a project → the fields of it that an issue of severity warning or more names."""
    named: dict[str, set[str]] = {}
    for issue in data["issues"]:
        if issue["severity"] == "info" or "field" not in issue:
            continue
        if "indicator" in issue:
            named.setdefault(issue["indicator"], set()).add(issue["field"])
        elif match := _OF_PROJECT.fullmatch(issue["field"]):
            named.setdefault(match.group("project"), set()).add(match.group("field"))
    return named


def _leaves(record: Any) -> int:
    if isinstance(record, dict):
        return sum(_leaves(value) for key, value in record.items() if key not in ("place", "issues"))
    if isinstance(record, list):
        return sum(map(_leaves, record))
    return 1


def below_floor(figures: dict[str, float], format_name: str, floors: dict[str, Record]) -> list[str]:
    """What a format misses: its floors, which are never laxer than the contract unless a reason is written down."""
    contract = CONTRACT_OF_TEXT if format_name in TEXT else CONTRACT
    floor = floors.get(format_name, {})
    missed = []
    for name, promised in contract.items():
        least = name in SHARES_RIGHT
        wanted = floor.get(name, promised)
        laxer = wanted < promised if least else wanted > promised
        if laxer and not floor.get("reason"):
            wanted = promised
        if figures[name] < wanted - 1e-9 if least else figures[name] > wanted + 1e-9:
            missed.append(f"{format_name}: {name} {figures[name]:.4f}, the floor is {wanted:.4f}")
    return missed


def gate(figures: dict[str, dict[str, float]], floors: dict[str, Record]) -> list[str]:
    """What all formats miss; a format without a document has not been measured and passes nothing."""
    expected = set(_FORMATS.values()) - unreadable().keys()
    unmeasured = [f"{name}: no document" for name in sorted(expected - figures.keys())]
    return unmeasured + [line for name in sorted(figures) for line in below_floor(figures[name], name, floors)]


def raised(figures: dict[str, dict[str, float]], floors: dict[str, Record]) -> dict[str, Record]:
    """The floors with today's figures where these are better; never laxer than before."""
    result: dict[str, Record] = {}
    for format_name, today in sorted(figures.items()):
        old = floors.get(format_name, {})
        new: Record = {}
        for name, figure in today.items():
            # Rounded away from the figure itself, or today's run would fall below the floor it sets.
            least = name in SHARES_RIGHT
            floor = (math.floor if least else math.ceil)(round(figure * _DECIMALS, 6)) / _DECIMALS
            new[name] = (max if least else min)(old.get(name, floor), floor)
        if "reason" in old:
            new["reason"] = old["reason"]
        result[format_name] = new
    return result


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, compare with the floors."""
    parser = argparse.ArgumentParser(description="Accuracy over all fixtures in all formats")
    parser.add_argument("--format", help="only this format")
    parser.add_argument("--layout", help="only this layout")
    parser.add_argument("--slug", help="only documents whose name contains this")
    parser.add_argument("--verbose", action="store_true", help="list every difference")
    parser.add_argument("--raise", dest="raise_floors", action="store_true", help="write better figures as floors")
    options = parser.parse_args(arguments)
    chosen = [
        case
        for case in cases()
        if options.format in (None, case.format)
        and options.layout in (None, case.layout)
        and (options.slug or "") in case.path.name
    ]
    by_format: dict[str, Score] = {}
    by_layout: dict[str, Score] = {}
    for case in chosen:
        data = json.loads(json.dumps(as_data(extract(case.path))))
        score, lines = measure(data, case.expected)
        by_format.setdefault(case.format, Score()).add(score)
        by_layout.setdefault(case.layout, Score()).add(score)
        if options.verbose and lines:
            print(case.path.name, *lines, sep="\n    ")
    for name, reason in unreadable().items():
        print(f"{name}: not measured, {reason}")
    _print("layout", by_layout)
    _print("format", by_format)
    floors: dict[str, Record] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    figures = {name: score.figures() for name, score in by_format.items()}
    whole = not (options.format or options.layout or options.slug)
    if options.raise_floors and whole:
        FLOORS.write_text(json.dumps(raised(figures, floors), indent=1) + "\n", "utf-8")
        print(f"floors written: {FLOORS.name}")
    missed = gate(figures, floors) if whole else []
    print(*missed, sep="\n")
    return 1 if missed else 0


def _print(what: str, scores: dict[str, Score]) -> None:
    total = Score()
    for score in scores.values():
        total.add(score)
    head = (
        "indicators right",
        "fields right",
        "spurious",
        "silently wrong",
        "right values warned",
        "project fields wrong",
    )
    print(f"\n{what:<26}" + "".join(f"{title:>22}" for title in head))
    for name, score in [*sorted(scores.items()), ("total", total)]:
        share = score.figures()
        columns = (
            f"{score.indicators_right}/{score.indicators} {share['indicators']:.1%}",
            f"{score.fields_right}/{score.fields}",
            str(score.spurious),
            str(score.silent),
            f"{score.values_warned}/{score.values_right} {share['warned']:.1%}",
            str(score.project_fields_wrong),
        )
        print(f"{name:<26}" + "".join(f"{column:>22}" for column in columns))


if __name__ == "__main__":
    sys.exit(main())
