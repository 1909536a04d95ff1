"""Weighing: what is left of the votes once newcomers are capped and confirmed rings count as one person.

    weight of a vote = (1 / size of the person's confirmed ring, else 1)
                       x (newcomer weight of the idea, if the person is no established one, else 1)

Rings come first: what a newcomer weighs follows from amounts in which a ring is one person already. Nothing
is dropped; raw and counted amounts stand side by side, so that a reader sees "12 likes, counted as 9.5".
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.evidence import Evidence, Weights
from bridge.ranking.newcomers import newcomers
from bridge.ranking.rings import ring_sizes

AGAINST, NEITHER, FOR = 0, 1, 2
"""Columns of three amounts, as in `Ballots.counts()`."""


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """Raw and counted amounts for N ideas, and the weights behind them.

    `raw`, `counted`: evidence by idea; where nothing weighs less than one, they are the same object, so that
    the figures are those of plain counts to the last bit. The prior is fitted to `raw`: its formula is one
    for people who count as one each, and votes of less would pass for chance.
    `votes`: counted amounts of votes, shape (N, 3): against, neither, for; `lost`: what was taken off them,
    same shape, 0 or more. `newcomer_weight`: shape (N,), 1 where newcomers are few enough. `capped`: whether
    the cap on newcomers holds in this campaign. `established`: by person, shape (people,): established and in
    no confirmed ring, the people whose views are compared across camps. `newcomer`: by person, in a ring or
    not, shape (people,). `ring_size`: accounts in the person's confirmed ring, else 1, shape (people,).
    """

    raw: Evidence
    counted: Evidence
    votes: Weights
    lost: Weights
    newcomer_weight: Weights
    capped: bool
    established: NDArray[np.bool_]
    newcomer: NDArray[np.bool_]
    ring_size: Column

    def row_weights(self, ballots: Ballots) -> Weights:
        """What each vote weighs, above 0, at most 1, shape (R,); `ballots` are those that were weighed."""
        number = ballots.votes_by_person()
        new = np.repeat(self.newcomer, number)
        weight = np.ones(len(ballots))
        weight[new] = self.newcomer_weight[ballots.idea[new]]
        return np.asarray(weight / np.repeat(self.ring_size, number), dtype=np.float64)


def weigh(
    ballots: Ballots,
    *,
    trusted: NDArray[np.bool_] | None = None,
    confirmed: Iterable[AbstractSet[int]] = (),
    raw: Evidence | None = None,
) -> Weighed:
    """Weigh all votes; linear in their number.

    `trusted`: by person, shape (people,), whom the forum trusts. `confirmed`: rings that moderators
    confirmed, as numbers of people. `raw`: what to take the loss from, where more is known than who voted:
    readers who kept silent, votes that the forum counts without saying whose; without it the ballots are all
    there is.
    ValueError when ids or shapes do not fit, or `raw` has fewer votes than the ballots.
    """
    ring_size = ring_sizes(ballots.people, confirmed)
    in_rings = bool(np.any(ring_size != 1))
    new = newcomers(ballots, trusted, ring_size)
    counts = ballots.counts() if in_rings else (new.old + new.new).astype(np.int64)
    if raw is None:
        raw = Evidence(ballots.ideas, counts[:, FOR].copy(), counts[:, AGAINST].copy(), counts.sum(axis=1))
    if raw.ids != ballots.ideas:
        raise ValueError("Evidence and ballots speak of different ideas.")
    votes = new.old + new.weight[:, None] * new.new
    lighter = in_rings or bool(np.any(new.weight < 1.0))
    counted = _take_off(raw, counts, votes) if lighter else raw
    return Weighed(
        raw=raw,
        counted=counted,
        votes=votes,
        lost=counts - votes,
        newcomer_weight=new.weight,
        capped=new.capped,
        established=new.established & (ring_size == 1),
        newcomer=~new.established,
        ring_size=ring_size,
    )


def _take_off(raw: Evidence, counts: NDArray[np.int64], votes: Weights) -> Evidence:
    """Replace the votes that are known by person with what they weigh; all others stay as they are."""
    others_for = raw.positives - counts[:, FOR]
    others_against = raw.downs - counts[:, AGAINST]
    others_neither = raw.seen - raw.positives - raw.downs - counts[:, NEITHER]
    if min(column.min(initial=0) for column in (others_for, others_against, others_neither)) < 0:
        raise ValueError("The evidence holds fewer votes than the ballots.")
    positives = others_for + votes[:, FOR]
    downs = others_against + votes[:, AGAINST]
    # Added in this order a sum of parts never rounds below two of them.
    seen = (positives + downs) + (others_neither + votes[:, NEITHER])
    return Evidence(raw.ids, positives, downs, seen)
