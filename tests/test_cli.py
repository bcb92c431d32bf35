"""What a user sees: streams, exit codes, files, messages in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kpi_extract.records import json_schema

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "samples" / "kushiro-r4.txt"


def run(*args: str | Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    command = [sys.executable, "-m", "kpi_extract", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, env=env, check=False, cwd=ROOT)


def test_one_source_gives_one_object_on_stdout() -> None:
    done = run(SAMPLE)
    assert done.returncode == 0
    data = json.loads(done.stdout)
    jsonschema.validate(data, json_schema(), cls=jsonschema.Draft202012Validator)
    assert len(data["projects"]) == 6
    assert "municipality" not in data["document"]
    assert b"6 projects, 17 indicators" in done.stderr


def test_output_file_is_the_same_bytes_as_stdout(tmp_path: Path) -> None:
    out = tmp_path / "出力" / "結果.json"
    assert run(SAMPLE, "-o", out).returncode == 0
    assert out.read_bytes() == run(SAMPLE).stdout
    assert [path.name for path in out.parent.iterdir()] == ["結果.json"]


def test_stdin_and_municipality() -> None:
    done = run("-", "--municipality", "釧路市", stdin=SAMPLE.read_bytes())
    town = json.loads(done.stdout)["document"]["municipality"]
    assert town == {"name": "釧路市", "code": "012068", "prefecture": "北海道"}


def test_several_sources_give_json_lines_or_one_file_each(tmp_path: Path) -> None:
    other = ROOT / "samples" / "kushiro-r5-made-up.docx"
    lines = run(SAMPLE, other).stdout.decode().splitlines()
    assert [json.loads(line)["document"]["name"] for line in lines] == [SAMPLE.name, other.name]
    folder = f"{tmp_path}/out/"
    assert run(SAMPLE, other, "-o", folder).returncode == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["kushiro-r4.txt.json", "kushiro-r5-made-up.docx.json"]


def test_one_bad_document_costs_no_other(tmp_path: Path) -> None:
    bad = tmp_path / "壊れた.pdf"
    bad.write_bytes(b"%PDF-1.7\nnothing")
    done = run(bad, SAMPLE)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == 1
    assert "壊れた.pdf" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"hello\n", b"a\tb\n1\t2\n"]
)
def test_nothing_extracted_is_no_success(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    done = run(path)
    assert done.returncode == 1
    assert b"x.pdf" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--pages", "0", SAMPLE),
        ("--pages", "5-3", SAMPLE),
        ("--municipality", "池田町", SAMPLE),
        ("--format", "xml", SAMPLE),
        ("--nonsense", SAMPLE),
    ],
)
def test_usage_errors(arguments: tuple[str | Path, ...]) -> None:
    assert run("extract", *arguments).returncode == 2


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "ない.txt"):
        done = run(path)
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr


def test_strict_asks_for_review() -> None:
    assert run(SAMPLE, "--strict").returncode == 4


def test_messages_in_japanese_by_locale_and_by_option() -> None:
    for done in (run(SAMPLE, LC_ALL="ja_JP.UTF-8"), run(SAMPLE, "--lang", "ja")):
        assert "単位が食い違っています" in done.stderr.decode()
        assert "事業 6 件、指標 17 件" in done.stderr.decode()
    assert run(SAMPLE, "--lang", "ja").stdout == run(SAMPLE, "--lang", "en").stdout


def test_quiet_and_verbose() -> None:
    assert run(SAMPLE, "--quiet").stderr == b""
    assert b"unit-conflict" in run(SAMPLE).stderr


@pytest.mark.parametrize("encoding", ["cp932", "ascii"])
def test_a_narrow_console_loses_no_data(encoding: str) -> None:
    done = run(SAMPLE, "--lang", "ja", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["projects"][2]["name"].startswith("アドベンチャー")


def test_unwritable_output(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run(SAMPLE, "-o", tmp_path / "file" / "out.json")
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_closed_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m kpi_extract {SAMPLE} --quiet | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True, cwd=ROOT)
    assert done.stderr == b""


def test_tables_shows_the_cells_as_read() -> None:
    shown = run("tables", SAMPLE).stdout.decode()
    assert "[table 1: 14 rows × 10 columns" in shown
    assert "r4 c4: 15" in shown


def test_table_format_for_people() -> None:
    shown = run(SAMPLE, "--format", "table", "--quiet").stdout.decode()
    assert "886,906" in shown
    assert "■ 移住" not in shown


def test_schema_and_version() -> None:
    assert json.loads(run("schema").stdout) == json.loads((ROOT / "schemas" / "report.schema.json").read_text("utf-8"))
    assert b"kpi-extract" in run("--version").stdout


def test_forced_encoding_that_is_wrong() -> None:
    done = run(SAMPLE, "--encoding", "euc-jp")
    assert done.returncode == 1
    assert b"--encoding" in done.stderr or b"encoding" in done.stderr
    assert b"Traceback" not in run(SAMPLE, "--encoding", "klingon").stderr


def test_same_input_same_bytes() -> None:
    pdf = ROOT / "samples" / "kushiro-r4.pdf"
    assert run(pdf).stdout == run(pdf, PYTHONHASHSEED="7").stdout


def test_heading_words_of_the_user(tmp_path: Path) -> None:
    report, words = tmp_path / "report.txt", tmp_path / "見出し.toml"
    report.write_text("令和4年度\n\n指標\tめざす値\t実績値\n来館者数\t120人\t95人\n", "utf-8")
    words.write_text('[[heading]]\nform = "めざす値"\nroles = ["target"]\n', "utf-8-sig")
    assert json.loads(run(report).stdout)["projects"][0]["indicators"][0]["targets"] == []
    done = run(report, "--headings", words)
    assert done.returncode == 0
    assert json.loads(done.stdout)["projects"][0]["indicators"][0]["targets"][0]["value"] == 120


def test_heading_words_that_cannot_be_used_are_a_usage_error(tmp_path: Path) -> None:
    words = tmp_path / "見出し.toml"
    text = '[[heading]]\nform = "めざす値"\nroles = ["targt"]\n'
    for content in (text.encode(), text.encode("cp932"), b"\xff"):
        words.write_bytes(content)
        done = run(SAMPLE, "--headings", words, "-o", tmp_path / "out.json")
        assert done.returncode == 2
        assert "見出し.toml" in done.stderr.decode()
        assert b"Traceback" not in done.stderr
        assert not (tmp_path / "out.json").exists()
    words.write_text(text, "utf-8")
    japanese = run(SAMPLE, "--headings", words, "--lang", "ja").stderr.decode()
    assert "1番目の項目(1行目): 「targt」という役割はありません。 「target」ではありませんか。" in japanese
    assert b"no such file" in run(SAMPLE, "--headings", tmp_path / "none.toml").stderr
