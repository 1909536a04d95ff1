"""A forum that is hard to reach: one request in so many goes wrong, in every way that we know of."""

from __future__ import annotations

import random

from tests.chaos.proxy import FAULTS, LATE, Fault, Proxy, Sent

_RANDOM_FAULTS = tuple(fault for fault in FAULTS if fault not in LATE)


class Storm(Proxy):
    """Lets a share of all requests go wrong. `happened` counts what did."""

    def __init__(self, seed: int) -> None:
        super().__init__(lambda: None)
        self.rate = 0.0
        self.happened: dict[Fault, int] = {}
        self._random = random.Random(seed)

    def take(self, sent: Sent) -> Fault | None:
        """The fault for a request, if it is its turn."""
        super().take(sent)
        with self._lock:
            self.requests.clear()
            if self._random.random() >= self.rate:
                return None
            fault = self._random.choice(_RANDOM_FAULTS)
            self.happened[fault] = self.happened.get(fault, 0) + 1
            return fault
