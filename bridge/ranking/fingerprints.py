"""A number for what somebody did, whoever they are: it orders people whatever their numbering."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots

Hashes = NDArray[np.uint64]


def scatter(numbers: NDArray[np.int64]) -> Hashes:
    """A fixed pseudo-random number for each number, same shape (the finaliser of splitmix64)."""
    mixed = numbers.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)


def fingerprints(ballots: Ballots) -> Hashes:
    """One number a person over ideas, values and times, shape (people,).

    The scattered rows of a person are added up modulo 2^64: equal for people who did the same, and different
    for others but for one chance in about 10^19. Who did nothing has 0.
    """
    rows = scatter(ballots.key) ^ scatter(scatter(ballots.at).astype(np.int64))
    # Doubles cannot add 64-bit numbers exactly, so differences of a running sum, which wraps around, do it.
    running = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(scatter(rows.astype(np.int64)))])
    ends = np.cumsum(ballots.votes_by_person())
    starts = ends - ballots.votes_by_person()
    return np.asarray(running[ends] - running[starts], dtype=np.uint64)
