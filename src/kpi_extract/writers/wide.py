"""Records → a wide table: one row per indicator, and for each year a column for its targets, actuals and rates.

The columns depend on all documents, so that they are gone through twice: for the years, then for the rows. A number
stands in the unit of its row; what is more than a number says so in words: 30以上, 10〜20, 策定, 5 件/年, and a dash as
printed. A blank cell of the report and one that is not there are both empty: the long table tells them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

Data = Mapping[str, Any]
Documents = Callable[[], Iterable[tuple[Data, str | None]]]
"""Gives the documents with their sources, each time anew: what lines of our JSON Lines hold."""

_FIELDS = (("target", "targets"), ("actual", "actuals"), ("achievement_rate", "achievement_rates"))
_ROLES_JA = {"baseline": "基準値", "target": "目標値", "actual": "実績値", "achievement_rate": "達成率"}
_COMPARATORS = {"at_least": "{}以上", "more_than": "{}超", "at_most": "{}以下", "less_than": "{}未満", "about": "約{}"}
_NOTHING: Data = {}


class WideColumn(NamedTuple):
    """One column: what programs call it, what people do."""

    name: str
    title_ja: str


class YearColumn(NamedTuple):
    """The values of one role and year; `number` counts those of one indicator that share both. 0 is no year."""

    year: int
    role: str
    number: int

    def column(self) -> WideColumn:
        """actual_2022, target_undated, target_2022_2."""
        behind = f"_{self.number}" if self.number > 1 else ""
        behind_ja = f"({self.number})" if self.number > 1 else ""
        when, when_ja = (str(self.year), f"{self.year}年度") if self.year else ("undated", "(年度なし)")
        return WideColumn(f"{self.role}_{when}{behind}", f"{when_ja}{_ROLES_JA[self.role]}{behind_ja}")


HEAD = (
    WideColumn("source", "入力元"),
    WideColumn("document", "文書名"),
    WideColumn("sha256", "SHA-256"),
    WideColumn("municipality_code", "団体コード"),
    WideColumn("prefecture", "都道府県"),
    WideColumn("municipality", "団体名"),
    WideColumn("report_fiscal_year", "報告年度"),
    WideColumn("pointer", "JSON ポインター"),
    WideColumn("category", "区分"),
    WideColumn("project", "事業名"),
    WideColumn("indicator_label", "指標番号"),
    WideColumn("indicator", "指標名"),
    WideColumn("definition", "定義"),
    WideColumn("unit", "単位"),
    WideColumn("issues", "要確認"),
    WideColumn("baseline", "基準値"),
    WideColumn("baseline_period", "基準値の時期"),
)


def wide_table(documents: Documents) -> tuple[list[WideColumn], Iterator[dict[str, Any]]]:
    """The columns of a wide table, and its rows: names of columns → text, number (Decimal, int or float) or None."""
    years = sorted(
        {year for data, _ in documents() for _, indicator in _indicators(data) for year, _ in _values(indicator)}
    )
    return [*HEAD, *(one.column() for one in years)], _rows(documents)


def _rows(documents: Documents) -> Iterator[dict[str, Any]]:
    for data, source in documents():
        info = data["document"]
        town = info.get("municipality", _NOTHING)
        head = {
            "source": source,
            "document": info["name"],
            "sha256": info["sha256"],
            "municipality_code": town.get("code"),
            "prefecture": town.get("prefecture"),
            "municipality": town.get("name"),
            "report_fiscal_year": info.get("fiscal_year"),
        }
        for (pointer, project), indicator in _indicators(data):
            unit = indicator.get("unit", _NOTHING).get("symbol")
            baseline = indicator.get("baseline", _NOTHING)
            yield {
                **head,
                "pointer": pointer,
                "category": " › ".join(project["category"]) or None,
                "project": project.get("name"),
                "indicator_label": indicator.get("label"),
                "indicator": indicator["name"],
                "definition": indicator.get("definition"),
                "unit": unit,
                "issues": _issues(indicator),
                "baseline": shown(baseline, unit) if baseline else None,
                "baseline_period": _period(baseline),
                **{year.column().name: shown(value, unit) for year, value in _values(indicator)},
            }


def _indicators(data: Data) -> Iterator[tuple[tuple[str, Data], Data]]:
    for number, project in enumerate(data["projects"]):
        for position, indicator in enumerate(project["indicators"]):
            yield (f"/projects/{number}/indicators/{position}", project), indicator


def _values(indicator: Data) -> Iterator[tuple[YearColumn, Data]]:
    for role, field in _FIELDS:
        seen: Counter[int] = Counter()
        for observation in indicator[field]:
            year = _year(observation)
            seen[year] += 1
            yield YearColumn(year, role, seen[year]), observation


def _year(observation: Data) -> int:
    """The fiscal year, or that of a date of which no fiscal year is known; 0 for none."""
    year = observation.get("fiscal_year")
    return int(year if year is not None else observation.get("date", "0")[:4])


def _period(observation: Data) -> str | None:
    year = observation.get("fiscal_year")
    return observation.get("date") or (str(year) if year is not None else None)


def _issues(indicator: Data) -> str | None:
    observations = [indicator.get("baseline", _NOTHING), *(one for _, one in _values(indicator))]
    return " ".join(dict.fromkeys(code for one in observations for code in one.get("issues", ()))) or None


def shown(observation: Data, unit_of_row: str | None) -> str | int | float | None:
    """The value as it stands in a cell: a number, or words where it is more than one."""
    value = observation.get("value")
    if value is None:
        return observation.get("text") or observation["raw"].strip() or None
    own = observation.get("unit", _NOTHING).get("symbol")
    is_other = own is not None and own != unit_of_row
    if "upper" not in observation and "comparator" not in observation and not is_other:
        return value  # type: ignore[no-any-return]
    text = _plain(value) if "upper" not in observation else f"{_plain(value)}〜{_plain(observation['upper'])}"
    text = _COMPARATORS.get(observation.get("comparator", ""), "{}").format(text)
    return f"{text} {own}" if is_other else text


def _plain(number: int | float) -> str:
    return str(number) if isinstance(number, int) else f"{Decimal(repr(number)):f}"
