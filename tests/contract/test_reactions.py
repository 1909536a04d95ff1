"""Reactions, where the forum has them: a like for most of them, that no list of likers names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import OpenTopic, Person, Target
from .extras import switched_on

pytestmark = pytest.mark.usefixtures("reactions")


@pytest.fixture
def reactions(target: Target) -> Iterator[None]:
    wanted = {"discourse_reactions_enabled": True}
    if target.embedded is not None:
        wanted["discourse_reactions_enabled_reactions"] = "clap|laughing|-1"  # type: ignore[assignment]
    with switched_on(target, **wanted):
        yield


def react(who: Person, post_id: int, name: str) -> Any:
    path = f"/discourse-reactions/posts/{post_id}/custom-reactions/{name}/toggle.json"
    answer = who.ask("PUT", path)
    if answer.status == 422:
        pytest.skip(f"this forum does not offer the reaction {name}")
    assert answer.status == 200, answer.data
    return answer.data


def likers(target: Target, post_id: int) -> list[str]:
    path = f"/post_action_users.json?id={post_id}&post_action_type_id=2"
    return [user["username"] for user in target.admin.does("GET", path)["post_action_users"]]


def count(target: Target, post_id: int) -> int:
    summary = target.admin.does("GET", f"/posts/{post_id}.json")["actions_summary"]
    return next((int(entry.get("count", 0)) for entry in summary if entry["id"] == 2), 0)


def test_a_reaction_counts_as_like_and_is_not_listed(target: Target, open_topic: OpenTopic) -> None:
    post_id = open_topic().post_id
    ana, ben = target.member("ana"), target.member("ben")
    react(ana, post_id, "clap")
    ben.likes(post_id)
    assert (count(target, post_id), likers(target, post_id)) == (2, [ben.username])
    path = f"/discourse-reactions/posts/{post_id}/reactions-users.json"
    named = {
        entry["id"]: [user["username"] for user in entry["users"]]
        for entry in target.admin.does("GET", path)["reaction_users"]
    }
    assert named == {"clap": [ana.username], "heart": [ben.username]}


def test_minus_one_is_no_like(target: Target, open_topic: OpenTopic) -> None:
    post_id = open_topic().post_id
    ana = target.member("ana")
    react(ana, post_id, "clap")
    assert count(target, post_id) == 1
    react(ana, post_id, "-1")
    assert count(target, post_id) == 0
    shown = react(ana, post_id, "-1")
    assert shown["reactions"] == []


def test_an_unknown_reaction_is_refused(target: Target, open_topic: OpenTopic) -> None:
    post_id = open_topic().post_id
    path = f"/discourse-reactions/posts/{post_id}/custom-reactions/no_such_reaction/toggle.json"
    assert target.member("ana").ask("PUT", path).status == 422
