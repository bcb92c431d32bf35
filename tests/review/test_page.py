"""The review page in a real browser: opened from a file, with the mouse and without."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from kpi_extract import extract
from kpi_extract.cli import main
from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.place import Place
from kpi_extract.records import DocumentInfo, Extraction, Generator, Indicator, Issue, Observation, Project
from kpi_extract.review.data import review_data
from kpi_extract.review.page import review_page
from tests.review.browser import browser, needs_browser, opened
from tests.review.test_data import HOSTILE, document_of, with_texts

pytestmark = [needs_browser, pytest.mark.loopback]
SAMPLES = Path(__file__).parents[2] / "samples"
SHOWN_BY = set(
    "header h1 h2 h3 p div input select option span button main section dialog noscript script article b table caption"
    " tbody tr td".split()
)
"""All that the page makes, where there are no charts and no pictures."""
CLOSE = 2.0
"""Pixels by which a box may be off."""


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("確認")
    found = {}
    for suffix in ("pdf", "docx", "txt"):
        out = folder / f"確認-{suffix}.html"
        arguments = [str(SAMPLES / f"kushiro-r4.{suffix}"), "-o", str(folder / "x.json"), "--review", str(out)]
        assert CliRunner().invoke(main, [*arguments, "-q", "--lang", "ja"]).exit_code == 0
        found[suffix] = out
    return found


def picked(page: Any) -> str:
    return str(page.evaluate("state.picked"))


@pytest.mark.parametrize("suffix", ["pdf", "docx", "txt"])
@pytest.mark.parametrize("width", [1280, 800])
def test_a_page_from_a_file_asks_for_nothing_and_complains_of_nothing(
    suffix: str, width: int, started: Any, files: dict[str, Path]
) -> None:
    page, seen = opened(started, files[suffix], width)
    page.locator("#list .row").first.click()
    assert page.title() == "令和4年度地方創生推進交付金事業の実績"
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith("data:")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_a_value_lights_up_its_box_and_the_box_its_value(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["pdf"])
    target = extract(SAMPLES / "kushiro-r4.pdf").projects[5].indicators[2].targets[0]
    assert target.place is not None
    assert target.place.box is not None
    pointer = "/projects/5/indicators/2/targets/0"
    page.locator(f'.row[data-pointer="{pointer}"]').last.click()
    box = page.locator(".box.picked")
    assert box.get_attribute("data-pointer") == pointer
    scale = page.evaluate("document.querySelector('.page').getBoundingClientRect().width") / 1190.55
    paper = page.locator(".page").bounding_box()
    found = box.bounding_box()
    expected = [scale * number for number in target.place.box]
    corners = [found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]]
    shifted = [corners[0] - paper["x"], corners[1] - paper["y"], corners[2] - paper["x"], corners[3] - paper["y"]]
    assert shifted == pytest.approx(expected, abs=CLOSE)
    left = page.locator("#paper").bounding_box()
    assert left["x"] <= found["x"]
    assert found["x"] + found["width"] <= left["x"] + left["width"]
    other = page.locator('.box[data-pointer="/projects/0/indicators/1/actuals/3"]')
    other.click()
    assert picked(page) == "/projects/0/indicators/1/actuals/3"
    row = page.locator(".row.picked")
    assert "2,026 件" in row.text_content()
    assert row.evaluate(
        "one => { const r = one.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    )
    page.close()


@pytest.mark.parametrize("suffix", ["docx", "txt"])
def test_tables_as_read_stand_in_for_pages(suffix: str, started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files[suffix])
    page.locator('.row[data-pointer="/projects/0/indicators/1/actuals/3"]').last.click()
    cell = page.locator("td.picked")
    assert cell.text_content().strip() == "2,026"
    page.locator("td.value", has_text="5,994,616").click()
    assert picked(page) == "/projects/4/indicators/2/actuals/3"
    page.close()


def test_the_unsure_values_come_first(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["pdf"])
    first = page.locator("#list .row").first
    assert "unit-conflict" in first.text_content()
    assert "原本と見比べてください" in first.text_content()
    page.locator("#filter").select_option("unsure")
    assert page.locator("#list .row").count() == 2
    page.locator("#filter").select_option("missing")
    rows = page.locator("#list .row").all_text_contents()
    assert rows
    assert all("横線" in text or "空欄" in text for text in rows)
    page.close()


def test_everything_can_be_done_with_the_keyboard(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["pdf"])
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    third = picked(page)
    page.keyboard.press("ArrowUp")
    assert picked(page) != third
    page.keyboard.press("/")
    page.keyboard.type("リアクション")
    assert page.locator("#list .row").count() == 5
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert picked(page).startswith("/projects/1/indicators/1/")
    assert page.locator(".box.picked").count() == 1
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.locator("#search").input_value() == ""
    page.keyboard.press("f")
    assert page.locator("#filter").input_value() == "unsure"
    page.keyboard.press("?")
    assert "検索" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    width = page.locator(".page").bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator(".page").bounding_box()["width"] > width
    page.close()


@pytest.mark.parametrize("words", ["ＳＮＳ", "sns", "80,717", "８０，７１７", "リアク ション"])
def test_search_takes_any_width(words: str, started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["docx"])
    page.locator("#search").fill(words)
    found = page.locator("#list .row").count()
    assert 0 < found < 85, unicodedata.normalize("NFKC", words)
    page.close()


def test_english_labels_on_request(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["docx"])
    assert "すべての値" in page.locator("#list").text_content()
    page.locator("#language").click()
    assert "All values" in page.locator("#list").text_content()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.close()


def test_charts_have_a_point_for_each_value_and_no_line_over_a_gap(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["docx"])
    card = page.locator("article.card", has_text="本事業による雇用創出数").last
    assert (card.locator("svg circle").count(), card.locator("svg path").count()) == (4, 1)
    assert card.locator("svg line").count() == 1 + 3
    gap = page.locator("article.card", has_text="アドベンチャートラベル旅行商品催行数").last
    assert (gap.locator("svg circle").count(), gap.locator("svg line").count()) == (2, 2)
    page.close()


def made_page(started: Any, tmp_path: Path, document: str, name: str) -> Any:
    source = tmp_path / name
    source.write_text(document, "utf-8")
    out = tmp_path / "確認.html"
    arguments = [str(source), "-o", str(tmp_path / "x.json"), "--review", str(out), "-q", "--lang", "ja"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return opened(started, out)[0]


def test_a_hole_in_a_table_moves_no_cell(started: Any, tmp_path: Path) -> None:
    cells = (Cell("tall", 0, 0, row_span=2), Cell("b1", 0, 1), Cell("d1", 0, 3), Cell("c2", 1, 2), Cell("d3", 2, 3))
    document = Document("x", "x", "0", (Table(cells, 3, 4),))
    path = tmp_path / "x.html"
    path.write_bytes(review_page(review_data(document, with_texts(["a"] * 3), [], "ja")))
    page, _ = opened(started, path)
    lefts = {text: page.locator("#paper td", has_text=text).bounding_box()["x"] for text in ("b1", "d1", "c2", "d3")}
    assert lefts["d1"] == lefts["d3"] > lefts["c2"] > lefts["b1"]
    page.close()


def test_values_of_running_text_light_up_their_paragraph(started: Any, tmp_path: Path) -> None:
    text = "四日市市の数値目標\n(●は平成15年度→平成18年度の目標例)\n●汚水・衛生処理率=70.1%→72.3%\n●農業生産額=86億円→95億円\n"
    page = made_page(started, tmp_path, text, "目標.txt")
    page.locator(".row", has_text="95億円").click()
    assert page.locator("#paper .picked").all_text_contents() == ["●農業生産額=86億円→95億円"]
    paragraph = page.locator("#paper .text", has_text="汚水")
    paragraph.click()
    first = picked(page)
    paragraph.click()
    assert {first, picked(page)} == {"/projects/0/indicators/0/baseline", "/projects/0/indicators/0/targets/0"}
    page.close()


def test_several_values_of_one_box_are_reached_one_after_the_other(started: Any, tmp_path: Path) -> None:
    place = Place(page=1, box=(10, 10, 60, 30))
    values = [Observation(raw=str(year), text="x", fiscal_year=year, place=place) for year in (2021, 2022)]
    info = DocumentInfo(name="x", sha256="0", media_type="x", generator=Generator(name="k", version="0"))
    indicator = Indicator(name="a", name_raw="a", actuals=values)
    said = Issue(code="x", severity="warning", message="m", hint="h", place=place)
    extraction = Extraction(document=info, projects=[Project(indicators=[indicator])], issues=[said])
    path = tmp_path / "x.html"
    blank = {"number": 1, "width": 595, "height": 842}
    path.write_bytes(review_page(review_data(Document("x", "x", "0", ()), extraction, [blank], "ja")))
    page, _ = opened(started, path)
    seen = []
    for _ in range(3):
        page.locator(".box").click()
        seen.append(picked(page))
    assert seen == ["/projects/0/indicators/0/actuals/0", "/projects/0/indicators/0/actuals/1", "issue/0"]
    assert "warning" in page.locator(".box").get_attribute("class")
    page.close()


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place(table=1, column=2), "B1"),
        (Place(table=1, row=2, column=1), "A2"),
        (Place(sheet="s", cell="B2"), "B2"),
        (Place(sheet="s", cell="A9"), "text"),
        (Place(table=1), "シート s 表1"),
    ],
)
def test_an_issue_of_the_document_lights_up_what_it_names(
    place: Place, shown: str, started: Any, tmp_path: Path
) -> None:
    cells = tuple(
        Cell(
            f"{'AB'[c]}{r + 1}",
            r,
            c,
            place=Place(sheet="s", cell=f"{'AB'[c]}{r + 1}", table=1, row=r + 1, column=c + 1),
        )
        for r in range(2)
        for c in range(2)
    )
    table = Table(cells, 2, 2, Place(sheet="s", table=1))
    document = Document("x", "x", "0", (table, Paragraph("text", place=Place(sheet="s", cell="A9"))))
    said = Issue(code="x", severity="warning", message="m", hint="h", place=place)
    path = tmp_path / "x.html"
    path.write_bytes(review_page(review_data(document, replace(with_texts(["a"] * 3), issues=[said]), [], "ja")))
    page, _ = opened(started, path)
    page.locator("#list .row").first.click()
    assert page.locator("#paper .picked").all_text_contents() == [shown]
    page.close()


def test_keys_of_an_input_method_are_not_for_the_page(started: Any, files: dict[str, Path]) -> None:
    page, _ = opened(started, files["docx"])
    page.locator("#search").fill("しごと")
    page.locator("#search").focus()
    for key in ("Enter", "ArrowDown", "Escape"):
        taken = page.evaluate(
            """key => { const event = new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true });
            document.getElementById("search").dispatchEvent(event); return event.defaultPrevented; }""",
            key,
        )
        assert not taken
        assert page.evaluate("document.activeElement.id") == "search"
        assert page.locator("#search").input_value() == "しごと"
    assert page.evaluate("state.picked") is None
    page.close()


def page_of(started: Any, tmp_path: Path, indicator: Indicator) -> Any:
    info = DocumentInfo(name="x", sha256="0", media_type="x", generator=Generator(name="k", version="0"))
    extraction = Extraction(document=info, projects=[Project(indicators=[indicator])], issues=[])
    path = tmp_path / "x.html"
    path.write_bytes(review_page(review_data(Document("x", "x", "0", ()), extraction, [], "ja")))
    return opened(started, path)[0]


def test_a_forecast_does_not_look_like_a_result(started: Any, tmp_path: Path) -> None:
    values = [
        Observation(raw="5", value=Decimal(5), fiscal_year=2021, basis="cumulative"),
        Observation(raw="6", value=Decimal(6), fiscal_year=2022, basis="cumulative"),
        Observation(raw="7", value=Decimal(7), fiscal_year=2023, basis="cumulative", status="forecast"),
        Observation(raw="1", value=Decimal(1), fiscal_year=2022, basis="annual", part="b"),
    ]
    page = page_of(started, tmp_path, Indicator(name="a", name_raw="a", actuals=values))
    roles = page.locator("#list .row .role").all_text_contents()
    assert roles == ["実績値 累計", "実績値 累計", "実績値 見込 累計", "実績値 単年度 (b)"]
    lines = page.locator("svg.chart line[stroke-width]")
    assert [one.get_attribute("stroke-dasharray") for one in lines.all()] == [None, "3 2"]
    fills = {one.text_content(): one.get_attribute("fill") for one in page.locator("svg.chart circle").all()}
    assert fills["実績値 見込 累計 2023年度: 7"] == "#fff"
    assert fills["実績値 累計 2022年度: 6"] == "#0b57d0"
    page.close()


def test_calendar_years_have_a_chart_of_their_own(started: Any, tmp_path: Path) -> None:
    values = [Observation(raw="5", value=Decimal(5), date=date) for date in ("2000", "2001", "2003")]
    values.append(Observation(raw="5", value=Decimal(5), date="2002-09-30", fiscal_year=2002))
    page = page_of(started, tmp_path, Indicator(name="a", name_raw="a", actuals=values))
    assert (page.locator("svg.chart circle").count(), page.locator("svg.chart line[stroke-width]").count()) == (3, 1)
    page.close()


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("9007199254740993", "9,007,199,254,740,993"),
        ("0.1", "0.1"),
        ("0.000000000012", "0.000000000012"),
        ("-3.3", "-3.3"),
    ],
)
def test_every_digit_is_shown(printed: str, shown: str, started: Any, tmp_path: Path) -> None:
    one = Observation(raw=printed, value=Decimal(printed), fiscal_year=2022)
    page = page_of(started, tmp_path, Indicator(name="a", name_raw="a", actuals=[one]))
    assert page.locator("#list .row .value").text_content() == shown
    page.close()


def test_no_text_of_a_document_does_anything(started: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(review_page(review_data(document_of(HOSTILE), with_texts(HOSTILE), [], "ja")))
    page, seen = opened(started, path)
    page.on("dialog", lambda dialog: seen.complaints.append("a dialog"))
    assert page.locator("#list .row").count() >= 2 * len(HOSTILE)
    made = set(page.evaluate("[...document.querySelectorAll('body *')].map((one) => one.localName)"))
    assert made <= SHOWN_BY
    assert page.locator("head *").count() == 6
    assert page.locator("script").count() == 2
    assert page.locator("input").count() == 1
    assert seen.complaints == []
    assert seen.requests == []
    assert [text for text in HOSTILE if text not in page.locator("#list").text_content()] == []
    assert page.locator("#paper td").all_text_contents() == HOSTILE
    assert page.locator("#paper p").all_text_contents() == HOSTILE
    page.close()


def test_a_report_of_forty_pages(started: Any, tmp_path: Path) -> None:
    with pikepdf.Pdf.new() as book, pikepdf.Pdf.open(SAMPLES / "kushiro-r4.pdf") as one:
        for _ in range(40):
            book.pages.append(one.pages[0])
        book.save(tmp_path / "40.pdf")
    out = tmp_path / "40.html"
    arguments = [str(tmp_path / "40.pdf"), "-o", str(tmp_path / "x.json"), "--review", str(out), "-q"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert out.stat().st_size <= 5_000_000
    page, seen = opened(started, out)
    paints = json.loads(page.evaluate("JSON.stringify(performance.getEntriesByType('paint'))"))
    print(f"{out.stat().st_size:,} bytes, first paint after {paints[0]['startTime']:.0f} ms")
    assert page.locator(".page").count() == 40
    assert seen.complaints == []
    page.close()
