"""JSON written before → records: what the verbs that check, compare and review start from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kpi_extract.errors import DamagedDocumentError, MissingDocumentError
from kpi_extract.records import SCHEMA_VERSION, Extraction

SUFFIXES = (".json", ".jsonl", ".ndjson")
"""File name endings of what this module reads."""

_HINT = "Give JSON or JSON Lines that kpi-extract wrote."
_HINT_JA = "kpi-extract が出力した JSON または JSON Lines を指定してください。"


def load(path: str | Path) -> list[Extraction]:
    """The records of a JSON or JSON Lines file that this program wrote, one Extraction a document.

    >>> load("samples/no-such-file.json")
    Traceback (most recent call last):
    kpi_extract.errors.MissingDocumentError: samples/no-such-file.json: There is no such file, or it may not be read.

    Raises:
        MissingDocumentError: there is no such file.
        DamagedDocumentError: it holds something else; the message says where.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise MissingDocumentError(
            name, "There is no such file, or it may not be read.", "", "ファイルがないか、読み取れません。"
        ) from error
    return list(records_in(data, name))


def looks_saved(start: bytes) -> bool:
    """Whether bytes begin as our JSON does: an object or an array, perhaps after a BOM."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def records_in(data: bytes, name: str) -> Iterator[Extraction]:
    """The records that stand in the bytes of a JSON object, an array of them, or JSON Lines, in their order.

    Args:
        data: UTF-8, with or without a BOM.
        name: what messages call it.

    Raises:
        DamagedDocumentError: something else stands there.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not data:
        raise _damaged(name, "it is empty", "空のファイルです")
    if data.startswith(b"[") or _is_one_object(data):
        yield from _of_one_text(data, name)
        return
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            yield _record(line, f"{name}: line {number}")


def _is_one_object(data: bytes) -> bool:
    """Not JSON Lines, whose first line is a whole object with others after it."""
    first, _, rest = data.partition(b"\n")
    if not rest.strip():
        return True
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return True
    return False


def _of_one_text(data: bytes, name: str) -> Iterator[Extraction]:
    if not data.startswith(b"["):
        yield _record(data, name)
        return
    try:
        # Decimal would be exact too, but whole numbers are to stay whole.
        members = json.loads(data, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise _damaged(name, f"it is no JSON: {error}", "JSON ではありません") from error
    for number, member in enumerate(members):
        yield _record(json.dumps(member), f"{name}: /{number}")


def _record(text: bytes | str, name: str) -> Extraction:
    from pydantic import ValidationError

    try:
        return Extraction.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = "".join(f"/{step}" for step in first["loc"])
        said = f"{where}: {first['msg']}" if where else first["msg"]
        raise _damaged(
            name,
            f"it holds no records of schema {SCHEMA_VERSION}: {said}",
            f"スキーマ {SCHEMA_VERSION} のレコードではありません({said})",
        ) from error


def _damaged(name: str, reason: str, reason_ja: str) -> DamagedDocumentError:
    return DamagedDocumentError(name, f"It cannot be read as records: {reason}.", _HINT, f"{reason_ja}。", _HINT_JA)
