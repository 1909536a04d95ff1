"""However many ask at the same moment, one holds the lease, and fences only count up."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bridge.domain.errors import LostLease
from bridge.domain.journal import Lease
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)

_PROGRAM = """
import sys
from datetime import datetime, timedelta
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

url, keys, name, rounds, start = sys.argv[1:]
store = SqlStore(url, FileKeyRing(keys))
now = datetime.fromisoformat(start)
with store.begin():
    pass
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(rounds)):
    with store.begin() as unit:
        lease = unit.leases.acquire("north", name, now + timedelta(minutes=number), 30)
    if lease:
        print(number, lease.fence, flush=True)
store.close()
"""


def race(store: SqlStore, holders: int, now: datetime, campaign: str = "north") -> list[Lease]:
    """All holders at once; those that got the lease."""
    barrier, won, failures = threading.Barrier(holders), list[Lease](), list[BaseException]()

    def run(name: str) -> None:
        try:
            barrier.wait(30)
            with store.begin() as unit:
                lease = unit.leases.acquire(campaign, name, now, 60)
            if lease:
                won.append(lease)
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)

    threads = [threading.Thread(target=run, args=(f"holder-{number}",)) for number in range(holders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    assert failures == []
    return won


def test_of_many_threads_one_gets_a_new_lease_and_one_an_expired_one(store: SqlStore) -> None:
    for number in range(10):
        (first,) = race(store, 8, NOW, f"c{number}")
        assert first.fence == 1
        (second,) = race(store, 8, NOW + timedelta(seconds=61), f"c{number}")
        # The first holder may win again, and then keeps its number: nobody else came between.
        assert second.fence == (1 if second.holder == first.holder else 2)


def test_renewing_and_taking_over_at_the_same_moment_has_one_winner(store: SqlStore) -> None:
    for number in range(10):
        campaign = f"c{number}"
        with store.begin() as unit:
            lease = unit.leases.acquire(campaign, "old", NOW, 60)
        assert lease is not None
        outcome = renew_against_takeover(store, lease, NOW + timedelta(seconds=60))
        assert outcome in ({"renewed": True, "fence": None}, {"renewed": False, "fence": 2})


def renew_against_takeover(store: SqlStore, lease: Lease, now: datetime) -> dict[str, object]:
    barrier, outcome = threading.Barrier(2), dict[str, object]()

    def renew() -> None:
        barrier.wait(30)
        try:
            with store.begin() as unit:
                unit.leases.renew(lease, now, 60)
            outcome["renewed"] = True
        except LostLease:
            outcome["renewed"] = False

    def take() -> None:
        barrier.wait(30)
        with store.begin() as unit:
            taken = unit.leases.acquire(lease.campaign, "new", now, 60)
        outcome["fence"] = taken.fence if taken else None

    threads = [threading.Thread(target=work) for work in (renew, take)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    return outcome


@pytest.mark.usefixtures("store")
def test_of_several_processes_one_gets_each_lease(empty_url: str, keys: FileKeyRing, tmp_path: Path) -> None:
    """Each round the lease of the round before has run out; whoever is late finds it taken."""
    rounds = 40
    keys.of("north", 1)
    command = [sys.executable, "-c", _PROGRAM, empty_url, str(tmp_path / "keys.json")]
    running = [
        subprocess.Popen(
            [*command, f"process-{number}", str(rounds), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    won = [tuple(map(int, line.split())) for answer in answers for line in answer.splitlines()]
    assert max(Counter(number for number, _ in won).values()) == 1
    fences = [fence for _, fence in sorted(won)]
    assert fences == sorted(fences)
    assert fences[0] == 1
