"""How private texts are locked away and ideas named: what the store asks of whoever holds the keys."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Sealer(Protocol):
    """Locks and opens bytes under a campaign's submission key, and makes digests under its name key.

    Once the key is destroyed the methods raise UserProblem that says so.
    """

    def seal(self, campaign: str, plain: bytes, at: datetime) -> bytes:
        """Lock; `at` is the only time that may be read from the result without the key."""
        ...

    def unseal(self, campaign: str, sealed: bytes) -> bytes:
        """Open; UserProblem when it was locked with another key or changed since."""
        ...

    def digest(self, campaign: str, plain: bytes) -> bytes:
        """Thirty-two bytes, the same for the same bytes; nobody without the key can compute them."""
        ...
