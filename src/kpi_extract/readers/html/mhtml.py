"""A page saved with all its files in one (MHTML): the main page is read, the other parts are not."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import NamedTuple

from kpi_extract.errors import DamagedDocumentError


class SavedPage(NamedTuple):
    """The main page of a saved page."""

    data: bytes
    charset: str | None
    """The encoding its part names."""
    other_pages: int
    """How many more pages (frames) were saved with it."""


def main_page(data: bytes, name: str) -> SavedPage:
    """The page a browser shows first.

    Raises:
        DamagedDocumentError: there is no page in it.
    """
    message = message_from_bytes(data)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise DamagedDocumentError(
            name,
            "The saved web page (MHTML) holds no page.",
            "It may have been cut off: save it again from the browser, or print it to PDF.",
            "保存されたウェブページ(MHTML)に本文がありません。",
            "途中で切れているおそれがあります。ブラウザで保存し直すか、PDFに印刷してください。",
        )
    main = _named_start(message, pages) or pages[0]
    payload = main.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    return SavedPage(body, main.get_content_charset(), len(pages) - 1)


def _named_start(message: Message, pages: list[Message]) -> Message | None:
    """The part the container names as the one to begin with."""
    start = message.get_param("start")
    return next((page for page in pages if start is not None and page.get("Content-ID") == start), None)
