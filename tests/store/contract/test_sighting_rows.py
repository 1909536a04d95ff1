"""What the forum showed last, and what the pull remembers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.domain.observation import (
    ObservedOption,
    ObservedPoll,
    ObservedPost,
    ObservedTopic,
    PullMemory,
)
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
FIRST = ObservedPost(
    post_id=40,
    topic_id=20,
    number=1,
    author=2,
    ours=True,
    raw="Hand over at the bedside.\n\n<!-- ib:north/idea/abc 0123456789abcdef -->",
    version=3,
    written=NOW - timedelta(days=1, microseconds=1),
    likes=6,
    readers=31,
    polls=(ObservedPoll("vote", True, (ObservedOption("For", 5), ObservedOption("Against", None)), 7),),
)
TOPIC = ObservedTopic(
    topic_id=20,
    category_id=5,
    title="Hand over at the bedside",
    tags=("q1", "status-new"),
    closed=False,
    pinned=True,
    listed=True,
    removed=False,
    posts_count=9,
    like_count=14,
    created=NOW - timedelta(days=1),
    external_id="ib-idea-abc-012345678901-g1",
    first=FIRST,
)


def test_a_topic_comes_back_as_it_was_seen(store: SqlStore) -> None:
    bare = replace(TOPIC, topic_id=19, first=None, category_id=None, external_id=None, tags=(), removed=True)
    with store.begin() as unit:
        unit.ledger.put_topics("north", [TOPIC, bare])
    with store.begin() as unit:
        assert list(unit.ledger.topics("north")) == [bare, TOPIC]


def test_a_later_look_replaces_and_topics_not_looked_at_stay(store: SqlStore) -> None:
    other = replace(TOPIC, topic_id=21)
    closed = replace(TOPIC, closed=True, first=replace(FIRST, likes=7))
    with store.begin() as unit:
        unit.ledger.put_topics("north", [TOPIC, other])
        unit.ledger.put_topics("north", [closed])
        assert list(unit.ledger.topics("north")) == [closed, other]


def test_a_topic_whose_first_post_was_not_read_keeps_the_known_one(store: SqlStore) -> None:
    """Lists of topics carry no texts; what was read of them before is still the last that was shown."""
    with store.begin() as unit:
        unit.ledger.put_topics("north", [TOPIC])
        unit.ledger.put_topics("north", [replace(TOPIC, title="Handovers", first=None)])
        assert list(unit.ledger.topics("north")) == [replace(TOPIC, title="Handovers")]


def test_who_wrote_a_topic_that_is_not_ours_is_not_kept(store: SqlStore) -> None:
    theirs = replace(TOPIC, first=replace(FIRST, ours=False, author=1234567))
    with store.begin() as unit:
        unit.ledger.put_topics("north", [theirs])
        (found,) = unit.ledger.topics("north")
    assert found == replace(TOPIC, first=replace(FIRST, ours=False, author=0))


def test_there_is_no_memory_before_the_first_pull(store: SqlStore) -> None:
    with store.begin() as unit:
        assert unit.ledger.memory("north") == PullMemory()
        assert unit.ledger.last_pull("north") is None


def test_the_memory_of_the_last_pull_comes_back(store: SqlStore) -> None:
    memory = PullMemory(
        last_post=99,
        likes={40: 6, 41: 0},
        topics={20: (9, 14)},
        looked={20: (40, NOW)},
        cursor=77,
        forum={"version": "3.5", "limits": [1, 2]},
    )
    with store.begin() as unit:
        unit.ledger.remember("north", PullMemory(last_post=1), NOW)
        unit.ledger.remember("north", memory, NOW + timedelta(hours=1))
    with store.begin() as unit:
        assert unit.ledger.memory("north") == memory
        assert unit.ledger.last_pull("north") == NOW + timedelta(hours=1)


def test_what_is_known_of_the_forum_is_forgotten_for_all_campaigns_and_nothing_else(store: SqlStore) -> None:
    memory = PullMemory(last_post=9, forum={"version": "3.5"})
    with store.begin() as unit:
        for campaign in ("north", "south"):
            unit.ledger.remember(campaign, memory, NOW)
        unit.ledger.forget_forum()
        for campaign in ("north", "south"):
            assert unit.ledger.memory(campaign) == replace(memory, forum={})
