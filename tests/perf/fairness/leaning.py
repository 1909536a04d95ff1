"""A proposal that did not win: support that leans on ideas with as many for and against as this one has.

The formula is the one with which the product starts both sides of an idea (bridge.ranking.leaning).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from bridge.ranking.leaning import fit_balance, start

Floats = NDArray[np.float64]

ESTABLISHED = 7
"""So many votes make a voter established."""


def leaning_support(ballots: Ballots, *, guarded: bool = True) -> Floats:
    """The score of all ideas; guarded, newcomers' votes weigh within the cap."""
    weight = _newcomers_capped(ballots) if guarded else np.ones(len(ballots))
    counts = ballots.counts()
    crowd = fit_balance(counts[:, 2], counts[:, 0], counts.sum(axis=1))
    weighed = np.bincount(ballots.key, weight, 3 * len(ballots.ideas)).reshape(-1, 3)
    amounts = np.asarray(weighed, dtype=np.float64)
    return start(amounts[:, 2], amounts[:, 0], amounts.sum(axis=1), crowd)


def _newcomers_capped(ballots: Ballots) -> Floats:
    """The weight of each vote, shape (R,): 1 of the established, min(1, (2 + E / 10) / N) of newcomers."""
    votes, ideas = ballots.votes_by_person()[ballots.person], len(ballots.ideas)
    old = votes >= ESTABLISHED
    trusted = np.bincount(ballots.idea[old], minlength=ideas)
    others = np.bincount(ballots.idea[~old], minlength=ideas)
    cap = np.minimum(1.0, (2.0 + 0.1 * trusted) / np.maximum(others, 1))
    return np.where(old, 1.0, cap[ballots.idea])
