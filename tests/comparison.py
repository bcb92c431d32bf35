"""Compare extracted records with expected ones: everything but where it stands and what was noticed."""

from __future__ import annotations

from typing import Any

_AS_PRINTED = {"raw", "name_raw", "summary", "period_raw"}
"""Compared without white space: where a line wraps differs between producers."""


def differences(actual: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """What differs, as `path: actual ≠ expected`; empty where the records agree.

    In `document` only the fields that the expected records name are compared. `place` and `issues` never are.
    """
    found = [
        f"/document/{key}: {actual['document'].get(key)!r} ≠ {value!r}"
        for key, value in expected["document"].items()
        if actual["document"].get(key) != value
    ]
    return found + list(_list("/projects", actual["projects"], expected["projects"]))


def _list(path: str, actual: list[Any], expected: list[Any]) -> list[str]:
    found = []
    if len(actual) != len(expected):
        found.append(f"{path}: {_names(actual)} ≠ {_names(expected)}")
    for index, (one, other) in enumerate(zip(actual, expected, strict=False)):
        found.extend(_any(f"{path}/{index}", one, other))
    return found


def _names(items: list[Any]) -> str:
    return str([item.get("name") or item.get("raw") if isinstance(item, dict) else item for item in items])


def _any(path: str, actual: Any, expected: Any) -> list[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _dict(path, actual, expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return _list(path, actual, expected)
    key = path.rsplit("/", 1)[-1]
    if key in _AS_PRINTED and _squeezed(actual) == _squeezed(expected):
        return []
    same = actual == expected and type(actual) is type(expected)
    return [] if same else [f"{path}: {actual!r} ≠ {expected!r}"]


def _dict(path: str, actual: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    found = []
    for key in sorted((actual.keys() | expected.keys()) - {"place", "issues"}):
        found.extend(_any(f"{path}/{key}", actual.get(key), expected.get(key)))
    return found


def _squeezed(text: Any) -> Any:
    return "".join(text.replace("〜", "～").split()) if isinstance(text, str) else text
