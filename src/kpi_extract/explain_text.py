"""How a document is read, for people: the lines of `kpi-extract explain`, and the same as JSON data.

Lines fit a terminal of 100 columns in which a Japanese character takes two.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, Literal

from kpi_extract.interpretation.explanation import (
    BodyExplanation,
    CellExplanation,
    CellReading,
    ColumnExplanation,
    DocumentExplanation,
    HeadingExplanation,
    NarrativeExplanation,
    PeriodExplanation,
    RowExplanation,
    RowLabelExplanation,
    TableExplanation,
)
from kpi_extract.interpretation.suggestions import Suggestion
from kpi_extract.interpretation.vocabulary import Role
from kpi_extract.place import Place

Language = Literal["en", "ja"]
WIDTH = 100
_PATH, _ROLE, _CELL = 44, 30, 26
"""Most columns a heading path, a role and the text of a cell take."""
_PIECE = 84
"""Most columns of one cell with its issues, so that it fits a line behind the number of its row."""
_RAW_ROWS = 4
"""Rows of a table that is not understood that are shown."""

_TEXTS: dict[Language, dict[str, str]] = {
    "en": {
        "no-table": "{name}: there is no table. What was read is shown by: kpi-extract tables",
        "table": "[table {number}: {rows} rows × {columns} columns{place}; indicators: {indicators}, values: {values}]",
        "not-understood": "! This table is not understood: no row and no column of it has a role.",
        "not-known": "! Not understood in the first rows: {words}",
        "empty": "The table is empty.",
        "more-rows": "… {count} more rows; all of them are shown by: kpi-extract tables",
        "caption": "caption",
        "header": "heading row {rows}",
        "no-header": "no heading row",
        "form": "form: labels beside their cells",
        "turned": "on its side: headings on the left, one indicator a column",
        "column": "column",
        "row": "row",
        "value": "values",
        "at": "row {row} column {column}",
        "at-line": "; line {} of the file",
        "at-page": "; page {}",
        "at-sheet": "; sheet {}",
        "words": "words",
        "rest": "not understood",
        "none": "no role",
        "kept": "no role; kept as remarks",
        "by-row": "role by row",
        "labels": "row labels",
        "names": "name and value in one cell",
        "assumed": "assumed",
        "unit": "unit",
        "blank": "(blank)",
        "narrative": "text",
        "no-label": "no role",
        "hint": "! Columns marked ! have no role, and their numbers are not read. A word of your own makes them read:",
        "hint-end": "  add an entry like those at the end to a TOML file and name it with --headings (docs/headings.md).",
        "unread": "! Numbers without a role, which are not read: {count}",
        "hint-assumed": "! A column marked ! has words that are not understood; its role is only assumed.",
        "snippet": "# Entries for a headings file (--headings FILE).\n# The roles are a guess: check them with docs/headings.md, and leave out what is no heading.",
        "ignore": "# a remark in the bracket of a heading that is read without it",
    },
    "ja": {
        "no-table": "{name}: 表がありません。読み取ったままの内容は kpi-extract tables で見られます",
        "table": "[表 {number}: {rows} 行 × {columns} 列{place}、指標 {indicators} 件、値 {values} 個]",
        "not-understood": "! この表は読めていません。役割のわかる行も列もありません。",
        "not-known": "! はじめの行で、わからない語: {words}",
        "empty": "空の表です。",
        "more-rows": "… ほか {count} 行。すべては kpi-extract tables で見られます",
        "caption": "題",
        "header": "見出し {rows} 行目",
        "no-header": "見出しの行なし",
        "form": "様式(見出しの横のセルを読む)",
        "turned": "横向きの表(見出しは左、指標は列ごと)",
        "column": "列",
        "row": "行",
        "value": "値",
        "at": "行 {row} 列 {column}",
        "at-line": "、ファイルの {} 行目",
        "at-page": "、{} ページ",
        "at-sheet": "、シート {}",
        "words": "語",
        "rest": "わからない語",
        "none": "役割なし",
        "kept": "役割なし、備考として残す",
        "by-row": "役割は行の見出しから",
        "labels": "行の見出し",
        "names": "名前と値が同じセル",
        "assumed": "推測",
        "unit": "単位",
        "blank": "(空欄)",
        "narrative": "文",
        "no-label": "役割なし",
        "hint": "! の列には役割がなく、数値を読んでいません。末尾の例のような項目を TOML ファイルに書き、",
        "hint-end": "  --headings で指定すると読めます(docs/headings.md)。",
        "unread": "! 役割がなく、読んでいない数値が {count} 個あります。",
        "hint-assumed": "! の列にはわからない語があり、役割は年度やセルの中身から推測したものです。",
        "snippet": "# 見出しファイル(--headings FILE)に書く項目です。\n# 役割は推測なので、docs/headings.md の一覧で確かめ、見出しでない語は消してください。",
        "ignore": "# 見出しの括弧の中の注記。無視すれば見出しが読める",
    },
}
ROLE_NAMES: dict[Role, str] = {
    Role.NUMBER: "番号",
    Role.LABEL: "枠の名前",
    Role.CATEGORY: "分野・施策",
    Role.PROJECT: "事業名",
    Role.SUMMARY: "事業概要",
    Role.GRANT: "交付金",
    Role.DEPARTMENT: "担当課",
    Role.BUDGET: "予算額",
    Role.EXPENDITURE: "決算額",
    Role.INDICATOR: "指標",
    Role.DEFINITION: "指標の説明",
    Role.UNIT: "単位",
    Role.DIRECTION: "目指す方向",
    Role.BASELINE: "基準値",
    Role.BASELINE_DATE: "基準年月",
    Role.TARGET: "目標値",
    Role.TARGET_DATE: "目標年月",
    Role.ACTUAL_DATE: "実績年月",
    Role.ACTUAL: "実績値",
    Role.RATE: "達成率",
    Role.DATE: "年月",
    Role.RATING: "達成度・判定",
    Role.EVALUATION: "事業の評価",
    Role.EFFECT_RATING: "事業効果",
    Role.EXTERNAL_OPINION: "外部有識者の意見",
    Role.NEXT_STEP: "今後の方針",
    Role.NEXT_STEP_REASON: "方針の理由",
    Role.REMARK: "備考",
    Role.DIFFERENCE: "差",
    Role.TOTAL: "合計",
    Role.VALUE: "数値",
    Role.STUB: "区分",
}
"""What a role is called in Japanese; in English it is called by its name."""
_LONG_NUMBER = re.compile(r"(?<![0-9.])[0-9]{4,}")
_STATUS_JA = {
    "final": "確定",
    "interim": "中間",
    "superseded": "変更前",
    "preliminary": "速報",
    "forecast": "見込",
    "reference": "参考",
}
_BASIS_JA = {"annual": "単年度", "cumulative": "累計", "increment": "増加分"}


def as_data(explanation: DocumentExplanation) -> dict[str, Any]:
    """Plain JSON data: null keys left out, lists always there."""
    data: dict[str, Any] = _without_nulls(asdict(explanation))
    return data


def _without_nulls(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_nulls(value) for key, value in data.items() if value is not None}
    return [_without_nulls(value) for value in data] if isinstance(data, (list, tuple)) else data


def explained(explanation: DocumentExplanation, format: str, language: str) -> str:
    """The whole text of an explanation, as "text" in a language or as "json"."""
    if format == "json":
        return json.dumps(as_data(explanation), ensure_ascii=False, indent=2) + "\n"
    return "\n".join(lines_of(explanation, "ja" if language == "ja" else "en")) + "\n"


def lines_of(explanation: DocumentExplanation, language: Language) -> list[str]:
    """The lines for a terminal; none is wider than WIDTH, except a heading word too long to be broken."""
    return _Page(language).document(explanation)


class _Page:
    """Writes lines in one language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._texts = _TEXTS[language]

    def document(self, explanation: DocumentExplanation) -> list[str]:
        lines: list[str] = []
        for number, table in enumerate(explanation.tables, 1):
            lines += [*self._table(table, number), ""]
        if not lines:
            return [self._texts["no-table"].format(name=explanation.name)]
        return [*lines, *self._snippet(explanation.suggestions)] if explanation.suggestions else lines[:-1]

    def _snippet(self, suggestions: Iterable[Suggestion]) -> list[str]:
        lines = self._texts["snippet"].splitlines()
        for one in suggestions:
            lines += ["", "[[heading]]", f"form = {_quoted(one.form)}"]
            lines += (
                [f"roles = [{', '.join(map(_quoted, one.roles))}]"]
                if one.roles
                else [self._texts["ignore"], "ignore = true"]
            )
        return lines

    # tables and their bodies

    def _table(self, table: TableExplanation, number: int) -> list[str]:
        head = self._texts["table"].format(
            number=table.place.table or number,
            rows=table.row_count,
            columns=table.column_count,
            place=self._place(table.place),
            indicators=table.indicator_count,
            values=table.value_count,
        )
        if not table.bodies:
            return [head, f"  {self._texts['empty']}"]
        if not table.understood:
            return [head, *self._not_understood(table)]
        return [head, *(line for body in table.bodies for line in self._body(body))]

    def _place(self, place: Place) -> str:
        """Where the table stands, behind the sign that sets it off; nothing where the format does not say."""
        parts = (("line", place.line), ("page", place.page), ("sheet", place.sheet))
        return "".join(self._texts[f"at-{key}"].format(value) for key, value in parts if value is not None)

    def _not_understood(self, table: TableExplanation) -> list[str]:
        lines = [f"  {self._texts['not-understood']}"]
        unknown = [heading.text for body in table.bodies for heading in body.unread_header]
        unknown += [rest for body in table.bodies for column in body.columns for rest in column.rest]
        if unknown:
            words = list(dict.fromkeys(_cut(word, _CELL) for word in unknown))
            first, _, after = self._texts["not-known"].partition("{words}")
            lines += _wrapped([f"{first}{words[0]}", *words[1:]], "  ", "      ", ", ")
            lines[-1] += after
        rows = [row for body in table.bodies for row in body.rows]
        for row in rows[:_RAW_ROWS]:
            texts = [_cut(cell.text, _CELL) for cell in row.cells if cell.text]
            lines += _wrapped(texts, f"  {_pad(self._row_name(row.row), 6)}  ", " " * 10, " | ") if texts else []
        if len(rows) > _RAW_ROWS:
            lines.append(f"  {self._texts['more-rows'].format(count=len(rows) - _RAW_ROWS)}")
        return lines

    def _body(self, body: BodyExplanation) -> list[str]:
        lines = [f"  {self._texts['caption']}: {_cut(text, WIDTH - 12)}" for text in body.captions]
        lines.append(f"  {self._body_kind(body)}")
        lines += self._columns(body)
        lines += self._row_labels(body)
        rows = [(row.row, self._row(row, body)) for row in body.rows]
        rows += [(one.row, [self._narrative(one)]) for one in body.narratives]
        return [*lines, *(line for _, several in sorted(rows) for line in several)]

    def _narrative(self, one: NarrativeExplanation) -> str:
        label = " › ".join(heading.text for heading in one.labels) or self._texts["narrative"]
        return _cut(f"  {_pad(self._row_name(one.row), 6)}  {label}: {one.text}", WIDTH)

    def _row_name(self, number: int, *, is_turned: bool = False) -> str:
        return f"{self._texts['column' if is_turned else 'row']} {number}"

    def _body_kind(self, body: BodyExplanation) -> str:
        if body.is_form or body.is_turned:
            return self._texts["form" if body.is_form else "turned"]
        if not body.header_rows:
            return self._texts["no-header"]
        first, last = body.header_rows[0], body.header_rows[-1]
        return self._texts["header"].format(rows=f"{first}" if first == last else f"{first}-{last}")

    # columns

    def _columns(self, body: BodyExplanation) -> list[str]:
        shown = [column for column in body.columns if column.path or column.role is not None or column.holds_row_labels]
        runs = _runs_of_the_same(shown)
        lines = _aligned(
            (
                ("! " if _is_flagged(run[0]) else "  ") + self._column_name(run, body),
                _end_of_path(run[0]),
                f"→ {self._column_role(run[0])}",
                self._why(run[0]),
            )
            for run in runs
        )
        return lines + self._hints(shown, body.unread_number_count)

    def _column_name(self, run: list[ColumnExplanation], body: BodyExplanation) -> str:
        place = run[0].place
        if body.is_form and place is not None and place.row is not None:
            return self._texts["at"].format(row=place.row, column=place.column)
        word = self._texts["row" if body.is_turned else "column"]
        return f"{word} {_ranges(list(dict.fromkeys(column.column for column in run)))}"

    def _column_role(self, column: ColumnExplanation) -> str:
        if column.holds_row_labels:
            return self._texts["labels"]
        if column.without_role:
            words = [self._texts["kept" if column.rest and not column.holds_numbers else "none"]]
        elif column.role is None or column.role is Role.VALUE:
            words = [self._texts["by-row" if column.path else "none"]]
        else:
            words = [self._role(column.role)]
        words += self._facets(column)
        words += [f"({self._texts['assumed']})"] if column.assumed else []
        words += [f"({self._texts['names']})"] if column.holds_names else []
        return " ".join(words)

    def _facets(self, one: ColumnExplanation | RowLabelExplanation) -> list[str]:
        found = [self._period(one.period)] if one.period is not None else []
        found += [f"{self._texts['unit']} {one.unit}"] if one.unit else []
        return [*found, *self._qualifiers(one.status, one.basis)]

    def _qualifiers(self, status: str | None, basis: str | None) -> list[str]:
        if self._language == "en":
            return [word for word in (status, basis) if word]
        return [*([_STATUS_JA[status]] if status else []), *([_BASIS_JA[basis]] if basis else [])]

    def _why(self, column: ColumnExplanation) -> list[str]:
        """The words that decided, and those that were not understood."""
        words = list(dict.fromkeys(word for heading in _deciding(column) for word in heading.words))
        parts = [f"{self._texts['words']}: {', '.join(words)}"] if words else []
        unknown = list(dict.fromkeys(_unknown(heading) for heading in column.headings if heading.rest))
        return [*parts, *([f"{self._texts['rest']}: {', '.join(unknown)}"] if unknown else [])]

    def _hints(self, columns: list[ColumnExplanation], unread_numbers: int) -> list[str]:
        lines = []
        if any(column.without_role and column.holds_numbers for column in columns):
            lines += [self._texts["hint"], self._texts["hint-end"]]
        elif unread_numbers:
            lines.append(self._texts["unread"].format(count=unread_numbers))
        if any(_is_flagged(column) and column.assumed for column in columns):
            lines.append(self._texts["hint-assumed"])
        return lines

    def _role(self, role: Role) -> str:
        return f"{ROLE_NAMES[role]}({role.value})" if self._language == "ja" else role.value

    def _period(self, period: PeriodExplanation) -> str:
        when = self._when(period)
        return when if when == period.raw else f"{period.raw} = {when}"

    def _when(self, period: PeriodExplanation) -> str:
        if period.date is not None:
            return period.date
        if period.fiscal_year is None:
            return "?"
        return f"{period.fiscal_year}年度" if self._language == "ja" else f"FY{period.fiscal_year}"

    # rows

    def _row_labels(self, body: BodyExplanation) -> list[str]:
        rows: dict[str, list[RowLabelExplanation]] = {}
        for label in body.row_labels:
            if label.text:
                rows.setdefault(label.text, []).append(label)
        cells = []
        for text, several in rows.items():
            one = several[0]
            role = [self._role(one.role)] if one.role is not None else []
            said = " ".join([*role, *self._facets(one)]) or self._texts["none"]
            parts = [f"{self._texts['words']}: {', '.join(one.words)}"] if one.words else []
            parts += [f"{self._texts['rest']}: {', '.join(one.rest)}"] if one.rest else []
            word = self._texts["column" if body.is_turned else "row"]
            name = f"  {word} {_ranges([label.row for label in several])}"
            cells.append((_cut(name, _PATH), text, f"→ {said}", parts))
        return _aligned(cells)

    def _row(self, row: RowExplanation, body: BodyExplanation) -> list[str]:
        labels = {label.row: label for label in body.row_labels}
        label_columns = {column.column for column in body.columns if column.holds_row_labels}
        pieces = [f"[{_cut(labels[row.row].text, _CELL)}]"] if row.row in labels and labels[row.row].text else []
        for cell in row.cells:
            if not body.is_understood:
                pieces += [_cut(cell.text, _CELL)] if cell.text else []
            elif body.is_form or (cell.row if body.is_turned else cell.column) not in label_columns:
                pieces += self._cell(cell, is_turned=body.is_turned)
        name = self._texts["value"] if body.is_form else self._row_name(row.row, is_turned=body.is_turned)
        first = f"  {_pad(name, 6)}  "
        return _wrapped(pieces, first, " " * _width(first), " | ") if pieces else []

    def _cell(self, cell: CellExplanation, *, is_turned: bool) -> list[str]:
        text = _cut(cell.text, _CELL)
        if not cell.read_as:
            return [f"{self._texts['no-label']}: {text}"] if text else []
        several = sum(one.value is not None for one in cell.read_as) > 1
        pieces = [self._reading(one, text, several=several) for one in cell.read_as]
        first, span = (cell.column, cell.column_span) if is_turned else (cell.row, cell.row_span)
        if span > 1 and cell.read_as[-1].value is not None:
            pieces[-1] += f" ({self._row_name(first, is_turned=is_turned)}-{first + span - 1})"
        codes = "".join(f" !{code}" for code in cell.issues)
        if _width(pieces[-1] + codes) > _PIECE:
            return [*pieces, codes.strip()]
        return [*pieces[:-1], pieces[-1] + codes]

    def _reading(self, reading: CellReading, text: str, *, several: bool) -> str:
        # 最終 is what a target is unless something else is printed.
        status = None if reading.role is Role.TARGET and reading.status == "final" else reading.status
        words = [ROLE_NAMES[reading.role] if self._language == "ja" else reading.role.value]
        words += [self._when(reading.period)] if reading.period is not None else []
        words += self._qualifiers(status, reading.basis)
        shown = self._value(reading) if several and reading.value is not None else text or self._texts["blank"]
        if not several and reading.unit and _digits(reading.value or "") != _digits(text):
            shown += f" = {self._value(reading)}"
        return f"{' '.join(words)}: {shown}"

    def _value(self, reading: CellReading) -> str:
        value = reading.value or ""
        if reading.unit is not None:
            value = _LONG_NUMBER.sub(lambda digits: f"{int(digits[0]):,}", value)
        return _cut(f"{value} {reading.unit or ''}".strip(), _CELL)


def _runs_of_the_same(columns: list[ColumnExplanation]) -> list[list[ColumnExplanation]]:
    """Neighbours under one merged heading, which says the same of each."""
    runs: list[list[ColumnExplanation]] = []
    for column in columns:
        same = replace(column, column=0, place=None)
        if runs and same == replace(runs[-1][0], column=0, place=None):
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _is_flagged(column: ColumnExplanation) -> bool:
    """A misreading may hide here: numbers without a role, or a role assumed beside words that are not understood."""
    return (column.without_role and column.holds_numbers) or (column.assumed and bool(column.rest))


def _deciding(column: ColumnExplanation) -> list[HeadingExplanation]:
    """The headings that gave the column its role and its period; all of them where several words did it together."""
    read = [heading for heading in column.headings if not heading.rest]
    of_role = [heading for heading in read if column.role in heading.roles]
    if not of_role:
        return read
    return [
        heading
        for heading in read
        if heading is of_role[-1] or heading.period is not None or heading.unit or heading.basis or heading.status
    ]


def _unknown(heading: HeadingExplanation) -> str:
    """As it would stand in a headings file, else all of it; the bare rest of めざす値 is めざす, which is no word."""
    return heading.suggestion.form if heading.suggestion is not None else _cut(heading.text, _PATH)


def _end_of_path(column: ColumnExplanation) -> str:
    """The two lowest headings: the outer ones stand over many columns."""
    texts = [heading.text for heading in column.headings]
    shown = texts[-2:] if _width(" › ".join(texts[-2:])) <= _PATH else texts[-1:]
    return " › ".join(["…", *shown] if len(texts) > len(shown) else shown) or "-"


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(character)) for character in text if character.isdigit())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _ranges(numbers: list[int]) -> str:
    """4, 5, 6, 9 → 4-6, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


# columns of a terminal


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    while _width(text) > width - 2:
        text = text[:-1]
    return text.rstrip() + "…"


_Aligned = tuple[str, str, str, list[str]]
"""Name, path, role, and the words that say why."""


def _aligned(entries: Iterable[_Aligned]) -> list[str]:
    several = list(entries)
    name_width = max((_width(name) for name, *_ in several), default=0)
    path_width = min(_PATH, max((_width(path) for _, path, *_ in several), default=0))
    role_width = min(_ROLE, max((_width(role) for *_, role, _ in several), default=0))
    return [
        line
        for name, path, role, why in several
        for line in _column_lines(f"{_pad(name, name_width)}  ", (path, path_width), (role, role_width), why)
    ]


def _column_lines(head: str, path: tuple[str, int], role: tuple[str, int], why: list[str]) -> list[str]:
    """Name, path → role, words side by side; what is too wide gets a line of its own."""
    indent = " " * _width(head)
    lines = []
    left = head
    text, path_width = path
    if _width(text) > path_width:
        lines += _broken(text, head, indent)
        left = indent
        text = ""
    left += _pad(text, path_width) + "  "
    said, role_width = role
    tail = "  ".join(why)
    for padded in (_pad(said, role_width), said):
        line = f"{left}{padded}  {tail}".rstrip()
        if _width(line) <= WIDTH:
            return [*lines, line]
    lines += [left + said] if _width(left + said) <= WIDTH else [left.rstrip(), indent + said]
    return lines + [piece for one in why for piece in _broken(one, indent + "    ", indent + "      ")]


def _broken(text: str, first: str, indent: str) -> list[str]:
    """A long text over several lines, broken anywhere: Japanese has no spaces."""
    lines = [first]
    for character in text:
        if _width(lines[-1]) + _width(character) > WIDTH:
            lines.append(indent)
        lines[-1] += character
    return lines


def _wrapped(pieces: list[str], first: str, indent: str, separator: str) -> list[str]:
    lines = [first + pieces[0]]
    for piece in pieces[1:]:
        if _width(lines[-1]) + _width(separator) + _width(piece) > WIDTH:
            lines.append(indent + piece)
        else:
            lines[-1] += separator + piece
    return lines
