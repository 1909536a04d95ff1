"""Surprises that wait for those who write; the table is in this folder's README."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.domain.errors import EditConflict, Rejected, Unknown
from bridge.forum.adapter import DiscourseForum
from bridge.forum.api import posts
from bridge.sandbox import Fault, RequestInfo

from .conftest import NewStage, Stage


def test_a_queued_topic_is_refused_and_makes_no_link(new_stage: NewStage) -> None:
    stage = new_stage(approve_post_count=1)
    stage.sandbox.create_user("plain", trust_level=2)
    settings = replace(stage.settings, api_key=stage.keys.anyone, api_username="plain")
    with closing(DiscourseForum(settings, stage.clock)) as plain:
        new = stage.new()
        with pytest.raises(Rejected, match="keeps the text back") as caught:
            plain.create_topic(new)
        assert "moderator" in caught.value.hint
        assert plain.find_topic(new.external_id) is None
    assert stage.forum.create_topic(stage.new(2)).topic_id > 0, "a moderator's text does not wait"


def test_a_dead_topic_is_not_taken_for_a_new_one(stage: Stage) -> None:
    """The same request within two minutes would be answered with the topic that was deleted meanwhile."""
    new = stage.new()
    placed = stage.forum.create_topic(new)
    stage.sandbox.member(stage.keys.admin_username).delete_topic(placed.topic_id)
    with pytest.raises(Rejected, match=r"POST /posts\.json"):
        stage.forum.create_topic(new)
    stage.forum.recover_topic(placed.topic_id)
    found = stage.forum.find_topic(new.external_id)
    assert found is not None
    assert found.topic_id == placed.topic_id


def test_the_wrong_form_of_tags_is_a_refusal_and_is_not_sent_again(stage: Stage) -> None:
    body = {"title": "A title for objects", "raw": "Words enough for a post.", "tags": [{"name": "beds"}]}
    before = stage.forum.requests
    with pytest.raises(Rejected, match="form in which tags were sent"):
        posts.create(stage.forum._client, {**body, "category": stage.category.category_id})
    assert stage.forum.requests == before + 1
    placed = stage.forum.create_topic(stage.new(tags=("beds",)))
    seen = stage.forum.topic(placed.topic_id)
    assert seen is not None
    assert seen.tags == ("beds",), "the adapter chose the form that this version takes"


def test_a_crash_is_not_answered_by_a_second_try(stage: Stage) -> None:
    def crash(request: RequestInfo) -> Fault | None:
        return Fault("crash") if request.method == "POST" else None

    stage.forum.facts()
    stage.sandbox.faults = crash
    with pytest.raises(Unknown):
        stage.forum.create_topic(stage.new())
    assert stage.forum.requests_by_endpoint["POST /posts.json"] == 1


def test_a_text_that_had_to_go_is_hidden_in_the_history_too(stage: Stage) -> None:
    secret = "Ask for Erika in room twelve."
    placed = stage.forum.create_topic(stage.new(raw=f"An idea about visits. {secret}"))
    text = placed.raw
    for replacement in ("An idea about visits, masked.", "An idea about visits, masked and mended."):
        stage.clock.advance(timedelta(minutes=10))
        text = stage.forum.edit_body(placed.post_id, replacement, original=text)
    path = f"/posts/{placed.post_id}/revisions"
    assert secret in stage.ask("GET", f"{path}/2.json").text, "by default everybody may read it"

    assert stage.forum.hide_revisions(placed.post_id) == 2

    for number in ("2", "3", "latest"):
        answer = stage.ask("GET", f"{path}/{number}.json")
        assert answer.status_code in (403, 404)
        assert secret not in answer.text
    assert stage.forum.hide_revisions(placed.post_id) == 2, "hiding what is hidden changes nothing"
    fresh = stage.forum.create_topic(stage.new(2))
    assert stage.forum.hide_revisions(fresh.post_id) == 0


def test_nothing_is_overwritten_unseen(stage: Stage) -> None:
    """The forum lets a moderator edit any post by its number, one that nobody showed it included."""
    member = stage.sandbox.create_user("member", trust_level=2)
    sent = stage.ask(
        "POST", "/posts.json", member.username, title="Between the two of us", raw="Private, ten at least.",
        target_recipients=stage.keys.admin_username, archetype="private_message",
    )  # fmt: skip
    assert sent.status_code == 200, sent.text
    number = sent.json()["id"]
    with pytest.raises(EditConflict):
        stage.forum.edit_body(
            number, "Something else altogether.", original="What the bridge believes is there."
        )
    kept = stage.ask("GET", f"/posts/{number}.json", stage.keys.admin_username).json()
    assert kept["raw"] == "Private, ten at least."
