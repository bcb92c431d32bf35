"""Every date and year notation of the survey (vocabulary (a) and (b), semantics) and of the normalisation notes."""

from __future__ import annotations

import pytest

from tests.values.reading import period, periods

ASSUMED = "fiscal-year-assumed"
OVER = "era-overflow"
UNKNOWN = "era-unknown"

Line = tuple[str, str | tuple[str, ...], str]

DATES: list[Line] = [
    ("R5.3", "2023-03", "01"),
    ("R7.3", "2025-03", "01"),
    ("R5．３", "2023-03", "full width"),
    ("H28.3", "2016-03", "02-07"),
    ("H28.2", "2016-02", "02-07"),
    ("H29.5", "2017-05", "13"),
    ("H32.3", ("2020-03", OVER), "09"),
    ("平成28年3月", "2016-03", "茅ヶ崎市"),
    ("平成29年3月", "2017-03", "13"),
    ("H31年度", "FY2019", "13"),
    ("H27年度", "FY2015", "13"),
    ("平成31年度", "FY2019", "15"),
    ("平成32年", ("2020", OVER), "survey"),
    ("平成36年度", ("FY2024", OVER), "11"),
    ("36年度", ("FY?36", UNKNOWN), "11"),
    ("平成32年3月まで", ("2020-03", OVER), "09"),
    ("平成 32 年3月まで", ("2020-03", OVER), "09"),
    ("平成31年度まで", "FY2019", "08"),
    ("H27~H31", ("FY2015..FY2019", ASSUMED), "31"),
    ("H27~H31累計", "refused", "12: more than a date"),
    ("(2017〜2021年度累計)", "refused", "32c: more than a date"),
    ("平成27年度から平成31年度までの", "FY2015..FY2019", "13"),
    ("(26年度)", ("FY?26", UNKNOWN), "11"),
    ("(2014年)", "2014", "24"),
    ("(2014年度)", "FY2014", "24"),
    ("2030年", "2030", "survey"),
    ("H29年", "2017", "19"),
    ("平成15年9月30日現在", "2003-09-30", "17"),
    ("平成30年度末(H31.3末)", "FY2018 end", "安平町"),
    ("H16年度~終期R2年度", "FY2004..FY2020", "28"),
    ("令和3年度~令和7年度", "FY2021..FY2025", "山元町"),
    ("平成27(2015)年12月", "2015-12", "天川村"),
    ("令和元年(2019年)10月15日", "2019-10-15", "13"),
    ("20220331時点", "2022-03-31", "file name"),
    ("R8.2月末現在", "2026-02 end", "普代村"),
    ("平成19年3月31日現在", "2007-03-31", "survey"),
    ("平成27年4月", "2015-04", "04"),
    ("平成27年10月", "2015-10", "04"),
    ("平成19年7月13日現在", "2007-07-13", "20"),
    ("平成19年10月確定予定", "refused", "20: more than a date"),
    ("H27〜H31", ("FY2015..FY2019", ASSUMED), "wave dash"),
    ("H27～H31", ("FY2015..FY2019", ASSUMED), "full-width tilde"),
    ("H27−H31", ("FY2015..FY2019", ASSUMED), "minus sign"),
    ("H27–H31", ("FY2015..FY2019", ASSUMED), "en dash"),
    ("H16年度", "FY2004", "28"),
]

YEAR_HEADINGS: list[Line] = [
    ("R1年度", "FY2019", "01"),
    ("H27", ("FY2015", ASSUMED), "34"),
    ("H23", ("FY2011", ASSUMED), "survey"),
    ("H24実績", ("FY2012", ASSUMED), "29"),
    ("23年度", ("FY?23", UNKNOWN), "survey"),
    ("平成25年度", "FY2013", "survey"),
    ("平成25年", "2013", "21"),
    ("平成 27 年度", "FY2015", "spaces"),
    ("平成23年度", "FY2011", "survey"),
    ("17", "refused", "20: the corner has the era"),
    ("27", "refused", "14: the document has the era"),
    ("20 年度", ("FY?20", UNKNOWN), "survey"),
    ("20 年度 (実績)", ("FY?20", UNKNOWN), "survey"),
    ("2015年度", "FY2015", "27"),
    ("2018年", "2018", "survey"),
    ("令和元年度", "FY2019", "survey"),
    ("平成28年度\n(1年目)", "FY2016", "survey"),
    ("平成33年度(5年目)", ("FY2021", OVER), "survey"),
    ("平成12年", "2000", "17"),
    ("H30", ("FY2018", ASSUMED), "28"),
    ("R1", ("FY2019", ASSUMED), "28"),
    ("27年度実績", ("FY?27", UNKNOWN), "11"),
    ("28年度見込み", ("FY?28", UNKNOWN), "survey"),
    ("23年度(予定)", ("FY?23", UNKNOWN), "survey"),
    ("25年度計画", ("FY?25", UNKNOWN), "survey"),
    ("平成13年実績", "2001", "17"),
    ("平成15年末見込", "2003 end", "17: the end of a calendar year"),
]

NOTES: list[Line] = [
    *((text, "2023-03", "month") for text in "R5.3 R５．３ Ｒ５．３ R5/3 R5-3 R05.03 r5.3 R5年3月 令和5年3月".split()),
    *((text, "2023-03", "month") for text in ("R5. 3", "R 5.3", "令和５年　３月", "令和 5 年 3 月", "令和五年三月")),
    *((text, "2023-03", "month") for text in "令5.3 ㋿5.3 ㋿5年3月 R5.3月 令和5年3月時点 (R5.3) 2023.3".split()),
    *((text, "2023-03", "month") for text in "2023年3月 ２０２３年３月 2023/03 2023-03 '23.3".split()),
    ("平成二十八年三月", "2016-03", "month"),
    ("昭和64年1月", "1989-01", "month"),
    ("H31.4", "2019-04", "month"),
    ("平成31年4月", "2019-04", "month"),
    ("R元.5", "2019-05", "month"),
    ("令和元年5月", "2019-05", "month"),
    ("平成30年(2018年)3月", "2018-03", "month"),
    ("R1.4", ("2019-04", OVER), "month"),
    ("令和５年３月末", "2023-03 end", "end"),
    ("R5.3末", "2023-03 end", "end"),
    ("令和4年度末", "FY2022 end", "end"),
    ("R4年度末", "FY2022 end", "end"),
    ("R6年度末（2025.3）", "FY2024 end", "end"),
    ("Ｒ６末", ("FY2024 end", ASSUMED), "end"),
    *(
        (text, "2023-03-31", "day")
        for text in "R5.3.31 R5年3月31日 令和5年3月31日 令和5年3月31日現在 2023/3/31 20230331".split()
    ),
    *((text, "1989-01-07", "day") for text in "S64.1.7 昭和64年1月7日".split()),
    ("H31.4.30", "2019-04-30", "day"),
    ("R1.5.1", "2019-05-01", "day"),
    ("H1.1.8", "1989-01-08", "day"),
    ("R5.4.1時点", "2023-04-01", "day"),
    ("H31.5.1", ("2019-05-01", OVER), "day"),
    ("S64.1.8", ("1989-01-08", OVER), "day"),
    *(
        (text, "FY2022", "fiscal")
        for text in "R4年度 令和4年度 令和４年度 FY2022 2022年度 2022(R4)年度 令和4(2022)年度 FY22".split()
    ),
    *((text, "FY2022", "fiscal") for text in ("R4（2022）年度", "令4年度", "R 4 年 度", "令和4年度\n（2022年度）")),
    *(
        (text, "FY2019", "fiscal")
        for text in "令和元年度 R元年度 R1年度 H31年度 平成31年度 平成31（令和元）年度 H31/R1年度".split()
    ),
    *((text, "FY2019", "fiscal") for text in "平成31・令和元年度 令和元年(2019)年度".split()),
    *((text, "FY2018", "fiscal") for text in "H30年度 平成三十年度 ㍻30年度".split()),
    *((text, "FY2024", "fiscal") for text in "令和6年度(2024年度) R6年度見込".split()),
    *((text, "FY2025", "fiscal") for text in "令和７年度目標 2025年度（令和7年度） 目標年度：令和7年度".split()),
    ("H32年度", ("FY2020", OVER), "fiscal"),
    ("平成37年度", ("FY2025", OVER), "fiscal"),
    ("R元", ("FY2019", ASSUMED), "year"),
    ("R04", ("FY2022", ASSUMED), "year"),
    ("㋿5", ("FY2023", ASSUMED), "year"),
    ("令５", ("FY2023", ASSUMED), "year"),
    ("令和4年", "2022", "year"),
    ("2022年", "2022", "year"),
    ("基準値(H30)", ("FY2018", ASSUMED), "year"),
    ("目標値（R7）", ("FY2025", ASSUMED), "year"),
    ("R1(H31)", ("FY2019", ASSUMED), "year"),
    ("H40", ("FY2028", ASSUMED, OVER), "year"),
    ("S65", ("FY1990", ASSUMED, OVER), "year"),
    *((text, "2022-04..2023-03", "range") for text in "R4.4～R5.3 R4.4〜R5.3 令和4年4月から令和5年3月".split()),
    *((text, "FY2020..FY2022", "range") for text in "R2～R4年度 令和2年度～令和4年度".split()),
    ("R2-R4", ("FY2020..FY2022", ASSUMED), "range"),
    ("H27〜R1", ("FY2015..FY2019", ASSUMED), "range"),
    ("令和2〜6年度", "FY2020..FY2024", "range"),
    ("令和4年4月1日～令和5年3月31日", "2022-04-01..2023-03-31", "range"),
    ("第1期（R2～R6）", ("FY2020..FY2024", ASSUMED), "range"),
    ("H28.4～", "2016-04..", "open range"),
    *((text, "refused", "no date") for text in "4月 3月末 R0 R5.13 R5.2.30 H0.4 5 1.5 - 令和 R 22 R-1".split()),
    *((text, "refused", "no date") for text in "R-1グランプリ 10年後 3年度目 5か年計画 前年度比 12,000人(R5)".split()),
    *((text, "refused", "no date") for text in ("", "2022", "27")),
    ("4年度", ("FY?4", UNKNOWN), "the era is the document's"),
    ("22年度", ("FY?22", UNKNOWN), "the era is the document's"),
]


@pytest.mark.parametrize(("text", "said", "seen"), [*DATES, *YEAR_HEADINGS, *NOTES])
def test_printed_period(text: str, said: str | tuple[str, ...], seen: str) -> None:
    assert period(text) == said


IN_HEADINGS: list[tuple[str, list[str], str]] = [
    ("基準値(H26)", ["FY2014"], "15"),
    ("基準値 [H26]", ["FY2014"], "survey"),
    ("現状値 平成17年度", ["FY2005"], "25"),
    ("策定時の値(2015年度)", ["FY2015"], "27"),
    ("ベース(1998年度)", ["FY1998"], "survey"),
    ("目標値(H31)", ["FY2019"], "15"),
    ("目標値 平成22年度", ["FY2010"], "25"),
    ("目標値H31", ["FY2019"], "survey"),
    ("目標(平成31年度)", ["FY2019"], "survey"),
    ("目標平成32年", ["2020"], "survey"),
    ("中間目標(2019年度)", ["FY2019"], "27"),
    ("(H30.3改訂後の期待値)", ["2018-03"], "12"),
    ("KPI(平成 32 年3月まで)", ["2020-03"], "09"),
    ("H30実績値(累計)", ["FY2018"], "08"),
    ("KPI(平成27年度)", ["FY2015"], "survey"),
    ("参考値(H27)", ["FY2015"], "survey"),
    ("達成率(H30/H31)", ["FY2018"], "08: dated A, design rule 7"),
    ("H22/H21", ["FY2010"], "survey: dated A, design rule 7"),
    ("[H27~28 累計]", ["FY2015..FY2016"], "12"),
    ("(H27~H31累計)", ["FY2015..FY2019"], "12"),
    ("H27~H31累計", ["FY2015..FY2019"], "12"),
    ("(2017〜2021年度累計)", ["FY2017..FY2021"], "32c"),
    ("うちH28年度", ["FY2016"], "12"),
    ("H30年度事業内容", ["FY2018"], "08"),
    ("平成28年3月作成・11月確定", ["2016-03"], "13"),
    ("平成29年2月時点速報版", ["2017-02"], "13"),
    ("(H28年3月末時点)", ["2016-03 end"], "survey"),
    ("フォローアップ(H28数値確定)の時期", ["FY2016"], "13"),
    ("_20220331時点", ["2022-03-31"], "file name"),
    ("H26年1.54→H31年1.68", ["2014", "2019"], "19"),
    ("平成27年度から平成31年度までの国際戦略総合特区新規プロジェクトの創出数", ["FY2015..FY2019"], "13"),
    ("数値は平成19年7月13日現在。(平成19年10月確定予定)", ["2007-07-13", "2007-10"], "20"),
    ("2021年度に初回調査", ["FY2021"], "群馬県"),
    ("増加率(平成19年度比)", [], "25: what it is compared with"),
    ("5年間で 100 人", [], "09"),
    ("(1年目)", [], "survey"),
    ("一般廃棄物の再生利用率", [], "27"),
    ("1日に30分以上歩く人の割合", [], "27"),
]


@pytest.mark.parametrize(("text", "said", "seen"), IN_HEADINGS)
def test_periods_in_a_heading(text: str, said: list[str], seen: str) -> None:
    assert periods(text) == said
