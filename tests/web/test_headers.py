"""Every answer tells browsers to take nothing from elsewhere, keep nothing and tell nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bridge.sql.problems import Unreachable
from bridge.web.gate import Gate
from bridge.web.server import WebServer
from tests.e2e.small_campaign import SLUG
from tests.web.conftest import PROVED, Door

PAGES = ["/", f"/c/{SLUG}", f"/c/{SLUG}/how", f"/c/{PROVED}", "/receipt", "/nowhere", "/api/openapi.json",
         "/api/campaigns", "/api/nowhere", "/robots.txt", "/static/style.css"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_shut_off(door: Door, path: str) -> None:
    headers = door.get(path).headers

    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/c/nobody/send", f"/c/{SLUG}/send", "/receipt", "/api/ideas"])
def test_refusals_are_shut_off_as_well(door: Door, path: str) -> None:
    headers = door.post(path, {"text": "x" * 100_000}).headers

    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_look_at_the_headers_alone_finds_the_same(door: Door) -> None:
    answer = door.session.head(f"{door.url}/c/{SLUG}", timeout=20)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-store"


def test_files_named_by_their_content_may_stay_in_the_browser(door: Door) -> None:
    page = door.get("/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    answer = door.get(address)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    # Nothing may stay that is not there: it could come later.
    assert door.get("/static/none.css?v=1").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_another_site_or_has_scripts_and_styles_within(door: Door, path: str) -> None:
    page = door.get(path).text

    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    for scripted in page.split("<script")[1:]:
        assert 'src="/static/' in scripted.partition(">")[0]
    if "<html" in page:
        for place in ("src=", 'rel="stylesheet" href='):
            for found in page.split(place)[1:]:
                assert found.startswith('"/'), found[:60]


async def _broken(_scope: Scope, receive: Receive, _send: Send) -> None:
    message = await receive()
    raise ValueError(f"could not digest {message['body']!r}")


async def _busy(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise Unreachable("The SQLite file /srv/secret/place was kept busy by another program for too long.")


async def _fine(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("in")(scope, receive, send)


@contextmanager
def serving(app: ASGIApp, address: str | None = None) -> Iterator[str]:
    """An application behind the gate; gives its address."""
    server = WebServer(
        Gate(
            app,
            lambda _path, status, written: PlainTextResponse(f"out{written}", status),
            address,
            "/static/",
            {"/large": 200_000},
        )
    )
    try:
        yield server.start()
    finally:
        server.stop()


def test_a_failure_tells_nothing_and_logs_no_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving(_broken) as url:
        answer = requests.post(f"{url}/c/x/send", data={"text": "Margaret told me"}, timeout=10)

    assert (answer.status_code, answer.text) == (500, "outMargaret told me")
    assert "ValueError" in caplog.text
    assert "Margaret" not in caplog.text
    assert not any(record.exc_info for record in caplog.records)


def test_a_busy_database_is_told_without_its_place(caplog: pytest.LogCaptureFixture) -> None:
    with serving(_busy) as url:
        answer = requests.post(f"{url}/c/x/send", data={"text": "My idea"}, timeout=10)

    assert (answer.status_code, answer.text) == (503, "outMy idea")
    assert "/srv/secret/place" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, "in"),
        ({"Origin": "https://ideas.example"}, "in"),
        ({"Origin": "http://127.0.0.1"}, "out"),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, "in"),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://ideas.example"}, "out"),
    ],
)
def test_a_public_address_is_the_origin_that_counts(headers: dict[str, str], told: str) -> None:
    with serving(_fine, "https://ideas.example") as url:
        assert requests.post(f"{url}/x", headers=headers, timeout=10).text == told


@pytest.mark.parametrize(("proxies", "counted"), [((), "127.0.0.1"), (("127.0.0.1",), "203.0.113.9")])
def test_only_a_known_proxy_is_believed(proxies: tuple[str, ...], counted: str) -> None:
    async def who(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["client"][0])(scope, receive, send)

    server = WebServer(who, proxies)
    try:
        told = requests.get(server.start(), headers={"X-Forwarded-For": "203.0.113.9"}, timeout=10).text
    finally:
        server.stop()

    assert told == counted
