"""Builds the one compiled part, where a compiler is at hand. Without it the program does the same from Python."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "src/kpi_extract/readers/pdf/engines/_pdfium_calls.c"
MODULE = "kpi_extract.readers.pdf.engines._pdfium_calls"


class CompiledCalls(BuildHookInterface[Any]):
    """Puts the compiled module beside its source, and into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; whatever goes wrong leaves the package as it is: pure Python."""
        if self.target_name != "wheel":
            return
        try:
            built = compiled(Path(self.root))
        except Exception as error:  # noqa: BLE001  no compiler, no headers, no setuptools: all the same here
            self.app.display_warning(
                f"not compiled ({type(error).__name__}): PDF files are read without it, more slowly"
            )
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(built.relative_to(self.root).as_posix())


def compiled(root: Path) -> Path:
    """Compile the module. Returns the file, which lies beside its source."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    with tempfile.TemporaryDirectory() as folder:
        command = build_ext(Distribution({"ext_modules": [Extension(MODULE, [str(root / SOURCE)])]}))
        command.build_lib = command.build_temp = folder
        command.ensure_finalized()
        command.run()
        file = Path(command.get_ext_fullpath(MODULE))
        target = (root / SOURCE).parent / file.name
        # Moved into place whole: a program that has the one before loaded would crash if it were written over.
        fresh = target.with_suffix(".new")
        shutil.copyfile(file, fresh)
        fresh.replace(target)
    return target


if __name__ == "__main__":
    print(compiled(Path(__file__).parent), file=sys.stderr)
