"""Where both sides of an idea start: the share, leaning on ideas with as many for and against."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.leaning import Balance, fit_balance, start
from bridge.ranking.support import fit_prior, posterior_mean

Counted = tuple[int, int, int]
counted = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60))
"""People for, against and neither."""


def lean(crowd: Balance, *said: int) -> float:
    ups, downs, neither = (np.array([float(people)]) for people in said)
    return float(start(ups, downs, ups + downs + neither, crowd)[0])


@given(st.lists(counted, min_size=1, max_size=25), counted)
def test_one_more_for_never_lowers_and_one_more_against_or_neither_never_raises(
    ideas: list[Counted], idea: Counted
) -> None:
    ups, downs, neither = (np.array(column, dtype=np.int64) for column in zip(*ideas, strict=True))
    crowd = fit_balance(ups, downs, ups + downs + neither)

    before = lean(crowd, *idea)

    assert 0.0 < before < 1.0
    assert lean(crowd, idea[0] + 1, idea[1], idea[2]) >= before
    assert lean(crowd, idea[0], idea[1] + 1, idea[2]) <= before
    assert lean(crowd, idea[0], idea[1], idea[2] + 1) <= before


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=1, max_size=25))
def test_without_votes_against_the_start_is_support(ideas: list[tuple[int, int]]) -> None:
    ups, neither = (np.array(column, dtype=np.int64) for column in zip(*ideas, strict=True))
    seen, none = ups + neither, np.zeros_like(ups)

    score = start(ups.astype(float), none.astype(float), seen.astype(float), fit_balance(ups, none, seen))

    assert score == pytest.approx(posterior_mean(ups, seen, fit_prior(ups, seen)), abs=1e-9)


def test_a_vote_against_tells_more_than_a_view_while_few_have_voted() -> None:
    crowd = Balance(mean=0.6, balance=0.4, slope=0.6, strength=4.0)

    assert lean(crowd, 3, 3, 0) < lean(crowd, 3, 0, 3)
    assert abs(lean(crowd, 3000, 3000, 0) - lean(crowd, 3000, 0, 3000)) < 0.005
