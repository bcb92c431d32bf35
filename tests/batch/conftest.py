"""An object store that speaks S3, run as a process of its own on 127.0.0.1."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty bucket; whoever uses s3:// finds the store by the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("s3")
    log, settings = folder / "log", folder / "settings"
    settings.touch()  # not those of whoever runs the tests
    surroundings = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ENDPOINT_URL_S3": address,
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(settings),
        "AWS_SHARED_CREDENTIALS_FILE": str(settings),
    }
    with log.open("wb") as out, pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings.items():
            patch.setenv(name, value)
        server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", address.rsplit(":", 1)[1]],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _make_bucket(address, server, log)
            yield "s3://reports"
        finally:
            server.terminate()
            server.wait(10)


def _make_bucket(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(f"{address}/reports", method="PUT"), timeout=5).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the store does not start: {log.read_text(errors='replace')[-500:]}")
            time.sleep(0.1)
        else:
            return
