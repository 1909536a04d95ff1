"""The store as the core needs it: typed repositories inside one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bridge.domain.destruction import Destruction
from bridge.domain.document import Link
from bridge.domain.idea import Idea, ModerationEntry, Submission, SubmissionState, Wording
from bridge.domain.identity import Key
from bridge.domain.joining import Consent, Joining
from bridge.domain.journal import Action, JournalRow, JournalState, RankingSnapshot
from bridge.domain.observation import ObservedTopic, PullMemory
from bridge.domain.participation import Exposure, Reply, Vote, VoteCount
from bridge.domain.receipt import Holds, Receipt
from bridge.domain.ring import Ring
from bridge.ports.declaring import Declarations
from bridge.ports.outcomes import FollowUps, Pictures, Shortlists, Statuses, Trials
from bridge.ports.work import Hints, Leases, Runs


class Links(Protocol):
    """Key <-> forum ids and the agreed state."""

    def get(self, key: Key) -> Link | None:
        """The link of a key."""
        ...

    def all(self, campaign: str) -> Sequence[Link]:
        """All links of a campaign, ordered by key."""
        ...

    def scopes_at(self, topic_id: int, category_id: int | None) -> frozenset[str]:
        """The campaigns, and scopes of campaigns, to which a topic or this category belongs."""
        ...

    def categories(self) -> frozenset[int]:
        """The numbers of all categories that belong to a campaign or one of its scopes."""
        ...

    def put(self, link: Link) -> None:
        """Insert or replace."""
        ...


class Journal(Protocol):
    """What was sent; rows are never deleted by a run."""

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
        ...

    def close(self, row_id: int, state: JournalState, at: datetime, detail: str = "") -> None:
        """Write what came of it."""
        ...

    def unsettled(self, campaign: str) -> Sequence[JournalRow]:
        """Rows left at `sending`, oldest first."""
        ...

    def recent(self, campaign: str, limit: int = 50) -> Sequence[JournalRow]:
        """The newest rows first."""
        ...


class Submissions(Protocol):
    """Private texts in moderation; sealed at rest."""

    def add(self, submission: Submission) -> bool:
        """Store; False when this id is already known (the same text sent twice)."""
        ...

    def get(self, campaign: str, submission_id: str, *, hold: bool = False) -> Submission | None:
        """One submission."""
        ...

    def waiting(self, campaign: str) -> Sequence[Submission]:
        """Those that wait for a person, oldest first, ties by id."""
        ...

    def replace(self, submission: Submission) -> None:
        """Store a changed state or text. Of an accepted or merged one only id, question and hour remain."""
        ...

    def counts(self, campaign: str) -> Mapping[SubmissionState, int]:
        """How many there are in each state."""
        ...

    def sealed(self, campaign: str) -> Sequence[str]:
        """Ids of those that still hold a text, ordered; nothing is opened."""
        ...

    def wipe(self, campaign: str, submission_id: str) -> None:
        """Delete the text of one without opening it; one that waited is withdrawn by that."""
        ...


class Ideas(Protocol):
    """Public ideas and the append-only moderation log."""

    def id_of(self, campaign: str, question: str, text: str) -> str:
        """The id of the idea with these anonymised words, whether it is here or not.

        The same for ever, and nobody without the campaign's key can compute it.
        """
        ...

    def get(self, campaign: str, key: str, *, hold: bool = False) -> Idea | None:
        """One idea at its latest version."""
        ...

    def all(self, campaign: str) -> Sequence[Idea]:
        """All ideas at their latest version, ordered by id."""
        ...

    def put(self, idea: Idea) -> None:
        """Insert, or add a version when title or text changed; other fields are replaced."""
        ...

    def not_appeared(self, campaign: str) -> Mapping[str, int]:
        """The latest version of every idea of which it is not known that the forum has shown it."""
        ...

    def appeared(self, campaign: str, versions: Mapping[str, int]) -> None:
        """Note that the forum has shown these versions, by idea."""
        ...

    def earlier(self, campaign: str) -> Mapping[str, Sequence[Wording]]:
        """Earlier wordings that the forum has shown and nobody has hidden, by idea, oldest first."""
        ...

    def log(self, entry: ModerationEntry) -> None:
        """Append to the moderation log."""
        ...

    def log_entries(self, campaign: str) -> Sequence[ModerationEntry]:
        """The moderation log, oldest first."""
        ...

    def reasons_before(self, campaign: str, before: datetime) -> int:
        """How many lines older than this still give a reason."""
        ...

    def forget_reasons(self, campaign: str, before: datetime) -> int:
        """Empty the reasons of lines older than this; gives how many there were."""
        ...


class Receipts(Protocol):
    """Receipts by their marks, and names for the guide; nothing ties a name to a receipt."""

    def get(self, campaign: str, mark: str) -> Receipt | None:
        """The receipt with this mark."""
        ...

    def of(self, campaign: str, holds: Holds, subject: str) -> Sequence[Receipt]:
        """All receipts that lead to a submission or an idea, ordered by mark."""
        ...

    def put(self, receipt: Receipt) -> None:
        """Insert or replace."""
        ...

    def move(self, campaign: str, submission: str, idea: str, holds: Holds) -> None:
        """Let all receipts of a submission lead to the idea that it became, or for which it counts."""
        ...

    def count(self, campaign: str) -> int:
        """How many receipts there are."""
        ...

    def forget(self, campaign: str) -> int:
        """Delete all receipts of a campaign; gives how many there were."""
        ...

    def name(self, campaign: str, name: str) -> None:
        """Add a name to those who want to be named; the same name twice stands once."""
        ...

    def unname(self, campaign: str, name: str) -> None:
        """Take a name away again."""
        ...

    def names(self, campaign: str) -> Sequence[str]:
        """The names for the guide, sorted."""
        ...


class Joinings(Protocol):
    """Proposals to join two ideas, and what the holders of receipts say to them."""

    def get(self, campaign: str, idea: str) -> Joining | None:
        """The newest proposal for the idea that is to go on elsewhere."""
        ...

    def all(self, campaign: str) -> Sequence[Joining]:
        """All proposals, ordered by idea."""
        ...

    def put(self, joining: Joining) -> None:
        """Insert or replace; a new proposal for the same idea takes the place of an old one."""
        ...

    def consents(self, campaign: str, idea: str) -> Sequence[Consent]:
        """What was said to the proposal for an idea, ordered by mark."""
        ...

    def consent(self, said: Consent) -> None:
        """Keep an answer; a later one of the same receipt takes its place."""
        ...

    def forget_consents(self, campaign: str, idea: str) -> None:
        """Delete what was said: the proposal is decided."""
        ...


class Destructions(Protocol):
    """Records of what was destroyed."""

    def add(self, destruction: Destruction) -> None:
        """Keep a record."""
        ...

    def all(self, campaign: str) -> Sequence[Destruction]:
        """All records, oldest first."""
        ...


class Ledger(Protocol):
    """What people did: votes, counts, replies, readers; and what the forum showed last."""

    def replace_votes(
        self, campaign: str, idea: str, votes: Sequence[Vote], *, methods: frozenset[str], at: datetime
    ) -> int:
        """Make these the present votes of an idea for the given methods; gives the number of changes.

        Votes that are no longer there are kept as history with `at` as the time at which they went, not
        counted. A vote whose time the forum did not tell keeps the `cast` and `counted` of its first sight.
        """
        ...

    def votes(self, campaign: str, idea: str | None = None) -> Sequence[Vote]:
        """Present votes, ordered by idea, voter, method."""
        ...

    def replace_counts(self, campaign: str, idea: str, counts: Sequence[VoteCount]) -> int:
        """Make these the present counts of an idea; gives the number of changes."""
        ...

    def counts(self, campaign: str) -> Sequence[VoteCount]:
        """Present counts, ordered by idea, method, direction."""
        ...

    def put_replies(self, campaign: str, replies: Sequence[Reply]) -> int:
        """Insert or update by post id; gives the number of changes."""
        ...

    def replies(self, campaign: str, document: str | None = None) -> Sequence[Reply]:
        """All replies, removed ones included, ordered by post id."""
        ...

    def put_exposures(self, campaign: str, exposures: Sequence[Exposure]) -> None:
        """Insert or update by document."""
        ...

    def exposures(self, campaign: str) -> Sequence[Exposure]:
        """The latest count of readers by document."""
        ...

    def memory(self, campaign: str) -> PullMemory:
        """What the last pull left behind."""
        ...

    def remember(self, campaign: str, memory: PullMemory, at: datetime) -> None:
        """Keep it for the next pull."""
        ...

    def forget_forum(self) -> None:
        """Make the next pull of every campaign ask the forum anew what it is like."""
        ...

    def last_pull(self, campaign: str) -> datetime | None:
        """When the last pull ended."""
        ...

    def put_topics(self, campaign: str, topics: Sequence[ObservedTopic]) -> None:
        """Insert or update what the forum showed of our own topics (first posts are the bridge's own texts).

        A topic whose first post was not looked at keeps the one that is known.
        """
        ...

    def topics(self, campaign: str) -> Sequence[ObservedTopic]:
        """What the forum showed last, ordered by topic id."""
        ...


class Rankings(Protocol):
    """Stored rankings."""

    def add(self, snapshot: RankingSnapshot) -> None:
        """Keep one."""
        ...

    def latest(self, campaign: str, before: datetime | None = None) -> RankingSnapshot | None:
        """The newest one, or the newest one strictly before an instant."""
        ...


class Guards(Protocol):
    """What a ranking has to know of voters besides their votes; people by pseudonym."""

    def trusted(self, campaign: str) -> frozenset[str]:
        """Voters whom the forum trusts."""
        ...

    def put_trusted(self, campaign: str, voters: Mapping[str, bool]) -> None:
        """Insert or update."""
        ...

    def rings(self, campaign: str) -> Sequence[Ring]:
        """All rings that were ever flagged, ordered by id."""
        ...

    def put_ring(self, ring: Ring) -> None:
        """Insert or replace."""
        ...


class Periods(Protocol):
    """The ends that each phase had, so that an extension is told once."""

    def ends(self, campaign: str, phase: str) -> Sequence[tuple[datetime, datetime]]:
        """(recorded at, closes), oldest first."""
        ...

    def record(self, campaign: str, phase: str, closes: datetime, at: datetime) -> bool:
        """Record an end if it differs from the last one; whether it did."""
        ...


class UnitOfWork(Protocol):
    """One transaction: everything in it is stored together or not at all."""

    links: Links
    journal: Journal
    leases: Leases
    submissions: Submissions
    ideas: Ideas
    receipts: Receipts
    joinings: Joinings
    destructions: Destructions
    ledger: Ledger
    rankings: Rankings
    guards: Guards
    periods: Periods
    statuses: Statuses
    follow_ups: FollowUps
    shortlists: Shortlists
    trials: Trials
    pictures: Pictures
    runs: Runs
    hints: Hints
    declarations: Declarations


class Store(Protocol):
    """Opens transactions."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that commits when its block ends, and rolls back on an error."""
        ...
