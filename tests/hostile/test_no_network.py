"""Extraction opens no network, whatever a document asks for."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kpi_extract.errors import DocumentError
from kpi_extract.pipeline import extract
from tests.conftest import ROOT, NetworkOpenedError
from tests.hostile.corpus import CORPUS

CALLING_OUT = [
    "actions-that-call-out.pdf",
    "content-in-a-file-elsewhere.pdf",
    "page-that-stands-in-another-file.pdf",
    "code-map-that-names-a-path.pdf",
    "links-that-call-out.docx",
    "links-to-files-of-the-machine.docx",
    "entity-from-the-network.docx",
    "entity-from-a-file.docx",
]


@pytest.mark.parametrize("name", CALLING_OUT)
@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_what_a_document_points_to_is_not_fetched(name: str, engine: str) -> None:
    try:
        said = str(extract(CORPUS[name].make(), pdf_engine=engine))
    except DocumentError as error:
        said = str(error)
    machine = Path("/etc/hostname")
    assert not machine.exists() or machine.read_text().strip() not in said


# A child process is out of reach of the guard of these tests; one with a network of its own, and nothing in it, is not.


def _has_network_of_its_own() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _has_network_of_its_own(), reason="needs unshare -n")
def test_all_is_read_the_same_where_there_is_no_network() -> None:
    names = CALLING_OUT
    read = [sys.executable, "-m", "tests.hostile.reading", *names]
    alone, within = (
        subprocess.run([*before, *read], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT)
        for before in (["unshare", "-rn"], [])
    )
    assert _outcomes(alone.stdout) == _outcomes(within.stdout)
    assert len(_outcomes(alone.stdout)) == len(names)


def _outcomes(lines: str) -> list[tuple[str, str, str]]:
    results = [json.loads(line) for line in lines.splitlines()]
    return [(result["name"], result["outcome"], result["says"]) for result in results]


# The guard itself


def test_the_guard_sees_sockets_and_look_ups(no_network: list[str]) -> None:
    with pytest.raises(NetworkOpenedError):
        socket.create_connection(("203.0.113.1", 80), timeout=1)
    with pytest.raises(NetworkOpenedError):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    assert no_network == ["the address of 203.0.113.1", "a socket"]
    no_network.clear()


@pytest.mark.loopback
def test_a_marked_test_reaches_this_machine_only(no_network: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
    with pytest.raises(NetworkOpenedError):
        socket.create_connection(("203.0.113.1", 80), timeout=1)
    with socket.socket(socket.AF_INET) as other, pytest.raises(NetworkOpenedError):
        other.connect(("203.0.113.1", 80))
    no_network.clear()
