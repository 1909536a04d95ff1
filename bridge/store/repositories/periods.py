"""The ends that each phase had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bridge.store.tables import PERIOD


class PeriodRepository:
    """Implements `ports.Periods`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ends(self, campaign: str, phase: str) -> Sequence[tuple[datetime, datetime]]:
        """(recorded at, closes), oldest first."""
        query = (
            select(PERIOD.c.at, PERIOD.c.closes)
            .where(PERIOD.c.campaign == campaign, PERIOD.c.phase == phase)
            .order_by(PERIOD.c.id)
        )
        return [(at, closes) for at, closes in self._connection.execute(query)]

    def record(self, campaign: str, phase: str, closes: datetime, at: datetime) -> bool:
        """Record an end if it differs from the last one; whether it did."""
        known = self.ends(campaign, phase)
        if known and known[-1][1] == closes:
            return False
        row = {"campaign": campaign, "phase": phase, "closes": closes, "at": at}
        self._connection.execute(insert(PERIOD), row)
        return True
