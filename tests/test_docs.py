"""The documentation is run: the README's Python example prints what it says, its commands work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from kpi_extract.batch import places
from kpi_extract.batch.outcomes import Outcome
from kpi_extract.cli import main
from kpi_extract.interpretation.vocabulary import Basis, Role, Status

ROOT = Path(__file__).parents[1]


def blocks(language: str, page: str = "README.md") -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


def test_the_python_example_prints_what_the_readme_says() -> None:
    (example,) = blocks("python")
    (printed,) = blocks("text")
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", example], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.decode("utf-8") == printed


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_the_commands_of_the_readme_exist(page: str) -> None:
    commands = [line for block in blocks("sh", page) for line in block.splitlines() if line.startswith("kpi-extract ")]
    options = {option for command in main.commands.values() for one in command.params for option in one.opts}
    assert len(commands) >= 4
    for line in commands:
        words = line.split("#")[0].split()[1:]
        assert {word for word in words if word.startswith("-")} <= options


def test_both_readmes_name_the_two_commands() -> None:
    for page in ("README.md", "README.ja.md"):
        assert "make demo" in blocks("sh", page)[0]
        assert "make test" in blocks("sh", page)[0]


def test_every_command_has_a_help_text_with_an_example() -> None:
    for command in main.commands.values():
        assert command.help
        assert "Example:" in command.help


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_headings_example_prints_what_its_page_says(tmp_path: Path) -> None:
    page = "docs/headings.md"
    for language, name in (("tsv", "report.txt"), ("toml", "my-headings.toml")):
        (content,) = blocks(language, page)
        (tmp_path / name).write_text(content, "utf-8")
    (example,), (printed,), (command,) = (blocks(language, page) for language in ("python", "text", "sh"))
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", example], capture_output=True, check=True, cwd=tmp_path)
    assert done.stdout.decode("utf-8") == printed
    words = [sys.executable, "-m", "kpi_extract", *command.split()[1:]]
    subprocess.run(words, capture_output=True, check=True, cwd=tmp_path)
    assert "図書館の来館者数" in (tmp_path / "out.json").read_text("utf-8")


def test_the_headings_page_names_every_role_and_every_choice() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", (ROOT / "docs" / "headings.md").read_text("utf-8"), re.M)
    assert sorted(rows) == sorted(role.value for role in Role)
    text = (ROOT / "docs" / "headings.md").read_text("utf-8")
    for choice in (*get_args(Status), *get_args(Basis)):
        assert text.count(f"`{choice}`") >= 2, choice


def test_the_scale_page_reads_its_output_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "r4.docx").write_bytes((ROOT / "samples" / "kushiro-r4.docx").read_bytes())
    command = next(line for line in blocks("sh", "docs/scale.md")[0].splitlines() if "--partition-by" in line)
    words = [sys.executable, "-m", "kpi_extract", *command.split()[1:]]
    subprocess.run(words, capture_output=True, check=True, cwd=tmp_path)
    (queries,) = blocks("sql", "docs/scale.md")
    with duckdb.connect() as connection:
        for query in queries.splitlines():
            found = connection.sql(query.replace("'out/", f"'{tmp_path.as_posix()}/out/")).fetchall()
            assert found, query


def test_the_options_of_the_scale_page_exist() -> None:
    options = {option for one in main.commands["batch"].params for option in one.opts}
    lines = [line for block in blocks("sh", "docs/scale.md") for line in block.splitlines()]
    commands = [line.split("#")[0].split() for line in lines if line.startswith("kpi-extract batch ")]
    assert len(commands) >= 6
    for words in commands:
        assert {word for word in words if word.startswith("-")} <= options


def test_the_scale_page_names_every_outcome_and_every_place() -> None:
    text = (ROOT / "docs" / "scale.md").read_text("utf-8")
    for outcome in set(Outcome) - {Outcome.SKIPPED}:
        assert re.search(rf"one of: [^.]*\b{outcome}\b", text), outcome
    for place in re.findall(r"^([a-z-]+[./])", places.__doc__ or "", re.M):
        assert f"`{place}" in text, place
