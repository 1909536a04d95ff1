"""Which tickets were used: a store of its own, which knows neither ideas nor people."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Column, Date, MetaData, Table, Text, and_, delete, insert, or_, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import CreateTable

from bridge.admission.keyfile import DoorKeys, KeyUse
from bridge.admission.ticket import USED, Ticket
from bridge.sql.engine import BUSY_SECONDS, open_engine
from bridge.sql.problems import Unreachable, in_words, place

VARIABLE = "IDEABRIDGE_DOORS_URL"
"""The setting that names this database."""

METADATA = MetaData()

# No running number, no time of day: rows lie in the order of their hashes, which tells nothing of arrival.
SPENT = Table(
    "spent",
    METADATA,
    Column("door", Text, primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("until", Date, nullable=False),
    sqlite_with_rowid=False,
)

# Any fixed number does; it only has to be the same in every process, and not the main store's.
_MAKING = 7_215_409


class SpentTickets:
    """Remembers used tickets on SQLite or PostgreSQL, by URL; may be shared by threads and processes.

    A ticket is kept as HMAC-SHA256 of its nonce: the list alone gives nobody a ticket, and somebody's ticket
    cannot be found in it without the key. Nothing is connected before the first use.
    """

    def __init__(self, url: str, keys: DoorKeys, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._engine = open_engine(url, busy_seconds=busy_seconds, variable=VARIABLE)
        self._keys = keys
        self._made = False
        self._making = threading.Lock()

    def __repr__(self) -> str:
        return f"SpentTickets({place(self._engine.url)!r})"

    def spend(self, tickets: Sequence[Ticket]) -> None:
        """Use all of these or none; Refused, in the words for its kind, where one was used before."""
        # Always in the same order: two who hold the same tickets then wait for each other in turn.
        with self._begin() as connection:
            for ticket in sorted(tickets, key=lambda ticket: ticket.door):
                row = {"door": ticket.door.value, "ticket": self._hash(ticket), "until": ticket.until}
                try:
                    connection.execute(insert(SPENT), row)
                except IntegrityError:
                    # Cut off from its cause, which shows the row.
                    raise USED[ticket.door]() from None

    def give_back(self, tickets: Sequence[Ticket]) -> None:
        """Make these good again; nothing happens to one that was not used."""
        rows = [
            and_(SPENT.c.door == ticket.door.value, SPENT.c.ticket == self._hash(ticket))
            for ticket in tickets
        ]
        if rows:
            with self._begin() as connection:
                connection.execute(delete(SPENT).where(or_(*rows)))

    def sweep(self, now: datetime) -> int:
        """Forget tickets that nobody can use any more; gives how many."""
        with self._begin() as connection:
            return connection.execute(delete(SPENT).where(SPENT.c.until < now.date())).rowcount

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _hash(self, ticket: Ticket) -> str:
        said = ticket.door.value.encode() + b"\0" + ticket.nonce
        return hmac.new(self._keys.of(KeyUse.SPENT), said, hashlib.sha256).hexdigest()

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            self._make()
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise in_words(error, self._engine.url, VARIABLE) from None
        except PoolTimeout:
            raise Unreachable(
                f"The {place(self._engine.url)} serves too many requests at once.",
                hint="Wait a moment and try again.",
            ) from None

    def _make(self) -> None:
        """Make the table where it is missing; several processes may come first at the same time."""
        with self._making:
            if self._made:
                return
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    # SQLite needs none: the transaction began with the write lock.
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING})
                connection.execute(CreateTable(SPENT, if_not_exists=True))
            self._made = True
