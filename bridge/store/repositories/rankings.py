"""Stored rankings, with everything that makes their figures recomputable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bridge.domain.journal import RankingSnapshot
from bridge.store.tables import RANKING


class RankingRepository:
    """Implements `ports.Rankings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, snapshot: RankingSnapshot) -> None:
        """Keep one. ValueError for a figure that is not a number: JSON cannot carry it."""
        row = {
            "campaign": snapshot.campaign,
            "taken": snapshot.taken,
            "formula": snapshot.formula,
            "parameters": dict(snapshot.parameters),
            "input_hash": snapshot.input_hash,
            "result_hash": snapshot.result_hash,
            "rows": [dict(line) for line in snapshot.rows],
        }
        self._connection.execute(insert(RANKING), row)

    def latest(self, campaign: str, before: datetime | None = None) -> RankingSnapshot | None:
        """The newest one, or the newest one strictly before an instant."""
        query = select(RANKING).where(RANKING.c.campaign == campaign)
        if before is not None:
            query = query.where(RANKING.c.taken < before)
        query = query.order_by(RANKING.c.taken.desc(), RANKING.c.id.desc()).limit(1)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return RankingSnapshot(
            campaign=row["campaign"],
            taken=row["taken"],
            formula=row["formula"],
            parameters=row["parameters"],
            input_hash=row["input_hash"],
            result_hash=row["result_hash"],
            rows=tuple(row["rows"]),
        )
