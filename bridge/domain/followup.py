"""What becomes of a chosen idea: who has it in hand, the first step, and check-ins on fixed days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

GRACE = timedelta(days=7)
"""So long a check-in may wait for its answer; after that it is overdue, and everybody sees it."""


class Course(StrEnum):
    """How a chosen idea goes on; the last two end its check-ins."""

    MOVING = "moving"
    STUCK = "stuck"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A chosen idea in somebody's hands, since a day on the campaign's calendar.

    `owner` is a role or a team, never a person's account; both texts are public and masked.
    """

    campaign: str
    idea: str
    owner: str
    first_step: str
    since: date


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The answer to the check-in after so many days; `note` is public and masked."""

    campaign: str
    idea: str
    days: int
    course: Course
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A check-in of an idea: on which day it is asked, and its answer if there is one."""

    undertaking: Undertaking
    days: int
    day: date
    answer: CheckIn | None = None

    def overdue(self, today: date) -> bool:
        """Whether its answer is missing for too long."""
        return self.answer is None and today > self.day + GRACE


def check_ins(
    undertaking: Undertaking, days: Sequence[int], answers: Iterable[CheckIn], today: date
) -> tuple[Due, ...]:
    """The check-ins that were asked up to a day, oldest first.

    Only the last one can still be answered: one that nobody answered is left out once the next is asked.
    """
    given = {answer.days: answer for answer in answers if answer.idea == undertaking.idea}
    asked = [
        Due(undertaking, after, undertaking.since + timedelta(days=after), given.get(after))
        for after in sorted(days)
        if undertaking.since + timedelta(days=after) <= today
    ]
    return tuple(due for due in asked if due.answer is not None or due is asked[-1])


def next_day(undertaking: Undertaking, days: Sequence[int], today: date) -> date | None:
    """The day of the next check-in after `today`."""
    later = (undertaking.since + timedelta(days=after) for after in sorted(days))
    return next((day for day in later if day > today), None)
