"""Reactions: one for each person and post, most of them with a like that nobody is listed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.sandbox import Limits
from tests.sandbox.conftest import Forum, Person, open_forum


@pytest.fixture
def forum() -> Iterator[Forum]:
    names = "laughing|clap|-1"
    yield from open_forum(
        Limits.relaxed(discourse_reactions_enabled=True, discourse_reactions_enabled_reactions=names)
    )


def react(who: Person, post_id: int, name: str) -> Any:
    answer = who.ask("PUT", f"/discourse-reactions/posts/{post_id}/custom-reactions/{name}/toggle.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(post: Any) -> dict[str, int]:
    return {entry["id"]: entry["count"] for entry in post["reactions"]}


def likes(forum: Forum, post_id: int) -> int:
    summary = forum.anonymous.get(f"/posts/{post_id}.json")["actions_summary"]
    return int(summary[0]["count"]) if summary else 0


def test_a_reaction_is_a_like_that_is_not_listed(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    ana, ben, nils = (forum.speaking_as(name) for name in ("ana", "ben", "nils"))
    answer = react(ana, post_id, "clap")
    assert answer["current_user_reaction"] == {"id": "clap", "type": "emoji", "can_undo": True}
    assert "count" not in answer["actions_summary"][0]
    react(ben, post_id, "heart")
    react(nils, post_id, "-1")
    post = forum.admin.get(f"/posts/{post_id}.json")
    assert counts(post) == {"-1": 1, "clap": 1, "heart": 1}
    assert (likes(forum, post_id), post["reaction_users_count"]) == (2, 3)
    path = f"/post_action_users.json?id={post_id}&post_action_type_id=2"
    assert [user["username"] for user in forum.admin.get(path)["post_action_users"]] == ["ben"]
    actions = forum.bot.get("/user_actions.json?username=ideabridge&filter=2")["user_actions"]
    assert [action["acting_username"] for action in actions] == ["ben"]
    assert ana.refused("GET", "/user_actions.json?username=ideabridge&filter=2")[0] == 404


def test_who_reacted(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    react(forum.speaking_as("ana"), post_id, "clap")
    forum.sandbox.member("ben").like(post_id)
    path = f"/discourse-reactions/posts/{post_id}/reactions-users.json"
    found = {entry["id"]: entry for entry in forum.anonymous.get(path)["reaction_users"]}
    assert {name: [user["username"] for user in entry["users"]] for name, entry in found.items()} == {
        "clap": ["ana"],
        "heart": ["ben"],
    }
    one = forum.anonymous.get(f"{path}?reaction_value=clap")["reaction_users"]
    assert [entry["id"] for entry in one] == ["clap"]


def test_at_most_27_people_are_named(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    for number in range(30):
        forum.sandbox.create_user(f"person{number}")
        react(forum.speaking_as(f"person{number}"), post_id, "-1")
    path = f"/discourse-reactions/posts/{post_id}/reactions-users.json"
    (entry,) = forum.anonymous.get(path)["reaction_users"]
    assert (entry["count"], len(entry["users"])) == (30, 27)


def test_changing_one_s_mind(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    ana = forum.speaking_as("ana")
    react(ana, post_id, "clap")
    assert counts(react(ana, post_id, "-1")) == {"-1": 1}
    assert likes(forum, post_id) == 0
    react(ana, post_id, "heart")
    assert likes(forum, post_id) == 1
    react(ana, post_id, "laughing")
    assert likes(forum, post_id) == 1
    assert counts(react(ana, post_id, "laughing")) == {}
    assert likes(forum, post_id) == 0
    rows = "SELECT count(*) FROM post_actions WHERE post_id = ?"
    assert forum.sandbox.site.value(rows, post_id) == 1


def test_after_the_window_it_stays(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    ana = forum.speaking_as("ana")
    react(ana, post_id, "clap")
    forum.clock.forward(hours=1)
    path = f"/discourse-reactions/posts/{post_id}/custom-reactions"
    for name in ("clap", "-1"):
        assert ana.refused("PUT", f"{path}/{name}/toggle.json")[0] == 403


def test_authors_react_without_a_like(forum: Forum) -> None:
    ana = forum.speaking_as("ana")
    post_id = forum.topic(ana)["id"]
    assert counts(react(ana, post_id, "clap")) == {"clap": 1}
    assert likes(forum, post_id) == 0
    assert counts(react(ana, post_id, "heart")) == {}
    assert likes(forum, post_id) == 0


@pytest.mark.parametrize(("status", "liked"), [("closed", 200), ("archived", 403)])
def test_closed_and_archived_topics(forum: Forum, status: str, liked: int) -> None:
    topic = forum.topic()
    path = f"/t/{topic['topic_id']}/status.json"
    assert forum.bot.ask("PUT", path, {"status": status, "enabled": "true"}).ok
    assert counts(react(forum.speaking_as("nils"), topic["id"], "clap")) == {"clap": 1}
    sent = {"id": topic["id"], "post_action_type_id": 2}
    assert forum.speaking_as("ana").ask("POST", "/post_actions.json", sent).status_code == liked


def test_what_is_refused(forum: Forum) -> None:
    post_id = forum.topic()["id"]
    ana = forum.speaking_as("ana")
    path = "/discourse-reactions/posts/{}/custom-reactions/{}/toggle.json"
    assert ana.refused("PUT", path.format(post_id, "poop")) == (422, ["Sorry, an error has occurred."])
    missing = ana.ask("PUT", path.format(99999, "clap"))
    assert (missing.status_code, missing.json()) == (404, {"status": 404, "error": "Not Found"})
    received = "/discourse-reactions/posts/reactions-received.json?username=ideabridge"
    assert ana.refused("GET", received)[0] == 403
    react(ana, post_id, "clap")
    (entry,) = forum.bot.get(received)
    assert (entry["user"]["username"], entry["reaction"]["reaction_value"]) == ("ana", "clap")


def test_a_reaction_moves_no_time(forum: Forum) -> None:
    topic = forum.topic()
    before = forum.admin.get(f"/posts/{topic['id']}.json")["updated_at"]
    forum.clock.forward(minutes=1)
    react(forum.speaking_as("ana"), topic["id"], "clap")
    assert forum.admin.get(f"/posts/{topic['id']}.json")["updated_at"] == before


def test_without_the_plug_in_there_are_none() -> None:
    for forum in open_forum(Limits.relaxed()):
        post_id = forum.topic()["id"]
        path = f"/discourse-reactions/posts/{post_id}/custom-reactions/heart/toggle.json"
        assert forum.speaking_as("ana").refused("PUT", path)[0] == 404
        assert "reactions" not in forum.admin.get(f"/posts/{post_id}.json")
