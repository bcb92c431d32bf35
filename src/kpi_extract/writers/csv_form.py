"""How a CSV file may look; apart, because the command line needs it before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["long", "wide"]
"""One line per value, or one per indicator with a column for each year."""
Header = Literal["en", "ja"]
"""Names of columns for programs, or titles for people."""
OutputEncoding = Literal["utf-8-sig", "utf-8", "cp932"]


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a CSV file looks."""

    shape: Shape = "long"
    header: Header = "en"
    encoding: OutputEncoding = "utf-8-sig"


STANDARD = CsvForm()
