"""What one document may cost. One block, so that a reader of the documentation sees all of it at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the reading of one document; a document past one of them is refused or stopped, and no other is."""

    seconds_to_open: float = 30
    """Wall time until the number of pages is known."""
    seconds: float = 30
    """Wall time from then on, for any document."""
    seconds_per_page: float = 1
    """Wall time on top for each page."""
    most_seconds: float = 600
    """Wall time from then on at most, however many pages."""
    memory: int = 2**30
    """Bytes of address space where the system can limit it, of resident memory everywhere."""
    output: int = 2**28
    """Bytes of all that is written for the document."""
    pages: int = 1000
    """More are read only when the pages are named."""
    file_size: int = 100 * 2**20
    """Bytes of the file."""

    def seconds_for(self, pages: int) -> float:
        """Wall time allowed once a document of so many pages is open."""
        return min(self.seconds + self.seconds_per_page * pages, self.most_seconds)
