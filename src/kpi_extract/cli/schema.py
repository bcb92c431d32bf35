"""The verb schema: the JSON Schema of the records."""

from __future__ import annotations

from io import BytesIO

import click

from kpi_extract.cli.output import put


@click.command()
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the records.

    \b
    Example:
      kpi-extract schema > report.schema.json
    """
    import json

    from kpi_extract.records import json_schema

    put(BytesIO((json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode("utf-8")))
