"""Ranking from the ledger: which ideas, which votes, and what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign, RankingRule
from bridge.domain.document import Link, LinkState
from bridge.domain.errors import UserProblem
from bridge.domain.idea import Experience, Idea
from bridge.domain.identity import Key, Kind
from bridge.domain.participation import (
    Basis,
    Direction,
    Exposure,
    Method,
    Reply,
    Vote,
    VoteCount,
)
from bridge.pipeline.rank import compare, explain, rank, stored
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

NOON = datetime(2015, 2, 2, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


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
        phases=(),
        questions=(),
        ranking=RankingRule(confirmed_voters=3),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A real database with four ideas that people can see."""
    store = SqlStore(f"sqlite:///{tmp_path / 'bridge.db'}", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    for name in ("handover", "huddle", "lockers", "rota"):
        put(store, idea(name))
    yield store
    store.close()


def idea(name: str, campaign: str = "winter") -> Idea:
    return Idea(
        id=name,
        campaign=campaign,
        question="q1",
        title=f"About the {name}",
        text="Text.",
        role=None,
        lenses=(),
        experience=Experience.WOULD_LIKE,
        accepted=NOON - WEEK,
        batch=1,
        published=NOON - WEEK,
    )


def put(store: SqlStore, entry: Idea) -> None:
    with store.begin() as work:
        work.ideas.put(entry)


def vote(
    store: SqlStore,
    name: str,
    directions: str,
    *,
    method: Method = Method.POLL,
    campaign: str = "winter",
    counted: bool = True,
) -> None:
    """Make `directions` the votes of one method: `+` for, `-` against, `?` not sure, one voter a sign."""
    meaning = {"+": Direction.UP, "-": Direction.DOWN, "?": Direction.UNSURE}
    votes = [
        Vote(name, f"{number:032x}", method, meaning[sign], NOON, counted=counted)
        for number, sign in enumerate(directions)
    ]
    with store.begin() as work:
        work.ledger.replace_votes(campaign, name, votes, methods=frozenset({str(method)}), at=NOON)


def read(store: SqlStore, name: str, readers: int) -> None:
    with store.begin() as work:
        work.ledger.put_exposures("winter", [Exposure(document(name), readers, NOON)])


def reply(store: SqlStore, name: str, number: int) -> None:
    with store.begin() as work:
        work.ledger.put_replies(
            "winter",
            [Reply(1000 + n, document(name), f"{n % 2:032x}", "Yes.", NOON) for n in range(number)],
        )


def document(name: str) -> str:
    return str(Key("winter", Kind.IDEA, name))


def test_ideas_are_ranked_by_what_the_ledger_holds(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "handover", "+++-?")
    vote(store, "lockers", "---")
    read(store, "handover", 8)
    read(store, "huddle", 6)
    reply(store, "lockers", 3)

    ranking = rank(store, campaign, NOON)

    handover, lockers = ranking.find("handover"), ranking.find("lockers")
    assert handover is not None
    assert lockers is not None
    assert [entry.idea for entry in ranking.ideas] == ["handover", "rota", "lockers", "huddle"]
    assert (handover.tally.up, handover.tally.down, handover.tally.unsure) == (3, 1, 1)
    assert (handover.tally.readers, handover.tally.seen, handover.tally.basis) == (8, 8, Basis.PEOPLE)
    assert (lockers.tally.replies, lockers.tally.repliers, lockers.tally.seen) == (3, 2, 3)
    # 3 of 17 people who saw an idea are for it; four people's weight, since three ideas tell no spread.
    assert handover.score == pytest.approx((3 + 4 * 3 / 17) / (8 + 4))


def test_one_person_counts_once_whatever_the_methods(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "rota", "+-")
    vote(store, "rota", "+++", method=Method.LIKE)

    found = rank(store, campaign, NOON).find("rota")

    assert found is not None
    assert (found.tally.up, found.tally.down, found.tally.likes_only) == (2, 1, 1)


def test_hidden_voters_leave_counts_and_likes_apart(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "rota", "++", method=Method.LIKE)
    counts = [VoteCount("rota", Method.POLL, Direction.UP, 4, NOON)]
    with store.begin() as work:
        work.ledger.replace_counts("winter", "rota", counts)

    found = rank(store, campaign, NOON).find("rota")

    assert found is not None
    assert (found.tally.up, found.tally.likes_apart, found.tally.basis) == (4, 2, Basis.POLL_COUNTS)


def test_votes_outside_their_phase_are_shown_and_not_counted(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "rota", "+++", counted=False)

    found = rank(store, campaign, NOON).find("rota")

    assert found is not None
    assert (found.tally.up, found.tally.uncounted, found.score) == (0, 3, 0.5)


def test_waiting_merged_and_removed_ideas_are_not_ranked(store: SqlStore, campaign: Campaign) -> None:
    put(store, replace(idea("waiting"), batch=None, published=None))
    put(store, replace(idea("rota"), merged_into="handover"))
    removed = Link(Key("winter", Kind.IDEA, "lockers"), 1, {}, topic_id=5, state=LinkState.REMOVED)
    with store.begin() as work:
        work.links.put(removed)

    assert [entry.idea for entry in rank(store, campaign, NOON).ideas] == ["handover", "huddle"]


def test_campaigns_do_not_mix(store: SqlStore, campaign: Campaign) -> None:
    """Two campaigns may hold the same text, and so the same idea id."""
    put(store, idea("rota", "summer"))
    vote(store, "rota", "+++", campaign="summer")
    vote(store, "rota", "-")

    winter, summer = rank(store, campaign, NOON), rank(store, replace(campaign, slug="summer"), NOON)

    assert [entry.tally.up for entry in winter.ideas] == [0, 0, 0, 0]
    assert [(entry.idea, entry.tally.up) for entry in summer.ideas] == [("rota", 3)]


def test_a_ranking_is_stored_as_it_was_given(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "handover", "+++-?")
    read(store, "handover", 8)

    ranking = rank(store, campaign, NOON)

    assert stored(store, campaign) == ranking
    assert stored(store, campaign, before=NOON) is None


def test_nothing_new_stores_nothing(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "handover", "+++")
    first = rank(store, campaign, NOON)

    again = rank(store, campaign, NOON + WEEK)

    assert again == first
    assert again.taken == NOON
    assert stored(store, campaign, before=NOON + 2 * WEEK) == first


def test_other_settings_are_another_ranking(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "handover", "+++")
    rank(store, campaign, NOON)

    stricter = rank(store, replace(campaign, ranking=RankingRule(confirmed_voters=50)), NOON + WEEK)

    assert stricter.taken == NOON + WEEK
    assert stored(store, campaign) == stricter


def test_change_since_last_week(store: SqlStore, campaign: Campaign) -> None:
    for name, directions in [("handover", "++"), ("huddle", "+"), ("rota", "+"), ("lockers", "-")]:
        vote(store, name, directions)
        read(store, name, 10)
    before = rank(store, campaign, NOON)
    vote(store, "lockers", "+++++")
    read(store, "lockers", 12)

    now = rank(store, campaign, NOON + WEEK)

    [lockers] = [change for change in compare(now, before) if change.idea == "lockers"]
    assert lockers.why == "up 3 places: 2 more readers, 5 more for, 1 fewer against"
    assert stored(store, campaign, before=NOON + WEEK) == before


def test_explaining_one_idea(store: SqlStore, campaign: Campaign) -> None:
    vote(store, "handover", "+++-?")
    ranking = rank(store, campaign, NOON)

    assert explain(ranking, "handover").text == (
        "Of 5 people who voted on this idea, 3 are for it, 1 is against it and 1 is not sure; with the "
        "average of all ideas (60%) added as if 4 more people had seen it, its support comes to 60% (likely "
        "27% to 89%). That makes place 1 of 4, shared with ideas of the same score, which is likely to "
        "change: more people need to see this idea."
    )
    with pytest.raises(UserProblem, match="holds no idea nonesuch"):
        explain(ranking, "nonesuch")
