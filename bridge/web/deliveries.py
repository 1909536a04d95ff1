"""What comes from the forum's web hook: judged with its secret, and kept as a hint that something changed.

Nothing of what is delivered is kept but the campaign and the time; no text, no name, no number of a person.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from bridge.forum.hooksecret import read_secret
from bridge.forum.webhook import Received, Receiver, Verdict
from bridge.meters import EVENTS
from bridge.pipeline.hint import PING, take_hint
from bridge.ports import Store


class Deliveries:
    """Hears deliveries with the secret in a file, which may be made or changed while this runs."""

    def __init__(self, store: Store, secret_file: Path) -> None:
        self._store = store
        self._file = secret_file
        self._lock = threading.Lock()
        self._secret: str | None = None
        self._receiver: Receiver | None = None

    def take(self, headers: dict[str, str], body: bytes, now: datetime) -> Received | None:
        """What became of a delivery; None where no web hook was set up."""
        receiver = self._present()
        if receiver is None:
            return None
        received = receiver.take(headers, body)
        if received.stale is not None:
            concerned = take_hint(self._store, received.stale.topic_id, received.stale.category_id, now)
            if not concerned:
                received = Received(Verdict.IGNORED)
        elif received.verdict is Verdict.PING:
            with self._store.begin() as unit:
                unit.hints.give(PING, now)
        EVENTS.labels(received.verdict.value).inc()
        return received

    def _present(self) -> Receiver | None:
        secret = read_secret(self._file)
        with self._lock:
            if secret != self._secret:
                self._secret = secret
                self._receiver = None if secret is None else Receiver(secret)
            return self._receiver
