"""Every value notation of the survey (vocabulary (b), semantics) with the record that the design decides.

One line a printed string: the text, what it says, where it is seen (number of the case, or the municipality).
"""

from __future__ import annotations

import pytest

from tests.values.reading import Said, lacks, refused, says, second, value

Line = tuple[str, Said, str]

SEVERAL = refused("several-values")
WRONG = refused("wrong-original")
RELATIVE = ("relative-value",)


MISSING: list[Line] = [
    ("-", lacks("dash"), "01 02 04 13 16 29 34"),
    ("－", lacks("dash"), "full width"),
    ("―", lacks("dash"), "11 24 27 32a"),
    ("――――", lacks("dash"), "東京都"),
    ("−", lacks("dash"), "14, U+2212"),
    ("‐", lacks("dash"), "hyphen"),
    ("ー", lacks("dash"), "long vowel mark typed for a dash"),
    ("[-]", lacks("dash"), "いわて"),
    ("(-)", lacks("dash"), "design rule 2"),
    ("（－）", lacks("dash"), "design rule 2, full width"),
    ("", lacks("blank"), "everywhere"),
    (" \n　", lacks("blank"), "white space of a form"),
    ("― 件/年", lacks("dash", unit="件/年"), "32a"),
    ("- 平成29年3月", lacks("dash", period="2017-03"), "13"),
    ("なし", lacks("word"), "17"),
    ("算定中", lacks("word"), "29"),
    ("検討中(2020年度)", lacks("word", period="FY2020"), "24"),
    ("2021年度に初回調査", lacks("word", period="FY2021"), "群馬県"),
    ("平成19年度調査", lacks("word", period="FY2007"), "25"),
    ("更新数値がなし", lacks("word"), "富士市"),
    ("事業終了につき、評価せず", lacks("word"), "富士市"),
    ("未公表", lacks("word"), "19"),
    ("未実施", lacks("word"), "15"),
    ("未実施-", lacks("word"), "15"),
    ("実績値の未発表", lacks("word"), "大垣市"),
    ("評価なし", lacks("word"), "いの町"),
    ("把握できない等の理由により評価できない", lacks("word"), "長与町"),
    ("〔該当なし〕", lacks("word"), "佐世保市"),
    ("比較可能な参考指標なし", lacks("word"), "佐世保市"),
    ("*** *** ***", lacks("word"), "葛飾区"),
    ("#DIV/0!", WRONG, "33"),
    ("########", WRONG, "a column too narrow"),
    ("=B3/C3", WRONG, "a formula without its result"),
    ("=SUM(A1:A3)", WRONG, "a formula without its result"),
    ("=集計!B3*100", WRONG, "a formula without its result"),
    ("〃", {"text": "〃", "codes": ("ditto",)}, "24"),
    ("確定", {"text": "確定"}, "13, time of confirmation"),
    ("H29.5", refused(), "13, a date is no value"),
    ("集計中", lacks("word"), "not seen, usual"),
    ("調査中", lacks("word"), "not seen, usual"),
    ("…", lacks("word"), "not seen, usual"),
    ("‥", lacks("word"), "not seen, usual"),
    ("未", lacks("word"), "not seen, usual"),
]

ZERO: list[Line] = [
    ("0", says("0"), "05 06"),
    ("0.0%", says("0.0", "%"), "survey"),
    ("0%", says("0", "%"), "08 09"),
    ("0人 (0人)", second("0", "0人", "人"), "08"),
    ("0件", says("0", "件"), "survey"),
    ("ゼロ", says("0"), "山形県"),
    ("0.00%", says("0.00", "%"), "33"),
    ("0回", says("0", "回"), "17"),
    ("0ha\n(26年度)", says("0", "ha", period="FY?26", codes=("era-unknown",)), "11"),
]

SIGNED: list[Line] = [
    ("▲3,703", says("-3703"), "19"),
    ("△911", says("-911"), "14"),
    ("△2,120 人", says("-2120", "人"), "14"),
    ("△258ヘクタール", says("-258", "ヘクタール"), "20"),
    ("△3.1%", says("-3.1", "%"), "20"),
    ("-34.3%", says("-34.3", "%"), "18"),
    ("-1301%", says("-1301", "%"), "18"),
    ("-33.5", says("-33.5"), "三田市"),
    ("+6010人", says("6010", "人"), "14"),
    ("+190", says("190"), "いわて"),
    ("+32%", says("32", "%"), "32d"),
    ("△739", says("-739"), "長野県"),
    # A tolerance: neither ≤ -10 nor ≥ -10 is printed, so the bound is not guessed.
    ("△10%以内", refused(), "長与町"),
    ("(△10%以内)", refused(), "長与町"),
    ("△4.0%で推移", refused(), "10"),
    ("6.1%減額", {"text": "6.1%減額", "codes": RELATIVE}, "20"),
    ("6.2%減額", {"text": "6.2%減額", "codes": RELATIVE}, "20"),
    ("20%増", {"text": "20%増", "codes": RELATIVE}, "25"),
    ("3.2ポイント減", {"text": "3.2ポイント減", "codes": RELATIVE}, "津和野町"),
    ("5.9ポイント増", {"text": "5.9ポイント増", "codes": RELATIVE}, "津和野町"),
    ("0.9ポイント低下", {"text": "0.9ポイント低下", "codes": RELATIVE}, "千葉県"),
]

PERCENT: list[Line] = [
    ("7.3", says("7.3"), "unit column %"),
    ("57.10%", says("57.10", "%"), "survey"),
    ("57.10％", says("57.10", "%"), "full width"),
    ("30.00%", says("30.00", "%"), "20"),
    ("5.05%", says("5.05", "%"), "survey"),
    ("1.7%", says("1.7", "%"), "11"),
    ("80.0%", says("80.0", "%"), "28"),
    ("100.0%", says("100.0", "%"), "28"),
    ("219.5%", says("219.5", "%"), "26"),
    ("5.5‰", says("5.5", "‰"), "survey"),
    ("0.70倍", says("0.70", "倍"), "survey"),
    ("1倍", says("1", "倍"), "survey"),
    ("0.11 倍", says("0.11", "倍"), "survey"),
    ("1.54", says("1.54"), "19, no unit"),
]

SEVERAL_VALUES: list[Line] = [
    ("200・4,000", SEVERAL, "05"),
    ("144・4,055", SEVERAL, "05"),
    ("8\n80.0%", SEVERAL, "30"),
    ("540\n5,500", SEVERAL, "30"),
    ("540 箇所\n5,500 回", SEVERAL, "30"),
    ("長寿命化13箇所\nリニューアル   3箇所", SEVERAL, "27"),
    ("男性79.83以上\n女性84.35以上", SEVERAL, "19"),
    ("小6 79.7% 中3 76.2%", SEVERAL, "群馬県"),
    ("小6 95%以上 中3 95%以上", SEVERAL, "群馬県"),
    ("予算額 0\n執行額 0", SEVERAL, "08"),
    ("73,618社(2014年)\n1,045,808人(2014年)", SEVERAL, "24"),
    ("2.0箇所(2014年)\n3,737万8千人(2014年)", SEVERAL, "24"),
    ("0人\n(0人)", second("0", "0人", "人"), "08"),
    ("950\n(9500)", second("950", "9500"), "26"),
    ("1,030\n(2,930)", second("1030", "2,930"), "26"),
    ("515 (うちH28年度 255人)", second("515", "うちH28年度255人"), "31"),
    ("515(人)\n(うちH28年度 255人)", second("515", "うちH28年度255人", "人"), "31"),
    ("7 (31.8%)", second("7", "31.8%"), "安平町"),
    ("1.56 (全国16位)", second("1.56", "全国16位"), "19"),
    ("(10,000) (13,000)", SEVERAL, "12, a revised target"),
    ("20,563 → 20,000", SEVERAL, "semantics 8"),
    ("437→380", SEVERAL, "10"),
    ("H26年1.54→H31年1.68", SEVERAL, "19"),
    ("13.8%(制度改正による数値:14.8%)", second("13.8", "制度改正による数値:14.8%", "%"), "20"),
    ("467.8億円(目標: 425億円、達成率110%)", second("46780000000", "目標:425億円、達成率110%", "円"), "32d"),
    ("252.5人(10万人あたり)", second("252.5", "10万人あたり", "人"), "32b"),
]

BOUNDS: list[Line] = [
    ("30%以上", says("30", "%", comparator="at_least"), "09"),
    ("75%以上", says("75", "%", comparator="at_least"), "09"),
    ("40%以上", says("40", "%", comparator="at_least"), "24"),
    ("40%以上(2020年度)", says("40", "%", comparator="at_least", period="FY2020"), "24"),
    ("現状維持以上", {"text": "現状維持以上"}, "24"),
    ("現状以上", {"text": "現状以上"}, "survey"),
    ("79.83以上", says("79.83", comparator="at_least"), "19"),
    ("14.5%未満", says("14.5", "%", comparator="less_than"), "20"),
    ("10,000件未満", says("10000", "件", comparator="less_than"), "32b"),
    ("25人以下", says("25", "人", comparator="at_most"), "山形県"),
    ("1万7187人超", says("17187", "人", comparator="more_than"), "32c"),
    ("93%超", says("93", "%", comparator="more_than"), "32c"),
    ("1億円以上", says("100000000", "円", comparator="at_least"), "survey"),
    ("99.5%", says("99.5", "%"), "survey"),
    ("延べ 2", says("2", basis="cumulative"), "15"),
    ("約900万人", says("9000000", "人", comparator="about"), "survey"),
    ("概ね430人(約10%)", second("430", "約10%", "人", comparator="about"), "26"),
    ("5倍", says("5", "倍"), "survey"),
    ("5年間で 100 人", says("100", "人", basis="cumulative"), "09"),
    ("平成31年度まで10人", says("10", "人", period="FY2019"), "08"),
    ("毎年度200億円を超える", says("20000000000", "円/年", comparator="more_than"), "survey"),
    ("基準年度(2021)よりも増加", {"text": "基準年度(2021)よりも増加"}, "survey"),
    ("2023年よりも増加", {"text": "2023年よりも増加"}, "survey"),
    ("現状値を維持(44%台)", {"text": "現状値を維持(44%台)"}, "25"),
    ("現状値を維持(141か所)", {"text": "現状値を維持(141か所)"}, "25"),
    ("維持", {"text": "維持"}, "survey"),
    ("1位維持", {"text": "1位維持"}, "survey"),
    ("延伸", {"text": "延伸"}, "survey"),
    ("アップ", {"text": "アップ"}, "16"),
    ("ダウン", {"text": "ダウン"}, "16"),
    ("設置", {"text": "設置"}, "17"),
    ("策定", {"text": "策定"}, "17"),
    ("向上", {"text": "向上"}, "32b"),
    ("年2回", says("2", "回/年"), "29"),
    ("広報紙による財政状況の公表 年2回", refused(), "29"),
    ("毎年44,000人", says("44000", "人/年"), "survey"),
]

WITH_UNITS: list[Line] = [
    ("6,000,000円", says("6000000", "円"), "02"),
    ("122経営体", says("122", "経営体"), "11"),
    ("4人/年", says("4", "人/年"), "11"),
    ("1.4組/年", says("1.4", "組/年"), "32a"),
    ("33%/年", says("33", "%/年"), "32a"),
    ("3,617日/年", says("3617", "日/年"), "32a"),
    ("2.7ha", says("2.7", "ha"), "11"),
    ("49.73ha", says("49.73", "ha"), "11"),
    ("5.56kWh", says("5.56", "kWh"), "27"),
    ("1,330,587人", says("1330587", "人"), "survey"),
    ("3,276\n百万円", says("3276", "百万円"), "break before the unit"),
    ("32 人", says("32", "人"), "09"),
    ("300 人", says("300", "人"), "09"),
    # The end of a name (…数) and its value: the name is not split off here.
    ("数5件", refused(), "09"),
    ("数 10 人", refused(), "09"),
    ("96.8万人", says("968000", "人"), "34"),
    ("2,584 千人", says("2584000", "人"), "survey"),
    ("1,000 千円", says("1000", "千円"), "survey"),
    ("109台", says("109", "台"), "17"),
    ("2.77点", says("2.77", "点"), "17"),
    ("10本", says("10", "本"), "17"),
    ("3法人", says("3", "法人"), "11"),
    ("53戸\n(25年度)", says("53", "戸", period="FY?25", codes=("era-unknown",)), "11"),
    ("4,900世帯", says("4900", "世帯"), "20"),
    ("22,309時間", says("22309", "時間"), "32b"),
    ("20団体", says("20", "団体"), "32b"),
    ("141か所", says("141", "か所"), "25"),
    ("85(%)", says("85", "%"), "31"),
    ("1,000(人)\n(累計)", says("1000", "人", basis="cumulative"), "31"),
    ("87(%)\nH28.6月調査結果", says("87", "%", period="2016-06"), "31"),
    ("65.5万人\nH29.3月住民基本台帳人口", says("655000", "人", period="2017-03"), "31"),
]

SCALED: list[Line] = [
    ("9兆1,400億円", says("9140000000000", "円"), "24"),
    ("9兆1,400億円(2012年度)", says("9140000000000", "円", period="FY2012"), "24"),
    ("10兆円", says("10000000000000", "円"), "24"),
    ("3,737万8千人", says("37378000", "人"), "24"),
    ("4,100万人", says("41000000", "人"), "24"),
    ("1万8225人", says("18225", "人"), "32c"),
    ("2億396万円", says("203960000", "円"), "32a"),
    ("4億3,0000万円", WRONG, "32a"),
    ("6億2890万円", says("628900000", "円"), "survey"),
    ("79億7,909万円", says("7979090000", "円"), "survey"),
    ("467.8億円", says("46780000000", "円"), "32d"),
    ("6億4367万円", says("643670000", "円"), "survey"),
    ("5億円/年", says("500000000", "円/年"), "survey"),
    ("1万2600回", says("12600", "回"), "船橋市議会"),
    ("86億円", says("8600000000", "円"), "32b"),
    ("705億円", says("70500000000", "円"), "design rule 12"),
    ("12.3万人", says("123000", "人"), "design §3"),
    ("98万人", says("980000", "人"), "34"),
    ("57,000 人", says("57000", "人"), "23"),
    ("1,577 人", says("1577", "人"), "21, its minus lost in the text layer"),
    ("1,161,635", says("1161635"), "semantics 12"),
    ("3,481,000", says("3481000"), "35"),
    ("5923000", says("5923000"), "35, no separators"),
    ("9500", says("9500"), "26, no separators"),
    ("642,862.50", says("642862.50"), "33"),
]

BRACKETS: list[Line] = [
    ("(※1)", {"text": "(※1)", "marks": ("(※1)",)}, "19"),
    ("(※)", {"text": "(※)", "marks": ("(※)",)}, "19"),
    ("※2", {"text": "※2", "marks": ("※2",)}, "19"),
    ("注1", {"text": "注1", "marks": ("注1",)}, "26"),
    ("注)", {"text": "注)", "marks": ("注)",)}, "survey"),
    ("(注)2", {"text": "(注)2", "marks": ("(注)2",)}, "survey"),
    ("2,300※2", says("2300", marks=("※2",)), "glued"),
    ("2,300(※1)", says("2300", marks=("(※1)",)), "glued"),
    ("2,300人注1", says("2300", "人", marks=("注1",)), "glued"),
    ("2,300(注)2", says("2300", marks=("(注)2",)), "glued"),
    ("C (A※1)", {"text": "C (A※1)", "marks": ("※1",)}, "19"),
    ("1.48 (H28年※2)", says("1.48", period="2016", marks=("※2",)), "19"),
    ("28,317 *", says("28317", marks=("*",)), "22"),
    ("12(全国5位)", second("12", "全国5位"), "19"),
    ("(全国5位)", refused(), "19, alone in its cell"),
    ("61.60%\n(平成22年度)", says("61.60", "%", period="FY2010"), "29"),
    ("60.2%\n(平成23年度予算)", says("60.2", "%", period="FY2011"), "29"),
    ("(平成22年度)", refused(), "29, alone in its cell"),
    ("5,923 ※単年実績", says("5923", basis="annual"), "survey"),
    ("※単年実績", {"text": "※単年実績"}, "survey, alone in its cell"),
    ("7,077 (速報値)", says("7077", status="preliminary"), "12"),
    (
        "5,163 [H27~28 累計]",
        says("5163", basis="cumulative", period="FY2015..FY2016", codes=("fiscal-year-assumed",)),
        "12",
    ),
    (
        "10人(H27~H31累計)",
        says("10", "人", basis="cumulative", period="FY2015..FY2019", codes=("fiscal-year-assumed",)),
        "12",
    ),
    ("300件(2017〜2021年度累計)", says("300", "件", basis="cumulative", period="FY2017..FY2021"), "32c"),
    ("122経営体\n(26年度)", says("122", "経営体", period="FY?26", codes=("era-unknown",)), "11"),
    ("7.4%(2014年)", says("7.4", "%", period="2014"), "24"),
    ("36.5%(2014年度)", says("36.5", "%", period="FY2014"), "24"),
    ("87,672人\n(2014年度)", says("87672", "人", period="FY2014"), "27"),
    ("190 平成29年3月", says("190", period="2017-03"), "13"),
    ("154,457人(平成13年度)", says("154457", "人", period="FY2001"), "32b"),
    ("4,885(現在)", second("4885", "現在"), "20"),
    ("20団体(新規)", second("20", "新規", "団体"), "32b"),
    ("(9500)", says("9500"), "26, alone in its cell"),
]

MARKS = "◎ ○ △ × A B+ B C D S d E ⇗ ↑ ↓ 有 ● ■ □ ●/○ ■/□ ▲".split()
WORDS = """順調 概ね順調 おおむね順調 やや遅れ 遅れ 遅れている 努力を要する 進展 進展せず 計画どおり完了 次年度以降計画を見直す
目標達成 未達成 一部未達成 全て達成 達成済 取組中 未着手 改善 維持 悪化 順調に推移している 計画以上の進捗がある 継続 レベルアップ
中:適切な成果が得られている B:成果・費用対効果の向上に努めつつ継続実施
地方創生に非常に効果的であった 地方創生に相当程度効果があった 地方創生に効果があった 地方創生に効果がなかった 地方創生に非常に効果があった
総合戦略のKPI達成に有効であった 総合戦略のKPI達成に有効とは言えない
追加等更に発展させる 事業内容の見直し(改善) 事業の継続 事業の中止 予定通り事業終了 事業拡大 改善し事業継続 現状通り事業継続
事業中止・廃止 事業・期間の終了 基礎交付 タイプⅠ タイプⅡ""".split()

RATINGS: list[Line] = [
    *((mark, {"text": mark}, "marks of evaluation") for mark in MARKS),
    *((word, {"text": word}, "words of evaluation, fixed choices") for word in WORDS),
    ("B 概ね期待どおり", {"text": "B 概ね期待どおり"}, "words of evaluation"),
    ("無", lacks("word"), "有/無; なし in design rule 2"),
    ("3", says("3"), "08, digits"),
    ("-5", says("-5"), "18, points"),
]


@pytest.mark.parametrize(
    ("text", "said", "seen"),
    [
        *MISSING,
        *ZERO,
        *SIGNED,
        *PERCENT,
        *SEVERAL_VALUES,
        *BOUNDS,
        *WITH_UNITS,
        *SCALED,
        *BRACKETS,
        *RATINGS,
    ],
)
def test_printed_value(text: str, said: Said, seen: str) -> None:
    assert value(text) == said
