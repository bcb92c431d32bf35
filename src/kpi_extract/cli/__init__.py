"""The command line: the only place that prints, exits, or imports click.

Data goes to stdout or `-o`; everything else to stderr. Heavy imports happen inside the commands, so that `--help` is
quick.
"""

from __future__ import annotations

import gc
import sys

import click

from kpi_extract.cli.batch import batch
from kpi_extract.cli.comparing import diff, series
from kpi_extract.cli.exit_codes import INTERRUPTED
from kpi_extract.cli.explain import explain
from kpi_extract.cli.extract import extract
from kpi_extract.cli.review import review
from kpi_extract.cli.schema import schema
from kpi_extract.cli.tables import tables
from kpi_extract.cli.validate import validate
from kpi_extract.version import __version__


class _DefaultGroup(click.Group):
    """`kpi-extract FILE` is short for `kpi-extract extract FILE`."""

    def invoke(self, ctx: click.Context) -> object:
        """Ctrl-C ends with the same exit code in every verb and at every moment."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default verb in front unless a verb, or only a group option, is given."""
        first = args[0] if args else ""
        if args and first not in self.commands and first not in ("--help", "-h", "--version"):
            args = ["extract", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="kpi-extract")
def main() -> None:
    """Turn KPI reports of Japanese local governments into records that can be trusted.

    \b
    kpi-extract report.pdf -o out.json      the records of one report
    kpi-extract reports/*.docx -o out/      one JSON file each
    kpi-extract batch reports/ -o out/      thousands of reports; goes on where it stopped
    kpi-extract validate out.json           what in the records needs a look
    kpi-extract review report.pdf           values beside the paper, to correct
    kpi-extract diff r4.json r5.json        what the later report says otherwise
    kpi-extract series r*.json -o panel.csv all years in one table
    kpi-extract tables report.pdf           the cells as read
    kpi-extract explain report.pdf          how each table is read, and why
    kpi-extract schema                      the JSON Schema of the records

    Exit codes: 0 every document read, 1 nothing could be extracted, 2 usage, 3 some documents failed (the others are
    written), 4 --strict and something needs review, 130 interrupted.
    """
    # A run makes millions of small objects and hardly a cycle: looking for cycles every 700 of them costs a tenth of it.
    gc.set_threshold(100_000, 20, 100)


for _verb in (extract, batch, validate, review, diff, series, tables, explain, schema):
    main.add_command(_verb)
