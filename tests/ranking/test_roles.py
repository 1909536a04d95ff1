"""Support across declared roles, and what is withheld so that few people stay unknown."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.domain.ranking import Prior, Standing
from bridge.ranking.ballots import Ballots
from bridge.ranking.groups import NO_GROUP, Whole
from bridge.ranking.roles import ROLE_PEOPLE, ROLE_VOTES, Roles, across_roles
from tests.ranking.camps import person

ROLES = ("nurses", "doctors", "porters")
PRIOR = Prior(mean=0.5, strength=4.0, ideas=20, fitted=True)


def crowd(*by_role: list[tuple[int, int]]) -> tuple[Ballots, Whole]:
    """For each idea a list of (for, against) by role; each role's people are numbered from its thousand."""
    rows = []
    for number, idea in enumerate(by_role):
        for role, (liked, against) in enumerate(idea):
            rows += [
                (f"idea{number}", person(1000 * role + who), 1 if who < liked else -1, 0)
                for who in range(liked + against)
            ]
    people = sorted({row[1] for row in rows})
    group = np.array([int(name[6:]) // 1000 for name in people], dtype=np.int64)
    return Ballots.of({row[0] for row in rows}, rows), group


def test_the_score_is_the_geometric_mean_of_the_roles_rates() -> None:
    votes, role = crowd([(18, 2), (3, 7), (6, 6)])

    result = across_roles(votes, role, ROLES, prior=PRIOR)

    pooled = (27 + 2) / (42 + 4)
    rates = [(18 + 8 * pooled) / 28, (3 + 8 * pooled) / 18, (6 + 8 * pooled) / 20]
    assert result.rates[0] == pytest.approx(rates)
    assert result.score[0] == pytest.approx(np.prod(rates) ** (1 / 3))
    assert (result.liked.tolist(), result.seen.tolist()) == ([[18, 3, 6]], [[20, 10, 12]])
    assert (result.roles, result.people.tolist()) == (ROLES, [20, 10, 12])


def test_a_role_of_few_people_is_left_out() -> None:
    votes, role = crowd([(18, 2), (5, 7), (4, 5)])

    result = across_roles(votes, role, ROLES)

    assert result.roles == ("nurses", "doctors")
    assert result.seen.tolist() == [[20, 12]]
    assert result.standing == (Standing.SCORED,)


def test_a_role_with_few_votes_on_an_idea_counts_as_everybody_and_is_not_told() -> None:
    votes, role = crowd([(18, 2), (9, 3), (1, 0)], [(9, 9), (9, 9), (6, 6)])
    apart = np.where(np.arange(votes.people) < 5, NO_GROUP, role)

    result = across_roles(votes, apart, ROLES, prior=PRIOR)

    pooled = (28 + 2) / (33 + 4)
    rates = [(13 + 8 * pooled) / 23, (9 + 8 * pooled) / 20, pooled]
    assert result.told[0].tolist() == [True, True, False]
    assert result.score[0] == pytest.approx(np.prod(rates) ** (1 / 3))
    assert (result.liked[0, 2], result.seen[0, 2]) == (0, 0)
    assert np.isnan(result.rates[0, 2])


def test_what_is_left_of_all_votes_does_not_give_a_few_people_away() -> None:
    """Two porters are left when nurses and doctors are told; so the doctors are not told either."""
    votes, role = crowd([(18, 2), (9, 3), (2, 0)], [(9, 9), (9, 9), (6, 6)])

    result = across_roles(votes, role, ROLES)

    assert not result.told[0].any()
    assert result.standing == (Standing.TOO_FEW_ACROSS, Standing.SCORED)
    assert np.isnan(result.score[0])
    assert result.seen[0].tolist() == [0, 0, 0]


def test_one_role_is_no_comparison() -> None:
    votes, role = crowd([(18, 2)])

    assert across_roles(votes, role, ROLES).standing == (Standing.TOO_FEW_PEOPLE,)


def test_nobody_told_a_role() -> None:
    votes, role = crowd([(18, 2)])

    result = across_roles(votes, np.full_like(role, NO_GROUP), ROLES)

    assert (result.roles, result.standing) == ((), (Standing.TOO_FEW_PEOPLE,))
    assert np.isnan(result.score).all()


COUNTS = st.tuples(st.integers(0, 9), st.integers(0, 9))


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=5))
def test_no_count_and_no_rest_speaks_of_few_people(ideas: list[tuple[tuple[int, int], ...]]) -> None:
    votes, role = crowd([(20, 10), (15, 10), (9, 3)], *(list(idea) for idea in ideas))

    result: Roles = across_roles(votes, role, ROLES)

    assert np.all(result.people >= ROLE_PEOPLE)
    assert np.all((result.seen == 0) | (result.seen >= ROLE_VOTES))
    told = result.told.any(axis=1)
    rest = votes.counts().sum(axis=1) - result.seen.sum(axis=1)
    assert np.all((rest[told] == 0) | (rest[told] >= ROLE_VOTES))
