"""Who a request speaks for: keys, names, scopes, and requests without any."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import BODY, Forum

INVALID = "You are not permitted to view the requested resource. The API username or key is invalid."


def test_a_key_of_one_person_needs_no_name(forum: Forum) -> None:
    assert forum.bot.get("/session/current.json")["current_user"]["username"] == "ideabridge"


@pytest.mark.parametrize("username", ["ana", "nobody"])
def test_a_key_of_one_person_speaks_for_no_other(forum: Forum, username: str) -> None:
    person = forum.person(forum.keys.bridge, username)
    assert person.refused("GET", "/posts.json") == (403, [INVALID])


def test_a_key_for_all_speaks_for_whoever_is_named(forum: Forum) -> None:
    assert forum.speaking_as("ANA").get("/session/current.json")["current_user"]["username"] == "ana"
    assert forum.speaking_as("nobody").refused("GET", "/posts.json") == (403, [INVALID])
    assert forum.person(forum.keys.anyone).refused("GET", "/posts.json") == (403, [INVALID])


def test_a_wrong_key_is_refused_even_where_anonymous_readers_are_welcome(forum: Forum) -> None:
    forum.anonymous.get("/posts.json")
    assert forum.person("f" * 64, "ana").refused("GET", "/posts.json") == (403, [INVALID])


def test_nobody_writes_without_a_key(forum: Forum) -> None:
    answer = forum.anonymous.ask("POST", "/posts.json", {"raw": BODY})
    assert (answer.status_code, answer.text) == (403, '["BAD CSRF"]')
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_revoked_key_is_refused_and_may_come_back(forum: Forum) -> None:
    made = forum.admin.ask("POST", "/admin/api/keys.json", {"key": {"username": "ana"}}).json()["key"]
    ana = forum.person(made["key"])
    ana.get("/session/current.json")
    forum.admin.ask("POST", f"/admin/api/keys/{made['id']}/revoke.json")
    assert ana.refused("GET", "/session/current.json") == (403, [INVALID])
    forum.admin.ask("POST", f"/admin/api/keys/{made['id']}/undo-revoke.json")
    ana.get("/session/current.json")


def test_keys_are_never_shown_again(forum: Forum) -> None:
    text = forum.admin.ask("GET", "/admin/api/keys.json").text
    assert forum.keys.bridge not in text
    assert forum.keys.bridge[:4] in text
    stored = forum.sandbox.site.column("SELECT key_hash || truncated_key FROM api_keys")
    assert not any(forum.keys.bridge in value for value in stored)


@pytest.mark.parametrize(
    "path", ["/admin/api/keys.json", "/admin/site_settings.json", "/admin/users/list/active.json"]
)
def test_the_admin_area_is_not_there_for_others(forum: Forum, path: str) -> None:
    assert forum.bot.ask("GET", path).status_code == 404
    assert forum.admin.ask("GET", path).status_code == 200


def test_a_scope_covers_what_it_names(forum: Forum) -> None:
    topic, other = forum.topic(), forum.topic()
    scopes = [{"scope_id": "topics:read", "topic_id": str(topic["topic_id"])}, {"scope_id": "posts:list"}]
    body = {"key": {"username": "ana", "scopes": scopes}}
    key = forum.admin.ask("POST", "/admin/api/keys.json", body).json()["key"]["key"]
    ana = forum.person(key)
    ana.get(f"/t/{topic['topic_id']}.json")
    ana.get("/posts.json")
    for method, path in (
        ("GET", f"/t/{other['topic_id']}.json"),
        ("GET", "/latest.json"),
        ("POST", "/posts.json"),
    ):
        assert ana.refused(method, path) == (403, [INVALID])


def test_reading_everything_is_a_scope_that_writes_nothing(forum: Forum) -> None:
    body = {"key": {"username": "ideabridge", "scopes": [{"scope_id": "global:read"}]}}
    reader = forum.person(forum.admin.ask("POST", "/admin/api/keys.json", body).json()["key"]["key"])
    reader.get("/latest.json")
    assert reader.refused("POST", "/posts.json", {"raw": BODY}) == (403, [INVALID])


def test_suspended_people_are_refused(forum: Forum) -> None:
    nils = forum.sandbox.member("nils").id
    forum.admin.ask(
        "PUT", f"/admin/users/{nils}/suspend.json", {"suspend_until": "2030-01-01", "reason": "x"}
    )
    assert forum.speaking_as("nils").ask("GET", "/latest.json").status_code == 403
    forum.admin.ask("PUT", f"/admin/users/{nils}/unsuspend.json")
    forum.speaking_as("nils").get("/latest.json")


def test_a_key_of_an_application_unlocks_nothing_for_programs(forum: Forum) -> None:
    person = forum.anonymous
    header = {"User-Api-Key": forum.sandbox.create_user_api_key("ana")}
    body = {"title": "Made with a key of an application", "raw": BODY, "category": forum.category}
    sent = {**body, "external_id": "ignored", "skip_validations": True}
    made = person.ask("POST", "/posts.json", sent, headers=header)
    assert (made.status_code, made.json()["username"]) == (200, "ana")
    assert forum.admin.refused("GET", "/t/external_id/ignored.json")[0] == 404
    twice = person.ask("POST", "/posts.json", sent, headers=header)
    assert (twice.status_code, "Title has already been used" in twice.json()["errors"]) == (422, True)


def test_a_key_of_an_application_has_scopes(forum: Forum) -> None:
    person = forum.anonymous
    header = {"User-Api-Key": forum.sandbox.create_user_api_key("ana", ["read"])}
    assert (
        person.ask("GET", "/session/current.json", headers=header).json()["current_user"]["username"] == "ana"
    )
    like = {"id": forum.topic()["id"], "post_action_type_id": 2}
    assert person.ask("POST", "/post_actions.json", like, headers=header).status_code == 403
    assert person.ask("GET", "/latest.json", headers={"User-Api-Key": "unknown"}).status_code == 403
