"""The batch command as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def words(*more: str | Path) -> list[str]:
    """The command."""
    return [sys.executable, "-m", "kpi_extract", "batch", *map(str, more)]


def batch(*more: str | Path, folder: Path = ROOT, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    command = [*words(*more), "--lang", lang]
    return subprocess.run(
        command, capture_output=True, check=False, timeout=120, cwd=folder, text=True, encoding="utf-8"
    )
