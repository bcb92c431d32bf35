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
    ACTUAL_DATE = "actual_date"
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
    *_words(Role.NUMBER, "項番 通し番号 管理番号 指標番号 施策番号 KPI番号 枝番 事業No 事業No. 事業コード", "variant"),
    *_words(
        Role.CATEGORY, "基本目標 基本施策 個別施策 具体的な施策 具体的な取組み 具体的な取組 具体的施策", "09 13 form"
    ),
    *_words(
        Role.CATEGORY, "施策 政策 分野 章 施策名 政策名 施策分野 重点項目 基本的方向 基本方向 施策の方向", "24 27 34"
    ),
    *_words(Role.CATEGORY, "目指す都市圏像 事業区分 施策目標 大項目 中項目 小項目 位置付け 位置づけ", "04 24 茨城県"),
    *_words(
        Role.CATEGORY,
        "基本目標名 基本施策名 個別施策名 施策項目 施策体系 施策の柱 柱 主要施策 重点施策 重点戦略 重点プロジェクト",
        "variant",
    ),
    *_words(
        Role.CATEGORY, "政策分野 取組分野 大分類 中分類 小分類 分類 カテゴリ カテゴリー 基本方針 具体的取組", "variant"
    ),
    Token("項目", (Role.CATEGORY, Role.INDICATOR, Role.STUB), seen="27"),
    Token("取組", (Role.CATEGORY, Role.PROJECT, Role.INDICATOR), seen="20"),
    Token("取り組み", (Role.CATEGORY, Role.PROJECT, Role.INDICATOR), seen="20"),
    *_words(
        Role.PROJECT,
        "交付対象事業の名称 交付対象事業名称 交付対象事業名 事業の名称 事業名 事業名称",
        "01 02 04 08 form",
    ),
    *_words(
        Role.PROJECT, "事業名/担当課 事業名・担当課 事業名/所管課 事業名・所管課 事業名/担当部署 事業名/部署", "variant"
    ),
    *_words(Role.PROJECT, "事務事業名 計画事業名 対象事業 事務事業 主な事業 取組名 取組事業名 交付対象事業", "28 29"),
    Token("事業", (Role.PROJECT,), seen="part of longer headings"),
    *_words(
        Role.PROJECT,
        "主要事業 実施事業 具体的事業 具体的な事業 個別事業 構成事業 プロジェクト名 事業・取組名 地域再生計画名",
        "variant",
    ),
    *_words(Role.PROJECT, "取組の名称 取組事業 地域再生計画の名称 計画名 取り組み名", "variant"),
    *_words(
        Role.SUMMARY, "概要 事業概要 事業内容 事業目的 目的 取組内容 取り組み内容 事業の概要・目的", "01 04 07 08 20"
    ),
    *_words(
        Role.SUMMARY, "事業説明 趣旨 事業趣旨 施策概要 取組概要 実施内容 活動内容 目的・概要 概要・目的", "variant"
    ),
    *_words(Role.GRANT, "交付金の種類 交付金名 交付金の名称 交付金名称 交付金種別 交付金", "02 04 form"),
    *_words(Role.GRANT, "交付金区分 交付金タイプ 交付金の区分 活用交付金 補助金名 補助金の名称", "variant"),
    *_words(
        Role.DEPARTMENT, "担当課 担当部課名 担当部局課名 担当部局庁・課名 担当部局 所管課 所管部 主管課 関係課", "04 08"
    ),
    *_words(
        Role.DEPARTMENT,
        "主担当課 担当部 担当係 担当室 担当組織 担当所属 担当部署名 担当部局名 担当課室 所属 所属名 部局 部局名 課名",
        "variant",
    ),
    *_words(
        Role.DEPARTMENT,
        "部課名 関係部署 関係部局 所管部署 所管部局 所管部課 主管部局 主管部署 実施部署 部課 課・係 担当部・課",
        "variant",
    ),
    *_words(
        Role.DEPARTMENT,
        "所管 所管課名 担当課名 担当部署 担当部課 担当 主管部課 指標担当部課等 部署",
        "13 34",
    ),
    *_words(
        Role.BUDGET,
        "予算額 予算現額 当初予算額 予算 交付決定額 交付限度額 計画事業費",
        "08 13",
    ),
    Token("予算額・執行額", (Role.BUDGET, Role.EXPENDITURE), seen="08: both in one cell"),
    *_words(
        Role.BUDGET,
        "当初予算 補正予算額 最終予算額 事業予算 事業予算額 予算規模 予算計 交付申請額 採択額 予算総額 予算事業費",
        "variant",
    ),
    Token("決算", (Role.EXPENDITURE, Role.ACTUAL), seen="28; variant: R3決算 of 経常収支比率 beside its target"),
    *_words(Role.EXPENDITURE, "決算額 執行額 事業費 総事業費 事業実績額 支出額 決算見込額 トータルコスト", "13 28 29"),
    *_words(
        Role.EXPENDITURE,
        "経費 事業経費 対象経費 交付対象経費 対象事業費 交付対象事業費 支出済額 支出金額 実支出額 執行済額",
        "13 variant",
    ),
    *_words(
        Role.EXPENDITURE,
        "決算事業費 決算見込 実績事業費 事業費実績 事業費実績額 事業費決算額 総費用 事業コスト",
        "variant",
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
    Token("KPIの進捗状況", (Role.RATING, Role.INDICATOR, Role.VALUE), seen="survey: over the years; variant: a grade"),
    *_words(
        Role.INDICATOR,
        "アウトカム指標 アウトプット指標 アウトカム アウトプット 測定指標 達成指標 進捗指標 管理指標 代表指標 関連指標",
        "variant",
    ),
    *_words(
        Role.INDICATOR,
        "めざす姿の成果指標 めざす姿の成果指標名 目指す姿の指標 めざす姿の指標 施策指標 事業指標 基本指標 共通指標 参考指標 補助指標 モニタリング指標 指標内容 指標の内容 KPI指標 KPI項目",
        "variant",
    ),
    Token("内容", (Role.DEFINITION, Role.INDICATOR, Role.SUMMARY), seen="11"),
    *_words(
        Role.DEFINITION, "説明 指標の説明 算式 計算式 指標算出の数式 指標の定義 定義 算出方法 指標の考え方", "25 27 28"
    ),
    *_words(Role.DEFINITION, "算定方法 算定式 算出式 算定根拠 算出根拠 指標説明 指標の解説 指標の算定方法", "variant"),
    *_words(Role.UNIT, "単位 指標単位 単位等", "01 02 04"),
    *_words(Role.DIRECTION, "指標の方向性 目指す方向 方向 目標の方向", "13"),
    *_words(Role.DIRECTION, "目指す方向性 望ましい方向 望ましい方向性 指標の向き 目標方向", "variant"),
)

_VALUES = (
    *_words(
        Role.BASELINE,
        "基準値 従前値 策定時の値 計画策定時 総合計画策定時 策定時 ベース 基準 当初値 基準年値",
        "13 15 27",
    ),
    *_words(Role.BASELINE, "事業開始前 計画策定時の値 策定時現状値 初期値", "23"),
    *_words(Role.BASELINE, "設定時の値 設定時値 指標設定時 目標設定時", "栃木県 variant"),
    *_words(
        Role.BASELINE,
        "基準値等 基準年度値 基準年の値 基準時 策定時値 策定時実績 策定時実績値 計画当初値 起点値 スタート値 開始時 開始前",
        "variant",
    ),
    *_words(
        Role.BASELINE,
        "事業開始時 計画開始時 計画開始前 計画開始時点 計画策定時点 策定時点 計画策定前",
        "variant",
    ),
    *_words(Role.BASELINE, "申請時 申請時点 採択時 認定時 計画認定時 事業申請時", "grant forms of today"),
    Token("現状値", (Role.BASELINE, Role.ACTUAL), seen="11 15 24 25; 松戸市: latest actual beside 基準値"),
    Token("現状", (Role.BASELINE, Role.ACTUAL), seen="29"),
    *(
        Token(word, (Role.BASELINE, Role.ACTUAL), seen="23; 岡山県, 栃木県: latest actual beside 策定時")
        for word in ("現況", "現況値", "現況数値", "現時点")
    ),
    *_words(
        Role.BASELINE_DATE, "基準年度 基準年 現況年度 調査年度 数値の基準年度 基準年月 現状値年度 基準時点", "11 13"
    ),
    *_words(
        Role.TARGET,
        "前期目標値 前期目標 後期目標値 後期目標 前期計画目標値 後期計画目標値 前期計画目標 後期計画目標",
        "variant",
    ),
    *_words(Role.TARGET, "指標値 目標値 5ヵ年目標 5か年目標 最終目標 計画値 計画 計画額 最終目標値", "01 15 17 26 28"),
    *_words(Role.TARGET, "努力目標 努力目標値", "岡山県"),
    *_words(Role.TARGET, "めざそう!ね めざそう値 目標数値 目標数 達成目標", "survey"),
    *_words(
        Role.TARGET,
        "目標値等 数値目標値 成果目標値 達成目標値 目標水準 目標数量 計画数値 計画目標 計画目標値 目指す値",
        "variant",
    ),
    *_words(Role.TARGET, "目指す数値 最終年度目標 最終年度目標値 期末目標 目指す姿の値 修正目標 修正目標値", "variant"),
    Token("目標", (Role.TARGET, Role.CATEGORY), seen="20; 31 words beside a column 目標 of numbers"),
    Token("まで", (Role.TARGET,), seen="08 09: 平成32年3月まで"),
    Token("までに", (Role.TARGET,), seen="variant"),
    Token("中間目標", (Role.TARGET,), status="interim", seen="27"),
    Token("中間目標値", (Role.TARGET,), status="interim", seen="27 富士市"),
    Token("目安値", (Role.TARGET,), status="interim", seen="19 千葉県"),
    Token("目安", (Role.TARGET,), status="interim", seen="variant"),
    Token("年次目標", (Role.TARGET,), status="interim", seen="variant"),
    Token("年次目標値", (Role.TARGET,), status="interim", seen="variant"),
    Token("期待値", (Role.TARGET,), status="interim", seen="12"),
    *_words(
        Role.TARGET_DATE,
        "目標年月 目標月 目標年度 目標年 目標時期 達成時期 最終達成 達成年度 目標期限 期限",
        "02 04 11 13",
    ),
    *_words(
        Role.TARGET_DATE,
        "目標年次 目標時点 目標達成年度 目標達成時期 目標達成年月 達成期限 達成目標年度 達成予定",
        "variant",
    ),
    *_words(Role.ACTUAL_DATE, "実績年度 実績年月 実績時点 実績値年度 最新値時点 最新値年度 直近値時点", "variant"),
    *_words(Role.ACTUAL, "実績値 実績 最新値 直近値 結果 実績数 実績数値 達成値", "01 02 22 form"),
    *_words(
        Role.ACTUAL,
        "実績値等 現在値 現在の値 直近の値 直近実績 直近実績値 最新実績 最新実績値 最新の値 達成実績 達成数 達成数値",
        "variant",
    ),
    *_words(Role.ACTUAL, "到達値 実測値 測定値 結果値 成果値 実績件数 実績人数 実績累計", "variant"),
    Token("実績額", (Role.EXPENDITURE, Role.ACTUAL), seen="02 expenditure; 26 effect of a reform, beside 計画額"),
    Token("参考値", (Role.ACTUAL, Role.TARGET), status="reference", seen="熊本市 actual; 東京都 target"),
    *_words(Role.RATE, "達成率 対目標 進捗率 達成割合 目標達成率 実施率 達成状況率", "08 09 19 26 28"),
    *_words(Role.RATE, "達成比率 進捗割合 計画比 目標比 対目標値 対目標比 対計画比 目標対比 計画達成率", "variant"),
    Token("達成度", (Role.RATE, Role.RATING), seen="15 rating A/B; 33 rate"),
    Token("進捗度", (Role.RATE, Role.RATING), seen="11 variant"),
    Token("到達度", (Role.RATE, Role.RATING), seen="variant"),
    Token("達成度合い", (Role.RATE, Role.RATING), seen="variant"),
    Token("目標達成度", (Role.RATE, Role.RATING), seen="杵築市"),
    *_words(Role.EXPENDITURE, "予算執行 予算執行率 執行率", "29"),
    Token("KPI", (Role.INDICATOR, Role.VALUE), seen="01 group; 09 value with a period"),
    Token("値", (Role.VALUE,), seen="under 基準, 目標"),
    Token("数値", (Role.VALUE,), seen="survey"),
    *_words(
        Role.VALUE, "計画と達成状況 計画と実績 計画・実績 計画/実績 目標と実績 目標・実績 目標/実績", "survey variant"
    ),
    *_words(
        Role.VALUE,
        "目標値と実績値 目標値・実績値 目標値/実績値 目標値及び実績値 目標及び実績 指標の推移 推移",
        "variant",
    ),
    Token("年月", (Role.DATE,), seen="01"),
    Token("年度", (Role.DATE, Role.STUB), seen="御所市, 28 corner"),
    Token("年", (Role.DATE, Role.STUB), seen="corner"),
    Token("時点", (Role.DATE,), seen="survey"),
    Token("区分", (Role.STUB, Role.CATEGORY), seen="17 26"),
    *_words(Role.DIFFERENCE, "目標と実績の比較 差 差b-a 前年度比 前年比 増減 増減率 対前年度", "20 22"),
    *_words(Role.DIFFERENCE, "前年比増 前年度比増 増加率 減少率", "03 06"),
    *_words(
        Role.DIFFERENCE,
        "対前年 対前年比 対前年度比 前年同期比 前年差 差引 差異 差分 乖離 増減数 増減額 伸び率",
        "variant",
    ),
    Token("前年度", (Role.DIFFERENCE, Role.RATING), seen="survey: the grade of last year"),
    *_words(Role.TOTAL, "計 合計 総計 累計計", "26"),
    Token("全国順位", (Role.REMARK, Role.RATING), seen="19"),
    Token("県内順位", (Role.REMARK, Role.RATING), seen="variant"),
)

_JUDGEMENTS = (
    *_words(
        Role.RATING,
        "判定 進捗状況 進捗区分 自己評価 評価点 改善・悪化",
        "08 15 20 form",
    ),
    Token("評価", (Role.RATING, Role.EVALUATION), seen="08 14 per indicator; 04 under 外部有識者からの評価"),
    Token("内部評価", (Role.RATING, Role.EVALUATION), seen="survey"),
    Token("目標の進捗状況", (Role.RATING, Role.REMARK), seen="08: a sentence"),
    Token("今後の達成見込み", (Role.RATING, Role.NEXT_STEP), seen="08: a sentence"),
    Token("今後の達成見込", (Role.RATING, Role.NEXT_STEP), seen="variant"),
    *_words(
        Role.RATING,
        "委員会の評価 目標達成状況 達成状況 進捗 評価結果 達成見込み 進捗評価 ランク",
        "13 茨城県",
    ),
    *_words(
        Role.RATING,
        "達成見込 判定結果 評価区分 評価ランク 評価値 達成評価 達成区分 達成判定 進捗判定 進行状況 進捗度合い 順調度",
        "variant",
    ),
    *_words(
        Role.RATING,
        "担当課評価 所管課評価 一次評価 二次評価 最終評価 総合判定 達成の可否 達成可否 達成・未達成 達成/未達成 庁内評価",
        "29 variant",
    ),
    *(
        Token(form, (Role.RATING, Role.EFFECT_RATING), seen="13 29: judged per indicator or per project")
        for form in "有効性 効率性 総合評価 妥当性 必要性 目的達成度 手段の適切性 公平性 優先性 緊急性".split()
    ),
    *_words(Role.EFFECT_RATING, "事業効果 効果度 事業の効果 効果", "02 07 form"),
    Token("効果検証", (Role.EVALUATION, Role.EFFECT_RATING), seen="04 title; variant"),
    Token("効果の検証", (Role.EVALUATION, Role.EFFECT_RATING), seen="variant"),
    *_words(
        Role.EVALUATION, "検証 検証結果 事業検証 効果検証結果 評価・検証 検証・評価 第三者評価 外部評価結果", "variant"
    ),
    *_words(Role.EVALUATION, "事業の評価 外部有識者からの評価 外部評価 事業評価 外部有識者の評価", "02 07 form"),
    *_words(
        Role.EXTERNAL_OPINION,
        "意見 外部有識者の意見 意見等 意見・評価 主な意見 委員意見 有識者意見 外部評価意見 委員会意見 提言 ご意見",
        "02 08",
    ),
    *_words(Role.EXTERNAL_OPINION, "委員コメント 有識者コメント 外部評価コメント 意見・提言 意見・要望", "variant"),
    *_words(
        Role.NEXT_STEP,
        "今後の方針 今後の方向性 今後の取組 今後の対応 今後の展開 改善 今後の取り組み",
        "02 13 29",
    ),
    Token("方向性", (Role.NEXT_STEP, Role.DIRECTION), seen="02; survey 増加を目指す beside 目標値"),
    *_words(Role.NEXT_STEP, "改善目標 今後の事業展開 見直し 今後", "survey"),
    *_words(
        Role.NEXT_STEP,
        "方針 取組方針 対応方針 対応策 対応 対策 改善策 改善方策 改善案 改善点 改善内容 改善・見直し 改善の方向性 展望",
        "variant",
    ),
    *_words(
        Role.NEXT_STEP,
        "今後の予定 今後の見通し 今後の進め方 今後の対策 今後の方策 見直し内容 見直し方針 見直しの方向性 事業の方向性",
        "variant",
    ),
    *_words(
        Role.NEXT_STEP,
        "次年度の取組 次年度の取組内容 次年度以降の取組 次年度以降の取組内容 来年度の取組 翌年度の取組 今後の取組内容",
        "variant",
    ),
    *_words(Role.NEXT_STEP, "次年度の事業 次年度以降の事業 今後の事業 今後の取り組み内容 今後の事業内容", "variant"),
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
    *_words(Role.REMARK, "時期 データ所管課等 実施状況 取組状況 成果と課題 成果と見直し", "13 15 25"),
    *_words(Role.REMARK, "指標変更など 実施結果 考え方 不用額 人件費 一般財源 国庫支出金 県支出金", "25 29"),
    # Sources of the money and the share of the grant: no field of their own, and never the budget.
    *_words(
        Role.REMARK,
        "国費充当額 交付金充当額 充当額 うち交付金 うち交付金充当額 うち国費 国・府支出金 国・県支出金 国・道支出金 国県支出金",
        "survey",
    ),
    *_words(
        Role.REMARK,
        "国支出金 府支出金 道支出金 都支出金 地方債 市債 町債 村債 起債 財源 財源内訳 特定財源 その他特定財源 その他財源",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "国費 県費 市費 町費 村費 一財 国庫補助金 県補助金 補助金額 交付金額 交付額 交付金交付額",
        "variant",
    ),
    # What was done, in words; a number under it is the actual.
    Token("事業実績", (Role.REMARK, Role.ACTUAL), seen="variant"),
    Token("実績報告", (Role.REMARK, Role.ACTUAL), seen="variant"),
    *_words(
        Role.REMARK, "実績内容 活動実績 事業実施状況 取組の実績 取組成果 取組の成果 事業成果 主な成果 成果等", "variant"
    ),
    *_words(
        Role.REMARK,
        "要因 原因 分析 原因分析 現状分析 現状と課題 現状・課題 問題点 課題・問題点 課題等 増減理由 変更理由 変動要因",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "未達成の理由 未達成理由 未達の理由 未達要因 達成要因 達成・未達成の理由 評価理由 評価の根拠 目標設定の根拠",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "目標値設定の根拠 目標値設定の根拠・理由 目標値設定の理由 目標値設定理由 目標設定の根拠・理由 設定根拠・理由",
        "survey variant",
    ),
    *_words(
        Role.REMARK,
        "目標値の根拠 設定の根拠 設定の考え方 積算根拠 根拠 目標設定理由 評価コメント コメント 所見",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "計画期間 実施期間 実施時期 実施年度 事業年度 事業開始年度 事業終了年度 開始年度 終了年度 終期 始期",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "掲載ページ 掲載頁 該当ページ 該当頁 参照ページ 関連計画 根拠法令 根拠計画 対象者 実施場所 実施方法 事業手法",
        "variant",
    ),
    *_words(
        Role.REMARK, "実施主体 事業主体 事業実施主体 取組主体 推進主体 連携団体 関係団体 関連団体 協力団体", "variant"
    ),
    *_words(
        Role.REMARK,
        "データ出典 データソース データ元 統計名 調査名 公表時期 公表時点 更新時期 把握時期 把握方法 調査時期 調査方法",
        "variant",
    ),
    *_words(
        Role.REMARK,
        "調査頻度 測定方法 測定頻度 集計方法 確認方法 入手方法 補足 補足説明 留意事項 特記 注記",
        "variant",
    ),
    *_words(
        Role.REMARK, "新規・継続 新規/継続 新規・継続の別 継続・新規 SDGs SDGsゴール 関連するSDGs SDGsの目標", "variant"
    ),
)

_QUALIFIERS = (
    Token("累計", basis="cumulative", seen="08 17 24 27 31"),
    Token("累計額", basis="cumulative", seen="26"),
    Token("累積", basis="cumulative", seen="survey"),
    Token("延べ", basis="cumulative", seen="15"),
    Token("単年度", basis="annual", seen="27"),
    Token("単年", basis="annual", seen="27"),
    Token("増加分", basis="increment", seen="grant plan form"),
    Token("現在", (Role.ACTUAL,), seen="17: 平成15年9月30日現在"),
    Token("コスト", (Role.EXPENDITURE,), seen="28: cost table"),
    Token("見込", (Role.ACTUAL,), status="forecast", seen="17 28"),
    Token("見込み", (Role.ACTUAL,), status="forecast", seen="survey"),
    Token("見込値", (Role.ACTUAL,), status="forecast", seen="survey"),
    Token("達成見込値", (Role.ACTUAL,), status="forecast", seen="variant"),
    Token("達成見込み値", (Role.ACTUAL,), status="forecast", seen="variant"),
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
        "本事業における 本事業終了後における 本事業の の に おける に係る に関する から より までの 以降 及び および "
        "・ / : 、 , - 〜 と や 等 など 別 ごと 毎 各 当該 主な 具体的な 外部有識者 有識者 A B C a b c A/B (A) (B) "
        "を踏まえた について への での による うち 並びに または 又は を充当する を活用した に向けた に対する に応じた "
        "事業終了後の 事業終了後における 事業終了時の 計画終了時の 計画期間内の 計画期間中の 次年度 次年度以降 来年度 翌年度 当年度 今年度 本年度 名 名称 確定 フォローアップ "
        "金額ベース 手法 総合所見 目標値に対して 中間目標値に対して 達成 実施 状況 欄 別紙 新規 拡充 "
        "長期総合計画 長期総合計画目標指標 第2期 第1期 末 時点値 対象 % 率 "
        # Who gave the opinion; the word at the end says what it is.
        "外部評価委員 評価委員 委員 委員会 会議 推進会議 推進委員会 検証会議 検証委員会 評価委員会 外部評価委員会 審議会 "
        "有識者会議 外部有識者会議 総合戦略推進会議 総合戦略推進委員会 プラン推進委員 議会 外部委員 第三者 "
        "総合戦略 県総合戦略 市総合戦略 町総合戦略 地方版総合戦略 総合計画 地方創生に関する 地方創生への "
        # Brackets inside a heading: 県総合戦略(改訂前)における位置付け. Those at its end are read apart.
        "( ) "
        # Spans of years that are no date.
        "1年目 2年目 3年目 4年目 5年目 6年目 7年目 8年目 9年目 10年目 3年間 4年間 5年間 6年間 10年間 "
        "1年後 3年後 5年後 10年後 20年後"
    ).split()
)

_CHOICES = tuple(
    # Printed in cells, not over them, though made of words that name columns.
    Token(form, seen="07 08 form")
    for form in "目標達成 目標未達成 未達成 事業内容の見直し 事業の見直し 事業の改善 毎年".split()
)

_GRANTS = (
    "デジタル田園都市国家構想交付金 デジタル田園都市国家構想推進交付金 デジ田交付金 地方創生推進交付金 地方創生加速化交付金 "
    "地方創生拠点整備交付金 地方創生テレワーク交付金 地方創生先行型交付金 地方創生交付金 地方創生臨時交付金 "
    "新しい地方経済・生活環境創生交付金 第2世代交付金"
).split()
_GRANT_NAMES = tuple(
    # The name of a grant says nothing about the cells below: 【地方創生推進交付金対象事業】 stands over a whole table.
    Token(grant + end, seen="01 form")
    for grant in _GRANTS
    for end in ("", "事業", "対象事業", "活用事業", "充当事業")
)

_GRANT_TYPES = tuple(Token(f"{grant}の種類", (Role.GRANT,), seen="variant") for grant in _GRANTS)

TOKENS: tuple[Token, ...] = (
    *_NAMES,
    *_VALUES,
    *_JUDGEMENTS,
    *_QUALIFIERS,
    *_FILLERS,
    *_CHOICES,
    *_GRANT_NAMES,
    *_GRANT_TYPES,
)
