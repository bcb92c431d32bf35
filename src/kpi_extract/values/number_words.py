"""The words that stand with or instead of a number. To add one: one word in the tuple of its meaning."""

from __future__ import annotations

import re
from typing import Literal

from kpi_extract.values.patterns import lazy_pattern

Comparator = Literal["at_least", "more_than", "at_most", "less_than", "about"]
Missing = Literal["dash", "blank", "word"]
ValueStatus = Literal["preliminary", "forecast", "reference"]
Basis = Literal["annual", "cumulative", "increment"]

MISSING_WORDS = frozenset(
    "なし 無し 無 該当なし 該当無し 該当者なし 該当せず 未集計 集計中 算定中 算出中 調査中 未公表 公表前 未実施 未 未定 未確定 未設定 検討中 確認中 対象外 "
    "実施なし 評価なし 実績なし 皆無 不明 不詳 非公表 データなし 数値なし 更新数値がなし 実績値の未発表 比較可能な参考指標なし 未測定 未調査 調査なし "
    "調査未実施 調査実施なし 事業未実施 開催なし 未開催 未発表 … ... ‥ .. X x 統計なし 目標なし 設定なし 目標値なし N/A n/a NA 初回調査 調査予定 "
    "公表予定 集計予定 未集計のため 評価せず".split()
)
MASKED = lazy_pattern(r"[*]{2,}|X{2,}")
"""*** in a cell hides or lacks a number (葛飾区)."""
CANNOT = lazy_pattern(
    r"(?:数値|実績値?|データ|事業|目標値?|現状値?)?(?:の|が|は|を)?"
    r"(?:把握|算定|算出|測定|計測|集計|調査|比較|評価|公表|確認|取得|実施|開催)(?:は|が)?"
    r"(?:でき(?:ない|ず|ません|なかった)|不可能?|不能|困難|して(?:い)?(?:ない|ません)|しない|せず)"
    r"|(?:開催|実施|調査|公表)?(?:中止|延期|休止|見送り)"
)
"""把握できない, 算出不可, データが取得できず, 開催中止."""
REASON = lazy_pattern(r"[^0-9]{1,60}?(?:により|のため|につき|によって|ことから)は?[、,]?")
"""What may stand before a word for no value: 事業終了につき、評価せず (富士市)."""
SURVEYED_LATER = lazy_pattern(r"(?:初回|新規)?(?:調査|測定|実施)(?:予定|開始|実施)?")
PUBLISHED_LATER = lazy_pattern(r"(?:以降|頃|中|末)?に?(?:公表|集計|確定|算定|算出|判明|把握|発表)(?:予定|見込み?|後)?")
"""Behind a date, the number is not out yet: 2021年度に初回調査, 令和5年度公表予定."""
COUNTED_BY = lazy_pattern(r"[^0-9ぁ-ん]{0,16}(?:調査(?:結果)?|結果|人口|統計|台帳|調べ?|推計|実績|決算)")
"""Behind the date in a line of its own, by whom the number above was counted: H29.3月住民基本台帳人口 (出雲市)."""
EMPTY_FORM = lazy_pattern(r"[()\[\]〔〕【】]+|[(\[〔【]?(?:平成|令和|昭和)?年(?:度|月日?)?末?[)\]〕】]?")
"""A form that was not filled in: (  ), 平成　年　月."""
SUFFIXES: tuple[tuple[str, Comparator], ...] = (
    ("以上", "at_least"),
    ("を超える", "more_than"),
    ("を上回る", "more_than"),
    ("超", "more_than"),
    ("を下回る", "less_than"),
    ("以下", "at_most"),
    ("以内", "at_most"),
    ("未満", "less_than"),
    ("程度", "about"),
    ("前後", "about"),
    ("近く", "about"),
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
    **dict.fromkeys(("約", "およそ", "おおよそ", "概ね", "おおむね", "ほぼ"), "about"),
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
PER: dict[str, str] = {
    **dict.fromkeys(("毎年度", "毎年", "年間", "年に", "年"), "年"),
    **dict.fromkeys(("毎月", "月に", "月間", "月"), "月"),
    **dict.fromkeys(("毎週", "週に", "週間", "週"), "週"),
}
"""Before a number it tells its unit's second half: 年2回 is 2 回/年."""
YEN = "¥"
STATUSES: tuple[tuple[str, ValueStatus], ...] = (
    ("速報値", "preliminary"),
    ("速報", "preliminary"),
    ("暫定値", "preliminary"),
    ("暫定", "preliminary"),
    ("見込み値", "forecast"),
    ("見込値", "forecast"),
    ("見込み", "forecast"),
    ("見込", "forecast"),
    ("予定", "forecast"),
    ("参考値", "reference"),
    ("参考", "reference"),
)
_WORD = lazy_pattern(r"[^\W\d_]{1,8}(?:[/・][^\W\d_]{1,6}){0,2}")
_NO_UNIT = lazy_pattern(
    r"[をがはにでとへ]|です|ます|した|する|[増減以未超台余弱強数目次第後前中上下向終予定代半年月〇一二三四五六七八九十百千万億兆]|"
    r"達成|維持|実施|開催|改善|見込|平成|令和|昭和|速報|参考|程度|"
    r"(?:策定|整備|導入|設置|開設|作成|推進|対応|実現|確保|完了|着手|検討|継続|拡充|充実|参加|新設|配置|登録|認定|締結|発行|運営|活用|支援|回避|居住)$"
)


def may_be_unit(tail: str) -> bool:
    """An unknown counter (番組, 経営体) is believed where it is a short word and no ending of a sentence.

    >>> may_be_unit("番組"), may_be_unit("割減"), may_be_unit("IV")
    (True, False, False)
    """
    if not _WORD.fullmatch(tail) or _NO_UNIT.search(tail):
        return False
    if tail.isascii():
        return len(tail) > 1 and not re.fullmatch("[IVX]+", tail)
    return not tail[0].isascii()
