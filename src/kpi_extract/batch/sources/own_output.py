"""What a run writes it must not read: the folder of an earlier run may stand among the reports."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kpi_extract.batch.storage.addresses import identity


class OwnOutput:
    """The places a run writes to.

    Args:
        addresses: paths or URLs of files and folders.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        self._places = [identity(address) for address in addresses]

    def holds(self, source: str, argument: str) -> bool:
        """Whether a source is one of the outputs, or was come across in one.

        Args:
            source: its identity.
            argument: the identity of what led to it; who names something inside an output folder means it.
        """
        return any(
            source == place or (_is_below(source, place) and not _is_below(argument, place) and argument != place)
            for place in self._places
        )


def _is_below(place: str, folder: str) -> bool:
    return place.startswith((folder + "/", folder + os.sep))
