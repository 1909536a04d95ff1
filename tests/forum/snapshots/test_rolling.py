"""Poll counts change nothing that a list tells, so they are looked at again and again, within a budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.observation import PullMemory, Snapshot
from bridge.forum import feed_look
from bridge.forum.api import likes
from bridge.forum.look import Look
from bridge.forum.retry import Client
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


def liked(large: Campaign, number: int) -> tuple[Snapshot, Snapshot]:
    """Two people like so many ideas; a look before that, and one after it that knows the account's name."""
    before = large.by_lists(budget=0)
    for name in ("ann", "bob"):
        person = large.sandbox.create_user(name, trust_level=2)
        for topic in sorted(before.memory.looked)[1 : number + 1]:
            person.like(before.memory.looked[topic][0])
    after = large.by_lists(before.memory, budget=0, username=large.forum.facts().account)
    return before, after


def test_many_likes_are_read_by_one_list(large: Campaign) -> None:
    _, after = liked(large, 40)
    assert len(after.votes) == 80
    assert len(after.voters_of) == 40
    assert after.requests == 2 + 1 + 1, "two pages of the list, one of the feed, one of likes"


def test_likes_in_many_pages_are_the_same(large: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = liked(large, 40)
    monkeypatch.setattr(likes, "AT_ONCE", 7)
    paged = large.by_lists(before.memory, budget=0, username=large.forum.facts().account)
    alone = large.by_lists(before.memory, budget=0)
    assert paged.votes == alone.votes == after.votes
    assert alone.requests > paged.requests > after.requests


def test_the_list_is_not_believed_where_the_numbers_differ(
    large: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reacted with another emoji is counted and not named; a like may be lost between two pages."""
    before, after = liked(large, 40)
    whole = likes.received

    def lossy(client: Client, username: str) -> Iterator[list[tuple[int, int]]]:
        return (page[3:] for page in whole(client, username))

    monkeypatch.setattr(likes, "received", lossy)
    seen = large.by_lists(before.memory, budget=0, username=large.forum.facts().account)
    assert seen.votes == after.votes
    # One more page to find that there is none, and the likers of the two or three posts that lack somebody.
    assert after.requests + 2 < seen.requests <= after.requests + 4


def test_a_key_that_may_not_ask_for_all_likes_asks_for_each_post(large: Campaign) -> None:
    before, after = liked(large, 10)
    seen = large.by_lists(before.memory, budget=0, username=large.keys.admin_username + "-is-nobody")
    assert seen.votes == after.votes
    assert seen.requests == 2 + 1 + 1 + 10


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
