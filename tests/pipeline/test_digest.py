"""The week in figures and ideas, from a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bridge.domain.campaign import Campaign, DigestRule
from bridge.domain.digest import Numbers, Week
from bridge.domain.document import Link, LinkState
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import Direction, Exposure, Method, Reply, Vote, VoteCount
from bridge.domain.phase import Phase, Right
from bridge.domain.question import Framing, Question
from bridge.pipeline.digest import LINES, appears, build, due
from bridge.pipeline.rank import rank
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

WEEK = Week(2015, 6)
BEFORE = datetime(2015, 2, 1, 18, tzinfo=UTC)
MONDAY = datetime(2015, 2, 2, tzinfo=UTC)
FRIDAY = datetime(2015, 2, 6, 12, tzinfo=UTC)
SUNDAY = datetime(2015, 2, 8, 23, tzinfo=UTC)
AFTER = datetime(2015, 2, 9, 9, 30, tzinfo=UTC)
UP, DOWN, UNSURE = Direction.UP, Direction.DOWN, Direction.UNSURE


def question(name: str) -> Question:
    return Question(name, f"What about {name}?", "", Framing("", "", "", "us"), f"tag-{name}")


@pytest.fixture
def campaign() -> Campaign:
    return Campaign(
        slug="winter",
        title="Winter ideas",
        summary="",
        purpose="",
        timezone="Europe/London",
        starts=date(2015, 1, 9),
        ends=date(2015, 3, 13),
        phases=(
            Phase(
                "all",
                "All",
                datetime(2015, 1, 9, tzinfo=UTC),
                datetime(2015, 3, 14, tzinfo=UTC),
                frozenset(Right),
                questions=("q1",),
            ),
        ),
        questions=(question("q1"), question("q2")),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path / 'bridge.db'}", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    yield store
    store.close()


def publish(store: SqlStore, *names: str, at: datetime = BEFORE, asked: str = "q1") -> None:
    with store.begin() as unit:
        for name in names:
            unit.ideas.put(
                Idea(
                    id=name,
                    campaign="winter",
                    question=asked,
                    title=f"An idea about {name}",
                    text="Text.",
                    role=None,
                    lenses=(),
                    experience=Experience.WOULD_LIKE,
                    accepted=at,
                    batch=1,
                    published=at,
                )
            )
            unit.links.put(
                Link(Key("winter", Kind.IDEA, name), 1, {}, topic_id=topic(name), post_id=topic(name))
            )


def topic(name: str) -> int:
    return 100 + sum(name.encode())


def vote(
    store: SqlStore, name: str, *people: str, at: datetime, way: Direction = UP, counted: bool = True
) -> None:
    with store.begin() as unit:
        known = list(unit.ledger.votes("winter", name))
        fresh = [Vote(name, person, Method.POLL, way, at, counted, told=True) for person in people]
        unit.ledger.replace_votes(
            "winter", name, [*known, *fresh], methods=frozenset({Method.POLL.value}), at=at
        )


def reply(store: SqlStore, kind: Kind, name: str, *people: str, at: datetime, removed: bool = False) -> None:
    with store.begin() as unit:
        first = len(unit.ledger.replies("winter")) + 1
        unit.ledger.put_replies(
            "winter",
            [
                Reply(first + step, str(Key("winter", kind, name)), person, "Yes.", at, removed=removed)
                for step, person in enumerate(people)
            ],
        )


def read(store: SqlStore, **readers: int) -> None:
    with store.begin() as unit:
        unit.ledger.put_exposures(
            "winter",
            [Exposure(str(Key("winter", Kind.IDEA, name)), count, SUNDAY) for name, count in readers.items()],
        )


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
        ("rota", "seen by 40 people so far"),
    ]


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


def counts(store: SqlStore, name: str, up: int, down: int, at: datetime) -> None:
    with store.begin() as unit:
        unit.ledger.replace_counts(
            "winter",
            name,
            [VoteCount(name, Method.POLL, UP, up, at), VoteCount(name, Method.POLL, DOWN, down, at)],
        )


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
