"""The real child without the limits of the system, so that only its parent's looking stops it: what Windows has."""

from __future__ import annotations

from tests.isolation import poisoned_child

from kpi_extract.isolation import child, tasks


def _no_limits(memory: int, seconds: float) -> None:
    """In place of `limit_itself`."""


if __name__ == "__main__":
    child.limit_itself = _no_limits  # type: ignore[attr-defined]
    tasks.do = poisoned_child._do_or_die
    child.main()
