"""People, ideas, replies and votes: each counted for itself, each person once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.digest import Numbers
from bridge.domain.idea import Experience, Idea
from bridge.domain.participation import Direction, Method, Reply, Vote, VoteCount
from bridge.pipeline.count import numbers, totals
from bridge.pipeline.rank import rank
from bridge.ports import Store

MONDAY = datetime(2015, 1, 19, tzinfo=UTC)


@pytest.fixture
def ledger(sql_store: Store, noon: datetime) -> Store:
    """Two ideas, one published in the week before MONDAY and one in the week after."""
    with sql_store.begin() as unit:
        for name, published in (("a", noon), ("b", MONDAY)):
            unit.ideas.put(
                Idea(
                    id=name,
                    campaign="kettles",
                    question="q1",
                    title=f"The idea called {name}",
                    text="Keep the kettle warm.",
                    role=None,
                    lenses=(),
                    experience=Experience.WE_DID,
                    accepted=published.replace(minute=0, second=0),
                    batch=1,
                    published=published.replace(minute=0, second=0),
                )
            )
    return sql_store


def vote(voter: str, cast: datetime, *, method: Method = Method.POLL, counted: bool = True) -> Vote:
    return Vote("a", voter, method, Direction.UP, cast, counted, told=True)


def reply(post: int, author: str, written: datetime, *, removed: bool = False) -> Reply:
    return Reply(post, "kettles/idea/a", author, "Yes.", written, removed=removed)


def kept(
    store: Store, votes: Sequence[Vote] = (), replies: Sequence[Reply] = (), counts: Sequence[VoteCount] = ()
) -> None:
    with store.begin() as unit:
        unit.ledger.replace_votes("kettles", "a", votes, methods=frozenset({"poll", "like"}), at=MONDAY)
        unit.ledger.put_replies("kettles", replies)
        unit.ledger.replace_counts("kettles", "a", counts)


def test_each_is_counted_apart_and_a_person_once(ledger: Store, kettles: Campaign, noon: datetime) -> None:
    kept(
        ledger,
        [vote("p1", noon), vote("p1", noon, method=Method.LIKE), vote("p2", noon)],
        [reply(1, "p1", noon), reply(2, "p1", noon), reply(3, "p3", noon)],
    )

    assert numbers(ledger, kettles, None, MONDAY) == Numbers(people=3, ideas=1, replies=3, votes=2)


def test_late_votes_and_removed_replies_are_left_out(
    ledger: Store, kettles: Campaign, noon: datetime
) -> None:
    kept(
        ledger,
        [vote("p1", noon), vote("p2", noon, counted=False)],
        [reply(1, "p3", noon, removed=True), reply(2, "p1", noon)],
    )

    assert numbers(ledger, kettles, None, MONDAY) == Numbers(people=1, ideas=1, replies=1, votes=1)


def test_a_week_has_its_first_instant_and_not_its_last(
    ledger: Store, kettles: Campaign, noon: datetime
) -> None:
    after = MONDAY + timedelta(days=7)
    kept(
        ledger,
        [vote("p1", noon), vote("p2", MONDAY), vote("p3", after)],
        [reply(1, "p1", noon), reply(2, "p2", MONDAY), reply(3, "p3", after)],
    )

    assert numbers(ledger, kettles, MONDAY, after) == Numbers(people=1, ideas=1, replies=1, votes=1)


def test_votes_without_names_are_in_the_total_and_in_no_week(
    ledger: Store, kettles: Campaign, noon: datetime
) -> None:
    kept(ledger, counts=[VoteCount("a", Method.POLL, Direction.UP, 7, noon)])

    assert numbers(ledger, kettles, None, MONDAY).votes == 7
    assert numbers(ledger, kettles, noon - timedelta(days=1), MONDAY).votes == 0


def test_a_total_of_the_past_takes_votes_without_names_from_the_ranking_of_then(
    ledger: Store, kettles: Campaign, noon: datetime
) -> None:
    count = VoteCount("a", Method.POLL, Direction.UP, 7, noon)
    kept(ledger, counts=[count])
    rank(ledger, kettles, noon)
    kept(ledger, counts=[replace(count, count=9, looked=MONDAY + timedelta(days=1))])

    assert numbers(ledger, kettles, None, MONDAY).votes == 7
    assert numbers(ledger, kettles, None, MONDAY + timedelta(days=2)).votes == 9


def test_totals_have_names_and_are_empty_while_nothing_happened(
    ledger: Store, kettles: Campaign, noon: datetime
) -> None:
    kept(ledger, [vote("p1", noon)])

    assert totals(ledger, kettles, noon - timedelta(days=1)) == {}
    assert totals(ledger, kettles, MONDAY) == {"people": 1, "ideas": 1, "replies": 0, "votes": 1}


def test_another_campaign_is_not_counted(ledger: Store, kettles: Campaign, noon: datetime) -> None:
    kept(ledger, [vote("p1", noon)], [reply(1, "p1", noon)])

    assert numbers(ledger, replace(kettles, slug="teapots"), None, MONDAY).quiet
