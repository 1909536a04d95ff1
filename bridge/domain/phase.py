"""Named periods of a campaign and what people may do in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Right(StrEnum):
    """What a phase can allow."""

    IDEA = "idea"
    REPLY = "reply"
    VOTE = "vote"


@dataclass(frozen=True, slots=True)
class Phase:
    """A named period with rights; `questions` empty means all questions of the campaign.

    `opens` is the first instant, `closes` the first instant after the end (half-open), both aware.
    `note` is a public sentence on why the period was changed.
    """

    id: str
    title: str
    opens: datetime
    closes: datetime
    rights: frozenset[Right]
    questions: tuple[str, ...] = ()
    summary: str = ""
    note: str = ""

    def contains(self, instant: datetime) -> bool:
        """Whether the phase runs at this instant."""
        return self.opens <= instant < self.closes

    def first_day(self, zone: ZoneInfo) -> date:
        """The first day on the campaign's calendar."""
        return self.opens.astimezone(zone).date()

    def last_day(self, zone: ZoneInfo) -> date:
        """The last day on the campaign's calendar, the closing instant being excluded."""
        return (self.closes - timedelta(microseconds=1)).astimezone(zone).date()


NO_RIGHTS: frozenset[Right] = frozenset()
