"""What keeps the bridge from knocking on a closed door: a breaker after refusals, a budget for a run."""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.domain.errors import ForumDown, Temporary
from bridge.ports import Clock

REST = timedelta(minutes=5)
"""The first rest after too many refusals; each further one is twice as long."""

LONGEST_REST = timedelta(minutes=40)


class Resting(ForumDown):
    """The forum refused so often that it is left alone for a while; nothing was sent."""


class Spent(Temporary):
    """This run's budget of requests is used up; nothing was sent."""


class Breaker:
    """Opens after so many failed requests in a row, and lets one through when the rest is over.

    If that one passes, all is as before; if it fails, the next rest is twice as long. One breaker serves all
    keys of the bridge: it is the forum that is tired, not a key.
    """

    def __init__(self, clock: Clock, *, after: int) -> None:
        self._clock = clock
        self._after = after
        self._failures = 0
        self._rests = 0
        self._until: datetime | None = None

    def check(self) -> None:
        """Raise Resting, with the time of the next try, while the rest lasts."""
        now = self._clock.now()
        if self._until is None or now >= self._until:
            return
        left = (self._until - now).total_seconds()
        raise Resting(
            f"The forum failed or refused {self._failures} requests in a row; "
            f"the next one goes out after {self._until:%H:%M:%S} UTC, in {left:.0f} s.",
            delay=left,
            hint="Look whether the forum is well; run the same command again after that time.",
        )

    def passed(self) -> None:
        """An answer came: the forum works."""
        self._failures = self._rests = 0
        self._until = None

    def failed(self) -> None:
        """A request was refused for its pace, or the forum failed to answer it."""
        self._failures += 1
        if self._failures < self._after:
            return
        rest = min(REST * 2**self._rests, LONGEST_REST)
        self._rests += 1
        self._until = self._clock.now() + rest


class Budget:
    """How many requests that read, and that write, one run may make; None is no bound."""

    def __init__(self, *, reads: int | None, writes: int | None) -> None:
        self._most = {True: reads, False: writes}
        self._left = dict(self._most)

    @property
    def left(self) -> dict[str, int]:
        """How many requests are left by kind, of those that are bounded."""
        kinds = {"reading": self._left[True], "writing": self._left[False]}
        return {kind: left for kind, left in kinds.items() if left is not None}

    def take(self, *, reads: bool) -> None:
        """Count one request; Spent when there is none left of its kind."""
        left = self._left[reads]
        if left is None:
            return
        if left < 1:
            kind = "reading" if reads else "writing"
            raise Spent(
                f"The budget of {self._most[reads]} {kind} requests for one run is used up.",
                hint="Run the same command again to go on from here, or raise the budget.",
            )
        self._left[reads] = left - 1
