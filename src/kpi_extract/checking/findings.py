"""What a check says: a code, how grave it is, where, and the printed numbers by which a person can do it again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kpi_extract.issues import Severity
from kpi_extract.place import Place


class Wording(NamedTuple):
    """How grave a finding is and what it says; {…} stands for the printed numbers."""

    severity: Severity
    message: str
    message_ja: str
    hint: str
    hint_ja: str


_NOTHING_TO_DO = ("Nothing to do.", "対応は不要です。")
_SEE_PAGE = (
    "Compare with the page; the report may have it wrong.",
    "紙面と見比べてください。報告書の誤りの可能性もあります。",
)

WORDINGS: dict[str, Wording] = {
    "rate-fits": Wording(
        "info",
        "The printed rate {rate} is {computation} = {result}{note}.",
        "印刷された達成率 {rate} は {computation_ja} = {result} です{note_ja}。",
        *_NOTHING_TO_DO,
    ),
    "rate-fits-unrounded": Wording(
        "info",
        "The printed rate {rate} is {computation} = {result} within the rounding of the printed numbers{note}.",
        "印刷された達成率 {rate} は {computation_ja} = {result} と、印刷された数値の端数処理の範囲で一致します{note_ja}。",
        *_NOTHING_TO_DO,
    ),
    "rate-not-computable": Wording(
        "info",
        "The printed rate {rate} cannot be computed again: {why}.",
        "印刷された達成率 {rate} は再計算できません: {why_ja}。",
        "Look at it only if the rate matters.",
        "達成率を使う場合だけ確認してください。",
    ),
    "rate-extreme": Wording(
        "warning",
        "The printed rate {rate} is far from 100 % and cannot be computed again: {why}.",
        "印刷された達成率 {rate} は 100 % から大きく外れており、再計算もできません: {why_ja}。",
        "A decimal point may be missing; compare with the page.",
        "小数点が抜けている可能性があります。紙面と見比べてください。",
    ),
    "rate-of-another-year": Wording(
        "warning",
        "The printed rate {rate} fits only numbers of other years: {computation} = {result} (actual {actual_year}, target {target_year}){note}.",
        "印刷された達成率 {rate} は別の年度の数値とだけ一致します: {computation_ja} = {result}(実績 {actual_year}、目標 {target_year}){note_ja}。",
        "The values may stand one column off, in the report or in the records.",
        "報告書か読み取り結果で、値が一列ずれている可能性があります。",
    ),
    "rate-fits-nothing": Wording(
        "warning",
        "The printed rate {rate} is none of the rates in use: {tried}{note}.",
        "印刷された達成率 {rate} は、使われている計算式のどれとも合いません: {tried_ja}{note_ja}。",
        "Compare rate, actual and target with the page; the report may have computed it wrong.",
        "達成率・実績値・目標値を紙面と見比べてください。報告書の計算誤りの可能性もあります。",
    ),
    "unit-changes": Wording(
        "warning",
        "{raw} counts {unit}, the other values of the indicator {other}.",
        "{raw} の単位は {unit} ですが、指標のほかの値は {other} です。",
        *_SEE_PAGE,
    ),
    "multiplier-changes": Wording(
        "info",
        "{raw} is in {unit}, the other values of the indicator in {other}; they were made comparable.",
        "{raw} の単位は {unit}、指標のほかの値は {other} です。比べられるように換算してあります。",
        *_NOTHING_TO_DO,
    ),
    "scale-jumps": Wording(
        "warning",
        "{raw} is {times} times as much as the other values ({others}).",
        "{raw} はほかの値({others})の {times} 倍です。",
        "A unit (千円, 万円) or a decimal point may be missing.",
        "単位(千円、万円)か小数点が抜けている可能性があります。",
    ),
    "decimal-point-lost": Wording(
        "warning",
        "{raw} has no decimal point and is about {times} times the other values ({others}), which all have one.",
        "{raw} には小数点がなく、小数点のあるほかの値({others})の約 {times} 倍です。",
        "Compare with the page: the point may be lost.",
        "小数点が抜けていないか、紙面と見比べてください。",
    ),
    "year-as-value": Wording(
        "warning",
        "{raw} is the year it is printed for, the other values are {others}.",
        "{raw} は年度そのもので、ほかの値は {others} です。",
        "A year may stand in the place of a value.",
        "値の欄に年が入っている可能性があります。",
    ),
    "years-out-of-order": Wording(
        "warning",
        "The actuals are printed for the years {years}, which neither rise nor fall.",
        "実績値の年度の並び {years} が、昇順でも降順でもありません。",
        "A heading may have a wrong year.",
        "見出しの年度を確認してください。",
    ),
    "year-twice": Wording(
        "warning",
        "The year {year} has two actuals: {first} and {second}.",
        "{year} 年度の実績値が二つあります: {first} と {second}。",
        "A heading may have a wrong year, or one value is of another kind.",
        "見出しの年度か、値の種類(累計など)を確認してください。",
    ),
    "cumulative-falls": Wording(
        "warning",
        "A cumulative value falls from {before} ({before_year}) to {after} ({after_year}).",
        "累計の値が {before}({before_year} 年度)から {after}({after_year} 年度)に減っています。",
        *_SEE_PAGE,
    ),
    "target-before-baseline": Wording(
        "warning",
        "The target {raw} is for {year}, before the baseline of {other_year}.",
        "目標値 {raw} の年度 {year} が、基準値の年度 {other_year} より前です。",
        *_SEE_PAGE,
    ),
    "target-before-actuals": Wording(
        "warning",
        "The last target {raw} is for {year}, before the first actual of {other_year}.",
        "最後の目標値 {raw} の年度 {year} が、最初の実績値の年度 {other_year} より前です。",
        "The target may not have been brought up to date.",
        "目標年度が更新されていない可能性があります。",
    ),
    "target-year-passed": Wording(
        "info",
        "The last target {raw} is for {year}, the year before the first actual ({other_year}).",
        "最後の目標値 {raw} は {year} 年度のもので、最初の実績値({other_year} 年度)の前年度です。",
        "The plan may have ended; look for its follower.",
        "計画期間が終わっている可能性があります。次の計画を確認してください。",
    ),
    "actual-of-the-future": Wording(
        "warning",
        "{raw} is the actual of {year}; the report is about {report_year}.",
        "{raw} は {year} 年度の実績値ですが、報告書の対象は {report_year} 年度です。",
        "It may be a forecast or stand under a wrong year.",
        "見込値か、年度の誤りの可能性があります。",
    ),
    "printed-twice": Wording(
        "warning",
        "The indicator stands twice in its project with the same values ({elsewhere} too).",
        "同じ事業に同じ値の同じ指標が二度あります({elsewhere} も)。",
        "One of them may have to have other values.",
        "どちらかの値が写し間違いの可能性があります。",
    ),
    "differs-elsewhere": Wording(
        "warning",
        "{name} has {raw} as {role} of {year} here and {other} elsewhere in the document ({elsewhere}).",
        "{name} の {year} 年度の{role_ja}は、ここでは {raw}、文書の別の箇所({elsewhere})では {other} です。",
        "Ask which of the two holds.",
        "どちらが正しいか確認してください。",
    ),
    "share-above-100": Wording(
        "warning",
        "{raw} is a share of more than all.",
        "割合が 100 % を超えています: {raw}。",
        *_SEE_PAGE,
    ),
    "below-zero": Wording(
        "warning",
        "{raw} is less than nothing.",
        "0 より小さい値です: {raw}。",
        "A dash may have been read as a minus.",
        "横線がマイナスと読まれた可能性があります。",
    ),
}
"""Every code of a check. The codes of issues that the extraction found stand beside them in a report."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One thing a check says of a value or an indicator."""

    code: str
    severity: Severity
    message: str
    message_ja: str
    pointer: str
    """JSON pointer to what it is about: /projects/0/indicators/2/actuals/1."""
    place: Place | None
    hint: str = ""
    hint_ja: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """What the check went by, as printed: {"rate": "75%", "actual": "6", "target": "8", "formula": "actual/target" …}."""


def finding(code: str, pointer: str, place: Place | None, numbers: Mapping[str, object]) -> CheckFinding:
    """A finding with its words filled in.

    Args:
        code: one of WORDINGS.
        pointer: what it is about.
        place: where that is printed.
        numbers: what the wording asks for, and more to compute by; those for the Japanese words end in _ja.
    """
    wording = WORDINGS[code]
    texts = {name: " ".join(str(value).split()) for name, value in numbers.items()}
    # A note begins with the space that parts it from what it is on.
    words = {**texts, **{name: str(value) for name, value in numbers.items() if name in ("note", "note_ja")}}
    kept = {name: text for name, text in texts.items() if text and not name.endswith("_ja") and name != "note"}
    message, message_ja = wording.message.format(**words), wording.message_ja.format(**words)
    return CheckFinding(
        code, wording.severity, message, message_ja, pointer, place, wording.hint, wording.hint_ja, kept
    )
