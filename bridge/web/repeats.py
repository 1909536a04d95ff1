"""The same form sent twice within seconds, by a double click or a lost answer, gets the same receipt.

Without this the first answer, with the receipt in it, would be lost, and the second would be a refusal.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridge.ports import Clock

_LASTS = timedelta(seconds=10)
_MOST = 1000


@dataclass(slots=True)
class _Turn:
    """One sending: who comes second waits for the lock and finds the code."""

    since: datetime
    lock: threading.Lock = field(default_factory=threading.Lock)
    code: str | None = None


class Repeats:
    """Remembers receipts for ten seconds, in memory, under a hash of everything that was sent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns: dict[bytes, _Turn] = {}
        self._lock = threading.Lock()

    def once(self, sent: str, act: Callable[[], str]) -> str:
        """The code that `act` gives, or the one that it gave for the same `sent` a moment ago.

        What `act` raises goes through, and the next attempt acts again.
        """
        turn = self._turn(hashlib.sha256(sent.encode("utf-8", "replace")).digest())
        with turn.lock:
            if turn.code is None:
                turn.code = act()
            return turn.code

    def _turn(self, mark: bytes) -> _Turn:
        now = self._clock.now()
        with self._lock:
            old = [key for key, turn in self._turns.items() if now - turn.since > _LASTS]
            for key in [*old, *list(self._turns)[: max(0, len(self._turns) - len(old) - _MOST)]]:
                self._turns.pop(key, None)
            return self._turns.setdefault(mark, _Turn(now))
