"""One opinion axis under all votes: y = mu + b_u + b_i + f_u g_i, by alternating exact ridge solves.

Minimises the mean squared error over R votes + 0.15 (mean b_u^2 + mean b_i^2 + mu^2) + 0.03 (mean f_u^2 +
mean g_i^2), means over U people and N ideas that have votes. The loss is that of Community Notes' published
matrix factorisation; the way to its minimum here needs no seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column

Floats = NDArray[np.float64]

RIDGE_LEVEL = 0.15
RIDGE_AXIS = 0.03
SWEEPS = 80
POWER_STEPS = 3
STILL = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """The fit: `mu`; `lenience` and `side` by person, `level` and `slope` by idea (b_u, f_u, b_i, g_i)."""

    mu: float
    lenience: Floats
    side: Floats
    level: Floats
    slope: Floats


def fit_axis(
    ballots: Ballots,
    *,
    still: float = STILL,
    sweeps: int = SWEEPS,
    ridge_level: float = RIDGE_LEVEL,
    ridge_axis: float = RIDGE_AXIS,
) -> Axis:
    """Fit one axis to who is for what (1) and who saw it and is not (0); all 0 without votes."""
    idea, person = ballots.idea, ballots.person
    people, ideas, votes = ballots.people, len(ballots.ideas), len(ballots)
    if not votes:
        return Axis(0.0, np.zeros(people), np.zeros(people), np.zeros(ideas), np.zeros(ideas))
    liked = (ballots.value > 0).astype(np.float64)
    by_person, by_idea = np.bincount(person, minlength=people), np.bincount(idea, minlength=ideas)
    some_people, some_ideas = int((by_person > 0).sum()), int((by_idea > 0).sum())
    person_ridge = ridge_level * votes / some_people, ridge_axis * votes / some_people
    idea_ridge = ridge_level * votes / some_ideas, ridge_axis * votes / some_ideas

    mu = float(liked.mean()) / (1.0 + ridge_level)
    mean = np.bincount(idea, liked, ideas) / np.maximum(by_idea, 1)
    level = mean - float(liked.mean())
    lenience = np.zeros(people)
    slope = _first_slope(ballots, liked - mean[idea], by_idea)
    side = np.zeros(people)
    for _ in range(sweeps):
        rest = liked - mu - level[idea]
        lenience, side = _solve(person, rest, slope[idea], by_person, people, person_ridge)
        before = level
        rest = liked - mu - lenience[person]
        level, slope = _solve(idea, rest, side[person], by_idea, ideas, idea_ridge)
        rest = liked - level[idea] - lenience[person] - side[person] * slope[idea]
        mu = float(rest.mean()) / (1.0 + ridge_level)
        if np.abs(level - before).max() < still:
            break
    return Axis(mu, lenience, side, level, slope)


def _solve(
    key: Column, rest: Floats, other: Floats, counts: Column, size: int, ridge: tuple[float, float]
) -> tuple[Floats, Floats]:
    """For each key the level and slope that fit `rest` = level + slope x other best, with ridges."""
    s = np.bincount(key, other, size)
    ss = np.bincount(key, other * other, size) + ridge[1]
    r = np.bincount(key, rest, size)
    rs = np.bincount(key, rest * other, size)
    n = counts + ridge[0]
    determinant = n * ss - s * s
    return (ss * r - s * rs) / determinant, (n * rs - s * r) / determinant


def _first_slope(ballots: Ballots, rest: Floats, by_idea: Column) -> Floats:
    """Slopes to start from: power steps on the residuals, starting at the idea that divides people most."""
    idea, person, ideas, people = ballots.idea, ballots.person, len(ballots.ideas), ballots.people
    spread = np.bincount(idea, rest * rest, ideas)
    slope: Floats = np.zeros(ideas)
    slope[int(np.argmax(spread))] = 1.0
    for _ in range(POWER_STEPS):
        side = np.bincount(person, rest * slope[idea], people)
        slope = np.asarray(np.bincount(idea, rest * side[person], ideas), dtype=np.float64)
        size = float(np.sqrt((slope * slope).sum()))
        if not size:
            return slope
        slope = slope / size
    return np.asarray(slope * np.sqrt(int((by_idea > 0).sum())) * 0.5, dtype=np.float64)
