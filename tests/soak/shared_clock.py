"""Time for several processes: one file says what time it is, and only its owner moves it."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path


class SharedClock:
    """Reads the time from a file. Sleeping moves this process ahead until the file's time changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = ""
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The file's time, and what was slept since it changed."""
        text = self._path.read_text(encoding="ascii")
        if text != self._seen:
            self._seen, self._ahead = text, timedelta()
        return datetime.fromisoformat(text) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Move ahead; a moment passes for real, so that others come to their turn."""
        time.sleep(min(seconds, 0.002))
        self._ahead += timedelta(seconds=seconds)

    def set(self, instant: datetime) -> None:
        """Make it this time, for everybody at once."""
        beside = self._path.with_suffix(f".{os.getpid()}")
        beside.write_text(instant.isoformat(), encoding="ascii")
        beside.replace(self._path)
