"""Every unit of the survey (vocabulary (c)) and of the normalisation notes, as printed and as kept."""

from __future__ import annotations

from typing import Any

import pytest

from kpi_extract.values.unit import is_known_unit
from tests.values.reading import unit

COUNTS = """人 件 回 社 箇所 団体 世帯 本 経営体 戸 基 人泊 番組 個 法人 プロジェクト 台 品 事業者 組織 事業所 校 自治会 地域 事業 指標 棟
組 人日 人回 園 店 店舗 品目 商品 冊 部 枚 隻 頭""".split()

SURVEY: list[tuple[str, tuple[Any, ...], str]] = [
    *((text, (text, 1, "count"), "counters") for text in COUNTS),
    ("名", ("人", 1, "count"), "design §3"),
    *((text, ("箇所", 1, "count"), "design §3") for text in "か所 カ所 ヶ所 ヵ所 ｶ所 ヵ所".split()),
    *((text, ("%", 1, "ratio"), "design §3") for text in "% ％ パーセント ﾊﾟｰｾﾝﾄ ㌫".split()),
    *((text, ("ha", 1, "area"), "design §3") for text in "ha ｈａ ヘクタール ㌶ ㏊".split()),
    ("円", ("円", 1, "money"), "02"),
    ("￥", ("円", 1, "money"), "not seen, usual"),
    ("千円", ("円", 1000, "money"), "02"),
    ("万円", ("円", 10**4, "money"), "design §3"),
    ("百万円", ("円", 10**6, "money"), "26"),
    ("百万\n円", ("円", 10**6, "money"), "broken by a narrow cell"),
    ("億円", ("円", 10**8, "money"), "32"),
    ("万人", ("人", 10**4, "count"), "34"),
    ("千人", ("人", 1000, "count"), "survey"),
    ("人/年", ("人/年", 1, "count", "per 年"), "11"),
    ("件/年", ("件/年", 1, "count", "per 年"), "32a"),
    ("件／年", ("件/年", 1, "count", "per 年"), "full width"),
    ("件/年度", ("件/年度", 1, "count", "per 年度"), "not seen, usual"),
    ("組/年", ("組/年", 1, "count", "per 年"), "32a"),
    ("%/年", ("%/年", 1, "ratio", "per 年"), "32a"),
    ("日/年", ("日/年", 1, "duration", "per 年"), "32a"),
    ("円/人", ("円/人", 1, "money", "per 人"), "01"),
    ("千円/人", ("円/人", 1000, "money", "per 人"), "survey"),
    ("回/人", ("回/人", 1, "count", "per 人"), "survey"),
    ("g/人", ("g/人", 1, "mass", "per 人"), "survey"),
    ("g/人・日", ("g/人・日", 1, "mass", "per 人", "per 日"), "not seen, usual for waste"),
    ("g/人日", ("g/人日", 1, "mass", "per 人日"), "not seen, usual for waste"),
    ("kg/10a", ("kg/10a", 1, "mass", "per 10a"), "not seen, usual for yields"),
    ("円/名", ("円/人", 1, "money", "per 人"), "01"),
    ("箇所/回", ("箇所/回", 1, "count", "per 回"), "survey"),
    ("社・団体", ("社・団体", 1, "count", "社", "団体"), "01"),
    ("回・人", ("回・人", 1, "count", "回", "人"), "05"),
    ("箇所・回", ("箇所・回", 1, "count", "箇所", "回"), "30"),
    ("箇所\n回", ("箇所・回", 1, "count", "箇所", "回"), "30: a break separates like ・"),
    ("事業\n所", ("事業所", 1, "count"), "a break inside a known unit does not"),
    ("箇所・名", ("箇所・人", 1, "count", "箇所", "人"), "design §3"),
    ("人・%", ("人・%", 1, None, "人", "%"), "two measures"),
    ("‰", ("‰", 1, "ratio"), "survey"),
    ("倍", ("倍", 1, "ratio"), "survey"),
    ("割", ("割", 1, "ratio"), "not seen, usual"),
    ("ポイント", ("ポイント", 1, "ratio_difference"), "津和野町"),
    ("pt", ("ポイント", 1, "ratio_difference"), "notes"),
    ("点", ("点", 1, "score"), "17"),
    ("位", ("位", 1, "rank"), "survey"),
    ("歳", ("歳", 1, "duration"), "survey"),
    ("時間", ("時間", 1, "duration"), "32b"),
    ("h", ("時間", 1, "duration"), "notes"),
    ("日", ("日", 1, "duration"), "notes"),
    ("分", ("分", 1, "duration"), "notes"),
    ("年", ("年", 1, "duration"), "notes"),
    ("kWh", ("kWh", 1, "energy"), "27"),
    ("MWh", ("MWh", 1, "energy"), "notes"),
    ("kW", ("kW", 1, "power"), "notes"),
    ("MW", ("MW", 1, "power"), "notes"),
    ("千kW", ("kW", 1000, "power"), "not seen, usual"),
    *((text, ("㎡", 1, "area"), "notes") for text in "㎡ m2 m² ｍ２ 平米".split()),
    ("㎢", ("㎢", 1, "area"), "notes"),
    ("m", ("m", 1, "length"), "notes"),
    ("km", ("km", 1, "length"), "notes"),
    *((text, ("t", 1, "mass"), "notes") for text in "t ｔ トン ㌧".split()),
    ("kg", ("kg", 1, "mass"), "notes"),
    ("㎏", ("kg", 1, "mass"), "notes"),
    *((text, ("t-CO2", 1, "mass"), "notes") for text in "t-CO2 ｔ－ＣＯ₂ t-CO₂ tCO2 t−CO2".split()),
    ("千t-CO2", ("t-CO2", 1000, "mass"), "not seen, usual"),
    ("万t-CO2", ("t-CO2", 10**4, "mass"), "not seen, usual"),
    ("kL", ("kL", 1, "volume"), "notes"),
    ("ℓ", ("L", 1, "volume"), "notes"),
    ("℃", ("℃", 1, "temperature"), "notes"),
    ("dB", ("dB", 1, "level"), "notes"),
    ("ppm", ("ppm", 1, "concentration"), "notes"),
    ("(人)", ("人", 1, "count"), "01"),
    ("[単位]人", ("[単位]人", 1, None), "a label that is not taken off"),
    ("(単位:千円)", ("円", 1000, "money"), "survey"),
    ("単位:円", ("円", 1, "money"), "survey"),
    ("単位: 人", ("人", 1, "count"), "survey"),
    ("【百万円】", ("円", 10**6, "money"), "18"),
    # Kept as printed: what they stand for is not certain.
    ("キロ", ("キロ", 1, None), "km or kg"),
    ("度", ("度", 1, None), "degrees or times"),
    ("ポイ捨て", ("ポイ捨て", 1, None), "unknown"),
    ("回/人/年", ("回/人/年", 1, None), "two lines"),
]


@pytest.mark.parametrize(("text", "said", "seen"), SURVEY)
def test_printed_unit(text: str, said: tuple[Any, ...], seen: str) -> None:
    assert unit(text) == said


@pytest.mark.parametrize(("text", "said", "seen"), SURVEY)
def test_known_means_that_it_has_a_dimension_or_parts(text: str, said: tuple[Any, ...], seen: str) -> None:
    assert is_known_unit(text) is (said[2] is not None or len(said) > 3)
    assert unit(text)[0]


@pytest.mark.parametrize("text", ["", " ", "-", "設置", "策定", "なし", "H26", "累計", "2,300", "年度", "(※1)"])
def test_what_is_no_unit(text: str) -> None:
    assert not is_known_unit(text)
