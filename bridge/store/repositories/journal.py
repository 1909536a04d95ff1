"""The journal: what was sent to the forum and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import RowMapping, case, insert, literal, select, update
from sqlalchemy.engine import Connection

from bridge.domain.identity import PRIVATE, Key, Kind, review_scope
from bridge.domain.journal import Action, JournalRow, JournalState
from bridge.store.columns import Instant
from bridge.store.tables import JOURNAL


class JournalRepository:
    """Implements `ports.Journal`; has no way to delete."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(
        self,
        key: Key,
        action: Action,
        facet: str,
        generation: int,
        intended: str,
        fence: int,
        at: datetime,
        detail: str = "",
    ) -> JournalRow:
        """Write the intent; the caller commits before it sends. `detail` is what settling has to know."""
        statement = insert(JOURNAL).values(
            campaign=key.campaign,
            kind=key.kind,
            name=key.name,
            action=action,
            facet=facet,
            generation=generation,
            intended=intended,
            state=JournalState.SENDING,
            fence=fence,
            started=at,
            detail=detail,
        )
        made = self._connection.execute(statement).inserted_primary_key
        assert made is not None
        query = select(JOURNAL).where(JOURNAL.c.id == made[0])
        return _entry(self._connection.execute(query).mappings().one())

    def close(self, row_id: int, state: JournalState, at: datetime, detail: str = "") -> None:
        """Write what came of it; LookupError for a row that was never opened.

        Of a private text the hash goes once it has served, since nobody may try published words on it, and
        of the times only the day stays, since they would tell when what was decided; those of the answers in
        a review as well.
        """
        answer = (JOURNAL.c.kind == Kind.NOTICE.value) & JOURNAL.c.campaign.endswith(review_scope(""))
        private = JOURNAL.c.kind.in_(sorted(PRIVATE)) | answer
        day = literal(at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0), Instant())
        statement = (
            update(JOURNAL)
            .where(JOURNAL.c.id == row_id)
            .values(
                state=state,
                detail=detail,
                intended=case((private, ""), else_=JOURNAL.c.intended),
                started=case((private, day), else_=JOURNAL.c.started),
                ended=case((private, day), else_=literal(at, Instant())),
            )
        )
        result = self._connection.execute(statement)
        if result.rowcount != 1:
            raise LookupError(f"the journal has no row {row_id}")

    def unsettled(self, campaign: str) -> Sequence[JournalRow]:
        """Rows left at `sending`, oldest first."""
        query = (
            select(JOURNAL)
            .where(JOURNAL.c.campaign == campaign, JOURNAL.c.state == JournalState.SENDING)
            .order_by(JOURNAL.c.id)
        )
        return [_entry(row) for row in self._connection.execute(query).mappings()]

    def recent(self, campaign: str, limit: int = 50) -> Sequence[JournalRow]:
        """The newest rows first."""
        query = (
            select(JOURNAL).where(JOURNAL.c.campaign == campaign).order_by(JOURNAL.c.id.desc()).limit(limit)
        )
        return [_entry(row) for row in self._connection.execute(query).mappings()]


def _entry(row: RowMapping) -> JournalRow:
    return JournalRow(
        id=row["id"],
        key=Key(row["campaign"], Kind(row["kind"]), row["name"]),
        action=Action(row["action"]),
        facet=row["facet"],
        generation=row["generation"],
        intended=row["intended"],
        state=JournalState(row["state"]),
        fence=row["fence"],
        started=row["started"],
        ended=row["ended"],
        detail=row["detail"],
    )
