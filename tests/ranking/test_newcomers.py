"""Who is established, and what the votes of all others weigh."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.newcomers import MAJORITY, OTHERS, established, newcomer_weight, newcomers
from tests.ranking.crowds import Row, ballots, small

REFERENCE = Path(__file__).resolve().parents[2] / ".." / "shared" / "ranking" / "golden.json"
KNOWN = [(50, 5, 1.0), (50, 20, 0.35), (0, 30, 0.06666666666666667)]


def votes(person: str, number: int, *, value: int = 1) -> list[Row]:
    return [(f"idea{idea:02}", person, value, 0) for idea in range(number)]


@pytest.mark.parametrize(("known", "new", "weight"), KNOWN)
def test_newcomer_weight_has_the_known_value(known: int, new: int, weight: float) -> None:
    assert newcomer_weight(np.array([known]), np.array([new]))[0] == pytest.approx(weight, rel=1e-15)


def test_known_answers_are_those_of_the_reference() -> None:
    if not REFERENCE.exists():
        pytest.skip("../shared is absent: the copied numbers above are tested, not the reference itself")
    answers = [case for case in json.loads(REFERENCE.read_text()) if case["fn"].startswith("newcomer_weight")]

    assert [
        (case["args"]["established"], case["args"]["newcomers"], case["value"]) for case in answers
    ] == KNOWN


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_weight_is_above_0_at_most_1_and_never_lower_with_more_established(
    known: float, more: float, new: float
) -> None:
    fewer, many = newcomer_weight(np.array([known, known + more]), np.array([new, new]))

    assert 0.0 < fewer <= many <= 1.0
    assert fewer * new <= (2.0 + 0.1 * known) * (1 + 1e-15)


def test_established_are_those_with_enough_other_ideas() -> None:
    crowd = ballots([*votes("many", OTHERS + 1), *votes("few", OTHERS)])

    assert established(crowd).tolist() == [False, True]


def test_the_forum_may_trust_people_who_voted_little() -> None:
    crowd = ballots([*votes("a", 1), *votes("b", 1), *votes("c", OTHERS + 1)])

    assert established(crowd, np.array([False, True, False])).tolist() == [False, True, True]


def test_a_mask_of_another_crowd_is_refused() -> None:
    with pytest.raises(ValueError, match="there are 1 people"):
        established(ballots(votes("a", 1)), np.array([True, False]))


def test_old_and_new_votes_are_counted_apart() -> None:
    crowd = ballots([*votes("old", 8), *votes("older", 8, value=-1), *votes("new", 2), *votes("other", 1)])

    found = newcomers(crowd)

    assert found.old[:3].tolist() == [[1, 0, 1]] * 3
    assert found.new[:3].tolist() == [[0, 0, 2], [0, 0, 1], [0, 0, 0]]
    assert (found.capped, found.weight.tolist()) == (True, [1.0] * 8)


def test_many_newcomers_count_as_two_and_a_tenth_of_the_established() -> None:
    old = [row for number in range(10) for row in votes(f"old{number}", 8)]
    new = [row for number in range(12) for row in votes(f"new{number}", 1)]

    assert newcomers(ballots([*old, *new])).weight.tolist() == [0.25, *[1.0] * 7]


def test_the_cap_rests_while_the_established_are_no_majority() -> None:
    """In a campaign where people vote on two ideas each there is nobody to measure newcomers by."""
    crowd = [row for number in range(40) for row in votes(f"person{number:02}", 2)]

    alone = newcomers(ballots(crowd))
    joined = newcomers(ballots([*crowd, *(row for n in range(10) for row in votes(f"old{n}", 8))]))

    assert (alone.capped, alone.weight.tolist()) == (False, [1.0, 1.0])
    assert joined.old.sum() == MAJORITY * (joined.old.sum() + joined.new.sum())
    assert joined.capped
    assert joined.weight[0] == pytest.approx(3 / 40)


def test_a_ring_is_one_newcomer() -> None:
    old = [row for number in range(10) for row in votes(f"old{number}", 8)]
    new = [row for number in range(12) for row in votes(f"new{number:02}", 1)]
    size = np.array([12] * 12 + [1] * 10)

    found = newcomers(ballots([*old, *new]), ring_size=size)

    assert found.new[0].tolist() == [0.0, 0.0, 1.0]
    assert found.weight[0] == 1.0


@given(small(), st.data())
def test_trust_never_lowers_what_newcomers_weigh_once_the_cap_holds(
    rows: list[Row], data: st.DataObject
) -> None:
    crowd = ballots(rows)
    trusted = np.array(data.draw(st.lists(st.booleans(), min_size=crowd.people, max_size=crowd.people)), bool)

    plain, helped = newcomers(crowd), newcomers(crowd, trusted)

    assert np.all((helped.weight > 0.0) & (helped.weight <= 1.0))
    if plain.capped:
        assert helped.capped
        assert np.all(helped.weight >= plain.weight)
