"""One unit of work is stored as a whole or not at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action, JournalState
from bridge.ports import Store, UnitOfWork
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)


def note(unit: UnitOfWork, facet: str) -> int:
    return unit.journal.open(Key("north", Kind.IDEA, "abc"), Action.CREATE, facet, 1, "", 1, NOW).id


def facets(store: Store) -> list[str]:
    with store.begin() as unit:
        return [row.facet for row in unit.journal.unsettled("north")]


def test_an_error_inside_takes_everything_back(store: SqlStore) -> None:
    with store.begin() as unit:
        note(unit, "kept")

    def fail_half_way() -> None:
        with store.begin() as unit:
            note(unit, "lost")
            unit.periods.record("north", "one", NOW, NOW)
            unit.journal.close(-1, JournalState.DONE, NOW)

    with pytest.raises(LookupError):
        fail_half_way()
    assert facets(store) == ["kept"]
    with store.begin() as unit:
        assert list(unit.periods.ends("north", "one")) == []


def test_what_one_store_committed_another_one_sees(
    store: SqlStore, empty_url: str, keys: FileKeyRing
) -> None:
    other = SqlStore(empty_url, keys)
    with store.begin() as unit:
        note(unit, "shared")
    assert facets(other) == ["shared"]
    other.close()


def test_nothing_is_seen_before_it_is_committed(store: SqlStore) -> None:
    """Another thread sees all of a unit of work or none, whenever it looks."""
    seen: list[list[str]] = []
    half_way = threading.Event()

    def look() -> None:
        half_way.wait(10)
        seen.append(facets(store))

    reader = threading.Thread(target=look)
    reader.start()
    with store.begin() as unit:
        note(unit, "first")
        half_way.set()
        note(unit, "second")
    reader.join(10)
    assert not reader.is_alive()
    assert seen in ([[]], [["first", "second"]])


def test_a_unit_of_work_inside_another_is_told_instead_of_waiting_for_itself(store: SqlStore) -> None:
    with store.begin(), pytest.raises(RuntimeError, match="already open"), store.begin():
        pass
    assert facets(store) == []


def test_many_threads_write_without_losing_anything(store: SqlStore) -> None:
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(10):
                with store.begin() as unit:
                    note(unit, f"{name}-{number}")
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    assert failures == []
    assert sorted(facets(store)) == sorted(f"{name}-{number}" for name in range(8) for number in range(10))
