"""The table of codes, and who is found to have published a report."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from kpi_extract.document import Document, Paragraph
from kpi_extract.interpretation.assemble import interpret
from kpi_extract.interpretation.municipality import UnknownMunicipalityError, named_by_user, names_in
from kpi_extract.interpretation.municipality_table import MUNICIPALITIES

ROWS = [line.split(" ") for line in MUNICIPALITIES.splitlines()]


def check_digit(code: str) -> str:
    return str((11 - sum(int(d) * w for d, w in zip(code, (6, 5, 4, 3, 2), strict=False)) % 11) % 10)


def test_the_table_is_complete() -> None:
    towns = [name for _, prefecture, name in ROWS if name != prefecture]
    assert len(ROWS) - len(towns) == 47
    assert Counter(name[-1] for name in towns) == {"市": 792, "町": 743, "村": 183, "区": 23}


def test_every_check_digit_is_right() -> None:
    assert [code for code, _, _ in ROWS if check_digit(code) != code[5]] == []
    assert len({code for code, _, _ in ROWS}) == len(ROWS)


def test_names_shared_by_several_municipalities() -> None:
    counts = Counter(name for _, prefecture, name in ROWS if name != prefecture)
    shared = [name for name, count in counts.items() if count > 1]
    assert len(shared) == 25
    assert counts["池田町"] == 4


@pytest.mark.parametrize("text", ["釧路市", "北海道釧路市", "012068", "01206", "０１２０６８", " 釧路市 "])
def test_named_by_the_user(text: str) -> None:
    assert named_by_user(text).code == "012068"


@pytest.mark.parametrize("text", ["池田町", "釧路町市", "", "999999"])
def test_a_name_that_is_not_one_municipality_is_refused(text: str) -> None:
    with pytest.raises(UnknownMunicipalityError):
        named_by_user(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("釧路市 令和4年度", {"012068"}),
        ("平成28年度釧路市の実績", {"012068"}),
        ("北海道池田町の総合戦略", {"016446"}),
        ("池田町の総合戦略", set()),
        ("観光市場の活性化", set()),
        ("日光市の取組", {"092061"}),
        ("梼原町", {"394050"}),
        ("市民満足度", set()),
    ],
)
def test_names_in_a_text(text: str, expected: set[str]) -> None:
    assert {row.code for row in names_in(text) if row.name != row.prefecture} == expected


def municipality_of(*texts: str, name: str = "report.pdf") -> str | None:
    blocks = tuple(Paragraph(text) for text in texts)
    info = interpret(Document(name, "text/plain", "", blocks)).document.municipality
    return info.code if info is not None else None


def test_the_title_names_the_publisher() -> None:
    assert municipality_of("令和4年度 釧路市 地方創生推進交付金事業の実績") == "012068"


def test_the_file_name_is_the_last_evidence() -> None:
    assert municipality_of("令和4年度の実績", name="釧路市_r4.pdf") == "012068"


def test_two_candidates_settle_nothing() -> None:
    assert municipality_of("釧路市と札幌市の連携事業の実績 令和4年度") is None


def test_the_user_outranks_the_document() -> None:
    document = Document("a.txt", "text/plain", "", (Paragraph("令和4年度 札幌市の実績"),))
    info = interpret(document, municipality="釧路市").document.municipality
    assert info is not None
    assert dataclasses.asdict(info) == {"name": "釧路市", "code": "012068", "prefecture": "北海道"}
