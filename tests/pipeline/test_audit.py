"""Rings become questions to a moderator, and only the answer changes a ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.domain.campaign import Campaign
from bridge.domain.errors import UserProblem
from bridge.domain.participation import Direction, Method, Vote
from bridge.domain.ring import RingState
from bridge.pipeline import audit
from bridge.pipeline.rank import rank
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from bridge.text.redactor import RuleRedactor
from tests.pipeline.test_rank import NOON, WEEK, campaign, idea, put

__all__ = ["campaign"]

REDACTOR = RuleRedactor()

IDEAS = [f"idea{number:02}" for number in range(12)]
RING = [f"ring{number}" for number in range(6)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Forty people who voted on all ideas over a week, and six accounts that like four of them together."""
    store = SqlStore(f"sqlite:///{tmp_path / 'bridge.db'}", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    for name in IDEAS:
        put(store, idea(name))
    votes: dict[str, list[Vote]] = defaultdict(list)
    for person in range(40):
        for number, name in enumerate(IDEAS):
            way = Direction.UP if (person * 7 + number * 5) % 12 > number else Direction.DOWN
            cast = NOON - timedelta(hours=4 * person + number)
            votes[name].append(Vote(name, f"person{person:02}", Method.POLL, way, cast, told=True))
    for number, name in enumerate(IDEAS[6:10]):
        cast = NOON - timedelta(hours=20 - 3 * number)
        votes[name] += [Vote(name, account, Method.POLL, Direction.UP, cast, told=True) for account in RING]
    with store.begin() as work:
        for name, given in votes.items():
            work.ledger.replace_votes("winter", name, given, methods=frozenset({"poll"}), at=NOON)
    yield store
    store.close()


def test_a_ring_is_flagged_once_and_changes_nothing(store: SqlStore, campaign: Campaign) -> None:
    before = rank(store, campaign, NOON)
    assert audit.flag(store, campaign, NOON) == 1
    assert audit.flag(store, campaign, NOON + WEEK) == 1
    found = audit.audit(store, campaign, NOON + WEEK)
    [ring] = found.rings
    assert ring.ring.people == frozenset(RING)
    assert (ring.ring.state, ring.ring.flagged, ring.votes) == (RingState.FLAGGED, NOON, "for")
    assert [shared.idea for shared in ring.shared] == IDEAS[6:10]
    assert {shared.accounts for shared in ring.shared} == {6}
    assert rank(store, campaign, NOON + WEEK) == before
    assert found.by_person == 40 * 12 + 6 * 4


def test_confirmed_it_counts_as_one_person(store: SqlStore, campaign: Campaign) -> None:
    before = rank(store, campaign, NOON)
    audit.flag(store, campaign, NOON)
    [ring] = audit.audit(store, campaign, NOON).rings
    audit.decide(store, REDACTOR, campaign, ring.ring.id, RingState.CONFIRMED, "one  address", NOON)
    after = rank(store, campaign, NOON + WEEK)
    for name in IDEAS:
        one, other = before.find(name), after.find(name)
        assert one is not None
        assert other is not None
        if name in IDEAS[6:10]:
            assert other.counted.up < one.counted.up
            assert other.tally == one.tally, "what people see as votes stays as it is"
        else:
            assert other.counted == one.counted
    assert audit.flag(store, campaign, NOON + WEEK) == 0
    audit.decide(store, REDACTOR, campaign, ring.ring.id, RingState.DISMISSED, "a workshop after all", NOON)
    again = rank(store, campaign, NOON + 2 * WEEK)
    assert (again.result_hash, again.input_hash) == (before.result_hash, before.input_hash)


def test_an_answer_needs_a_reason_and_a_ring(store: SqlStore, campaign: Campaign) -> None:
    audit.flag(store, campaign, NOON)
    [ring] = audit.audit(store, campaign, NOON).rings
    with pytest.raises(UserProblem, match="reason is missing"):
        audit.decide(store, REDACTOR, campaign, ring.ring.id, RingState.CONFIRMED, " ", NOON)
    with pytest.raises(UserProblem, match="no ring 00000000"):
        audit.decide(store, REDACTOR, campaign, "00000000", RingState.CONFIRMED, "why", NOON)


def test_a_reason_is_kept_masked(store: SqlStore, campaign: Campaign) -> None:
    audit.flag(store, campaign, NOON)
    [ring] = audit.audit(store, campaign, NOON).rings
    told = "Siobhan O'Neill wrote from s.oneill@example.org"
    audit.decide(store, REDACTOR, campaign, ring.ring.id, RingState.CONFIRMED, told, NOON)
    with store.begin() as unit:
        [kept] = unit.guards.rings(campaign.slug)
    assert kept.reason == "[name] wrote from [email]"


def test_each_top_idea_is_held_by_so_many(store: SqlStore, campaign: Campaign) -> None:
    made = rank(store, campaign, NOON)
    found = audit.audit(store, campaign, NOON, top=5)
    assert [held.idea for held in found.held] == [entry.idea for entry in made.ideas[:5]]
    assert all(held.at_least is None or held.at_least >= 1 for held in found.held)
    assert {held.rival for held in found.held} <= {*IDEAS, None}


def test_without_votes_by_person_there_is_nothing_to_audit(tmp_path: Path, campaign: Campaign) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'empty.db'}", FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    put(store, idea("alone"))
    found = audit.audit(store, campaign, NOON)
    assert (found.by_person, found.rings, found.sudden) == (0, (), ())
    store.close()
