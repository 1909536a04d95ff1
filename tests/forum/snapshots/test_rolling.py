"""Poll counts change nothing that a list tells, so they are looked at again and again, within a budget."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.observation import PullMemory, Snapshot
from bridge.forum import feed_look
from bridge.forum.look import Look
from bridge.forum.wire.topics import TopicItem

from .conftest import Campaign, NewForum

MANY = 130


def counts(snapshot: Snapshot) -> dict[int, int]:
    """Votes in the poll by the topic of the first posts that were read."""
    return {
        post.topic_id: sum(option.votes or 0 for option in post.polls[0].options)
        for post in snapshot.posts
        if post.number == 1 and post.polls
    }


@pytest.fixture
def large(new_forum: NewForum) -> Campaign:
    """Many ideas, opened one after the other, and some replies."""
    started = new_forum(requests_per_minute=6000.0)
    ideas = [started.publish(f"n{number}") for number in range(MANY)]
    person = started.sandbox.create_user("member", trust_level=2)
    for number in range(0, MANY, 4):
        person.reply(ideas[number].topic_id, f"A remark upon the idea of number {number}.")
    return started


def test_a_vote_in_a_large_forum_is_seen_after_some_pulls(large: Campaign) -> None:
    seen = large.by_lists(budget=1)
    assert seen.complete
    oldest = min(seen.memory.looked, key=lambda topic: seen.memory.looked[topic][0])
    place = next(topic for topic in sorted(counts(seen)) if topic != oldest)
    person = large.sandbox.create_user("voter", trust_level=1)
    person.vote(seen.memory.looked[place][0], "For", poll_name="vote")
    pulls = 0
    while counts(seen).get(place) != 1:
        large.clock.advance(timedelta(hours=1))
        seen = large.by_lists(seen.memory, budget=1)
        assert not seen.complete
        assert seen.requests == 3, "two pages of the list, one of the feed"
        assert set(counts(seen)) <= seen.partial
        pulls += 1
        assert pulls <= 5


@pytest.mark.parametrize("budget", [1, 2, 3])
def test_every_count_is_looked_at_in_turn(large: Campaign, budget: int) -> None:
    seen = large.by_lists(budget=0)
    begin = large.clock.now()
    for _ in range(12 // budget):
        large.clock.advance(timedelta(hours=1))
        seen = large.by_lists(seen.memory, budget=budget)
    assert len(seen.memory.looked) == MANY + 1
    assert min(at for _, at in seen.memory.looked.values()) > begin


def test_within_the_budget_everything_is_seen_each_time(large: Campaign) -> None:
    first = large.by_lists()
    second = large.by_lists(first.memory)
    assert second.complete
    assert second.partial == frozenset()
    assert second.requests == 2 + 4, "two pages of the list, four of the feed"


def test_a_first_look_goes_by_the_feed_where_that_is_fewer(large: Campaign) -> None:
    seen = large.by_lists(budget=0)
    assert seen.complete
    assert seen.requests == 2 + 4


def test_new_replies_are_read_by_the_feed_alone(large: Campaign) -> None:
    """One page tells of many topics; each by itself would be a request."""
    memory = large.by_lists(budget=0).memory
    person = large.sandbox.member("member")
    replied = sorted(memory.topics)[5:25]
    posts = [person.reply(topic, f"Something new to say, in {topic}.") for topic in replied]
    seen = large.by_lists(memory, budget=0)
    assert seen.requests == 3
    assert {post.post_id for post in seen.posts} >= set(posts)
    assert seen.partial >= set(replied)
    assert large.by_lists(seen.memory, budget=0).requests == 2


def test_a_reply_that_went_is_missed_although_another_came(large: Campaign) -> None:
    """The number of posts is as expected only if nothing went: then the topic is read whole."""
    memory = large.by_lists(budget=0).memory
    person = large.sandbox.member("member")
    chosen, other = sorted(topic for topic, (posts, _) in memory.topics.items() if posts == 2)[:2]
    old = next(post.post_id for post in large.by_lists().posts if post.topic_id == chosen and post.number > 1)
    person.reply(chosen, "A first new remark on this.")
    new = person.reply(chosen, "A second new remark on this.")
    person.reply(other, "A new remark on another idea.")
    large.sandbox.member(large.keys.admin_username).delete_post(old)
    seen = large.by_lists(memory, budget=0)
    assert chosen not in seen.partial
    shown = [post.post_id for post in seen.posts if post.topic_id == chosen and not post.removed]
    assert old not in shown
    assert new in shown


def test_likes_on_neighbours_are_read_by_one_page(large: Campaign) -> None:
    memory = large.by_lists(budget=0).memory
    person = large.sandbox.create_user("liker", trust_level=2)
    chosen = sorted(memory.looked)[10:20]
    for topic in chosen:
        person.like(memory.looked[topic][0])
    seen = large.by_lists(memory, budget=0)
    assert len(seen.votes) == 10
    assert seen.requests == 2 + 1 + 10, "two pages of the list, one of the feed, a list of likers for each"
    assert large.by_lists(seen.memory, budget=0).requests == 2


def item(topic: int, created: datetime, posts: int = 1, likes: int = 0) -> TopicItem:
    return TopicItem(
        id=topic, title="", category_id=1, posts_count=posts, like_count=likes, created_at=created,
        closed=False, visible=True, pinned=False,
    )  # fmt: skip


def test_young_and_busy_ideas_come_first_and_waiting_beats_both() -> None:
    now = datetime(2015, 3, 1, 12, 0, tzinfo=UTC)
    old, hour = now - timedelta(days=60), timedelta(hours=1)
    looked = {topic: (topic, now - hour) for topic in (1, 2, 3)} | {4: (4, now - 12 * hour)}
    view = Look(None, 1, PullMemory(looked=looked), 1, now, None)  # type: ignore[arg-type] # asks for nothing
    view.items = {
        1: item(1, old),
        2: item(2, now - hour),
        3: item(3, old, posts=20, likes=10),
        4: item(4, old),
    }
    order = sorted(view.items, key=lambda topic: -feed_look.urgency(view, topic))
    assert order == [4, 2, 3, 1]
