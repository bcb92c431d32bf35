"""What a check says: a code, how grave it is, where, and the printed numbers by which a person can do it again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kpi_extract.issues import Severity
from kpi_extract.place import Place


class Wording(NamedTuple):
    """How grave a finding is and what it says; {…} stands for the printed numbers."""

    severity: Severity
    message: str
    message_ja: str


WORDINGS: dict[str, Wording] = {
    "rate-fits": Wording(
        "info",
        "The printed rate {rate} is {formula} = {result}.",
        "印刷された達成率 {rate} は {formula_ja} = {result} です。",
    ),
    "rate-fits-nothing": Wording(
        "warning",
        "The printed rate {rate} is none of the rates in use: {tried}.",
        "印刷された達成率 {rate} は、使われている計算式のどれとも合いません: {tried_ja}。",
    ),
    "unit-changes": Wording(
        "warning",
        "{raw} counts {unit}, the other values of the indicator {other}.",
        "{raw} の単位は {unit} ですが、指標のほかの値は {other} です。",
    ),
    "scale-jumps": Wording(
        "warning",
        "{raw} is {times} times as much as the other values ({others}): a unit (千円, 万円) or a decimal point may be missing.",
        "{raw} はほかの値({others})の {times} 倍です。単位(千円、万円)か小数点が抜けている可能性があります。",
    ),
    "years-out-of-order": Wording(
        "warning",
        "The actuals are printed for the years {years}, which neither rise nor fall.",
        "実績値の年度の並び {years} が、昇順でも降順でもありません。",
    ),
    "year-twice": Wording(
        "warning",
        "The year {year} has two actuals: {first} and {second}.",
        "{year} 年度の実績値が二つあります: {first} と {second}。",
    ),
    "cumulative-falls": Wording(
        "warning",
        "A cumulative value falls from {before} ({before_year}) to {after} ({after_year}).",
        "累計の値が {before}({before_year} 年度)から {after}({after_year} 年度)に減っています。",
    ),
    "target-before-baseline": Wording(
        "warning",
        "The target {raw} is for {year}, before the baseline of {other_year}.",
        "目標値 {raw} の年度 {year} が、基準値の年度 {other_year} より前です。",
    ),
    "target-before-actuals": Wording(
        "warning",
        "The last target {raw} is for {year}, before the first actual of {other_year}.",
        "最後の目標値 {raw} の年度 {year} が、最初の実績値の年度 {other_year} より前です。",
    ),
    "actual-of-the-future": Wording(
        "warning",
        "{raw} is the actual of {year}; the report is about {report_year}.",
        "{raw} は {year} 年度の実績値ですが、報告書の対象は {report_year} 年度です。",
    ),
    "printed-twice": Wording(
        "warning",
        "The indicator stands twice in its project: {elsewhere} too.",
        "同じ事業に同じ指標が二度あります({elsewhere} も)。",
    ),
    "differs-elsewhere": Wording(
        "warning",
        "{name} has {raw} for {year} here and {other} elsewhere in the document ({elsewhere}).",
        "{name} の {year} 年度は、ここでは {raw}、文書の別の箇所({elsewhere})では {other} です。",
    ),
    "share-above-100": Wording(
        "warning", "A share of {raw} % is more than all.", "割合が 100 % を超えています: {raw}。"
    ),
    "below-zero": Wording(
        "warning", "A count of {raw} is less than nothing.", "数が 0 より小さくなっています: {raw}。"
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


def finding(code: str, pointer: str, place: Place | None, numbers: Mapping[str, object]) -> CheckFinding:
    """A finding with its words filled in.

    Args:
        code: one of WORDINGS.
        pointer: what it is about.
        place: where that is printed.
        numbers: what the wording asks for.
    """
    wording = WORDINGS[code]
    texts = {name: " ".join(str(value).split()) for name, value in numbers.items()}
    message, message_ja = wording.message.format(**texts), wording.message_ja.format(**texts)
    return CheckFinding(code, wording.severity, message, message_ja, pointer, place)
