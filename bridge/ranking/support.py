"""Support: the share of people who are for an idea among those who saw it, shrunk towards the crowd's mean.

Notation: L people for the idea, V people who saw it, prior Beta(a, b). Both may be weighted: then a person
counts as at most one. An idea with few voters is neither
at the top nor at the bottom: it starts at the mean of all ideas and moves as people come, so that late ideas
are not behind only for being late. That is why the order goes by the mean of the posterior and never by its
lower bound, which ranks late ideas too low.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Prior
from bridge.ranking.evidence import Amounts, Evidence
from bridge.ranking.quantiles import quantiles
from bridge.ranking.sums import exact_sum

Floats = NDArray[np.float64]

FORMULA = "support-2"
"""Name of the formulas in this module; it changes whenever a figure could."""

FEW_IDEAS = 10
"""With fewer seen ideas than this, their spread says too little to fit a strength."""

UNFITTED_STRENGTH = 4.0
"""The strength then: about the median of what fitting gives on real conversations."""

STRENGTH_RANGE = (2.0, 200.0)
"""Bounds of a fitted strength, in people."""

DRIFT = 3.0
"""The interval counts every `DRIFT` people as one: later people differ from earlier ones, and a plain 90 %
interval holds only 80 % of what later people say."""

WIDE = 0.30
"""An interval wider than this says too little of where an idea belongs."""

CELLS = 16
"""A table of all possible pairs of amounts finds the different ones faster than sorting, up to so many for
each idea."""


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """Scores of all ideas, shapes (N,) in the order of the evidence, each strictly between 0 and 1.

    `low` <= `score` <= `high`.
    """

    prior: Prior
    score: Floats
    low: Floats
    high: Floats


def support(evidence: Evidence, *, interval: float, prior: Prior | None = None) -> Support:
    """Score all ideas; `interval` is the level of the bounds in 0..1; without `prior` one is fitted."""
    if prior is None:
        prior = fit_prior(evidence.positives, evidence.seen)
    score = posterior_mean(evidence.positives, evidence.seen, prior)
    low, high = _bounds(score, evidence.positives, evidence.seen, prior, interval)
    return Support(prior=prior, score=score, low=low, high=high)


def fit_prior(positives: Amounts, seen: Amounts) -> Prior:
    """The Beta prior by moments, over the N ideas that somebody saw.

        m = sum L / sum V
        Q = sum V_i (L_i / V_i - m)^2
        rho = (Q - m(1-m)(N-1)) / (m(1-m) (sum V - sum V^2 / sum V - (N-1)))
        strength = 1 / rho - 1, kept within STRENGTH_RANGE

    Source: intra-class correlation of beta-binomial counts by the method of moments (Kleinman 1973). Guards:
    fewer than FEW_IDEAS ideas, one viewer for every idea (no spread can be told from chance), or a crowd
    that is for everything or nothing, take UNFITTED_STRENGTH; in the last case half a person is added on
    each side, so that the mean stays between 0 and 1; without anybody the mean is 0.5.

    Whole numbers are summed as such, floats by exact_sum: neither depends on the order of ideas.
    """
    looked_at = seen > 0
    people_for, people = positives[looked_at], seen[looked_at]
    ideas, total_for, total = len(people), _sum(people_for), _sum(people)
    if total_for in (0, total):
        return Prior((total_for + 0.5) / (total + 1.0), UNFITTED_STRENGTH, ideas, fitted=False)
    mean = total_for / total
    # Whole numbers stay whole, so that "no room" is an exact zero; floats come as near to it as they can.
    room = total * total - _sum(people * people) - (ideas - 1) * total
    if ideas < FEW_IDEAS or room <= (0 if isinstance(total, int) else 1e-9 * total * total):
        return Prior(mean, UNFITTED_STRENGTH, ideas, fitted=False)
    spread = exact_sum(people * (people_for / people - mean) ** 2)
    chance = mean * (1.0 - mean)
    rho = (spread - chance * (ideas - 1)) / (chance * room / total)
    weakest, strongest = STRENGTH_RANGE
    strength = min(max(1.0 / max(rho, 1e-9) - 1.0, weakest), strongest)
    return Prior(mean, strength, ideas, fitted=True)


def posterior_mean(positives: Amounts, seen: Amounts, prior: Prior) -> Floats:
    """(L + a) / (V + a + b), shape (N,): the order goes by this. An idea nobody saw stands at the mean."""
    return np.asarray((positives + prior.a) / (seen + prior.strength), dtype=np.float64)


def bounds(positives: Amounts, seen: Amounts, prior: Prior, *, interval: float) -> tuple[Floats, Floats]:
    """Lower and upper bound to show with a score, shapes (N,), by equal tails of `interval`.

    Quantiles of Beta(score w, (1 - score) w) with w = V / DRIFT + a + b. Where the distribution is so skewed
    that its mean lies outside its quantiles, the bound is the score.

    With at most `quantiles.FEW` different pairs of amounts the quantiles are exact, with more they are within
    `quantiles.ERROR` (1e-6) of that.
    """
    return _bounds(posterior_mean(positives, seen, prior), positives, seen, prior, interval)


def _bounds(
    score: Floats, positives: Amounts, seen: Amounts, prior: Prior, interval: float
) -> tuple[Floats, Floats]:
    """The bounds of scores that are computed already."""
    if not 0.0 < interval < 1.0:
        raise ValueError(f"The level of an interval lies between 0 and 1, not at {interval}.")
    # Quantiles are the dear part, and many ideas have the same amounts: once for each pair of amounts.
    first, like = _different(positives, seen)
    mean, weight = score[first], seen[first] / DRIFT + prior.strength
    low, high = quantiles(mean, weight, (1.0 - interval) / 2.0)
    return np.minimum(low, mean)[like], np.maximum(high, mean)[like]


def _different(positives: Amounts, seen: Amounts) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The position of one idea for each of the D different pairs of amounts, and the pair of each idea.

    Shapes (D,) and (N,); the pairs are in an order of their own, whatever the order of ideas.
    """
    if not positives.dtype.kind == seen.dtype.kind == "i":
        return _first_and_like(positives + 1j * seen)
    width = int(seen.max(initial=0)) + 1
    pair, cells = positives * width + seen, (int(positives.max(initial=0)) + 1) * width
    if cells > CELLS * len(pair):
        return _first_and_like(pair)
    # Whichever idea of a pair stands in the table in the end: it has the same amounts as the others.
    some = np.full(cells, -1)
    some[pair] = np.arange(len(pair))
    taken = np.flatnonzero(some >= 0)
    number = np.empty(cells, dtype=np.intp)
    number[taken] = np.arange(len(taken))
    return some[taken], number[pair]


def _first_and_like(pair: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    _, first, like = np.unique(pair, return_index=True, return_inverse=True)
    return first, like


def _sum(people: Amounts) -> float:
    """An int for whole numbers; for others the float nearest to the true sum."""
    return int(people.sum()) if people.dtype.kind == "i" else exact_sum(np.asarray(people, dtype=np.float64))
