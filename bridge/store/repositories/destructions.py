"""Records of what was destroyed; they can only be added to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bridge.domain.destruction import Destruction
from bridge.store.tables import DESTRUCTION


class DestructionRepository:
    """Implements `ports.Destructions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, destruction: Destruction) -> None:
        """Keep a record."""
        row = {
            "campaign": destruction.campaign,
            "record": destruction.record,
            "signature": destruction.signature,
        }
        self._connection.execute(insert(DESTRUCTION), row)

    def all(self, campaign: str) -> Sequence[Destruction]:
        """All records, oldest first."""
        query = select(DESTRUCTION).where(DESTRUCTION.c.campaign == campaign).order_by(DESTRUCTION.c.id)
        return [
            Destruction(row["campaign"], row["record"], row["signature"])
            for row in self._connection.execute(query).mappings()
        ]
