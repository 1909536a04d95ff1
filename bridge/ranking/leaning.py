"""The share to start from where few people have looked: shrunk towards ideas with as many for and against.

Support shrinks an idea's share of people for it towards the mean of all ideas. But a few people who are
against say more than a few who passed. So an idea that few have seen leans on the share that ideas with its
balance of votes usually get. With L people for it, D against and V who saw it, sums over all ideas:

    m = sum L / sum V            d = sum D / sum V
    X = m - d                    the balance of all votes; that of an idea is (L - D) / V
    v = m + d - X^2              the variance of one vote that is +1, 0 or -1
    b = m (1 - X) / v            how much more share goes with more balance, from one vote to the next
    s                            strength of the balances by moments, as that of shares in `fit_prior`
    h = (L - D + s X) / (V + s)  the balance shrunk; where L - D + s X < 0, divided by L + D + s instead,
                                 so that one more viewer without a vote never helps an idea
    t = max(m + b (h - X), 0)    the share to expect with that balance
    start = (L + s m + (REST - 1) s t) / (V + REST s)

That is the linear prediction of the share from two uncorrelated parts of the votes: the balance with strength
s, the rest of the share with strength REST s. Without any vote against it is support, (L + s m) / (V + s).
On three real conversations it foretells what later people say no better than support does, beyond chance;
as the start of both sides in `across` it does, there and on crowds redrawn from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bridge.ranking.evidence import Amounts, Counts
from bridge.ranking.sums import exact_sum
from bridge.ranking.support import FEW_IDEAS, STRENGTH_RANGE, UNFITTED_STRENGTH, Floats

REST = 8.0
"""Beside the balance, shares differ so much less from idea to idea than chance alone lets them."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What the votes on all ideas say: m, X, b and s of the module's formulas."""

    mean: float
    balance: float
    slope: float
    strength: float


def fit_balance(ups: Counts, downs: Counts, seen: Counts) -> Balance:
    """The crowd by moments, from whole numbers of people, shapes (N,); guards as in `fit_prior`."""
    total, total_up, total_down = int(seen.sum()), int(ups.sum()), int(downs.sum())
    if not total:
        return Balance(0.5, 0.5, 1.0, UNFITTED_STRENGTH)
    told = 0 < total_up < total
    # Half a person on each side keeps the mean between 0 and 1 in a crowd that is for everything or nothing.
    mean = total_up / total if told else (total_up + 0.5) / (total + 1.0)
    balance = mean - total_down / total
    variance = mean + total_down / total - balance * balance
    slope = mean * (1.0 - balance) / variance
    looked_at = seen > 0
    net, people = (ups - downs)[looked_at], seen[looked_at]
    ideas = len(people)
    # Whole numbers throughout: the guard below compares with an exact zero.
    room = total * total - int((people * people).sum()) - (ideas - 1) * total
    if not told or ideas < FEW_IDEAS or room <= 0:
        return Balance(mean, balance, slope, UNFITTED_STRENGTH)
    spread = exact_sum(people * (net / people - balance) ** 2)
    rho = (spread - variance * (ideas - 1)) / (variance * room / total)
    weakest, strongest = STRENGTH_RANGE
    return Balance(mean, balance, slope, min(max(1.0 / max(rho, 1e-9) - 1.0, weakest), strongest))


def start(ups: Amounts, downs: Amounts, seen: Amounts, crowd: Balance) -> Floats:
    """The share to start from, shape (N,), strictly between 0 and 1; the amounts may be weighted."""
    s = crowd.strength
    net = ups - downs + s * crowd.balance
    shrunk = net / np.where(net < 0.0, ups + downs + s, seen + s)
    expected = np.maximum(crowd.mean + crowd.slope * (shrunk - crowd.balance), 0.0)
    return np.asarray((ups + s * crowd.mean + (REST - 1.0) * s * expected) / (seen + REST * s))
