"""What others rank by, from the counts of an idea alone: one formula each, known values in the tests.

Notation: `up` and `down` votes, `seen` people who saw it, `n` what a share is out of. Arrays broadcast.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

Z95 = 1.959963984540054
REDDIT_EPOCH = 1134028003
HN_GRAVITY = 1.8
QUALITY_NEWS = 2.3


def wilson_lower(up: ArrayLike, n: ArrayLike, z: float = Z95) -> Floats:
    """Lower bound of the score interval of a share (Wilson 1927); 0 of 0 is 0 by definition.

    Reddit's "best" takes z = 1.281551565545, a level of 80 %.
    """
    ups, people = np.asarray(up, dtype=np.float64), np.asarray(n, dtype=np.float64)
    some = np.maximum(people, 1.0)
    share = ups / some
    middle = share + z * z / (2.0 * some)
    reach = z * np.sqrt(share * (1.0 - share) / some + z * z / (4.0 * some * some))
    bound = (middle - reach) / (1.0 + z * z / some)
    # Exactly 0 for 0 of n; rounding leaves a trace otherwise.
    return np.where((people > 0) & (ups > 0), np.maximum(bound, 0.0), 0.0)


def beta_quantile(up: ArrayLike, n: ArrayLike, a: float, b: float, q: float) -> Floats:
    """The quantile `q` of Beta(up + a, n - up + b): the posterior of a share with prior Beta(a, b)."""
    from scipy.special import betaincinv

    ups, people = np.asarray(up, dtype=np.float64), np.asarray(n, dtype=np.float64)
    return np.asarray(betaincinv(ups + a, people - ups + b, q), dtype=np.float64)


def eb_prior_mle(up: ArrayLike, n: ArrayLike) -> tuple[float, float]:
    """The Beta prior (a, b) that makes these counts likeliest, by a search over mean and strength."""
    from scipy.optimize import minimize
    from scipy.special import betaln

    ups, people = np.asarray(up, dtype=np.float64), np.asarray(n, dtype=np.float64)

    def unlikely(point: Floats) -> float:
        a, b = np.exp(point)
        return -float(np.sum(betaln(ups + a, people - ups + b) - betaln(a, b)))

    found = minimize(unlikely, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9})
    a, b = np.exp(found.x)
    return float(a), float(b)


def reddit_hot(up: int, down: int, at: int) -> float:
    """Sign and size of the net score on a log scale, plus one for every 12.5 hours of birth, 7 decimals."""
    net = up - down
    sign = (net > 0) - (net < 0)
    return round(sign * log10(max(abs(net), 1)) + (at - REDDIT_EPOCH) / 45_000, 7)


def reddit_controversy_old(up: int, down: int) -> float:
    """All votes over the absolute net score."""
    return (up + down) / max(abs(up - down), 1)


def reddit_controversy_new(up: int, down: int) -> float:
    """All votes to the power of the smaller side over the larger; 0 if one side is empty."""
    if up <= 0 or down <= 0:
        return 0.0
    return float((up + down) ** (min(up, down) / max(up, down)))


def hn_gravity(points: ArrayLike, age_hours: ArrayLike) -> Floats:
    """(points - 1)^0.8 / (age + 2)^1.8, with nothing below one point."""
    above = np.maximum(np.asarray(points, dtype=np.float64) - 1.0, 0.0)
    return np.asarray(above**0.8 / (np.asarray(age_hours, dtype=np.float64) + 2.0) ** HN_GRAVITY)


def quality_news(up: ArrayLike, expected: ArrayLike, c: float = QUALITY_NEWS) -> Floats:
    """Votes over the votes that were to be expected, both raised by `c`."""
    votes, likely = np.asarray(up, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    return np.asarray((votes + c) / (likely + c))


def polis_gic(agreed_asked: Sequence[tuple[ArrayLike, ArrayLike]]) -> Floats:
    """Group-informed consensus: the product over groups of (agreed + 1) / (asked + 2)."""
    product = np.asarray(1.0)
    for agreed, asked in agreed_asked:
        ups, people = np.asarray(agreed, dtype=np.float64), np.asarray(asked, dtype=np.float64)
        product = product * (ups + 1.0) / (people + 2.0)
    return product


def gic_geo(agreed_asked: Sequence[tuple[ArrayLike, ArrayLike]]) -> Floats:
    """The geometric mean over groups in place of the product: the scale no longer depends on how many."""
    return np.asarray(polis_gic(agreed_asked) ** (1.0 / max(len(agreed_asked), 1)))


def polis_prop_test(successes: float, n: float) -> float:
    """Polis' test of a share against one half, one added to both numbers."""
    return float(2.0 * np.sqrt(n + 1.0) * ((successes + 1.0) / (n + 1.0) - 0.5))


def polis_priority(agreed: float, passed: float, seen: float, extremity: float) -> float:
    """How urgently Polis shows a comment: often agreed on, seldom passed, far out, and more so while new."""
    passing, agreeing = (passed + 1.0) / (seen + 2.0), (agreed + 1.0) / (seen + 2.0)
    importance = (1.0 - passing) * (extremity + 1.0) * agreeing
    return float((importance * (1.0 + 8.0 * 2.0 ** (-seen / 5.0))) ** 2)
