"""Split opinions and far sides are two things, and few votes are neither."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.participation import Tally
from bridge.ranking.across import across
from bridge.ranking.controversy import controversy, split_index
from bridge.ranking.evidence import Evidence
from bridge.ranking.support import fit_prior
from tests.ranking.camps import ballots, camps

CROWD = Evidence.of(
    Tally(f"idea{number:02}", up=up, down=down, unsure=3)
    for number, (up, down) in enumerate(
        [(28, 25), (40, 2), (3, 30), (5, 4), (12, 9), (0, 0), (20, 1), (7, 30), (16, 2), (11, 3), (30, 6)]
    )
)


def test_divided_are_ideas_with_enough_votes_near_half() -> None:
    result = controversy(CROWD)

    assert [idea for idea, one in zip(result.ids, result.divided, strict=True) if one] == ["idea00", "idea04"]
    assert result.split[3] > 0.85
    assert not result.polarised.any()


def test_the_prior_is_that_of_votes_for_and_against() -> None:
    """People who saw an idea and said nothing are neither."""
    assert controversy(CROWD).prior == fit_prior(CROWD.positives, CROWD.positives + CROWD.downs)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_split_is_between_0_and_1_and_largest_in_the_middle(up: int, down: int) -> None:
    prior = controversy(CROWD).prior
    ups, downs = np.array([up, up + down]), np.array([down, 0])

    split = split_index(ups, downs, prior)

    assert 0.0 < split[0] < 1.0
    assert split[0] >= split[1] or up + down < 5


def test_polarised_are_ideas_on_which_the_sides_are_far_apart() -> None:
    crowd = ballots(camps(100, 24, seen=0.7), 24)
    counts = crowd.counts()
    evidence = Evidence(crowd.ideas, counts[:, 2].copy(), counts[:, 0].copy(), counts.sum(axis=1))

    result = controversy(evidence, across(crowd))

    assert result.polarised.tolist() == [number % 4 in (1, 2) for number in range(24)]


def test_without_a_score_across_sides_nothing_is_polarised() -> None:
    crowd = ballots(camps(30, 24), 24)
    counts = crowd.counts()
    evidence = Evidence(crowd.ideas, counts[:, 2].copy(), counts[:, 0].copy(), counts.sum(axis=1))

    assert not controversy(evidence, across(crowd)).polarised.any()


def test_other_ideas_are_refused() -> None:
    with pytest.raises(ValueError, match="other ideas"):
        controversy(CROWD, across(ballots(camps(30, 24), 24)))


def test_no_ideas() -> None:
    assert controversy(Evidence.of([])).split.tolist() == []
