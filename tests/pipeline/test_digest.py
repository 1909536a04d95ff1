"""The week in figures and ideas, from a real ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign, DigestRule
from bridge.domain.digest import Numbers, Week
from bridge.domain.identity import Kind
from bridge.domain.participation import Method, Vote
from bridge.pipeline.digest import appears, build, due
from bridge.pipeline.rank import rank
from bridge.store.unit_of_work import SqlStore
from tests.pipeline.week import (
    AFTER,
    BEFORE,
    FRIDAY,
    MONDAY,
    SUNDAY,
    UP,
    WEEK,
    campaign,
    counts,
    publish,
    read,
    reply,
    store,
    vote,
)

__all__ = ["campaign", "store"]


def test_people_ideas_replies_and_votes_are_counted_apart(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota")
    publish(store, "lockers", at=FRIDAY)
    vote(store, "rota", "ann", "bea", at=BEFORE)
    vote(store, "rota", "cat", at=FRIDAY)
    vote(store, "rota", "dot", at=FRIDAY, counted=False)
    reply(store, Kind.IDEA, "rota", "cat", "cat", at=FRIDAY)
    reply(store, Kind.QUESTION, "q1", "eve", at=FRIDAY)
    reply(store, Kind.IDEA, "rota", "fay", at=FRIDAY, removed=True)
    reply(store, Kind.IDEA, "rota", "ann", at=BEFORE)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert digest.numbers == Numbers(people=2, ideas=1, replies=3, votes=1)
    assert digest.total == Numbers(people=4, ideas=2, replies=4, votes=3)
    assert not digest.counts_only


def test_a_week_ends_at_midnight_on_the_campaign_clock(store: SqlStore, campaign: Campaign) -> None:
    """In summer London's Sunday ends an hour before UTC's."""
    summer = replace(campaign, starts=date(2015, 6, 1), ends=date(2015, 7, 31))
    publish(store, "rota", at=datetime(2015, 6, 1, 10, tzinfo=UTC))
    vote(store, "rota", "ann", at=datetime(2015, 6, 14, 22, 59, tzinfo=UTC))
    vote(store, "rota", "bea", at=datetime(2015, 6, 14, 23, 1, tzinfo=UTC))
    late = datetime(2015, 6, 29, tzinfo=UTC)
    first, second = build(store, summer, Week(2015, 24), late), build(store, summer, Week(2015, 25), late)
    assert first is not None
    assert second is not None
    assert (first.numbers.votes, second.numbers.votes) == (1, 1)


def test_a_silent_week_has_no_digest(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota")
    vote(store, "rota", "ann", at=BEFORE)
    assert build(store, campaign, WEEK, AFTER) is None


def test_a_week_that_has_not_begun_has_no_digest(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", at=FRIDAY)
    assert build(store, campaign, WEEK, MONDAY - timedelta(seconds=1)) is None
    assert build(store, campaign, WEEK, FRIDAY) is not None


def test_the_same_digest_however_late_it_is_built(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", "lockers")
    vote(store, "rota", "ann", "bea", at=BEFORE)
    rank(store, campaign, BEFORE)
    vote(store, "lockers", "ann", "bea", "cat", at=FRIDAY)
    read(store, rota=5, lockers=9)
    rank(store, campaign, SUNDAY)
    first = build(store, campaign, WEEK, AFTER)
    vote(store, "rota", *(f"p{number}" for number in range(30)), at=AFTER)
    reply(store, Kind.IDEA, "rota", "ann", at=AFTER)
    publish(store, "later", at=AFTER)
    read(store, rota=90, lockers=90)
    rank(store, campaign, AFTER)
    assert build(store, campaign, WEEK, AFTER + timedelta(days=20)) == first


def test_a_bridge_that_runs_once_a_week_takes_the_first_ranking_after_the_week(
    store: SqlStore, campaign: Campaign
) -> None:
    publish(store, "rota", "lockers")
    vote(store, "lockers", "ann", at=FRIDAY)
    vote(store, "lockers", "bea", "cat", at=FRIDAY)
    rank(store, campaign, AFTER)
    first = build(store, campaign, WEEK, AFTER)
    vote(store, "rota", *(f"p{number}" for number in range(30)), at=AFTER)
    rank(store, campaign, AFTER + timedelta(days=1))
    assert first is not None
    assert [line.idea for line in first.leading] == ["lockers"]
    assert build(store, campaign, WEEK, AFTER + timedelta(days=2)) == first


def test_votes_known_as_counts_belong_to_the_week_between_two_rankings(
    store: SqlStore, campaign: Campaign
) -> None:
    publish(store, "rota")
    counts(store, "rota", 4, 1, BEFORE)
    rank(store, campaign, BEFORE)
    counts(store, "rota", 9, 2, SUNDAY)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert (digest.numbers.votes, digest.total.votes) == (6, 11)
    assert digest.counts_only


def test_counted_polls_and_likes_of_the_same_idea_are_not_added_up(
    store: SqlStore, campaign: Campaign
) -> None:
    publish(store, "rota", "lockers")
    with store.begin() as unit:
        unit.ledger.replace_votes(
            "winter",
            "rota",
            [Vote("rota", "ann", Method.LIKE, UP, FRIDAY, told=True)],
            methods=frozenset({Method.LIKE.value}),
            at=FRIDAY,
        )
    vote(store, "lockers", "ann", at=FRIDAY)
    counts(store, "rota", 3, 0, FRIDAY)
    rank(store, campaign, SUNDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert digest.numbers.votes == 3 + 1


def test_counts_without_any_ranking_are_all_of_this_week(store: SqlStore, campaign: Campaign) -> None:
    publish(store, "rota", at=FRIDAY)
    counts(store, "rota", 3, 0, FRIDAY)
    digest = build(store, campaign, WEEK, AFTER)
    assert digest is not None
    assert (digest.numbers.votes, digest.total.votes, digest.counts_only) == (3, 3, True)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2015, 1, 12, 8, 59, tzinfo=UTC), None),
        (datetime(2015, 1, 12, 9, 0, tzinfo=UTC), Week(2015, 2)),
        (datetime(2015, 1, 18, 23, tzinfo=UTC), Week(2015, 2)),
        (datetime(2015, 1, 19, 8, 59, tzinfo=UTC), Week(2015, 2)),
        (datetime(2015, 1, 19, 9, 0, tzinfo=UTC), Week(2015, 3)),
        (datetime(2015, 1, 5, 9, 0, tzinfo=UTC), None),
        (datetime(2015, 3, 16, 9, 0, tzinfo=UTC), Week(2015, 11)),
        (datetime(2015, 3, 23, 8, 59, tzinfo=UTC), Week(2015, 11)),
        (datetime(2015, 3, 23, 9, 0, tzinfo=UTC), None),
    ],
)
def test_the_week_that_is_due(campaign: Campaign, now: datetime, week: Week | None) -> None:
    assert due(campaign, now) == week


def test_no_digest_is_due_when_it_is_switched_off(campaign: Campaign) -> None:
    off = replace(campaign, digest=DigestRule(enabled=False))
    assert due(off, datetime(2015, 1, 19, 9, 0, tzinfo=UTC)) is None


def test_the_hour_of_the_digest_follows_the_clocks_in_spring(campaign: Campaign) -> None:
    """London goes to summer time on Sunday 29 March 2015: nine o'clock is then eight in UTC."""
    assert appears(campaign, Week(2015, 12)) == datetime(2015, 3, 23, 9, tzinfo=UTC)
    assert appears(campaign, Week(2015, 13)) == datetime(2015, 3, 30, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "week", "instant"),
    [
        # Sunday 29 March: half past one does not exist in London; it is told from the hour before.
        (DigestRule(6, time(1, 30)), Week(2015, 12), datetime(2015, 3, 29, 1, 30, tzinfo=UTC)),
        # Sunday 25 October: half past one comes twice; the first one counts.
        (DigestRule(6, time(1, 30)), Week(2015, 42), datetime(2015, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_hours_that_are_skipped_or_repeated(
    campaign: Campaign, rule: DigestRule, week: Week, instant: datetime
) -> None:
    long = replace(campaign, digest=rule, ends=date(2015, 12, 31))
    assert appears(long, week) == instant
    # Also for a caller whose clock is the campaign's own.
    here = ZoneInfo("Europe/London")
    assert due(long, instant.astimezone(here)) == week
    assert due(long, (instant - timedelta(seconds=1)).astimezone(here)) == week.previous
