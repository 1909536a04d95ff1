"""The history of statuses, which can only grow, and the moderators' replies that were carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bridge.domain.idea import IdeaStatus
from bridge.domain.status import Heard, Heeded, StatusChange
from bridge.store.outcome_tables import HEEDED, STATUS_CHANGE
from bridge.store.statements import insert_new


class StatusRepository:
    """Implements `ports.Statuses`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, change: StatusChange) -> None:
        """Append to the history."""
        row = {
            "campaign": change.campaign,
            "idea": change.idea,
            "number": change.number,
            "status": change.status,
            "reason": change.reason,
            "at": change.at,
        }
        self._connection.execute(insert(STATUS_CHANGE), row)

    def all(self, campaign: str) -> Sequence[StatusChange]:
        """The whole history, ordered by idea and number."""
        query = (
            select(STATUS_CHANGE)
            .where(STATUS_CHANGE.c.campaign == campaign)
            .order_by(STATUS_CHANGE.c.idea, STATUS_CHANGE.c.number)
        )
        return [
            StatusChange(
                row["campaign"],
                row["idea"],
                row["number"],
                IdeaStatus(row["status"]),
                row["reason"],
                row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def heed(self, campaign: str, post_id: int, heeded: Heeded) -> bool:
        """Remember what came of a reply; False where that is known already."""
        row = {
            "campaign": campaign,
            "post_id": post_id,
            "idea": heeded.idea,
            "outcome": heeded.heard,
        }
        return insert_new(self._connection, HEEDED, row)

    def heeded(self, campaign: str) -> Mapping[int, Heeded]:
        """What came of each reply, by its post."""
        query = select(HEEDED).where(HEEDED.c.campaign == campaign).order_by(HEEDED.c.post_id)
        return {
            row["post_id"]: Heeded(row["idea"], Heard(row["outcome"]))
            for row in self._connection.execute(query).mappings()
        }
