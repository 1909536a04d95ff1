"""How much of a ranking stays when a tenth of the voters were not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.perf.fairness.candidates import Rank
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.measures import TOP, best_first
from tests.perf.fairness.protocols import by_people

STAYING = 0.9


@dataclass(frozen=True, slots=True)
class Stayed:
    """Tau-b with the full ranking, and how many of its top ten are still there."""

    ranking: str
    tau: float
    top: int


def stability(
    conversations: Sequence[Conversation], rankings: Mapping[str, Rank], draws: int
) -> list[Stayed]:
    """Rank with nine tenths of the people, so many times."""
    from scipy.stats import kendalltau

    found = []
    for conversation in conversations:
        full = conversation.ballots
        seen = full.counts().sum(axis=1)
        whole = {name: rank(full, conversation.born) for name, rank in rankings.items()}
        for seed in range(draws):
            part = by_people(conversation, STAYING, seed).train
            part_seen = part.counts().sum(axis=1)
            for name, rank in rankings.items():
                score = rank(part, conversation.born)
                tau = float(kendalltau(score, whole[name]).statistic)
                kept = np.intersect1d(best_first(score, part_seen)[:TOP], best_first(whole[name], seen)[:TOP])
                found.append(Stayed(name, tau, len(kept)))
    return found
