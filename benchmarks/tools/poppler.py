"""pdftotext of the system: text with its layout, no tables."""

import subprocess
from pathlib import Path


def layout(path: Path) -> None:
    subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, stdout=subprocess.DEVNULL)
