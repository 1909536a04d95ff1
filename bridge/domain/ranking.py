"""What a ranking says: ideas with place, score, interval and badge, and what changed between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.participation import Seen, Tally


class Badge(StrEnum):
    """What a reader should know of a score before trusting it.

    `CONFIRMED`: enough people voted, and even the lower bound is above the average of all ideas.
    `NEEDS_VOTES`: too few people are known to have seen the idea to place it well; show it where people look.
    """

    CONFIRMED = "confirmed"
    NEEDS_VOTES = "needs-votes"
    NONE = "none"


class Standing(StrEnum):
    """Whether an idea has a score across viewpoints, and if not, why.

    Of the campaign: `TOO_FEW_PEOPLE` voted on enough ideas; `NO_CLEAR_SIDES`, the halves of a small crowd do
    not show the same difference, or there is none. Of the idea: `TOO_FEW_ACROSS`, not enough votes from each
    side yet.
    """

    SCORED = "scored"
    TOO_FEW_PEOPLE = "too-few-people"
    NO_CLEAR_SIDES = "no-clear-sides"
    TOO_FEW_ACROSS = "too-few-votes-across"


@dataclass(frozen=True, slots=True)
class Sides:
    """Support across viewpoints. `score` and `rates` in 0..1, `liked` and `seen` count people by side.

    The sides have no names, and are the same two in the same order for all ideas of a ranking. All but the
    standing is None where there is no score.
    """

    standing: Standing = Standing.TOO_FEW_PEOPLE
    score: float | None = None
    rates: tuple[float, float] | None = None
    liked: tuple[int, int] | None = None
    seen: tuple[int, int] | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What is left of people where newcomers are capped and a confirmed ring counts as one person."""

    up: float
    down: float
    seen: float


@dataclass(frozen=True, slots=True)
class Dispute:
    """How people disagree. `split` in 0..1: 1 is half against half; `divided`: it is near that, among enough.

    `polarised`: the two sides see it very differently. `discussed`: repliers per reader, never in the score.
    """

    split: float
    divided: bool = False
    polarised: bool = False
    discussed: float = 0.0


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
    `low` and `high` bound where it may settle as more people come. The score is made of `counted` people;
    `tally` has them as they are. `place_across` is its place in the other order, by support on both sides;
    ideas without that score stand there where the best that is known puts them.
    """

    place: int
    tied: bool
    score: float
    low: float
    high: float
    badge: Badge
    tally: Tally
    counted: Counted
    sides: Sides
    dispute: Dispute
    place_across: int = 0

    @property
    def shown_place(self) -> str:
        """The place as people read it: `15`, or `=15` where several share it."""
        return f"={self.place}" if self.tied else str(self.place)

    @property
    def capped(self) -> float:
        """How many people's votes were taken off."""
        return max(self.tally.seen - self.counted.seen, 0.0)

    @property
    def idea(self) -> str:
        """The idea's id."""
        return self.tally.idea

    @property
    def seen_by(self) -> Seen:
        """Which count of people `tally.seen` is."""
        return self.tally.seen_by


@dataclass(frozen=True, slots=True)
class Ranking:
    """All ranked ideas of a campaign at one time, best first, with everything the figures rest on.

    `interval` is the level of the bounds in 0..1; `confirmed_voters` voters are enough for the badge.
    `placed` counts people whose votes place them on one of two sides, `capped` says whether the cap on
    newcomers holds. The hashes are hex SHA-256 over what went in and what came out.
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
    placed: int = 0
    capped: bool = False

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
    """Why an idea stands where it stands: two plain sentences, what else to know, every figure's value."""

    idea: str
    sentences: tuple[str, ...]
    terms: tuple[Term, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences in one paragraph."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one idea between two rankings; differences are later minus earlier.

    `moved` counts places, positive is up; None for an idea that the earlier ranking does not hold (`new`),
    whose differences then are its present counts. `capped` is how many people's votes
    more were taken off. `why` is one plain sentence without a full stop.
    """

    idea: str
    place: int
    moved: int | None
    readers: int
    up: int
    down: int
    unsure: int
    replies: int
    merges: int
    capped: float
    why: str

    @property
    def new(self) -> bool:
        """Whether the earlier ranking does not hold the idea."""
        return self.moved is None
