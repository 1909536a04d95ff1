"""Which ideas a digest names, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.document import LinkState
from bridge.domain.identity import Key, Kind
from bridge.pipeline.digest import LINES, build
from bridge.pipeline.offer import offer
from bridge.pipeline.rank import rank
from bridge.store.unit_of_work import SqlStore
from tests.pipeline.week import (
    AFTER,
    BEFORE,
    DOWN,
    FRIDAY,
    SUNDAY,
    WEEK,
    campaign,
    publish,
    read,
    reply,
    store,
    topic,
    vote,
)

__all__ = ["campaign", "store"]


def test_new_ideas_are_named_with_their_question(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota")
    publish(store, "zebra", "apple", at=FRIDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert [(line.idea, line.topic_id, line.why) for line in digest.new] == [
        ("apple", topic("apple"), "What about q1?"),
        ("zebra", topic("zebra"), "What about q1?"),
    ]


def test_a_section_names_a_few_ideas(store: SqlStore, campaign: Campaign) -> None:
    publish(store, *(f"idea{number}" for number in range(12)), at=FRIDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert len(digest.new) == LINES
    assert digest.numbers.ideas == 12


def test_what_rose_says_why(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers", "huddle")
    vote(store, "rota", "ann", "bea", "cat", at=BEFORE)
    vote(store, "lockers", "ann", at=BEFORE)
    vote(store, "huddle", "ann", "bea", at=BEFORE, way=DOWN)
    read(store, rota=30, lockers=30, huddle=30)
    rank(store, campaign, BEFORE)
    vote(store, "huddle", *(f"p{number}" for number in range(20)), at=FRIDAY)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert [line.idea for line in digest.rising] == ["huddle"]
    assert digest.rising[0].why == "up 2 places: 20 more for"
    assert digest.leading[0].idea == "huddle"
    assert digest.leading[0].why.startswith("place 1: support of ")
    assert digest.leading[0].why.endswith("; 22 people have voted")


def test_without_an_earlier_ranking_nothing_has_risen(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", at=FRIDAY)
    vote(store, "rota", "ann", at=FRIDAY)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert digest.rising == ()
    assert [line.idea for line in digest.leading] == ["rota"]


def test_most_discussed_counts_replies_of_the_week(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers")
    reply(store, Kind.IDEA, "rota", "ann", "bea", "cat", at=BEFORE)
    reply(store, Kind.IDEA, "rota", "ann", at=FRIDAY)
    reply(store, Kind.IDEA, "lockers", "ann", "bea", "ann", at=FRIDAY)
    reply(store, Kind.STORY, "tale", "ann", at=FRIDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert [(line.idea, line.why) for line in digest.discussed] == [
        ("lockers", "3 replies from 2 people"),
        ("rota", "1 reply from 1 person"),
    ]


def test_least_seen_ideas_come_first_if_they_can_be_voted_on(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers", "huddle")
    publish(store, "closed", asked="q2")
    vote(store, "rota", "ann", at=FRIDAY)
    read(store, rota=40, lockers=2, huddle=0, closed=0)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert [(line.idea, line.why) for line in digest.unseen] == [
        ("huddle", "not read yet"),
        ("lockers", "seen by 2 people so far"),
    ]
    # The one that leads is named as such, and not as one that needs readers.
    assert [leader.idea for leader in digest.leading] == ["rota"]


@pytest.mark.parametrize("turn", range(12))
def test_whoever_has_a_turn_stands_where_their_readers_put_them(
    store: SqlStore, campaign: Campaign, turn: int
) -> None:
    """Half of the places go round through all that need readers, whose readers are more."""
    readers = dict(zip("abcdefghij", (3, 0, 9, 1, 12, 7, 5, 2, 11, 4), strict=True))
    publish(store, *readers)
    read(store, **readers)
    made = rank(store, campaign, SUNDAY)
    offered = offer(made, readers.keys(), count=4, turn=turn)
    assert len(set(offered)) == 4
    assert offered == sorted(offered, key=lambda idea: readers[idea])


def test_no_idea_is_shown_as_needing_readers_when_nobody_can_vote(
    store: SqlStore, campaign: Campaign
) -> None:
    over = replace(campaign, phases=(replace(campaign.phases[0], closes=SUNDAY),))
    publish(store, "rota")
    vote(store, "rota", "ann", at=FRIDAY)
    digest = build(store, over, WEEK, AFTER)
    assert digest is not None
    assert digest.unseen == ()


def test_merged_and_removed_ideas_are_not_named(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "merged", "removed", at=FRIDAY)
    reply(store, Kind.IDEA, "removed", "ann", at=FRIDAY)
    with store.begin() as unit:
        merged = unit.ideas.get("winter", "merged")
        assert merged is not None
        unit.ideas.put(replace(merged, merged_into="rota"))
        link = unit.links.get(Key("winter", Kind.IDEA, "removed"))
        assert link is not None
        unit.links.put(replace(link, state=LinkState.REMOVED))
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    named = {
        line.idea
        for section in (digest.new, digest.discussed, digest.unseen, digest.leading)
        for line in section
    }
    assert named == {"rota"}


def test_what_fell_says_why(store: SqlStore, campaign: Campaign) -> None:
    """Those that fell furthest come first; a new idea has not fallen."""
    publish(store, "rota", "lockers", "huddle")
    vote(store, "rota", *(f"r{number}" for number in range(12)), at=BEFORE)
    vote(store, "lockers", "ann", "bea", at=BEFORE)
    read(store, rota=20, lockers=20, huddle=20)
    rank(store, campaign, BEFORE)
    publish(store, "late", at=FRIDAY)
    vote(store, "rota", *(f"n{number}" for number in range(30)), at=FRIDAY, way=DOWN)
    vote(store, "lockers", *(f"p{number}" for number in range(9)), at=FRIDAY)
    read(store, rota=60, lockers=20, huddle=20, late=0)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert digest.falling[0].idea == "rota"
    assert digest.falling[0].why.endswith(": 40 more readers, 30 more against")
    assert digest.falling[0].why.startswith("down ")
    assert "late" not in [line.idea for line in digest.falling]
