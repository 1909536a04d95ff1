"""What a brigade gains: made-up people push one idea from the middle of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bridge.ranking.ballots import Ballots, Column
from tests.perf.fairness.candidates import Rank, support
from tests.perf.fairness.conversations import Conversation
from tests.perf.fairness.measures import TOP, best_first
from tests.perf.fairness.protocols import by_people

SIZES = (0.05, 0.10, 0.20)
BASE = 0.5
"""Share of the real people who are there when the brigade comes."""
MIDDLE = (0.25, 0.60)
"""Where targets stand in the list of the product's support, from its top."""
TARGETS = 3
COVER, SHARED_COVER = 10, 8

Luck = np.random.Generator
Votes = list[tuple[int, int]]
"""What one person says: (idea, value)."""


@dataclass(frozen=True, slots=True)
class Gain:
    """How far the target rose, in points of 100 of the list, and whether it came into the top ten."""

    ranking: str
    kind: str
    size: float
    rise: float
    top: bool


def _bare(base: Ballots, fakes: int, luck: Luck) -> list[Votes]:
    return [[] for _ in range(fakes)]


def _cover(base: Ballots, fakes: int, luck: Luck) -> list[Votes]:
    return [_some(_votes_of(base, luck), COVER, luck) for _ in range(fakes)]


def _ring(base: Ballots, fakes: int, luck: Luck) -> list[Votes]:
    return [_some(_votes_of(base, luck), SHARED_COVER, luck)] * fakes


def _clone(base: Ballots, fakes: int, luck: Luck) -> list[Votes]:
    return [_votes_of(base, luck) for _ in range(fakes)]


KINDS: dict[str, Callable[[Ballots, int, Luck], list[Votes]]] = {
    "bare": _bare,
    f"{COVER} cover votes": _cover,
    f"ring, {SHARED_COVER} votes": _ring,
    "clone": _clone,
}


def brigades(conversations: Sequence[Conversation], rankings: Mapping[str, Rank], seeds: int) -> list[Gain]:
    """Attack the same ideas in every way and size, and rank before and after."""
    found = []
    for conversation in conversations:
        for seed in range(seeds):
            base = by_people(conversation, BASE, seed).train
            luck = np.random.default_rng(seed)
            before = {name: _places(rank(base, conversation.born), base) for name, rank in rankings.items()}
            places = _places(support(base, conversation.born), base)
            ideas = len(places)
            middle = np.flatnonzero((places >= MIDDLE[0] * ideas) & (places < MIDDLE[1] * ideas))
            for target in luck.permutation(middle)[:TARGETS].tolist():
                for kind, cover in KINDS.items():
                    for size in SIZES:
                        fakes = max(1, round(size * int((base.votes_by_person() > 0).sum())))
                        attacked = joined(base, cover(base, fakes, luck), target)
                        for name, rank in rankings.items():
                            place = _places(rank(attacked, conversation.born), attacked)[target]
                            rise = 100.0 * float(before[name][target] - place) / ideas
                            found.append(Gain(name, kind, size, rise, bool(place < TOP)))
    return found


def joined(base: Ballots, fakes: Sequence[Votes], target: int) -> Ballots:
    """The ballots with more people, each of whom is also for the target, all at the last moment."""
    rows = [
        (base.people + number, idea, value)
        for number, votes in enumerate(fakes)
        for idea, value in sorted([*(vote for vote in votes if vote[0] != target), (target, 1)])
    ]
    person, idea, value = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Ballots(
        base.ideas,
        base.people + len(fakes),
        np.concatenate([base.idea, idea]),
        np.concatenate([base.person, person]),
        np.concatenate([base.value, value]),
        np.concatenate([base.at, np.full(len(rows), base.at.max(initial=0))]),
    )


def _places(score: NDArray[np.float64], ballots: Ballots) -> Column:
    places = np.empty(len(score), dtype=np.int64)
    places[best_first(score, ballots.counts().sum(axis=1))] = np.arange(len(score))
    return places


def _votes_of(base: Ballots, luck: Luck) -> Votes:
    """All that a random real person said; most often one who said much, as a random vote is theirs."""
    rows = base.person == base.person[int(luck.integers(len(base)))]
    return list(zip(base.idea[rows].tolist(), base.value[rows].tolist(), strict=True))


def _some(votes: Votes, most: int, luck: Luck) -> Votes:
    return [votes[at] for at in luck.permutation(len(votes))[:most].tolist()]
