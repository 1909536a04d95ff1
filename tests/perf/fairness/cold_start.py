"""A fair chance for late ideas: half of them are cut down to their first few votes, and judged as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from tests.perf.fairness.candidates import Rank
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.measures import best_first
from tests.perf.fairness.protocols import FEWEST_IDEAS, by_people, popular

KEPT = (3, 5, 10, 20)
SHARE = 0.5
_QUARTER = 4


@dataclass(frozen=True, slots=True)
class Chance:
    """Late ideas in the top quarter by score and by truth, and tau-b over all ideas."""

    ranking: str
    kept: int
    reached: int
    deserved: int
    tau: float


def cold_start(
    conversations: Sequence[Conversation], rankings: Mapping[str, Rank], seeds: int
) -> list[Chance]:
    """Train on half of the people, half of the ideas cut to their first votes; truth by the others."""
    from scipy.stats import kendalltau

    found = []
    for conversation in conversations:
        for seed in range(seeds):
            split = by_people(conversation, SHARE, seed)
            truth = popular(split.test)
            known = np.flatnonzero(~np.isnan(truth))
            if len(known) < FEWEST_IDEAS:
                continue
            late = np.zeros(len(truth), dtype=np.bool_)
            late[np.random.default_rng(seed).permutation(len(truth))[: len(truth) // 2]] = True
            quarter = len(known) // _QUARTER
            best = known[best_first(truth[known], known)[:quarter]]
            for kept in KEPT:
                train = split.train.only(~late[split.train.idea] | (_turn(split.train) < kept))
                seen = train.counts().sum(axis=1)
                for name, rank in rankings.items():
                    score = rank(train, conversation.born)
                    top = known[best_first(score[known], seen[known])[:quarter]]
                    tau = float(kendalltau(score[known], truth[known]).statistic)
                    found.append(Chance(name, kept, int(late[top].sum()), int(late[best].sum()), tau))
    return found


def _turn(ballots: Ballots) -> NDArray[np.int64]:
    """The how-manieth vote on its idea a vote is, from 0, shape (R,)."""
    order = np.lexsort((ballots.person, ballots.at, ballots.idea))
    counts = np.bincount(ballots.idea, minlength=len(ballots.ideas))
    turn = np.empty(len(ballots), dtype=np.int64)
    turn[order] = np.arange(len(ballots)) - np.repeat(np.cumsum(counts) - counts, counts)
    return turn
