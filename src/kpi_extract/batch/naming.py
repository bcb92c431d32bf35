"""Where the JSON of a document stands below documents/: like its source, and safe on every system."""

from __future__ import annotations

import hashlib
import re

_MOST_BYTES = 180
"""Of one name in UTF-8, the hash and ending beside; file systems end at 255."""
_MOST_LENGTH = 900
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
_HASHED = re.compile(r"-[0-9a-f]{12}$")


def document_path(name: str) -> str:
    """The path of a document's JSON, from the name of its source alone.

    A usual name stays as it is: `r5/報告書.pdf` → `r5/報告書.pdf.json`. Where the path had to be changed, a hash of the
    name stands before `.json`: so two names never share a path.

    Args:
        name: of a source, `/` between folders; no other of the run differs from it only by case or composition
            (`find_sources` sees to that), because many systems would not tell them apart.
    """
    parts = [part for part in name.split("/") if part not in ("", ".", "..")] or ["document"]
    safe = "/".join(_safe(part) for part in parts)
    if len(safe.encode("utf-8", "replace")) > _MOST_LENGTH:
        safe = _safe(parts[-1])
    if safe == name and not _HASHED.search(name):
        return f"{safe}.json"
    return f"{safe}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}.json"


def _safe(part: str) -> str:
    part = _FORBIDDEN.sub("_", part).encode("utf-8", "replace").decode("utf-8")
    part = part.encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore").rstrip(". ").lstrip()
    return f"_{part}" if not part or _RESERVED.fullmatch(part) else part
