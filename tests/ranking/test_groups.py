"""Counts by group are counts, and the mean over groups lets no group be outvoted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.ballots import Ballots
from bridge.ranking.groups import NO_GROUP, count_by_group, geometric_mean, like_rates

ROWS = [("a", "u", 1, 0), ("a", "v", -1, 0), ("a", "w", 1, 0), ("b", "v", 0, 0), ("b", "x", 1, 0)]


def test_people_are_counted_by_group_and_people_in_none_are_left_out() -> None:
    counts = count_by_group(Ballots.of("abc", ROWS), np.array([0, 0, 1, NO_GROUP]), 2)

    assert counts.liked.tolist() == [[1, 1], [0, 0], [0, 0]]
    assert counts.seen.tolist() == [[2, 1], [1, 0], [0, 0]]


@pytest.mark.parametrize("group", [[0, 0, 0], [0, 0, 0, 2], [0, 0, 0, -2]])
def test_impossible_groups_are_refused(group: list[int]) -> None:
    with pytest.raises(ValueError, match="group"):
        count_by_group(Ballots.of("abc", ROWS), np.array(group), 2)


def test_rates_of_groups_without_votes_are_those_of_everybody() -> None:
    counts = count_by_group(Ballots.of("abc", ROWS), np.array([0, 0, 1, NO_GROUP]), 2)

    rates = like_rates(counts, np.array([0.5, 0.25, 0.75]))

    assert rates[1, 1] == 0.25
    assert rates[2].tolist() == [0.75, 0.75]
    assert rates[0].tolist() == pytest.approx([(1 + 8 * 0.5) / 10, (1 + 8 * 0.5) / 9])


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=6))
def test_the_mean_lies_between_the_least_and_the_arithmetic_mean(rates: list[float]) -> None:
    mean = geometric_mean(np.array([rates]))[0]

    assert min(rates) - 1e-12 <= mean <= float(np.mean(rates)) + 1e-12
