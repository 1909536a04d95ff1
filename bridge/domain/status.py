"""The public status of ideas: what it was changed to, why, and whether that is an answer to its author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bridge.domain.idea import Idea, IdeaStatus

TAG = "status-"
"""Tags of the forum that begin so tell a status."""

SETTABLE = tuple(status for status in IdeaStatus if status is not IdeaStatus.WITHDRAWN)
"""What a moderator can set; only its author withdraws an idea."""

UNANSWERED = frozenset({IdeaStatus.NEW, IdeaStatus.IN_DISCUSSION})
"""An idea that stands at one of these waits for an answer."""

UNDER_WAY = frozenset({IdeaStatus.CHOSEN, IdeaStatus.BEING_TRIED})
"""Somebody does something about it: such ideas have check-ins."""

PROMISED = UNDER_WAY | {IdeaStatus.DONE}
"""It was said in public that somebody takes it in hand, and all may see what comes of that."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One line of an idea's history, which only grows. `number` counts from 1 for each idea.

    `reason` is public and masked; `at` is when a moderator said so, who it was is not kept.
    """

    campaign: str
    idea: str
    number: int
    status: IdeaStatus
    reason: str
    at: datetime

    @property
    def answers(self) -> bool:
        """Whether an author has an answer by it: "not now" is one only with its reason."""
        if self.status is IdeaStatus.NOT_NOW:
            return bool(self.reason)
        return self.status not in UNANSWERED


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of the published ideas have an answer, and for how many whole days the others wait at most."""

    answered: int
    ideas: int
    longest: int

    @property
    def waiting(self) -> int:
        """How many have no answer."""
        return self.ideas - self.answered


def status_of_tag(tag: str) -> IdeaStatus | None:
    """The status that a forum tag tells, of those that a moderator can set."""
    if not tag.startswith(TAG):
        return None
    return next((status for status in SETTABLE if status == tag.removeprefix(TAG)), None)


def latest(changes: Iterable[StatusChange], until: datetime) -> Mapping[str, StatusChange]:
    """The last change of each idea before an instant."""
    found: dict[str, StatusChange] = {}
    for change in changes:
        known = found.get(change.idea)
        if change.at < until and (known is None or known.number < change.number):
            found[change.idea] = change
    return found


def answered(ideas: Iterable[Idea], changes: Iterable[StatusChange], until: datetime) -> Answered:
    """How the published ideas that stand were answered before an instant."""
    last = latest(changes, until)
    asked = [idea for idea in ideas if idea.stands and idea.published is not None and idea.published < until]
    waits = [
        (until - idea.published).days
        for idea in asked
        if idea.published is not None and not (idea.id in last and last[idea.id].answers)
    ]
    return Answered(len(asked) - len(waits), len(asked), max(waits, default=0))


class Heard(StrEnum):
    """What came of a moderator's reply; all but the first are answered with a notice."""

    DONE = "done"
    NO_STATUS = "no-status"
    NO_REASON = "no-reason"
    NO_COURSE = "no-course"
    NOT_ASKED = "not-asked"
    NO_PLACE = "no-place"
    NO_RESULT = "no-result"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Heeded:
    """A moderator's reply under an idea, and what came of it."""

    idea: str
    heard: Heard
