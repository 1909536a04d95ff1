"""Trusted voters and rings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bridge.domain.ring import Ring, RingState, ring_id
from bridge.store.unit_of_work import SqlStore

NOON = datetime(2015, 1, 14, 12, 34, 56, tzinfo=UTC)


def test_trust_is_the_latest_that_was_told(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.guards.put_trusted("north", {"a": True, "b": False})
        unit.guards.put_trusted("north", {})
    with store.begin() as unit:
        unit.guards.put_trusted("north", {"a": False, "c": True})
        assert unit.guards.trusted("north") == {"c"}


def test_a_ring_keeps_what_was_decided_at_the_hour(store: SqlStore) -> None:
    people = frozenset({"b", "a"})
    ring = Ring(ring_id(people), "north", people, RingState.FLAGGED, NOON)
    hour = NOON.replace(minute=0, second=0)
    with store.begin() as unit:
        unit.guards.put_ring(ring)
        assert list(unit.guards.rings("north")) == [replace(ring, flagged=hour)]
        unit.guards.put_ring(replace(ring, state=RingState.CONFIRMED, decided=NOON, reason="one address"))
    with store.begin() as unit:
        [kept] = unit.guards.rings("north")
    assert (kept.state, kept.decided, kept.reason) == (RingState.CONFIRMED, hour, "one address")


def test_the_same_people_make_the_same_ring() -> None:
    assert ring_id(["b", "a"]) == ring_id({"a", "b"}) != ring_id(["a", "c"])
