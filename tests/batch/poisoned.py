"""Good documents with poisoned ones among them, and a run over all of them."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from kpi_extract.batch.executors import open_workers
from kpi_extract.batch.outcomes import DocumentOutcome
from kpi_extract.batch.planning import Choice, Plan
from kpi_extract.batch.recipe import Recipe
from kpi_extract.batch.running import RunReport, run_batch
from kpi_extract.batch.sources import find_sources
from kpi_extract.limits import Limits
from tests.hostile.corpus import CORPUS
from tests.isolation.poisoned_child import KINDS, poison

SAMPLES = Path(__file__).parents[2] / "samples"
GOOD = ("kushiro-r4.txt", "kushiro-r4.docx", "kushiro-r4.pdf", "kushiro-r5-made-up.txt")
FILES = {
    "gibibyte-of-paragraphs.docx": "refused",
    "flate-bomb.pdf": "refused",
    "three-hundred-thousand-pages.pdf": "refused",
    "cut-in-the-middle.pdf": "failed",
    "entry-that-climbs-out.docx": "refused",
    "bomb-that-says-it-is-a-picture.pdf": "crashed",
}
"""Hostile files that the real child reads, and their outcomes."""
LIMITS = Limits(seconds_to_open=2, seconds=2, memory=2**28)
RECIPE = Recipe(limits=LIMITS, child="tests.isolation.poisoned_child")


class Listening:
    """Keeps what ends."""

    def __init__(self) -> None:
        self.ended_sources: list[str] = []

    def planned(self, plan: Plan) -> None:
        """Nothing."""

    def ended(self, outcome: DocumentOutcome) -> None:
        """One more."""
        self.ended_sources.append(outcome.source)


def fill(folder: Path) -> tuple[set[str], dict[str, str]]:
    """Write poisoned documents and five good ones for each; names of the good, outcomes of the poisoned."""
    folder.mkdir(parents=True)
    expected = {}
    for kind, (_, code) in KINDS.items():
        name = f"poison-{kind}.txt"
        (folder / name).write_bytes(poison(kind))
        expected[name] = "failed" if code == "unexpected" else code
    for name, outcome in FILES.items():
        (folder / f"poison-{name}").write_bytes(CORPUS[name].make())
        expected[f"poison-{name}"] = outcome
    with pikepdf.open(SAMPLES / "kushiro-r4.pdf") as pdf:
        pdf.save(folder / "poison-locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
    expected["poison-locked.pdf"] = "failed"
    good = set()
    for number in range(5 * len(expected)):
        sample = SAMPLES / GOOD[number % len(GOOD)]
        name = f"good-{number:03d}{sample.suffix}"
        (folder / name).write_bytes(sample.read_bytes())
        good.add(name)
    return good, expected


def run_over(folder: Path, out: Path, executor: str | None = None, listening: Listening | None = None) -> RunReport:
    """Run with two workers of this machine, or with those of a cluster."""
    listening = listening or Listening()
    workers = open_workers(executor, 2, RECIPE, listening.ended)
    return run_batch(find_sources([str(folder)]), str(out), RECIPE, Choice(), workers, listening)
