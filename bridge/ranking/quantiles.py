"""Quantiles of Beta distributions: exact for few of them, read from polynomials for many.

An exact quantile is found by iteration and takes a microsecond or two, and large campaigns need thousands.
But quantiles are smooth in the parameters. For Beta(a, b) write

    r = sqrt(1/a + 1/b)          spread of the log odds
    x = (a - b) / (a + b)        skew, in -1..1
    log odds of the quantile = log(a/b) + r g(r, x)

Expanded in small r (Cornish and Fisher 1938, for the log odds of a Beta variable), g is a sum of terms
r^k x^j where j <= k and both are even or both odd; and swapping a and b swaps the tails. So

    g = r x O + E at the lower tail, g = r x O - E at the upper one,

where E and O depend on r^2 and x^2 alone. Both are interpolated at Chebyshev nodes, in bands of r^2, which
also holds where r is not small. Then one pair of values gives both tails. What is interpolated depends on
the tail alone, so that it is computed once for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEW = 300
"""Up to so many distributions all quantiles are exact: that takes about a millisecond, as long as it takes to
make the polynomials."""

SMALLEST_TAIL = 0.005
"""Quantiles of smaller tails are always exact: the polynomials are good up to an interval of 99 %."""

ERROR = 1e-6
"""A quantile from a polynomial is less than this beside the exact one; seen were 4e-7 for 99 % intervals and
4e-8 for 90 % ones."""


@dataclass(frozen=True, slots=True)
class Band:
    """Distributions with `least` < r^2 <= `most`; numbers of nodes in x^2 and in r^2."""

    least: float
    most: float
    skew_nodes: int
    spread_nodes: int


BANDS = (Band(0.0, 0.25, 3, 4), Band(0.25, 1.0, 5, 6), Band(1.0, 4.0, 9, 9))
"""As few nodes as the error allows. Most ideas that many people saw are in the first band; beyond the last
one are those that are nearly all for or against after few people."""


def quantiles(mean: Floats, weight: Floats, tail: float) -> tuple[Floats, Floats]:
    """The quantiles at `tail` and 1 - `tail` of Beta(mean w, (1 - mean) w), shapes (N,), within ERROR.

    `mean` strictly between 0 and 1, `weight` above 0, `tail` between 0 and 0.5. An entry depends on its own
    mean and weight, and on whether there are more than FEW; never on its place or its neighbours.
    """
    if len(mean) <= FEW or tail < SMALLEST_TAIL:
        return exact_quantiles(mean, weight, tail)
    low, high = np.empty_like(mean), np.empty_like(mean)
    # This is 1 / r^2, turned over because it may come near to 0.
    firm = mean * (1.0 - mean) * weight
    left = np.ones(len(mean), dtype=np.bool_)
    for band, table in zip(BANDS, _tables(tail), strict=True):
        rows = np.flatnonzero(left & (firm >= 1.0 / band.most))
        if len(rows):
            low[rows], high[rows] = _read(mean[rows], 1.0 / firm[rows], band, table)
            left[rows] = False
    rows = np.flatnonzero(left)
    if len(rows):
        low[rows], high[rows] = exact_quantiles(mean[rows], weight[rows], tail)
    return low, high


def exact_quantiles(mean: Floats, weight: Floats, tail: float) -> tuple[Floats, Floats]:
    """The same by the inverse of the incomplete beta function."""
    # Loaded here because it takes a quarter of a second, and most commands never rank.
    from scipy.special import betaincinv

    a, b = mean * weight, (1.0 - mean) * weight
    low, high = (np.asarray(betaincinv(a, b, share), dtype=np.float64) for share in (tail, 1.0 - tail))
    return low, high


def _read(mean: Floats, square: Floats, band: Band, table: Floats) -> tuple[Floats, Floats]:
    """Both quantiles from E and O; `square` is r^2, shapes (N,), `table` as from `_table`."""
    x, rest = 2.0 * mean - 1.0, 1.0 - mean
    skew, spread = 2.0 * x * x - 1.0, (2.0 * square - band.least - band.most) / (band.most - band.least)
    even, odd = _values(table, skew, spread)
    # The odds are a/b e^(r g), and r g is r^2 x O + r E at the lower tail, r^2 x O - r E at the upper one.
    middle, half = mean * np.exp(square * x * odd), np.exp(np.sqrt(square) * even)
    low = middle * half
    return low / (low + rest), middle / (middle + rest * half)


def _values(table: Floats, skew: Floats, spread: Floats) -> Floats:
    """The polynomials at these points by Horner's rule, shape (2, N); no point's value depends on another."""
    inner = table[:, :, -1, np.newaxis] * spread
    for power in range(table.shape[2] - 2, 0, -1):
        inner += table[:, :, power, np.newaxis]
        inner *= spread
    inner += table[:, :, 0, np.newaxis]
    values = inner[:, -1]
    for power in range(table.shape[1] - 2, -1, -1):
        values *= skew
        values += inner[:, power]
    return values


@lru_cache(maxsize=16)
def _tables(tail: float) -> tuple[Floats, ...]:
    """E and O in every band at this tail; takes 246 exact quantiles, about a millisecond."""
    return tuple(_table(band, tail) for band in BANDS)


def _table(band: Band, tail: float) -> Floats:
    """E and O of this band by interpolation, in x^2 and r^2 both stretched to -1..1.

    Coefficients of powers, shape (2, skew_nodes, spread_nodes): E then O, power of x^2, power of r^2.
    """
    (skew, from_skew), (spread, from_spread) = _nodes(band.skew_nodes), _nodes(band.spread_nodes)
    x = np.repeat(np.sqrt((1.0 + skew) / 2.0), len(spread))
    square = np.tile((band.least + band.most + (band.most - band.least) * spread) / 2.0, len(skew))
    r, mean = np.sqrt(square), (1.0 + x) / 2.0
    low, high = (
        (np.log(quantile / (1.0 - quantile)) - np.log(mean / (1.0 - mean))) / r
        for quantile in exact_quantiles(mean, 4.0 / (square * (1.0 - x * x)), tail)
    )
    values = np.stack([(low - high) / 2.0, (low + high) / (2.0 * r * x)]).reshape(2, len(skew), len(spread))
    # Not by a matrix product: the order of its sums may change with the number of threads.
    return np.asarray(np.einsum("pi,qj,kij->kpq", from_skew, from_spread, values))


def _nodes(count: int) -> tuple[Floats, Floats]:
    """Chebyshev nodes in -1..1, shape (n,), and the matrix from values there to coefficients of powers."""
    angle, degree = np.pi * (np.arange(count) + 0.5) / count, np.arange(count)
    to_degrees = np.cos(degree[:, np.newaxis] * angle) * (2.0 / count)
    to_degrees[0] /= 2.0
    # Column by column the powers in each Chebyshev polynomial: T_n = 2 x T_(n-1) - T_(n-2).
    powers = np.eye(count)
    for place in range(2, count):
        powers[:, place] = -powers[:, place - 2]
        powers[1:, place] += 2.0 * powers[:-1, place - 1]
    return np.cos(angle), np.einsum("pd,di->pi", powers, to_degrees)
