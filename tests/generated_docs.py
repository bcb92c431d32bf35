"""docs/checks.md, docs/cli.md, docs/issues.md and docs/rows.md as the program itself describes them: `make docs` writes, the tests compare.

The picture of the README is written too, and not compared: another version of a library paints other pixels.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import click
from PIL import Image

from kpi_extract.checking.findings import WORDINGS
from kpi_extract.cli import main
from kpi_extract.issues import CATALOGUE, IssueCode
from kpi_extract.picture import Picture
from kpi_extract.pipeline import draw
from kpi_extract.writers.columns import COLUMNS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def cli_page() -> str:
    """The help text of the command and of every verb."""
    parts = ["# Command line", "", "Generated from `--help` (`make docs`).", ""]
    root = main.make_context("kpi-extract", ["schema"], terminal_width=100, max_content_width=100)
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


ROWS_HEAD = """# Rows

The observations of all documents as one table, one row per printed value: baselines, targets, actuals and achievement
rates of indicators, budgets and expenditures of projects; missing values too. `kpi_extract.rows(extraction)` gives
them as dicts, `kpi_extract.rows_of(line)` makes them of a line of JSON Lines, CSV and Parquet hold the same. What is no
observation (remarks, evaluations, projects without any) stands in the JSON only.

DuckDB, over the Parquet files of a run, and over one CSV:

```sql
SELECT municipality, indicator, fiscal_year, value, unit FROM 'out/**/*.parquet' WHERE role = 'actual';
SELECT fiscal_year, count(*) FROM read_parquet('out/**/*.parquet', hive_partitioning = true) GROUP BY ALL;
SELECT document, raw, value FROM read_csv('all.csv', all_varchar = true) WHERE issues <> '';
```

pandas and polars:

```python
pandas.read_parquet("out").query("role == 'actual'")
pandas.read_csv("all.csv", dtype={"municipality_code": str})
polars.scan_parquet("out/**/*.parquet", hive_partitioning=True).filter(polars.col("role") == "actual").collect()
```

CSV is UTF-8 with BOM and CRLF; true and false in small letters. A text that a spreadsheet could take for a formula
(it begins with `=`, `+`, `-`, `@`, their full-width forms, or a control character) has an apostrophe in front, and so
has one that begins with an apostrophe: take one off to have the printed text. A lone dash and a number with its sign stay
as they are. A program that guesses types takes the zero off the municipality code; tell it that this is text.

Parquet needs `pip install kpi-extract[parquet]`. Its metadata names the versions of the program and of the records
(`kpi_extract.version`, `kpi_extract.schema_version`). In a partitioned folder the columns shared out by stand in the folder
names, a null as `__HIVE_DEFAULT_PARTITION__`. Numbers are doubles; a whole number that no double holds stands in `text`.
"""


def rows_page() -> str:
    """How to use the rows, and every column."""
    parts = [ROWS_HEAD, "| column | type | | |", "|---|---|---|---|"]
    parts += [
        f"| `{column.name}` | {column.kind} | {column.description} | {column.title_ja}: {column.description_ja} |"
        for column in COLUMNS
    ]
    return "\n".join([*parts, ""])


CHECKS_HEAD = """# Checks

`kpi-extract validate SOURCE…` (records or documents; `kpi_extract.validate(extraction)`) looks at the records as a careful reader would.
No value is changed. A finding has a code, a severity, a message and a hint, the numbers it went by as they are printed, a JSON pointer
and a place; `--format json` gives

    {"schema_version": "1.0", "documents": [{"source", "document", "sha256", "needs_look", "counts", "findings": [
        {"code", "severity", "message", "hint", "pointer", "numbers", "place"}]}]}

and the exit code is 4 where anything of severity warning or error was found: the issues of the extraction
([issues.md](issues.md)) count too.

## Rates

達成率 is computed again by the formulas in use, which reports seldom name. `numbers.formula` says which one gives the printed rate:

| `formula` | | |
|---|---|---|
| `actual/target` | actual ÷ target | of the year, of the next year that has a target, or of the end of the plan |
| `progress` | (actual − baseline) ÷ (target − baseline) | the part of the way that is done; below 0 where things went the other way |
| `target/actual` | target ÷ actual | where less is better |
| `above-target` | (2 × target − actual) ÷ target | where less is better |

Where the direction is printed as upwards, or the target is above the baseline, the last two are not tried. A rate fits if it is the result
rounded half up or cut to the printed decimals; `rate-fits-unrounded` allows for actuals and baselines that were rounded for print
(those with decimals, or in 千円). A rate that fits only with numbers of other years is a warning of its own: a column may be
shifted. A bound (80%以上) is taken as the number and said to be. With a total only a total, or a number not said to be of a year, is
compared.

Measured over the fixtures of this repository (reports typed anew from published ones, and made-up ones; text form): of 91 printed rates 85 fit, one
has no number to compute from, one is printed wrong (0.2 % for 150 %), and four of one report fit only the actuals of the year before
or earlier; in the source that was typed anew the columns of those actuals are marked as unsure. Of right rates made wrong on purpose,
one in a hundred at most passes where it is two steps of its last digit or more off (a test counts them); one step off passes in
about one case in seven, where the other way of rounding gives it.

## All checks

"""


def checks_page() -> str:
    """What each check says, in both languages."""
    parts = [CHECKS_HEAD + "| code | severity | | |", "|---|---|---|---|"]
    parts += [
        f"| `{code}` | {one.severity} | {one.message} {one.hint} | {one.message_ja}{one.hint_ja} |"
        for code, one in WORDINGS.items()
    ]
    return "\n".join([*parts, ""])


PAGES = {"checks.md": checks_page, "cli.md": cli_page, "issues.md": issues_page, "rows.md": rows_page}


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
