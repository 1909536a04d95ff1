"""What rises this week: the support of this week's people against that of earlier ones, idea by idea.

    m_j = (L_j + a) / (V_j + a + b)        v_j = m_j (1 - m_j) / (V_j + a + b + 1)
    z = (m_1 - m_0 - S) / sqrt(v_1 + v_0)

j is 0 for before and 1 for this week, with one prior Beta(a, b) for both. S is how much kinder this week's
crowd is to all ideas: the mean of m_1 - m_0, weighted by V_1. Without it a week of friendly newcomers would
make everything rise. Ideas are tested only where both crowds are large enough, and the list is kept from
filling with chance by the false discovery rate (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.domain.ranking import Prior
from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Amounts, Evidence
from bridge.ranking.support import Floats, posterior_mean

Mask = NDArray[np.bool_]

ENOUGH = 5
"""An idea is tested if so many people saw it this week and as many before."""

SURE = 0.95
"""The least probability of a real rise."""

DISCOVERY = 0.20
"""The expected share of the list that chance may have put there."""

FLAGGED_Z = 1.645
"""So far from the crowd's shift, up or down, an idea counts as moved: 10 % do by chance."""

DIFFERENT = 0.25
"""If a larger share of the tested ideas moved, the people changed and not the ideas."""

LIFT = 2.3
"""Likes, expected and given, that are blended into the lift. Source: the upvote rate of Quality News."""


@dataclass(frozen=True, slots=True, eq=False)
class Momentum:
    """Entry i belongs to `ids[i]`, shapes (N,).

    `week` and `before`: m_1 and m_0. `z` and `sure`, the probability that the idea rose more than the crowd's
    `shift`: nan where not `tested`. `rising`: what may be listed; nothing if `differs`, when this week's
    people differ from earlier ones. `new`: seen by too few before this week; those are never said to rise.
    `lift`: likes of this week per like that as many readers give on average; it is no part of any rank.
    """

    ids: tuple[str, ...]
    week: Floats
    before: Floats
    z: Floats
    sure: Floats
    tested: Mask
    rising: Mask
    new: Mask
    lift: Floats
    shift: float
    differs: bool


def momentum(week: Evidence, before: Evidence, *, prior: Prior) -> Momentum:
    """Compare this week's votes with those before it. ValueError if they are about different ideas."""
    if week.ids != before.ids:
        raise ValueError("This week and before are about different ideas.")
    now = posterior_mean(week.positives, week.seen, prior)
    then = posterior_mean(before.positives, before.seen, prior)
    tested = (week.seen >= ENOUGH) & (before.seen >= ENOUGH)
    weight = week.seen[tested]
    shift = float(np.sum(weight * (now - then)[tested]) / weight.sum()) if tested.any() else 0.0
    z, sure = rise(week, before, prior, shift)
    differs = bool(np.mean(np.abs(z[tested]) >= FLAGGED_Z) > DIFFERENT) if tested.any() else False
    rising = np.zeros(len(week), dtype=np.bool_)
    if not differs:
        rising[tested] = (sure[tested] >= SURE) & discoveries(1.0 - sure[tested], DISCOVERY)
    return Momentum(
        ids=week.ids,
        week=now,
        before=then,
        z=np.where(tested, z, np.nan),
        sure=np.where(tested, sure, np.nan),
        tested=tested,
        rising=rising,
        new=before.seen < ENOUGH,
        lift=lift(week.positives, week.seen),
        shift=shift,
        differs=differs,
    )


def rise(week: Evidence, before: Evidence, prior: Prior, shift: float = 0.0) -> tuple[Floats, Floats]:
    """How many standard errors each idea rose beyond `shift`, and the probability of it, shapes (N,)."""
    # Loaded here because it takes a quarter of a second, and most commands never rank.
    from scipy.special import ndtr

    means, variances = [], []
    for part in (week, before):
        mean = posterior_mean(part.positives, part.seen, prior)
        means.append(mean)
        variances.append(mean * (1.0 - mean) / (part.seen + prior.strength + 1.0))
    z = np.asarray((means[0] - means[1] - shift) / np.sqrt(variances[0] + variances[1]))
    return z, np.asarray(ndtr(z))


def discoveries(chances: Floats, rate: float) -> Mask:
    """Which of M tests hold, by Benjamini and Hochberg, shape (M,); `chances` are their p-values.

    All up to the largest that is no larger than its rank / M x rate.
    """
    if not len(chances):
        return np.zeros(0, dtype=np.bool_)
    ordered = np.sort(chances)
    low = ordered <= rate * np.arange(1, len(chances) + 1) / len(chances)
    if not low.any():
        return np.zeros(len(chances), dtype=np.bool_)
    return np.asarray(chances <= ordered[np.flatnonzero(low)[-1]])


def lift(likes: Amounts, seen: Amounts) -> Floats:
    """(L + c) / (X + c), where X are the likes that as many readers give on average; shape (N,)."""
    total = int(seen.sum())
    return lift_over(likes, np.asarray(seen * (int(likes.sum()) / max(total, 1)), dtype=np.float64))


def lift_over(likes: Amounts, expected: Floats) -> Floats:
    """(L + c) / (X + c) for expected likes X, shape (N,)."""
    return np.asarray((likes + LIFT) / (expected + LIFT))


def parted(ballots: Ballots, since: int) -> tuple[Evidence, Evidence]:
    """Votes from `since` on (seconds since 1970) and those before it, as `week` and `before`."""
    late = ballots.at >= since
    week, before = (_evidence(ballots.only(rows)) for rows in (late, ~late))
    return week, before


def _evidence(ballots: Ballots) -> Evidence:
    counts = ballots.counts()
    return Evidence(
        ids=ballots.ideas,
        positives=counts[:, 2].copy(),
        downs=counts[:, 0].copy(),
        seen=counts.sum(axis=1),
    )
