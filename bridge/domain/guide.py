"""What the guide tells: the published ideas of a campaign, best first, each with its story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bridge.domain.digest import Numbers, Week
from bridge.domain.disclosure import STAFF
from bridge.domain.followup import Course
from bridge.domain.idea import Experience, IdeaStatus, Wording
from bridge.domain.ranking import Explanation, RankedIdea, Ranking
from bridge.domain.trial import Result


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said of an idea, masked once more and without a name; `likes` is how many liked it."""

    text: str
    likes: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One check-in of a chosen idea: the day on which it was asked, and what was answered, if anything."""

    day: date
    course: Course | None
    note: str


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an idea: since when it has its status and why, and in whose hands it is.

    `owner` and `first_step` are empty where it was never chosen; `overdue`: its last check-in has waited too
    long for an answer.
    """

    since: date
    reason: str
    owner: str = ""
    first_step: str = ""
    stages: tuple[Stage, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """Where an idea was tried, in which month (its first day) if that is known, and what came of it."""

    place: str
    month: date | None
    result: Result
    words: str


@dataclass(frozen=True, slots=True)
class GuideIdea:
    """One published idea in the guide.

    `role` is told only where enough ideas came from it. `versions` counts its wordings, `batch` the
    publications up to its own. `related` are ids of ideas on the same theme, nearest first. `topic_id` is
    None where the forum has no topic of it. `became` is None for one that nobody has said anything about.
    `earlier` are wordings that the forum has shown before and nobody has hidden, oldest first.
    """

    id: str
    title: str
    text: str
    question: str
    lenses: tuple[str, ...]
    role: str | None
    experience: Experience
    status: IdeaStatus
    versions: int
    published: date
    batch: int
    ranked: RankedIdea
    explanation: Explanation
    quotes: tuple[Quote, ...] = ()
    related: tuple[str, ...] = ()
    topic_id: int | None = None
    became: Became | None = None
    trials: tuple[Tried, ...] = ()
    earlier: tuple[Wording, ...] = ()

    @property
    def voted(self) -> bool:
        """Whether anybody voted on it; else its score says nothing of it."""
        return self.ranked.tally.voters > 0


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many ideas a group has, as far as that may be told; None where it may not."""

    id: str
    title: str
    ideas: int | None


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Ideas by group, rounded; counts below `least` are not told. Stands for the end of `week`."""

    week: Week | None
    least: int
    groups: tuple[GroupCount, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What happened to what people sent in, counted: decisions of moderators first. No idea is named.

    `removed` are ideas whose topic somebody took from the forum, `waiting` those that are not published yet.
    """

    accepted: int
    merged: int
    returned: int
    rejected: int
    joined: int
    withdrawn: int
    removed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything that the guide says, before templates put it into words.

    `ideas` are best first; `solutions` are the ids of those that are presented as solutions, in that order.
    `credits` are names of people who asked to be named, in the order of the alphabet; nothing ties one to an
    idea.
    """

    campaign: str
    ranking: Ranking
    solutions: tuple[str, ...]
    ideas: tuple[GuideIdea, ...]
    numbers: Numbers
    decided: Decided
    roles: GroupTable
    credits: tuple[str, ...]

    @property
    def first(self) -> tuple[GuideIdea, ...]:
        """The ideas that are presented as solutions."""
        chosen = frozenset(self.solutions)
        return tuple(idea for idea in self.ideas if idea.id in chosen)

    @property
    def level(self) -> int:
        """How many ideas stand as high as the last solution and are none: there are too many of them."""
        if not self.solutions:
            return 0
        last = self.first[-1].ranked.place
        return sum(1 for idea in self.ideas if idea.ranked.place == last and idea.voted) - sum(
            1 for idea in self.first if idea.ranked.place == last
        )


def solutions_of(ranked: Sequence[RankedIdea], most: int) -> tuple[str, ...]:
    """Ids of the ideas that are presented as solutions, out of all, best first: about `most` of them.

    An idea without a vote is none, wherever the average puts it. Ideas that share the last place come in
    together; where that would make twice as many or more, they stay out together, unless they are all first.
    """
    voted = [entry for entry in ranked if entry.tally.voters]
    if len(voted) <= most:
        return tuple(entry.idea for entry in voted)
    last = voted[most - 1].place
    better = [entry.idea for entry in voted if entry.place < last]
    level = [entry.idea for entry in voted if entry.place == last]
    if len(better) + len(level) < 2 * most:
        return (*better, *level)
    return tuple(better or level[:most])


def roles_told(roles: Iterable[str | None]) -> frozenset[str]:
    """The roles that may stand at an idea, from the role of every published one (None: not said).

    A role needs as many ideas as may be told of a group of staff. Where the ideas left without a role are
    fewer than that, they would be known to come from what is missing: then the smallest role goes untold too.
    """
    counts: dict[str, int] = {}
    total = 0
    for role in roles:
        total += 1
        if role is not None:
            counts[role] = counts.get(role, 0) + 1
    told = {role: count for role, count in counts.items() if count >= STAFF}
    while told and 0 < total - sum(told.values()) < STAFF:
        del told[min(told, key=lambda role: (told[role], role))]
    return frozenset(told)
