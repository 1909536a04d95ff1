"""Leases: one writer a campaign, told apart from its predecessors by a fence number.

Each step is one UPDATE that names the state it expects. Both databases decide such a statement for one caller
at a time, so no two holders can succeed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import case, or_, select, update
from sqlalchemy.engine import Connection

from bridge.domain.errors import LostLease
from bridge.domain.journal import Lease
from bridge.store.statements import insert_new
from bridge.store.tables import LEASE

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LeaseRepository:
    """Implements `ports.Leases`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def acquire(self, campaign: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        """Take a free, expired or own lease, counting the fence up when it changes hands; None if held."""
        expires = now + timedelta(seconds=seconds)
        first = {"campaign": campaign, "holder": holder, "fence": 1, "expires": expires}
        if insert_new(self._connection, LEASE, first):
            return Lease(campaign, holder, 1, expires)
        statement = (
            update(LEASE)
            .where(
                LEASE.c.campaign == campaign,
                or_(LEASE.c.holder.is_(None), LEASE.c.holder == holder, LEASE.c.expires <= now),
            )
            .values(
                fence=case((LEASE.c.holder == holder, LEASE.c.fence), else_=LEASE.c.fence + 1),
                holder=holder,
                expires=expires,
            )
        )
        if self._connection.execute(statement).rowcount != 1:
            return None
        # The row is locked by the update until this transaction ends: what is read is what was written.
        fence = self._connection.execute(
            select(LEASE.c.fence).where(LEASE.c.campaign == campaign)
        ).scalar_one()
        return Lease(campaign, holder, fence, expires)

    def current(self, campaign: str) -> Lease | None:
        """The lease as it stands, also an expired one; None while nobody holds it."""
        row = self._connection.execute(
            select(LEASE.c.holder, LEASE.c.fence, LEASE.c.expires).where(LEASE.c.campaign == campaign)
        ).one_or_none()
        if row is None or row.holder is None:
            return None
        return Lease(campaign, row.holder, row.fence, row.expires)

    def renew(self, lease: Lease, now: datetime, seconds: float) -> Lease:
        """Prolong; LostLease when someone else has taken over.

        A lease that ran out while nobody wanted it is still ours.
        """
        expires = now + timedelta(seconds=seconds)
        if not self._change(lease, {"expires": expires}):
            raise LostLease(
                f"Another run has taken over campaign {lease.campaign}; this one stops here.",
                hint="Let the other run finish; nothing is lost, the same command goes on from there.",
            )
        return Lease(lease.campaign, lease.holder, lease.fence, expires)

    def release(self, lease: Lease) -> None:
        """Give it back; nothing happens when it is no longer ours. The fence stays, to be counted up."""
        self._change(lease, {"holder": None, "expires": _LONG_AGO})

    def _change(self, lease: Lease, values: dict[str, object]) -> bool:
        statement = (
            update(LEASE)
            .where(
                LEASE.c.campaign == lease.campaign,
                LEASE.c.holder == lease.holder,
                LEASE.c.fence == lease.fence,
            )
            .values(values)
        )
        return self._connection.execute(statement).rowcount == 1
