"""A user's own heading words: what they change in the reading, and what is said about a file that cannot be used."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kpi_extract import (
    Extraction,
    HeadingsFileError,
    Lexicon,
    extract,
    extract_many,
    interpret,
    read,
    read_headings,
)
from kpi_extract.interpretation.headings import read_heading
from kpi_extract.interpretation.headings_file import decode_headings, parse_headings
from kpi_extract.interpretation.layout import Kind, TableReader
from kpi_extract.interpretation.vocabulary import TOKENS, Role, Token
from tests.interpretation.building import document, table

ONE = '[[heading]]\nform = "めざす値"\nroles = ["target"]\n'
REPORT = "令和4年度 実績\n\nこだわり\tめざす値\tできた値\t単位\n来館者数\t120\t95\t人\n"
WORDS = """\
[[heading]]
form = "こだわり"
roles = ["indicator"]

[[heading]]
form = "めざす値"
roles = ["target"]

[[heading]]
form = "できた値"
roles = ["actual"]
"""


def lexicon(text: str) -> Lexicon:
    return Lexicon((*TOKENS, *parse_headings(text, "my.toml")))


def refused(text: str) -> HeadingsFileError:
    with pytest.raises(HeadingsFileError) as caught:
        parse_headings(text, "my.toml")
    return caught.value


def test_an_entry_is_a_token() -> None:
    text = """
    [[heading]]
    form = "予測値"
    roles = ["actual", "target"]
    status = "forecast"
    basis = "cumulative"
    seen = "事業評価シート"
    """
    expected = Token("予測値", (Role.ACTUAL, Role.TARGET), "forecast", "cumulative", "事業評価シート")
    assert parse_headings(text, "my.toml") == (expected,)


def test_every_role_can_be_given_and_a_repeated_one_counts_once() -> None:
    for role in Role:
        (token,) = parse_headings(f'heading = [{{form = "語", roles = ["{role}", "{role}"]}}]', "my.toml")
        assert token.roles == (role,)


def test_words_are_found_inside_longer_headings() -> None:
    heading = read_heading("R6めざす値（人）", lexicon(ONE))
    assert heading.roles == (Role.TARGET,)
    assert heading.unit == "人"
    assert heading.period is not None
    assert heading.period.fiscal_year == 2024


def test_the_users_word_replaces_the_built_in_reading() -> None:
    # 現状値 is a baseline or an actual in the vocabulary, 見込 a forecast.
    text = '[[heading]]\nform = "現状値"\nroles = ["actual"]\n[[heading]]\nform = "見込"\nroles = ["target"]\n'
    assert read_heading("現状値", lexicon(text)).roles == (Role.ACTUAL,)
    assert (read_heading("見込", lexicon(text)).roles, read_heading("見込", lexicon(text)).status) == (
        (Role.TARGET,),
        None,
    )
    assert read_heading("現状値", Lexicon()).roles == (Role.BASELINE, Role.ACTUAL)


def test_a_number_may_be_a_word_of_the_user() -> None:
    """Plain numbers are values at sight, but not where the vocabulary says what one of them is."""
    words = lexicon('[[heading]]\nform = "2030"\nroles = ["target"]')
    cells = table("2030 | 2031")
    assert [TableReader(cells, words).kind(cell) for cell in cells.cells] == [Kind.HEADING, Kind.VALUE]
    assert [TableReader(cells, Lexicon()).kind(cell) for cell in cells.cells] == [Kind.VALUE, Kind.VALUE]


def test_the_form_is_compared_as_headings_are() -> None:
    text = '[[heading]]\nform = "現　状\\n値"\nroles = ["actual"]\n'
    assert read_heading("現 状 値", lexicon(text)).roles == (Role.ACTUAL,)


@pytest.mark.parametrize("without", ["ignore = true", "roles = []"])
def test_a_word_to_ignore(without: str) -> None:
    heading = read_heading("(仮)実績値", lexicon(f'[[heading]]\nform = "目標"\n{without}\n'))
    assert heading.roles == (Role.ACTUAL,)
    ignored = read_heading("目標", lexicon(f'[[heading]]\nform = "目標"\n{without}\n'))
    assert (ignored.roles, ignored.rest, ignored.is_heading) == ((), "", False)


def test_a_date_may_be_ignored_but_not_swallowed() -> None:
    assert parse_headings('[[heading]]\nform = "R5.3改訂"\nignore = true\n', "my.toml")
    error = refused('[[heading]]\nform = "R6めざす値"\nroles = ["target"]\n')
    assert "holds the date R6" in str(error)


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        (
            '[[heading]]\nform = "x"\nroles = ["targt"]',
            'unknown role "targt". Did you mean "target"?',
            "「target」では",
        ),
        ('[[heading]]\nform = "x"\nroles = ["目標値"]', 'Did you mean "target"?', "使える役割: number"),
        ('[[heading]]\nform = "x"\nroles = ["rate"]', 'Did you mean "achievement_rate"?', "「achievement_rate」"),
        ('[[heading]]\nform = "x"\nroles = ["zzz"]', 'unknown role "zzz". Roles: number', "使える役割: number"),
        ('[[heading]]\nform = "x"\nroles = "target"', 'Write roles = ["target"].', "文字列の一覧"),
        ('[[heading]]\nform = "x"\nroles = [1]', "roles must be a list of texts", "文字列の一覧"),
        ('[[heading]]\nform = "x"\nrole = ["target"]', 'unknown key "role". Did you mean "roles"?', "使えるキー"),
        ('[[heading]]\nform = "x"\nroles = ["target"]\nstatus = "finall"', 'Did you mean "final"?', "使える値: final"),
        ('[[heading]]\nform = "x"\nroles = ["target"]\nbasis = 1', "basis is 1. Allowed: annual", "使える値: annual"),
        ('[[heading]]\nform = "x"\nroles = ["target"]\nseen = 1', "seen must be a text", "文字列"),
        ('[[heading]]\nform = "x"\nignore = "yes"', "ignore must be true or false", "true か false"),
        ('[[heading]]\nform = "x"\nignore = true\nroles = ["target"]', "take one side away", "どちらかを消して"),
        ('[[heading]]\nform = "x"', "does not say what the word means", "意味が書かれていません"),
        ('[[heading]]\nform = "x"\nignore = false', "does not say what the word means", "意味が書かれていません"),
        ('[[heading]]\nroles = ["target"]', "form is missing or empty", "form がないか、空です"),
        ('[[heading]]\nform = " \\n　"\nroles = ["target"]', "form is missing or empty", "form がないか、空です"),
        ('[[heading]]\nform = 3\nroles = ["target"]', "form must be a text, not 3", "文字列"),
        (f'[[heading]]\nform = "{"長" * 61}"\nroles = ["target"]', "61 characters", "61 文字"),
        ('[[heading]]\nform = "めざす(仮)"\nroles = ["target"]', "never be found as a whole", "見つかりません"),
    ],
)
def test_what_is_wrong_with_an_entry(text: str, english: str, japanese: str) -> None:
    error = refused(ONE + "\n" + text + "\n")
    assert str(error).startswith("my.toml: Entry 2 (line 5): ")
    assert english in str(error)
    assert error.in_japanese().startswith("my.toml: 2番目の項目(5行目): ")
    assert japanese in error.in_japanese()
    assert error.hint
    assert error.hint_ja


def test_a_form_twice_however_it_is_spaced() -> None:
    error = refused(ONE + '[[heading]]\nform = "めざす 値"\nroles = ["actual"]\n')
    assert 'Entry 2 (line 4): form "めざす 値" is already entry 1.' in str(error)
    assert "1番目の項目にもあります" in error.in_japanese()


@pytest.mark.parametrize(
    ("text", "english", "japanese"),
    [
        ("form = \u201cめざす値\u201d", "no valid TOML: Invalid value (at line 1, column 8)", "1行目の8文字目"),
        ("[[heading]]\nform = 'x", "no valid TOML", "TOML として読めません"),
        ("heading = " + "[" * 5000, "no valid TOML", "TOML として読めません"),
        ("x = " + "9" * 5000, "no valid TOML", "TOML として読めません"),
        ("", "no [[heading]] entry", "項目がありません"),
        ("# only a comment\n", "no [[heading]] entry", "項目がありません"),
        ('[heading]\nform = "x"', "two square brackets", "二重の角括弧"),
        ('heading = ["x"]', "no [[heading]] entry", "項目がありません"),
        ('[[headings]]\nform = "x"', '"headings" is no part', "「headings」は"),
    ],
)
def test_what_is_wrong_with_the_file(text: str, english: str, japanese: str) -> None:
    error = refused(text)
    assert english in str(error)
    assert japanese in error.in_japanese()


def test_entries_in_a_list_have_no_line() -> None:
    assert ": Entry 1: unknown role" in str(refused('heading = [{form = "x", roles = ["zzz"]}]'))


def test_encodings_of_windows_editors() -> None:
    assert decode_headings(ONE.encode("utf-8-sig"), "my.toml") == ONE
    assert parse_headings(ONE.replace("\n", "\r\n"), "my.toml") == parse_headings(ONE, "my.toml")
    for encoding, english in (("cp932", "saved as cp932 (Shift_JIS)"), ("utf-16", "saved as UTF-16")):
        with pytest.raises(HeadingsFileError, match="UTF-8") as caught:
            decode_headings(ONE.encode(encoding), "my.toml")
        assert english in str(caught.value)
        assert "メモ帳" in caught.value.in_japanese()
    with pytest.raises(HeadingsFileError, match="byte 2"):
        decode_headings(b"x\x81", "my.toml")


def test_the_error_survives_pickling() -> None:
    error = refused("")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.in_japanese()) == (str(error), error.in_japanese())
    assert isinstance(copy, ValueError)


def test_a_report_in_words_of_its_own(tmp_path: Path) -> None:
    report, words = tmp_path / "report.txt", tmp_path / "my.toml"
    report.write_text(REPORT, "utf-8")
    words.write_text(WORDS, "utf-8")
    assert [issue.code for issue in extract(report).issues if issue.severity == "error"] == ["no-kpi"]
    extraction = extract(report, headings=words)
    (indicator,) = extraction.projects[0].indicators
    assert indicator.name == "来館者数"
    assert [observation.value for observation in (*indicator.targets, *indicator.actuals)] == [120, 95]
    assert extract(report, headings=str(words)) == extraction
    assert list(extract_many([report], headings=words)) == [extraction]
    assert interpret(read(report), lexicon=read_headings(words)) == extraction


def test_interpret_takes_the_words_without_a_file() -> None:
    grid = table("こだわり | めざす値 | できた値 | 単位\n来館者数 | 120 | 95 | 人")
    extraction = interpret(document("令和4年度 実績", grid), lexicon=lexicon(WORDS))
    assert isinstance(extraction, Extraction)
    assert extraction.projects[0].indicators[0].targets[0].value == 120


def test_a_missing_file_is_not_a_missing_document(tmp_path: Path) -> None:
    for path in (tmp_path / "ない.toml", tmp_path):
        with pytest.raises(HeadingsFileError, match=path.name) as caught:
            extract_many([], headings=path)
        assert caught.value.hint_ja
    with pytest.raises(TypeError):
        extract(b"", headings=b"x")  # type: ignore[arg-type]
