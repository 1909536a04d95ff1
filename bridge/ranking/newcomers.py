"""Newcomers: accounts that did little here yet count together as no more than a few people on any one idea.

An account that votes on one idea costs nothing to make. One that voted on several ideas, or that the forum
has trusted for some time, costs effort. So the votes of newcomers on an idea weigh together at most as two
people and a tenth of the established ones there; nobody's vote is dropped, and no honest idea is held up as
long as its newcomers are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.evidence import Counts, Weights

OTHERS = 7
"""A vote is established if its person also voted on so many other ideas."""

FREE = 2.0
"""Newcomers count as up to so many people on an idea that no established person voted on."""

SHARE = 0.1
"""And as up to so many more for each established person there."""

MAJORITY = 0.5
"""The cap holds once established people cast this share of all votes. Before, as in the first week or where
people vote on two or three ideas each, it would silence most of the crowd: on made crowds in which
established people cast a fifth of the votes, the order agreed with the truth by a Kendall tau of .57 instead
of .67. To switch it off, fakes have to cast as many votes as all established people together."""


@dataclass(frozen=True, slots=True, eq=False)
class Newcomers:
    """Who is established, and what newcomers' votes on each idea weigh.

    `established`: by person, shape (people,). `old`, `new`: how many established people and newcomers said
    what of each idea, shapes (ideas, 3) as `Ballots.counts()`; whole numbers unless there are rings.
    `capped`: whether the cap holds (see MAJORITY). `weight`: of a newcomer's vote on each idea, shape
    (ideas,), above 0, at most 1.
    """

    established: NDArray[np.bool_]
    old: Counts | Weights
    new: Counts | Weights
    capped: bool
    weight: Weights


def established(ballots: Ballots, trusted: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Whose votes are established, shape (people,): OTHERS other ideas voted on, or trusted by the forum.

    A person has one vote on an idea, so "others" is one less than all, whichever of their votes is judged.
    `trusted`: shape (people,), for one the accounts of trust level 1 and above. ValueError for another shape.
    """
    known = ballots.votes_by_person() > OTHERS
    if trusted is None:
        return known
    if trusted.shape != known.shape or trusted.dtype != np.bool_:
        raise ValueError(f"Trusted is a mask of {trusted.shape}, but there are {len(known)} people.")
    return known | trusted


def newcomer_weight(established: Weights | Counts, newcomers: Weights | Counts) -> Weights:
    """min(1, (FREE + SHARE E) / N), element by element; 1 where no newcomer voted.

    E and N: established people and newcomers who voted on an idea. Source: the bound on what unverified
    voters may outweigh in Solidago ("affine overtrust", arXiv 2211.01179), with these two figures.
    """
    allowed = FREE + SHARE * np.asarray(established, dtype=np.float64)
    return np.asarray(allowed / np.maximum(newcomers, allowed), dtype=np.float64)


def newcomers(
    ballots: Ballots, trusted: NDArray[np.bool_] | None = None, ring_size: Column | None = None
) -> Newcomers:
    """Count established people and newcomers on each idea, and weigh the newcomers.

    `ring_size`: with how many accounts each person acts as one, shape (people,), 1 or more; 1 for all if
    left out. ValueError when a shape does not fit.
    """
    known = established(ballots, trusted)
    size = 3 * len(ballots.ideas)
    # Rows are ordered by person, so a figure of each person is repeated for the rows, which is a quick pass.
    number = ballots.votes_by_person()
    key = ballots.key + size * np.repeat(~known, number)
    counts: Counts | Weights
    if ring_size is None or np.all(ring_size == 1):
        counts = np.bincount(key, minlength=2 * size)
    else:
        counts = _as_one(key, ring_size, number, 2 * size)
    old, new = counts.reshape(2, -1, 3)
    by_old, by_new = old.sum(axis=1), new.sum(axis=1)
    all_old, all_new = fsum(by_old.tolist()), fsum(by_new.tolist())
    capped = all_old >= MAJORITY * (all_old + all_new)
    weight = newcomer_weight(by_old, by_new) if capped else np.ones(len(ballots.ideas))
    return Newcomers(known, old, new, capped, weight)


def _as_one(key: Column, ring_size: Column, number: Column, size: int) -> Weights:
    """The sum of 1 / ring_size by key, shape (size,); `ring_size` and `number` of votes are by person.

    Votes from rings of equal size are counted first, then the shares are added up from the smallest size on:
    so the numbering of people does not show in the last bit, and a whole ring makes exactly one.
    """
    total = np.zeros(size)
    for accounts in np.unique(ring_size).tolist():
        rows = np.repeat(ring_size == accounts, number)
        total += np.bincount(key[rows], minlength=size) / accounts
    return total
