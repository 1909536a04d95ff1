"""Votes for topics: a number of them for each person, in categories that allow them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bridge.sandbox import Limits
from tests.sandbox.conftest import Forum, Person, open_forum

ON = {"enable_topic_voting": "true"}


@pytest.fixture
def forum() -> Iterator[Forum]:
    for forum in open_forum(Limits.relaxed(topic_voting_enabled=True)):
        allow(forum)
        yield forum


def allow(forum: Forum, **more: Any) -> None:
    body = {"name": "Ideas", "color": "00AA00", "text_color": "FFFFFF", "custom_fields": ON, **more}
    assert forum.admin.ask("PUT", f"/categories/{forum.category}.json", body).ok


def vote(who: Person, topic: Any, deed: str = "vote") -> Any:
    answer = who.ask("POST", f"/voting/{deed}.json", {"topic_id": topic["topic_id"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


def voters(forum: Forum, topic: Any) -> list[str]:
    return [user["username"] for user in forum.bot.get(f"/voting/who.json?topic_id={topic['topic_id']}")]


def test_voting_and_taking_it_back(forum: Forum) -> None:
    topic = forum.topic()
    ana, ben = forum.speaking_as("ana"), forum.speaking_as("ben")
    first = vote(ana, topic)
    assert (first["vote_count"], first["vote_limit"], first["votes_left"], first["who_voted"]) == (
        1,
        6,
        5,
        [],
    )
    second = vote(ben, topic)
    assert (second["vote_count"], [user["username"] for user in second["who_voted"]]) == (2, ["ana"])
    assert ana.refused("POST", "/voting/vote.json", {"topic_id": topic["topic_id"]})[0] == 403
    shown = ana.get(f"/t/{topic['topic_id']}.json")
    assert (shown["can_vote"], shown["vote_count"], shown["user_voted"]) == (True, 2, True)
    for _ in range(2):
        assert vote(ana, topic, "unvote")["vote_count"] == 1
    vote(ana, topic)
    assert voters(forum, topic) == ["ben", "ana"]
    assert forum.anonymous.refused("GET", f"/voting/who.json?topic_id={topic['topic_id']}")[0] == 403


def test_the_budget(forum: Forum) -> None:
    topics = [forum.topic() for _ in range(3)]
    nils = forum.speaking_as("nils")
    assert [vote(nils, topic)["can_vote"] for topic in topics[:2]] == [True, False]
    over = nils.ask("POST", "/voting/vote.json", {"topic_id": topics[2]["topic_id"]})
    assert (over.status_code, over.json()["votes_left"], "errors" in over.json()) == (403, 0, False)
    assert voters(forum, topics[2]) == []
    path = f"/t/{topics[0]['topic_id']}/status.json"
    assert forum.bot.ask("PUT", path, {"status": "closed", "enabled": "true"}).ok
    assert vote(nils, topics[2])["vote_count"] == 1
    assert voters(forum, topics[0]) == ["nils"]


def test_a_closed_topic_takes_votes(forum: Forum) -> None:
    topic = forum.topic()
    path = f"/t/{topic['topic_id']}/status.json"
    assert forum.bot.ask("PUT", path, {"status": "closed", "enabled": "true"}).ok
    assert vote(forum.speaking_as("ana"), topic)["vote_count"] == 1


def test_changing_a_category_without_the_field_stops_voting_and_keeps_votes(forum: Forum) -> None:
    topic = forum.topic()
    ana, ben = forum.speaking_as("ana"), forum.speaking_as("ben")
    vote(ana, topic)
    for fields in ({}, {"custom_fields": {"marker": "x"}}):
        body = {"name": "Ideas", "color": "00AA01", "text_color": "FFFFFF", **fields}
        category = forum.admin.ask("PUT", f"/categories/{forum.category}.json", body).json()["category"]
        assert category["custom_fields"]["enable_topic_voting"] is False
    assert ben.refused("POST", "/voting/vote.json", {"topic_id": topic["topic_id"]})[0] == 403
    shown = ana.get(f"/t/{topic['topic_id']}.json")
    assert (shown["can_vote"], shown["vote_count"]) == (False, 1)
    allow(forum)
    assert vote(ben, topic)["vote_count"] == 2


def test_lists(forum: Forum) -> None:
    less, more = forum.topic(), forum.topic()
    for name in ("ana", "ben"):
        vote(forum.speaking_as(name), more)
    vote(forum.speaking_as("ana"), less)
    for path in (
        f"/latest.json?category={forum.category}&order=votes",
        f"/c/ideas/{forum.category}/l/votes.json",
    ):
        topics = [item for item in forum.bot.get(path)["topic_list"]["topics"] if item["can_vote"]]
        assert [(item["id"], item["vote_count"]) for item in topics] == [
            (more["topic_id"], 2),
            (less["topic_id"], 1),
        ]
    voted = forum.bot.get("/topics/voted-by/ben.json")["topic_list"]["topics"]
    assert [item["id"] for item in voted] == [more["topic_id"]]


def test_who_voted_may_be_kept_back(forum: Forum) -> None:
    topic = forum.topic()
    vote(forum.speaking_as("ana"), topic)
    forum.sandbox.site.change_limits(topic_voting_show_who_voted=False)
    assert forum.bot.get(f"/voting/who.json?topic_id={topic['topic_id']}") is None


def test_without_the_plug_in_there_is_none() -> None:
    for forum in open_forum(Limits.relaxed()):
        topic = forum.topic()
        assert forum.bot.refused("POST", "/voting/vote.json", {"topic_id": topic["topic_id"]})[0] == 404
        assert "can_vote" not in forum.bot.get(f"/t/{topic['topic_id']}.json")
