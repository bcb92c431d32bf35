"""The words that stand with or instead of a number. To add one: one word in the tuple of its meaning."""

from __future__ import annotations

import re
from typing import Literal

Comparator = Literal["at_least", "more_than", "at_most", "less_than", "about"]
Missing = Literal["dash", "blank", "word"]
ValueStatus = Literal["preliminary", "forecast", "reference"]
Basis = Literal["annual", "cumulative", "increment"]

MISSING_WORDS = frozenset(
    "なし 無し 無 該当なし 該当無し 未集計 集計中 算定中 調査中 未公表 公表前 未実施 未 未定 未確定 未設定 検討中 確認中 対象外 実施なし 評価なし "
    "実績なし 皆無 不明 不詳 非公表 データなし 数値なし 更新数値がなし 実績値の未発表 比較可能な参考指標なし 把握できない 集計不可 測定不可 "
    "未測定 未調査 調査なし 調査未実施 調査実施なし 事業未実施 開催なし 中止 未発表 … ... ‥ .. X x × 把握不可 統計なし "
    "目標なし 設定なし 目標値なし N/A n/a NA 初回調査 調査予定 公表予定 集計予定 未集計のため 評価せず 事業終了につき、評価せず".split()
)
MASKED = re.compile(r"[*]{2,}|X{2,}")
"""*** in a cell hides or lacks a number (葛飾区)."""
LATER = re.compile(r"に?(?:初回)?(?:調査|公表|集計|確定|測定|実施)(?:予定|開始)?")
"""With a date before it the number is not out yet: 2021年度に初回調査, 令和5年度公表予定."""
SUFFIXES: tuple[tuple[str, Comparator], ...] = (
    ("以上", "at_least"),
    ("を超える", "more_than"),
    ("超", "more_than"),
    ("を下回る", "less_than"),
    ("以下", "at_most"),
    ("以内", "at_most"),
    ("未満", "less_than"),
    ("程度", "about"),
    ("前後", "about"),
    ("弱", "about"),
    ("強", "about"),
    ("余り", "about"),
    ("余", "about"),
)
SIGNS: dict[str, Comparator] = {
    "≧": "at_least",
    "≥": "at_least",
    "≦": "at_most",
    "≤": "at_most",
    ">": "more_than",
    "<": "less_than",
}
BASES: dict[str, Basis] = {
    "延べ": "cumulative",
    "のべ": "cumulative",
    "累計": "cumulative",
    "累積": "cumulative",
    "単年度": "annual",
    "単年": "annual",
    "増加分": "increment",
}
STATUSES: tuple[tuple[str, ValueStatus], ...] = (
    ("速報値", "preliminary"),
    ("速報", "preliminary"),
    ("見込み", "forecast"),
    ("見込", "forecast"),
    ("予定", "forecast"),
    ("参考値", "reference"),
    ("参考", "reference"),
    ("暫定値", "preliminary"),
    ("暫定", "preliminary"),
)
_WORD = re.compile(r"[^\W\d_]{1,8}(?:[/・][^\W\d_]{1,6}){0,2}")
_NO_UNIT = re.compile(
    r"[をがはにでとへ]|です|ます|した|する|[増減以未超台余弱強数目次第後前中上下向終予定年月〇一二三四五六七八九十百千万億兆]|"
    r"達成|維持|実施|開催|改善|見込|平成|令和|昭和|速報|参考|程度"
)


def may_be_unit(tail: str) -> bool:
    """An unknown counter (番組, 経営体) is believed where it is a short word and no ending of a sentence.

    >>> may_be_unit("番組"), may_be_unit("割減"), may_be_unit("IV")
    (True, False, False)
    """
    if not _WORD.fullmatch(tail) or _NO_UNIT.search(tail):
        return False
    return not tail.isascii() or (len(tail) > 1 and not re.fullmatch("[IVX]+", tail))
