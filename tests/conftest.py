"""Shared by all tests: `--regenerate` rewrites expected files, and then always fails so that it cannot stay on.

No test opens the network. One marked `loopback` may talk to this machine itself.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("long", max_examples=3000, deadline=None)
"""For a night: `pytest --hypothesis-profile=long`."""

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the expected records anew, then fail")


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture
def samples() -> Path:
    return ROOT / "samples"


class NetworkOpenedError(BaseException):
    """Something opened the network. No `except Exception` of the code under test hides it."""


_INTERNET = (socket.AF_INET, socket.AF_INET6)


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fail a test that opens the network, also where the code under test swallows what is raised."""
    may_loop = request.node.get_closest_marker("loopback") is not None
    opened: list[str] = []

    def refuse(what: str) -> None:
        opened.append(what)
        raise NetworkOpenedError(what)

    class Guarded(socket.socket):
        def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
            if fileno is None and family in (-1, *_INTERNET) and not may_loop:
                refuse("a socket")
            super().__init__(family, type, proto, fileno)

        def connect(self, address: Any) -> None:
            if self.family in _INTERNET and not _is_this_machine(address[0]):
                refuse(f"a connection to {address}")
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            if self.family in _INTERNET and not _is_this_machine(address[0]):
                refuse(f"a connection to {address}")
            return super().connect_ex(address)

    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        if not (may_loop and _is_this_machine(host)):
            refuse(f"the address of {host}")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket, "socket", Guarded)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield opened
    assert not opened, f"the network was opened: {', '.join(opened)}"


def _is_this_machine(host: Any) -> bool:
    if host in ("localhost", b"localhost", None, ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
