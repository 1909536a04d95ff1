"""How many people a place rests on: checked by trying every smaller choice, where that can be done."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.domain.ranking import Prior
from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Evidence, Weights
from bridge.ranking.integrity import Hold, integrity
from bridge.ranking.order import TOLERANCE
from bridge.ranking.support import fit_prior, posterior_mean
from bridge.ranking.weighing import weigh
from tests.ranking.crowds import CONVERSATIONS, Row, ballots, made, real, shuffled, small

PRIOR = Prior(0.55, 4.0, 20, fitted=False)
PRIORS = st.builds(Prior, st.floats(0.1, 0.9), st.floats(2.0, 20.0), st.just(20), st.just(False))


def evidence_of(crowd: Ballots, weights: Weights) -> Evidence:
    """Weighted sums, added up so that votes never round above what was seen."""
    size = len(crowd.ideas)
    likes, downs, rest = (np.bincount(crowd.idea, weights * (crowd.value == v), size) for v in (1, -1, 0))
    return Evidence(crowd.ideas, likes, downs, likes + downs + rest)


def better(crowd: Ballots, weights: Weights, gone: tuple[int, ...], idea: str, prior: Prior) -> int:
    """How many ideas stand above this one without these people, counted from the votes that are left."""
    stay = ~np.isin(crowd.person, gone)
    left = evidence_of(crowd.only(stay), weights[stay])
    score = posterior_mean(left.positives, left.seen, prior)
    return int(np.sum(score - score[crowd.ideas.index(idea)] > TOLERANCE))


def fewest(crowd: Ballots, weights: Weights, hold: Hold, prior: Prior) -> int | None:
    """By trying all choices of people, small ones first."""
    for size in range(crowd.people + 1):
        for gone in combinations(range(crowd.people), size):
            if better(crowd, weights, gone, hold.idea, prior) >= hold.below:
                return size
    return None


@settings(max_examples=80)
@given(small(people=7, ideas=2), PRIORS)
def test_two_ideas_are_answered_exactly(rows: list[Row], prior: Prior) -> None:
    crowd = ballots(rows)
    for hold in integrity(crowd, prior, top=1):
        assert hold.exact
        assert hold.at_least == fewest(crowd, np.ones(len(crowd)), hold, prior)
        assert len(hold.people) == (hold.at_most or 0)


@settings(max_examples=60)
@given(small(people=6, ideas=5), PRIORS, st.sampled_from([None, 1, 2, 3]))
def test_any_ideas_are_answered_within_bounds_and_mostly_exactly(
    rows: list[Row], prior: Prior, below: int | None
) -> None:
    crowd = ballots(rows)
    for hold in integrity(crowd, prior, top=2, below=below):
        truth = fewest(crowd, np.ones(len(crowd)), hold, prior)
        if hold.at_least is None:
            assert truth is None
        elif truth is not None:
            assert hold.at_least <= truth
        if hold.at_most is not None:
            assert truth is not None
            assert truth <= hold.at_most == len(hold.people)
            assert better(crowd, np.ones(len(crowd)), hold.people, hold.idea, prior) >= hold.below


@settings(max_examples=60)
@given(small(people=6, ideas=3), PRIORS, st.data())
def test_weighted_votes_are_answered_within_bounds(
    rows: list[Row], prior: Prior, data: st.DataObject
) -> None:
    crowd = ballots(rows)
    weight = st.sampled_from([1.0, 0.5, 0.2, 1 / 3])
    weights = np.array(data.draw(st.lists(weight, min_size=len(crowd), max_size=len(crowd))))
    for hold in integrity(crowd, prior, evidence=evidence_of(crowd, weights), weights=weights, top=2):
        truth = fewest(crowd, weights, hold, prior)
        if hold.at_least is None:
            assert truth is None
        elif truth is not None:
            assert hold.at_least <= truth
        if hold.at_most is not None:
            assert truth is not None
            assert truth <= hold.at_most
            assert better(crowd, weights, hold.people, hold.idea, prior) >= hold.below


@settings(max_examples=60)
@given(shuffled(small()), st.sampled_from([None, 4]))
def test_names_and_order_change_nothing(
    crowds: tuple[list[Row], list[Row], dict[str, str]], below: int | None
) -> None:
    rows, others, _ = crowds

    def plain(found: tuple[Hold, ...]) -> list[Hold]:
        return [replace(hold, people=()) for hold in found]

    assert plain(integrity(ballots(others), PRIOR, below=below)) == plain(
        integrity(ballots(rows), PRIOR, below=below)
    )


def votes(idea: str, likes: range, downs: range = range(0)) -> list[Row]:
    people = [(who, 1) for who in likes] + [(who, -1) for who in downs]
    return [(idea, f"p{who:02}", value, 0) for who, value in people]


def test_one_person_may_lower_one_idea_and_raise_another() -> None:
    """Ten of ten before nine of ten: the one who is against the second likes the first, and one more goes."""
    crowd = ballots([*votes("a", range(10)), *votes("b", range(10, 19), range(9, 10))])

    [hold] = integrity(crowd, PRIOR, top=1)

    assert hold == Hold("a", 1, 1, 2, 2, "b", 10, hold.people)
    assert 9 in hold.people


def test_a_tie_is_broken_by_one_person() -> None:
    crowd = ballots([*votes("a", range(5)), *votes("b", range(5, 10))])

    assert [(hold.place, hold.at_most) for hold in integrity(crowd, PRIOR)] == [(1, 1), (1, 1)]


def test_the_last_idea_cannot_fall() -> None:
    crowd = ballots([*votes("a", range(9)), *votes("b", range(2), range(2, 9))])

    last = integrity(crowd, PRIOR)[1]

    assert (last.idea, last.at_least, last.at_most, last.rival, last.exact) == ("b", None, None, None, True)


def test_ideas_below_the_asked_place_are_left_out() -> None:
    rows = [
        row for n in range(6) for row in votes(f"idea{n}", range(9 * n, 10 * n + 5), range(10 * n + 5, 99))
    ]

    found = integrity(ballots(rows), PRIOR, top=5, below=3)

    assert [(hold.place, hold.below) for hold in found] == [(1, 3), (2, 3), (3, 3)]


def test_silent_readers_stay() -> None:
    crowd = ballots([*votes("a", range(30)), *votes("b", range(30, 40), range(40, 45))])
    counts = crowd.counts()
    read = Evidence(
        crowd.ideas, counts[:, 2].copy(), counts[:, 0].copy(), counts.sum(axis=1) + np.array([8, 0])
    )

    [plain], [known] = integrity(crowd, PRIOR, top=1), integrity(crowd, PRIOR, evidence=read, top=1)

    assert (plain.at_most, known.at_most) == (fewest_downs_first(15, 30, 0), fewest_downs_first(15, 30, 8))


def fewest_downs_first(rival: int, leader: int, silent: int) -> int:
    """Two ideas without a voter in common, tried out: so many of the rival's downs and the leader's likes."""
    a, s = PRIOR.a, PRIOR.strength
    return min(
        lift + push
        for lift in range(6)
        for push in range(leader + 1)
        if (10 + a) / (rival - lift + s) > (leader - push + a) / (leader - push + silent + s) + TOLERANCE
    )


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_places_of_a_real_conversation_are_answered_exactly_and_hold_with_a_new_prior(name: str) -> None:
    """Nine in ten choices at least change the place with the prior fitted again without these people too."""
    crowd = ballots(real(name))
    weighed = weigh(crowd)
    prior = fit_prior(weighed.raw.positives, weighed.raw.seen)

    found = integrity(crowd, prior)

    assert all(hold.exact and hold.at_least for hold in found)
    again = []
    for hold in found:
        stay = crowd.only(~np.isin(crowd.person, hold.people)).counts()
        refitted = fit_prior(stay[:, 2], stay.sum(axis=1))
        again.append(better(crowd, np.ones(len(crowd)), hold.people, hold.idea, refitted) >= hold.below)
    assert sum(again) >= 9


def test_a_fall_of_many_places_is_bounded_and_tried() -> None:
    rows, _ = made(3, people=250)
    crowd = ballots(rows)
    weights = np.ones(len(crowd))

    found = integrity(crowd, PRIOR, below=10)

    assert len(found) == 10
    for hold in found:
        assert hold.at_least is not None
        assert hold.at_most is not None
        assert hold.at_least <= hold.at_most <= hold.voters
        assert better(crowd, weights, hold.people, hold.idea, PRIOR) >= 10
    assert found[-1].exact


def test_capped_votes_are_answered() -> None:
    rows, _ = made(8, people=250)
    brigade = [("000007", f"z{who}", 1, 0) for who in range(60)]
    crowd = ballots([*rows, *brigade])
    weighed = weigh(crowd)
    prior = fit_prior(weighed.raw.positives, weighed.raw.seen)

    found = integrity(crowd, prior, evidence=weighed.counted, weights=weighed.row_weights(crowd), top=60)

    assert weighed.newcomer_weight.min() < 1.0
    for hold in found[:-1]:
        assert hold.at_least is not None
        assert hold.at_most is not None
        assert 1 <= hold.at_least <= hold.at_most


def test_what_does_not_fit_is_refused() -> None:
    crowd = ballots(votes("a", range(3)))

    with pytest.raises(ValueError, match="different ideas"):
        integrity(crowd, PRIOR, evidence=Evidence.of([]))
    with pytest.raises(ValueError, match="2 weights for 3 votes"):
        integrity(crowd, PRIOR, weights=np.ones(2))


def test_nobody_voted() -> None:
    assert integrity(ballots([]), PRIOR) == ()
    assert integrity(Ballots.of(["a"], []), PRIOR)[0].at_least is None
