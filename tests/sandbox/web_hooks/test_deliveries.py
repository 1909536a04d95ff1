"""Deliveries that fail, are made again, or wait; hooks that admins change."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.conftest import Forum
from tests.sandbox.web_hooks.receiver import MakeHook, Receiver, noted, settled


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
