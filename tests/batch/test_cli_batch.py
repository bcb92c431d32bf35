"""What a user of the batch command sees: files, messages, exit codes, tables made of a whole run."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import BinaryIO

import duckdb
import pytest
from benchmarks.batch import documents

from kpi_extract import extract, rows, write
from tests.batch.command import ROOT, batch, words
from tests.isolation.poisoned_child import poison

SAMPLES = ROOT / "samples"
NAMES = ("kushiro-r4.docx", "kushiro-r4.pdf", "kushiro-r5-made-up.txt")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "報告書"
    (folder / "令和4年度").mkdir(parents=True)
    for name in NAMES:
        shutil.copy(SAMPLES / name, folder / "令和4年度" / name)
    return folder


def jsonl(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_folder_gives_a_mirror_lines_and_a_summary(reports: Path, tmp_path: Path) -> None:
    done = batch("報告書", "-o", "結果", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    out = tmp_path / "結果"
    for name in NAMES:
        alone = tmp_path / "alone.json"
        with alone.open("wb") as stream:
            write(extract(reports / "令和4年度" / name), stream)
        assert (out / "documents" / "報告書" / "令和4年度" / f"{name}.json").read_bytes() == alone.read_bytes()
    outcomes = jsonl(out / "outcomes.jsonl")
    assert [one["source"] for one in outcomes] == [f"報告書/令和4年度/{name}" for name in NAMES]
    assert json.loads((out / "summary.json").read_text("utf-8"))["outcomes"] == {"review": 3}
    assert (out / "errors.jsonl").read_bytes() == b""
    assert "3 documents, 51 indicators" in done.stderr


@pytest.mark.parametrize(("suffix", "format"), [("csv", "csv"), ("jsonl", "jsonl"), ("json", "json")])
def test_one_file_from_a_whole_run_is_what_the_library_writes(
    suffix: str, format: str, reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"all.{suffix}"
    assert batch("報告書", "-o", out, folder=tmp_path).returncode == 0
    extractions = [extract(reports / "令和4年度" / name) for name in NAMES]
    if format == "csv":
        with out.open(encoding="utf-8-sig", newline="") as stream:
            found = list(csv.DictReader(stream))
        assert len(found) == sum(len(list(rows(one))) for one in extractions)
        assert {row["source"] for row in found} == {f"報告書/令和4年度/{name}" for name in NAMES}
        return
    expected = tmp_path / "expected"
    with expected.open("wb") as stream:
        write(extractions, stream, format)
    assert out.read_bytes() == expected.read_bytes()
    # The second run finds what the first has done, and does not read its own output.
    again = batch("報告書", "-o", out, folder=tmp_path)
    assert "0 documents to read, 3 unchanged" in again.stderr
    assert out.read_bytes() == expected.read_bytes()


def test_parquet_in_one_line_of_duckdb(reports: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = batch(
            "報告書", "-o", "out", "--parquet", "--partition-by", "fiscal_year,role", "--municipality", "012068",
            folder=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        count = sum(len(list(rows(extract(reports / "令和4年度" / name)))) for name in NAMES)
        for pattern in ("rows/*.parquet", "partitioned/**/*.parquet"):
            assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/out/{pattern}'").fetchall() == [(count,)]
        years = duckdb.execute(f"SELECT DISTINCT fiscal_year FROM '{tmp_path}/out/partitioned/**/*.parquet'").fetchall()
        assert (2022,) in years
    assert batch("報告書", "-o", "all.parquet", folder=tmp_path).returncode == 0
    assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/all.parquet'").fetchall() == [(count,)]


def test_what_cannot_be_read_is_told_and_costs_nothing_else(reports: Path, tmp_path: Path) -> None:
    (reports / "壊れた.pdf").write_bytes(b"%PDF-1.7 cut")
    (reports / "古い.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (reports / "手紙.txt").write_text("こんにちは。\n", "utf-8")
    (reports / "~$開いている.docx").write_bytes(b"lock")
    done = batch("報告書", "無い.pdf", "-o", "out", folder=tmp_path)
    assert done.returncode == 3
    outcomes = {str(one["source"]).rsplit("/", 1)[-1]: one for one in jsonl(tmp_path / "out" / "errors.jsonl")}
    assert {name: one["outcome"] for name, one in outcomes.items()} == {
        "壊れた.pdf": "failed",
        "古い.doc": "refused",
        "手紙.txt": "no-kpi",
        "無い.pdf": "failed",
    }
    assert outcomes["無い.pdf"]["code"] == "missing"
    assert all(one.get("message") or one["outcome"] == "no-kpi" for one in outcomes.values())
    assert re.search(r"failed +2\n", done.stderr)


def test_exit_codes(reports: Path, tmp_path: Path) -> None:
    assert batch("報告書", "-o", "out", "--strict", folder=tmp_path).returncode == 4
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "x.pdf").write_bytes(b"%PDF-1.7 cut")
    assert batch("bad", "-o", "out2", folder=tmp_path).returncode == 1
    (tmp_path / "empty").mkdir()
    nothing = batch("empty", "-o", "out3", folder=tmp_path)
    assert nothing.returncode == 1
    assert "No documents were found" in nothing.stderr
    assert batch("報告書", "-o", "out", "--shard", "3/3", folder=tmp_path).returncode == 2
    assert batch("報告書", "-o", "out", "--partition-by", "town", folder=tmp_path).returncode == 2
    assert batch("報告書", folder=tmp_path).returncode == 2
    assert batch("@無い.txt", "-o", "out", folder=tmp_path).returncode == 1
    unknown = batch("報告書", "-o", "out4", "--executor", "slurm://x", folder=tmp_path)
    assert unknown.returncode == 1
    assert "executor" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_patterns_lists_and_choices(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "一覧.txt").write_bytes("# 対象\r\n報告書/令和4年度/kushiro-r4.pdf\r\n".encode("cp932"))
    for arguments, count in (
        (["報告書/**/*.pdf"], 1),
        (["@一覧.txt"], 1),
        (["報告書", "--include", "*.TXT"], 1),
        (["報告書", "--exclude", "*.pdf"], 2),
        (["報告書", "報告書/令和4年度/kushiro-r4.pdf"], 3),
    ):
        listed = batch(*arguments, "-o", "out", "--dry-run", folder=tmp_path)
        assert len(listed.stdout.splitlines()) == count, arguments
        assert not (tmp_path / "out" / "documents").exists()


def test_messages_in_japanese_on_a_cp932_console(reports: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp932"}
    command = [*words("報告書", "-o", "結果"), "--lang", "ja"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env=environment, timeout=60)
    said = done.stderr.decode("cp932")
    assert done.returncode == 0, said
    assert "3 文書、指標 51 件" in said
    assert "要確認" in said
    assert batch("報告書", "-o", "結果", "-q", folder=tmp_path).stderr == ""
    command = [*words("報告書", "-o", "結果", "--executor", "slurm://x"), "--lang", "ja"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env=environment, timeout=60)
    assert "slurm://x: この実行方法はありません。" in done.stderr.decode("cp932")


def test_a_long_run_says_how_it_goes_without_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents.small_texts(tmp_path / "many", 30)
    monkeypatch.setattr("kpi_extract.cli.progress._EVERY", 0.0)
    from click.testing import CliRunner

    from kpi_extract.cli import main

    done = CliRunner().invoke(main, ["batch", str(tmp_path / "many"), "-o", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == 0
    lines = [line for line in done.stderr.splitlines() if " of 30 (" in line]
    assert len(lines) == 30
    assert "ok 30" in lines[-1]


def test_output_that_cannot_be_written_is_told(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, no folder", "utf-8")
    done = batch("報告書", "-o", "out", folder=tmp_path)
    assert done.returncode == 1
    assert "out" in done.stderr
    assert "Traceback" not in done.stderr


def test_extract_many_reads_on_past_a_poison(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kpi_extract import Extraction, Failure, Limits, extract_many

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), str(ROOT)]))
    monkeypatch.setattr("kpi_extract.batch.many.CHILD", "tests.isolation.poisoned_child")
    bad = [tmp_path / f"{kind}.txt" for kind in ("kill", "sleep", "raise")]
    for path in bad:
        path.write_bytes(poison(path.stem))
    good = SAMPLES / "kushiro-r4.docx"
    sources: list[str | Path | bytes | BinaryIO] = [
        bad[0],
        good,
        good.read_bytes(),
        bad[1],
        bad[2],
        io.BytesIO(good.read_bytes()),
    ]
    limits = Limits(seconds_to_open=1.5, seconds=1.5)
    outcomes = list(extract_many(sources, workers=2, limits=limits))
    kinds = [type(one.error).CODE if isinstance(one, Failure) else "read" for one in outcomes]
    assert kinds == ["crashed", "read", "read", "timeout", "unexpected", "read"]
    alone = extract(good)
    for one in outcomes:
        if isinstance(one, Extraction):
            assert one.projects == alone.projects
            assert one.issues == alone.issues
            assert [issue.message_ja for issue in one.issues] == [issue.message_ja for issue in alone.issues]


def test_extract_many_given_up_leaves_no_process() -> None:
    import psutil

    from kpi_extract import extract_many

    coming = extract_many([SAMPLES / "kushiro-r4.pdf"] * 50, workers=2)
    next(coming)
    inside = [one for one in psutil.Process().children() if "kpi_extract.isolation.child" in one.cmdline()]
    assert len(inside) == 2
    coming.close()  # type: ignore[attr-defined]
    for one in inside:
        one.wait(timeout=5)
