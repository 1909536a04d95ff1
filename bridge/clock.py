"""Time: the system's own, and one that is moved by hand for tests and the demo."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class SimulatedClock:
    """A clock that moves only when told to; sleeping moves it at once. Safe to share between threads.

    `run_on()` lets it go on at the machine's pace from where it stands.
    """

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = start
        self._since: float | None = None

    def now(self) -> datetime:
        """The simulated instant, UTC."""
        with self._lock:
            return self._present()

    def sleep(self, seconds: float) -> None:
        """Move ahead instead of waiting."""
        self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta) -> None:
        """Move ahead."""
        with self._lock:
            self._now = self._present() + by
            self._since = time.monotonic() if self._since is not None else None

    def move_to(self, instant: datetime) -> None:
        """Move ahead to an instant; never back."""
        with self._lock:
            self._now = max(self._present(), instant)
            self._since = time.monotonic() if self._since is not None else None

    def run_on(self) -> None:
        """From now on go at the machine's pace."""
        with self._lock:
            self._now = self._present()
            self._since = time.monotonic()

    def _present(self) -> datetime:
        if self._since is None:
            return self._now
        return self._now + timedelta(seconds=time.monotonic() - self._since)
