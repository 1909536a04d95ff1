"""What was committed survives a process that is killed; what was not, leaves neither trace nor lock."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action, JournalState
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)

_PROGRAM = """
import sys
from datetime import UTC, datetime
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

store = SqlStore(sys.argv[1], FileKeyRing(sys.argv[2]))
key, now = Key("north", Kind.IDEA, "abc"), datetime(2015, 1, 12, 9, tzinfo=UTC)
with store.begin() as unit:
    unit.leases.acquire("north", "killed", now, 60)
    unit.journal.open(key, Action.CREATE, "committed", 1, "", 1, now)
with store.begin() as unit:
    unit.journal.open(key, Action.CREATE, "not committed", 1, "", 1, now)
    print("in the middle", flush=True)
    sys.stdin.readline()
"""


def test_a_second_store_on_the_file_leaves_the_locks_of_the_first_in_place(
    sqlite_store: SqlStore, sqlite_file: Path, keys: FileKeyRing
) -> None:
    """A process loses its locks on a file as soon as it closes any handle of it.

    Another process that comes and goes would then take itself for the last one and remove the log of writes
    from under those that still use it.
    """
    with sqlite_store.begin() as unit:
        unit.leases.acquire("north", "first", NOW, 60)
    SqlStore(f"sqlite:///{sqlite_file}", keys)
    program = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "print(connection.execute('SELECT count(*) FROM lease').fetchone()[0])\n"
        "connection.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sqlite_file)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
    assert sqlite_file.with_name(f"{sqlite_file.name}-wal").exists()


def test_a_killed_process_leaves_its_intent_and_nothing_half_done(
    store: SqlStore, empty_url: str, tmp_path: Path, keys: FileKeyRing
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, empty_url, str(tmp_path / "keys.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL
    process.stdout.close()
    process.stdin.close()

    later = NOW + timedelta(minutes=2)
    after = SqlStore(empty_url, keys)
    with after.begin() as unit:
        (row,) = unit.journal.unsettled("north")
        assert (row.key, row.action, row.facet) == (
            Key("north", Kind.IDEA, "abc"),
            Action.CREATE,
            "committed",
        )
        assert unit.leases.acquire("north", "next", NOW, 60) is None
        lease = unit.leases.acquire("north", "next", later, 60)
        assert lease is not None
        assert lease.fence == 2
        unit.journal.close(row.id, JournalState.NOT_DONE, later)
    after.close()
    with store.begin() as unit:
        assert list(unit.journal.unsettled("north")) == []
