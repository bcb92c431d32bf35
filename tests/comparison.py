"""Compare extracted records with expected ones: everything but where it stands and what was noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_IGNORED = {"place", "issues"}
_AS_PRINTED = {"raw", "name_raw", "period_raw", "summary", "definition", "heading", "text"}
"""Compared without white space: where a line wraps differs between producers."""
_SAME_SIGN = str.maketrans({"〜": "～", "−": "－", "∥": "‖", "―": "—"})
"""EUC-JP and CP932 store one sign that Unicode writes two ways."""

Record = dict[str, Any]


def differences(actual: Record, expected: Record) -> list[str]:
    """What differs, as `path: actual ≠ expected`, `path: missing` or `path: extra`; empty where the records agree.

    In `document` only the fields that the expected records name are compared; elsewhere every field is, and a list or
    `inherited` that the expected records leave out stands for an empty one and false. `place` and `issues` never are.
    Projects and indicators are matched by name and observations by their period, so that one too few is one difference.
    """
    document = expected.get("document", {})
    found = [
        line for key, value in document.items() for line in _any(f"document.{key}", actual["document"], key, value)
    ]
    return found + list(_matched("projects", actual.get("projects"), expected["projects"]))


def indicator_differences(actual: Record, expected: Record) -> list[str]:
    """What differs in one indicator (or project), each line beginning with the path of the field."""
    return list(_record("", actual, expected))


def _record(path: str, actual: Record, expected: Record) -> Iterator[str]:
    for key in sorted((actual.keys() | expected.keys()) - _IGNORED):
        if key not in expected and actual[key] in ([], False):
            continue
        yield from _any(f"{path}.{key}", actual, key, expected.get(key))


def _any(path: str, record: Record, key: str, expected: Any) -> Iterator[str]:
    actual = record.get(key)
    if isinstance(expected, list) and any(isinstance(item, dict) for item in [*expected, *(actual or [])]):
        yield from _matched(path, actual, expected)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _record(path, actual, expected)
    elif not _same(key, actual, expected):
        yield f"{path}: {actual!r} ≠ {expected!r}"


def _same(key: str, actual: Any, expected: Any) -> bool:
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(_same, [key] * len(actual), actual, expected))
    if isinstance(actual, str) and isinstance(expected, str):
        if key in _AS_PRINTED:
            return _squeezed(actual) == _squeezed(expected)
        return actual.translate(_SAME_SIGN) == expected.translate(_SAME_SIGN)
    # 2300 and 2300.0 are equal but not the same JSON.
    return type(actual) is type(expected) and bool(actual == expected)


def _matched(path: str, actual: list[Record] | None, expected: list[Record]) -> Iterator[str]:
    if actual is None:
        yield f"{path}: there is no list"
        return
    ours, theirs = by_title(actual), by_title(expected)
    for title, record in theirs.items():
        if title in ours:
            yield from _record(f"{path}[{title}]", ours[title], record)
        else:
            yield f"{path}[{title}]: missing"
    yield from (f"{path}[{title}]: extra" for title in ours if title not in theirs)
    if ours.keys() == theirs.keys() and list(ours) != list(theirs):
        yield f"{path}: in the order {list(ours)} ≠ {list(theirs)}"


def by_title(records: list[Record]) -> dict[str, Record]:
    """Records under what they are known by among their siblings, in their order."""
    titled: dict[str, Record] = {}
    for record in records:
        first = title = _title(record)
        number = 1
        while title in titled:
            number += 1
            title = f"{first} #{number}"
        titled[title] = record
    return titled


def _title(record: Record) -> str:
    """By what a record is known among its siblings: name, heading or period."""
    if "raw" in record:
        when = record.get("date") or record.get("fiscal_year") or record.get("period_raw") or "undated"
        return f"{when}{record.get('part', '')}"
    if "heading" in record:
        return _squeezed(record["heading"])
    return _squeezed(record.get("name") or " › ".join(record.get("category", [])))


def _squeezed(text: str) -> str:
    return "".join(text.translate(_SAME_SIGN).split())
