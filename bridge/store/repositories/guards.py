"""Whom the forum trusts, and rings of accounts: what a ranking has to know of voters besides their votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bridge.domain.idea import rounded_to_hour
from bridge.domain.ring import Ring, RingState
from bridge.store.statements import upsert
from bridge.store.tables import RING, VOTER


class GuardRepository:
    """Implements `ports.Guards`. People are here by pseudonym only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def trusted(self, campaign: str) -> frozenset[str]:
        """Pseudonyms of voters whom the forum trusts."""
        query = select(VOTER.c.voter).where(VOTER.c.campaign == campaign, VOTER.c.trusted)
        return frozenset(self._connection.execute(query).scalars())

    def put_trusted(self, campaign: str, voters: Mapping[str, bool]) -> None:
        """Insert or update."""
        rows = [
            {"campaign": campaign, "voter": voter, "trusted": trusted}
            for voter, trusted in sorted(voters.items())
        ]
        upsert(self._connection, VOTER, rows)

    def rings(self, campaign: str) -> Sequence[Ring]:
        """All rings, ordered by id."""
        query = select(RING).where(RING.c.campaign == campaign).order_by(RING.c.id)
        return [
            Ring(
                id=row["id"],
                campaign=row["campaign"],
                people=frozenset(row["people"]),
                state=RingState(row["state"]),
                flagged=row["flagged"],
                decided=row["decided"],
                reason=row["reason"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def put_ring(self, ring: Ring) -> None:
        """Insert or replace, times at the hour."""
        row = {
            "campaign": ring.campaign,
            "id": ring.id,
            "people": sorted(ring.people),
            "state": ring.state,
            "flagged": rounded_to_hour(ring.flagged),
            "decided": None if ring.decided is None else rounded_to_hour(ring.decided),
            "reason": ring.reason,
        }
        upsert(self._connection, RING, [row])
