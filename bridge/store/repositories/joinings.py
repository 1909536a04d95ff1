"""Proposals to join two ideas, and what the holders of receipts say to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from bridge.domain.idea import rounded_to_hour
from bridge.domain.joining import Consent, Joining, JoiningState
from bridge.store.statements import upsert
from bridge.store.tables import CONSENT, JOINING


class JoiningRepository:
    """Implements `ports.Joinings`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, campaign: str, idea: str) -> Joining | None:
        """The newest proposal for the idea that is to go on elsewhere."""
        return next((found for found in self.all(campaign) if found.idea == idea), None)

    def all(self, campaign: str) -> Sequence[Joining]:
        """All proposals, ordered by idea."""
        query = select(JOINING).where(JOINING.c.campaign == campaign).order_by(JOINING.c.idea)
        return [
            Joining(row["campaign"], row["idea"], row["goes_on_in"], JoiningState(row["state"]), row["asked"])
            for row in self._connection.execute(query).mappings()
        ]

    def put(self, joining: Joining) -> None:
        """Insert or replace; a new proposal for the same idea takes the place of an old one."""
        row = {
            "campaign": joining.campaign,
            "idea": joining.idea,
            "goes_on_in": joining.goes_on_in,
            "state": joining.state.value,
            "asked": rounded_to_hour(joining.asked),
        }
        upsert(self._connection, JOINING, [row])

    def consents(self, campaign: str, idea: str) -> Sequence[Consent]:
        """What was said to the proposal for an idea, ordered by mark."""
        query = (
            select(CONSENT)
            .where(CONSENT.c.campaign == campaign, CONSENT.c.idea == idea)
            .order_by(CONSENT.c.mark)
        )
        return [
            Consent(row["campaign"], row["idea"], row["mark"], row["agrees"])
            for row in self._connection.execute(query).mappings()
        ]

    def consent(self, said: Consent) -> None:
        """Keep an answer; a later one of the same receipt takes its place."""
        row = {
            "campaign": said.campaign,
            "idea": said.idea,
            "mark": said.mark,
            "agrees": said.agrees,
        }
        upsert(self._connection, CONSENT, [row])

    def forget_consents(self, campaign: str, idea: str) -> None:
        """Delete what was said: the proposal is decided."""
        self._connection.execute(
            delete(CONSENT).where(CONSENT.c.campaign == campaign, CONSENT.c.idea == idea)
        )
