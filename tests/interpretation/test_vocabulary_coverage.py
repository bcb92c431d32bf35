"""Every heading printed in the surveyed reports is read whole and offers its role, however it is spaced or broken.

The strings are those of the survey, ⏎ for a line break inside; what is printed wrong stays wrong.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpi_extract.interpretation.headings import Heading, default_lexicon, is_slot, read_heading
from kpi_extract.interpretation.sections import grant_named_in, style_of
from kpi_extract.interpretation.vocabulary import TOKENS, VALUE_ROLES, Basis, Role, Status
from kpi_extract.values.period import find_periods
from kpi_extract.values.text import match_key

# One heading a line; "|" parts headings that are short.
SURVEYED: dict[Role, str] = {
    Role.NUMBER: "No|NO.|No.|№|整理番号|主要施策コード|コード",
    Role.CATEGORY: """
        基本目標|基本施策|個別施策|具体的な施策|具体的な取組み|施策|政策|分野|項目|章|重点項目|基本的方向|事業区分
        総合戦略における施策分野
        総合戦略の位置付け
        目指す都市圏像/施策
        県総合戦略(改訂前)における位置付け
    """,
    Role.PROJECT: """
        交付対象事業の名称|交付対象⏎事業の名称|交付対象 事業の名称|交付対象事業名称|事業の名称|事業名|事業名【担当課】
        事務事業名|計画事業名
    """,
    Role.SUMMARY: """
        事業の概要|事業概要|事業内容|事業目的|H30年度事業内容|事業の概要・目的|取り組み内容|内容
    """,
    Role.INDICATOR: """
        K P I (重要業績評価指標)|K P I（重要業績評価指標）|KPI（重要業績評価⏎指標）
        本事業における重要業績評価指標(KPI)
        本事業における重要業績評価指数(KPI)
        重要業務評価指標(KPI)|重要業績評価指標(KPI)|重要業績成果指標|重要業績指標
        指標(長期総合計画目標指標)|成果指標(KPI)|評価指標
        数値目標・KPIの進捗状況
        指標|指 標|指 標 名|指標名|指標名称|成果指標|成果指標名|成果指標の名称|活動指標|対象指標|目標指標
        目標(指標)名|評価指標 目標の内容|評価指標 / 目標の内容|目標の内容|数値目標|内容|項目
    """,
    Role.DEFINITION: "説 明|指標の説明|説明(算式等)|算式|指標算出の数式|内容",
    Role.BASELINE: """
        基準値|基準値(H26)|基準値 [H26]|現状値|現状値(H26)|現状値 平成17年度|現状|従前値|策定時の値(2015年度)
        計画策定時|総合計画策定時|事業開始前(現時点)|(基準値)|ベース(1998年度)|現状値⏎(現況年度)
    """,
    Role.BASELINE_DATE: "(現況年度)|数値の基準年度|現状値(調査年度)",
    Role.TARGET: """
        指標値|目標値|目標値(H31)|目標値 平成22年度|目標値H31|目標|目標(平成31年度)|目標平成32年|5ヵ年目標|最終目標値
        中間目標(2019年度)|目安値|期待値|(H30.3改訂後の期待値)|参考値|計画値|計画|計画額 (累計額)|計画額⏎(累計額)
        計画額a|めざそう!ね(値)|25年度計画|平成18年度目標|H27~H31(目標)|目標値⏎(目標年度)
    """,
    Role.TARGET_DATE: "目標年月|目標月|目標年度|(目標年度)|最終達成(年度)",
    Role.DATE: "年月|年度",
    Role.UNIT: "単位|(単位)|[単位]",
    Role.ACTUAL: """
        実績値|実績|実績額|27年度実績|H30実績値(累計)|実績値(H27)|H24実績|平成13年実績|現状値|最新値|直近値|結果
        参考値(H27)|本事業終了後における実績値|事業終了後の実績値
        見込|平成15年末見込|28年度見込み|23年度(予定)|(予定)|予定|20 年度 (実績)|20年度(実績)|(見込)
    """,
    # The group or the row says whether it is the target or the actual.
    Role.VALUE: "KPI(平成 32 年3月まで)|KPI(平成27年度)|目標値の計画と達成状況",
    Role.DIFFERENCE: "目標と実績の比較|差|差b-a|前年度比|前年比増|前年度比増加率|前年度",
    Role.RATE: """
        達成率|達成率(%)|達成率(H30/H31)|達成率(金額ベース)|達成度|対目標|進捗率|進捗率(中間目標値に対して)
        進捗率(B)/(A)|実施率
    """,
    Role.RATING: """
        評価|評価(※1)|達成度|改善・悪化|進捗状況|進捗区分|自己評価|評価点|判定|委員会の評価|全国順位(※2)|前年度
        目標の進捗状況|今後の達成見込み
    """,
    Role.EFFECT_RATING: """
        事業効果|地方創生に関する効果度(担当課評価)|有効性|効率性|総合評価|妥当性(必要性)|効率性(手法)|有効性(成果)
        目的達成度|手段の適切性
    """,
    Role.EVALUATION: """
        外部有識者からの評価|事業の評価|事業の評⏎価|評価|外部評価|内部評価
    """,
    Role.EXTERNAL_OPINION: """
        外部有識者からの意見|意見|推進会議での意見|プラン推進委員からの意見
    """,
    Role.NEXT_STEP: """
        実績値を踏まえた事業の今後について
        今後の方針|今後の方⏎針|今後の方向性|方向性|今後の達成見込み|今後の取組|今後の取組(改善目標)|改善
    """,
    Role.NEXT_STEP_REASON: "今後の方針の理由|方針の理由",
    Role.REMARK: """
        効果発現要因(成果)|効果発現要因(総合所見)|課題|目標の進捗状況|≪成果と見直し≫|設定根拠|設⏎定⏎根⏎拠|設定理由
        20年後の目標設定の考え方
        目標値設定の考え方|評価の理由|分析結果|取組実績
        備考|備考(指標変更など)|資料|調査周期|出典|データ所管課等|最新データ公表時点|次回データ公表時点|実績値の計算方法
        フォローアップ(H28数値確定)の時期
        数値確定の時期|H27数値確定の時期|注釈
        主な支出|事業開始|事業終期|事業始期|事業期間|連携自治体|ページ|不用額|人件費|国庫支出金|国・府支出金|県支出金
        一般財源|国費充当額|交付金充当額|うち交付金
    """,
    Role.GRANT: "交付金の種類|交付金の種⏎類|交付金⏎の種⏎類|交付金の種 類",
    Role.BUDGET: "予算額|予算額・執行額(千円)|交付決定額|交付限度額",
    Role.EXPENDITURE: """
        実績額|実績額 単位:円|実績額⏎単位:円|実績額(単位:円)|決算額|決算/円|事業費|事 業 費|総事業費|執行額|トータルコスト
        予算額・執行額(千円)|交付金を充当する事業経費|予算執行|予算執行(率)
    """,
    Role.DEPARTMENT: """
        担当課|担当部課名|担当部局課名|担当部局庁・課名|担当部局|所管課|所管部|主管課|関係課|所 管|指標担当部課等
    """,
    Role.DIRECTION: "指標の方向性",
    Role.STUB: "区分|平成(年度)|年度|項目",
    Role.TOTAL: "(計)",
}

# What an ordinary city hall would print, beyond the survey.
ORDINARY: dict[Role, str] = {
    Role.NUMBER: "項番|通し番号|管理番号|指標番号|事業No.|KPI番号",
    Role.CATEGORY: """
        基本目標名|施策の柱|重点戦略|政策分野|取組分野|大分類|小分類|総合戦略の基本目標|総合戦略における位置づけ
        市総合戦略における位置付け|具体的取組|基本方針|総合戦略の施策名
    """,
    Role.PROJECT: """
        取組の名称|主要事業|実施事業|具体的な事業|事業・取組名|プロジェクト名|地域再生計画の名称|交付対象事業名|主な取組
    """,
    Role.SUMMARY: """
        事業の内容|事業の目的|事業の目的及び概要|取組の概要|取組概要|施策の概要|実施内容|R6年度の取組内容|事業趣旨|主な取組内容
        事業の目的・内容|取組内容
    """,
    Role.GRANT: """
        交付金区分|交付金タイプ|活用交付金|補助金名
        デジタル田園都市国家構想交付金の種類
        地方創生推進交付金の種類
    """,
    Role.DEPARTMENT: "所属|所属名|課名|部課名|主担当課|担当部署|担当部署名|担当課名|関係部署|事業所管課|事業担当課",
    Role.BUDGET: "当初予算|予算額(千円)|R6年度予算額|補正予算額|交付申請額|事業予算",
    Role.EXPENDITURE: "支出済額|事業費決算額|決算額(円)|対象経費|実績事業費|R6決算額|決算見込|総事業費(千円)|交付対象事業費",
    Role.INDICATOR: """
        アウトカム指標|アウトプット指標|アウトカム|測定指標|施策指標|指標の名称|指標内容|重要業績評価指標名|KPI名称|KPI指標
        重要業績評価指標(KPI)の名称|成果指標・活動指標|成果指標(アウトカム)|数値目標(KPI)|交付対象事業における重要業績評価指標(KPI)
        本事業における重要業績評価指標(KPI)※1|総合戦略のKPI|めざす姿の成果指標名
    """,
    Role.DEFINITION: "算定方法|算定式|指標の解説|指標の定義|指標の算定方法|KPIの算出方法",
    Role.UNIT: "指標単位|単 位",
    Role.DIRECTION: "望ましい方向|目指す方向性|方向性",
    Role.BASELINE: """
        基準(R2)|基準値(R2年度)|計画開始時|事業開始時|事業開始前|計画策定時の現状値|策定時実績|当初値|計画策定時点|基準年度値
        KPIの基準値|策定時(R1)|現状値(R元)|設定時の値(年度)|現況(H23)|現時点
    """,
    Role.BASELINE_DATE: "基準年度|基準年|基準年月",
    Role.TARGET: """
        努力目標(H32)|努力目標値|R6目標|R6目標値|令和6年度目標値|KPI目標値|目標値(R6)|令和6年度末目標|数値目標値|計画目標値|目標数値|最終年度目標値
        達成目標値|目標水準|2024年度目標|単年度目標|累計目標値|中間目標値(R4)|年次目標|目標(値)|目標値(累計)|最終目標(R6年度)
        計画期間内の目標値|R6年度の目標値
    """,
    Role.TARGET_DATE: "目標年次|目標達成年度|目標時点|達成期限|目標年度(年)",
    Role.ACTUAL: """
        KPI実績値|KPI実績|R5実績|R5年度実績値|令和5年度末実績|実績値(R5)|現在値|直近実績値|最新実績値|累計実績|単年度実績
        実績値(累計)|実績累計|R6見込|R6見込値|実績見込|実績見込み|達成見込値|R5速報値|R5確定値|事業実績|実績報告|年度末実績値
        本事業における実績値|事業終了時の実績値
    """,
    Role.VALUE: "計画と実績|目標・実績|目標値と実績値|KPIの推移",
    Role.DIFFERENCE: "対前年度比|前年度比増減|増減数|目標との差|目標値との差異|差引",
    Role.RATE: """
        目標達成率|進捗度|R5達成率|R5年度目標達成率(%)|目標値に対する達成率|対目標比|計画達成率|達成割合|最終目標に対する進捗率
        達成率(実績/目標)|累計達成率|KPI達成率
    """,
    Role.RATING: """
        達成見込|達成見込み|達成状況|KPIの達成状況|目標達成状況|目標の達成状況|担当課評価|評価区分|判定結果|一次評価|達成度評価
        進捗評価|進捗状況の評価|KPI評価|事業の進捗状況|達成可否|自己評価(担当課)|KPIの進捗状況
    """,
    Role.EFFECT_RATING: "効果|事業の効果|本事業の効果|地方創生への効果|地方創生に関する効果|効果検証",
    Role.EVALUATION: "効果検証|効果の検証|検証結果|外部有識者評価|第三者評価|外部有識者による評価|評価・検証|外部評価結果",
    Role.EXTERNAL_OPINION: """
        外部評価意見|有識者会議の意見|有識者会議での意見|外部有識者等の意見|外部有識者の主な意見|委員会での意見|審議会の意見|委員の意見
        委員からの意見等|検証委員会の意見|評価委員会からの意見|総合戦略推進会議での意見|議会の意見|外部評価委員の意見|委員意見
        外部有識者会議における意見
    """,
    Role.NEXT_STEP: """
        次年度以降の取組方針|今後の取組方針|取組方針|改善策|改善点|改善内容|改善の方向性|今後の改善策|今後の対応方針|課題への対応
        次年度の取組|次年度以降の取組内容|今後の取組内容|今後の展開|今後の事業の方向性|見直し内容|課題と今後の方針|課題と改善策
        今後の進め方|次年度以降の方針|来年度の取組|実績値を踏まえた今後の方針|評価を踏まえた今後の取組
    """,
    Role.NEXT_STEP_REASON: "今後の方向性の理由|方針理由|理由",
    Role.REMARK: """
        事業実施主体|実施主体|取組状況|事業実績|実績報告|事業実施状況|取組の成果|主な成果|成果|要因|未達成の理由|未達成の要因|達成要因
        原因分析|要因分析|現状と課題|今後の課題|課題・問題点|課題等|目標設定の根拠|目標値の根拠|設定の考え方|増減理由
        計画期間|事業の実施期間|実施時期|事業開始年度|総合戦略掲載ページ|掲載ページ|該当ページ|関連計画|根拠法令|対象者
        データ出典|出典・備考|把握方法|調査時期|測定方法|公表時期|特記事項|補足|コメント|備考欄|財源内訳|特定財源|地方債
        SDGs|関連するSDGs|新規・継続の別
    """,
}
GRANT_HEADINGS = (
    "地方創生推進交付金 【地方創生拠点整備交付金】 デジタル田園都市国家構想交付金 地方創生推進交付金活用事業"
)

# Numbered places of a form: their number, not the word, tells them apart.
SLOTS = """
    指標① 指標② 指標③ 指標④ 指標⑤ 指標⏎① 指標1 指標4 成果指標1 活動指標1 数値目標① KPI① KPI⑳ KPI㉑ KPI㉓ KPIその1 A F J
"""

# Section headings with their number or bracket: they name what stands below, no column.
SECTIONS = "基本目標Ⅰ 〈基本目標①〉 【基本目標1】 ■施策① 施策⑴ 【地方創生関連事業】 【地方創生推進交付金対象事業】"

# What the survey lists beside the headings but is printed in cells, captions, covers and running heads.
NO_HEADINGS = """
    基礎交付 タイプⅠ タイプⅡ 先駆タイプ 横展開・隘路打開タイプ 【地方創生推進交付金対象事業】 【地方創生関連事業】
    【地方創生拠点整備交付金】 【地方創生テレワーク交付金】 《地方創生加速化交付金》
    地域活性化・地域住民生活等緊急支援交付金(地方創生先行型) デジタル田園都市国家構想交付金事業
    単位…事業数:件⏎事業費:千円 【地方創生推進課】 5年間で
    様式2 資料5 資料3−1 (別添)様式1 都道府県名 市町村名 都道府県・市町村コード(5桁) 連絡先 作成日 平成28年3月作成・11月確定
    平成29年2月時点速報版 【訂正版】 1/4
    順調 概ね順調 やや遅れ 遅れ 努力を要する 進展せず 計画どおり完了 次年度以降計画を見直す 目標達成 未達成 一部未達成 全て達成
    達成済 取組中 未着手 維持 悪化 継続 レベルアップ 計画以上の進捗がある 中:適切な成果が得られている
    地方創生に非常に効果的であった 地方創生に相当程度効果があった 地方創生に効果があった 地方創生に効果がなかった
    地方創生に非常に効果があった 本事業は地方創生に効果があった 総合戦略のKPI達成に有効であった
    総合戦略のKPI達成に有効とは言えない 追加等更に発展させる 事業内容の見直し(改善) 事業の継続 事業の中止 予定通り事業終了
    事業拡大 改善し事業継続 現状通り事業継続 事業中止・廃止 事業・期間の終了 縮小 廃止 終了 拡充 事業の見直し 計画通り
    なし 算定中 検討中 未公表 未実施 評価なし 〔該当なし〕 更新数値がなし 事業終了につき、評価せず 実績値の未発表 確定
    2021年度に初回調査 現状維持 現状維持以上 現状値を維持(44%台) 1位維持 延伸 アップ 設置 策定 毎年 年2回 6.1%減額
"""

# Names of projects and indicators: made of the same words in part, never as a whole.
NAMES = """
    総合戦略策定事業 シティセールス事業 B-1グランプリ開催事業 三國湊町マスタープラン策定 雇用促進奨励金事業 就農支援事業(拡充)
    すくすく保育支援事業 産業用地分譲促進事業 広域観光推進事業 本事業による雇用創出数 地元経済効果 来場者数 新規雇用者数 相談件数
    リピート率 就業相談者数 総生産 企業数及び従業者数 開業率 成人のスポーツ実施率(週1回以上) 行財政改革基本計画達成率
    自主財源比率 財政情報の提供 目標達成企業数 計画策定率 実施事業数 会議開催数 支援件数 委員会開催回数 学校評価の実施校数
    市民アンケートによる学校教育の評価の向上 地域課題の解決件数 商品開発数 事業所従業者数 農業生産額 補助金による集積器具設置数
"""


def headings_of(table: dict[Role, str]) -> list[tuple[Role, str]]:
    return [
        (role, heading.strip().replace("⏎", "\n"))
        for role, lines in table.items()
        for line in lines.strip().splitlines()
        for heading in line.strip().split("|")
    ]


def words_of(table: str) -> list[str]:
    return [word.replace("⏎", "\n") for word in table.split()]


def read(text: str) -> Heading:
    return read_heading(text, default_lexicon())


def offered(heading: Heading) -> set[Role]:
    """The roles of the heading and of its bracket: 現状値(調査年度)."""
    return {*heading.roles, *(heading.bracket.roles if heading.bracket is not None else ())}


def said(heading: Heading) -> tuple[object, ...]:
    """All that a heading says, without how it is printed."""
    period = (heading.period.kind, heading.period.fiscal_year, heading.period.date) if heading.period else None
    bracket = heading.bracket.roles if heading.bracket is not None else None
    return heading.roles, period, heading.unit, heading.basis, heading.status, heading.rest, bracket


def identified(pair: tuple[Role, str]) -> str:
    return f"{pair[0]}-{pair[1]}"


@pytest.mark.parametrize("pair", headings_of(SURVEYED), ids=identified)
def test_a_surveyed_heading_is_read_whole_and_offers_its_role(pair: tuple[Role, str]) -> None:
    role, text = pair
    assert read(text).rest == ""
    assert role in offered(read(text))


@pytest.mark.parametrize("pair", headings_of(ORDINARY), ids=identified)
def test_an_ordinary_heading_is_read_whole_and_offers_its_role(pair: tuple[Role, str]) -> None:
    role, text = pair
    assert read(text).rest == ""
    assert role in offered(read(text))


FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
WIDE_BRACKETS = str.maketrans("()[]", "（）［］")
# Fonts that share a glyph between two code points print these for 日行人口方田金.
KANGXI = str.maketrans("日行人口方田金", "⽇⾏⼈⼝⽅⽥⾦")
NOISE: dict[str, Callable[[str], str]] = {
    "spaces inside": lambda text: " ".join(text.replace("\n", "")),
    "wide spaces inside": lambda text: "\u3000".join(text.replace("\n", "")),
    "one character a line": lambda text: "\n".join(text.replace("\n", "")),
    "a break in the middle": lambda text: f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}",
    "full-width brackets": lambda text: text.translate(WIDE_BRACKETS),
    "full width": lambda text: text.translate(FULL_WIDTH),
    "radicals": lambda text: text.translate(KANGXI),
    "a mark in front": lambda text: f"■{text}",
}
# The corner 平成(年度) stands over bare years and has no notes.
NOTED = [text for _, text in headings_of(SURVEYED) + headings_of(ORDINARY) if "※" not in text and "平成(" not in text]


@pytest.mark.parametrize("noise", NOISE)
def test_noise_in_a_heading_changes_nothing(noise: str) -> None:
    for _, text in headings_of(SURVEYED) + headings_of(ORDINARY):
        if noise != "a mark in front" or "平成(" not in text:
            assert said(read(NOISE[noise](text))) == said(read(text)), NOISE[noise](text)


@pytest.mark.parametrize("note", ["(※1)", "（※２）", "(※)", "※", "※3", "(注1)", "注2", "*"])
def test_a_note_behind_a_heading_changes_nothing(note: str) -> None:
    for text in NOTED:
        if not set(text) & set("([【≪（"):
            assert said(read(text + note)) == said(read(text)), text + note


@pytest.mark.parametrize("note", ["(※1)", "（※２）", "(※)", "(注1)"])
def test_a_note_behind_a_bracket_changes_nothing(note: str) -> None:
    for text in NOTED:
        assert said(read(text + note)) == said(read(text)), text + note


def test_two_brackets_at_the_end_are_both_read() -> None:
    both = read("R6目標(累計)(人)")
    assert (both.basis, both.unit) == ("cumulative", "人")
    dated = read("目標値(人)(H31)")
    assert (dated.unit, dated.period and dated.period.fiscal_year) == ("人", 2019)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("単位:円", "円"),
        ("(単位:千円)", "千円"),
        ("単位: 人", "人"),
        ("実績額 単位:円", "円"),
        ("実績額(単位:円)", "円"),
        ("予算額・執行額(千円)", "千円"),
        ("決算/円", "円"),
        ("達成率(%)", "%"),
        ("達成率（％）", "%"),
    ],
)
def test_units_in_headings(text: str, unit: str) -> None:
    assert (read(text).unit, read(text).rest) == (unit, "")


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("(累計)", "cumulative"),
        ("累計", "cumulative"),
        ("延べ", "cumulative"),
        ("KPI増加分の累計", "cumulative"),
        ("[H27~28 累計]", "cumulative"),
        ("(H27~H31累計)", "cumulative"),
        ("H30実績値(累計)", "cumulative"),
        ("計画額 (累計額)", "cumulative"),
        ("単年度", "annual"),
        ("(単年度)", "annual"),
        ("※単年実績", "annual"),
        ("増加分", "increment"),
        ("(新規)", None),
        ("うちH28年度", None),
        ("実績値", None),
    ],
)
def test_basis_words(text: str, basis: Basis | None) -> None:
    assert (read(text).basis, read(text).rest) == (basis, "")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("平成15年末見込", "forecast"),
        ("28年度見込み", "forecast"),
        ("23年度(予定)", "forecast"),
        ("(予定)", "forecast"),
        ("R6達成見込値", "forecast"),
        ("速報値", "preliminary"),
        ("参考値(H27)", "reference"),
        ("中間目標(2019年度)", "interim"),
        ("目安値", "interim"),
        ("期待値", "interim"),
        ("県総合戦略(改訂前)における位置付け", "superseded"),
        ("25年度計画", None),
    ],
)
def test_status_words(text: str, status: Status | None) -> None:
    assert (read(text).status, read(text).rest) == (status, "")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "R1年度 23年度 平成25年度 平成25年 H23 H27 20年度(実績) 2015年度 2018年 平成15年9月30日現在 令和元年度".split()
        ),
        *("平成⏎28年度 平成28年度⏎(1年目) 平成33年度(5年目)".replace("⏎", "\n").split(" ")),
        "平成 27 年度",
        "目標値 平成22年度",
        "20 年度 (実績)",
    ],
)
def test_years_in_headings(text: str) -> None:
    heading = read(text)
    assert heading.period is not None
    assert heading.is_heading


@pytest.mark.parametrize("text", [f"({year}年目)" for year in range(1, 11)])
def test_years_of_a_plan_are_covered_and_are_no_date(text: str) -> None:
    assert (read(text).rest, read(text).period) == ("", None)


@pytest.mark.parametrize("text", words_of(SLOTS))
def test_slots_are_no_headings(text: str) -> None:
    assert is_slot(text)
    assert not read(text).is_heading


@pytest.mark.parametrize("text", SECTIONS.split())
def test_numbered_sections_name_no_column(text: str) -> None:
    assert style_of(text) != "plain"
    assert set(read(text).roles) <= {Role.CATEGORY} or read(text).rest


@pytest.mark.parametrize("text", words_of(NO_HEADINGS))
def test_values_captions_and_document_heads_are_no_headings(text: str) -> None:
    assert not read(text).is_heading


def test_the_date_of_a_document_gives_no_role_to_values() -> None:
    assert not set(read("(H28年3月末時点)").roles) & VALUE_ROLES


@pytest.mark.parametrize("text", GRANT_HEADINGS.split())
def test_the_name_of_a_grant_says_nothing_about_the_cells_below(text: str) -> None:
    assert (read(text).rest, read(text).is_heading) == ("", False)
    assert grant_named_in(text) is not None


@pytest.mark.parametrize("text", words_of(NAMES))
def test_names_of_projects_and_indicators_are_no_headings(text: str) -> None:
    assert not read(text).is_heading


def test_tokens_are_words_and_no_dates() -> None:
    longest = max(TOKENS, key=lambda token: len(token.form))
    assert len(longest.form) <= 24, longest
    assert [token.form for token in TOKENS if find_periods(match_key(token.form))] == []
    assert [token.form for token in TOKENS if token.form != match_key(token.form)] == []
