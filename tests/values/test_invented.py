"""Notations as a clerk would print them, not seen in the survey; what is not certain is refused, never guessed."""

from __future__ import annotations

import pytest

from kpi_extract.values.number import split_values
from tests.values.reading import Said, lacks, period, refused, says, second, value

SEVERAL = refused("several-values")
WRONG = refused("wrong-original")
RELATIVE = ("relative-value",)
ASSUMED = ("fiscal-year-assumed",)


@pytest.mark.parametrize(
    "text",
    """令和5年3月末現在 令和５年度末（見込） R5末 R5 Ｒ５．３ H31.4.30 令和元.5 平成31(2019)年度 R4～R6年度 R4～R6 H29年度～ 2023年 2023年度
    26年度 令和五年 令和元年度 2023/3/31 20230331 (R5.3) 5月 12月 二〇二二 二〇二二年""".split(),
)
def test_a_date_alone_is_no_value(text: str) -> None:
    assert value(text) == refused()


@pytest.mark.parametrize(
    "text",
    """Ⅱ-1-④ 1-2-3 1-2 03-1234 0154-31-4502 0154314502 012068 05 007 00 00.5 1/3 1:2 10:30 12/31 15/15(100%) 1.2.3 1.234.567 1E5 1.2E+05
    2022/23 No.5 第5次 3年目 3回目 2番目 5か年計画 A-1 ア① (1)-2 ½ 1½ 1.0E 1111111111111111111111111""".split(),
)
def test_codes_and_fractions_are_no_values(text: str) -> None:
    assert value(text).get("value") is None


@pytest.mark.parametrize(
    "text",
    """100％達成 24時間対応 2施設整備 3計画策定 3密回避 2拠点居住 100歳体操 1時間半 2名体制 10名様 20代 44%台 3億円台 10人台 6次産業化 3R推進
    2025大阪万博 目標12 新規3件 増12人 対前年比105% 基準値の1.2倍 ±5% .5 5. ー5 10～ ～10人 ・15人 ●5 ◎120 120◎ 5△ 120人以上/年
    △5%以上 △100人以下 -5.0以上 100～1千万円 800～1万人 10人～12社 5～3件 4～3月 ※120人 日3便 百万円 千人 大学 二五 五六人 一二千 百万
    十万円 二十五日 1,234.5を目指す 全国3位""".split(),
)
def test_what_is_not_certain_is_refused(text: str) -> None:
    assert value(text) == refused()


@pytest.mark.parametrize(
    "text",
    """10人/15人 5校中3校 12回340人 延べ12回・340人 12→15 1日3便 5時間30分 約3割5分 2年に1回 5年間で10% 10-12人 10人以上20人未満 1人当たり300円
    人口1万人当たり3.5人 80※2人 1人1台端末 2019/2020年度 3月31日""".split(),
)
def test_several_numbers_in_one_cell(text: str) -> None:
    assert value(text) == SEVERAL


@pytest.mark.parametrize(
    "text", "1,23 12,345,6 1,234, 1、234 2,5千人 12，3人 1億千万円 1.5億2000万 5万8万 #REF! #N/A".split()
)
def test_a_wrong_original_is_not_repaired(text: str) -> None:
    assert value(text) == WRONG


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2,300人（R4：2,100人）", second("2300", "R4:2,100人", "人")),
        ("12（20.5％）", second("12", "20.5%")),
        ("第3位", says("3", "位")),
        ("3～5件", says("3", "件", upper="5")),
        ("98.5点", says("98.5", "点")),
        ("0.5ポイント", says("0.5", "ポイント")),
        ("¥1,000", says("1000", "円")),
        ("￥1,000-", refused()),
        ("¥△1,000", says("-1000", "円")),
        ("¥1,000円", says("1000", "円")),
        ("¥1,000千円", says("1000", "千円")),
        ("¥5人", refused()),
        ("1.2千人", says("1200", "人")),
        ("延べ1,200人", says("1200", "人", basis="cumulative")),
        ("のべ1,200人", says("1200", "人", basis="cumulative")),
        ("年間延べ1,200人", says("1200", "人/年", basis="cumulative")),
        ("累計:120人", says("120", "人", basis="cumulative")),
        ("単年度12人", says("12", "人", basis="annual")),
        ("3年間で10件", says("10", "件", basis="cumulative")),
        ("5か年で100人", says("100", "人", basis="cumulative")),
        ("年間120件", says("120", "件/年")),
        ("年に2回", says("2", "回/年")),
        ("月2回", says("2", "回/月")),
        ("毎月2回", says("2", "回/月")),
        ("週1回以上", says("1", "回/週", comparator="at_least")),
        ("1,234.5 t-CO2", says("1234.5", "t-CO2")),
        ("450g/人・日", says("450", "g/人・日")),
        ("350kg/10a", says("350", "kg/10a")),
        ("約3割", says("3", "割", comparator="about")),
        ("ほぼ100%", says("100", "%", comparator="about")),
        ("100%近く", says("100", "%", comparator="about")),
        ("約1,000人以上", says("1000", "人", comparator="at_least")),
        ("20%を上回る", says("20", "%", comparator="more_than")),
        ("20%を下回る", says("20", "%", comparator="less_than")),
        ("120人(以上)", says("120", "人", comparator="at_least")),
        ("≧80%", says("80", "%", comparator="at_least")),
        ("2倍", says("2", "倍")),
        ("12～13万人", says("120000", "人", upper="130000")),
        ("1～2億円", says("100000000", "円", upper="200000000")),
        ("12万～13万人", says("120000", "人", upper="130000")),
        ("800人～1万人", says("800", "人", upper="10000")),
        ("10人～12", says("10", "人", upper="12")),
        ("10～12千円", says("10", "千円", upper="12")),
        ("△5～△3", says("-5", upper="-3")),
        ("約10～15人", says("10", "人", upper="15", comparator="about")),
        ("10~12%", says("10", "%", upper="12")),
        ("5万3,000人", says("53000", "人")),
        ("2千500人", says("2500", "人")),
        ("九兆千四百億円", says("9140000000000", "円")),
        ("十五", says("15")),
        ("12人増", {"text": "12人増", "codes": RELATIVE}),
        ("12人の増", {"text": "12人の増", "codes": RELATIVE}),
        ("1.5倍に増加", {"text": "1.5倍に増加", "codes": RELATIVE}),
        ("前年比10%増", {"text": "前年比10%増", "codes": RELATIVE}),
        ("前年より5人多い", {"text": "前年より5人多い", "codes": RELATIVE}),
        ("前年を上回る", {"text": "前年を上回る"}),
        ("R4年度実績を上回る", {"text": "R4年度実績を上回る"}),
        ("半数", {"text": "半数"}),
        ("全校", {"text": "全校"}),
        ("一部", {"text": "一部"}),
        ("十分", {"text": "十分"}),
        ("千葉", {"text": "千葉"}),
        ("待機児童なし", {"text": "待機児童なし"}),
        ("現状維持\n以上", {"text": "現状維持以上"}),
        ("策\n定", {"text": "策定"}),
        ("達成（100%）", {"text": "達成（100%）"}),
        ("100%(15/15)", second("100", "15/15", "%")),
        ("12回（延べ340人）", second("12", "延べ340人", "回")),
        ("120(4月1日現在)", second("120", "4月1日現在")),
        ("120 ※コロナ禍で中止", second("120", "コロナ禍で中止")),
        ("5,000人 ※延べ", says("5000", "人", basis="cumulative")),
        ("5(5)(6)", second("5", "5・6")),
        ("-（未調査）", lacks("dash", bracket="未調査", codes=("second-value",))),
    ],
)
def test_one_reading(text: str, said: Said) -> None:
    assert value(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(R4)120", says("120", period="FY2022", codes=ASSUMED)),
        ("（R4）\n2,100人", says("2100", "人", period="FY2022", codes=ASSUMED)),
        ("R4：2,100人", says("2100", "人", period="FY2022", codes=ASSUMED)),
        ("R4\n2,100人", says("2100", "人", period="FY2022", codes=ASSUMED)),
        ("2,100人\nR4", says("2100", "人", period="FY2022", codes=ASSUMED)),
        ("120\n令和4年度", says("120", period="FY2022")),
        ("令和4年 15人", says("15", "人", period="2022")),
        ("R4年度：2,100人", says("2100", "人", period="FY2022")),
        ("120人(R4.4.1)", says("120", "人", period="2022-04-01")),
        ("120人(H28.10.1現在)", says("120", "人", period="2016-10-01")),
        ("12人(速報値)(R4)", says("12", "人", status="preliminary", period="FY2022", codes=ASSUMED)),
        ("12人(R4速報値)", says("12", "人", status="preliminary", period="FY2022", codes=ASSUMED)),
        ("(見込)12人", says("12", "人", status="forecast")),
        ("12(参考値)", says("12", status="reference")),
        ("12R4", SEVERAL),
        ("120件\nR4.3月県調べ", says("120", "件", period="2022-03")),
        # A note that begins with a date is about anything.
        ("120件\nR3から実施", SEVERAL),
        ("120件\n令和4年度は減少見込み", SEVERAL),
    ],
)
def test_a_date_beside_the_number_dates_it(text: str, said: Said) -> None:
    assert value(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("未調査（R4）", lacks("word", period="FY2022", codes=ASSUMED)),
        ("令和4年度は未実施", lacks("word", period="FY2022")),
        # The date of a publication is not the value's.
        ("令和6年3月公表予定", lacks("word")),
        ("集計中（R6.3公表）", lacks("word", bracket="R6.3公表", codes=("second-value",))),
        ("コロナ禍により中止", lacks("word")),
        ("新型コロナにより令和2年度は未実施", lacks("word")),
        ("データが取得できず", lacks("word")),
        ("把握していない", lacks("word")),
        ("算出不可", lacks("word")),
        ("該当者なし", lacks("word")),
        ("なし(0人)", lacks("word", bracket="0人", codes=("second-value",))),
        ("-人", lacks("dash", unit="人")),
        ("―％", lacks("dash", unit="%")),
        # Forms in which nothing is filled in.
        ("　人", lacks("blank", unit="人")),
        ("%", lacks("blank", unit="%")),
        ("件/年", lacks("blank", unit="件/年")),
        ("(　　)", lacks("blank")),
        ("平成　年　月", lacks("blank")),
        ("\u200b", lacks("blank")),
    ],
)
def test_no_value(text: str, said: Said) -> None:
    assert value(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25①", says("25", marks=("①",))),
        ("①25", says("25", marks=("①",))),
        ("10³人", says("10", "人", marks=("³",))),
        ("1,832¹", says("1832", marks=("¹",))),
        ("120m²", says("120", "m2")),
        ("※1 120人", says("120", "人", marks=("※1",))),
        ("※ 120", says("120", marks=("※",))),
        ("25（注1）", says("25", marks=("（注1）",))),
        ("1,000*", says("1000", marks=("*",))),
        ("↑ 80", says("80", marks=("↑",))),
        ("80 →", says("80", marks=("→",))),
        ("120 ※1 130", SEVERAL),
        ("①", {"text": "①"}),
    ],
)
def test_marks(text: str, said: Said) -> None:
    assert value(text) == said


def test_a_comma_of_text_does_not_split_a_number() -> None:
    assert split_values("1、234") == ("1、234",)
    assert split_values("12回、340人") == ("12回", "340人")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R5年度末", "FY2023 end"),
        ("令和5年末", "2023 end"),
        ("令和4年12月末日", "2022-12 end"),
        ("2022(令和4)年", "2022"),
        ("令和4年度(2022)", "FY2022"),
        ("令和4年度(2021)", ("FY2022", "calendar-mismatch")),
        ("令和4年度(2021年度)", ("FY2022", "calendar-mismatch")),
        ("令和4年1月～12月", "2022-01..2022-12"),
        ("R4.4.1-5.3.31", "2022-04-01..2023-03-31"),
        ("H28～30年度", "FY2016..FY2018"),
        ("2015〜2019年度", "FY2015..FY2019"),
        ("2022～24年度", "FY2022..FY2024"),
        ("2022～2024年", "2022..2024"),
        ("平成28～令和2年度", "FY2016..FY2020"),
        ("27〜31年度", "FY?27..FY?31"),
        ("R3→R7", ("FY2021..FY2025", *ASSUMED)),
        ("R3年度から", "FY2021.."),
        ("R4(速報)", ("FY2022", *ASSUMED)),
        ("5年後(R7)", ("FY2025", *ASSUMED)),
        ("R.5", ("FY2023", *ASSUMED)),
        *(
            (text, "refused")
            for text in "H2O M1 T3 R-1 CO2 5R運動 R100 R5,000円 令和61年 昭和100年 2022 2022～2024 ４～３月".split()
        ),
        *(
            (text, "refused")
            for text in "今年度 前年度 初年度 5年後 第2期 3か年平均 令和4年度比 2022.13 平成31年2月29日 12.2022".split()
        ),
    ],
)
def test_periods(text: str, said: str | tuple[str, ...]) -> None:
    found = period(text)
    assert found == ((said, "era-unknown") if isinstance(said, str) and "?" in said else said)
