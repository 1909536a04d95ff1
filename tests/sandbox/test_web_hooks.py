"""Web hooks: who hears of what, in which order, signed, once, and told again only when asked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.sandbox.conftest import Forum
from tests.sandbox.replay import SHARED, compare

SECRET = "a secret of the forum"
EVERYTHING = (101, 102, 103, 104, 105, 201, 202, 203, 204, 501, 502, 503, 1501, 1701, 1702)


@dataclass(frozen=True)
class Delivery:
    """One request that the receiver got."""

    headers: dict[str, str]
    raw: bytes

    @property
    def event(self) -> str:
        return self.headers["X-Discourse-Event"]

    @property
    def number(self) -> int:
        return int(self.headers["X-Discourse-Event-Id"])

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """A server that notes deliveries and answers as it is told to."""

    status: int = 200
    got: list[Delivery] = field(default_factory=list)
    heard: threading.Condition = field(default_factory=threading.Condition)
    url: str = ""

    def take(self, count: int) -> list[Delivery]:
        """The next deliveries, in their order."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.got) >= count, 10), [one.event for one in self.got]
            taken, self.got = self.got[:count], self.got[count:]
        return taken

    def events(self, count: int) -> list[str]:
        return [delivery.event for delivery in self.take(count)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.status
            # Noted before the answer: the next delivery comes on another thread.
            with found.heard:
                found.got.append(Delivery(dict(self.headers), raw))
                found.heard.notify_all()
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(b"ok")

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


MakeHook = Callable[..., int]


@pytest.fixture
def hook(forum: Forum, receiver: Receiver) -> MakeHook:
    def make(*kinds: int, **more: Any) -> int:
        wanted = {
            "payload_url": receiver.url,
            "content_type": "1",
            "secret": SECRET,
            "active": "true",
            "web_hook_event_type_ids": list(kinds or EVERYTHING),
        }
        answer = forum.admin.ask("POST", "/admin/api/web_hooks.json", {"web_hook": {**wanted, **more}})
        assert answer.status_code == 200, answer.text
        return int(answer.json()["web_hook"]["id"])

    return make


def settled(forum: Forum, hook_id: int) -> list[Any]:
    """The events of a hook once none is under way any more, oldest first."""
    admin = forum.admin
    path = f"/admin/api/web_hook_events/{hook_id}.json"
    for _ in range(2000):
        events = admin.get(path)["web_hook_events"]
        if all(event["headers"] is not None and not event["redelivering"] for event in events):
            return list(reversed(events))
    raise AssertionError(f"still under way: {events}")


def noted(forum: Forum) -> None:
    """Wait until nothing is due any more."""
    site = forum.sandbox.site
    due = "SELECT count(*) FROM web_hook_deliveries WHERE due_at <= ?"
    for _ in range(2000):
        forum.admin.get("/site/basic-info.json")
        with site.lock:
            if not site.value(due, site.stamp()):
                return
    raise AssertionError("something is still due")


def test_a_delivery_is_signed_over_its_raw_body(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201)
    made = forum.topic(raw="A text with ümlauts & <b>signs</b> of its own.")
    (delivery,) = receiver.take(1)
    expected = hmac.new(SECRET.encode(), delivery.raw, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Discourse-Event-Signature"] == f"sha256={expected}"
    assert delivery.headers["X-Discourse-Event-Type"] == "post"
    assert delivery.headers["X-Discourse-Instance"] == forum.sandbox.base_url
    assert delivery.headers["Content-Type"] == "application/json"
    assert delivery.body["post"]["id"] == made["id"]
    assert delivery.body["post"]["raw"] == "A text with ümlauts & <b>signs</b> of its own."
    assert "actions_summary" not in delivery.body["post"]


def test_without_a_secret_there_is_no_signature(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201, secret="", content_type="2")
    forum.topic()
    (delivery,) = receiver.take(1)
    assert "X-Discourse-Event-Signature" not in delivery.headers
    assert delivery.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert set(delivery.body) == {"post"}


def test_the_order_of_events(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook()
    admin, ana = forum.admin, forum.speaking_as("ana")
    topic = forum.topic(admin)
    assert receiver.events(2) == ["topic_created", "post_created"]
    reply = ana.make(topic_id=topic["topic_id"], raw="A reply that will be changed and deleted.")
    assert receiver.events(1) == ["post_created"]
    path = f"/posts/{reply['id']}.json"
    assert ana.ask("PUT", path, {"post": {"raw": "A reply that was changed, a second text."}}).ok
    assert receiver.events(1) == ["post_edited"]
    assert ana.ask("POST", "/post_actions.json", {"id": topic["id"], "post_action_type_id": 2}).ok
    (liked,) = receiver.take(1)
    assert (liked.event, set(liked.body["like"])) == ("post_liked", {"post", "user"})
    assert liked.body["like"]["user"]["username"] == "ana"
    assert ana.ask("DELETE", path).ok
    edited, destroyed = receiver.take(2)
    assert (edited.event, destroyed.event) == ("post_edited", "post_destroyed")
    assert edited.body["post"]["raw"] == "(post deleted by author)"
    place = f"/t/{topic['topic_id']}"
    assert admin.ask("PUT", f"/t/-/{topic['topic_id']}.json", {"title": "A title that is another one"}).ok
    assert receiver.events(1) == ["topic_edited"]
    assert admin.ask("PUT", f"{place}/status.json", {"status": "closed", "enabled": "true"}).ok
    small, status = receiver.take(2)
    assert (small.event, status.event) == ("post_created", "topic_closed_status_updated")
    assert (small.body["post"]["action_code"], small.body["post"]["raw"]) == ("closed.enabled", "")
    assert admin.ask("DELETE", f"{place}.json").ok
    assert receiver.events(2) == ["post_destroyed", "topic_destroyed"]
    assert admin.ask("PUT", f"{place}/recover.json").ok
    assert receiver.events(3) == ["topic_recovered", "post_recovered", "topic_recovered"]


def test_text_and_title_together_are_one_event(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    topic = forum.topic()
    hook()
    change = {
        "post": {"raw": "Another text for this topic, long enough."},
        "title": "Another title, long enough",
    }
    assert forum.bot.ask("PUT", f"/posts/{topic['id']}.json", change).ok
    assert forum.bot.ask(
        "PUT", f"/posts/{topic['id']}.json", {"post": {"raw": "The text on its own now."}}
    ).ok
    assert receiver.events(2) == ["topic_edited", "post_edited"]


def test_an_unlike_and_a_poll_vote_are_silent(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    poll = forum.poll()
    ana = forum.sandbox.member("ana")
    ana.like(poll["id"])
    hook_id = hook()
    ana.unlike(poll["id"])
    ana.vote(poll["id"], "For", poll_name="vote")
    ana.read(poll["topic_id"])
    forum.topic()
    assert receiver.events(2) == ["topic_created", "post_created"]
    assert len(settled(forum, hook_id)) == 2


def test_reactions_are_told_as_likes(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    """Each change of emoji is told again; what is excluded from likes, and what is taken back, is not."""
    names = "clap|laughing|-1"
    forum.sandbox.site.change_limits(
        discourse_reactions_enabled=True, discourse_reactions_enabled_reactions=names
    )
    post_id = forum.topic()["id"]
    hook_id = hook()
    ana = forum.speaking_as("ana")
    for name in ("clap", "laughing", "-1", "-1"):
        path = f"/discourse-reactions/posts/{post_id}/custom-reactions/{name}/toggle.json"
        assert ana.ask("PUT", path).ok
    seen = receiver.take(2)
    assert [delivery.event for delivery in seen] == ["post_liked"] * 2
    given = [delivery.body["like"]["post"]["reactions"][0]["id"] for delivery in seen]
    assert given == ["clap", "laughing"]
    assert len(settled(forum, hook_id)) == 2


def test_a_refused_vote_for_a_topic_is_told(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    forum.sandbox.site.change_limits(topic_voting_enabled=True, topic_voting_tl1_vote_limit=0)
    fields = {"custom_fields": {"enable_topic_voting": "true"}}
    assert forum.admin.ask("PUT", f"/categories/{forum.category}.json", fields).ok
    topic = forum.topic()
    hook(1701, 1702)
    sent = {"topic_id": topic["topic_id"]}
    assert forum.speaking_as("ben").ask("POST", "/voting/vote.json", sent).status_code == 403
    (delivery,) = receiver.take(1)
    assert (delivery.event, delivery.headers["X-Discourse-Event-Type"]) == ("topic_upvote", "topic_voting")
    vote = delivery.body["topic_voting"]
    assert (vote["topic_id"], vote["vote_count"]) == (topic["topic_id"], 0)


def test_private_messages_are_told_with_their_text(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(101, 201)
    hook(101, 201, category_ids=[forum.category])
    sent = {"archetype": "private_message", "target_recipients": "ben"}
    forum.speaking_as("ana").make(title="A word", raw="A private text.", **sent)
    topic, post = receiver.take(2)
    assert topic.body["topic"]["archetype"] == "private_message"
    assert (post.body["post"]["raw"], post.body["post"]["topic_archetype"]) == (
        "A private text.",
        "private_message",
    )
    noted(forum)
    assert receiver.got == []


def test_a_category_filter_is_exact(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    below = forum.sandbox.create_category("Below", parent=forum.category)
    hook(201, category_ids=[forum.category])
    forum.topic(category=below)
    inside = forum.topic()
    (delivery,) = receiver.take(1)
    assert delivery.body["post"]["id"] == inside["id"]


def test_a_deed_that_was_taken_back_is_not_told(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook(201)
    assert forum.bot.ask("POST", "/posts.json", {"raw": "x", "topic_id": 1}).status_code == 422
    forum.topic()
    assert receiver.events(1) == ["post_created"]


def test_a_refused_delivery_is_not_tried_again(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook_id = hook(201)
    receiver.status = 500
    forum.topic()
    receiver.take(1)
    (event,) = settled(forum, hook_id)
    assert (event["status"], event["response_body"]) == (500, "ok")
    forum.clock.forward(hours=3)
    receiver.status = 200
    forum.topic()
    receiver.take(1)
    assert [event["status"] for event in settled(forum, hook_id)] == [500, 200]


def test_the_setting_brings_further_tries_under_new_numbers(
    forum: Forum, receiver: Receiver, hook: MakeHook
) -> None:
    forum.sandbox.site.change_limits(retry_web_hook_events=True)
    hook_id = hook(201)
    receiver.status = 302
    forum.topic()
    seen = receiver.take(1)
    for minutes in (1, 5, 25, 125):
        noted(forum)
        forum.clock.forward(minutes=minutes)
        seen += receiver.take(1)
    assert len({delivery.number for delivery in seen}) == 5
    assert len({delivery.raw for delivery in seen}) == 1
    assert [event["status"] for event in settled(forum, hook_id)] == [302] * 5
    forum.clock.forward(days=2)
    forum.topic()
    assert receiver.take(1)[0].raw != seen[0].raw


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_final_and_leaves_the_hook_on(
    forum: Forum, receiver: Receiver, hook: MakeHook, status: int
) -> None:
    forum.sandbox.site.change_limits(retry_web_hook_events=True)
    hook_id = hook(201)
    receiver.status = status
    forum.topic()
    receiver.take(1)
    settled(forum, hook_id)
    assert forum.sandbox.site.value("SELECT count(*) FROM web_hook_deliveries") == 0
    shown = forum.admin.get(f"/admin/api/web_hooks/{hook_id}.json")["web_hook"]
    assert (shown["active"], shown["last_delivery_status"]) == (True, 2)


def test_no_answer_is_lost_for_good(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    forum.sandbox.site.change_limits(retry_web_hook_events=True)
    closing = hook(201)
    refused = hook(201, payload_url="http://127.0.0.1:9/nobody")
    away = hook(201, payload_url="http://forum.invalid/hook")
    receiver.status = 0
    forum.topic()
    receiver.take(1)
    for hook_id in (closing, refused, away):
        (event,) = settled(forum, hook_id)
        assert event["status"] == -1
        assert json.loads(event["response_headers"])["error"]
    assert forum.sandbox.site.value("SELECT count(*) FROM web_hook_deliveries") == 0


def test_redelivering_keeps_the_number(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook_id = hook(201)
    receiver.status = 500
    forum.topic()
    (first,) = receiver.take(1)
    settled(forum, hook_id)
    receiver.status = 200
    path = f"/admin/api/web_hooks/{hook_id}/events"
    assert forum.admin.ask("POST", f"{path}/failed_redeliver.json", {"event_ids": [first.number]}).json() == {
        "event_ids": [first.number]
    }
    (again,) = receiver.take(1)
    settled(forum, hook_id)
    assert forum.admin.ask("POST", f"{path}/{first.number}/redeliver.json").ok
    (thrice,) = receiver.take(1)
    assert first.number == again.number == thrice.number
    assert first.raw == again.raw == thrice.raw
    (event,) = settled(forum, hook_id)
    assert event["status"] == 200


def test_ping(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook_id = hook(201)
    assert forum.admin.ask("POST", f"/admin/api/web_hooks/{hook_id}/ping.json").json() == {"success": "OK"}
    (delivery,) = receiver.take(1)
    assert (delivery.event, delivery.body) == ("ping", {"ping": "OK"})


def test_hooks_are_for_admins(forum: Forum, hook: MakeHook) -> None:
    hook_id = hook(201)
    for method, path in (
        ("GET", "/admin/api/web_hooks.json"),
        ("POST", "/admin/api/web_hooks.json"),
        ("DELETE", f"/admin/api/web_hooks/{hook_id}.json"),
    ):
        assert forum.bot.refused(method, path)[0] == 404
    assert forum.admin.ask("DELETE", f"/admin/api/web_hooks/{hook_id}.json").json() == {"success": "OK"}
    assert forum.admin.refused("GET", f"/admin/api/web_hooks/{hook_id}.json")[0] == 404


def test_a_hook_can_be_changed_and_switched_off(forum: Forum, receiver: Receiver, hook: MakeHook) -> None:
    hook_id = hook(201, wildcard_web_hook="true")
    path = f"/admin/api/web_hooks/{hook_id}.json"
    answer = forum.admin.ask("PUT", path, {"web_hook": {"active": "false"}})
    shown = answer.json()["web_hook"]
    assert (shown["active"], shown["payload_url"], shown["wildcard_web_hook"]) == (False, receiver.url, True)
    forum.topic()
    assert settled(forum, hook_id) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"payload_url": ""}, "Payload url can't be blank"),
        ({"payload_url": "ftp://127.0.0.1/x"}, "Payload url URL is invalid"),
        ({"secret": "short"}, "Secret is too short"),
    ],
)
def test_what_a_hook_may_not_be(forum: Forum, wrong: dict[str, str], message: str) -> None:
    sent = {
        "payload_url": "http://127.0.0.1:9/x",
        "active": "true",
        "web_hook_event_type_ids": [201],
        **wrong,
    }
    status, errors = forum.admin.refused("POST", "/admin/api/web_hooks.json", {"web_hook": sent})
    assert status == 422
    assert errors[0].startswith(message)


def test_deliveries_that_waited_are_made_after_a_restart(
    forum: Forum, receiver: Receiver, hook: MakeHook
) -> None:
    """A stop cuts a delivery under way; the queue is in the database."""
    hook(201)
    receiver.take(0)
    site = forum.sandbox.site
    with site.transaction():
        site.hooks.committed.clear()
    forum.topic()
    assert receiver.got == []
    from bridge.sandbox.hooking import install

    courier = install(site)
    courier.wake()
    assert receiver.events(1) == ["post_created"]
    courier.stop()


RECORDED = r"(?:webhook-delivery|fact-webhook-(?:run|extid)|(?:react|vote)-webhook\w*)"
FROM_PLUGINS = {
    "reactions",
    "current_user_reaction",
    "reaction_users_count",
    "current_user_used_main_reaction",
    "can_vote",
    "vote_count",
    "user_voted",
    "valid_reactions",
    "pending_posts",
    "queued_posts_count",
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recordings at ../shared are not here")
@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("recordings", r"webhook-delivery-\d+-(topic_created|post_\w+|topic_edited|topic_\w+ed|ping)"),
        ("recordings-plugins", r"fact-webhook-run-\d+-(post|topic)_\w+"),
    ],
)
def test_bodies_have_the_keys_of_recorded_ones(
    forum: Forum, receiver: Receiver, hook: MakeHook, folder: str, pattern: str
) -> None:
    recorded: dict[str, Any] = {}
    for path in sorted((SHARED / folder).glob("*.json")):
        if re.fullmatch(pattern, path.stem):
            found = json.loads(path.read_text())
            name = found["headers"]["X-Discourse-Event"]
            if found["json"].get("topic", {}).get("archetype") != "private_message":
                recorded.setdefault(name, found["json"])
    assert len(recorded) > 5
    hook_id = hook()
    admin, ana = forum.admin, forum.speaking_as("ana")
    topic = forum.topic(admin)
    place = f"/t/{topic['topic_id']}"
    reply = ana.make(topic_id=topic["topic_id"], raw="A reply that will be changed and deleted.")
    ana.ask(
        "PUT", f"/posts/{reply['id']}.json", {"post": {"raw": "A reply that was changed, a second text."}}
    )
    ana.ask("POST", "/post_actions.json", {"id": topic["id"], "post_action_type_id": 2})
    admin.ask("PUT", f"/t/-/{topic['topic_id']}.json", {"title": "A title that is another one"})
    for status in ("closed", "pinned", "visible", "archived"):
        on = "false" if status == "visible" else "true"
        admin.ask("PUT", f"{place}/status.json", {"status": status, "enabled": on})
    admin.ask("DELETE", f"/posts/{reply['id']}.json")
    admin.ask("PUT", f"/posts/{reply['id']}/recover.json")
    admin.ask("DELETE", f"{place}.json")
    admin.ask("PUT", f"{place}/recover.json")
    admin.ask("POST", f"/admin/api/web_hooks/{hook_id}/ping.json")
    count = len(settled(forum, hook_id))
    given: dict[str, Any] = {}
    for delivery in receiver.take(count):
        given.setdefault(delivery.event, delivery.body)
    for name, body in recorded.items():
        differences = list(compare(body, given[name], name))
        unexpected = [text for text in differences if text.split(".")[-1].split(" ")[0] not in FROM_PLUGINS]
        allowed = (".deleted_by", ".action_code", ".visibility_reason_id is not in")
        assert [text for text in unexpected if not any(part in text for part in allowed)] == []
