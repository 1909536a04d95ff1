"""Surprises that wait for those who look; the table is in this folder's README."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from contextlib import closing
from dataclasses import fields, replace
from typing import Any

import pytest
import responses

from bridge.domain.observation import PullMemory
from bridge.domain.participation import Method
from bridge.forum import query
from bridge.forum.adapter import DiscourseForum
from bridge.forum.api import explorer
from bridge.forum.webhook import Receiver, Stale, Verdict
from bridge.forum.wire.posts import PostPart
from bridge.forum.wire.topics import TopicItem, TopicPage

from .conftest import POLL, NewStage, Stage


@responses.activate
def test_the_query_is_given_text_only(forum: DiscourseForum) -> None:
    """A number among the values, or the values as an object, is a 500."""
    run = "https://forum.test/admin/plugins/explorer/queries/5/run.json"
    responses.post(run, json={"columns": [], "rows": []})
    explorer.run(forum._client, explorer.admin_route("3.5.0", 5), {"category": 7}, 10_000)
    sent = json.loads(responses.calls[0].request.body or b"")
    assert all(isinstance(value, str) for value in sent.values())
    assert json.loads(sent["params"]) == {"category": "7"}


def test_private_messages_are_in_no_look(stage: Stage) -> None:
    stage.forum.create_topic(stage.new())
    member = stage.sandbox.create_user("member", trust_level=2)
    words = "Words for the bridge alone, in private."
    sent = stage.ask(
        "POST", "/posts.json", member.username, title="For the bridge alone", raw=words,
        target_recipients=stage.keys.bridge_username, archetype="private_message",
    )  # fmt: skip
    assert sent.status_code == 200, sent.text
    by_lists = stage.forum.snapshot(stage.category.category_id, PullMemory())
    stage.forum.provision_query()
    by_query = stage.forum.snapshot(stage.category.category_id, PullMemory())
    assert (by_lists.strategy, by_query.strategy) == ("lists", "data-explorer")
    for seen in (by_lists, by_query):
        assert seen.posts
        assert words not in {post.raw for post in seen.posts}
        assert sent.json()["topic_id"] not in {topic.topic_id for topic in seen.topics}


def test_a_reaction_counts_as_a_like_that_the_list_of_likers_leaves_out(new_stage: NewStage) -> None:
    stage = new_stage(discourse_reactions_enabled=True)
    placed = stage.forum.create_topic(stage.new())
    heart, clap = (stage.sandbox.create_user(name, trust_level=2) for name in ("heart", "clapping"))
    heart.like(placed.post_id)
    path = f"/discourse-reactions/posts/{placed.post_id}/custom-reactions/clap/toggle.json"
    assert stage.ask("PUT", path, clap.username).status_code == 200

    seen = stage.forum.snapshot(stage.category.category_id, PullMemory())
    first = next(post for post in seen.posts if post.post_id == placed.post_id)
    named = [vote for vote in seen.votes if vote.method is Method.LIKE]
    assert (first.likes, len(named)) == (2, 1)

    before = dict(stage.forum.requests_by_endpoint)
    stage.forum.snapshot(stage.category.category_id, seen.memory)
    asked = stage.forum.requests_by_endpoint["GET /post_action_users.json"]
    assert asked == before["GET /post_action_users.json"], "two counted, one named: that is no change"

    stage.forum.provision_query()
    by_query = stage.forum.snapshot(stage.category.category_id, PullMemory())
    assert len([vote for vote in by_query.votes if vote.method is Method.LIKE]) == 2


def test_a_moved_time_of_change_has_a_part_read_again_and_changes_nothing(stage: Stage) -> None:
    """Votes on answers move it without a change of text: no row is left out or told by that time alone."""
    stage.forum.provision_query()
    placed = stage.forum.create_topic(stage.new())
    category = stage.category.category_id
    first = stage.forum.snapshot(category, PullMemory())
    stage.sandbox.site.run(
        "UPDATE posts SET updated_at = '2030-01-01T00:00:00.000Z' WHERE id = ?", placed.post_id
    )
    again = stage.forum.snapshot(category, first.memory)
    known = {topic.topic_id: topic for topic in first.topics}
    assert [known[topic.topic_id] for topic in again.topics] == list(again.topics)
    assert placed.topic_id in {topic.topic_id for topic in again.topics}
    assert stage.forum.snapshot(category, again.memory).topics == ()


def test_no_list_is_read_for_the_time_of_the_last_change() -> None:
    assert "bumped_at" not in query.SQL
    for model in (PostPart, TopicItem, TopicPage):
        assert not {"updated_at", "bumped_at", "last_posted_at"} & model.model_fields.keys()


def test_votes_in_a_closed_topic_are_read_back(stage: Stage) -> None:
    placed = stage.forum.create_topic(stage.new(raw="An idea to vote on." + POLL))
    stage.forum.set_status(placed.topic_id, "closed", enabled=True)
    member = stage.sandbox.create_user("member", trust_level=2)
    member.vote(placed.post_id, "For", poll_name="vote")
    seen = stage.forum.snapshot(stage.category.category_id, PullMemory())
    first = next(post for post in seen.posts if post.post_id == placed.post_id)
    assert [option.votes for option in first.polls[0].options] == [1, 0]
    assert {part.name for part in fields(Stale)} == {"topic_id", "category_id"}, "events carry no count"


def test_a_limited_key_reads_lists_and_an_admins_limited_key_the_query(stage: Stage) -> None:
    number = stage.forum.provision_query()
    stage.forum.create_topic(stage.new())

    def limited(username: str, *scopes: dict[str, Any]) -> str:
        answer = stage.ask(
            "POST",
            "/admin/api/keys.json",
            stage.keys.admin_username,
            key={"description": "limited", "username": username, "scopes": list(scopes)},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["key"]["key"])

    def strategy(key: str, username: str) -> str:
        settings = replace(stage.settings, api_key=key, api_username=username)
        with closing(DiscourseForum(settings, stage.clock)) as forum:
            return forum.snapshot(stage.category.category_id, PullMemory()).strategy

    reading = {"scope_id": "global:read"}
    running = {"scope_id": "discourse_data_explorer:run_queries", "id": str(number)}
    bridge, admin = stage.keys.bridge_username, stage.keys.admin_username
    assert strategy(limited(bridge, reading, running), bridge) == "lists"
    assert strategy(limited(admin, reading), admin) == "lists"
    assert strategy(limited(admin, reading, running), admin) == "data-explorer"


def test_a_delivery_is_judged_without_asking_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    post = {"id": 8, "topic_id": 5, "category_id": 4, "topic_archetype": "regular", "raw": "x" * 500_000}
    body = json.dumps({"post": post}).encode()
    secret = "a-secret-long-enough"
    headers = {
        "X-Discourse-Event": "post_created",
        "X-Discourse-Event-Type": "post",
        "X-Discourse-Event-Signature": "sha256="
        + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    assert Receiver(secret).take(headers, body).verdict is Verdict.STALE
