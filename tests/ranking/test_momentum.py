"""What rises this week: more than by chance, more than everything else, where enough people looked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.ranking import Prior
from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Evidence
from bridge.ranking.momentum import Momentum, discoveries, lift, momentum, parted

PRIOR = Prior(mean=0.4, strength=5.0, ideas=20, fitted=True)


def evidence(ideas: list[tuple[int, int]]) -> Evidence:
    table = np.array(ideas, dtype=np.int64).reshape(-1, 2)
    return Evidence(
        ids=tuple(f"idea{number:02}" for number in range(len(table))),
        positives=table[:, 0].copy(),
        downs=np.zeros(len(table), dtype=np.int64),
        seen=table[:, 1].copy(),
    )


def compared(*ideas: tuple[tuple[int, int], tuple[int, int]]) -> Momentum:
    """Each idea as (liked, seen) this week and before."""
    week, before = evidence([idea[0] for idea in ideas]), evidence([idea[1] for idea in ideas])
    return momentum(week, before, prior=PRIOR)


STEADY = ((8, 20), (40, 100))


def test_one_idea_that_rises_among_steady_ones() -> None:
    result = compared(((19, 20), (20, 100)), *[STEADY] * 9)

    assert result.rising.tolist() == [True] + [False] * 9
    assert result.sure[0] > 0.99
    assert not result.differs


def test_a_friendlier_crowd_makes_nothing_rise() -> None:
    result = compared(*[((16, 20), (40, 100))] * 10)

    assert result.shift == pytest.approx((16 + 2) / 25 - (40 + 2) / 105)
    assert result.z == pytest.approx([0.0] * 10, abs=1e-12)
    assert not result.rising.any()


def test_the_shift_is_weighted_by_the_people_of_this_week() -> None:
    result = compared(((18, 20), (40, 100)), ((16, 40), (40, 100)), ((3, 4), (0, 100)))

    moves = [(18 + 2) / 25 - 42 / 105, (16 + 2) / 45 - 42 / 105]
    assert result.shift == pytest.approx((20 * moves[0] + 40 * moves[1]) / 60)
    assert result.tested.tolist() == [True, True, False]


def test_when_many_ideas_move_the_people_differ_and_nothing_is_listed() -> None:
    result = compared(*[((19, 20), (20, 100))] * 2, *[((1, 20), (80, 100))] * 2, *[STEADY] * 3)

    assert result.differs
    assert not result.rising.any()


def test_new_ideas_are_set_apart_and_never_said_to_rise() -> None:
    result = compared(((9, 9), (0, 4)), ((9, 9), (0, 0)), *[STEADY] * 5)

    assert result.new.tolist() == [True, True] + [False] * 5
    assert not result.rising[:2].any()
    assert np.isnan(result.z[:2]).all()
    assert np.isnan(result.sure[:2]).all()


def test_an_idea_few_saw_this_week_is_not_tested_and_not_new() -> None:
    result = compared(((4, 4), (0, 50)), *[STEADY] * 5)

    assert (result.tested[0], result.new[0], result.rising[0]) == (False, False, False)


def test_many_tests_make_a_list_harder() -> None:
    """A rise that is listed among six ideas is not listed among forty, though no less sure."""
    rise = ((14, 20), (40, 100))
    few, many = compared(rise, *[STEADY] * 5), compared(rise, *[STEADY] * 39)

    assert (few.rising[0], many.rising[0]) == (True, False)
    assert many.sure[0] > few.sure[0] > 0.95


def test_nothing_to_compare() -> None:
    result = compared()

    assert (result.shift, result.differs, result.rising.tolist()) == (0.0, False, [])


def test_different_ideas_are_refused() -> None:
    with pytest.raises(ValueError, match="different ideas"):
        momentum(evidence([(1, 2)]), evidence([(1, 2), (3, 4)]), prior=PRIOR)


@given(st.lists(st.floats(0.0, 1.0), max_size=30))
def test_discoveries_are_those_of_the_definition(chances: list[float]) -> None:
    ordered = sorted(chances)
    passing = [rank for rank, chance in enumerate(ordered, 1) if chance <= rank * 0.2 / len(chances)]
    bound = ordered[max(passing) - 1] if passing else -1.0

    assert discoveries(np.array(chances), 0.2).tolist() == [chance <= bound for chance in chances]


def test_lift_compares_with_what_as_many_readers_give() -> None:
    likes, seen = np.array([10, 0, 2]), np.array([20, 0, 20])

    assert lift(likes, seen) == pytest.approx([12.3 / 8.3, 1.0, 4.3 / 8.3])
    assert lift(np.array([0]), np.array([0])).tolist() == [1.0]


def test_votes_are_parted_by_their_time() -> None:
    crowd = Ballots.of("ab", [("a", "u", 1, 9), ("a", "v", -1, 10), ("b", "u", 0, 11)])

    week, before = parted(crowd, 10)

    assert (week.seen.tolist(), week.downs.tolist(), week.positives.tolist()) == ([1, 1], [1, 0], [0, 0])
    assert (before.seen.tolist(), before.positives.tolist()) == ([1, 0], [1, 0])
