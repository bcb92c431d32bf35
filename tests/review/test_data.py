"""What the review page is told, and that nothing of a document becomes markup on the way."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from kpi_extract import Extraction, extract, read
from kpi_extract.cli import main
from kpi_extract.document import Cell, Document, Paragraph, Table
from kpi_extract.place import Place
from kpi_extract.records import DocumentInfo, Generator, Indicator, Issue, Observation, Project
from kpi_extract.review.data import review_data
from kpi_extract.review.page import asset, policy, review_page

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "\u2028\u2029",
    "'\"`${x}",
    "{{script}} {{style}}",
    "&lt;b&gt;",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "--><script>alert(1)</script>",
    "<!--",
    "</SCRIPT ><script>alert(1)</script>",
    "</script\t><b>",
    "</style><style>*{display:none}</style>",
    "</textarea></title></noscript><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,x'></object>",
    "<embed src=//example.invalid/x>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action=//example.invalid><input name=x></form>",
    "<meta http-equiv=refresh content='0;url=//example.invalid'>",
    "<link rel=stylesheet href=//example.invalid/x.css>",
    "<base href=//example.invalid/>",
    "<details open ontoggle=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    '" autofocus onfocus=alert(1) x="',
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    "\u202ealert(1)\u202c\ufeff",
]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "-q", "--lang", "ja"])


def told(page: bytes) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page.decode("utf-8"), re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    return data


def with_texts(texts: list[str]) -> Extraction:
    document = DocumentInfo(
        name=texts[0], sha256="0", media_type="x", title=texts[1], generator=Generator(name="kpi-extract", version="0")
    )
    indicators = [
        Indicator(name=text, name_raw=text, actuals=[Observation(raw=text, text=text, fiscal_year=2022)])
        for text in texts
    ]
    issues = [Issue(code="x", severity="warning", message=text, hint=text) for text in texts]
    return Extraction(document=document, projects=[Project(name=texts[2], indicators=indicators)], issues=issues)


def document_of(texts: list[str]) -> Document:
    """A workbook that says these texts in paragraphs, cells and names of sheets."""
    paragraphs = [Paragraph(text, rank=1, place=Place(sheet=text, cell="A1")) for text in texts]
    tables = [
        Table((Cell(text, 0, 0, place=Place(sheet=text, table=n, row=1, column=1)),), 1, 1, Place(sheet=text, table=n))
        for n, text in enumerate(texts, 1)
    ]
    return Document("x", "x", "0", (*paragraphs, *tables))


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".txt"])
def test_every_value_is_told_with_its_place(suffix: str, tmp_path: Path) -> None:
    out = tmp_path / "確認.html"
    source = SAMPLES / f"kushiro-r4{suffix}"
    assert run(str(source), "-o", str(tmp_path / "x.json"), "--review", str(out)).exit_code == 0
    data = told(out.read_bytes())
    extraction = extract(source)
    wanted = [
        (f"/projects/{p}/indicators/{i}/{field}/{number}", one.raw)
        for p, project in enumerate(extraction.projects)
        for i, indicator in enumerate(project.indicators)
        for field in ("targets", "actuals")
        for number, one in enumerate(getattr(indicator, field))
    ]
    assert [(value["pointer"], value["raw"]) for value in data["values"]] == wanted
    assert all("place" in value for value in data["values"])
    assert data["counts"] == {"indicators": 17, "values": 85, "unsure": 2}
    assert (len(data["pages"]), bool(data["blocks"])) == ((1, False) if suffix == ".pdf" else (0, True))
    assert sum(len(value["issues"]) for value in data["values"]) == len(extraction.issues)
    assert json.loads((tmp_path / "x.json").read_text("utf-8"))["projects"]


def test_the_picture_is_the_page_in_few_greys(tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    run(str(SAMPLES / "kushiro-r4.pdf"), "-o", str(tmp_path / "x.json"), "--review", str(out))
    (page,) = told(out.read_bytes())["pages"]
    picture = Image.open(BytesIO(base64.b64decode(page["png"])))
    assert (page["width"], page["height"]) == pytest.approx((1190.5, 842), abs=1)
    assert picture.size == pytest.approx((1.4 * page["width"], 1.4 * page["height"]), abs=1)
    colours = picture.convert("RGB").getcolors()
    assert colours is not None
    assert 2 <= len(colours) <= 4
    assert all(red == green == blue for _, (red, green, blue) in colours)  # type: ignore[misc]


def test_issues_stand_at_what_they_name_and_others_by_themselves() -> None:
    one = Observation(raw="5", value=Decimal(5), fiscal_year=2022)
    document = DocumentInfo(name="x", sha256="0", media_type="x", generator=Generator(name="k", version="0"))
    extraction = Extraction(
        document=document,
        projects=[Project(indicators=[Indicator(name="a", name_raw="a", actuals=[one, one])])],
        issues=[
            Issue(
                code="several-values",
                severity="warning",
                message="m",
                hint="h",
                indicator="/projects/0/indicators/0",
                field="actuals/1",
            ),
            Issue(
                code="unit-conflict",
                severity="warning",
                message="m",
                hint="h",
                indicator="/projects/0/indicators/0",
                field="unit",
            ),
            Issue(code="no-text", severity="error", message="m", hint="h", place=Place(page=2)),
        ],
    )
    data = review_data(Document("x", "x", "0", ()), extraction, [], "ja")
    assert [[issue["code"] for issue in value["issues"]] for value in data["values"]] == [
        ["unit-conflict"],
        ["several-values"],
    ]
    assert [(issue["code"], issue["place"]["page"]) for issue in data["issues"]] == [("no-text", 2)]
    assert data["counts"]["unsure"] == 3


def test_what_has_no_value_is_told() -> None:
    info = DocumentInfo(name="x", sha256="0", media_type="x", generator=Generator(name="k", version="0"))
    full = Indicator(name="a", name_raw="a", actuals=[Observation(raw="5", value=Decimal(5), fiscal_year=2022)])
    empty = Indicator(name="b", name_raw="b", label="2")
    projects = [
        Project(name="p", category=["施策1"], indicators=[full, empty]),
        Project(name="q"),
        Project(name="r", budget=Observation(raw="1", value=Decimal(1))),
    ]
    extraction = Extraction(document=info, projects=projects, issues=[])
    assert review_data(Document("x", "x", "0", ()), extraction, [], "ja")["without"] == [
        {"pointer": "/projects/0/indicators/1", "category": "施策1", "project": "p", "label": "2", "indicator": "b"},
        {"pointer": "/projects/1", "category": None, "project": "q"},
    ]


def test_no_text_ends_the_element_it_stands_in() -> None:
    assert len(HOSTILE) == 30
    page = review_page(review_data(document_of(HOSTILE), with_texts(HOSTILE), [], "ja")).decode("utf-8")
    assert page.count("</script>") == 2
    assert page.count("<script") == 2
    assert page.count("<img") == page.count("<svg") == 0
    data = told(page.encode("utf-8"))
    assert [value["raw"] for value in data["values"]] == HOSTILE


def test_the_policy_names_the_one_script_and_the_one_style() -> None:
    page = review_page({"language": "ja"}).decode("utf-8")
    said = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert said is not None
    assert said[1] == policy(asset("page.css"), asset("page.js"))
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        text = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text[0].encode("utf-8")).digest()).decode("ascii")
        assert f"{rule} 'sha256-{digest}'" in said[1]
    assert "default-src 'none'" in said[1]
    assert "unsafe" not in said[1]
    assert not re.search(r"\son[a-z]+=", asset("page.html"))
    assert "//" not in asset("page.html") + asset("page.css")
    assert re.findall("https?://[^\"' ]*", asset("page.js")) == ["http://www.w3.org/2000/svg"]
    assert "innerHTML" not in asset("page.js")


def test_a_page_is_for_one_document(tmp_path: Path) -> None:
    two = [str(SAMPLES / "kushiro-r4.txt"), str(SAMPLES / "kushiro-r4.docx")]
    assert run(*two, "-o", str(tmp_path / "x.jsonl"), "--review", str(tmp_path / "x.html")).exit_code == 2
    assert run(two[0], "-o", str(tmp_path / "x.json"), "--review", str(tmp_path / "x.pdf")).exit_code == 2


def test_a_web_page_is_not_replaced_by_the_page_about_it(tmp_path: Path) -> None:
    source = tmp_path / "報告.html"
    source.write_text(
        "<table><tr><th>指標</th><th>目標値(R6)</th></tr><tr><td>来館者数</td><td>5人</td></tr></table>", "utf-8"
    )
    before = source.read_bytes()
    records = str(tmp_path / "x.json")
    assert run(str(source), "-o", records, "--review", str(tmp_path / "y" / ".." / "報告.html")).exit_code == 2
    assert run(str(source), "-o", str(source), "--format", "json").exit_code == 2
    both = str(tmp_path / "both.html")
    assert run(str(source), "-o", both, "--format", "json", "--review", both).exit_code == 2
    assert [one.name for one in tmp_path.iterdir()] == ["報告.html"]
    assert source.read_bytes() == before
    assert run(str(source), "-o", records, "--review", str(tmp_path / "確認.html")).exit_code == 0


def test_the_same_document_makes_the_same_page(tmp_path: Path) -> None:
    pages = []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.html"
        run(str(SAMPLES / "kushiro-r4.pdf"), "-o", str(tmp_path / "x.json"), "--review", str(out))
        pages.append(out.read_bytes())
    assert pages[0] == pages[1]


def test_pages_are_shown_where_values_were_read() -> None:
    assert read(SAMPLES / "kushiro-r4.pdf").page_count == 1
