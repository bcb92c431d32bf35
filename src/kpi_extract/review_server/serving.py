"""A port of this machine, the address that opens the page once, and the end when nobody looks any more."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from time import monotonic

from kpi_extract.errors import MissingExtraError
from kpi_extract.review_server.app import Gate, build_app
from kpi_extract.review_server.session import Session

_LOOKS_EVERY = 1.0
"""Seconds between two looks at whether somebody is there."""


def serve(session: Session, idle: float, ready: Callable[[str], None]) -> None:
    """Serve the page on 127.0.0.1 until nobody has asked for anything for a while, or Ctrl-C.

    Args:
        session: the document under review.
        idle: seconds without a request after which it ends; an open page asks once a minute.
        ready: called with the address to open, once.

    Raises:
        MissingExtraError: the extra `review` is not installed.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise MissingExtraError("uvicorn", "review") from error
    last = monotonic()

    def seen() -> None:
        nonlocal last
        last = monotonic()

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        gate = Gate((f"127.0.0.1:{port}", f"localhost:{port}"))
        token = gate.token
        config = uvicorn.Config(
            build_app(session, gate, seen),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=5,
        )
        server = uvicorn.Server(config)

        async def until_idle() -> None:
            serving = asyncio.ensure_future(server.serve(sockets=[listening]))
            ready(f"http://127.0.0.1:{port}/?token={token}")
            while not serving.done():
                await asyncio.wait([serving], timeout=_LOOKS_EVERY)
                if monotonic() - last > idle:
                    server.should_exit = True
            await serving

        asyncio.run(until_idle())
