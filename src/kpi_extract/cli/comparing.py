"""The verbs diff and series: reports of several years beside each other."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

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
from kpi_extract.isolation.messages import Reading
from kpi_extract.limits import Limits

if TYPE_CHECKING:
    from kpi_extract.comparing.differences import Change, Comparison
    from kpi_extract.comparing.ordering import Publisher, Report
    from kpi_extract.place import Place

SCHEMA_VERSION = "1.0"
"""Of the JSON of diff; grows by addition only."""

_KINDS = {
    "project-added": ("new project", "事業の追加"),
    "project-gone": ("project gone", "事業の削除"),
    "project-renamed": ("project probably renamed", "事業名の変更(推定)"),
    "indicator-added": ("new indicator", "指標の追加"),
    "indicator-gone": ("indicator gone", "指標の削除"),
    "indicator-renamed": ("indicator probably renamed", "指標名の変更(推定)"),
    "indicator-moved": ("indicator probably in another project", "別の事業へ移動(推定)"),
    "indicator-unclear": ("which indicator is which is not settled", "指標の対応が不明"),
    "target-revised": ("target revised", "目標値の改定"),
    "target-rescheduled": ("target for another year", "目標年度の変更"),
    "result-restated": ("result restated", "過去の値の訂正"),
    "estimate-replaced": ("estimate replaced", "見込値・速報値の更新"),
    "rate-changed": ("rate changed", "達成率の変更"),
    "value-filled": ("value now printed", "値の追記"),
    "value-withdrawn": ("value no longer printed", "値の取り下げ"),
    "printed-otherwise": ("printed otherwise", "表記の変更(桁数など)"),
    "values-unclear": ("several values differ; which is which is not settled", "複数の値の対応が不明"),
    "unit-changed": ("unit changed", "単位の変更"),
    "basis-changed": ("basis changed", "集計方法の変更"),
    "definition-changed": ("definition changed", "定義の変更"),
    "direction-changed": ("direction changed", "方向の変更"),
}
_FIELDS = {
    "baseline": ("baseline", "基準値"),
    "target": ("target", "目標値"),
    "actual": ("actual", "実績値"),
    "achievement_rate": ("achievement rate", "達成率"),
    "unit": ("unit", "単位"),
    "definition": ("definition", "定義"),
    "direction": ("direction", "方向"),
}


def _reports(
    sources: Sequence[str], said: Reading, given: Limits, voice: Voice, *, in_process: bool
) -> tuple[list[Report], int]:
    """The reports that can be read, and how many cannot."""
    from kpi_extract.cli.records import records
    from kpi_extract.comparing.ordering import Report

    good, bad = [], 0
    with reader(given, in_process=in_process) as run:
        for source, extraction in records(sources, said, run, voice):
            if extraction is None:
                bad += 1
            else:
                good.append(Report(source, extraction))
    return good, bad


def _grouped(reports: Sequence[Report], voice: Voice) -> list[Publisher]:
    """The reports by publisher, and what of their order is not certain."""
    from kpi_extract.comparing.ordering import publishers

    found = publishers(reports)
    if len(found) > 1:
        voice.say("publishers", names=", ".join(one.name or "?" for one in found))
    for one in found:
        if not one.is_ordered:
            voice.say("unordered", names=", ".join(report.source for report in one.reports))
    return found


def _code(good: int, bad: int) -> int:
    return (SOME_FAILED if good else NOTHING_EXTRACTED) if bad else ALL_READ


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="EARLIER LATER...")
@click.option("-o", "--output", default="-", metavar="OUT", help="File (.txt, .json or .xlsx), or - for stdout.")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["text", "json", "xlsx"]), help="Default: from OUT, else text."
)
@reading_options
@limit_options
@in_process_option
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@click.option("--strict", is_flag=True, help="Exit with 4 if a past result was restated or something is not clear.")
@language_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def diff(
    sources: tuple[str, ...],
    output: str,
    format_name: str | None,
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
    strict: bool,
    lang: str | None,
    quiet: bool,
) -> None:
    """Compare reports of several years: what came, went, was renamed; revised targets; past results told anew.

    Sources are JSON that kpi-extract wrote, or documents; each publisher's are compared one after the other, by fiscal
    year. A year that only one report prints is no difference. How indicators are linked: docs/comparing.md.

    \\b
    Example:
      kpi-extract diff r4.json r5.json
      kpi-extract diff samples/kushiro-r4.pdf samples/kushiro-r5-made-up.docx -o changes.xlsx
    """
    from kpi_extract.comparing.differences import compare

    voice = Voice(lang or default_language(), quiet)
    check_municipality(municipality)
    if len(sources) < 2 and not sources[0].lower().endswith((".json", ".jsonl", ".ndjson")):
        raise click.UsageError("name two reports or more, or one JSON file that holds several")
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs),
        municipality=municipality,
        headings=headings_text(headings, voice),
    )
    reports, bad = _reports(sources, said, limits(max_memory, max_file_size, timeout), voice, in_process=in_process)
    found = _grouped(reports, voice)
    compared = [
        (one, other, compare(one.extraction, other.extraction))
        for publisher in found
        for one, other in zip(publisher.reports, publisher.reports[1:], strict=False)
    ]
    for publisher in found:
        if len(publisher.reports) == 1:
            voice.say("alone", name=publisher.reports[0].source)
    kind = format_name or {".json": "json", ".xlsx": "xlsx"}.get(Path(output).suffix.lower(), "text")
    if kind == "xlsx":
        _write(output, lambda out: _book(compared, out), voice)
    else:
        text = _json(compared) if kind == "json" else "\n".join(_text(*one, voice.language) for one in compared)
        _write(output, lambda out: out.write(text.encode("utf-8")), voice)
    if not compared and not bad:
        sys.exit(NOTHING_EXTRACTED)
    is_grave = any(change.severity != "info" for *_, comparison in compared for change in comparison.changes)
    sys.exit(NEEDS_REVIEW if strict and is_grave and not bad else _code(len(reports), bad))


def _write(output: str, fill: Any, voice: Voice) -> None:
    if output != "-":
        write_whole(Path(output), voice, fill)
        return
    buffer = io.BytesIO()
    fill(buffer)
    buffer.seek(0)
    put(buffer)


def _text(before: Report, after: Report, comparison: Comparison, language: str) -> str:
    ja = language == "ja"
    lines = [f"{before.source} → {after.source}"]
    if not comparison.changes:
        lines.append("  変更はありません。" if ja else "  nothing changed")
    heading = None
    for one in comparison.changes:
        above = " › ".join(part for part in (one.project, one.indicator) if part)
        if above != heading:
            lines.append(f"  {above}")
        heading = above
        lines.append(f"    {_line(one, ja=ja)}")
    return "\n".join(lines) + "\n"


def _line(one: Change, *, ja: bool) -> str:
    """過去の値の訂正: 実績値 2022年度 2,026 → 2,031 件 [p.1 → p.1]."""
    what = _KINDS[one.kind][ja]
    parts = [_FIELDS[one.field][ja]] if one.field else []
    when = one.date or (
        f"{one.fiscal_year}年度" if ja and one.fiscal_year else f"FY{one.fiscal_year}" if one.fiscal_year else ""
    )
    parts += [when] if when else []
    if one.was is not None and one.now is not None:
        parts.append(f"{_flat(one.was)} → {_flat(one.now)}")
    if one.unit and one.field != "unit":
        parts.append(f"({one.unit_before} → {one.unit})" if one.unit_before else one.unit)
    if one.score is not None:
        parts.append(f"({'確からしさ' if ja else 'score'} {one.score:.2f})")
    places = [
        f"{side} {_where(place, ja=ja)}"
        for side, place in zip(("前", "後") if ja else ("was", "is"), (one.place_before, one.place_after), strict=True)
        if place is not None
    ]
    if places:
        parts.append(f"[{' / '.join(places)}]")
    if one.issues:
        parts.append(f"({'要確認' if ja else 'to check'}: {', '.join(one.issues)})")
    return f"{what}: {' '.join(parts)}" if parts else what


def _where(place: Place, *, ja: bool) -> str:
    """2ページ 表1 4行 7列."""
    if not ja:
        return place.describe()
    parts = (
        (place.page, "{}ページ"),
        (place.sheet, "シート「{}」"),
        (place.cell, "セル{}"),
        (place.table, "表{}"),
        (place.row, "{}行目"),
        (place.column, "{}列目"),
        (place.line, "テキストの{}行目"),
    )
    return " ".join(form.format(value) for value, form in parts if value is not None)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _json(compared: Sequence[tuple[Report, Report, Comparison]]) -> str:
    data = {
        "schema_version": SCHEMA_VERSION,
        "comparisons": [
            {
                "before": _report(before),
                "after": _report(after),
                "counts": _counts(comparison),
                "changes": [_data(change) for change in comparison.changes],
            }
            for before, after, comparison in compared
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _report(report: Report) -> dict[str, Any]:
    document = report.extraction.document
    return {
        "source": report.source,
        "document": document.name,
        "sha256": document.sha256,
        "fiscal_year": document.fiscal_year,
    }


def _counts(comparison: Comparison) -> dict[str, int]:
    counts = {"linked": len(comparison.linked.links)}
    for change in comparison.changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return counts


def _data(change: Change) -> dict[str, Any]:
    from dataclasses import fields

    from kpi_extract.writers.json_text import data_of

    members = ((one.name, getattr(change, one.name)) for one in fields(change))
    return {name: data_of(value) for name, value in members if value is not None}


def _book(compared: Sequence[tuple[Report, Report, Comparison]], out: BinaryIO) -> None:
    from kpi_extract.version import __version__
    from kpi_extract.writers.workbook import SheetColumn, Workbook

    columns = [
        SheetColumn("前の報告書", "text", 22),
        SheetColumn("後の報告書", "text", 22),
        SheetColumn("変更", "text", 20),
        SheetColumn("要注意", "text", 8),
        SheetColumn("事業名", "wrapped", 30),
        SheetColumn("指標名", "wrapped", 34),
        SheetColumn("項目", "text", 9),
        SheetColumn("年度(西暦)", "integer", 8),
        SheetColumn("年月", "text", 10),
        SheetColumn("前", "wrapped", 20),
        SheetColumn("後", "wrapped", 20),
        SheetColumn("前の単位(異なる場合)", "text", 12),
        SheetColumn("単位", "text", 9),
        SheetColumn("確からしさ", "number", 9),
        SheetColumn("前の位置", "text", 24),
        SheetColumn("後の位置", "text", 24),
        SheetColumn("要確認", "text", 20),
    ]
    with Workbook(out, f"kpi-extract {__version__}") as book:
        sheet = book.sheet("変更", columns)
        for before, after, comparison in compared:
            for one in comparison.changes:
                sheet.append(
                    (
                        *(before.extraction.document.name, after.extraction.document.name, _KINDS[one.kind][1]),
                        "要注意" if one.severity != "info" else None,
                        *(one.project, one.indicator, _FIELDS[one.field][1] if one.field else None),
                        *(one.fiscal_year, one.date, one.was, one.now, one.unit_before, one.unit, one.score),
                        *(_described(one.place_before), _described(one.place_after), " ".join(one.issues) or None),
                    )
                )


def _described(place: Place | None) -> str | None:
    return _where(place, ja=True) if place is not None else None


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("-o", "--output", default="-", metavar="OUT", help="File (.csv or .parquet), or - for CSV on stdout.")
@reading_options
@limit_options
@in_process_option
@click.option("--municipality", metavar="NAME", help="Publisher: 釧路市, 北海道釧路市 or 012068.")
@click.option("--headings", metavar="FILE", help="TOML file of heading words to add to the vocabulary.")
@language_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr but errors.")
def series(
    sources: tuple[str, ...],
    output: str,
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
    """One table over the reports of several years: the same indicator under one number, each value with its report.

    Values that reports state differently are all kept and marked. Columns: docs/comparing.md.

    \\b
    Example:
      kpi-extract series r3.json r4.json r5.json -o panel.csv
    """
    from kpi_extract.comparing.panel import PANEL_COLUMNS, panel

    voice = Voice(lang or default_language(), quiet)
    check_municipality(municipality)
    suffix = "" if output == "-" else Path(output).suffix.lower()
    if suffix not in ("", ".csv", ".parquet"):
        raise click.BadParameter("name a .csv or .parquet file", param_hint="-o")
    said = replace(
        reading(from_format, encoding, password_file, pages, pdf_engine, jobs),
        municipality=municipality,
        headings=headings_text(headings, voice),
    )
    reports, bad = _reports(sources, said, limits(max_memory, max_file_size, timeout), voice, in_process=in_process)
    if not reports:
        sys.exit(NOTHING_EXTRACTED)
    rows: Iterator[dict[str, Any]] = panel(_grouped(reports, voice))

    def fill(out: BinaryIO) -> None:
        if suffix == ".parquet":
            from kpi_extract.writers import to_parquet

            to_parquet.write_table({one.name: one.kind for one in PANEL_COLUMNS}, rows, out)
        else:
            from kpi_extract.writers import to_csv

            to_csv.write_table([one.name for one in PANEL_COLUMNS], rows, out)

    _write(output, fill, voice)
    sys.exit(_code(len(reports), bad))
