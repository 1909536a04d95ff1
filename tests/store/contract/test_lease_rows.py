"""One writer a campaign: who may take, keep and give back the lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.domain.errors import LostLease
from bridge.domain.journal import Lease
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=61)


def take(store: SqlStore, holder: str, now: datetime = NOW, campaign: str = "north") -> Lease | None:
    with store.begin() as unit:
        return unit.leases.acquire(campaign, holder, now, 60)


def taken(store: SqlStore, holder: str, now: datetime = NOW) -> Lease:
    lease = take(store, holder, now)
    assert lease is not None
    return lease


def test_a_free_lease_is_taken_with_the_first_fence(store: SqlStore) -> None:
    assert take(store, "one") == Lease("north", "one", 1, NOW + timedelta(seconds=60))


def test_a_held_lease_is_refused_to_others_until_it_expires(store: SqlStore) -> None:
    taken(store, "one")
    assert take(store, "two", NOW + timedelta(seconds=59)) is None
    assert take(store, "two", LATER) == Lease("north", "two", 2, LATER + timedelta(seconds=60))


def test_a_lease_ends_at_its_last_instant(store: SqlStore) -> None:
    taken(store, "one")
    assert taken(store, "two", NOW + timedelta(seconds=60)).fence == 2


def test_taking_the_own_lease_again_prolongs_it_under_the_same_fence(store: SqlStore) -> None:
    taken(store, "one")
    again = taken(store, "one", NOW + timedelta(seconds=30))
    assert (again.fence, again.expires) == (1, NOW + timedelta(seconds=90))


def test_a_lease_given_back_is_free_at_once_and_its_fence_counts_on(store: SqlStore) -> None:
    first = taken(store, "one")
    with store.begin() as unit:
        unit.leases.release(first)
    assert taken(store, "one").fence == 2


def test_renewing_prolongs(store: SqlStore) -> None:
    lease = taken(store, "one")
    with store.begin() as unit:
        renewed = unit.leases.renew(lease, NOW + timedelta(seconds=50), 60)
    assert renewed == replace(lease, expires=NOW + timedelta(seconds=110))
    assert take(store, "two", NOW + timedelta(seconds=109)) is None


def test_renewing_after_somebody_took_over_is_a_lost_lease_and_changes_nothing(store: SqlStore) -> None:
    lost = taken(store, "one")
    now_theirs = taken(store, "two", LATER)
    with pytest.raises(LostLease), store.begin() as unit:
        unit.leases.renew(lost, LATER, 600)
    assert take(store, "three", now_theirs.expires) is not None


def test_a_holder_that_lost_and_won_again_cannot_use_its_old_fence(store: SqlStore) -> None:
    old = taken(store, "one")
    taken(store, "two", LATER)
    new = taken(store, "one", LATER + timedelta(seconds=61))
    assert new.fence == 3
    with pytest.raises(LostLease), store.begin() as unit:
        unit.leases.renew(old, LATER + timedelta(seconds=62), 60)


def test_giving_back_a_lease_that_is_no_longer_ours_leaves_it_with_its_holder(store: SqlStore) -> None:
    lost = taken(store, "one")
    taken(store, "two", LATER)
    with store.begin() as unit:
        unit.leases.release(lost)
    assert take(store, "three", LATER) is None


def test_two_campaigns_have_two_leases(store: SqlStore) -> None:
    assert take(store, "one", campaign="north") is not None
    assert take(store, "two", campaign="south") is not None
