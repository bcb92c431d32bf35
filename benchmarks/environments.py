"""One virtual environment per tool: some cannot live beside each other (bolivar installs itself as pdfplumber)."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.roster import OURS_ENVIRONMENT, SYSTEM, Tool

ROOT = Path(__file__).parents[1]
_PEERS = Path(__file__).parent / "peers"
_INSTALL_SECONDS = 900
_LAST_WORDS = 300
_VERSION_OF = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"


class NotInstalledError(Exception):
    """An environment cannot be set up; the message says why."""


class Prepared(NamedTuple):
    """The environments that stand, and why the others do not."""

    pythons: Mapping[str, Path]
    versions: Mapping[str, str]
    """By the tool's name."""
    missing: Mapping[str, str]
    """By the tool's name: the last words of the installer."""


def prepare(tools: Iterable[Tool], folder: Path) -> Prepared:
    """Set up the environments of these tools below `folder`; a failure is recorded and costs no other tool."""
    pythons: dict[str, Path] = {}
    versions: dict[str, str] = {}
    missing: dict[str, str] = {}
    failures: dict[str, str] = {}
    for tool in tools:
        name = tool.environment
        if name not in pythons and name not in failures:
            try:
                pythons[name] = _python_of(name, folder)
            except (NotInstalledError, subprocess.SubprocessError, OSError) as error:
                failures[name] = str(error)[-_LAST_WORDS:]
        if name in failures:
            missing[tool.name] = failures[name]
        else:
            versions[tool.name] = _version(tool, pythons[name])
    return Prepared(pythons, versions, missing)


def _python_of(name: str, folder: Path) -> Path:
    if name == SYSTEM:
        if shutil.which("pdftotext") is None:
            raise NotInstalledError("pdftotext is not on this machine")
        return Path(sys.executable)
    python = (folder / name / "bin" / "python").absolute()
    if name == OURS_ENVIRONMENT:
        _install(python, ROOT / "requirements" / "run.txt", "--require-hashes")
        _install_ours(python, folder / "wheel")
    else:
        _install(python, _PEERS / f"{name}.txt")
    return python


def _install(python: Path, requirements: Path, *options: str) -> None:
    """Install once for each content of the requirements file."""
    mark = python.parents[1] / ".installed"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    shutil.rmtree(python.parents[1], ignore_errors=True)
    print(f"installing {python.parents[1].name}", file=sys.stderr, flush=True)
    _run([sys.executable, "-m", "venv", str(python.parents[1])])
    _run([str(python), "-m", "pip", "install", "--quiet", *options, "-r", str(requirements)])
    mark.write_text(wanted, "utf-8")


def _install_ours(python: Path, wheels: Path) -> None:
    """Build the wheel as users get it and install that: no editable install, byte code compiled."""
    shutil.rmtree(wheels, ignore_errors=True)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    _run([*build, "--wheel-dir", str(wheels), str(ROOT)])
    (wheel,) = wheels.glob("kpi_extract-*.whl")
    _run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel)])


def _version(tool: Tool, python: Path) -> str:
    if tool.environment == SYSTEM:
        printed = subprocess.run([tool.package, "-v"], capture_output=True, text=True, check=False).stderr
        return printed.split("\n", 1)[0].rpartition(" ")[2]
    asked = subprocess.run([str(python), "-c", _VERSION_OF, tool.package], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_INSTALL_SECONDS, env=environment, check=False
    )
    if done.returncode:
        raise NotInstalledError(f"{done.stdout}{done.stderr}".strip())
