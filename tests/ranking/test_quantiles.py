"""Quantiles read from polynomials: as near to the exact ones as is said, and exact wherever that is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import betaincinv

from bridge.domain.ranking import Prior
from bridge.ranking.quantiles import BANDS, ERROR, FEW, SMALLEST_TAIL, Band, exact_quantiles, quantiles
from bridge.ranking.support import DRIFT, STRENGTH_RANGE, bounds, posterior_mean

Floats = NDArray[np.float64]

MANY = 2 * FEW


def furthest(mean: Floats, weight: Floats, tail: float) -> float:
    """The greatest difference between a quantile and the exact one."""
    assert len(mean) > FEW
    return float(
        np.abs(np.subtract(quantiles(mean, weight, tail), exact_quantiles(mean, weight, tail))).max()
    )


def spread_evenly(number: int = MANY) -> tuple[Floats, Floats]:
    """Distributions of all sorts, from a person to many thousands."""
    luck = np.random.default_rng(2015)
    return luck.uniform(0.001, 0.999, number), 10.0 ** luck.uniform(0.0, 4.0, number)


def test_exact_ones_are_those_of_the_incomplete_beta_function() -> None:
    low, high = exact_quantiles(np.array([0.4]), np.array([5.0]), 0.05)

    assert [low[0], high[0]] == pytest.approx([0.09761146288641434, 0.7513953742698184], rel=1e-12)


@pytest.mark.parametrize("tail", [SMALLEST_TAIL, 0.025, 0.05, 0.1, 0.25, 0.4, 0.499])
@pytest.mark.parametrize("band", BANDS)
def test_every_band_is_near_everywhere(tail: float, band: Band) -> None:
    """On a grid that holds the edges of the band and goes to means very near to 0 and 1."""
    near = np.concatenate([10.0 ** np.linspace(-6.0, -1.0, 16), np.linspace(0.12, 0.5, 12)])
    mean, square = (
        grid.ravel()
        for grid in np.meshgrid(
            np.concatenate([near, 1.0 - near]),
            np.linspace(band.least, band.most, 40, endpoint=False) + (band.most - band.least) / 40.0,
        )
    )

    assert furthest(mean, 1.0 / (square * mean * (1.0 - mean)), tail) < ERROR


@given(
    st.integers(0, 2**32),
    st.floats(0.0005, 0.9995),
    st.floats(*STRENGTH_RANGE),
    st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]) | st.floats(0.5, 0.99),
)
def test_bounds_of_a_large_campaign_are_near_whatever_people_say(
    seed: int, mean: float, strength: float, level: float
) -> None:
    """From nobody to a million people on an idea, everybody for it, nobody for it and all between."""
    luck = np.random.default_rng(seed)
    seen = np.floor(10.0 ** luck.uniform(-0.5, 6.0, MANY)).astype(np.int64)
    share = luck.random(MANY)
    share[::4], share[1::4] = 0.0, 1.0
    positives = np.floor(seen * share).astype(np.int64)
    prior = Prior(mean, strength, MANY, fitted=True)
    score = posterior_mean(positives, seen, prior)
    weight = seen / DRIFT + strength
    tail = (1.0 - level) / 2.0

    low, high = bounds(positives, seen, prior, interval=level)

    a, b = score * weight, (1.0 - score) * weight
    assert np.all((low <= score) & (score <= high))
    assert np.abs(low - np.minimum(betaincinv(a, b, tail), score)).max() < ERROR
    assert np.abs(high - np.maximum(betaincinv(a, b, 1.0 - tail), score)).max() < ERROR


def test_at_the_usual_level_the_seventh_digit_stands() -> None:
    mean, weight = spread_evenly(20 * FEW)

    assert furthest(mean, weight, 0.05) < 1e-7


def test_few_are_exact_and_many_are_not() -> None:
    mean, weight = spread_evenly(FEW + 1)

    few, exact = quantiles(mean[:-1], weight[:-1], 0.05), exact_quantiles(mean, weight, 0.05)

    assert [side.tolist() for side in few] == [side[:-1].tolist() for side in exact]
    assert furthest(mean, weight, 0.05) > 0.0


def test_a_tail_that_is_too_small_is_exact() -> None:
    mean, weight = spread_evenly()

    assert furthest(mean, weight, SMALLEST_TAIL / 5.0) == 0.0


def test_distributions_beyond_the_bands_are_exact() -> None:
    luck = np.random.default_rng(2015)
    mean = luck.uniform(0.001, 0.03, MANY)
    weight = luck.uniform(0.01, 0.99, MANY) / (BANDS[-1].most * mean * (1.0 - mean))

    assert furthest(mean, weight, 0.05) == 0.0
    assert furthest(1.0 - mean, weight, 0.05) == 0.0


def test_bands_leave_no_gap() -> None:
    assert BANDS[0].least == 0.0
    assert [band.most for band in BANDS[:-1]] == [band.least for band in BANDS[1:]]


def test_an_entry_depends_on_no_place_and_no_neighbour() -> None:
    mean, weight = spread_evenly(5 * FEW)
    low, high = quantiles(mean, weight, 0.05)
    some = np.random.default_rng(7).permutation(5 * FEW)[:MANY]

    again = quantiles(mean[some], weight[some], 0.05)

    assert [side.tobytes() for side in again] == [low[some].tobytes(), high[some].tobytes()]


def test_those_against_have_the_mirrored_quantiles() -> None:
    mean, weight = spread_evenly()

    low, high = quantiles(mean, weight, 0.05)
    mirrored_low, mirrored_high = quantiles(1.0 - mean, weight, 0.05)

    assert 1.0 - mirrored_high == pytest.approx(low, abs=1e-12)
    assert 1.0 - mirrored_low == pytest.approx(high, abs=1e-12)
