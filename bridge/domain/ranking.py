"""What a ranking says: ideas with place, score, interval and badge, and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.participation import Tally


class Badge(StrEnum):
    """What a reader should know of a score before trusting it.

    `CONFIRMED`: enough people voted. `NEEDS_VOTES`: not confirmed, and too few people are known to have seen
    the idea to place it well; show it where people look.
    """

    CONFIRMED = "confirmed"
    NEEDS_VOTES = "needs-votes"
    NONE = "none"


class Seen(StrEnum):
    """Which count of people stands for "saw this idea" in a score.

    `READERS`: distinct readers as the forum counts them. `VOTERS`: people who voted, where the forum knows
    of no more readers than those. `NOBODY`: neither is known.
    """

    READERS = "readers"
    VOTERS = "voters"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Prior:
    """The crowd's average that is blended into each score, with the weight of `strength` people.

    `mean` lies strictly between 0 and 1. `ideas` says how many ideas with at least one person who saw them
    it rests on; `fitted` is False where the strength is a set value, because there were too few of them.
    """

    mean: float
    strength: float
    ideas: int
    fitted: bool

    @property
    def a(self) -> float:
        """Blended-in people who are for the idea."""
        return self.mean * self.strength

    @property
    def b(self) -> float:
        """Blended-in people who saw it and are not for it."""
        return (1.0 - self.mean) * self.strength


@dataclass(frozen=True, slots=True)
class RankedIdea:
    """One idea in a ranking.

    `place` counts from 1; equal scores share a place and are `tied`. `score` is the share of people who are
    for the idea among those who saw it, with the crowd's average blended in, strictly between 0 and 1;
    `low` and `high` bound where it may settle as more people come.
    """

    place: int
    tied: bool
    score: float
    low: float
    high: float
    badge: Badge
    tally: Tally

    @property
    def idea(self) -> str:
        """The idea's id."""
        return self.tally.idea

    @property
    def seen_by(self) -> Seen:
        """Which count of people `tally.seen` is."""
        if not self.tally.seen:
            return Seen.NOBODY
        return Seen.READERS if self.tally.readers > self.tally.voters else Seen.VOTERS


@dataclass(frozen=True, slots=True)
class Ranking:
    """All ranked ideas of a campaign at one time, best first, with everything the figures rest on.

    `interval` is the level of the bounds in 0..1; `confirmed_voters` voters earn the badge. The hashes are
    hex SHA-256 over what went in and what came out.
    """

    campaign: str
    taken: datetime
    formula: str
    interval: float
    confirmed_voters: int
    prior: Prior
    ideas: tuple[RankedIdea, ...]
    input_hash: str
    result_hash: str

    def find(self, idea: str) -> RankedIdea | None:
        """The entry of one idea."""
        return next((ranked for ranked in self.ideas if ranked.idea == idea), None)


@dataclass(frozen=True, slots=True)
class Term:
    """One figure behind a score: what it is called, its value as shown, and what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an idea stands where it stands: plain sentences, then every figure with its value."""

    idea: str
    sentences: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The sentences in one paragraph."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one idea between two rankings; differences are later minus earlier.

    `moved` counts places, positive is up; None for an idea that the earlier ranking does not hold (`new`),
    whose differences then are its present counts. `why` is one plain sentence without a full stop.
    """

    idea: str
    place: int
    moved: int | None
    readers: int
    up: int
    down: int
    unsure: int
    replies: int
    why: str

    @property
    def new(self) -> bool:
        """Whether the earlier ranking does not hold the idea."""
        return self.moved is None
