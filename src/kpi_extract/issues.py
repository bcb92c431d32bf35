"""Everything noticed that did not stop the document.

A `Finding` is one such thing with its place; `CATALOGUE` holds, for each code, how grave it is and what it says in
both languages. To add a code: one member, one entry, one test that provokes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from kpi_extract.place import Place

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class IssueCode(StrEnum):
    """The closed set of codes; the text of each is in `CATALOGUE`."""

    # reading
    NO_TEXT = "no-text"
    TEXT_LAYER_DAMAGED = "text-layer-damaged"
    UNRULED_TABLE = "unruled-table"
    UNRULED_ROW = "unruled-row"
    TABLE_JOINED = "table-joined"
    TABLE_APART = "table-apart"
    TRACKED_CHANGES = "tracked-changes"
    ENCODING_UNCERTAIN = "encoding-uncertain"
    CONTENT_SKIPPED = "content-skipped"
    UNEVEN_ROWS = "uneven-rows"
    HIDDEN_SKIPPED = "hidden-skipped"
    VALUE_NOT_STORED = "value-not-stored"
    UNKNOWN_NUMBER_FORMAT = "unknown-number-format"
    # time
    ERA_OVERFLOW = "era-overflow"
    ERA_INFERRED = "era-inferred"
    ERA_UNKNOWN = "era-unknown"
    FISCAL_YEAR_ASSUMED = "fiscal-year-assumed"
    CALENDAR_MISMATCH = "calendar-mismatch"
    UNREADABLE_PERIOD = "unreadable-period"
    NO_PERIOD = "no-period"
    # numbers and units
    UNREADABLE_NUMBER = "unreadable-number"
    RELATIVE_VALUE = "relative-value"
    SEVERAL_VALUES = "several-values"
    SECOND_VALUE = "second-value"
    UNDISTINGUISHED_VALUES = "undistinguished-values"
    DITTO = "ditto"
    WRONG_ORIGINAL = "wrong-original"
    UNIT_CONFLICT = "unit-conflict"
    UNKNOWN_UNIT = "unknown-unit"
    UNIT_MISSING = "unit-missing"
    # meaning
    ROLE_ASSUMED = "role-assumed"
    ROLE_CONFLICT = "role-conflict"
    AMBIGUOUS_HEADING = "ambiguous-heading"
    COLUMN_WITHOUT_ROLE = "column-without-role"
    UNUSED_SLOT_WITH_CONTENT = "unused-slot-with-content"
    TABLE_WITHOUT_INDICATORS = "table-without-indicators"
    VALUE_IN_TEXT = "value-in-text"
    NAME_MISSING = "name-missing"
    NO_KPI = "no-kpi"
    MUNICIPALITY_UNCERTAIN = "municipality-uncertain"
    # what a person said
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    CORRECTION_STALE = "correction-stale"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a code says. `{text}` stands for the printed text or the detail of the case."""

    severity: Severity
    message: str
    hint: str
    message_ja: str
    hint_ja: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed: code, the printed text it is about, where it stands, and the record field it concerns."""

    code: IssueCode
    text: str = ""
    place: Place = field(default_factory=Place)
    field: str | None = None
    severity: Severity | None = None
    """Overrides the catalogue where a rule makes the same thing graver (a role assumed against a named one)."""


_LOOK = "Compare the value with the document."
_LOOK_JA = "原本と見比べてください。"

CATALOGUE: dict[IssueCode, Wording] = {
    IssueCode.NO_TEXT: Wording(
        "error",
        "This page has no usable text ({text}).",
        "It is probably a scan: run OCR that writes a text layer, or ask for the original file.",
        "このページには読み取れる文字がありません({text})。",
        "画像として取り込まれたページと思われます。OCRで文字情報を付けるか、元のファイルを入手してください。",
    ),
    IssueCode.TEXT_LAYER_DAMAGED: Wording(
        "warning",
        "The text layer of this page is damaged ({text}).",
        "Compare every value of the page with the picture of the page.",
        "このページの文字情報は壊れています({text})。",
        "このページの値はすべて原本の見た目と見比べてください。",
    ),
    IssueCode.UNRULED_TABLE: Wording(
        "warning",
        "This table has no complete rules; its columns were found by alignment ({text}).",
        _LOOK,
        "罫線のそろわない表です。列は文字の位置から推定しました({text})。",
        _LOOK_JA,
    ),
    IssueCode.UNRULED_ROW: Wording(
        "warning",
        "No rule parts a label from the row above; it was read as a row of its own ({text}).",
        "Compare the row with the document: it may be the rest of the label above.",
        "上の行との間に罫線がない見出しを、別の行として読みました({text})。",
        "原本と見比べてください。上の行の続きの可能性があります。",
    ),
    IssueCode.TABLE_JOINED: Wording(
        "info",
        "A table cut by a page break was joined ({text}).",
        "Nothing to do if the rows around the break are right.",
        "改ページで分かれた表をつなぎました({text})。",
        "改ページの前後の行が正しければ、何もする必要はありません。",
    ),
    IssueCode.TABLE_APART: Wording(
        "warning",
        "This may be part of the table before it; they were read as two ({text}).",
        "Compare both with the document: its labels may stand on the page before.",
        "前の表の一部かもしれませんが、別々の表として読みました({text})。",
        "原本と見比べてください。見出しや指標名が前のページにある可能性があります。",
    ),
    IssueCode.TRACKED_CHANGES: Wording(
        "info",
        "The document holds tracked changes; it was read as if they were accepted ({text}).",
        "Accept or reject the changes in Word if another reading is wanted.",
        "変更履歴が残っています。すべて承諾したものとして読みました({text})。",
        "別の読み方が必要なら、Wordで変更を承諾または元に戻してください。",
    ),
    IssueCode.ENCODING_UNCERTAIN: Wording(
        "warning",
        "The character encoding is uncertain ({text}).",
        "Name it with --encoding.",
        "文字コードがはっきりしません({text})。",
        "--encoding で指定してください。",
    ),
    IssueCode.CONTENT_SKIPPED: Wording(
        "info",
        "Part of the document was not read ({text}).",
        "Look at that part in the document.",
        "読まなかった部分があります({text})。",
        "その部分は原本で確かめてください。",
    ),
    IssueCode.UNEVEN_ROWS: Wording(
        "warning",
        "A row has more or fewer cells than its table ({text}).",
        "Compare the row with the document; a line break or a tab inside a cell may have shifted it.",
        "列の数がそろわない行があります({text})。",
        "原本と見比べてください。セルの中の改行やタブで列がずれた可能性があります。",
    ),
    IssueCode.HIDDEN_SKIPPED: Wording(
        "info",
        "Hidden parts of the workbook were not read ({text}).",
        "Show them in Excel and save the file if they are wanted.",
        "非表示の部分は読みませんでした({text})。",
        "必要なら、Excelで再表示して保存し直してください。",
    ),
    IssueCode.VALUE_NOT_STORED: Wording(
        "warning",
        "The file holds formulas without their results ({text}); nothing was computed.",
        "Open the file in Excel or LibreOffice and save it anew; the results are stored then.",
        "計算結果が保存されていない数式があります({text})。計算はしていません。",
        "ExcelやLibreOfficeで開いて保存し直すと、計算結果が保存されます。",
    ),
    IssueCode.UNKNOWN_NUMBER_FORMAT: Wording(
        "warning",
        "A number format of the workbook is not known; the number is given without it ({text}).",
        _LOOK,
        "対応していない表示形式です。書式のない数値のまま読みました({text})。",
        _LOOK_JA,
    ),
    IssueCode.ERA_OVERFLOW: Wording(
        "info",
        "{text}: a year of an era that had ended; it was converted.",
        "Nothing to do.",
        "{text}: 終わった元号の年です。換算しました。",
        "何もする必要はありません。",
    ),
    IssueCode.ERA_INFERRED: Wording(
        "info",
        "{text}: no era is printed; the only one that fits the document was taken.",
        _LOOK,
        "{text}: 元号がありません。文書全体から一つに決まる元号を補いました。",
        _LOOK_JA,
    ),
    IssueCode.ERA_UNKNOWN: Wording(
        "warning",
        "{text}: no era is printed and the document does not settle one.",
        "Look up the year in the document.",
        "{text}: 元号がなく、文書からも決まりません。",
        "原本で年を確かめてください。",
    ),
    IssueCode.FISCAL_YEAR_ASSUMED: Wording(
        "info",
        "{text}: read as a fiscal year (April to March).",
        _LOOK,
        "{text}: 年度として読みました。",
        _LOOK_JA,
    ),
    IssueCode.CALENDAR_MISMATCH: Wording(
        "warning",
        "{text}: the era year and the western year differ; the era year was taken.",
        _LOOK,
        "{text}: 和暦と西暦が食い違っています。和暦を採りました。",
        _LOOK_JA,
    ),
    IssueCode.UNREADABLE_PERIOD: Wording(
        "warning",
        "{text}: not a date that can be read.",
        _LOOK,
        "{text}: 年月として読めません。",
        _LOOK_JA,
    ),
    IssueCode.NO_PERIOD: Wording(
        "info",
        "{text}: the value stands under no year.",
        "Look up the year in the document.",
        "{text}: 値に対応する年度がありません。",
        "原本で年度を確かめてください。",
    ),
    IssueCode.UNREADABLE_NUMBER: Wording(
        "warning",
        "{text}: not a number that can be read; kept as text.",
        _LOOK,
        "{text}: 数値として読めません。文字のまま残しました。",
        _LOOK_JA,
    ),
    IssueCode.RELATIVE_VALUE: Wording(
        "info",
        "{text}: a change against another value; kept as text.",
        "Look up in the document what it is compared with.",
        "{text}: 増減で書かれた値です。文字のまま残しました。",
        "何と比べた増減かは原本で確かめてください。",
    ),
    IssueCode.SEVERAL_VALUES: Wording(
        "warning",
        "{text}: several values in one cell that cannot be told apart; kept as text.",
        _LOOK,
        "{text}: 一つのセルに複数の値があり、区別できません。文字のまま残しました。",
        _LOOK_JA,
    ),
    IssueCode.SECOND_VALUE: Wording(
        "info",
        "{text}: a second value or remark in brackets; it is in raw only.",
        _LOOK,
        "{text}: 括弧の中に別の値または注記があります。印字のまま残しました。",
        _LOOK_JA,
    ),
    IssueCode.UNDISTINGUISHED_VALUES: Wording(
        "warning",
        "{text}: several values of one kind and year that no heading tells apart.",
        "Compare them with the document; they may belong to two indicators that stand side by side.",
        "{text}: 同じ種類・同じ年度の値が複数あり、見出しでは区別できません。",
        "原本と見比べてください。横に並んだ別の指標の値かもしれません。",
    ),
    IssueCode.DITTO: Wording(
        "info",
        "{text}: the value of the cell above was taken.",
        _LOOK,
        "{text}: 上のセルの値を採りました。",
        _LOOK_JA,
    ),
    IssueCode.WRONG_ORIGINAL: Wording(
        "warning",
        "{text}: printed wrongly in the document; not repaired.",
        "Ask the publisher for the right value.",
        "{text}: 原本の誤記と思われます。直していません。",
        "正しい値は発行元に確かめてください。",
    ),
    IssueCode.UNIT_CONFLICT: Wording(
        "warning",
        "The document gives different units ({text}); the nearest to the value was taken.",
        _LOOK,
        "単位が食い違っています({text})。値に最も近いものを採りました。",
        _LOOK_JA,
    ),
    IssueCode.UNIT_MISSING: Wording(
        "warning",
        "{text}: an amount of money for which no unit is printed where it was looked for.",
        "Look up in the document whether it is 円 or 千円.",
        "{text}: 金額ですが、単位の記載が見つかりません。",
        "円か千円かを原本で確かめてください。",
    ),
    IssueCode.UNKNOWN_UNIT: Wording(
        "info",
        "{text}: a unit this program does not know; kept as printed.",
        "Nothing to do.",
        "{text}: 登録のない単位です。印字のまま残しました。",
        "何もする必要はありません。",
    ),
    IssueCode.ROLE_ASSUMED: Wording(
        "info",
        "{text}: the heading names a year and no role; its values were taken for actuals.",
        _LOOK,
        "{text}: 見出しに年だけがあります。実績値として読みました。",
        _LOOK_JA,
    ),
    IssueCode.ROLE_CONFLICT: Wording(
        "warning",
        "{text}: the row and the column name different roles; the row's was taken, without the column's year.",
        _LOOK,
        "{text}: 行と列の見出しが食い違っています。行の見出しを採り、列の年度は採りませんでした。",
        _LOOK_JA,
    ),
    IssueCode.AMBIGUOUS_HEADING: Wording(
        "warning",
        "{text}: the heading can be read in several ways.",
        "Settle it with a headings file, or compare the values with the document.",
        "{text}: 見出しが幾通りにも読めます。",
        "見出しファイルで決めるか、値を原本と見比べてください。",
    ),
    IssueCode.COLUMN_WITHOUT_ROLE: Wording(
        "warning",
        "{text}: the heading of this column is not known, but the column holds numbers.",
        "Its cells are under extra. Teach the heading with --headings; kpi-extract explain SOURCE shows how.",
        "{text}: 見出しの意味が分かりませんが、数値の入った列です。",
        "内容は extra に入れました。kpi-extract explain SOURCE で確かめ、--headings で見出しを教えられます。",
    ),
    IssueCode.UNUSED_SLOT_WITH_CONTENT: Wording(
        "warning",
        "{text}: a row without an indicator name holds values.",
        _LOOK,
        "{text}: 指標名のない行に値があります。",
        _LOOK_JA,
    ),
    IssueCode.TABLE_WITHOUT_INDICATORS: Wording(
        "warning",
        "This table looks like indicators but none could be read ({text}).",
        "See how it was read with: kpi-extract explain SOURCE",
        "指標の表と思われますが、指標を読み取れませんでした({text})。",
        "次の命令で読み方を確かめてください: kpi-extract explain SOURCE",
    ),
    IssueCode.VALUE_IN_TEXT: Wording(
        "info",
        "{text}: a value in running text; it is in no record.",
        "Add it by hand if it is wanted.",
        "{text}: 文中の値です。記録には入れていません。",
        "必要なら手で加えてください。",
    ),
    IssueCode.NAME_MISSING: Wording(
        "warning",
        "{text}: values without an indicator name.",
        _LOOK,
        "{text}: 指標名のない値です。",
        _LOOK_JA,
    ),
    IssueCode.NO_KPI: Wording(
        "error",
        "No indicator was found in this document ({text}).",
        "See what was read with: kpi-extract tables SOURCE",
        "この文書から指標は見つかりませんでした({text})。",
        "読み取った表は次の命令で確かめられます: kpi-extract tables SOURCE",
    ),
    IssueCode.MUNICIPALITY_UNCERTAIN: Wording(
        "info",
        "The municipality could not be settled ({text}).",
        "Name it with --municipality.",
        "自治体を特定できません({text})。",
        "--municipality で指定してください。",
    ),
    IssueCode.CORRECTED: Wording(
        "info",
        "A person corrected this value ({text}).",
        "Nothing to do; the printed text is kept beside it.",
        "この値は人が訂正しました({text})。",
        "何もする必要はありません。原文はそのまま残しています。",
    ),
    IssueCode.ACCEPTED: Wording(
        "info",
        "A person looked at this value and accepted it ({text}).",
        "Nothing to do.",
        "この値は人が確認しました({text})。",
        "何もする必要はありません。",
    ),
    IssueCode.CORRECTION_STALE: Wording(
        "warning",
        "A correction does not fit this document any more and was not applied ({text}).",
        "Look at the value again with kpi-extract review SOURCE.",
        "この文書に合わなくなった訂正があり、反映していません({text})。",
        "kpi-extract review SOURCE で値を確かめ直してください。",
    ),
}


def in_japanese(code: str, message: str) -> tuple[str, str]:
    """The Japanese message and hint of an issue of which only the English message is known, as in our JSON.

    >>> in_japanese("no-kpi", "No indicator was found in this document (tables: 2).")[0]
    'この文書から指標は見つかりませんでした(tables: 2)。'
    >>> in_japanese("of-a-later-version", "Something.")
    ('Something.', '')
    """
    if code not in CATALOGUE:
        return message, ""
    wording = CATALOGUE[IssueCode(code)]
    before, _, behind = wording.message.partition("{text}")
    if not (message.startswith(before) and message.endswith(behind)):
        return message, wording.hint_ja
    text = message[len(before) : len(message) - len(behind)]
    return wording.message_ja.replace("{text}", text), wording.hint_ja


def severity_of_code(code: IssueCode) -> Severity:
    """How grave the catalogue takes a code."""
    return CATALOGUE[code].severity


def severity_of(finding: Finding) -> Severity:
    """The severity of a finding: its own where a rule set one, else the catalogue's."""
    return finding.severity or CATALOGUE[finding.code].severity
