"""Why a table is read as it is: the words behind every role, what each cell becomes, what a headings file needs."""

from __future__ import annotations

import pytest

from kpi_extract import Extraction, interpret
from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.explain_text import ROLE_NAMES, as_data, lines_of
from kpi_extract.interpretation.explanation import (
    BodyExplanation,
    CellExplanation,
    ColumnExplanation,
    explain_document,
    explain_table,
)
from kpi_extract.interpretation.headings import Lexicon, default_lexicon
from kpi_extract.interpretation.headings_file import parse_headings
from kpi_extract.interpretation.suggestions import Suggestion
from kpi_extract.interpretation.vocabulary import TOKENS, Role, Token
from tests.fixtures.reports import case02, case13, case24, case27, recon_ibaraki
from tests.fixtures.reports.blocks import Grid, Heading, Line, Report, Title
from tests.interpretation.building import document, table

WORDS = default_lexicon()


def only_body(text: str, lexicon: Lexicon = WORDS) -> BodyExplanation:
    (body,) = explain_table(table(text), lexicon).bodies
    return body


def column(body: BodyExplanation, number: int) -> ColumnExplanation:
    return body.columns[number - 1]


def cell(body: BodyExplanation, row: int, at: int) -> CellExplanation:
    (found,) = [one for line in body.rows for one in line.cells if (one.row, one.column) == (row, at)]
    return found


def read_as(one: CellExplanation) -> list[tuple[str, int | str | None, str | None]]:
    return [
        (
            reading.role.value,
            (reading.period.date or reading.period.fiscal_year) if reading.period else None,
            reading.value,
        )
        for reading in one.read_as
    ]


GROUPS = """
指標 | 指標値 | < | < | 実績値(累計) | < | 所見欄
^ | 指標値 | 単位 | 年月 | R3年度 | R4年度 | ^
来館者数 | 1,200 | 千人 | R5.3 | 950 | - | よい
"""


def test_each_column_has_its_role_period_and_words() -> None:
    body = only_body(GROUPS)
    assert body.header_rows == (1, 2)
    assert [one.role for one in body.columns[:6]] == [
        Role.INDICATOR,
        Role.TARGET,
        Role.UNIT,
        Role.TARGET_DATE,
        Role.ACTUAL,
        Role.ACTUAL,
    ]
    actual = column(body, 5)
    assert actual.path == "実績値(累計) › R3年度"
    assert actual.period is not None
    assert (actual.period.raw, actual.period.fiscal_year, actual.basis) == ("R3年度", 2021, "cumulative")
    assert actual.words == ("実績値", "累計", "R3年度")
    assert [heading.roles for heading in actual.headings] == [(Role.ACTUAL,), ()]
    assert (actual.rest, actual.assumed, actual.without_role) == ((), False, False)


def test_each_cell_says_what_it_is_read_as() -> None:
    body = only_body(GROUPS)
    target = cell(body, 3, 2)
    assert read_as(target) == [("target", "2023-03", "1200000")]
    assert target.read_as[0].unit == "人"
    assert read_as(cell(body, 3, 3)) == [("unit", None, None)]
    assert read_as(cell(body, 3, 5)) == [("actual", 2021, "950000")]
    assert read_as(cell(body, 3, 6)) == [("actual", 2022, "dash")]
    assert read_as(cell(body, 3, 1)) == [("indicator", None, None)]


def test_row_labels_give_the_role_and_columns_the_year() -> None:
    body = only_body("""
    指標 | 区分 | R3 | R4
    来館者数 | 目標 | 100 | 110
    ^ | 実績 | 90 | 95
    """)
    assert [column(body, 2).holds_row_labels, column(body, 3).without_role] == [True, False]
    assert [(one.row, one.text, one.role, one.words) for one in body.row_labels] == [
        (2, "目標", Role.TARGET, ("目標",)),
        (3, "実績", Role.ACTUAL, ("実績",)),
    ]
    assert read_as(cell(body, 2, 3)) == [("target", 2021, "100")]
    assert read_as(cell(body, 3, 4)) == [("actual", 2022, "95")]
    assert cell(body, 2, 1).row_span == 2


def test_a_role_that_no_word_says_is_assumed() -> None:
    body = only_body("指標 | 目標値 | R3 | R4\n来館者数 | 100 | 90 | 95")
    assert [one.assumed for one in body.columns] == [False, False, True, True]
    assert column(body, 3).role is Role.ACTUAL


def test_a_conflict_is_said_at_its_cell() -> None:
    body = only_body("""
    指標 | 区分 | 目標値 | 実績値
    来館者数 | 目標 | 100 | 90
    ^ | 実績 | 80 | 95
    """)
    assert any("role-conflict" in one.issues for row in body.rows for one in row.cells)


def test_two_values_in_one_cell_are_both_shown() -> None:
    body = only_body("指標 | 単位 | 目標値 | 実績値\n利用者 | 名 | 10 | 8⏎80.0%")
    assert read_as(cell(body, 2, 4)) == [("actual", None, "8"), ("achievement_rate", None, "80.0")]


def test_a_form_and_its_narratives() -> None:
    form = explain_table(table("事業名 | 図書館の整備 | 担当課 | 図書課\n事業概要 | 夜間も開館する | < | <"), WORDS)
    assert [body.is_form for body in form.bodies] == [True]
    (body,) = form.bodies
    assert body.header_rows == ()
    assert [(one.path, one.role) for one in body.columns] == [
        ("事業名", Role.PROJECT),
        ("担当課", Role.DEPARTMENT),
        ("事業概要", Role.SUMMARY),
    ]
    assert [(one.row, one.column, one.text) for one in body.rows[0].cells] == [
        (1, 2, "図書館の整備"),
        (1, 4, "図書課"),
        (2, 2, "夜間も開館する"),
    ]
    told = only_body("指標 | 目標値 | 実績値\n来館者数 | 100 | 90\n天候が悪い日が多く、来館者は減った。 | < | <")
    assert [(one.row, one.text) for one in told.narratives] == [(3, "天候が悪い日が多く、来館者は減った。")]


def test_a_table_on_its_side_keeps_the_rows_and_columns_of_the_page() -> None:
    on_its_side = table("指標名 | 来館者数 | 貸出数\n単位 | 人 | 冊\n目標値 | 100 | 30\nR4実績値 | 90 | 20")
    told = explain_document(document("令和4年度", on_its_side))
    (body,) = told.tables[0].bodies
    assert (body.is_turned, body.header_rows) == (True, ())
    assert [(one.column, one.role) for one in body.columns] == [
        (1, Role.INDICATOR),
        (2, Role.UNIT),
        (3, Role.TARGET),
        (4, Role.ACTUAL),
    ]
    assert [row.row for row in body.rows] == [2, 3]
    assert read_as(cell(body, 4, 3)) == [("actual", 2022, "20")]
    lines = lines_of(told, "ja")
    assert "  列 3    指標: 貸出数 | 単位: 冊 | 目標値: 30 | 実績値 2022年度: 20" in lines
    assert any(line.startswith("  行 4  R4実績値") for line in lines)


def test_captions_stand_with_their_body() -> None:
    first, second = explain_table(
        table("""
        【子育て】 | < | <
        指標 | 目標値 | 実績値
        園児の数 | 100 | 90
        【産業】 | < | <
        起業の数 | 10 | 9
        """),
        WORDS,
    ).bodies
    assert (first.captions, second.captions) == (("【子育て】",), ("【産業】",))


# headings that are not understood

UNKNOWN = "指標 | R6めざす値(人) | 実績値 | ひとこと\n来館者数 | 120 | 95 | 夜も開館"


def test_an_unknown_heading_comes_with_its_entry_and_the_entry_mends_it() -> None:
    body = only_body(UNKNOWN)
    target = column(body, 2)
    assert (target.role, target.without_role, target.holds_numbers) == (None, True, True)
    assert target.headings[0].suggestion == Suggestion("めざす値", (Role.TARGET,))
    assert column(body, 4).headings[0].suggestion == Suggestion("ひとこと", (Role.REMARK,))
    assert (body.unread_number_count, cell(body, 2, 2).read_as) == (1, ())
    mended = only_body(
        UNKNOWN, Lexicon((*TOKENS, Token("めざす値", (Role.TARGET,)), Token("ひとこと", (Role.REMARK,))))
    )
    assert (column(mended, 2).role, column(mended, 2).without_role) == (Role.TARGET, False)
    assert read_as(cell(mended, 2, 2)) == [("target", 2024, "120")]
    assert all(heading.suggestion is None for one in mended.columns for heading in one.headings)


@pytest.mark.parametrize(
    ("heading", "form"),
    [
        ("めざす値", "めざす値"),
        ("(1)めざす値", "めざす値"),
        ("令和6年度のめざす値", "めざす値"),
        ("めざす値(R6)", "めざす値"),
        ("めざす⏎値※1", "めざす値"),
        ("本事業におけるめざす値", "めざす値"),
        ("【めざす値】", "めざす値"),
    ],
)
def test_the_word_of_an_entry_is_accepted_by_a_headings_file_and_works(heading: str, form: str) -> None:
    text = f"指標 | {heading} | 実績値\n来館者数 | 120 | 95"
    suggestion = column(only_body(text), 2).headings[-1].suggestion
    assert suggestion == Suggestion(form, (Role.TARGET,))
    tokens = parse_headings(f'[[heading]]\nform = "{form}"\nroles = ["target"]\n', "words.toml")
    assert column(only_body(text, Lexicon((*TOKENS, *tokens))), 2).role is Role.TARGET


def test_a_remark_in_a_bracket_is_to_be_ignored() -> None:
    body = only_body("指標 | 目標値 | 実績値(窓口で数えた人数による参考の値)\n来館者数 | 120 | 95")
    assert column(body, 3).headings[0].suggestion == Suggestion("窓口で数えた人数による参考の値")


def test_a_group_that_is_not_understood_casts_doubt_on_its_years() -> None:
    strange = table("指標 | できた値 |\n | R3 | R4\n来館者数 | 95 | 110", merges_lost=True)
    (body,) = explain_table(strange, WORDS).bodies
    assert [one.assumed for one in body.columns] == [False, True, True]
    assert column(body, 2).rest
    assert column(body, 2).headings[0].suggestion == Suggestion("できた値", (Role.ACTUAL,))


def test_a_heading_that_is_understood_needs_no_entry() -> None:
    body = only_body("KPI | 指標名 | 目標値 | 実績値\n^ | 来館者数 | 120 | 95\n^ | 貸出数 | 30 | 20")
    assert all(heading.suggestion is None for one in body.columns for heading in one.headings)


def test_a_table_without_any_known_heading() -> None:
    told = explain_table(table("ものさし | めざす値 | R3できた値 | R4できた値\n来館者数 | 120 | 95 | 110"), WORDS)
    assert (told.understood, told.indicator_count, told.value_count) == (False, 0, 0)
    (body,) = told.bodies
    assert [heading.suggestion for heading in body.unread_header] == [
        Suggestion("ものさし", (Role.INDICATOR,)),
        Suggestion("めざす値", (Role.TARGET,)),
        Suggestion("できた値", (Role.ACTUAL,)),
        Suggestion("できた値", (Role.ACTUAL,)),
    ]


def test_a_list_of_addresses_asks_for_no_words() -> None:
    told = explain_table(table("施設 | 所在地\n図書館 | 本町\n公民館 | 東町"), WORDS)
    assert not told.understood
    assert [body.unread_header for body in told.bodies] == [()]


# whole documents


def test_suggestions_of_a_document_come_once_and_bare_years_take_its_era() -> None:
    strange = "指標 | めざす値 | 実績値(26年度)\n来館者数 | 120 | 95"
    told = explain_document(document("平成27年度の報告", table(strange), table(strange)))
    assert told.suggestions == (Suggestion("めざす値", (Role.TARGET,)),)
    for one in told.tables:
        period = one.bodies[0].columns[2].period
        assert period is not None
        assert period.fiscal_year == 2014


def as_document(report: Report, *, merges_lost: bool) -> Document:
    blocks: list[Paragraph | Table] = []
    for block in report.blocks:
        if isinstance(block, Grid):
            spans = {(c.row, c.column): c for c in block.cells}
            cells = [Cell(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells]
            if merges_lost:
                positions = [(row, at) for row in range(block.row_count) for at in range(block.column_count)]
                cells = [Cell(spans[key].text if key in spans else "", *key) for key in positions]
            blocks.append(Table(tuple(cells), block.row_count, block.column_count, merges_lost=merges_lost))
        elif isinstance(block, (Title, Heading, Line)):
            blocks.append(Paragraph(block.text))
    return Document("report", "text/plain", "", tuple(blocks))


def values_of(extraction: Extraction) -> int:
    return sum(
        len(one.targets) + len(one.actuals) + len(one.achievement_rates) + (one.baseline is not None)
        for project in extraction.projects
        for one in project.indicators
    )


@pytest.mark.parametrize("merges_lost", [False, True])
@pytest.mark.parametrize("report", [case02, case13, case24, case27, recon_ibaraki], ids=lambda module: module.__name__)
def test_what_is_explained_is_what_is_extracted(report: object, merges_lost: bool) -> None:
    made = as_document(report.REPORT, merges_lost=merges_lost)  # type: ignore[attr-defined]
    told = explain_document(made)
    assert sum(one.value_count for one in told.tables) == values_of(interpret(made))
    assert lines_of(told, "ja")
    assert lines_of(told, "en")
    assert None not in as_data(told).values()


def test_every_role_has_a_japanese_name() -> None:
    assert set(ROLE_NAMES) == set(Role)
    assert len(set(ROLE_NAMES.values())) == len(Role)
