"""When something that happens again and again is due: by an interval, or by the clock on the wall.

A time on the wall that a clock change leaves out is taken as if the clock had not changed yet, so it comes
once, an hour later by the new clock. One that comes twice counts the first time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Every:
    """Each time an interval is over, counted from the start of 1970, UTC: the same for all processes."""

    interval: timedelta

    def latest(self, now: datetime) -> datetime:
        """The newest occurrence at or before now."""
        return _EPOCH + (now - _EPOCH) // self.interval * self.interval

    def following(self, now: datetime) -> datetime:
        """The first occurrence after now."""
        return self.latest(now) + self.interval


@dataclass(frozen=True, slots=True)
class OnDays:
    """At a time on the wall, each day or on one weekday (0 = Monday)."""

    at: time
    zone: ZoneInfo
    weekday: int | None = None

    def latest(self, now: datetime) -> datetime:
        """The newest occurrence at or before now."""
        day = now.astimezone(self.zone).date() + _DAY
        while (found := self._on(day)) is None or found > now:
            day -= _DAY
        return found

    def following(self, now: datetime) -> datetime:
        """The first occurrence after now."""
        day = now.astimezone(self.zone).date() - _DAY
        while (found := self._on(day)) is None or found <= now:
            day += _DAY
        return found

    def _on(self, day: date) -> datetime | None:
        if self.weekday is not None and day.weekday() != self.weekday:
            return None
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class AtInstants:
    """At these instants, such as the ends of phases."""

    instants: tuple[datetime, ...]

    @classmethod
    def of(cls, instants: Iterable[datetime]) -> AtInstants:
        """Each once, in order."""
        return cls(tuple(sorted({instant.astimezone(UTC) for instant in instants})))

    def latest(self, now: datetime) -> datetime | None:
        """The newest one at or before now."""
        return max((instant for instant in self.instants if instant <= now), default=None)

    def following(self, now: datetime) -> datetime | None:
        """The first one after now."""
        return min((instant for instant in self.instants if instant > now), default=None)


Rule = Every | OnDays | AtInstants
"""When a job is due."""
