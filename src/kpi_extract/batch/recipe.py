"""What is done with every document of a run, whoever does it: plain data that crosses to other machines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

from kpi_extract.isolation.messages import Task
from kpi_extract.isolation.sandbox import CHILD
from kpi_extract.limits import Limits
from kpi_extract.version import __version__


@dataclass(frozen=True, slots=True)
class Recipe:
    """How each document is read, and what is written for it."""

    format: str | None = None
    encoding: str | None = None
    password: str | None = None
    pdf_engine: str | None = None
    municipality: str | None = None
    headings: str | None = None
    """The text of a headings file, already found to be good."""
    parquet: bool = False
    """Whether rows are written as Parquet too."""
    limits: Limits = field(default_factory=Limits)
    child: str = CHILD
    """The module that reads documents in a process of its own."""

    def task(self, name: str, path: str, outputs: tuple[str, ...], *, notices: bool = False) -> Task:
        """The task of one document."""
        return Task(
            "extract",
            path,
            name,
            outputs,
            notices=notices,
            format=self.format,
            encoding=self.encoding,
            password=self.password,
            pdf_engine=self.pdf_engine,
            municipality=self.municipality,
            headings=self.headings,
        )

    def digest(self) -> str:
        """Differs where the results may differ: another version of this program, other options or limits.

        Of a password it tells only whether there is one: it goes into a file.
        """
        shown = asdict(replace(self, password=None if self.password is None else "given"))
        return hashlib.sha256(json.dumps([__version__, shown], sort_keys=True).encode("ascii")).hexdigest()
