"""`kpi-extract explain` as a user sees it: a misreading shows, a headings file mends it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
STRANGE = "令和4年度\n\n指標\tめざす値\t実績値\n来館者数\t120人\t95人\n"
HEADLESS = "令和4年度\n\nものさし\tめざす値\tR3できた値\tひとこと\n来館者数\t120\t95\t夜も開館\n"


def run(*args: str | Path, stdin: bytes = b"", cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "kpi_extract", "explain", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, env=env, check=False, cwd=cwd)


def page(*args: str | Path) -> str:
    done = run(*args)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def entries(text: str) -> str:
    """What a user pastes into a headings file."""
    return text[text.index("\n# ") + 1 :]


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


@pytest.mark.parametrize("suffix", ["txt", "docx", "pdf"])
def test_the_sample_in_every_format(suffix: str) -> None:
    shown = page(SAMPLES / f"kushiro-r4.{suffix}", "--lang", "ja")
    assert "[表 1: 14 行 × 10 列" in shown
    assert re.search(r"列 5 +… › 指標値 › 単位 +→ 単位\(unit\) +語: 単位", shown)
    assert re.search(r"列 7 +… › 実績値 › R1年度 +→ 実績値\(actual\) R1年度 = 2019年度 +語: 実績値, R1年度", shown)
    assert "指標: 本事業による雇用創出数 | 目標値 2023-03: 15 | 単位: 人 | 目標年月: R5.3" in shown
    assert "実績値 2019年度: 21 | 実績値 2020年度: 6" in shown
    assert "わからない語" not in shown
    assert "[[heading]]" not in shown


def test_the_sample_in_english() -> None:
    shown = page(SAMPLES / "kushiro-r4.pdf", "--lang", "en")
    assert "[table 1: 14 rows × 10 columns; page 1; indicators: 11, values: 55]" in shown
    assert re.search(r"column 7 +… › 実績値 › R1年度 +→ actual R1年度 = FY2019 +words: 実績値, R1年度", shown)
    assert "target 2023-03: 15" in shown


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["kushiro-r4.docx", "kushiro-r5-made-up.pdf"])
def test_lines_fit_a_terminal(name: str, language: str) -> None:
    assert max(map(width, page(SAMPLES / name, "--lang", language).splitlines())) <= 100


def test_an_unknown_heading_is_flagged_and_the_pasted_entry_mends_it(tmp_path: Path) -> None:
    report, words = tmp_path / "report.txt", tmp_path / "words.toml"
    report.write_text(STRANGE, "utf-8")
    shown = page(report, "--lang", "ja")
    assert re.search(r"^! 列 2 +めざす値 +→ 役割なし +わからない語: めざす値$", shown, re.M)
    assert "--headings" in shown
    assert "役割なし: 120人" in shown
    assert '[[heading]]\nform = "めざす値"\nroles = ["target"]\n' in shown
    words.write_text(entries(shown), "utf-8")
    mended = page(report, "--lang", "ja", "--headings", words)
    assert re.search(r"^  列 2 +めざす値 +→ 目標値\(target\) +語: めざす値$", mended, re.M)
    assert "目標値: 120人" in mended
    assert "!" not in mended
    assert "[[heading]]" not in mended


def test_a_table_not_understood_says_so_and_can_be_mended(tmp_path: Path) -> None:
    report, words = tmp_path / "report.txt", tmp_path / "words.toml"
    report.write_text(HEADLESS, "utf-8")
    shown = page(report, "--lang", "ja")
    assert "! この表は読めていません" in shown
    assert "わからない語: ものさし, めざす値, R3できた値, ひとこと" in shown
    words.write_text(entries(shown), "utf-8")
    mended = page(report, "--lang", "ja", "--headings", words)
    assert "指標: 来館者数 | 目標値: 120 | 実績値 2021年度: 95 | 備考: 夜も開館" in mended
    assert "this table is not understood" in page(report, "--lang", "en").lower()


def test_json_says_the_same(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(STRANGE, "utf-8")
    data = json.loads(page(report, "--format", "json"))
    (body,) = data["tables"][0]["bodies"]
    assert [column.get("role") for column in body["columns"]] == ["indicator", None, "actual"]
    assert [column["without_role"] for column in body["columns"]] == [False, True, False]
    assert data["suggestions"] == [{"form": "めざす値", "roles": ["target"]}]
    assert "null" not in page(report, "--format", "json")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    empty, prose = tmp_path / "空.txt", tmp_path / "prose.txt"
    empty.write_bytes(b"")
    prose.write_text("表のない文書です。\n", "utf-8")
    for path in (empty, tmp_path / "none.pdf", tmp_path):
        done = run(path)
        assert done.returncode == 1
        assert done.stdout == b""
        assert b"Traceback" not in done.stderr
    assert "表がありません" in page(prose, "--lang", "ja")


def test_options_are_those_of_tables(tmp_path: Path) -> None:
    sample = SAMPLES / "kushiro-r4.txt"
    assert "[table 1" in page(sample, "--from", "text", "--encoding", "utf-8")
    assert run("-", "--lang", "en", stdin=sample.read_bytes()).stdout.decode() == page(sample, "--lang", "en")
    words = tmp_path / "words.toml"
    words.write_text('[[heading]]\nform = "めざす値"\nroles = ["targt"]\n', "utf-8")
    wrong = run(sample, "--headings", words)
    assert wrong.returncode == 2
    assert b"words.toml" in wrong.stderr
    assert run(sample, "--pages", "0").returncode == 2


def test_the_page_of_the_documentation_is_what_is_printed(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "headings.md").read_text("utf-8")
    for language, name in (("tsv", "report.txt"), ("toml", "my-headings.toml")):
        (content,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
        (tmp_path / name).write_text(content, "utf-8")
    (command, printed), *_ = re.findall(r"```console\n\$ kpi-extract explain (.*?)\n(.*?)```", text, re.DOTALL)
    assert run(*command.split(), cwd=tmp_path).stdout.decode() == printed
