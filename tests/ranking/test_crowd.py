"""Votes by person in a whole ranking: weighed, told, stored, and the same whatever order they came in."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.participation import Basis, Direction, Exposure, Method, Tally, Vote, tally
from bridge.domain.ranking import RankedIdea, Ranking, Standing
from bridge.ranking.crowd import NOBODY, Crowd
from bridge.ranking.explain import explain
from bridge.ranking.record import from_snapshot, to_snapshot
from bridge.ranking.standings import standings

NOW = datetime(2015, 2, 2, 9, tzinfo=UTC)
UP, DOWN, UNSURE = Direction.UP, Direction.DOWN, Direction.UNSURE


def vote(idea: str, voter: str, direction: Direction = UP, *, minutes: int = 0, **more: object) -> Vote:
    return Vote(idea, voter, Method.POLL, direction, NOW + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


def tallies(votes: Sequence[Vote], readers: int = 0) -> list[Tally]:
    ideas = sorted({item.idea for item in votes})
    return [
        tally(idea, [item for item in votes if item.idea == idea], (), (), Exposure(idea, readers, NOW))
        for idea in ideas
    ]


def ranked(votes: Sequence[Vote], readers: int = 0, **more: object) -> Ranking:
    counted = tallies(votes, readers)
    return standings(
        counted,
        campaign="winter",
        taken=NOW,
        interval=0.90,
        confirmed_voters=10,
        crowd=Crowd.of(votes, counted, **more),  # type: ignore[arg-type]
    )


def town(people: int = 90, ideas: int = 12) -> list[Vote]:
    """Two camps of people who voted on everything: idea 0 is liked by both, 1 by one, 2 by the other, ..."""
    luck = random.Random(2015)
    votes = []
    for person in range(people):
        for idea in range(ideas):
            liked = (True, person % 2 == 0, person % 2 == 1, False)[idea % 4]
            way = UP if liked == (luck.random() < 0.9) else DOWN
            votes.append(vote(f"idea{idea:02}", f"p{person:03}", way, minutes=37 * person + idea))
    return votes


def entry(ranking: Ranking, idea: str) -> RankedIdea:
    found = ranking.find(idea)
    assert found is not None
    return found


def test_of_two_votes_the_later_one_counts_whatever_its_method() -> None:
    poll = vote("a", "p", DOWN)
    like = Vote("a", "p", Method.LIKE, UP, NOW + timedelta(hours=1))
    [counted] = tallies([poll, like])
    assert (counted.up, counted.down, counted.likes_only) == (1, 0, 1)
    [counted] = tallies([replace(poll, cast=NOW + timedelta(hours=2)), like])
    assert (counted.up, counted.down, counted.likes_only) == (0, 1, 0)
    [counted] = tallies([poll, replace(like, cast=NOW)])
    assert (counted.up, counted.down) == (0, 1), "at the same time the poll says more"


def test_votes_outside_a_voting_phase_are_nobodys() -> None:
    votes = [vote("a", "p"), vote("a", "q", counted=False)]
    assert len(Crowd.of(votes, tallies(votes)).votes) == 1


def test_likes_beside_a_poll_without_names_stay_out() -> None:
    """The tally keeps them apart; weighing them would take off votes that were never counted."""
    like = Vote("a", "p", Method.LIKE, UP, NOW)
    counted = Tally("a", up=5, basis=Basis.POLL_COUNTS)
    assert Crowd.of([like], [counted]) == NOBODY


def test_the_ranking_tells_support_on_both_sides() -> None:
    ranking = ranked(town())
    both, one = entry(ranking, "idea00"), entry(ranking, "idea01")
    assert ranking.placed == 90
    assert both.sides.standing is Standing.SCORED
    assert both.sides.seen == (45, 45)
    assert both.sides.score is not None
    assert one.sides.score is not None
    assert both.sides.score > one.sides.score + 0.3
    assert one.dispute.polarised
    assert one.dispute.divided
    assert not both.dispute.polarised
    first, second = explain(one, ranking).notes
    assert first.startswith("The two sides see this very differently: ")
    assert second.startswith("Opinions are divided: ")
    assert explain(both, ranking).notes[0].startswith("It has 88% support on one side and ")


def test_single_votes_of_newcomers_are_capped_and_that_is_said() -> None:
    honest = town()
    fakes = [vote("idea03", f"fake{number:02}", UP, minutes=60 * number) for number in range(40)]
    before, after = entry(ranked(honest), "idea03"), entry(ranked([*honest, *fakes]), "idea03")
    assert after.tally.up == before.tally.up + 40
    assert after.capped == pytest.approx(40 - (2 + 0.1 * 90))
    assert after.counted.up == pytest.approx(before.tally.up + 11)
    [note, *_] = explain(after, ranked([*honest, *fakes])).notes
    assert note.startswith(
        f"{after.tally.up} votes for it, counted as {after.counted.up:.0f}: many come from"
    )


def test_people_whom_the_forum_trusts_are_no_newcomers() -> None:
    votes = [*town(), *(vote("idea03", f"calm{number:02}", UP, minutes=60 * number) for number in range(40))]
    trusted = {f"calm{number:02}" for number in range(40)}
    assert entry(ranked(votes, trusted=trusted), "idea03").capped == 0


def test_a_confirmed_ring_counts_as_one_person_and_a_flagged_one_changes_nothing() -> None:
    votes = town()
    ring = frozenset(f"p{number:03}" for number in range(0, 12, 2))
    free, bound = entry(ranked(votes), "idea01"), entry(ranked(votes, confirmed=[ring]), "idea01")
    assert free.capped == 0
    assert bound.capped == pytest.approx(len(ring) - 1)
    assert ranked(votes, confirmed=[ring]).placed == 90 - len(ring)


def test_shuffled_votes_give_the_same_bits() -> None:
    votes = [*town(), *(vote("idea05", f"new{number}", UP) for number in range(9))]
    shuffled = random.Random(7).sample(votes, len(votes))
    ring = [{"p001", "p003", "p005"}, {"p010", "p012"}]
    one = ranked(votes, confirmed=ring, trusted={"new1"})
    other = ranked(shuffled, confirmed=reversed(ring), trusted={"new1"})
    assert one == other
    assert one.input_hash == other.input_hash


def test_hashes_move_with_a_single_vote_a_trusted_person_and_a_ring() -> None:
    votes = town(40)
    variants = [
        ranked(votes),
        ranked([*votes[:-1], replace(votes[-1], direction=UNSURE)]),
        ranked([*votes[:-1], replace(votes[-1], voter="p998")]),
        ranked(votes, trusted={"p001"}),
        ranked(votes, confirmed=[{"p001", "p002"}]),
    ]
    assert len({ranking.input_hash for ranking in variants}) == len(variants)


def test_a_ranking_with_all_of_it_survives_being_stored() -> None:
    ranking = ranked([*town(), *(vote("idea03", f"f{number}") for number in range(30))], readers=150)
    snapshot = to_snapshot(ranking)
    again = replace(
        snapshot,
        rows=tuple(json.loads(json.dumps(list(snapshot.rows)))),
        parameters=json.loads(json.dumps(dict(snapshot.parameters))),
    )
    assert from_snapshot(again) == ranking
    assert "p001" not in json.dumps(list(snapshot.rows)), "nobody is in it"


def test_a_ranking_from_before_votes_were_weighed_is_read() -> None:
    ranking = ranked(town(10))
    snapshot = to_snapshot(ranking)
    new = {"place_across", "counted", "sides", "dispute", "active", "merges"}
    older = [{name: value for name, value in row.items() if name not in new} for row in snapshot.rows]
    parameters = {name: value for name, value in snapshot.parameters.items() if name != "placed"}
    found = from_snapshot(replace(snapshot, rows=tuple(older), parameters=parameters))
    assert [(one.place, one.score, one.capped) for one in found.ideas] == [
        (one.place, one.score, 0.0) for one in ranking.ideas
    ]


def test_where_readers_are_unknown_and_nobody_can_pass_active_people_stand_for_them() -> None:
    likes = Tally("a", up=3, likes_only=3, active=20, basis=Basis.LIKES)
    none = Tally("b", active=8)
    assert [(one.seen, one.seen_by) for one in (likes, none)] == [(20, "active"), (8, "active")]
    polled = replace(likes, basis=Basis.PEOPLE)
    assert (polled.seen, polled.seen_by) == (3, "voters")
    told = replace(likes, readers=9)
    assert (told.seen, told.seen_by) == (9, "readers")
    ranking = standings([likes, none], campaign="c", taken=NOW, interval=0.9, confirmed_voters=10)
    assert explain(entry(ranking, "a"), ranking).text.startswith(
        "Of 20 people who took part since this idea appeared, 3 liked it and 17 did not; "
    )
