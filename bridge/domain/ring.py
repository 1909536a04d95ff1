"""Rings: accounts that vote alike at the same moments, as a moderator's question and its answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RingState(StrEnum):
    """What a moderator said of a ring; until then it changes nothing."""

    FLAGGED = "flagged"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Ring:
    """Accounts by pseudonym, and when they were flagged and decided upon (at the hour)."""

    id: str
    campaign: str
    people: frozenset[str]
    state: RingState
    flagged: datetime
    decided: datetime | None = None
    reason: str = ""


def ring_id(people: Iterable[str]) -> str:
    """Eight hex digits that name a ring by the accounts in it."""
    return hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest()[:8]
