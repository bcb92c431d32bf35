"""The verb validate: what in records, or in the report itself, needs a look."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kpi_extract.cli.documents import reader
from kpi_extract.cli.exit_codes import ALL_READ, NEEDS_REVIEW, NOTHING_EXTRACTED, SOME_FAILED
from kpi_extract.cli.options import (
    check_municipality,
    headings_text,
    in_process_option,
    language_option,
    limit_options,
    limits,
    reading,
    reading_options,
)
from kpi_extract.cli.output import put, write_whole
from kpi_extract.cli.voice import Voice, default_language

if TYPE_CHECKING:
    from kpi_extract.checking import CheckFinding
    from kpi_extract.records import Extraction

SCHEMA_VERSION = "1.0"
"""Of the JSON of this verb; grows by addition only."""


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", default="-", metavar="OUT", help="File, or - for stdout.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    help="Default: json for a .json OUT, else text.",
)
@click.option("--all", "every", is_flag=True, help="Show what was computed again and is right, too.")
@reading_options
@limit_options
@in_process_option
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@language_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def validate(
    sources: tuple[str, ...],
    output: str,
    format_name: str | None,
    every: bool,
    from_format: str | None,
    encoding: str | None,
    password_file: str | None,
    pages: str | None,
    pdf_engine: str | None,
    jobs: int,
    max_memory: int | None,
    max_file_size: int | None,
    timeout: float | None,
    in_process: bool,
    municipality: str | None,
    headings: str | None,
    lang: str | None,
    quiet: bool,
) -> None:
    """Check records: rates computed again, years in order, units, totals that fall, values that cannot be.

    SOURCE is JSON or JSON Lines that kpi-extract wrote, a document, or - for stdin. No value is changed. Exits with 4 if
    anything needs a look, with 1 or 3 if all or some documents failed or have no indicators. All checks: docs/checks.md.

    \b
    Example:
      kpi-extract validate out.json
      kpi-extract validate samples/kushiro-r4.pdf --lang ja
    """
    from kpi_extract.checking import needs_look
    from kpi_extract.checking import validate as check
    from kpi_extract.cli.records import records

    voice = Voice(lang or default_language(), quiet)
    check_municipality(municipality)
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs),
        municipality=municipality,
        headings=headings_text(headings, voice),
    )
    is_json = format_name == "json" or (format_name is None and output.lower().endswith(".json"))
    shown: list[Any] = []
    good = bad = looks = 0
    with reader(limits(max_memory, max_file_size, timeout), in_process=in_process) as run:
        for source, extraction in records(sources, said, run, voice):
            if extraction is None:
                bad += 1
                continue
            # A document without any indicator counts as failed, as it does everywhere; what is known of it is shown.
            has_any = any(project.indicators for project in extraction.projects)
            good, bad = (good + 1, bad) if has_any else (good, bad + 1)
            found = check(extraction)
            looks += needs_look(found)
            _say(source, extraction, found, voice)
            shown.append(
                _data(source, extraction, found) if is_json else _text(source, extraction, found, voice, every=every)
            )
    _write(shown, output, voice, is_json=is_json)
    if bad or not good:
        sys.exit(SOME_FAILED if good else NOTHING_EXTRACTED)
    sys.exit(NEEDS_REVIEW if looks else ALL_READ)


def _say(source: str, extraction: Extraction, found: list[CheckFinding], voice: Voice) -> None:
    voice.say(
        "looks",
        name=source,
        indicators=sum(len(project.indicators) for project in extraction.projects),
        looks=sum(one.severity != "info" for one in found),
        fits=sum(one.code in ("rate-fits", "rate-fits-unrounded") for one in found),
    )


def _data(source: str, extraction: Extraction, found: list[CheckFinding]) -> dict[str, Any]:
    from kpi_extract.writers.json_text import data_of

    findings = [
        {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "hint": one.hint,
            "pointer": one.pointer,
            "numbers": dict(one.numbers),
            **({} if one.place is None else {"place": data_of(one.place)}),
        }
        for one in found
    ]
    counts: dict[str, int] = {}
    for one in found:
        counts[one.severity] = counts.get(one.severity, 0) + 1
    return {
        "source": source,
        "document": extraction.document.name,
        "sha256": extraction.document.sha256,
        "needs_look": sum(one.severity != "info" for one in found),
        "counts": dict(sorted(counts.items())),
        "findings": findings,
    }


def _text(source: str, extraction: Extraction, found: list[CheckFinding], voice: Voice, *, every: bool) -> str:
    """What was found, under the name of its project and indicator."""
    lines = [source]
    heading = None
    for one in found:
        if one.severity == "info" and not every:
            continue
        above = _heading(extraction, one.pointer)
        if above != heading and above:
            lines.append(f"  {above}")
        heading = above
        place = one.place.describe() if one.place is not None else ""
        message, hint = (one.message_ja, one.hint_ja) if voice.language == "ja" else (one.message, one.hint)
        lines.append("    " + ": ".join(part for part in (one.severity, one.code, place, message) if part))
        if hint and one.severity != "info":
            lines.append(f"      {hint}")
    return "\n".join(lines) + "\n"


def _heading(extraction: Extraction, pointer: str) -> str:
    """Project › indicator that a pointer leads into."""
    steps = pointer.split("/")
    if len(steps) < 3 or steps[1] != "projects":
        return ""
    project = extraction.projects[int(steps[2])]
    names = [project.name or " › ".join(project.category)]
    if len(steps) > 4 and steps[3] == "indicators":
        names.append(project.indicators[int(steps[4])].name)
    return " › ".join(name for name in names if name)


def _write(shown: list[Any], output: str, voice: Voice, *, is_json: bool) -> None:
    if is_json:
        report = {"schema_version": SCHEMA_VERSION, "documents": shown}
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    else:
        text = "\n".join(shown)
    data = text.encode("utf-8")
    if output == "-":
        put(io.BytesIO(data))
    else:
        write_whole(Path(output), voice, lambda out: out.write(data))
