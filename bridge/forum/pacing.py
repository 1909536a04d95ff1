"""Keeps the bridge below the forum's limit: pace first, retry second.

The forum counts a site's requests with all admin keys together, 60 within any minute by default (OBSERVED,
section 2). A token bucket spreads the bridge's share of them; the clock is injected.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bridge.ports import Clock

GRACE = 1.0
"""Seconds added to the forum's wish, whose numbers are rounded down."""


class Pacer:
    """A token bucket that holds `burst` requests and fills at `per_minute`.

    It is kept as the instant at which the bucket will be full again: every request moves that instant on by
    one interval, and a request waits while it lies further ahead than a full bucket takes to fill. One pacer
    serves all keys of the bridge, since the forum counts them together.
    """

    def __init__(self, clock: Clock, *, per_minute: float, burst: int) -> None:
        self._clock = clock
        self._interval = timedelta(seconds=60.0 / per_minute)
        self._depth = burst * self._interval
        self._burst = burst
        self._full: datetime | None = None
        self._quiet_until: datetime | None = None

    def wait(self) -> float:
        """Take one token, sleeping until there is one; gives the seconds slept."""
        now = self._clock.now()
        start = max(self._full or now, now)
        ready = max(start + self._interval - self._depth, self._quiet_until or now)
        self._full = max(start + self._interval, ready + self._interval)
        pause = (ready - now).total_seconds()
        if pause > 0:
            self._clock.sleep(pause)
        return max(pause, 0.0)

    def refused(self, delay: float) -> None:
        """Learn from a 429: stay quiet as long as the forum wants, then begin with an empty bucket."""
        now = self._clock.now()
        until = now + timedelta(seconds=delay + GRACE)
        self._quiet_until = max(self._quiet_until or until, until)
        self._full = max(self._full or now, self._quiet_until + self._depth - self._interval)

    def seconds_for(self, requests: int) -> float:
        """How long so many requests take from now on, the answers' own time not counted."""
        if requests <= 0:
            return 0.0
        now = self._clock.now()
        start = max(self._full or now, now)
        last = max(start + requests * self._interval - self._depth, self._quiet_until or now)
        return max((last - now).total_seconds(), 0.0)
