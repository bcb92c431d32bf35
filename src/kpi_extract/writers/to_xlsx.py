"""Excel workbook for people: 指標 (a row for each indicator and year), 事業, 要確認 (each issue), 出典 (the documents).

It is made of what the JSON writers write, so that records read long ago and records of a whole run make the same book.
Titles are Japanese; the columns are told in docs/excel.md. A workbook needs all documents before it can be closed, so
that this writer has no frame: it takes them all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from kpi_extract.issues import in_japanese
from kpi_extract.records import Extraction
from kpi_extract.values.eras import fiscal_year_in_japanese
from kpi_extract.version import __version__
from kpi_extract.writers.json_text import data_of
from kpi_extract.writers.workbook import Kind, Sheet, SheetColumn, Workbook

NAME = "xlsx"
SUFFIXES: tuple[str, ...] = (".xlsx",)

Data = Mapping[str, Any]
Row = dict[str, Any]


class _Column(NamedTuple):
    name: str
    title: str
    kind: Kind = "text"
    width: float = 12


INDICATOR_COLUMNS = (
    _Column("document", "文書名", width=24),
    _Column("code", "団体コード", width=10),
    _Column("municipality", "団体名", width=12),
    _Column("category", "区分", "wrapped", 24),
    _Column("project", "事業名", "wrapped", 30),
    _Column("label", "指標番号", width=9),
    _Column("indicator", "指標名", "wrapped", 34),
    _Column("unit", "単位", width=9),
    _Column("year", "年度(西暦)", "integer", 8),
    _Column("year_ja", "年度(和暦)", width=12),
    _Column("date", "年月", width=10),
    _Column("baseline", "基準値", "number", 12),
    _Column("target", "目標値", "number", 12),
    _Column("target_upper", "目標値の上限", "number", 10),
    _Column("target_condition", "目標値の条件", width=9),
    _Column("target_status", "目標値の種類", width=9),
    _Column("actual", "実績値", "number", 12),
    _Column("actual_upper", "実績値の上限", "number", 10),
    _Column("actual_status", "実績値の種類", width=9),
    _Column("rate", "達成率", "number", 9),
    _Column("basis", "集計方法", width=9),
    _Column("baseline_raw", "基準値(原文)", "wrapped", 14),
    _Column("target_raw", "目標値(原文)", "wrapped", 14),
    _Column("actual_raw", "実績値(原文)", "wrapped", 14),
    _Column("rate_raw", "達成率(原文)", "wrapped", 12),
    _Column("missing", "値のない理由", width=16),
    _Column("issues", "要確認", width=20),
    _Column("place", "位置", width=20),
)
PROJECT_COLUMNS = (
    _Column("document", "文書名", width=24),
    _Column("code", "団体コード", width=10),
    _Column("municipality", "団体名", width=12),
    _Column("category", "区分", "wrapped", 24),
    _Column("label", "事業番号", width=9),
    _Column("project", "事業名", "wrapped", 34),
    _Column("grant", "交付金", "wrapped", 20),
    _Column("department", "担当課", "wrapped", 14),
    _Column("summary", "概要", "wrapped", 50),
    _Column("budget", "予算額", "number", 14),
    _Column("expenditure", "決算額", "number", 14),
    _Column("unit", "金額の単位", width=9),
    _Column("budget_raw", "予算額(原文)", width=14),
    _Column("expenditure_raw", "決算額(原文)", width=14),
    _Column("indicators", "指標数", "integer", 7),
    _Column("evaluations", "評価", "wrapped", 40),
    _Column("extra", "その他の記載", "wrapped", 40),
    _Column("place", "位置", width=20),
)
ISSUE_COLUMNS = (
    _Column("document", "文書名", width=24),
    _Column("severity", "重要度", width=8),
    _Column("code", "コード", width=22),
    _Column("message", "内容", "wrapped", 50),
    _Column("hint", "対処", "wrapped", 40),
    _Column("project", "事業名", "wrapped", 24),
    _Column("indicator", "指標名", "wrapped", 28),
    _Column("field", "項目", width=14),
    _Column("page", "ページ", "integer", 7),
    _Column("sheet", "シート", width=12),
    _Column("cell", "セル", width=7),
    _Column("table", "表", "integer", 5),
    _Column("row", "行", "integer", 5),
    _Column("column", "列", "integer", 5),
    _Column("line", "行番号", "integer", 7),
)
SOURCE_COLUMNS = (
    _Column("document", "文書名", width=30),
    _Column("title", "題名", "wrapped", 40),
    _Column("code", "団体コード", width=10),
    _Column("prefecture", "都道府県", width=10),
    _Column("municipality", "団体名", width=12),
    _Column("year", "報告年度(西暦)", "integer", 9),
    _Column("year_ja", "報告年度(和暦)", width=12),
    _Column("pages", "ページ数", "integer", 8),
    _Column("projects", "事業数", "integer", 7),
    _Column("indicators", "指標数", "integer", 7),
    _Column("to_check", "要確認数", "integer", 8),
    _Column("media_type", "形式", width=24),
    _Column("sha256", "SHA-256", width=20),
    _Column("generator", "作成プログラム", width=20),
    _Column("schema", "スキーマ", width=9),
)
SHEETS = {"指標": INDICATOR_COLUMNS, "事業": PROJECT_COLUMNS, "要確認": ISSUE_COLUMNS, "出典": SOURCE_COLUMNS}

_SEVERITIES = {"error": "エラー", "warning": "警告", "info": "情報"}
_STATUSES = {
    "final": "最終",
    "interim": "中間",
    "superseded": "改定前",
    "preliminary": "速報",
    "forecast": "見込",
    "reference": "参考",
}
_BASES = {"annual": "単年度", "cumulative": "累計", "increment": "増加分"}
_COMPARATORS = {"at_least": "以上", "more_than": "超", "at_most": "以下", "less_than": "未満", "about": "約"}
_MISSING = {"dash": "横線", "blank": "空欄", "word": "語句"}
_ROLES = (("baseline", "基準値"), ("target", "目標値"), ("actual", "実績値"), ("rate", "達成率"))
_NOTHING: Data = {}


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write all documents as one workbook."""
    write_data((data_of(one) for one in extractions), out)


def write_data(documents: Iterable[Data], out: BinaryIO) -> None:
    """Write what lines of our JSON Lines hold as one workbook; one document is held at a time."""
    with Workbook(out, f"kpi-extract {__version__}") as book:
        sheets = {
            name: book.sheet(name, [SheetColumn(*one[1:]) for one in columns]) for name, columns in SHEETS.items()
        }
        for document in documents:
            for name, rows in (
                ("指標", _indicator_rows(document)),
                ("事業", _project_rows(document)),
                ("要確認", _issue_rows(document)),
                ("出典", [_source_row(document)]),
            ):
                _append(sheets[name], SHEETS[name], rows)


def _append(sheet: Sheet, columns: Sequence[_Column], rows: Iterable[Row]) -> None:
    for row in rows:
        sheet.append(row.get(column.name) for column in columns)


# --- 指標 --------------------------------------------------------------------------------------------------------------


def _indicator_rows(document: Data) -> Iterator[Row]:
    for project in document["projects"]:
        head = {**_head(document), "category": _path(project), "project": project.get("name")}
        for indicator in project["indicators"]:
            yield from _years(indicator, head)


def _years(indicator: Data, head: Row) -> Iterator[Row]:
    """A row for each year, in order; what stands twice in a year, or in another unit, has a row of its own."""
    unit = indicator.get("unit", _NOTHING).get("symbol")
    head = {**head, "label": indicator.get("label"), "indicator": indicator["name"]}
    rows: dict[tuple[Any, ...], Row] = {}
    for role, observation in _observations(indicator):
        own = unit if role == "rate" else observation.get("unit", _NOTHING).get("symbol", unit)
        year, date = observation.get("fiscal_year"), observation.get("date")
        if role in ("target", "actual", "rate") and year is not None:
            date = None if not _other_dates(indicator, year) else date
        for again in range(len(rows) + 1):
            key = (year is None, year or 0, date or "", own or "", observation.get("part") or "", again)
            row = rows.setdefault(key, {**head, "unit": own, **_time(year, observation.get("date"))})
            if f"{role}_raw" not in row:
                _fill(row, role, observation)
                break
    yield from (rows[key] for key in sorted(rows)) if rows else [{**head, "unit": unit, "place": _where(indicator)}]


def _observations(indicator: Data) -> Iterator[tuple[str, Data]]:
    if "baseline" in indicator:
        yield "baseline", indicator["baseline"]
    for role, field in (("target", "targets"), ("actual", "actuals"), ("rate", "achievement_rates")):
        yield from ((role, one) for one in indicator[field])


def _other_dates(indicator: Data, year: int) -> bool:
    """Whether two months of a fiscal year are told apart in the indicator."""
    dates = {one.get("date") for _, one in _observations(indicator) if one.get("fiscal_year") == year}
    return len(dates - {None}) > 1


def _time(year: int | None, date: str | None) -> Row:
    return {"year": year, "year_ja": fiscal_year_in_japanese(year) if year is not None else None, "date": date}


def _fill(row: Row, role: str, observation: Data) -> None:
    row[role] = observation.get("value")
    row[f"{role}_raw"] = observation["raw"]
    row[f"{role}_upper"] = observation.get("upper")
    row[f"{role}_condition"] = _COMPARATORS.get(observation.get("comparator", ""))
    row[f"{role}_status"] = _STATUSES.get(observation.get("status", ""))
    row["date"] = row["date"] or observation.get("date")
    row["basis"] = row.get("basis") or _BASES.get(observation.get("basis", ""))
    if "missing" in observation or "text" in observation:
        said = f"{dict(_ROLES)[role]}: {_MISSING.get(observation.get('missing', ''), '文字の値')}"
        row["missing"] = f"{row['missing']} {said}" if "missing" in row else said
    if observation["issues"]:
        known = row.get("issues", "").split()
        row["issues"] = " ".join(dict.fromkeys([*known, *observation["issues"]]))
    row.setdefault("place", _where(observation))


# --- 事業, 要確認, 出典 --------------------------------------------------------------------------------------------------


def _project_rows(document: Data) -> Iterator[Row]:
    for project in document["projects"]:
        budget, expenditure = project.get("budget", _NOTHING), project.get("expenditure", _NOTHING)
        units = {one["unit"]["symbol"] for one in (budget, expenditure) if "unit" in one}
        yield {
            **_head(document),
            "category": _path(project),
            "label": project.get("label"),
            "project": project.get("name"),
            "grant": project.get("grant"),
            "department": project.get("department"),
            "summary": project.get("summary"),
            "budget": budget.get("value"),
            "expenditure": expenditure.get("value"),
            "unit": "・".join(sorted(units)) or None,
            "budget_raw": budget.get("raw"),
            "expenditure_raw": expenditure.get("raw"),
            "indicators": len(project["indicators"]),
            "evaluations": _remarks(project["evaluations"]),
            "extra": _remarks(project["extra"]),
            "place": _where(project),
        }


def _remarks(remarks: Sequence[Data]) -> str | None:
    return "\n".join(f"{one['heading']}: {one['text']}" if one["heading"] else one["text"] for one in remarks) or None


def _issue_rows(document: Data) -> Iterator[Row]:
    for issue in document["issues"]:
        project, indicator = _named(document, issue.get("indicator"))
        message, hint = in_japanese(issue["code"], issue["message"])
        place = issue.get("place", _NOTHING)
        yield {
            "document": document["document"]["name"],
            "severity": _SEVERITIES[issue["severity"]],
            "code": issue["code"],
            "message": message,
            "hint": hint,
            "project": project,
            "indicator": indicator,
            "field": issue.get("field"),
            **{name: place.get(name) for name in ("page", "sheet", "cell", "table", "row", "column", "line")},
        }


def _named(document: Data, pointer: str | None) -> tuple[str | None, str | None]:
    """The names of the project and the indicator a pointer leads to: /projects/0/indicators/2."""
    if pointer is None:
        return None, None
    steps = pointer.split("/")
    project = document["projects"][int(steps[2])]
    return project.get("name"), project["indicators"][int(steps[4])]["name"] if len(steps) > 4 else None


def _source_row(document: Data) -> Row:
    info = document["document"]
    town = info.get("municipality", _NOTHING)
    year = info.get("fiscal_year")
    return {
        **_head(document),
        "title": info.get("title"),
        "prefecture": town.get("prefecture"),
        **_time(year, None),
        "pages": info.get("page_count"),
        "projects": len(document["projects"]),
        "indicators": sum(len(project["indicators"]) for project in document["projects"]),
        "to_check": sum(issue["severity"] != "info" for issue in document["issues"]),
        "media_type": info["media_type"],
        "sha256": info["sha256"],
        "generator": f"{info['generator']['name']} {info['generator']['version']}",
        "schema": document["schema_version"],
    }


def _head(document: Data) -> Row:
    town = document["document"].get("municipality", _NOTHING)
    return {"document": document["document"]["name"], "code": town.get("code"), "municipality": town.get("name")}


def _path(project: Data) -> str | None:
    return " › ".join(project["category"]) or None


def _where(record: Data) -> str | None:
    """p.3 表2 行5 列4, シート1!C5."""
    place = record.get("place", _NOTHING)
    parts = [f"p.{place['page']}"] if "page" in place else []
    if "cell" in place:
        parts.append(f"{place.get('sheet', '')}!{place['cell']}")
    else:
        parts += [
            f"{title}{place[name]}"
            for name, title in (("table", "表"), ("row", "行"), ("column", "列"))
            if name in place
        ]
    return " ".join(parts) or None
