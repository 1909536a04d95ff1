"""Two kinds of controversy: people are split over an idea, or the two sides see it very differently.

    split = 4 E[p (1 - p)] = 4 alpha beta / ((alpha + beta) (alpha + beta + 1))

with alpha = for + a, beta = against + b, and a prior Beta(a, b) fitted to for and against alone. 1 is an even
split among endlessly many people. The split says almost nothing about camps (Kendall's tau 0.09 on 13
conversations), so the gap between the sides in `across.py` is told apart from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Prior
from bridge.ranking.across import Across
from bridge.ranking.evidence import Amounts, Evidence
from bridge.ranking.support import Floats, fit_prior

DIVIDED_VOTES = 10
"""Fewer votes for and against do not make an idea divided."""

DIVIDED_SPLIT = 0.85
"""From this split on opinions are called divided: about 31 % against 69 %, among many."""

POLARISED_GAP = 0.25
"""The least difference between the two sides' like rates that is called polarised..."""

POLARISED_Z = 1.645
"""...if it is as many standard errors wide: 5 % of ideas that both sides like equally would pass, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Controversy:
    """Entry i belongs to `ids[i]`, shapes (N,).

    `split` in 0..1 and whether opinions are `divided`; whether the sides are so far apart that the idea is
    `polarised`: never for ideas without a score across sides. `prior`: that of for and against.
    """

    ids: tuple[str, ...]
    split: Floats
    divided: NDArray[np.bool_]
    polarised: NDArray[np.bool_]
    prior: Prior


def controversy(evidence: Evidence, across: Across | None = None) -> Controversy:
    """Both kinds for all ideas; without `across` none is polarised. ValueError if that is of other ideas."""
    if across is not None and across.ids != evidence.ids:
        raise ValueError("Support across sides is about other ideas than the evidence.")
    votes = evidence.positives + evidence.downs
    prior = fit_prior(evidence.positives, votes)
    split = split_index(evidence.positives, evidence.downs, prior)
    return Controversy(
        ids=evidence.ids,
        split=split,
        divided=(votes >= DIVIDED_VOTES) & (split >= DIVIDED_SPLIT),
        polarised=np.zeros(len(evidence), dtype=np.bool_) if across is None else polarised(across),
        prior=prior,
    )


def split_index(ups: Amounts, downs: Amounts, prior: Prior) -> Floats:
    """How evenly people are split, in 0..1, shape (N,)."""
    alpha, beta = ups + prior.a, downs + prior.b
    both = alpha + beta
    return np.asarray(4.0 * alpha * beta / (both * (both + 1.0)))


def polarised(across: Across) -> NDArray[np.bool_]:
    """Where the sides are far apart and chance does not explain it, shape (N,)."""
    # Comparing with nan, where there is no score, is False.
    return np.asarray((across.gap >= POLARISED_GAP) & (across.gap_z >= POLARISED_Z))
