"""What is done with every document of a run, whoever does it: plain data that crosses to other machines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from kpi_extract.isolation.messages import Reading
from kpi_extract.isolation.sandbox import CHILD
from kpi_extract.limits import Limits
from kpi_extract.version import __version__


@dataclass(frozen=True, slots=True)
class Recipe:
    """How each document is read, and what is written for it."""

    reading: Reading = field(default_factory=Reading)
    parquet: bool = False
    """Whether rows are written as Parquet too."""
    limits: Limits = field(default_factory=Limits)
    child: str = CHILD
    """The module that reads documents in a process of its own."""

    def digest(self) -> str:
        """Differs where the results may differ: another version of this program, other options or limits.

        Of a password it tells only whether there is one: it goes into a file.
        """
        shown = asdict(self)
        if self.reading.password is not None:
            shown["reading"]["password"] = "given"
        return hashlib.sha256(json.dumps([__version__, shown], sort_keys=True).encode("ascii")).hexdigest()
