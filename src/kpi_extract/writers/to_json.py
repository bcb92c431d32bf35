"""JSON: one document as an object, several as an array; UTF-8 without BOM, null keys left out, a final newline."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from kpi_extract.records import Extraction

NAME = "json"
SUFFIXES: tuple[str, ...] = (".json",)


def as_data(extraction: Extraction) -> dict[str, Any]:
    """The extraction as plain JSON data: null keys left out, lists always there."""
    return extraction.model_dump(mode="json", exclude_none=True)


def write(extractions: Iterable[Extraction], out: BinaryIO) -> None:
    """Write one object for one extraction, an array for several."""
    data = [as_data(extraction) for extraction in extractions]
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
    out.write(text.encode("utf-8") + b"\n")
