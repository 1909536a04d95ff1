"""What the store keeps of work itself: who is at it, what was done when, and where something has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bridge.domain.job import JobRun
from bridge.domain.journal import Lease


class Leases(Protocol):
    """One writer a campaign."""

    def acquire(self, campaign: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        """Take a free, expired or own lease, counting the fence up when it changes hands; None if held."""
        ...

    def current(self, campaign: str) -> Lease | None:
        """The lease as it stands, also an expired one; None while nobody holds it."""
        ...

    def renew(self, lease: Lease, now: datetime, seconds: float) -> Lease:
        """Prolong; LostLease when someone else has taken over."""
        ...

    def release(self, lease: Lease) -> None:
        """Give it back; nothing happens when it is no longer ours."""
        ...


class Runs(Protocol):
    """Occurrences of the worker's jobs; each is claimed by one worker."""

    def latest(self, campaign: str, job: str) -> JobRun | None:
        """The newest occurrence that somebody began."""
        ...

    def recent(self, campaign: str, limit: int = 50) -> Sequence[JobRun]:
        """The newest occurrences of all jobs, newest first."""
        ...

    def claim(self, run: JobRun, instead: JobRun | None = None) -> bool:
        """Begin one that nobody began, or one that still stands as `instead`; whether it is ours."""
        ...

    def finish(self, run: JobRun) -> bool:
        """Write what came of it; False where another worker has taken it over since."""
        ...

    def forget_before(self, campaign: str, before: datetime) -> int:
        """Delete occurrences older than this; gives how many."""
        ...


class Hints(Protocol):
    """That something has changed in the forum since it was read; never what, or by whom."""

    def give(self, campaign: str, now: datetime) -> None:
        """Note a hint; where one is there already, that one stays."""
        ...

    def since(self, campaign: str) -> datetime | None:
        """When the oldest hint was given that has not been cleared."""
        ...

    def clear(self, campaign: str, until: datetime) -> None:
        """Forget a hint that was given at this instant or before."""
        ...
