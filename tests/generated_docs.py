"""docs/cli.md and docs/issues.md as the program itself describes them: `make docs` writes, the tests compare.

The picture of the README is written too, and not compared: another version of a library paints other pixels.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import click
from PIL import Image

from kpi_extract.cli import main
from kpi_extract.issues import CATALOGUE, IssueCode
from kpi_extract.picture import Picture
from kpi_extract.pipeline import draw

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def cli_page() -> str:
    """The help text of the command and of every verb."""
    parts = ["# Command line", "", "Generated from `--help` (`make docs`).", ""]
    root = click.Context(main, info_name="kpi-extract", terminal_width=100, max_content_width=100)
    parts += ["## kpi-extract", "", "```text", main.get_help(root).rstrip(), "```", ""]
    for name, command in sorted(main.commands.items()):
        context = click.Context(command, info_name=name, parent=root, terminal_width=100, max_content_width=100)
        parts += [f"## kpi-extract {name}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(parts)


def issues_page() -> str:
    """Every issue code with its severity and its sentences in both languages."""
    parts = ["# Issues", "", "Generated from `issues.py` (`make docs`). `{text}` stands for the printed text.", ""]
    for code in IssueCode:
        wording = CATALOGUE[code]
        parts += [f"## {code.value}", "", f"Severity: {wording.severity}", ""]
        parts += [f"- {wording.message} {wording.hint}", f"- {wording.message_ja} {wording.hint_ja}", ""]
    return "\n".join(parts)


PAGES = {"cli.md": cli_page, "issues.md": issues_page}


def sample_picture() -> Image.Image:
    """The sample as `kpi-extract tables --image` draws it, made smaller and in few colours."""
    (picture,) = draw(ROOT / "samples" / "kushiro-r4.pdf").pictures
    assert isinstance(picture, Picture)
    drawn = Image.open(BytesIO(picture.png))
    smaller = drawn.resize((drawn.width * 3 // 5, drawn.height * 3 // 5), Image.Resampling.LANCZOS)
    # The octree keeps the few pixels of the outlines' colours; the default way gives theirs to the tints.
    return smaller.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


if __name__ == "__main__":
    for page, text in PAGES.items():
        (DOCS / page).write_text(text(), "utf-8", newline="\n")
    sample_picture().save(DOCS / "tables-kushiro.png", optimize=True)
