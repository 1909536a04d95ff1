"""A category that only staff see, as moderators review in it: who gets in, and what is read of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from bridge.domain.observation import NewCategory, NewTopic, ObservedCategory, PullMemory
from bridge.forum.adapter import DiscourseForum

from .conftest import Target
from .extras import bridge_account


@pytest.fixture
def room(target: Target, forum: DiscourseForum) -> Iterator[ObservedCategory]:
    made = forum.create_category(
        NewCategory(
            name=f"Review: contract {target.run}",
            slug=f"review-contract-{target.run}",
            description="Made by a test of the bridge, and taken away by it.",
            color="0F6B8F",
            permissions=("staff:1",),
            marker=f"contract-{target.run}--review/category/category",
        )
    )
    yield made
    for topic in forum.snapshot(made.category_id, PullMemory()).topics:
        if topic.topic_id != made.about_topic and not topic.removed:
            target.admin.ask("DELETE", f"/t/{topic.topic_id}.json")
    target.admin.ask("DELETE", f"/categories/{made.category_id}.json")


def test_only_staff_see_it_and_what_they_reply_is_read(
    target: Target, forum: DiscourseForum, room: ObservedCategory
) -> None:
    placed = forum.create_topic(
        NewTopic(
            f"contract-{target.run}-waiting",
            room.category_id,
            f"An idea that waits in run {target.run}",
            f"What moderators decide about in run {target.run}.",
            (),
        )
    )
    ana = target.member("ana")
    for path in (f"/t/{placed.topic_id}.json", f"/posts/{placed.post_id}.json"):
        assert ana.ask("GET", path).status in (403, 404)
    assert (
        ana.ask("POST", "/posts.json", topic_id=placed.topic_id, raw="Let me decide, please.").status != 200
    )
    assert room.permissions == ("staff:1",)

    with closing(target.adapter()) as once:
        first = once.snapshot(room.category_id, PullMemory(), again=False)
        reply = target.admin.replies(placed.topic_id, f"accept this idea as it stands, run {target.run}")
        own = bridge_account(target).replies(placed.topic_id, f"That was done in run {target.run}.")
        second = once.snapshot(room.category_id, first.memory, again=False)
        found = once.replies(placed.topic_id)
        before = once.requests
        quiet = once.snapshot(room.category_id, second.memory, again=False)
        assert once.requests - before <= 2

    assert [(post.post_id, post.ours) for post in found] == [(reply, False), (own, True)]
    assert {post.post_id for post in second.posts} >= {reply, own}
    assert all(post.author > 0 for post in second.posts)
    assert quiet.posts == ()


def test_a_reply_that_was_taken_away_is_not_read_any_more(
    target: Target, forum: DiscourseForum, room: ObservedCategory
) -> None:
    placed = forum.create_topic(
        NewTopic(
            f"contract-{target.run}-telling",
            room.category_id,
            f"An idea with a reply that goes, run {target.run}",
            f"What moderators decide about in run {target.run}.",
            (),
        )
    )
    reply = target.admin.replies(placed.topic_id, f"A reply with words that have to go, run {target.run}.")

    forum.delete_reply(reply)

    assert forum.replies(placed.topic_id) == ()
    assert forum.replies(999_999_999) == ()
