"""The shape of the code: layers, public names, what an import loads, the schema and the generated pages."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import kpi_extract
from kpi_extract.interpretation.vocabulary import TOKENS, Role
from kpi_extract.issues import CATALOGUE, IssueCode
from kpi_extract.readers import READERS
from kpi_extract.records import json_schema
from kpi_extract.values.text import match_key
from kpi_extract.values.unit import is_known_unit, parse_unit
from kpi_extract.writers import WRITERS
from tests.generated_docs import PAGES

ROOT = Path(__file__).parents[1]
HEAVY = ("click", "pdfplumber", "pdfminer", "pypdfium2", "PIL", "docx", "lxml", "pydantic", "pyarrow")


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_no_library() -> None:
    assert not loaded_by("import kpi_extract") & set(HEAVY)


def test_help_loads_no_reader_library() -> None:
    assert not loaded_by("import kpi_extract.cli") & (set(HEAVY) - {"click"})


def test_reading_text_loads_no_pdf_or_word_library() -> None:
    loaded = loaded_by("import kpi_extract; kpi_extract.extract('samples/kushiro-r4.txt')")
    assert not loaded & {
        *HEAVY,
        "kpi_extract.readers.pdf",
        "kpi_extract.readers.word",
        "tempfile",
        "tomllib",
        "zipfile",
    }


def test_reading_a_pdf_loads_nothing_that_draws() -> None:
    loaded = loaded_by("import kpi_extract; kpi_extract.extract('samples/kushiro-r4.pdf')")
    assert not loaded & {"pypdfium2", "PIL", "kpi_extract.picture", "kpi_extract.readers.pdf.rendering"}


def test_writing_json_loads_no_other_writer() -> None:
    extraction = "kpi_extract.extract('samples/kushiro-r4.txt')"
    loaded = loaded_by(f"import io, kpi_extract; kpi_extract.write({extraction}, io.BytesIO(), 'json')")
    assert "kpi_extract.writers.to_json" in loaded
    assert not loaded & {"kpi_extract.writers.to_csv", "kpi_extract.writers.to_table", "csv", "pyarrow"}


def test_every_public_name_can_be_had() -> None:
    assert kpi_extract.__all__ == sorted(kpi_extract.__all__)
    for name in kpi_extract.__all__:
        assert getattr(kpi_extract, name) is not None
    with pytest.raises(AttributeError):
        kpi_extract.nonsense  # noqa: B018


def test_the_schema_is_current() -> None:
    written = json.loads((ROOT / "schemas" / "report.schema.json").read_text("utf-8"))
    assert written == json.loads(json.dumps(json_schema())), "run: make schema"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_generated_pages_are_current(page: str) -> None:
    assert (ROOT / "docs" / page).read_text("utf-8") == PAGES[page](), "run: make docs"


def test_every_issue_code_has_its_wording_in_both_languages() -> None:
    assert set(CATALOGUE) == set(IssueCode)
    for wording in CATALOGUE.values():
        assert wording.message.endswith(".")
        assert wording.hint.endswith((".", "SOURCE"))
        assert not wording.message_ja.isascii()
        assert not wording.hint_ja.isascii()


def test_every_token_is_unique_and_every_role_reachable() -> None:
    forms = [match_key(token.form) for token in TOKENS]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []
    used = {role for token in TOKENS for role in token.roles}
    # A label is known by its content (指標①), not by a heading word.
    assert set(Role) - used == {Role.LABEL}


def test_readers_and_writers_keep_their_contract() -> None:
    assert [reader.NAME for reader in READERS] == ["pdf", "word", "html", "excel", "old-excel", "opendocument", "text"]
    for reader in READERS:
        name = {"text": "delimited"}.get(reader.NAME, reader.NAME.replace("-", "_"))
        module = import_module(f"kpi_extract.readers.{name}")
        assert module.NAME == reader.NAME
        assert reader.MEDIA_TYPE
        assert all(suffix.startswith(".") for suffix in reader.SUFFIXES)
    assert [writer.NAME for writer in WRITERS] == ["json", "jsonl", "csv", "table"]
    for writer in WRITERS:
        modules = {"jsonl": "to_json_lines"}
        module = import_module(f"kpi_extract.writers.{modules.get(writer.NAME, f'to_{writer.NAME}')}")
        assert (module.NAME, module.SUFFIXES) == (writer.NAME, writer.SUFFIXES)
        assert (module.ALONE, module.SEVERAL) == (writer.ALONE, writer.SEVERAL)


def test_units_of_the_survey_are_known() -> None:
    units = "人 % 件 回 人/年 社 件/年 箇所 団体 億円 世帯 千円 名 ha 万人 百万円 円/人 本 経営体 戸 点 倍 基 組/年 %/年 人泊 社・団体 円"
    units += " 番組 個 回・人 法人 プロジェクト g/人 台 品 事業者 組織 千円/人 回/人 歳 ヘクタール ‰ 千人 事業所 か所 kWh 日/年 時間 カ所 校"
    assert [unit for unit in units.split() if not is_known_unit(unit)] == []
    assert {parse_unit(text).symbol for text in ("箇所", "か所", "カ所", "ヶ所", "ヵ所")} == {"箇所"}
