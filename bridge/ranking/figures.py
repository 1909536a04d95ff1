"""All figures of a ranking at once, from votes to order: what a campaign and a folder of votes share."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.across import FORMULA as ACROSS_FORMULA
from bridge.ranking.across import Across, across, established_voters, familiar_voters
from bridge.ranking.ballots import Ballots
from bridge.ranking.controversy import Controversy, controversy
from bridge.ranking.evidence import Evidence
from bridge.ranking.order import Order, order
from bridge.ranking.support import FORMULA as SUPPORT_FORMULA
from bridge.ranking.support import WIDE, Support, fit_prior, support
from bridge.ranking.weighing import Weighed, weigh

FORMULA = f"{SUPPORT_FORMULA}+{ACROSS_FORMULA}"
"""Name of all formulas together; a stored ranking says by which it was made."""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Entry i of every array belongs to `weighed.raw.ids[i]`.

    `support` is computed from the counted amounts with a prior fitted to the raw ones; `order` goes by it.
    `across` counts people in no confirmed ring who voted on enough ideas to be placed; `controversy` the raw
    votes.
    """

    weighed: Weighed
    support: Support
    order: Order
    across: Across
    controversy: Controversy

    @property
    def ids(self) -> tuple[str, ...]:
        """The ideas, ascending."""
        return self.weighed.raw.ids

    @property
    def needs_votes(self) -> NDArray[np.bool_]:
        """Where the interval is too wide to say where an idea belongs, shape (N,)."""
        return np.asarray(self.support.high - self.support.low > WIDE)

    def by_across(self) -> list[int]:
        """Positions by support across sides, best first.

        Ideas without a score yet stand where the best that is known puts them, not below all others: else
        late ideas would be last for being late.
        """
        place = np.empty(len(self.ids), dtype=np.int64)
        place[self.order.listing] = np.arange(len(self.ids))
        found: list[int] = np.lexsort((place, -self.across.estimate)).tolist()
        return found


def figures(
    ballots: Ballots,
    *,
    interval: float,
    raw: Evidence | None = None,
    trusted: NDArray[np.bool_] | None = None,
    confirmed: Iterable[AbstractSet[int]] = (),
) -> Figures:
    """Compute everything; equal input gives an equal result to the last bit.

    `interval`: level of the bounds in 0..1. `raw`, `trusted`, `confirmed` as in `weigh`.
    """
    weighed = weigh(ballots, trusted=trusted, confirmed=confirmed, raw=raw)
    prior = fit_prior(weighed.raw.positives, weighed.raw.seen)
    scores = support(weighed.counted, interval=interval, prior=prior)
    alone = weighed.ring_size == 1
    sides = across(
        ballots,
        established=established_voters(ballots) & alone,
        familiar=familiar_voters(ballots) & alone,
    )
    return Figures(
        weighed=weighed,
        support=scores,
        order=order(scores.score, weighed.counted.seen),
        across=sides,
        controversy=controversy(weighed.raw, sides),
    )
