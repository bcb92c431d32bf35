"""Records → JSON: plain data, or its text at once, null keys left out and lists always there.

The text is what `json.dumps` makes of the data, without the data: a long report is written piece by piece.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import repeat
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from kpi_extract.records import NOT_IN_JSON, Extraction, json_number


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a record class that go into the JSON, in order."""
    return tuple(one.name for one in dataclasses.fields(kind) if NOT_IN_JSON not in one.metadata)


def data_of(value: Any) -> Any:
    """A record, or what stands in one, as plain JSON data."""
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        members = ((name, getattr(value, name)) for name in _names(kind))
        return {name: data_of(member) for name, member in members if member is not None}
    if isinstance(value, (list, tuple)):
        return [data_of(one) for one in value]
    if isinstance(value, Decimal):
        return json_number(value)
    return str(value) if isinstance(value, str) else value


class JsonText:
    """Text of records at one level of indentation: a closing bracket stands there, what it encloses one deeper."""

    def __init__(self, indent: str | None, level: int = 0) -> None:
        """Indent each level by `indent`; None writes everything on one line without spaces."""
        self._indent, self._level = indent, level
        self._end = "" if indent is None else "\n" + indent * level
        self.line = "" if indent is None else self._end + indent
        """What stands before each enclosed member: a line break and spaces, or nothing."""
        self._colon = ":" if indent is None else ": "
        self._between = "," + self.line
        self._deeper: JsonText | None = None
        self._plans: dict[type, tuple[Callable[[Any], Any], list[str]]] = {}

    def deeper(self) -> JsonText:
        """One level further in."""
        if self._deeper is None:
            self._deeper = JsonText(self._indent, self._level + 1)
        return self._deeper

    def pieces(self, extraction: Extraction) -> Iterator[str]:
        """The text of an extraction, its projects and issues one by one."""
        inner = self.deeper()
        before = "{"
        values, keys = self._plan(type(extraction))
        for key, value in zip(keys, values(extraction), strict=True):
            if value is None:
                continue
            yield before + key
            before = ","
            if value and isinstance(value, list):
                bracket = "["
                for one in value:
                    yield bracket + inner.line + inner.deeper().text(one)
                    bracket = ","
                yield inner._end + "]"
            else:
                yield inner.text(value)
        yield self._end + "}"

    def _plan(self, kind: type) -> tuple[Callable[[Any], Any], list[str]]:
        """How a record's fields are had, and what stands before each value: line break, key and colon."""
        plan = self._plans.get(kind)
        if plan is None:
            names = _names(kind)
            plan = attrgetter(*names), [f"{self.line}{encode_basestring(name)}{self._colon}" for name in names]
            self._plans[kind] = plan
        return plan

    def text(self, value: Any) -> str:
        """The text of a record, or of what stands in one."""
        leaf = _LEAVES.get(value.__class__)
        if leaf is not None:
            return leaf(value)
        if isinstance(value, str):
            return encode_basestring(value)
        if isinstance(value, (list, tuple)):
            return f"[{self.line}{self._between.join(self._texts(value))}{self._end}]" if value else "[]"
        values, keys = self._plan(type(value))
        return "{" + ",".join(self._texts(values(value), keys)) + self._end + "}"

    def _texts(self, values: Iterable[Any], keys: Iterable[str] = repeat("")) -> list[str]:
        """The text of each value that is not null behind its key."""
        texts, deeper = [], self.deeper()
        for key, value in zip(keys, values, strict=False):
            if value is not None:
                # Most values have no members: what is asked first decides what a report costs.
                leaf = _LEAVES.get(value.__class__)
                if leaf is not None:
                    texts.append(key + leaf(value))
                else:
                    texts.append(key + ("[]" if value.__class__ is list and not value else deeper.text(value)))
        return texts


_LEAVES: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: repr,
    float: repr,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: repr(json_number(value)),
}
"""What has no members, by its exact class → its text."""
