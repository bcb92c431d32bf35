"""A real browser for the tests of the pages, and what it complained about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(not CHROMIUM, reason="Chromium is missing: apt-get install chromium")


@dataclass
class Seen:
    """What a page did besides being shown."""

    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, and what the policy refused."""
    requests: list[str] = field(default_factory=list)
    """Everything asked for besides the page itself."""


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            yield started
        finally:
            started.close()


def opened(started: Any, address: str | Path, width: int = 1280, height: int = 800) -> tuple[Any, Seen]:
    """A page, and what it does from now on."""
    page = started.new_page(viewport={"width": width, "height": height})
    seen = Seen()
    url = address.as_uri() if isinstance(address, Path) else address
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("request", lambda request: seen.requests.append(request.url) if request.url != url else None)
    page.goto(url)
    return page, seen
