"""Replies that are voted up and down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.sandbox import Limits
from tests.sandbox.conftest import BODY, Forum, Person, open_forum


@pytest.fixture
def forum() -> Iterator[Forum]:
    yield from open_forum(Limits.relaxed(post_voting_enabled=True))


@pytest.fixture
def answers(forum: Forum) -> list[Any]:
    """A question and two replies, all by the bridge's account."""
    question = forum.topic(create_as_post_voting="true")
    return [
        question,
        *(forum.bot.make(topic_id=question["topic_id"], raw=f"Answer {n}: {BODY}") for n in (1, 2)),
    ]


def vote(who: Person, post: Any, direction: str | None = None, method: str = "POST") -> int:
    sent = {"post_id": post["id"], **({"direction": direction} if direction else {})}
    return who.ask(method, "/post_voting/vote.json", sent).status_code


def test_only_the_text_true_makes_one(forum: Forum) -> None:
    for value, is_one in (("true", True), (True, False)):
        topic = forum.topic(create_as_post_voting=value)
        shown = forum.bot.get(f"/t/{topic['topic_id']}.json")
        assert shown.get("is_post_voting", False) is is_one
    listed = forum.bot.get(f"/latest.json?category={forum.category}")["topic_list"]["topics"]
    assert [item.get("is_post_voting", False) for item in listed].count(True) == 1
    assert all("answer_count" not in item for item in listed)


def test_sums_directions_and_order(forum: Forum, answers: list[Any]) -> None:
    question, one, two = answers
    ana, ben, nils = (forum.speaking_as(name) for name in ("ana", "ben", "nils"))
    assert [vote(ana, one, "down"), vote(ben, two), vote(nils, two, "up"), vote(ana, question, "up")] == [
        200
    ] * 4
    shown = ana.get(f"/t/{question['topic_id']}.json")
    posts = shown["post_stream"]["posts"]
    assert [post["id"] for post in posts] == [question["id"], two["id"], one["id"]]
    assert shown["post_stream"]["stream"] == [post["id"] for post in posts]
    assert [post["post_voting_vote_count"] for post in posts] == [1, 2, -1]
    assert [post["post_voting_user_voted_direction"] for post in posts] == ["up", None, "down"]
    assert (shown["answer_count"], shown["last_answer_post_number"]) == (2, 3)
    by_time = ana.get(f"/t/{question['topic_id']}.json?filter=activity")["post_stream"]["posts"]
    assert [post["post_number"] for post in by_time] == [1, 2, 3]
    alone = ana.get(f"/posts/{two['id']}.json")
    assert (alone["post_voting_vote_count"], alone["post_voting_has_votes"]) == (2, False)
    people = forum.bot.get(f"/post_voting/voters.json?post_id={two['id']}")["voters"]
    assert [(user["username"], user["direction"]) for user in people] == [("nils", "up"), ("ben", "up")]
    assert forum.anonymous.refused("GET", f"/post_voting/voters.json?post_id={two['id']}")[0] == 403


def test_a_vote_moves_the_time_of_the_post_only(forum: Forum, answers: list[Any]) -> None:
    post_id = answers[1]["id"]
    before = forum.bot.get(f"/posts/{post_id}.json")
    forum.clock.forward(minutes=1)
    vote(forum.speaking_as("ana"), answers[1], "up")
    after = forum.bot.get(f"/posts/{post_id}.json")
    assert after["updated_at"] > before["updated_at"]
    assert after["version"] == before["version"]


def test_changing_a_vote(forum: Forum, answers: list[Any]) -> None:
    ana = forum.speaking_as("ana")
    assert [vote(ana, answers[1], way) for way in ("up", "up", "down", "up")] == [200, 403, 200, 200]
    assert [vote(ana, answers[1], method="DELETE") for _ in range(2)] == [200, 500]
    assert vote(ana, answers[1], "down") == 200
    forum.clock.forward(minutes=11)
    assert vote(ana, answers[1], "up") == vote(ana, answers[1], method="DELETE") == 403


def test_what_is_refused(forum: Forum, answers: list[Any]) -> None:
    ana = forum.speaking_as("ana")
    assert vote(forum.bot, answers[1], "up") == 403
    assert vote(ana, forum.topic(), "up") == 403
    assert vote(ana, {"id": 99999}, "up") == 404
    assert vote(ana, answers[1], "sideways") == 500
    reply = {"topic_id": answers[0]["topic_id"], "raw": BODY, "reply_to_post_number": 2}
    assert ana.refused("POST", "/posts.json", reply) == (
        422,
        ["You are not allowed to create a post in reply to another post."],
    )
    path = f"/t/{answers[0]['topic_id']}/status.json"
    assert forum.bot.ask("PUT", path, {"status": "closed", "enabled": "true"}).ok
    sent = {"post_id": answers[1]["id"], "direction": "up"}
    assert ana.refused("POST", "/post_voting/vote.json", sent) == (403, ["You cannot vote on closed topics."])


def test_comments_are_no_posts(forum: Forum, answers: list[Any]) -> None:
    ana = forum.speaking_as("ana")
    sent = {"post_id": answers[1]["id"], "raw": "A comment on the first answer."}
    made = ana.ask("POST", "/post_voting/comments.json", sent).json()
    assert (made["username"], made["raw"]) == ("ana", sent["raw"])
    shown = forum.bot.get(f"/t/{answers[0]['topic_id']}.json")
    assert shown["posts_count"] == 3
    commented = [post["comments_count"] for post in shown["post_stream"]["posts"]]
    assert sorted(commented) == [0, 0, 1]


def test_without_the_plug_in_there_is_none() -> None:
    for forum in open_forum(Limits.relaxed()):
        topic = forum.topic(create_as_post_voting="true")
        assert vote(forum.speaking_as("ana"), topic, "up") == 404
        assert "is_post_voting" not in forum.bot.get(f"/t/{topic['topic_id']}.json")
