"""A check of the database reads all of it, on both kinds, and tells a fault without what is in the rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from bridge.domain.checkup import Checked, Verdict, worst
from bridge.domain.idea import Experience, Submission
from bridge.sql.engine import open_engine
from bridge.store import schema, soundness
from bridge.store.backup import TABLES
from bridge.store.keyring import FileKeyRing, KeyUse
from bridge.store.soundness import database
from bridge.store.unit_of_work import SqlStore
from tests.store.copies.filling import ROWS, fill

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
WAITING = Submission("s1", "north", "q1", "A title", "A text", None, (), Experience.WE_DID, NOW, "form")


def found(url: str, keys: Path) -> dict[str, Checked]:
    return {checked.what: checked for checked in database(url, keys)}


def test_a_sound_database_is_read_as_a_whole(
    store: SqlStore, empty_url: str, keys: FileKeyRing, tmp_path: Path
) -> None:
    with store.begin() as unit:
        unit.submissions.add(WAITING)
    lines = found(empty_url, tmp_path / "keys.json")
    assert worst(lines.values()) is Verdict.OK
    assert lines["integrity"].told == f"1 rows in {len(TABLES)} tables, all readable"
    assert lines["key ring, north"].told == "a sealed submission opens"
    assert lines["layout"].told == schema.NEWEST
    # Writing was tried, and nothing of it is left.
    with store.begin() as unit:
        assert unit.leases.current("probe--of-a-checkup") is None


def test_a_key_ring_that_does_not_belong_to_it_is_told(
    store: SqlStore, empty_url: str, keys: FileKeyRing, tmp_path: Path
) -> None:
    with store.begin() as unit:
        unit.submissions.add(WAITING)
    other = tmp_path / "other.json"
    FileKeyRing(other).seal("north", b"", NOW)
    assert found(empty_url, other)["key ring, north"].verdict is Verdict.FAIL
    foreign = tmp_path / "foreign.json"
    FileKeyRing(foreign).seal("south", b"", NOW)
    before = foreign.read_bytes()
    assert "missing or was destroyed" in found(empty_url, foreign)["key ring, north"].told
    # No new key was made where one is missing.
    assert foreign.read_bytes() == before
    keys.destroy("north", KeyUse.SUBMISSION)
    assert "missing or was destroyed" in found(empty_url, tmp_path / "keys.json")["key ring, north"].told


def test_a_check_that_reads_keeps_no_writer_waiting(store: SqlStore, empty_url: str, tmp_path: Path) -> None:
    look = database(empty_url, tmp_path / "keys.json")
    told = [next(look).what, next(look).what, next(look).what]
    assert told == ["connection", "layout", "writing"]
    engine = open_engine(empty_url, busy_seconds=0)
    with soundness._reading(engine) as connection:
        connection.execute(text("SELECT count(*) FROM idea"))
        with store.begin() as unit:
            unit.periods.record("north", "one", NOW, NOW)
        # Still the moment at which it began.
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("SELECT count(*) FROM period")).scalar_one() == 0
    engine.dispose()
    look.close()


def test_a_value_that_cannot_be_read_is_found(store: SqlStore, empty_url: str, tmp_path: Path) -> None:
    fill(empty_url)
    engine = open_engine(empty_url)
    spoilt = "UPDATE idea SET accepted = 'peculiarvalue'"
    if engine.dialect.name == "postgresql":
        # No type holds it there: what a broken file looks like is a relation that cannot be read.
        spoilt = "DROP TABLE ranking"
    with engine.begin() as connection:
        connection.execute(text(spoilt))
    engine.dispose()
    lines = list(database(empty_url, tmp_path / "keys.json"))
    assert worst(lines) is Verdict.FAIL
    assert "peculiarvalue" not in str(lines)


def test_rows_that_refer_to_nothing_are_found(
    sqlite_store: SqlStore, sqlite_file: Path, tmp_path: Path
) -> None:
    fill(f"sqlite:///{sqlite_file}")
    with closing(sqlite3.connect(sqlite_file)) as connection:
        connection.execute("DELETE FROM idea WHERE version = 3")
        connection.commit()
    integrity = found(f"sqlite:///{sqlite_file}", tmp_path / "keys.json")["integrity"]
    assert integrity.verdict is Verdict.FAIL
    assert integrity.told == "3 rows refer to rows that are gone"
    assert ROWS > 3


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    lines = found(f"sqlite:///{tmp_path}/none/bridge.sqlite3", tmp_path / "keys.json")
    assert [(line.what, line.verdict) for line in lines.values()] == [("connection", Verdict.WARN)]
    assert list(tmp_path.iterdir()) == []
