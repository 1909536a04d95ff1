"""Words that have to go: out of everybody's sight, and for good where the forum allows that."""

from __future__ import annotations

from contextlib import closing

import pytest

from .conftest import OpenTopic, Target
from .extras import switched_on


@pytest.mark.parametrize("allowed", [False, True])
def test_earlier_versions_go_as_far_as_the_forum_lets_them(
    target: Target, open_topic: OpenTopic, allowed: bool
) -> None:
    with switched_on(target, can_permanently_delete=allowed), closing(target.adapter()) as forum:
        opened = open_topic()
        wait_for_a_version(target)
        forum.edit_body(
            opened.post_id, f"Nothing is left of it, run {target.run}.", original=opened.placed.raw
        )

        for _ in range(2):
            forum.eraser.revisions(opened.post_id)

    path = f"/posts/{opened.post_id}/revisions/2.json"
    assert target.admin.ask("GET", path).status == (404 if allowed else 200)
    assert target.member("ana").ask("GET", path).status in (403, 404)
    shown = target.admin.does("GET", f"/posts/{opened.post_id}.json")
    assert shown["raw"] == f"Nothing is left of it, run {target.run}."


@pytest.mark.parametrize("allowed", [False, True])
def test_a_persons_reply_goes_as_far_as_the_forum_lets_it(
    target: Target, open_topic: OpenTopic, allowed: bool
) -> None:
    with switched_on(target, can_permanently_delete=allowed), closing(target.adapter()) as forum:
        opened = open_topic()
        reply = target.member("ana").replies(
            opened.topic_id, f"This tells too much, run {target.run}, {allowed}."
        )

        for _ in range(2):
            forum.eraser.reply(reply)

        assert forum.replies(opened.topic_id) == ()
    assert target.admin.ask("GET", f"/posts/{reply}.json").status == (404 if allowed else 200)
    assert target.member("ben").ask("GET", f"/posts/{reply}.json").status in (403, 404)


def wait_for_a_version(target: Target) -> None:
    """Let the time pass in which an edit makes no version of its own."""
    target.clock.sleep(6 * 60)
