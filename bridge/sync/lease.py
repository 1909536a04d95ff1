"""One writer a campaign: the lease as a run holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from bridge.domain.errors import LostLease
from bridge.domain.journal import Lease
from bridge.ports import Clock, Store

LEASE_SECONDS = 300.0


class HeldLease:
    """A lease that prolongs itself while the run works, and tells when another run has taken over."""

    def __init__(self, store: Store, clock: Clock, lease: Lease) -> None:
        self._store = store
        self._clock = clock
        self._lease = lease

    @property
    def fence(self) -> int:
        """The number that a later holder exceeds."""
        return self._lease.fence

    @property
    def holder(self) -> str:
        """The name of the run that holds it."""
        return self._lease.holder

    def check(self) -> None:
        """Called before every write; renews when a third of the time is gone. Raises LostLease."""
        now = self._clock.now()
        if now < self._lease.expires - timedelta(seconds=LEASE_SECONDS * 2 / 3):
            return
        with self._store.begin() as unit:
            self._lease = unit.leases.renew(self._lease, now, LEASE_SECONDS)

    def release(self) -> None:
        """Give it back."""
        with self._store.begin() as unit:
            unit.leases.release(self._lease)


@contextmanager
def hold(
    store: Store,
    clock: Clock,
    campaign: str,
    holder: str,
    gone: Callable[[str], bool] = lambda _: False,
) -> Iterator[HeldLease]:
    """Take the campaign's lease for the length of a block; LostLease when another run has it.

    `gone` says whether a holder is known to have ended without giving its lease back (a killed process): then
    nobody has to wait until it expires. The fence counts up all the same.
    """
    with store.begin() as unit:
        lease = unit.leases.acquire(campaign, holder, clock.now(), LEASE_SECONDS)
        if lease is None:
            other = unit.leases.current(campaign)
            if other is not None and gone(other.holder):
                unit.leases.release(other)
                lease = unit.leases.acquire(campaign, holder, clock.now(), LEASE_SECONDS)
    if lease is None:
        raise LostLease(
            f"another run is at work on the campaign {campaign}",
            hint=f"Wait for it; a run that died elsewhere lets go after {LEASE_SECONDS / 60:.0f} minutes.",
        )
    held = HeldLease(store, clock, lease)
    try:
        yield held
    finally:
        held.release()
