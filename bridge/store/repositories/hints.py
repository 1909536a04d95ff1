"""Hints that something of a campaign has changed in the forum, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bridge.store.statements import insert_new
from bridge.store.tables import HINT


class HintRepository:
    """Implements `ports.Hints`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def give(self, campaign: str, now: datetime) -> None:
        """Note a hint; where one is there already, that one stays."""
        insert_new(self._connection, HINT, {"campaign": campaign, "since": now})

    def since(self, campaign: str) -> datetime | None:
        """When the oldest hint was given that has not been cleared."""
        query = select(HINT.c.since).where(HINT.c.campaign == campaign)
        found: datetime | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def clear(self, campaign: str, until: datetime) -> None:
        """Forget a hint that was given at this instant or before."""
        self._connection.execute(delete(HINT).where(HINT.c.campaign == campaign, HINT.c.since <= until))
