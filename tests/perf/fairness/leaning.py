"""Two proposals beyond the product's formulas: support that also learns from votes against, and across by it.

Support counts people for an idea among those who saw it, and shrinks that share towards the crowd's mean.
But between a few people who are against and a few who passed lies a difference that the share does not see.
So an idea with few viewers leans on the share that ideas with as many for and against usually get:

    x = (L - D) / V              the balance of an idea, of all votes X = sum (L - D) / sum V
    m = sum L / sum V            d = sum D / sum V
    v = m + d - X^2              the variance of one vote that is +1, 0 or -1
    b = m (1 - X) / v            how much more share goes with more balance, from one vote to the next
    s                            strength of the balances by moments, as that of shares in `fit_prior`
    h = (L - D + s X) / (V + s)  the balance shrunk; where L - D + s X < 0, divided by L + D + s instead,
                                 so that one more viewer without a vote never helps an idea
    t = max(m + b (h - X), 0)    the share to expect with that balance
    score = (L + s m + (LEAN - 1) s t) / (V + LEAN s)

This is the linear prediction of the share from two uncorrelated parts of the votes, the balance with
strength s and the rest of the share with strength LEAN s. Without any vote against, b = 1, and the score is
exactly the plain one, (L + s m) / (V + s).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.support import FEW_IDEAS, STRENGTH_RANGE, UNFITTED_STRENGTH
from tests.perf.fairness.factors import fit_axis

Floats = NDArray[np.float64]

LEAN = 8.0
"""The rest of the share, beside the balance, differs so much less from idea to idea than chance does."""
ESTABLISHED = 7
"""So many votes make a voter established: the two sides are made of these."""
FAMILIAR = 3
"""So many votes let a voter count for what both sides start from, newcomers together within the cap."""
KAPPA = 8.0
"""So many people's worth of the whole crowd's share are mixed into the share of each side."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What the votes on all ideas say: m, X, b and s of the module's formulas."""

    mean: float
    balance: float
    slope: float
    strength: float


def fit_crowd(ups: Column, downs: Column, seen: Column) -> Crowd:
    """The crowd by moments from whole numbers of people; guards as in the product's prior."""
    total, total_up, total_down = int(seen.sum()), int(ups.sum()), int(downs.sum())
    if not total:
        return Crowd(0.5, 0.5, 1.0, UNFITTED_STRENGTH)
    told = 0 < total_up < total
    # Half a person on each side keeps the mean between 0 and 1 in a crowd that is for everything or nothing.
    mean = total_up / total if told else (total_up + 0.5) / (total + 1.0)
    balance = mean - total_down / total
    variance = mean + total_down / total - balance * balance
    slope = mean * (1.0 - balance) / variance
    looked_at = seen > 0
    net, people = (ups - downs)[looked_at], seen[looked_at]
    ideas = len(people)
    room = total * total - int((people * people).sum()) - (ideas - 1) * total
    if not told or ideas < FEW_IDEAS or room <= 0:
        return Crowd(mean, balance, slope, UNFITTED_STRENGTH)
    spread = fsum((people * (net / people - balance) ** 2).tolist())
    rho = (spread - variance * (ideas - 1)) / (variance * room / total)
    weakest, strongest = STRENGTH_RANGE
    return Crowd(mean, balance, slope, min(max(1.0 / max(rho, 1e-9) - 1.0, weakest), strongest))


def leaning(ups: Floats, downs: Floats, seen: Floats, crowd: Crowd) -> Floats:
    """The score, shape (ideas,), strictly between 0 and 1; the counts may be weighted."""
    s = crowd.strength
    net = ups - downs + s * crowd.balance
    balance = net / np.where(net < 0.0, ups + downs + s, seen + s)
    target = np.maximum(crowd.mean + crowd.slope * (balance - crowd.balance), 0.0)
    return np.asarray((ups + s * crowd.mean + (LEAN - 1.0) * s * target) / (seen + LEAN * s))


def leaning_support(ballots: Ballots, *, guarded: bool = True) -> Floats:
    """The score of all ideas; guarded, newcomers' votes weigh within the cap."""
    weight = newcomers_capped(ballots) if guarded else np.ones(len(ballots))
    return _score(ballots, weight)


def leaning_across(
    ballots: Ballots, *, established: int = ESTABLISHED, familiar: int = FAMILIAR, kappa: float = KAPPA
) -> Floats:
    """Geometric mean of the shares of the two sides of the axis, each shrunk towards the leaning support.

        w = 0.5 +- f / sd, cut to 0..1     how much a person belongs to either side; sd: root mean square of f
        q_side = (sum w [for] + kappa p) / (sum w + kappa)     p: leaning support by familiar voters

    Somebody near the middle counts a part on either side, so that nobody's whole vote changes sides for a
    hair's breadth.
    """
    votes = ballots.votes_by_person()
    start = _score(ballots, newcomers_capped(ballots, least=familiar, established=established))
    known = ballots.only(votes[ballots.person] >= established)
    if not len(known):
        return start
    side = fit_axis(known).side
    size = float(np.sqrt((side[votes >= established] ** 2).mean()))
    if not size:
        return start
    part = np.clip(0.5 + side / size, 0.0, 1.0)[known.person]
    liked, ideas = (known.value > 0).astype(np.float64), len(known.ideas)
    shares = [
        (np.bincount(known.idea, w * liked, ideas) + kappa * start)
        / (np.bincount(known.idea, w, ideas) + kappa)
        for w in (part, 1.0 - part)
    ]
    return np.asarray(np.sqrt(shares[0] * shares[1]), dtype=np.float64)


def newcomers_capped(ballots: Ballots, *, least: int = 1, established: int = ESTABLISHED) -> Floats:
    """The weight of each vote, shape (R,): 1 of the established, min(1, (2 + E / 10) / N) of newcomers.

    E established voters and N newcomers voted on the idea; with fewer than `least` votes a voter counts 0.
    """
    votes, ideas = ballots.votes_by_person()[ballots.person], len(ballots.ideas)
    old = votes >= established
    new = (votes >= least) & ~old
    trusted = np.bincount(ballots.idea[old], minlength=ideas)
    others = np.bincount(ballots.idea[new], minlength=ideas)
    cap = np.minimum(1.0, (2.0 + 0.1 * trusted) / np.maximum(others, 1))
    return np.where(old, 1.0, np.where(new, cap[ballots.idea], 0.0))


def _score(ballots: Ballots, weight: Floats) -> Floats:
    """The leaning score by weighted counts; the crowd is fitted to whole people of any weight."""
    plain = ballots.only(weight > 0.0).counts()
    crowd = fit_crowd(plain[:, 2], plain[:, 0], plain.sum(axis=1))
    weighed = np.bincount(ballots.key, weight, 3 * len(ballots.ideas)).reshape(-1, 3)
    counts = np.asarray(weighed, dtype=np.float64)
    return leaning(counts[:, 2], counts[:, 0], counts.sum(axis=1), crowd)
