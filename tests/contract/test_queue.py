"""Posts that wait for a moderator: an answer of its own kind, and an external id that is lost for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Person, Target


@pytest.fixture
def waiting_room(target: Target) -> Iterator[int]:
    """A category whose topics wait for approval."""
    made = target.admin.does(
        "POST",
        "/categories.json",
        name=f"Waiting {target.run}",
        color="AA0000",
        text_color="FFFFFF",
        category_setting_attributes={"require_topic_approval": "true", "require_reply_approval": "true"},
    )["category"]
    assert made["category_setting"]["require_topic_approval"] is True
    yield made["id"]
    listed = target.admin.does("GET", f"/latest.json?category={made['id']}&per_page=100")
    for topic in listed["topic_list"]["topics"]:
        target.admin.ask("DELETE", f"/t/{topic['id']}.json")
    target.admin.ask("DELETE", f"/categories/{made['id']}.json")


def test_an_enqueued_topic(target: Target, waiting_room: int) -> None:
    external_id = f"contract-{target.run}-queued"
    cleo = target.member("cleo")

    def send(who: Person) -> Any:
        return who.does(
            "POST",
            "/posts.json",
            title=f"A topic that waits, run {target.run}",
            raw=f"The text of a topic that waits, run {target.run}.",
            category=waiting_room,
            external_id=external_id,
        )

    first = send(cleo)
    assert (first["action"], first["success"]) == ("enqueued", True)
    assert {"id", "raw", "created_at"} <= first["pending_post"].keys()
    assert "topic_id" not in first
    assert send(cleo) == first
    waiting = cleo.does("GET", f"/posts/{cleo.username}/pending.json")["pending_posts"]
    assert [post["id"] for post in waiting] == [first["pending_post"]["id"]]
    assert target.admin.ask("GET", f"/t/external_id/{external_id}.json").status == 404
    item = first["pending_post"]["id"]
    result = target.admin.does("PUT", f"/review/{item}/perform/approve_post.json?version=0")
    made = result["reviewable_perform_result"]
    assert made["transition_to"] == "approved"
    topic = target.admin.does("GET", f"/t/{made['created_post_topic_id']}.json")
    assert topic["details"]["created_by"]["username"] == cleo.username
    assert "external_id" not in topic
    assert target.admin.ask("GET", f"/t/external_id/{external_id}.json").status == 404


def test_staff_do_not_wait(target: Target, waiting_room: int) -> None:
    made = target.admin.does(
        "POST",
        "/posts.json",
        title=f"A topic that does not wait, run {target.run}",
        raw=f"The text of a topic that does not wait, run {target.run}.",
        category=waiting_room,
    )
    assert made["post_number"] == 1
