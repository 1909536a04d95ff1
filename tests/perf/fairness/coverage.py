"""Do intervals hold what later people say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bridge.ranking.ballots import Ballots
from bridge.ranking.evidence import Evidence
from bridge.ranking.support import DRIFT, support
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.protocols import TIMES, USERS, Split, by_people, by_time, popular

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Held:
    """Of the ideas that later people voted on often enough, how many fell inside.

    `share`: the later share lies within the interval as shown. `draw`: the number of later people for the
    idea lies within what a draw of so many people from the interval's distribution allows.
    """

    conversation: str
    protocol: str
    share: float
    draw: float
    ideas: int


def coverage(conversations: Sequence[Conversation], seeds: int) -> list[Held]:
    """Over time, and among other people of the same crowd."""
    found = []
    for conversation in conversations:
        found += [_held(conversation, by_time(conversation, part)) for part in TIMES]
        for part in USERS:
            found += [_held(conversation, by_people(conversation, part, seed)) for seed in range(seeds)]
    return found


def evidence_of(ballots: Ballots) -> Evidence:
    """The counts of all ideas."""
    counts = ballots.counts()
    return Evidence(ids=ballots.ideas, positives=counts[:, 2], downs=counts[:, 0], seen=counts.sum(axis=1))


def _held(conversation: Conversation, split: Split) -> Held:
    from scipy.stats import betabinom

    evidence = evidence_of(split.train)
    scores = support(evidence, interval=LEVEL)
    truth = popular(split.test)
    at = split.there & ~np.isnan(truth)
    share = (scores.low[at] <= truth[at]) & (truth[at] <= scores.high[at])
    later = split.test.counts()[at]
    weight = evidence.seen[at] / DRIFT + scores.prior.strength
    shape = later.sum(axis=1), scores.score[at] * weight, (1.0 - scores.score[at]) * weight
    tail = (1.0 - LEVEL) / 2.0
    least, most = betabinom.ppf(tail, *shape), betabinom.ppf(1.0 - tail, *shape)
    draw = (least <= later[:, 2]) & (later[:, 2] <= most)
    ideas = int(at.sum())
    return Held(
        conversation.name,
        split.protocol,
        float(share.mean()) if ideas else float("nan"),
        float(draw.mean()) if ideas else float("nan"),
        ideas,
    )
