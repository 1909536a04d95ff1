"""One transaction over all repositories, and the store that opens it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bridge.ports import (
    Declarations,
    Destructions,
    FollowUps,
    Guards,
    Hints,
    Ideas,
    Joinings,
    Journal,
    Leases,
    Ledger,
    Links,
    Periods,
    Pictures,
    Rankings,
    Receipts,
    Runs,
    Shortlists,
    Statuses,
    Submissions,
    Trials,
)
from bridge.sql.engine import BUSY_SECONDS, open_engine
from bridge.sql.problems import Unreachable, in_words, place
from bridge.store import schema
from bridge.store.repositories.declarations import DeclarationRepository
from bridge.store.repositories.destructions import DestructionRepository
from bridge.store.repositories.follow_ups import FollowUpRepository
from bridge.store.repositories.guards import GuardRepository
from bridge.store.repositories.hints import HintRepository
from bridge.store.repositories.ideas import IdeaRepository
from bridge.store.repositories.joinings import JoiningRepository
from bridge.store.repositories.journal import JournalRepository
from bridge.store.repositories.leases import LeaseRepository
from bridge.store.repositories.ledger import LedgerRepository
from bridge.store.repositories.links import LinkRepository
from bridge.store.repositories.periods import PeriodRepository
from bridge.store.repositories.pictures import PictureRepository
from bridge.store.repositories.rankings import RankingRepository
from bridge.store.repositories.receipts import ReceiptRepository
from bridge.store.repositories.runs import RunRepository
from bridge.store.repositories.shortlists import ShortlistRepository
from bridge.store.repositories.statuses import StatusRepository
from bridge.store.repositories.submissions import SubmissionRepository
from bridge.store.repositories.trials import TrialRepository
from bridge.store.sealing import Sealer


class SqlUnitOfWork:
    """Implements `ports.UnitOfWork` on one open transaction."""

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self.links: Links = LinkRepository(connection)
        self.journal: Journal = JournalRepository(connection)
        self.leases: Leases = LeaseRepository(connection)
        self.submissions: Submissions = SubmissionRepository(connection, sealer)
        self.ideas: Ideas = IdeaRepository(connection, sealer)
        self.receipts: Receipts = ReceiptRepository(connection)
        self.joinings: Joinings = JoiningRepository(connection)
        self.destructions: Destructions = DestructionRepository(connection)
        self.ledger: Ledger = LedgerRepository(connection)
        self.rankings: Rankings = RankingRepository(connection)
        self.guards: Guards = GuardRepository(connection)
        self.periods: Periods = PeriodRepository(connection)
        self.statuses: Statuses = StatusRepository(connection)
        self.follow_ups: FollowUps = FollowUpRepository(connection)
        self.shortlists: Shortlists = ShortlistRepository(connection)
        self.trials: Trials = TrialRepository(connection)
        self.pictures: Pictures = PictureRepository(connection)
        self.runs: Runs = RunRepository(connection)
        self.declarations: Declarations = DeclarationRepository(connection)
        self.hints: Hints = HintRepository(connection)


class SqlStore:
    """Implements `ports.Store` on SQLite or PostgreSQL, by URL; may be shared by threads.

    `sealer` holds the keys of submissions. Nothing is connected until the first unit of work or `upgrade`.
    """

    def __init__(self, url: str, sealer: Sealer, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._engine = open_engine(url, busy_seconds=busy_seconds)
        self._sealer = sealer
        self._checked = False
        self._checking = threading.Lock()
        self._open = threading.local()

    def __repr__(self) -> str:
        return f"SqlStore({place(self._engine.url)!r})"

    @contextmanager
    def begin(self) -> Iterator[SqlUnitOfWork]:
        """A unit of work that commits when its block ends, and rolls back on an error.

        On SQLite one unit of work runs at a time; another waits. So keep it short: no request to the forum
        inside. UserProblem when the database does not answer or has not the layout that this code needs;
        RuntimeError inside another unit of work of the same thread, which would wait for itself.
        """
        if getattr(self._open, "here", False):
            raise RuntimeError("a unit of work is already open in this thread")
        self._check()
        self._open.here = True
        try:
            with self._plain_problems(), self._engine.begin() as connection:
                yield SqlUnitOfWork(connection, self._sealer)
        finally:
            self._open.here = False

    def upgrade(self) -> None:
        """Bring the layout of the database up to date; does nothing when it is."""
        with self._plain_problems():
            schema.upgrade(self._engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _check(self) -> None:
        with self._checking:
            if not self._checked:
                with self._plain_problems():
                    schema.check(self._engine)
                self._checked = True

    @contextmanager
    def _plain_problems(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            # Cut off from its cause: a traceback of the driver shows rows.
            raise in_words(error, self._engine.url) from None
        except StatementError as error:
            # A value that cannot be stored is the caller's ValueError, whatever wrapped it on the way.
            raise (error.orig if isinstance(error.orig, ValueError) else error) from None
        except PoolTimeout:
            raise Unreachable(
                f"The {place(self._engine.url)} serves too many requests at once.",
                hint="Wait a moment and try again.",
            ) from None
