"""Web hooks: what a forum tells a receiver, signed over the raw body. Needs a forum on this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from bridge.domain.observation import ObservedCategory

from .conftest import OpenTopic, Target

SECRET = "a secret of the contract suite"
KINDS = (101, 102, 103, 104, 105, 201, 202, 203, 204, 1501)
PATIENCE = 60.0
"""Seconds to wait for a delivery; a real forum's worker may be busy with others."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the receiver got."""

    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> str:
        return self.headers["X-Discourse-Event"]

    @property
    def content(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """Notes what is delivered."""

    url: str = ""
    got: list[Delivery] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)

    def take(self, event: str) -> Delivery:
        """The next delivery of this event; others before it are dropped."""

        def there() -> Delivery | None:
            return next((delivery for delivery in self.got if delivery.event == event), None)

        with self.heard:
            assert self.heard.wait_for(there, PATIENCE), [delivery.event for delivery in self.got]
            found = there()
            assert found is not None
            del self.got[: self.got.index(found) + 1]
        return found


@pytest.fixture
def receiver(target: Target) -> Iterator[Receiver]:
    if urlsplit(target.url).hostname not in ("127.0.0.1", "localhost", "::1"):
        pytest.skip("the forum is on another machine and does not reach a receiver on this one")
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            with found.heard:
                found.got.append(Delivery(dict(self.headers), raw))
                found.heard.notify_all()
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hook(target: Target, receiver: Receiver, category: ObservedCategory) -> Iterator[int]:
    sent = {
        "payload_url": receiver.url,
        "content_type": "1",
        "secret": SECRET,
        "active": "true",
        "verify_certificate": "false",
        "web_hook_event_type_ids": list(KINDS),
        "category_ids": [category.category_id],
    }
    made = target.admin.ask("POST", "/admin/api/web_hooks.json", web_hook=sent)
    if made.status != 200:
        pytest.skip(f"the admin's key makes no web hook for this machine here: {made.data}")
    number = made.data["web_hook"]["id"]
    yield number
    target.admin.does("DELETE", f"/admin/api/web_hooks/{number}.json")


@pytest.mark.usefixtures("hook")
def test_a_topic_s_life_is_told(target: Target, receiver: Receiver, open_topic: OpenTopic) -> None:
    opened = open_topic(raw=f"A topic that is told of, ümlaut & <b>signs</b>, run {target.run}.")
    topic = receiver.take("topic_created")
    post = receiver.take("post_created")
    expected = hmac.new(SECRET.encode(), post.raw, hashlib.sha256).hexdigest()
    assert post.headers["X-Discourse-Event-Signature"] == f"sha256={expected}"
    assert (topic.headers["X-Discourse-Event-Type"], post.headers["X-Discourse-Event-Type"]) == (
        "topic",
        "post",
    )
    assert topic.content["topic"]["external_id"] == opened.new.external_id
    assert (post.content["post"]["id"], post.content["post"]["raw"]) == (opened.post_id, opened.new.raw)
    ana = target.member("ana")
    ana.likes(opened.post_id)
    like = receiver.take("post_liked").content["like"]
    assert (like["user"]["username"], like["post"]["id"]) == (ana.username, opened.post_id)
    place = f"/t/{opened.topic_id}"
    target.admin.does("PUT", f"{place}/status.json", status="closed", enabled="true")
    small = receiver.take("post_created").content["post"]
    assert (small["action_code"], small["raw"]) == ("closed.enabled", "")
    assert receiver.take("topic_closed_status_updated").content["topic"]["closed"] is True
    assert target.admin.ask("DELETE", f"{place}.json").status == 200
    receiver.take("post_destroyed")
    receiver.take("topic_destroyed")


def test_a_private_message_passes_no_category_filter(
    target: Target, receiver: Receiver, hook: int, open_topic: OpenTopic
) -> None:
    sent = target.admin.does(
        "POST",
        "/posts.json",
        title="A word between two",
        raw=f"Not for the receiver, run {target.run}.",
        archetype="private_message",
        target_recipients=target.member("ana").username,
    )
    opened = open_topic()
    assert receiver.take("post_created").content["post"]["id"] == opened.post_id
    listed = target.admin.does("GET", f"/admin/api/web_hook_events/{hook}.json")["web_hook_events"]
    assert all(f"Not for the receiver, run {target.run}" not in event["payload"] for event in listed)
    target.admin.ask("DELETE", f"/t/{sent['topic_id']}.json")


def test_a_ping(target: Target, receiver: Receiver, hook: int) -> None:
    assert target.admin.does("POST", f"/admin/api/web_hooks/{hook}/ping.json") == {"success": "OK"}
    assert receiver.take("ping").content == {"ping": "OK"}


def test_a_short_secret_is_refused(target: Target) -> None:
    sent = {"payload_url": "http://127.0.0.1:9/x", "secret": "short", "web_hook_event_type_ids": [201]}
    answer = target.admin.ask("POST", "/admin/api/web_hooks.json", web_hook=sent)
    assert answer.status == 422
