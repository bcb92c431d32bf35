"""The table of codes is whole and in order (counts, check digits and shared names: test_municipality.py)."""

from __future__ import annotations

import re
from collections import Counter

from kpi_extract.interpretation.municipality_table import MUNICIPALITIES

ROWS = [line.split(" ") for line in MUNICIPALITIES.splitlines()]
PREFECTURES = [(code, name) for code, prefecture, name in ROWS if name == prefecture]
TOWNS = [(code, prefecture, name) for code, prefecture, name in ROWS if name != prefecture]


def test_every_line_is_a_code_a_prefecture_and_a_name() -> None:
    assert [
        line
        for line in MUNICIPALITIES.splitlines()
        if not re.fullmatch(r"[0-9]{6} \S+[都道府県] \S+[都道府県市区町村]", line)
    ] == []


def test_the_lines_are_in_the_order_of_the_codes() -> None:
    codes = [code for code, _, _ in ROWS]
    assert codes == sorted(codes)


def test_the_prefectures_are_numbered_from_1_to_47() -> None:
    assert [code[:5] for code, _ in PREFECTURES] == [f"{number:02}000" for number in range(1, 48)]


def test_a_municipality_lies_in_the_prefecture_its_code_says() -> None:
    names = {code[:2]: name for code, name in PREFECTURES}
    assert [code for code, prefecture, _ in TOWNS if names[code[:2]] != prefecture] == []


def test_the_only_wards_are_those_of_tokyo() -> None:
    wards = [code[:5] for code, _, name in TOWNS if name.endswith("区")]
    assert wards == [str(number) for number in range(13101, 13124)]


def test_the_northern_villages_are_left_out() -> None:
    northern = {f"{number:05}" for number in range(1695, 1701)}
    assert [name for code, _, name in TOWNS if code[:5] in northern] == []


def test_a_prefecture_has_no_two_municipalities_of_one_name() -> None:
    counts = Counter((prefecture, name) for _, prefecture, name in TOWNS)
    assert [both for both, count in counts.items() if count > 1] == []


def test_the_shared_names_belong_to_57_municipalities() -> None:
    counts = Counter(name for _, _, name in TOWNS)
    assert sum(count for count in counts.values() if count > 1) == 57


def test_codes_known_from_elsewhere() -> None:
    known = {
        "012068": "釧路市",
        "131130": "渋谷区",
        "141003": "横浜市",
        "271004": "大阪市",
        "394050": "檮原町",
        "472018": "那覇市",
    }
    assert {code: name for code, _, name in TOWNS if code in known} == known
