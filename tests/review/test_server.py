"""The review server: who may ask for what, and that two tabs do not overwrite each other."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from kpi_extract import extract
from kpi_extract.corrections.file import Corrections, corrections_of
from kpi_extract.review_server.app import COOKIE, Gate, build_app
from kpi_extract.review_server.session import Session

pytestmark = pytest.mark.loopback
SAMPLE = Path(__file__).parents[2] / "samples" / "kushiro-r4.docx"
EXTRACTION = extract(SAMPLE)
HOST = "127.0.0.1:4711"
VISITS = "/projects/0/indicators/1/actuals/3"
CHANGE = {"version": 0, "action": "correct", "pointer": VISITS, "now": "2,031", "why": "正誤表"}


class Client:
    """Asks the application as a browser would, without a port."""

    def __init__(self, app: Any) -> None:
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{HOST}")
        self.cookies = self._client.cookies

    def get(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.get(path, **more))

    def post(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.post(path, **more))

    def options(self, path: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.options(path, **more))


class Served:
    """A server without a port, what it saved, and what it took for a sign of life."""

    def __init__(self) -> None:
        self.saved: list[str] = []
        self.seen = 0
        document = EXTRACTION.document
        self.session = Session(
            EXTRACTION,
            {"language": "ja", "pages": [], "blocks": []},
            Corrections(document.name, document.sha256),
            self.saved.append,
            lambda: "2026-11-25T00:00:00Z",
        )
        self.gate = Gate((HOST, "localhost:4711"), token="secret")
        self.client = Client(build_app(self.session, self.gate, self._see))

    def _see(self) -> None:
        self.seen += 1

    def enter(self) -> None:
        assert self.client.get("/?token=secret").status_code == 303

    def post(self, change: Any = CHANGE, **headers: str) -> Any:
        return self.client.post("/change", json=change, headers={"Origin": f"http://{HOST}", **headers})


@pytest.fixture
def served() -> Served:
    return Served()


def test_the_token_opens_once_and_becomes_a_cookie_no_script_sees(served: Served) -> None:
    answer = served.client.get("/?token=secret")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert served.client.get("/").status_code == 200
    served.client.cookies.clear()
    assert served.client.get("/?token=secret").status_code == 403
    assert served.client.get("/?token=").status_code == 403


@pytest.mark.parametrize("path", ["/", "/data", "/ping", "/export.json", "/change", "/nothing", "/../etc/passwd"])
def test_nothing_without_the_cookie(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 403
    served.client.cookies.set(COOKIE, "guess")
    assert served.client.get(path).status_code == 403
    assert served.post().status_code == 403
    assert served.seen == 0


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1", "127.0.0.1:80", "localhost", "evil.127.0.0.1:4711", "[::1]:4711", ""]
)
def test_another_host_is_not_this_server(served: Served, host: str) -> None:
    served.enter()
    assert served.client.get("/data", headers={"Host": host}).status_code == 421
    assert served.client.get("/?token=secret", headers={"Host": host}).status_code == 421
    assert served.post(Host=host).status_code == 421


def test_localhost_by_name_is_this_server(served: Served) -> None:
    served.enter()
    assert served.client.get("/ping", headers={"Host": "localhost:4711"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://example.com", "null", f"https://{HOST}", "http://127.0.0.1", ""])
def test_changes_come_from_this_page_alone(served: Served, origin: str) -> None:
    served.enter()
    assert served.post(Origin=origin).status_code == 403
    assert served.client.post("/change", json=CHANGE).status_code == 403
    assert served.saved == []


def test_changes_are_json(served: Served) -> None:
    served.enter()
    headers = {"Origin": f"http://{HOST}"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = served.client.post("/change", content=json.dumps(CHANGE), headers={**headers, "Content-Type": kind})
        assert answer.status_code == 415
    assert served.post({**CHANGE, "why": "x" * 70_000}).status_code == 413
    wrong: list[Any] = [[], {}, {**CHANGE, "action": "drop"}, {**CHANGE, "version": "0"}, {**CHANGE, "version": True}]
    wrong += [{**CHANGE, "fiscal_year": 1}, {**CHANGE, "now": 5}]
    for bad in wrong:
        assert served.post(bad).status_code == 400
    answer = served.client.post("/change", content=b"{", headers={**headers, "Content-Type": "application/json"})
    assert answer.status_code == 400
    assert served.saved == []


def test_reading_changes_nothing_and_other_methods_are_none(served: Served) -> None:
    served.enter()
    for path in ("/", "/data", "/ping", "/export.json", "/export.csv", "/export.xlsx"):
        assert served.client.get(path).status_code == 200
        assert served.client.post(path, json={}, headers={"Origin": f"http://{HOST}"}).status_code == 405
    assert served.client.get("/change").status_code == 405
    assert served.client.options("/change", headers={"Origin": "http://example.com"}).status_code == 403
    assert served.saved == []
    assert served.session.version == 0


def test_every_answer_is_sealed(served: Served) -> None:
    answers = [
        served.client.get("/?token=secret"),
        served.client.get("/"),
        served.client.get("/data"),
        served.client.get("/none"),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "access-control-allow-origin" not in answer.headers
    assert "connect-src 'self'" in answers[1].headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/export.pdf", "/export.table", "/export.", "/export.json/x", "/page.js", "/%2e%2e/x"]
)
def test_there_is_no_other_address(served: Served, path: str) -> None:
    served.enter()
    assert served.client.get(path).status_code == 404


def test_correct_accept_and_undo(served: Served) -> None:
    served.enter()
    data = served.post().json()
    (value,) = [one for one in data["values"] if one["pointer"] == VISITS]
    assert (value["value"], value["raw"], value["said"]["action"]) == (2031, "2,026", "correct")
    assert data["version"] == 1
    kept = corrections_of(served.saved[-1], "x")
    assert [(one.pointer, one.was, one.now, one.why) for one in kept.every] == [(VISITS, "2,026", "2,031", "正誤表")]
    unsure = "/projects/5/indicators/0/targets/0"
    assert data["counts"]["unsure"] == 2
    data = served.post({"version": 1, "action": "accept", "pointer": unsure}).json()
    assert (data["counts"]["unsure"], data["version"]) == (1, 2)
    exported = served.client.get("/export.json").json()
    assert exported["projects"][0]["indicators"][1]["actuals"][3]["value"] == 2031
    data = served.post({"version": 2, "action": "undo", "pointer": VISITS}).json()
    (value,) = [one for one in data["values"] if one["pointer"] == VISITS]
    assert (value["value"], "said" in value) == (2026, False)
    assert [one.pointer for one in corrections_of(served.saved[-1], "x").every] == [unsure]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({**CHANGE, "now": "1・2・3"}, "no-value"),
        ({**CHANGE, "now": None}, "nothing"),
        ({**CHANGE, "pointer": "/document"}, "no-such-value"),
        ({**CHANGE, "pointer": "/projects/0/name"}, "no-such-value"),
        ({"version": 0, "action": "accept", "pointer": "/x"}, "no-such-value"),
        ({"version": 0, "action": "undo", "pointer": VISITS}, "nothing"),
    ],
)
def test_what_cannot_be_done_is_said(served: Served, change: dict[str, Any], error: str) -> None:
    served.enter()
    answer = served.post(change)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert served.saved == []


def test_two_tabs_do_not_overwrite_each_other(served: Served) -> None:
    served.enter()
    assert served.post().status_code == 200
    late = served.post({**CHANGE, "now": "5"})
    assert (late.status_code, late.json()) == (409, {"error": "stale", "version": 1})
    assert len(served.saved) == 1


def test_what_cannot_be_saved_is_not_shown_as_saved(served: Served) -> None:
    def fails(text: str) -> None:
        raise OSError("disk full")

    served.session.save = fails
    served.enter()
    assert (served.post().status_code, served.post().json()["error"]) == (500, "not-saved")
    assert served.session.version == 0
    assert served.session.corrections.every == ()
