"""Who may write: one run a campaign, and no waiting for a run that is known to be dead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bridge.clock import SimulatedClock
from bridge.domain.errors import LostLease
from bridge.store.unit_of_work import SqlStore
from bridge.sync.lease import LEASE_SECONDS, hold
from tests.sync.staging import START


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(START)


def abandon(store: SqlStore, clock: SimulatedClock) -> None:
    """What a killed process leaves behind."""
    with store.begin() as unit:
        assert unit.leases.acquire("campaign", "dead", clock.now(), LEASE_SECONDS)


def test_a_second_run_is_refused_while_the_first_is_at_work(
    new_store: SqlStore, clock: SimulatedClock
) -> None:
    with (
        hold(new_store, clock, "campaign", "first"),
        pytest.raises(LostLease),
        hold(new_store, clock, "campaign", "second"),
    ):
        pass


def test_another_campaign_is_free(new_store: SqlStore, clock: SimulatedClock) -> None:
    with hold(new_store, clock, "one", "first"), hold(new_store, clock, "other", "second") as lease:
        assert lease.fence == 1


def test_a_dead_runs_lease_is_taken_at_once_with_a_higher_fence(
    new_store: SqlStore, clock: SimulatedClock
) -> None:
    abandon(new_store, clock)

    with hold(new_store, clock, "campaign", "next", gone=lambda holder: holder == "dead") as lease:
        assert lease.fence == 2


def test_a_run_that_may_be_alive_elsewhere_is_waited_for(new_store: SqlStore, clock: SimulatedClock) -> None:
    abandon(new_store, clock)
    with pytest.raises(LostLease), hold(new_store, clock, "campaign", "next"):
        pass

    clock.advance(timedelta(seconds=LEASE_SECONDS))

    with hold(new_store, clock, "campaign", "next") as lease:
        assert lease.fence == 2


def test_a_run_stops_before_its_next_write_when_it_was_overtaken(
    new_store: SqlStore, clock: SimulatedClock
) -> None:
    with hold(new_store, clock, "campaign", "slow") as slow:
        clock.advance(timedelta(seconds=LEASE_SECONDS + 1))
        with hold(new_store, clock, "campaign", "fast"), pytest.raises(LostLease):
            slow.check()


def test_a_long_run_keeps_its_lease(new_store: SqlStore, clock: SimulatedClock) -> None:
    with hold(new_store, clock, "campaign", "long") as lease:
        for _ in range(10):
            clock.advance(timedelta(seconds=LEASE_SECONDS / 2))
            lease.check()
        with pytest.raises(LostLease), hold(new_store, clock, "campaign", "other"):
            pass
