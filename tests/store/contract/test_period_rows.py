"""Each end that a phase had is recorded once, so that an extension is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
FIRST_END = datetime(2015, 1, 23, tzinfo=UTC)
SECOND_END = datetime(2015, 1, 27, tzinfo=UTC)


def test_only_a_different_end_is_recorded(store: SqlStore) -> None:
    later = NOW + timedelta(days=1)
    with store.begin() as unit:
        assert unit.periods.record("north", "one", FIRST_END, NOW) is True
        assert unit.periods.record("north", "one", FIRST_END, later) is False
        assert unit.periods.record("north", "one", SECOND_END, later) is True
        assert unit.periods.record("north", "two", FIRST_END, later) is True
    with store.begin() as unit:
        assert list(unit.periods.ends("north", "one")) == [(NOW, FIRST_END), (later, SECOND_END)]
        assert list(unit.periods.ends("north", "three")) == []


def test_going_back_to_an_earlier_end_is_a_change_too(store: SqlStore) -> None:
    with store.begin() as unit:
        for end in (FIRST_END, SECOND_END, FIRST_END):
            assert unit.periods.record("north", "one", end, NOW) is True
