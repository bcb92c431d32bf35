"""The command reads each document in a child: what that means for a user."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.command import children_once_there, hears_interrupts

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "kushiro-r4.pdf"


def run(*words: str | Path, lang: str = "en") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kpi_extract", *map(str, words), "--lang", lang]
    return subprocess.run(command, capture_output=True, check=False, timeout=60, cwd=ROOT)


@pytest.mark.parametrize("verb", [(), ("tables",), ("explain",), ("explain", "--format", "json")])
def test_isolated_and_in_process_give_the_same_bytes(verb: tuple[str, ...]) -> None:
    isolated, here = run(*verb, SAMPLE), run(*verb, SAMPLE, "--in-process")
    assert (isolated.returncode, isolated.stdout, isolated.stderr) == (0, here.stdout, here.stderr)
    assert isolated.stdout


def test_pictures_too(tmp_path: Path) -> None:
    for name, more in (("apart.png", ()), ("here.png", ("--in-process",))):
        assert run("tables", SAMPLE, "--image", tmp_path / name, *more).returncode == 0
    assert (tmp_path / "apart.png").read_bytes() == (tmp_path / "here.png").read_bytes()


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_several_documents_in_one_output(format: str, tmp_path: Path) -> None:
    from kpi_extract import extract, write

    sources = [ROOT / "samples" / name for name in ("kushiro-r4.txt", "kushiro-r4.docx")]
    out = tmp_path / f"all.{format}"
    assert run(*sources, "-o", out).returncode == 0
    expected = tmp_path / "expected"
    with expected.open("wb") as stream:
        write([extract(source) for source in sources], stream, format)
    assert out.read_bytes() == expected.read_bytes()


def test_a_document_past_its_time_is_stopped_and_says_so() -> None:
    for lang, words in (("en", "took longer than the limit"), ("ja", "制限時間")):
        done = run(SAMPLE, "--timeout", "0.1", lang=lang)
        assert done.returncode == 1
        assert words in done.stderr.decode("utf-8")
        assert not done.stdout


def test_a_document_past_its_memory_is_stopped_and_says_so() -> None:
    done = run(SAMPLE, "--max-memory", "1M")
    assert done.returncode == 1
    assert b"memory" in done.stderr
    assert not done.stdout
    assert b"Traceback" not in done.stderr


def test_a_file_past_its_size_is_not_read() -> None:
    done = run(SAMPLE, "--max-file-size", "1K")
    assert done.returncode == 1
    assert b"--max-file-size" in done.stderr


def test_the_parent_loads_no_reader_and_no_pydantic(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from kpi_extract.cli import main\n"
        f"try: main([{str(SAMPLE)!r}, '-q', '-o', {str(tmp_path / 'out.json')!r}])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True)
    loaded = set(done.stdout.split())
    assert "kpi_extract.isolation.sandbox" in loaded
    for name in ("pydantic", "pypdfium2", "pdfminer", "docx", "lxml", "kpi_extract.pipeline", "kpi_extract.records"):
        assert name not in loaded, name


def test_a_folder_of_documents_is_no_place_to_load_modules_from(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a file beside the documents was run')\n", "utf-8")
    (tmp_path / "report.pdf").write_bytes(SAMPLE.read_bytes())
    kpi_extract = Path(sys.executable).with_name("kpi-extract")
    done = subprocess.run([kpi_extract, "report.pdf"], capture_output=True, check=True, timeout=60, cwd=tmp_path)
    assert json.loads(done.stdout)["document"]["name"] == "report.pdf"


@pytest.mark.skipif(os.name != "posix", reason="makes a named pipe")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as listener:
        assert run(SAMPLE, "-o", pipe).returncode == 0
        assert listener.communicate(timeout=10)[0] == run(SAMPLE).stdout
    assert pipe.is_fifo()


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_an_interrupted_command_leaves_no_child(tmp_path: Path) -> None:
    many = [str(SAMPLE)] * 400
    command = [sys.executable, "-m", "kpi_extract", *many, "-o", f"{tmp_path}/out/"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT, preexec_fn=hears_interrupts) as parent:
        children = children_once_there(parent.pid)
        assert len(children) == 1
        begin = time.monotonic()
        parent.send_signal(signal.SIGINT)
        assert parent.wait(timeout=10) == 130
        assert time.monotonic() - begin < 4
    children[0].wait(timeout=5)
