"""The words of headings, as data: printed form → what it says about the cells it governs.

A token is a word or a part of one, never the whole heading of a known report: `headings.py` covers a heading with
tokens, periods and units, and a heading counts only if all of it is covered. To add a word: one line here, with where
it was seen (a number is a report of the survey, a name a municipality, ``form`` the national form of the grant).

Forms are written as `values.text.match_key` leaves them: NFKC, no white space.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """What the cells under (or beside) a heading are."""

    NUMBER = "number"
    LABEL = "label"
    CATEGORY = "category"
    PROJECT = "project"
    SUMMARY = "summary"
    GRANT = "grant"
    DEPARTMENT = "department"
    BUDGET = "budget"
    EXPENDITURE = "expenditure"
    INDICATOR = "indicator"
    DEFINITION = "definition"
    UNIT = "unit"
    DIRECTION = "direction"
    BASELINE = "baseline"
    BASELINE_DATE = "baseline_date"
    TARGET = "target"
    TARGET_DATE = "target_date"
    ACTUAL = "actual"
    RATE = "achievement_rate"
    DATE = "date"
    RATING = "rating"
    EVALUATION = "evaluation"
    EFFECT_RATING = "effect_rating"
    EXTERNAL_OPINION = "external_opinion"
    NEXT_STEP = "next_step"
    NEXT_STEP_REASON = "next_step_reason"
    REMARK = "remark"
    DIFFERENCE = "difference"
    TOTAL = "total"
    VALUE = "value"
    """A value whose role the row, the group or the siblings must say (KPI, 数値, 計画と実績)."""
    STUB = "stub"
    """The corner heading above row labels: 区分, 年度, 項目 over 目標/実績."""


Status = Literal["final", "interim", "superseded", "preliminary", "forecast", "reference"]
Basis = Literal["annual", "cumulative", "increment"]

VALUE_ROLES = frozenset({Role.BASELINE, Role.TARGET, Role.ACTUAL, Role.RATE})
"""Roles whose cells are observations of an indicator."""

PROJECT_ROLES = frozenset({Role.PROJECT, Role.SUMMARY, Role.GRANT, Role.BUDGET, Role.EXPENDITURE, Role.DEPARTMENT})
"""Roles that belong to a project, never to one indicator."""

JUDGEMENT_ROLES = frozenset(
    {
        Role.EVALUATION,
        Role.EFFECT_RATING,
        Role.EXTERNAL_OPINION,
        Role.NEXT_STEP,
        Role.NEXT_STEP_REASON,
    }
)
"""Roles of texts that judge a project or an indicator: whichever the cell spans."""


@dataclass(frozen=True, slots=True)
class Token:
    """One printed form. `roles` empty: a word that carries no role (a filler, or a qualifier only)."""

    form: str
    roles: tuple[Role, ...] = ()
    status: Status | None = None
    basis: Basis | None = None
    seen: str = ""


def _words(role: Role, forms: str, seen: str) -> tuple[Token, ...]:
    return tuple(Token(form, (role,), seen=seen) for form in forms.split())


_NAMES = (
    *_words(Role.NUMBER, "No No. NO NO. 番号 整理番号 コード 主要施策コード 事業番号 連番 通番", "02 08 17"),
    *_words(
        Role.CATEGORY, "基本目標 基本施策 個別施策 具体的な施策 具体的な取組み 具体的な取組 具体的施策", "09 13 form"
    ),
    *_words(
        Role.CATEGORY, "施策 政策 分野 章 施策名 政策名 施策分野 重点項目 基本的方向 基本方向 施策の方向", "24 27 34"
    ),
    *_words(Role.CATEGORY, "総合戦略における施策分野 目指す都市圏像 事業区分 施策目標 大項目 中項目 小項目", "24"),
    *_words(
        Role.CATEGORY, "総合戦略における位置付け 総合戦略の位置付け 県総合戦略における位置付け 位置付け", "04 茨城県"
    ),
    Token("項目", (Role.CATEGORY, Role.INDICATOR, Role.STUB), seen="27"),
    Token("取組", (Role.CATEGORY, Role.PROJECT), seen="20"),
    Token("取り組み", (Role.CATEGORY, Role.PROJECT), seen="20"),
    *_words(
        Role.PROJECT,
        "交付対象事業の名称 交付対象事業名称 交付対象事業名 事業の名称 事業名 事業名称",
        "01 02 04 08 form",
    ),
    *_words(Role.PROJECT, "事務事業名 計画事業名 対象事業 事務事業 主な事業 取組名 取組事業名 交付対象事業", "28 29"),
    Token("事業", (Role.PROJECT,), seen="part of longer headings"),
    *_words(
        Role.SUMMARY, "概要 事業概要 事業内容 事業目的 目的 取組内容 取り組み内容 事業の概要・目的", "01 04 07 08 20"
    ),
    *_words(Role.GRANT, "交付金の種類 交付金名 交付金の名称 交付金名称 交付金種別 交付金", "02 04 form"),
    *_words(
        Role.DEPARTMENT, "担当課 担当部課名 担当部局課名 担当部局庁・課名 担当部局 所管課 所管部 主管課 関係課", "04 08"
    ),
    *_words(
        Role.DEPARTMENT,
        "所管 所管課名 担当課名 担当部署 担当部課 担当 主管部課 指標担当部課等 データ所管課等 部署",
        "13 34",
    ),
    *_words(
        Role.BUDGET,
        "予算額 予算現額 当初予算額 予算 交付決定額 交付限度額 計画事業費 国費充当額 予算額・執行額",
        "08 13",
    ),
    *_words(
        Role.EXPENDITURE, "決算額 決算 執行額 事業費 総事業費 事業実績額 支出額 決算見込額 トータルコスト", "13 28 29"
    ),
    *_words(
        Role.INDICATOR,
        "指標 指標名 指標名称 成果指標 成果指標名 成果指標の名称 活動指標 活動指標名 対象指標",
        "01 17 20 25 28",
    ),
    *_words(
        Role.INDICATOR,
        "目標指標 目標(指標)名 評価指標 評価指標名 数値目標 指標項目 KPI名 KPIの名称 目標項目",
        "11 15 31",
    ),
    *_words(
        Role.INDICATOR,
        "重要業績評価指標 重要業績評価指数 重要業務評価指標 重要業績成果指標 重要業績指標",
        "04 08 13 15 34",
    ),
    *_words(Role.INDICATOR, "目標の内容 評価項目 成果目標 目標名 取組指標 主要指標 業績評価指標 指標の名称", "11"),
    Token("内容", (Role.DEFINITION, Role.INDICATOR, Role.SUMMARY), seen="11"),
    *_words(
        Role.DEFINITION, "説明 指標の説明 算式 計算式 指標算出の数式 指標の定義 定義 算出方法 指標の考え方", "25 27 28"
    ),
    *_words(Role.UNIT, "単位", "01 02 04"),
    *_words(Role.DIRECTION, "指標の方向性 目指す方向 方向 目標の方向", "13"),
)

_VALUES = (
    *_words(
        Role.BASELINE,
        "基準値 従前値 策定時の値 計画策定時 総合計画策定時 策定時 ベース 基準 当初値 基準年値",
        "13 15 27",
    ),
    *_words(Role.BASELINE, "事業開始前 現時点 現況値 現況 計画策定時の値 策定時現状値 初期値", "23"),
    Token("現状値", (Role.BASELINE, Role.ACTUAL), seen="11 15 24 25; 松戸市: latest actual beside 基準値"),
    Token("現状", (Role.BASELINE, Role.ACTUAL), seen="29"),
    *_words(
        Role.BASELINE_DATE, "基準年度 基準年 現況年度 調査年度 数値の基準年度 基準年月 現状値年度 基準時点", "11 13"
    ),
    *_words(
        Role.TARGET, "指標値 目標値 目標 5ヵ年目標 5か年目標 最終目標 計画値 計画 計画額 最終目標値", "01 15 17 26 28"
    ),
    *_words(Role.TARGET, "めざそう!ね めざそう値 目標数値 目標数 達成目標", "survey"),
    Token("中間目標", (Role.TARGET,), status="interim", seen="27"),
    Token("中間目標値", (Role.TARGET,), status="interim", seen="27 富士市"),
    Token("目安値", (Role.TARGET,), status="interim", seen="19 千葉県"),
    Token("期待値", (Role.TARGET,), status="interim", seen="12"),
    *_words(
        Role.TARGET_DATE,
        "目標年月 目標月 目標年度 目標年 目標時期 達成時期 最終達成 達成年度 目標期限 期限",
        "02 04 11 13",
    ),
    *_words(Role.ACTUAL, "実績値 実績 最新値 直近値 結果 実績数 実績数値 達成値", "01 02 22 form"),
    *_words(Role.ACTUAL, "本事業終了後における実績値 事業終了後の実績値 事業終了後における実績値", "02 form"),
    Token("実績額", (Role.EXPENDITURE, Role.ACTUAL), seen="02 expenditure; 26 effect of a reform, beside 計画額"),
    Token("参考値", (Role.ACTUAL, Role.TARGET), status="reference", seen="熊本市 actual; 東京都 target"),
    *_words(Role.RATE, "達成率 対目標 進捗率 達成割合 目標達成率 実施率 達成状況率", "08 09 19 26 28"),
    Token("達成度", (Role.RATE, Role.RATING), seen="15 rating A/B; 33 rate"),
    Token("目標達成度", (Role.RATE, Role.RATING), seen="杵築市"),
    *_words(Role.RATE, "予算執行 予算執行率 執行率", "29"),
    Token("KPI", (Role.INDICATOR, Role.VALUE), seen="01 group; 09 value with a period"),
    Token("値", (Role.VALUE,), seen="under 基準, 目標"),
    Token("数値", (Role.VALUE,), seen="survey"),
    Token("年月", (Role.DATE,), seen="01"),
    Token("年度", (Role.DATE, Role.STUB), seen="御所市, 28 corner"),
    Token("年", (Role.DATE, Role.STUB), seen="corner"),
    Token("時点", (Role.DATE,), seen="survey"),
    Token("区分", (Role.STUB, Role.CATEGORY), seen="17 26"),
    *_words(Role.DIFFERENCE, "目標と実績の比較 差 差b-a 前年度比 前年比 増減 前年度 増減率 対前年度", "20 22"),
    *_words(Role.TOTAL, "計 合計 総計 累計計", "26"),
    Token("全国順位", (Role.REMARK,), seen="19"),
)

_JUDGEMENTS = (
    *_words(
        Role.RATING,
        "評価 判定 進捗状況 進捗区分 自己評価 評価点 改善・悪化 目標の進捗状況 今後の達成見込み",
        "08 15 20 form",
    ),
    *_words(
        Role.RATING,
        "委員会の評価 目標達成状況 達成状況 進捗 評価結果 達成見込み 進捗評価 ランク 有効性 効率性",
        "13 茨城県",
    ),
    *_words(Role.RATING, "総合評価 妥当性 目的達成度 手段の適切性 内部評価 必要性", "13 29"),
    *_words(Role.EFFECT_RATING, "事業効果 地方創生に関する効果度 事業の効果 効果", "02 07 form"),
    *_words(Role.EVALUATION, "事業の評価 外部有識者からの評価 外部評価 事業評価 外部有識者の評価", "02 07 form"),
    *_words(
        Role.EXTERNAL_OPINION,
        "外部有識者からの意見 外部有識者の意見 推進会議での意見 プラン推進委員からの意見 意見",
        "02 08",
    ),
    *_words(Role.EXTERNAL_OPINION, "委員からの意見 委員の意見 委員会での意見 審議会の意見 有識者の意見", "survey"),
    *_words(
        Role.NEXT_STEP,
        "今後の方針 今後の方向性 方向性 今後の取組 今後の対応 今後の展開 改善 今後の取り組み",
        "02 13 29",
    ),
    *_words(Role.NEXT_STEP, "実績値を踏まえた事業の今後 改善目標 今後の事業展開 見直し 事業の今後 今後", "survey"),
    *_words(Role.NEXT_STEP_REASON, "今後の方針の理由 方針の理由 方針理由 理由", "02"),
    *_words(
        Role.REMARK,
        "備考 備考欄 資料 調査周期 出典 最新データ公表時点 次回データ公表時点 計算方法 注釈 特記事項",
        "13 25",
    ),
    *_words(
        Role.REMARK,
        "課題 設定根拠 設定理由 目標設定の考え方 目標値設定の考え方 評価の理由 分析結果 要因分析 成果",
        "13 25",
    ),
    *_words(
        Role.REMARK,
        "効果発現要因 取組実績 主な支出 事業開始 事業終期 事業始期 事業期間 連携自治体 ページ 頁",
        "04 13 34",
    ),
    *_words(Role.REMARK, "数値確定の時期 フォローアップの時期 実施状況 取組状況 成果と課題 成果と見直し", "13 15"),
    *_words(Role.REMARK, "指標変更など 実施結果 考え方 不用額 人件費 一般財源 国庫支出金 県支出金", "25 29"),
)

_QUALIFIERS = (
    Token("累計", basis="cumulative", seen="08 17 24 27 31"),
    Token("累計額", basis="cumulative", seen="26"),
    Token("累積", basis="cumulative", seen="survey"),
    Token("延べ", basis="cumulative", seen="15"),
    Token("単年度", basis="annual", seen="27"),
    Token("単年", basis="annual", seen="27"),
    Token("増加分", basis="increment", seen="grant plan form"),
    Token("見込", (Role.ACTUAL,), status="forecast", seen="17 28"),
    Token("見込み", (Role.ACTUAL,), status="forecast", seen="survey"),
    Token("見込値", (Role.ACTUAL,), status="forecast", seen="survey"),
    Token("末見込", (Role.ACTUAL,), status="forecast", seen="17"),
    Token("予定", (Role.ACTUAL,), status="forecast", seen="池田市"),
    Token("速報", status="preliminary", seen="13"),
    Token("速報値", (Role.ACTUAL,), status="preliminary", seen="12"),
    Token("確定値", (Role.ACTUAL,), status="final", seen="survey"),
    Token("中間", status="interim", seen="富士市"),
    Token("最終", status="final", seen="survey"),
    Token("改訂前", status="superseded", seen="茨城県"),
    Token("改定前", status="superseded", seen="variant"),
    Token("変更前", status="superseded", seen="variant"),
    Token("当初", status="superseded", seen="beside 変更後"),
    Token("改訂後", seen="12"),
    Token("改定後", seen="variant"),
    Token("変更後", seen="variant"),
)

_FILLERS = tuple(
    Token(form)
    for form in (
        "本事業における 本事業終了後における 本事業の の に おける に係る に関する から より まで 以降 及び および "
        "・ / : 、 , - 〜 と や 等 など 別 ごと 毎 各 当該 主な 具体的な 担当課評価 外部有識者 A B C A/B (A) (B) "
        "金額ベース 手法 総合所見 目標値に対して 中間目標値に対して 達成 実施 状況 欄 別紙 新規 拡充 "
        "長期総合計画 長期総合計画目標指標 第2期 第1期 現在 末 時点値 対象 年目 % 率"
    ).split()
)

TOKENS: tuple[Token, ...] = (*_NAMES, *_VALUES, *_JUDGEMENTS, *_QUALIFIERS, *_FILLERS)
