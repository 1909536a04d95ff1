"""Groups of opinion as Polis finds them: two principal components, then k-means, k by silhouette."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from tests.perf.fairness.conversations import NO_GROUP

Floats = NDArray[np.float64]

MIN_VOTES = 7
MOST_GROUPS = 5
_ROUNDS = 30


def camps(ballots: Ballots, min_votes: int = MIN_VOTES) -> Column:
    """The group of each person, shape (people,); NO_GROUP for those with fewer votes than `min_votes`.

    Unseen cells take the idea's mean; places are stretched by sqrt(ideas / votes), since few votes lie near
    the middle. Where too few people are left, all of them are one group.
    """
    votes = ballots.votes_by_person()
    kept = np.flatnonzero(votes >= min_votes)
    group = np.full(ballots.people, NO_GROUP, dtype=np.int64)
    if len(kept) < 2 * MOST_GROUPS:
        group[kept] = 0
        return group
    places = _places(ballots, kept) * np.sqrt(len(ballots.ideas) / votes[kept])[:, None]
    best, found = -2.0, np.zeros(len(kept), dtype=np.int64)
    for k in range(2, MOST_GROUPS + 1):
        labels = _k_means(places, k)
        quality = _silhouette(places, labels)
        if quality > best:
            best, found = quality, labels
    group[kept] = found
    return group


def agreed_asked(ballots: Ballots, group: Column) -> list[tuple[Floats, Column]]:
    """By group, how many agreed with each idea and how many were asked; one empty group if there is none."""
    found = []
    for number in range(max(int(group.max(initial=NO_GROUP)), 0) + 1):
        counts = ballots.only(group[ballots.person] == number).counts()
        found.append((counts[:, 2].astype(np.float64), counts.sum(axis=1)))
    return found


def _places(ballots: Ballots, kept: NDArray[np.intp]) -> Floats:
    row_of = np.full(ballots.people, -1)
    row_of[kept] = np.arange(len(kept))
    table = np.full((len(kept), len(ballots.ideas)), np.nan)
    mine = row_of[ballots.person] >= 0
    table[row_of[ballots.person[mine]], ballots.idea[mine]] = ballots.value[mine]
    known = ~np.isnan(table)
    mean = np.where(known, table, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    table = np.where(known, table - mean, 0.0)
    left, size, _ = np.linalg.svd(table, full_matrices=False)
    return np.asarray(left[:, :2] * size[:2], dtype=np.float64)


def _k_means(places: Floats, k: int) -> Column:
    """k-means from starts far apart: the point farthest out, then each time the farthest from all starts."""
    centres = places[[int(np.argmax((places**2).sum(axis=1)))]]
    while len(centres) < k:
        away = _distances(places, centres).min(axis=1)
        centres = np.vstack([centres, places[int(np.argmax(away))]])
    labels = np.zeros(len(places), dtype=np.int64)
    for _ in range(_ROUNDS):
        now = _distances(places, centres).argmin(axis=1)
        if np.array_equal(now, labels):
            break
        labels = now
        for number in range(k):
            if np.any(labels == number):
                centres[number] = places[labels == number].mean(axis=0)
    return labels


def _silhouette(places: Floats, labels: Column) -> float:
    numbers = np.unique(labels)
    if len(numbers) < 2:
        return -1.0
    away = _distances(places, places)
    mean = np.stack([away[:, labels == number].mean(axis=1) for number in numbers], axis=1)
    own = labels[:, None] == numbers[None, :]
    size = own.sum(axis=0)[None, :]
    inside = np.where(own, mean * size / np.maximum(size - 1, 1), 0.0).sum(axis=1)
    outside = np.where(own, np.inf, mean).min(axis=1)
    alone = (own * size).sum(axis=1) == 1
    widest = np.maximum(np.maximum(inside, outside), 1e-300)
    return float(np.where(alone, 0.0, (outside - inside) / widest).mean())


def _distances(points: Floats, others: Floats) -> Floats:
    square = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :] - 2.0 * points @ others.T
    return np.asarray(np.sqrt(np.maximum(square, 0.0)), dtype=np.float64)
