"""Support across the main difference of opinion: the definition written out, to measure others against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from bridge.ranking.support import fit_prior, posterior_mean
from tests.perf.fairness.factors import fit_axis

Floats = NDArray[np.float64]

MIN_VOTES = 7
KAPPA = 8.0
"""So many people's worth of the pooled share are mixed into the share of each side."""


def two_poles(ballots: Ballots, *, min_votes: int = MIN_VOTES, kappa: float = KAPPA) -> Floats:
    """Geometric mean of the shares of the two sides of the axis that are for an idea, shape (ideas,).

        m = (L + a) / (V + a + b)     q_side = (L_side + kappa m) / (V_side + kappa)

    Only people with at least `min_votes` votes count, in the axis as in the shares.
    """
    known = ballots.only(ballots.votes_by_person()[ballots.person] >= min_votes)
    counts = known.counts()
    positives, seen = counts[:, 2], counts.sum(axis=1)
    pooled = posterior_mean(positives, seen, fit_prior(positives, seen))
    side = fit_axis(known).side[known.person]
    shares = []
    for rows in (side < 0, side > 0):
        part = known.only(rows).counts()
        shares.append((part[:, 2] + kappa * pooled) / (part.sum(axis=1) + kappa))
    return np.asarray(np.sqrt(shares[0] * shares[1]), dtype=np.float64)
