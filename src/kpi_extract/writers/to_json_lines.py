"""JSON Lines: one document a line, written as it comes, so that a crash keeps what was done."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from kpi_extract.records import Extraction
from kpi_extract.writers.to_json import as_data

NAME = "jsonl"
SUFFIXES: tuple[str, ...] = (".jsonl", ".ndjson")


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write each extraction as one line of UTF-8."""
    for extraction in extractions:
        out.write(json.dumps(as_data(extraction), ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
