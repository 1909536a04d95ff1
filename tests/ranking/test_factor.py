"""The axis of a crowd: it is the minimum it says to be, always the same, and holds nothing of a person."""

from __future__ import annotations

import random
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from bridge.ranking.factor import AXIS, LEAN, Factor, fit, places
from tests.ranking.camps import ballots, camp, camps, eight_people, idea, person

Floats = NDArray[np.float64]


def loss(crowd: Ballots, unknowns: Floats) -> float:
    """What is minimised, written down as it is defined: (mu, b_i, g_i, b_u, f_u)."""
    size, people = len(crowd.ideas), crowd.people
    mu, b_i, g_i, b_u, f_u = np.split(unknowns, np.cumsum([1, size, size, people]))
    said = (crowd.value > 0).astype(np.float64)
    fitted = mu + b_u[crowd.person] + b_i[crowd.idea] + f_u[crowd.person] * g_i[crowd.idea]
    error = float(np.mean((said - fitted) ** 2))
    lean = LEAN * float(mu[0] ** 2 + np.mean(b_u**2) + np.mean(b_i**2))
    return error + lean + AXIS * float(np.mean(f_u**2) + np.mean(g_i**2))


def leans(crowd: Ballots, axis: Factor) -> Floats:
    """`b_u` from the ideas and `f_u`: the ridge solution for each person alone."""
    said = (crowd.value > 0).astype(np.float64)
    f = places(crowd, axis)
    rest = said - axis.level - axis.intercept[crowd.idea] - f[crowd.person] * axis.slope[crowd.idea]
    given = crowd.votes_by_person()
    sums = np.bincount(crowd.person, weights=rest, minlength=crowd.people)
    return np.asarray(sums / (given + LEAN * len(crowd) / crowd.people))


@pytest.mark.parametrize("seen", [1.0, 0.5])
def test_no_small_change_lowers_what_is_minimised(seen: float) -> None:
    crowd = ballots(camps(30, 12, seen=seen), 12)
    axis = fit(crowd)
    found = np.concatenate(
        ([axis.level], axis.intercept, axis.slope, leans(crowd, axis), places(crowd, axis))
    )

    assert axis.settled
    assert axis.loss == pytest.approx(loss(crowd, found), abs=1e-10)
    for unknown in range(len(found)):
        for step in (1e-3, -1e-3):
            moved = found.copy()
            moved[unknown] += step
            assert loss(crowd, moved) > axis.loss


def test_the_axis_is_the_one_the_crowd_was_made_with() -> None:
    crowd = ballots(camps(60, 20, seen=0.6), 20)
    axis = fit(crowd)

    place = places(crowd, axis)
    of_first = np.array([camp(number) == 0 for number in range(60)])
    one, other = np.mean(place[of_first] > 0), np.mean(place[~of_first] > 0)
    assert abs(one - other) > 0.9
    for number in range(20):
        assert (abs(axis.slope[number]) > 0.4) == (number % 4 in (1, 2))
    assert not axis.flat


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_order_of_votes_does_not_matter_to_the_last_bit(luck: random.Random) -> None:
    rows = camps(30, 12, seen=0.5)
    shuffled = list(rows)
    luck.shuffle(shuffled)

    one, other = fit(ballots(rows, 12)), fit(ballots(shuffled, 12))

    assert one.slope.tobytes() == other.slope.tobytes()
    assert one.intercept.tobytes() == other.intercept.tobytes()
    assert (one.level, one.loss, one.sweeps) == (other.level, other.loss, other.sweeps)


def test_other_names_of_ideas_and_people_change_nothing_but_the_sign() -> None:
    rows = camps(40, 12, seen=0.5)
    renamed = [(idea(11 - int(row[0][4:])), person(9999 - int(row[1][6:])), *row[2:]) for row in rows]

    one, other = fit(ballots(rows, 12)), fit(ballots(renamed, 12))

    assert other.intercept[::-1] == pytest.approx(one.intercept, abs=1e-5)
    assert np.abs(other.slope[::-1]) == pytest.approx(np.abs(one.slope), abs=1e-5)


def test_from_an_earlier_fit_it_takes_fewer_sweeps_to_the_same_axis() -> None:
    rows = camps(60, 20, seen=0.6)
    before = fit(ballots([row for row in rows if row[0] != idea(7)][:-30], 19))
    now = ballots(rows, 20)

    cold, warm = fit(now), fit(now, start=before)
    again = fit(now, start=cold)

    assert np.abs(warm.slope) == pytest.approx(np.abs(cold.slope), abs=1e-5)
    assert again.sweeps <= 2 < cold.sweeps


def test_an_earlier_fit_without_an_axis_does_not_keep_one_from_being_found() -> None:
    agreed = fit(ballots([(row[0], row[1], 1, 0) for row in camps(30, 12)], 12))
    crowd = ballots(camps(30, 12), 12)

    assert agreed.flat
    assert fit(crowd, start=agreed).slope.tobytes() == fit(crowd).slope.tobytes()


def test_ideas_and_people_without_votes_change_nothing() -> None:
    crowd = ballots(camps(30, 12), 12)
    wider = Ballots(
        (*crowd.ideas, "unseen"), crowd.people + 3, crowd.idea, crowd.person, crowd.value, crowd.at
    )

    one, other = fit(crowd), fit(wider)

    assert other.slope[:-1] == pytest.approx(one.slope, abs=1e-9)
    assert (other.intercept[-1], other.slope[-1]) == (0.0, 0.0)
    assert places(wider, other)[-3:].tolist() == [0.0] * 3


def test_at_most_so_many_sweeps() -> None:
    found = fit(ballots(camps(30, 12, seen=0.5), 12), sweeps=3)

    assert (found.sweeps, found.settled) == (3, False)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(idea(0), person(0), 1, 0)],
        [(idea(what), person(0), what % 2, 0) for what in range(4)],
        [(idea(0), person(who), who % 2, 0) for who in range(9)],
        [(idea(what), person(who), 1, 0) for what in range(4) for who in range(9)],
        [(idea(what), person(who), -1, 0) for what in range(4) for who in range(9)],
        [(idea(who), person(who), who % 2, 0) for who in range(4)],
    ],
    ids=["no votes", "one vote", "one voter", "one idea", "all for", "all against", "nothing shared"],
)
def test_odd_crowds_have_a_finite_fit(rows: list[tuple[str, str, int, int]]) -> None:
    crowd = ballots(rows, 4)

    axis = fit(crowd)

    assert axis.settled
    assert np.all(np.isfinite([axis.level, axis.loss, *axis.intercept, *axis.slope]))
    assert np.all(np.isfinite(places(crowd, axis)))


def test_a_crowd_that_agrees_has_no_axis() -> None:
    crowd = ballots([(idea(what), person(who), what % 2, 0) for what in range(6) for who in range(20)], 6)

    assert fit(crowd).flat


def test_two_crowds_that_share_no_idea_do_not_disturb_each_other() -> None:
    """The axis is that of one of them: nothing relates the two."""
    first = camps(30, 12)
    second = [(f"x{row[0]}", f"x{row[1]}", *row[2:]) for row in camps(20, 8, luck=2)]
    ideas = sorted({row[0] for row in [*first, *second]})

    axis = fit(Ballots.of(ideas, [*first, *second]))

    assert np.all(np.isfinite(axis.slope))
    assert not axis.flat


def test_a_fit_holds_nothing_by_person() -> None:
    axis = fit(eight_people())

    for field in fields(axis):
        value = getattr(axis, field.name)
        assert not isinstance(value, np.ndarray) or value.shape == (5,)


def test_places_are_asked_for_the_ideas_that_were_fitted() -> None:
    with pytest.raises(ValueError, match="other ideas"):
        places(ballots(camps(10, 4), 4), fit(eight_people()))
