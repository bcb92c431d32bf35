"""Two output folders compared, and what is in one counted."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DIFFERS = ("last-run.json", "measured/", "state/tmp")


def files(folder: Path) -> dict[str, str]:
    """Every file that has to be the same in every run → its SHA-256."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(_DIFFERS):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Names of files that are not the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def lost_and_doubled(folder: Path, names: set[str]) -> tuple[int, int]:
    """Documents without an outcome, and documents with more than one or whose records stand twice."""
    outcomes = Counter(line["source"] for line in lines(folder / "outcomes.jsonl"))
    records = Counter(line["document"]["sha256"] for path in (folder / "records").iterdir() for line in lines(path))
    copies = Counter(line["sha256"] for line in lines(folder / "outcomes.jsonl"))
    doubled = sum(count > 1 for count in outcomes.values())
    return len(names - set(outcomes)), doubled + sum(records[one] > copies[one] for one in records)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSON Lines file."""
    with path.open("rb") as stream:
        for line in stream:
            yield json.loads(line)
