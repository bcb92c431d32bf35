"""The review server as a person uses it: started as a command, driven in a real browser, ended."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from kpi_extract import load
from kpi_extract.corrections.apply import value_at
from tests.batch.command import hears_interrupts
from tests.review.browser import browser, needs_browser, opened

pytestmark = pytest.mark.loopback
SAMPLES = Path(__file__).parents[2] / "samples"
VISITS = "/projects/0/indicators/1/actuals/3"


@contextmanager
def serving(document: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address that opens the page, and the process."""
    command = [sys.executable, "-m", "kpi_extract", "review", str(document), "--lang", "ja", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hears_interrupts
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "報告書.pdf"
    shutil.copy(SAMPLES / "kushiro-r4.pdf", path)
    return path


def row(page: Any, pointer: str) -> Any:
    return page.locator(f'.row[data-pointer="{pointer}"]').last


@needs_browser
def test_open_correct_save_reload_accept_undo_export(report: Path, tmp_path: Path) -> None:
    with serving(report) as (address, _), browser() as started:
        page, seen = opened(started, address)
        assert page.url.endswith("/")
        assert "token" not in page.url
        row(page, VISITS).click()
        assert page.locator(".box.picked").count() == 1
        page.keyboard.press("e")
        page.locator("input[name=now]").fill("2,031")
        page.locator("input[name=why]").fill("正誤表による")
        page.keyboard.press("Control+Enter")
        page.locator("#notice", has_text="保存しました").wait_for()
        assert "2,031 件" in row(page, VISITS).text_content()
        assert "2,026" in row(page, VISITS).text_content()  # the printed text stays
        kept = json.loads((tmp_path / "報告書.pdf.corrections.json").read_text("utf-8"))
        assert [(one["pointer"], one["was"], one["now"], one["why"]) for one in kept["corrections"]] == [
            (VISITS, "2,026", "2,031", "正誤表による")
        ]
        page.reload()
        assert "2,031 件" in row(page, VISITS).text_content()
        unsure = page.locator("#list .row").first
        unsure.click()
        page.keyboard.press("a")
        page.locator("#facts", has_text="要確認 1 件").wait_for()
        row(page, VISITS).click()
        with page.expect_download() as download:
            page.locator("#exports a", has_text="JSON").click()
        download.value.save_as(tmp_path / "export.json")
        value = value_at(load(tmp_path / "export.json")[0], VISITS)
        assert value is not None
        assert value.value == 2031
        row(page, VISITS).click()
        page.keyboard.press("u")
        # The notice of the change before is still there: what tells is the value itself.
        row(page, VISITS).filter(has_text="2,026 件").wait_for()
        assert seen.complaints == []


@needs_browser
def test_a_text_that_is_no_value_is_refused_where_it_was_typed(report: Path, tmp_path: Path) -> None:
    with serving(report) as (address, _), browser() as started:
        page, _ = opened(started, address, 800)
        row(page, VISITS).click()
        page.locator("button", has_text="訂正する").click()
        page.locator("input[name=now]").fill("1・2・3")
        page.locator("button", has_text="保存").click()
        page.locator("#notice", has_text="値として読めません").wait_for()
        assert page.locator("input[name=now]").input_value() == "1・2・3"
        page.keyboard.press("Escape")
        assert page.locator("input[name=now]").count() == 0
        assert not (tmp_path / "報告書.pdf.corrections.json").exists()


@needs_browser
def test_two_tabs(report: Path) -> None:
    with serving(report) as (address, _), browser() as started:
        context = started.new_context()
        first, second = context.new_page(), context.new_page()
        first.goto(address)
        second.goto(address.partition("?")[0])
        for page, text in ((first, "1"), (second, "2")):
            row(page, VISITS).click()
            page.keyboard.press("e")
            page.locator("input[name=now]").fill(text)
            page.keyboard.press("Control+Enter")
            page.locator("#notice", has_text=re.compile(".+")).wait_for()
        assert "別の画面で変更されています" in second.locator("#notice").text_content()
        assert "1 件" in row(second, VISITS).text_content()


def test_corrections_are_applied_again_by_extract(report: Path, tmp_path: Path) -> None:
    with serving(report) as (address, _), httpx.Client(follow_redirects=True) as client:
        base = address.partition("/?")[0]
        assert client.get(address).status_code == 200
        change = {"version": 0, "action": "correct", "pointer": VISITS, "now": "2,031"}
        assert client.post(f"{base}/change", json=change, headers={"Origin": base}).status_code == 200
        assert httpx.get(f"{base}/data").status_code == 403
        assert httpx.get(address).status_code == 403
    kept = tmp_path / "報告書.pdf.corrections.json"
    command = [
        sys.executable,
        "-m",
        "kpi_extract",
        str(report),
        "-o",
        str(tmp_path / "x.json"),
        "--corrections",
        str(kept),
    ]
    subprocess.run([*command, "-q"], check=True, timeout=60)
    value = value_at(load(tmp_path / "x.json")[0], VISITS)
    assert value is not None
    assert value.value == 2031
    with serving(report) as (address, _), httpx.Client(follow_redirects=True) as client:
        assert '"now":"2,031"' in client.get(address).text


def test_it_ends_by_itself_when_nobody_looks(report: Path) -> None:
    with serving(report, "--idle", "0.02") as (address, process):
        assert address.startswith("http://127.0.0.1:")
        began = time.monotonic()
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began < 15


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a child on Windows")
def test_ctrl_c_ends_it(report: Path) -> None:
    with serving(report) as (address, process):
        assert address
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130


def test_corrections_of_another_document_are_not_touched(report: Path, tmp_path: Path) -> None:
    other = tmp_path / "報告書.pdf.corrections.json"
    text = json.dumps({"schema_version": "1.0", "document": {"name": "x", "sha256": "0"}, "corrections": []})
    other.write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kpi_extract", "review", str(report), "--lang", "ja"],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "別の文書の訂正ファイルです" in done.stderr
    assert other.read_text("utf-8") == text
