"""The addresses of the review server, and who may ask for them.

Listening on 127.0.0.1 is no protection by itself: any page in the same browser can send requests there, and a name can be
made to point there (DNS rebinding). So: the Host must be this address; a one-time token in the first address becomes a
cookie that no script and no other site sees; what changes something must come from this page (Origin) as JSON. There is no
CORS, no path but the ones below, and no request reads a file.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from kpi_extract.errors import MissingExtraError
from kpi_extract.review.page import asset, policy, review_page
from kpi_extract.review_server.session import RefusedChangeError, Session
from kpi_extract.writers import whole_writer_named, writer_named

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "kpi-extract-review"
LONGEST_BODY = 65_536
"""Bytes of what a page may send."""
_EXPORTS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(slots=True)
class Gate:
    """Who may ask."""

    hosts: tuple[str, ...]
    """The values of Host that are this server: 127.0.0.1:PORT, localhost:PORT."""
    token: str | None = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Opens the page once; None afterwards."""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What the cookie holds."""

    def spend(self, token: str) -> bool:
        """Whether this is the token, which is none afterwards."""
        if self.token is None or not secrets.compare_digest(token.encode(), self.token.encode()):
            return False
        self.token = None
        return True


def build_app(session: Session, gate: Gate, seen: Callable[[], None]) -> Starlette:
    """The application.

    Args:
        session: the document under review.
        gate: who may ask.
        seen: called with every request that may.

    Raises:
        MissingExtraError: starlette is not installed.
    """
    try:
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.middleware.base import BaseHTTPMiddleware
        from starlette.routing import Route
    except ImportError as error:
        raise MissingExtraError("starlette", "review") from error
    pages = _Pages(session)
    routes = [
        Route("/", pages.page),
        Route("/data", pages.data),
        Route("/ping", pages.ping),
        Route("/export.{format:str}", pages.export),
        Route("/change", pages.change, methods=["POST"]),
    ]

    async def guarded(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        response = _refusal(request, gate) or await call(request)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            seen()
        return _sealed(response)

    return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=guarded)])


def _refusal(request: Request, gate: Gate) -> Response | None:
    """Why a request is not answered; None where it is. The token answers itself: with the cookie."""
    from starlette.responses import PlainTextResponse, RedirectResponse

    def refused(status: HTTPStatus) -> Response:
        return PlainTextResponse(status.phrase, status)

    if request.headers.get("host") not in gate.hosts:
        return refused(HTTPStatus.MISDIRECTED_REQUEST)
    if request.method == "GET" and request.url.path == "/" and "token" in request.query_params:
        if not gate.spend(request.query_params["token"]):
            return refused(HTTPStatus.FORBIDDEN)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        answer.set_cookie(COOKIE, gate.session, httponly=True, samesite="strict", path="/")
        return answer
    cookie = request.cookies.get(COOKIE, "")
    if not secrets.compare_digest(cookie.encode(), gate.session.encode()):
        return refused(HTTPStatus.FORBIDDEN)
    if request.method not in ("GET", "HEAD"):
        if request.headers.get("origin") not in [f"http://{host}" for host in gate.hosts]:
            return refused(HTTPStatus.FORBIDDEN)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return None


def _sealed(response: Response) -> Response:
    response.headers.update(
        {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
    )
    if "content-security-policy" not in response.headers:
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


class _Pages:
    """What each address answers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def page(self, request: Request) -> Response:
        from starlette.responses import HTMLResponse

        script = asset("page-editing.js")
        page = review_page(self._session.page(), [script], connect="'self'")
        rules = policy(asset("page.css"), "\n".join([asset("page.js"), script]), "'self'")
        return HTMLResponse(page, headers={"Content-Security-Policy": f"{rules}; frame-ancestors 'none'"})

    async def data(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        return JSONResponse(self._session.data())

    async def ping(self, request: Request) -> Response:
        from starlette.responses import JSONResponse

        return JSONResponse({"version": self._session.version})

    async def export(self, request: Request) -> Response:
        """The records with all corrections, as a file."""
        from starlette.responses import PlainTextResponse, Response

        name = request.path_params["format"]
        if name not in _EXPORTS:
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        out = io.BytesIO()
        (whole_writer_named(name) or writer_named(name)).write([self._session.applied()], out)
        headers = {"Content-Disposition": f'attachment; filename="records.{name}"'}
        return Response(out.getvalue(), media_type=_EXPORTS[name], headers=headers)

    async def change(self, request: Request) -> Response:
        """Correct, accept or undo; the answer is what the page shows then."""
        from starlette.responses import JSONResponse, PlainTextResponse

        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LONGEST_BODY:
                return PlainTextResponse("Too Large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        said = _change(body)
        if said is None:
            return JSONResponse({"error": "bad-request"}, HTTPStatus.BAD_REQUEST)
        try:
            self._make(said)
        except RefusedChangeError as error:
            status = HTTPStatus.CONFLICT if error.code == "stale" else HTTPStatus.UNPROCESSABLE_ENTITY
            return JSONResponse({"error": error.code, "version": self._session.version}, status)
        except OSError:
            return JSONResponse({"error": "not-saved"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        return JSONResponse(self._session.data())

    def _make(self, said: dict[str, Any]) -> None:
        session, version, pointer = self._session, said["version"], said["pointer"]
        if said["action"] == "correct":
            session.correct(version, pointer, said["now"], said["fiscal_year"], said["why"])
        elif said["action"] == "accept":
            session.accept(version, pointer, said["why"])
        else:
            session.undo(version, pointer)


def _change(body: bytes) -> dict[str, Any] | None:
    """What a page says, checked; None where no page of ours says it."""
    import json

    try:
        said = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("action") not in ("correct", "accept", "undo"):
        return None
    said = {"now": None, "fiscal_year": None, "why": "", **said}
    texts = (
        isinstance(said.get("pointer"), str) and isinstance(said["why"], str) and isinstance(said["now"], str | None)
    )
    year = said["fiscal_year"]
    is_year = year is None or (isinstance(year, int) and not isinstance(year, bool) and 1868 <= year <= 2200)
    is_version = isinstance(said.get("version"), int) and not isinstance(said["version"], bool)
    return said if texts and is_year and is_version else None
