"""Scripted faults: what a client meets, and whether the deed was done."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from bridge.sandbox import Fault, RequestInfo
from tests.sandbox.conftest import BODY, Forum


def count(forum: Forum) -> int:
    number: int = forum.sandbox.site.value("SELECT count(*) FROM topics WHERE external_id = 'once'")
    return number


def body(forum: Forum) -> dict[str, Any]:
    return {
        "title": "A topic made under faults",
        "raw": BODY,
        "category": forum.category,
        "external_id": "once",
    }


@pytest.mark.parametrize(
    ("kind", "status", "media"),
    [
        ("crash", 500, "application/json"),
        ("bad_gateway", 502, "text/html"),
        ("read_only", 503, "application/json"),
        ("limit", 429, "application/json"),
        ("limit_plain", 429, "text/plain"),
        ("limit_html", 429, "text/html"),
    ],
)
def test_refused_before_the_deed(forum: Forum, kind: Any, status: int, media: str) -> None:
    forum.sandbox.faults = lambda _: Fault(kind, wait=7)
    answer = forum.bot.ask("POST", "/posts.json", body(forum))
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, media)
    assert count(forum) == 0
    if kind == "limit":
        assert answer.json()["extras"]["wait_seconds"] == 7
    assert ("Retry-After" in answer.headers) == (kind in ("limit", "limit_plain"))
    forum.sandbox.faults = None
    forum.bot.make(**body(forum))


@pytest.mark.parametrize(("kind", "made"), [("unreached", 0), ("lost", 1)])
def test_connections_that_break(forum: Forum, kind: Any, made: int) -> None:
    forum.sandbox.faults = lambda _: Fault(kind)
    with pytest.raises(requests.ConnectionError):
        forum.bot.ask("POST", "/posts.json", body(forum))
    assert count(forum) == made
    forum.sandbox.faults = None
    forum.bot.get("/latest.json")


def test_half_an_answer(forum: Forum) -> None:
    forum.sandbox.faults = lambda _: Fault("truncated")
    answer = forum.bot.ask("POST", "/posts.json", body(forum))
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert count(forum) == 1


def test_a_script_sees_the_requests(forum: Forum) -> None:
    seen: list[RequestInfo] = []

    def script(request: RequestInfo) -> Fault | None:
        seen.append(request)
        return Fault("crash") if request.number == 2 else None

    forum.sandbox.reset_requests()
    forum.sandbox.faults = script
    bot = forum.bot
    assert [
        bot.ask("GET", path).status_code for path in ("/latest.json?page=1", "/t/7.json", "/srv/status")
    ] == [200, 500, 200]
    assert [(info.number, info.method, info.route) for info in seen] == [
        (1, "GET", "/latest"),
        (2, "GET", "/t/{id:int}"),
        (3, "GET", "/srv/status"),
    ]
    assert seen[0].params == {"page": "1"}


def test_requests_are_counted_by_route(forum: Forum) -> None:
    forum.sandbox.reset_requests()
    made = forum.topic()
    for _ in range(2):
        forum.bot.get(f"/t/{made['topic_id']}.json")
    assert forum.sandbox.requests == {("POST", "/posts"): 1, ("GET", "/t/{id:int}"): 2}
    assert forum.sandbox.requests.total() == 3
    forum.sandbox.reset_requests()
    assert forum.sandbox.requests.total() == 0
