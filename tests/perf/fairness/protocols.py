"""How a conversation is split: a ranking sees the one part and is judged by what others say in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from tests.perf.fairness.conversations import NO_GROUP, Conversation

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TIMES = (0.1, 0.3, 0.5)
USERS = (0.1, 0.3)
SEEDS = 5
ENOUGH = 15
"""So many votes make a share that something can be measured against."""
ENOUGH_IN_GROUP = 5
FEWEST_IDEAS = 10
"""A ranking of fewer ideas is not judged."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """What a ranking sees (`train`), what it is judged by (`test`), and which ideas were there to rank."""

    protocol: str
    train: Ballots
    test: Ballots
    there: Mask


def by_time(conversation: Conversation, share: float) -> Split:
    """Train on the first votes, test on later ones by people who were not among the first."""
    ballots = conversation.ballots
    order = np.lexsort((ballots.idea, ballots.person, ballots.at))
    early = np.zeros(len(ballots), dtype=np.bool_)
    early[order[: int(len(ballots) * share)]] = True
    known = np.zeros(ballots.people, dtype=np.bool_)
    known[ballots.person[early]] = True
    return Split(
        protocol=f"time {share:.0%}",
        train=ballots.only(early),
        test=ballots.only(~early & ~known[ballots.person]),
        there=conversation.born <= ballots.at[early].max(),
    )


def by_people(conversation: Conversation, share: float, seed: int) -> Split:
    """Train on a random share of people, test on the others."""
    ballots = conversation.ballots
    luck = np.random.default_rng(seed)
    chosen = np.zeros(ballots.people, dtype=np.bool_)
    chosen[luck.permutation(ballots.people)[: max(1, round(ballots.people * share))]] = True
    rows = chosen[ballots.person]
    return Split(
        protocol=f"users {share:.0%}",
        train=ballots.only(rows),
        test=ballots.only(~rows),
        there=np.ones(len(ballots.ideas), dtype=np.bool_),
    )


def splits(conversation: Conversation, seeds: int = SEEDS) -> Iterator[Split]:
    """All five protocols; those by people once for each seed."""
    for share in TIMES:
        yield by_time(conversation, share)
    for share in USERS:
        for seed in range(seeds):
            yield by_people(conversation, share, seed)


def popular(test: Ballots) -> Floats:
    """The share of test voters who are for an idea, shape (ideas,); nan below ENOUGH votes."""
    counts = test.counts()
    asked = counts.sum(axis=1)
    share = counts[:, 2] / np.maximum(asked, 1)
    return np.where(asked >= ENOUGH, share, np.nan)


def bridging(test: Ballots, group: Column) -> Floats:
    """Geometric mean over the groups of (for + 1) / (asked + 2); nan where a group has too few votes."""
    groups = int(group.max(initial=NO_GROUP)) + 1
    shape = (max(groups, 1), len(test.ideas))
    grouped = group[test.person] != NO_GROUP
    cell = group[test.person][grouped] * shape[1] + test.idea[grouped]
    asked = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    ups = (test.value[grouped] > 0).astype(np.float64)
    agreed = np.bincount(cell, weights=ups, minlength=shape[0] * shape[1]).reshape(shape)
    mean = np.exp(np.log((agreed + 1.0) / (asked + 2.0)).mean(axis=0))
    return np.where((asked >= ENOUGH_IN_GROUP).all(axis=0), mean, np.nan)
