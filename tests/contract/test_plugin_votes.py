"""Votes of two plug-ins, where the forum has them: up for a topic, up or down for a reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import OpenTopic, Target
from .extras import bridge_account, switched_on


@pytest.fixture
def topic_voting(target: Target) -> Iterator[int]:
    """A category with votes for topics."""
    with switched_on(target, topic_voting_enabled=True):
        made = target.admin.does(
            "POST",
            "/categories.json",
            name=f"Voting {target.run}",
            color="00AA00",
            text_color="FFFFFF",
            custom_fields={"enable_topic_voting": "true"},
        )["category"]
        yield made["id"]
        listed = target.admin.does("GET", f"/latest.json?category={made['id']}&per_page=100")
        for topic in listed["topic_list"]["topics"]:
            target.admin.ask("DELETE", f"/t/{topic['id']}.json")
        target.admin.ask("DELETE", f"/categories/{made['id']}.json")


def test_votes_for_a_topic(target: Target, topic_voting: int) -> None:
    bridge = bridge_account(target)
    topic = bridge.does(
        "POST",
        "/posts.json",
        title=f"A topic to vote for, run {target.run}",
        raw=f"The text of a topic to vote for, run {target.run}.",
        category=topic_voting,
    )["topic_id"]
    ana, ben = target.member("ana"), target.member("ben")
    assert ana.does("POST", "/voting/vote.json", topic_id=topic)["vote_count"] == 1
    assert ben.does("POST", "/voting/vote.json", topic_id=topic)["vote_count"] == 2
    assert ana.ask("POST", "/voting/vote.json", topic_id=topic).status == 403
    who = bridge.does("GET", f"/voting/who.json?topic_id={topic}")
    assert [user["username"] for user in who] == [ana.username, ben.username]
    for _ in range(2):
        assert ana.does("POST", "/voting/unvote.json", topic_id=topic)["vote_count"] == 1
    listed = bridge.does("GET", f"/latest.json?category={topic_voting}&order=votes")["topic_list"]["topics"]
    assert [item["vote_count"] for item in listed if item["id"] == topic] == [1]
    bridge.does("PUT", f"/t/{topic}/status.json", status="closed", enabled="true")
    assert ana.does("POST", "/voting/vote.json", topic_id=topic)["vote_count"] == 2


@pytest.fixture
def post_voting(target: Target) -> Iterator[None]:
    with switched_on(target, post_voting_enabled=True):
        yield


@pytest.mark.usefixtures("post_voting")
def test_votes_for_replies(target: Target, open_topic: OpenTopic) -> None:
    bridge = bridge_account(target)
    category = open_topic().new.category_id

    def create(value: Any) -> Any:
        return bridge.does(
            "POST",
            "/posts.json",
            title=f"A question with the flag {value!r}, run {target.run}",
            raw=f"The text of a question with the flag {value!r}, run {target.run}.",
            category=category,
            create_as_post_voting=value,
        )

    ordinary = create(value=True)["topic_id"]
    assert "answer_count" not in bridge.does("GET", f"/t/{ordinary}.json")
    question = create(value="true")["topic_id"]
    answer = bridge.replies(question, f"An answer to vote on, run {target.run}.")
    ana, ben = target.member("ana"), target.member("ben")
    ana.does("POST", "/post_voting/vote.json", post_id=answer, direction="down")
    ben.does("POST", "/post_voting/vote.json", post_id=answer)
    ana.does("POST", "/post_voting/vote.json", post_id=answer, direction="up")
    assert ana.ask("POST", "/post_voting/vote.json", post_id=answer, direction="up").status == 403
    assert bridge.ask("POST", "/post_voting/vote.json", post_id=answer, direction="up").status == 403
    voters = bridge.does("GET", f"/post_voting/voters.json?post_id={answer}")["voters"]
    assert sorted((user["username"], user["direction"]) for user in voters) == [
        (ana.username, "up"),
        (ben.username, "up"),
    ]
    shown = bridge.does("GET", f"/t/{question}.json")
    assert (shown["is_post_voting"], shown["answer_count"]) == (True, 1)
    assert bridge.does("GET", f"/posts/{answer}.json")["post_voting_vote_count"] == 2
    bridge.does("PUT", f"/t/{question}/status.json", status="closed", enabled="true")
    assert ben.ask("POST", "/post_voting/vote.json", post_id=answer, direction="down").status == 403
