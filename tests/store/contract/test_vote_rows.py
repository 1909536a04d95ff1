"""Votes: what stands counts, what went is history, what did not change is not written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.participation import Direction, Method, Vote, VoteCount
from bridge.store.repositories.ledger import LedgerRepository
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
BOTH = frozenset({Method.POLL, Method.LIKE})
ANN, BOB = "a" * 32, "b" * 32


def vote(
    voter: str = ANN,
    direction: Direction = Direction.UP,
    method: Method = Method.POLL,
    *,
    cast: datetime = NOW,
    counted: bool = True,
    told: bool = True,
) -> Vote:
    return Vote("idea1", voter, method, direction, cast, counted, told)


def look(
    store: SqlStore, *votes: Vote, at: datetime = NOW, methods: frozenset[Method] = BOTH
) -> tuple[int, Sequence[Vote], list[tuple[Vote, datetime]]]:
    """One look at the idea: (changes, what stands, what went)."""
    with store.begin() as unit:
        changes = unit.ledger.replace_votes("north", "idea1", votes, methods=methods, at=at)
    with store.begin() as unit:
        assert isinstance(unit.ledger, LedgerRepository)
        return changes, unit.ledger.votes("north"), list(unit.ledger.past_votes("north", "idea1"))


def test_first_votes_are_changes_and_the_same_look_again_is_none(store: SqlStore) -> None:
    votes = (vote(ANN), vote(ANN, method=Method.LIKE), vote(BOB, Direction.DOWN))
    in_order = [votes[1], votes[0], votes[2]]
    assert look(store, *votes) == (3, in_order, [])
    assert look(store, *votes, at=LATER) == (0, in_order, [])


def test_a_vote_taken_back_no_longer_stands_and_stays_as_history(store: SqlStore) -> None:
    look(store, vote(ANN), vote(BOB))
    assert look(store, vote(BOB), at=LATER) == (1, [vote(BOB)], [(vote(ANN), LATER)])


def test_a_changed_vote_leaves_the_old_one_as_history(store: SqlStore) -> None:
    look(store, vote(ANN))
    changed = vote(ANN, Direction.DOWN, cast=LATER)
    assert look(store, changed, at=LATER) == (1, [changed], [(vote(ANN), LATER)])


def test_going_back_and_forth_at_one_instant_keeps_each_step(store: SqlStore) -> None:
    up, down = vote(ANN), vote(ANN, Direction.DOWN)
    look(store, up)
    look(store, down)
    assert look(store, up) == (1, [up], [(up, NOW), (down, NOW)])


def test_methods_that_were_not_looked_at_stay_as_they_are(store: SqlStore) -> None:
    like = vote(ANN, method=Method.LIKE)
    look(store, vote(ANN), like)
    assert look(store, methods=frozenset({Method.POLL}), at=LATER) == (1, [like], [(vote(ANN), LATER)])


def test_without_a_time_from_the_forum_the_first_sight_stays(store: SqlStore) -> None:
    """Also its standing: a vote seen in its phase is not lost because it is seen again after the phase."""
    first = vote(ANN, told=False)
    look(store, first)
    again = vote(ANN, cast=LATER, counted=False, told=False)
    assert look(store, again, at=LATER) == (0, [first], [])


def test_a_time_that_the_forum_tells_later_corrects_the_first_sight(store: SqlStore) -> None:
    look(store, vote(ANN, cast=LATER, counted=False, told=False))
    exact = vote(ANN, cast=NOW, told=True)
    assert look(store, exact) == (1, [exact], [])
    assert look(store, vote(ANN, cast=LATER, told=False)) == (0, [exact], [])


def test_a_vote_taken_back_and_given_again_between_two_looks_is_a_new_one(store: SqlStore) -> None:
    look(store, vote(ANN))
    anew = vote(ANN, cast=LATER, counted=False)
    assert look(store, anew, at=LATER) == (1, [anew], [(vote(ANN), LATER)])


def test_a_phase_declared_longer_makes_a_vote_count_without_history(store: SqlStore) -> None:
    look(store, vote(ANN, counted=False))
    assert look(store, vote(ANN, counted=True), at=LATER) == (1, [vote(ANN)], [])


def test_unchanged_votes_are_not_written(store: SqlStore) -> None:
    votes = [vote(f"{number:032x}") for number in range(50)]
    look(store, *votes)
    with store.begin() as unit:
        assert isinstance(unit.ledger, LedgerRepository)
        before = _writes(unit.ledger)
        assert unit.ledger.replace_votes("north", "idea1", votes, methods=BOTH, at=LATER) == 0
        assert _writes(unit.ledger) == before
        unit.ledger.replace_votes("north", "idea1", votes[1:], methods=BOTH, at=LATER)
        assert _writes(unit.ledger) > before


def test_votes_are_ordered_by_idea_voter_and_method(store: SqlStore) -> None:
    with store.begin() as unit:
        for idea in ("idea2", "idea1"):
            votes = [
                replace(vote(voter, method=method), idea=idea)
                for voter in (BOB, ANN)
                for method in (Method.POLL, Method.LIKE)
            ]
            unit.ledger.replace_votes("north", idea, votes, methods=BOTH, at=NOW)
        found = [(v.idea, v.voter, v.method) for v in unit.ledger.votes("north")]
        assert len(found) == 8
        assert found == sorted(found)
        assert {v.idea for v in unit.ledger.votes("north", "idea2")} == {"idea2"}


def test_of_two_votes_by_one_person_the_later_one_stands(store: SqlStore) -> None:
    assert look(store, vote(ANN, Direction.DOWN, cast=LATER), vote(ANN)) == (
        1,
        [vote(ANN, Direction.DOWN, cast=LATER)],
        [],
    )


@pytest.mark.parametrize("strange", [replace(vote(), idea="idea2"), vote(method=Method.LIKE)])
def test_a_vote_that_was_not_looked_for_is_refused(store: SqlStore, strange: Vote) -> None:
    with pytest.raises(ValueError, match="none of the votes looked at"):
        look(store, strange, methods=frozenset({Method.POLL}))


def count(direction: Direction, number: int, looked: datetime = NOW, *, counted: bool = True) -> VoteCount:
    return VoteCount("idea1", Method.POLL, direction, number, looked, counted)


def test_counts_are_replaced_and_a_new_look_at_the_same_is_no_change(store: SqlStore) -> None:
    up, down = count(Direction.UP, 5), count(Direction.DOWN, 1)
    with store.begin() as unit:
        assert unit.ledger.replace_counts("north", "idea1", [up, down]) == 2
        assert unit.ledger.counts("north") == [down, up]
        assert unit.ledger.replace_counts("north", "idea1", [replace(up, looked=LATER), down]) == 0
        assert unit.ledger.counts("north") == [down, replace(up, looked=LATER)]
        assert unit.ledger.replace_counts("north", "idea1", [count(Direction.UP, 6, LATER)]) == 2
        assert unit.ledger.counts("north") == [count(Direction.UP, 6, LATER)]


def test_counts_of_one_direction_stand_apart_by_whether_they_count(store: SqlStore) -> None:
    inside, outside = count(Direction.UP, 5), count(Direction.UP, 2, counted=False)
    with store.begin() as unit:
        unit.ledger.replace_counts("north", "idea1", [inside, outside])
        assert unit.ledger.counts("north") == [outside, inside]


def test_a_count_of_another_idea_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="another idea"), store.begin() as unit:
        unit.ledger.replace_counts("north", "idea2", [count(Direction.UP, 5)])


def _writes(ledger: LedgerRepository) -> int:
    """Rows written by this transaction so far, as the database itself counts them."""
    connection = ledger._connection
    if connection.dialect.name == "sqlite":
        changes = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    else:
        changes = connection.exec_driver_sql(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        ).scalar_one()
    return int(changes)
