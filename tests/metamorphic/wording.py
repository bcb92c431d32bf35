"""Headings in other words, in narrow cells and with inner spaces; texts in another width."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from kpi_extract.document import Cell, Document, Table
from tests.metamorphic.documents import Changed, in_header, squeezed, with_texts

SYNONYMS: dict[str, tuple[str, str]] = {
    # Names.
    "No": ("番号", "No."),
    "No.": ("番号", "No"),
    "基本目標": ("基本目標名", "政策分野"),
    "施策": ("施策名", "施策項目"),
    "分野": ("政策分野", "施策分野"),
    "基本的方向": ("基本方向", "基本的方向"),
    "具体的な施策": ("具体的施策", "主要施策"),
    "交付対象事業の名称": ("交付対象事業名", "事業の名称"),
    "交付対象事業名称": ("交付対象事業の名称", "事業名称"),
    "事業の名称": ("事業名", "事業名称"),
    "事業名": ("事業の名称", "事務事業名"),
    "事業概要": ("取組概要", "実施内容"),
    "事業の概要": ("事業概要", "取組概要"),
    "事業内容": ("事業の概要", "取組内容"),
    "交付金の種類": ("交付金の名称", "交付金名"),
    "担当課": ("所管課", "主管課"),
    "担当部課名": ("担当部局名", "所管部課"),
    "指標": ("指標名", "成果指標"),
    "指標名": ("指標名称", "成果指標名"),
    "成果指標": ("評価指標", "指標"),
    "成果指標の名称": ("指標の名称", "成果指標名"),
    "評価指標": ("成果指標", "指標"),
    "目標指標": ("評価指標", "指標名"),
    "重要業績評価指標(KPI)": ("重要業績指標(KPI)", "重要業績評価指標"),
    "重要業績成果指標": ("重要業績評価指標", "成果指標"),
    "説明": ("指標の説明", "指標の定義"),
    "単位": ("指標単位", "単位等"),
    "指標の方向性": ("目指す方向性", "望ましい方向"),
    "目指す方向": ("望ましい方向", "指標の向き"),
    # Values. A word that ends in 値 keeps doing so: 目標値 is the final target, 目標 one of a series.
    "基準値": ("策定時の値", "当初値"),
    "従前値": ("基準値", "策定時の値"),
    "目標値": ("目標数値", "計画値"),
    "指標値": ("目標値", "目標数値"),
    "計画": ("計画", "計画額"),
    "期待値": ("目安値", "中間目標値"),
    "実績値": ("実績数値", "実績"),
    "実績": ("実績値", "結果"),
    "達成率": ("進捗率", "目標達成率"),
    "目標年月": ("目標時期", "目標年月"),
    "目標月": ("目標年月", "目標時期"),
    "目標年度": ("目標年次", "達成年度"),
    # Judgements and remarks.
    "事業効果": ("事業の効果", "効果"),
    "進捗状況": ("判定", "進捗区分"),
    "進捗区分": ("進捗状況", "判定"),
    "評価": ("内部評価", "評価"),
    "評価点": ("判定", "評価値"),
    "事業の評価": ("外部評価", "事業評価"),
    "外部有識者の意見": ("外部有識者からの意見", "委員意見"),
    "外部有識者からの意見": ("外部有識者の意見", "有識者意見"),
    "今後の方針": ("今後の方向性", "今後の対応"),
    "今後の方針の理由": ("方針の理由", "方針理由"),
    "備考": ("特記事項", "備考欄"),
    "課題": ("問題点", "現状と課題"),
    "資料": ("出典", "データ出典"),
}
"""Whole headings → two others that say the same. A test holds each against the vocabulary."""

_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
_HALF = {full: half for half, full in _FULL.items()}
_HALF_KANA = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF61, 0xFF9E)}
_VOICED = {
    unicodedata.normalize("NFC", full + mark): half + half_mark
    for full, half in _HALF_KANA.items()
    for mark, half_mark in (("\u3099", "ﾞ"), ("\u309a", "ﾟ"))
}
_KANA = {ord(full): half for full, half in (_HALF_KANA | _VOICED).items() if len(full) == 1}


def headings_renamed(document: Document, choice: int) -> Changed:
    """Every heading and row label that is such a word as a whole in one of its two other words."""

    def renamed(_: Table, cell: Cell) -> str:
        word = unicodedata.normalize("NFKC", squeezed(cell.text))
        return SYNONYMS[word][choice] if word in SYNONYMS else cell.text

    return with_texts(document, renamed, "no heading that is one of the words with synonyms")


def in_full_width(document: Document) -> Changed:
    """Every letter, figure and sign as wide as a kanji."""
    return _translated(document, _FULL, "no half-width characters")


def in_half_width(document: Document) -> Changed:
    """Every letter, figure and sign half as wide."""
    return _translated(document, _HALF, "no full-width letters, figures or signs")


def in_half_width_kana(document: Document) -> Changed:
    """Katakana and Japanese punctuation as old systems write them."""
    return _translated(document, _KANA, "no katakana")


def _translated(document: Document, table: Mapping[int, int] | Mapping[int, str], reason: str) -> Changed:
    def translated(text: str) -> str:
        return text.translate(table)

    return with_texts(document, lambda _, cell: translated(cell.text), reason, translated)


def headings_in_narrow_cells(document: Document, width: int) -> Changed:
    """A line break in every heading after each `width` characters, wherever that is; a lone figure stays whole."""
    return _respaced(document, width, "\n")


def headings_spaced_out(document: Document, space: str) -> Changed:
    """A space between any two characters of every heading: 指 標 名."""
    return _respaced(document, 1, space)


def _respaced(document: Document, width: int, between: str) -> Changed:
    def respaced(table: Table, cell: Cell) -> str:
        text = squeezed(cell.text)
        if text.isdigit() or (not in_header(table, cell) and text not in SYNONYMS):
            return cell.text
        return between.join(text[start : start + width] for start in range(0, len(text), width))

    return with_texts(document, respaced, "no table with headings")
