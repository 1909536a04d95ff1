"""Is one ranking better than another, or did luck choose the people who judged them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots
from tests.perf.fairness.candidates import Rank
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.protocols import FEWEST_IDEAS, bridging, popular, splits

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """`better` is thought to foretell `truth` better than `than` does."""

    better: str
    than: str
    truth: str


def paired(
    conversations: Sequence[Conversation],
    rankings: Mapping[str, Rank],
    pairs: Sequence[Pair],
    seeds: int,
    draws: int,
) -> dict[tuple[Pair, str], Floats]:
    """The difference in tau-b, mean over protocols, by pair and conversation, once for each draw.

    Each draw takes as many judges as there are from the judges, some twice and some not at all.
    """
    from scipy.stats import kendalltau

    found: dict[tuple[Pair, str], dict[str, list[Floats]]] = {}
    names = {name for pair in pairs for name in (pair.better, pair.than)}
    for conversation in conversations:
        for number, split in enumerate(splits(conversation, seeds)):
            scores = {name: rankings[name](split.train, conversation.born) for name in names}
            luck = np.random.default_rng(number)
            for truth, weighted in _redrawn(split.test, conversation, luck, draws).items():
                known = (
                    popular(split.test) if truth == "popular" else bridging(split.test, conversation.group)
                )
                at = split.there & ~np.isnan(known)
                if at.sum() < FEWEST_IDEAS:
                    continue
                taus = {
                    name: np.array([kendalltau(scores[name][at], row[at]).statistic for row in weighted])
                    for name in {n for p in pairs if p.truth == truth for n in (p.better, p.than)}
                }
                for pair in pairs:
                    if pair.truth == truth:
                        cell = found.setdefault((pair, conversation.name), {})
                        cell.setdefault(split.protocol, []).append(taus[pair.better] - taus[pair.than])
    return {
        key: np.mean([np.mean(rows, axis=0) for rows in protocols.values()], axis=0)
        for key, protocols in found.items()
    }


def _redrawn(
    test: Ballots, conversation: Conversation, luck: np.random.Generator, draws: int
) -> dict[str, Floats]:
    """Both truths by redrawn judges, shapes (draws, ideas)."""
    shape = (test.people, len(test.ideas))
    asked, agreed = np.zeros(shape), np.zeros(shape)
    asked[test.person, test.idea] = 1.0
    agreed[test.person, test.idea] = test.value > 0
    judges = np.flatnonzero(test.votes_by_person())
    weight = np.stack(
        [np.bincount(luck.choice(judges, len(judges)), minlength=test.people) for _ in range(draws)]
    ).astype(np.float64)
    logs = [
        np.log((weight[:, part] @ agreed[part] + 1.0) / (weight[:, part] @ asked[part] + 2.0))
        for part in (conversation.group == number for number in range(conversation.groups))
    ]
    share = (weight @ agreed) / np.maximum(weight @ asked, 1.0)
    return {"popular": share, "bridging": np.exp(np.mean(logs, axis=0)) if logs else share}
