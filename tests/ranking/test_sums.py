"""Sums of floats: those of `math.fsum`, to the last bit."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ranking.sums import exact_sum

ORDINARY = st.floats(-1e9, 1e9, allow_subnormal=True)
ANY = st.floats(-1e300, 1e300, allow_subnormal=True)


@given(st.lists(ORDINARY, max_size=60) | st.lists(ANY, max_size=60))
def test_it_is_the_true_sum_rounded_once(terms: list[float]) -> None:
    assert exact_sum(np.array(terms)) == fsum(terms)


@pytest.mark.parametrize(
    "terms",
    [
        [],
        [0.0, -0.0],
        [1e9, 1e-300, -1e9],
        [0.1] * 10,
        [5e-324] * 3,
        [1e-310, 1e-5],
        [2.0**61, 1.0, -(2.0**61)],
        [1e300, 1.0, -1e300],
        [1.0, 2.0**-53, 2.0**-106],
    ],
)
def test_neither_size_nor_cancelling_costs_a_bit(terms: list[float]) -> None:
    assert exact_sum(np.array(terms)) == fsum(terms)


def test_many_terms_in_any_order_have_one_sum() -> None:
    luck = np.random.default_rng(2015)
    terms = luck.normal(size=20_000) * 10.0 ** luck.integers(-12, 6, 20_000)

    sums = {exact_sum(luck.permutation(terms)) for _ in range(5)}

    assert sums == {fsum(terms.tolist())}


def test_the_terms_stay_as_they_are() -> None:
    terms = np.array([0.1, 0.2, 0.3])

    exact_sum(terms)

    assert terms.tolist() == [0.1, 0.2, 0.3]
