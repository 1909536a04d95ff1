"""How long the store takes for a campaign's votes, beside the least that plain sqlite3 could do."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bridge.domain.participation import Direction, Method, Vote
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore
from tests.perf.table import Table, median, ratio

IDEAS = 300
PEOPLE = 1_500
VOTES = 7_500
_START = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
_METHODS = frozenset({Method.POLL})


def run(*, quick: bool = False) -> list[Table]:
    """7,500 votes of 1,500 people on 300 ideas, the median of five runs, each on a new database.

    First they are written, then written again when nothing changed, then read; the baseline is one sqlite3
    `executemany` of the same rows into the same columns.
    """
    votes = _votes()
    with tempfile.TemporaryDirectory(prefix="ib-bench-") as name:
        folder = Path(name)
        keys = FileKeyRing(folder / "keys.json")
        first, again, read, plain = [], [], [], []
        for number in range(1 if quick else 5):
            store = SqlStore(f"sqlite:///{folder}/store-{number}.sqlite3", keys)
            store.upgrade()
            first.append(median(partial(_write, store, votes), 1))
            again.append(median(partial(_write, store, votes), 1))
            read.append(median(partial(_read, store), 1))
            store.close()
            plain.append(median(partial(_plain, folder / f"plain-{number}.sqlite3", votes), 1))
    baseline = statistics.median(plain)
    measured = {
        "sqlite3 executemany": plain,
        "ledger, first write": first,
        "ledger, nothing changed": again,
        "ledger, read all": read,
    }
    rows = [
        (what, seconds := statistics.median(times), VOTES / seconds, ratio(seconds, baseline))
        for what, times in measured.items()
    ]
    title = f"{VOTES:,} votes of {PEOPLE:,} people on {IDEAS} ideas in SQLite"
    return [Table(title, ("work", "seconds", "votes a second", "of the baseline"), rows)]


def _votes() -> dict[str, list[Vote]]:
    votes: dict[str, list[Vote]] = {f"idea{number:03d}": [] for number in range(IDEAS)}
    each = VOTES // IDEAS
    directions = list(Direction)
    for place, (idea, cast) in enumerate(votes.items()):
        for number in range(each):
            voter = f"{(place * each + number * 7) % PEOPLE:032x}"
            direction = directions[(place + number) % len(directions)]
            when = _START + timedelta(minutes=place * each + number)
            cast.append(Vote(idea, voter, Method.POLL, direction, when, told=True))
    return votes


def _write(store: SqlStore, votes: dict[str, list[Vote]]) -> None:
    with store.begin() as unit:
        for idea, cast in votes.items():
            unit.ledger.replace_votes("bench", idea, cast, methods=_METHODS, at=_START)


def _read(store: SqlStore) -> None:
    with store.begin() as unit:
        assert len(unit.ledger.votes("bench")) == VOTES


def _plain(path: Path, votes: dict[str, list[Vote]]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE vote (campaign TEXT, idea TEXT, voter TEXT, method TEXT, direction TEXT, cast TEXT,"
        " counted INTEGER, told INTEGER, PRIMARY KEY (campaign, idea, voter, method)) WITHOUT ROWID"
    )
    rows = [
        ("bench", v.idea, v.voter, v.method.value, v.direction.value, v.cast.isoformat(), v.counted, v.told)
        for cast in votes.values()
        for v in cast
    ]
    connection.executemany("INSERT INTO vote VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
