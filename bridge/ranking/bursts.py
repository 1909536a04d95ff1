"""Bursts: more likes from newcomers on one idea in a day than anything ordinary explains.

A burst proves nothing. It freezes the label "rising" of that idea until somebody looked, and moves no score.

The expectation comes from the campaign itself, from the same day: then a newsletter or a busy evening raises
it for all ideas, and people who came a day ago are newcomers everywhere alike. Of three ordinary
explanations the one that explains most is taken:

    attention   as many newcomers as its established voters of that day bring along on all other ideas:
                E_i (N' + 1) / (E' + 1), with E', N' votes of established people and likes of newcomers on
                all other ideas
    activity    as many as other ideas with any vote that day have on average: N' / (ideas' - 1)
    habit       as many as the idea itself had on average on the earlier days since its first vote

The alarm is at more than expected + 4 sqrt(expected + 1), four standard deviations of a Poisson count with
one added, so that an idea without any expectation needs five likes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from bridge.ranking.evidence import Weights

WINDOW = 24 * 3600
"""Seconds. An hour would mistake evenings for bursts, and a week would hide one."""

STEP = WINDOW // 2
"""Windows overlap by half, so that none can be straddled."""

BACK = 7 * 24 * 3600
"""Seconds before the ranking within which windows begin: the week that "rising" speaks of."""

SIGMAS = 4.0
"""Standard deviations above the expectation."""


@dataclass(frozen=True, slots=True)
class Burst:
    """The window of an idea that stands out most. `start` <= time < `end`, seconds since 1970, UTC.

    `likes`: of newcomers; the alarm is at more than `limit`, which follows from `expected`.
    """

    idea: str
    start: int
    end: int
    likes: int
    expected: float
    limit: float


def limit(expected: Weights) -> Weights:
    """The alarm is above expected + SIGMAS sqrt(expected + 1); element by element."""
    return np.asarray(expected + SIGMAS * np.sqrt(expected + 1.0), dtype=np.float64)


def find_bursts(ballots: Ballots, established: NDArray[np.bool_], *, until: int) -> tuple[Burst, ...]:
    """Ideas with a burst in the last BACK seconds before `until`, by id; linear in the number of votes.

    `established`: by person, shape (people,), as `newcomers.established` tells. `until`: seconds since 1970,
    the time of the ranking; later votes are left out. ValueError when the mask does not fit.
    """
    if established.shape != (ballots.people,):
        raise ValueError(
            f"Established is a mask of {established.shape}, but there are {ballots.people} people."
        )
    is_new = ~np.repeat(established, ballots.votes_by_person())
    likes = is_new & (ballots.value > 0)
    begun = _first_votes(ballots)
    worst: dict[int, Burst] = {}
    for end in range(until, until - BACK, -STEP):
        start = end - WINDOW
        earlier = likes & (ballots.at < start)
        inside = (ballots.at >= start) & (ballots.at < end)
        fresh = _by_idea(ballots, inside & likes)
        expected = np.maximum.reduce(
            [
                _attention(fresh, _by_idea(ballots, inside & ~is_new)),
                _activity(fresh, _by_idea(ballots, inside) > 0),
                _by_idea(ballots, earlier) * WINDOW / np.maximum(start - begun, WINDOW),
            ]
        )
        most = limit(expected)
        for idea in np.flatnonzero(fresh > most).tolist():
            burst = Burst(
                ballots.ideas[idea], start, end, int(fresh[idea]), float(expected[idea]), float(most[idea])
            )
            known = worst.get(idea)
            # The later window stands where two stand out equally.
            if known is None or burst.likes - burst.limit > known.likes - known.limit:
                worst[idea] = burst
    return tuple(worst[idea] for idea in sorted(worst))


def _by_idea(ballots: Ballots, rows: NDArray[np.bool_]) -> Column:
    return np.bincount(ballots.idea[rows], minlength=len(ballots.ideas))


def _first_votes(ballots: Ballots) -> Column:
    """When each idea was first voted on, shape (ideas,); the last moment of all for ideas without a vote."""
    first = np.full(len(ballots.ideas), ballots.at.max(initial=0), dtype=np.int64)
    np.minimum.at(first, ballots.idea, ballots.at)
    return first


def _attention(fresh: Column, known: Column) -> Weights:
    others_fresh, others_known = fresh.sum() - fresh, known.sum() - known
    return np.asarray(known * (others_fresh + 1.0) / (others_known + 1.0), dtype=np.float64)


def _activity(fresh: Column, active: NDArray[np.bool_]) -> Weights:
    others = np.maximum(active.sum() - active, 1)
    return np.asarray((fresh.sum() - fresh) / others, dtype=np.float64)
