"""Empty without saying so: files read with success of which little was seen, while another program sees text.

Only files without indicators are looked at. Each is read once more, by the verb `tables`, for what our reader saw.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.wild.other_text import characters, printed
from benchmarks.wild.running import WildFile
from kpi_extract.batch.outcomes import Outcome
from kpi_extract.errors import DocumentError
from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import Sandbox

EXPLAINING = frozenset({"no-text", "text-layer-damaged", "content-skipped", "hidden-skipped", "value-not-stored"})
"""Issues that say that something was not read."""
_FEW = 100
"""Characters another program may see more than ours without a word: running heads, labels of a drawing."""
_SHARE = 0.5
"""Ours saw less than this share of what the other saw."""
_CELL = re.compile(r"  r\d+ c\d+(?:\+\d+×\d+)?: ")
_HEAD = re.compile(r"\[table \d+: |! ")


@dataclass(frozen=True, slots=True)
class Seen:
    """Characters of one file."""

    sha256: str
    ours: int
    others: int | None


@dataclass(frozen=True, slots=True)
class Silent:
    """A suspect."""

    file: WildFile
    seen: Seen

    @property
    def is_explained(self) -> bool:
        """An issue says that something was not read."""
        return bool(self.file.issues & EXPLAINING)


def silent(files: Sequence[WildFile], kept: Path, workers: int) -> list[Silent]:
    """The suspects among files that were read and gave no indicator.

    Args:
        files: as the run left them.
        kept: JSON lines of what earlier runs counted; new counts are added.
        workers: files read at once.
    """
    asked = {file.sha256: file for file in files if file.outcome == Outcome.NO_KPI}
    seen = {one.sha256: one for one in _kept(kept)}
    _count([file for sha256, file in asked.items() if sha256 not in seen], kept, workers)
    seen = {one.sha256: one for one in _kept(kept)}
    return [Silent(file, seen[sha256]) for sha256, file in asked.items() if sha256 in seen and _is_silent(seen[sha256])]


def _is_silent(seen: Seen) -> bool:
    if seen.others is None:
        return seen.ours == 0
    return seen.others - seen.ours > _FEW and seen.ours < _SHARE * seen.others


def _kept(path: Path) -> Iterable[Seen]:
    if not path.exists():
        return []
    return [Seen(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _count(files: Sequence[WildFile], kept: Path, workers: int) -> None:
    own = threading.local()
    sandboxes: list[Sandbox] = []
    writing = threading.Lock()

    def count(file: WildFile) -> None:
        if not hasattr(own, "sandbox"):
            own.sandbox = Sandbox()
            sandboxes.append(own.sandbox)
        seen = Seen(file.sha256, _ours(file, own.sandbox), characters(file.path, file.suffix))
        with writing, kept.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(seen)) + "\n")

    try:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(count, files))
    finally:
        for sandbox in sandboxes:
            sandbox.close()


def _ours(file: WildFile, sandbox: Sandbox) -> int:
    """Characters of the paragraphs and cells our reader gives; 0 where it now fails."""
    try:
        finished = sandbox.run(Task("tables", str(file.path), file.name, ("text",), notices=False))
    except DocumentError:
        return 0
    with finished.outputs["text"] as stream:
        lines = stream.read().decode("utf-8").splitlines()
    return sum(printed(_CELL.sub("", line)) for line in lines if not _HEAD.match(line))
