"""Records with the corrections of a person: the printed text stays, what was read of it is replaced, and that is said.

A corrected value carries the issue `corrected`, an accepted one `accepted` (both info); what the extraction was not sure of there
is info from then on, as somebody has looked. A correction that no longer fits (another document, another text at its place) is
not applied, and is an issue of severity warning (`correction-stale`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kpi_extract.corrections.file import Correction, Corrections
from kpi_extract.errors import UnreadableValueError
from kpi_extract.issues import CATALOGUE, IssueCode, severity_of_code
from kpi_extract.place import Place
from kpi_extract.records import Extraction, Indicator, Issue, Observation, Project, Unit
from kpi_extract.values.number import parse_value
from kpi_extract.values.patterns import lazy_pattern
from kpi_extract.values.printed import PrintedValue
from kpi_extract.values.text import match_key
from kpi_extract.values.unit import parse_unit

_SCALED_BY_KANJI = lazy_pattern(r"[0-9０-９][千百]?[万億兆]")


def apply(extraction: Extraction, corrections: Corrections) -> Extraction:
    """The records with all corrections that fit. Applying none gives the records themselves."""
    if corrections.sha256 != extraction.document.sha256:
        if not corrections.every:
            return extraction
        text = f"{len(corrections.every)} of {corrections.name}"
        return _with_issues(extraction, [_issue(IssueCode.CORRECTION_STALE, text)])
    for one in corrections.every:
        extraction = _apply_one(extraction, one)
    return extraction


def _apply_one(extraction: Extraction, one: Correction) -> Extraction:
    observation = value_at(extraction, one.pointer)
    if (
        observation is None
        or match_key(observation.raw) != match_key(one.was)
        or name_at(extraction, one.pointer) != one.indicator
    ):
        return _with_issues(extraction, [_issue(IssueCode.CORRECTION_STALE, f"{one.indicator} {one.pointer}")])
    code = IssueCode.CORRECTED if one.action == "correct" else IssueCode.ACCEPTED
    new = observation
    if one.action == "correct":
        try:
            new = corrected(observation, unit_at(extraction, one.pointer), one)
        except UnreadableValueError:
            return _with_issues(extraction, [_issue(IssueCode.CORRECTION_STALE, f"{one.indicator} {one.now}")])
    new = new.model_copy(update={"issues": [*new.issues, code.value]})
    said = f"{_shown(observation)} → {_shown(new)}; {one.when}" if one.action == "correct" else one.when
    said = f"{said}; {one.why}" if one.why else said
    base, field = _split(one.pointer)
    noted = _issue(code, said, base, field, observation.place)
    settled = [_as_info(issue, base, field) for issue in extraction.issues]
    return _replaced(extraction, one.pointer, new).model_copy(update={"issues": [*settled, noted]})


def corrected(observation: Observation, unit: Unit | None, one: Correction) -> Observation:
    """The observation as it should have been read.

    Args:
        observation: as it was read; its printed text and place stay.
        unit: what serves it; a typed number is scaled by it as a printed one is (千円), unless it brings its own.
        one: the correction.

    Raises:
        UnreadableValueError: what was typed is no value.
    """
    new: dict[str, Any] = {}
    if one.now is not None:
        printed = parse_value(one.now)
        own, factor = _unit(printed, unit)
        new = {
            "value": printed.value * factor if printed.value is not None else None,
            "upper": printed.upper * factor if printed.upper is not None else None,
            "text": printed.text,
            "comparator": printed.comparator,
            "missing": printed.missing,
            "unit": own if own is not None and (unit is None or own.symbol != unit.symbol) else observation.unit,
        }
    if one.fiscal_year is not None:
        new |= {"fiscal_year": one.fiscal_year, "date": None}
    return observation.model_copy(update=new)


def _unit(printed: PrintedValue, unit: Unit | None) -> tuple[Unit | None, Decimal]:
    if printed.unit:
        own = parse_unit(printed.unit)
        record = Unit(
            raw=own.raw,
            symbol=own.symbol,
            multiplier=Decimal(own.multiplier),
            per=list(own.per),
            dimension=own.dimension,
        )
        return record, record.multiplier
    if unit is None or (unit.dimension == "money" and _SCALED_BY_KANJI.search(printed.raw)):
        return None, Decimal(1)
    return None, unit.multiplier


def _as_info(issue: Issue, base: str, field: str) -> Issue:
    """An issue about the value, now that somebody has looked at it."""
    own = issue.indicator == base and (issue.field == field or issue.field in ("unit", "name", None))
    return issue.model_copy(update={"severity": "info"}) if own and issue.severity == "warning" else issue


def _issue(
    code: IssueCode, text: str, base: str | None = None, field: str | None = None, place: Place | None = None
) -> Issue:
    wording = CATALOGUE[code]
    return Issue(
        code=code.value,
        severity=severity_of_code(code),
        message=wording.message.replace("{text}", text),
        hint=wording.hint,
        field=field,
        place=place,
        indicator=base,
        message_ja=wording.message_ja.replace("{text}", text),
        hint_ja=wording.hint_ja,
    )


def _with_issues(extraction: Extraction, issues: list[Issue]) -> Extraction:
    return extraction.model_copy(update={"issues": [*extraction.issues, *issues]})


def _shown(observation: Observation) -> str:
    value = observation.value
    text = f"{value:f}" if value is not None else observation.missing or observation.text or ""
    return f"{text} ({observation.fiscal_year})" if observation.fiscal_year is not None else text


# --- pointers ----------------------------------------------------------------------------------------------------------


def _split(pointer: str) -> tuple[str, str]:
    """/projects/0/indicators/1/actuals/3 → /projects/0/indicators/1 and actuals/3; /projects/0/budget likewise."""
    steps = pointer.split("/")
    size = 5 if len(steps) > 4 and steps[3] == "indicators" else 3
    return "/".join(steps[:size]), "/".join(steps[size:])


def _at(extraction: Extraction, pointer: str) -> Any:
    """What a pointer leads to; None where it leads nowhere."""
    found: Any = extraction
    for step in pointer.split("/")[1:]:
        if isinstance(found, list):
            found = found[int(step)] if step.isdigit() and int(step) < len(found) else None
        else:
            found = getattr(found, step, None) if step.isidentifier() and not step.startswith("_") else None
    return found


def value_at(extraction: Extraction, pointer: str) -> Observation | None:
    """The value a pointer leads to."""
    found = _at(extraction, pointer)
    return found if isinstance(found, Observation) else None


def name_at(extraction: Extraction, pointer: str) -> str:
    """The name of the indicator, or of the project, a value belongs to."""
    owner = _at(extraction, _split(pointer)[0])
    return (owner.name or "") if isinstance(owner, (Indicator, Project)) else ""


def unit_at(extraction: Extraction, pointer: str) -> Unit | None:
    """The unit that serves a value: its own, else that of its indicator."""
    observation = value_at(extraction, pointer)
    owner = _at(extraction, _split(pointer)[0])
    own = observation.unit if observation is not None else None
    return own or (owner.unit if isinstance(owner, Indicator) else None)


def _replaced(extraction: Extraction, pointer: str, new: Observation) -> Extraction:
    """The records with another value at one place."""
    replaced: Extraction = _put(extraction, pointer.split("/")[1:], new)
    return replaced


def _put(record: Any, steps: list[str], new: Observation) -> Any:
    if not steps:
        return new
    first, rest = steps[0], steps[1:]
    if isinstance(record, list):
        index = int(first)
        return [*record[:index], _put(record[index], rest, new), *record[index + 1 :]]
    return record.model_copy(update={first: _put(getattr(record, first), rest, new)})
