"""The review page: data and assets in one HTML file that loads nothing and runs only its own script.

Document text reaches the page as JSON, in which `<` is escaped so that no text can end the element it stands in; the script
puts it in as text. The policy names the script and the style by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from kpi_extract.values.patterns import lazy_pattern

_PLACE = lazy_pattern(r"\{\{(\w+)\}\}")
_ASSETS = resources.files("kpi_extract.review") / "assets"


def review_page(data: Mapping[str, Any], scripts: Sequence[str] = (), connect: str | None = None) -> bytes:
    """One HTML file.

    Args:
        data: as `review_data` makes it.
        scripts: texts that run after the page's own script.
        connect: what the page may talk to; nothing in a file.
    """
    style = asset("page.css")
    script = "\n".join([asset("page.js"), *scripts])
    parts = {
        "policy": policy(style, script, connect),
        "style": style,
        "data": _inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
        "script": script,
    }
    # In one pass: a text of the document may look like one of the places.
    page = _PLACE.sub(lambda match: parts[match[1]], asset("page.html"))
    return page.encode("utf-8")


def asset(name: str) -> str:
    """The text of one of the files of the page."""
    return (_ASSETS / name).read_text("utf-8")


def policy(style: str, script: str, connect: str | None = None) -> str:
    """The content security policy: pictures in the file itself, one style, one script."""
    rules = [
        "default-src 'none'",
        "img-src data:",
        f"style-src '{_digest(style)}'",
        f"script-src '{_digest(script)}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if connect is not None:
        rules.append(f"connect-src {connect}")
    return "; ".join(rules)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _inert(text: str) -> str:
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
