"""Backups, restoring and moving: every row of every table, on both databases, and never half of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Table, inspect, text, update
from sqlalchemy.engine import Connection

from bridge.domain.errors import BridgeError, UserProblem
from bridge.domain.identity import Key, Kind
from bridge.domain.journal import Action
from bridge.sql import copying
from bridge.sql.engine import open_engine
from bridge.sql.problems import Unreachable
from bridge.store import schema
from bridge.store.backup import TABLES, back_up, look_into, move, restore
from bridge.store.keyring import FileKeyRing
from bridge.store.tables import IDEA
from bridge.store.unit_of_work import SqlStore
from tests.store.copies.filling import ROWS, content_of, fill

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)
LATER = datetime(2015, 1, 14, 9, 0, tzinfo=UTC)
"""When the leases of every full database have run out."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    return _address(request, request.param, tmp_path / "data")


@pytest.fixture
def other_url(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path) -> str:
    """A second one without any table, of the other kind."""
    return _address(request, "postgresql" if empty_url.startswith("sqlite") else "sqlite", tmp_path / "other")


def _address(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder}/bridge.sqlite3"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture
def full_url(empty_url: str) -> str:
    """A database with rows in every table."""
    engine = open_engine(empty_url)
    schema.upgrade(engine)
    engine.dispose()
    fill(empty_url)
    return empty_url


def next_journal_row(url: str, folder: Path) -> int:
    store = SqlStore(url, FileKeyRing(folder / "keys.json"))
    with store.begin() as unit:
        row = unit.journal.open(Key("north", Kind.IDEA, "abc"), Action.CREATE, "all", 1, "", 1, NOW)
    store.close()
    return row.id


def test_a_backup_holds_every_row_for_its_owner_alone(full_url: str, tmp_path: Path) -> None:
    made = back_up(full_url, tmp_path / "backup.sqlite3")
    assert made.whole == ROWS * len(TABLES) - 1
    assert made.layout == schema.NEWEST
    assert (tmp_path / "backup.sqlite3").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["backup.sqlite3"]
    shutil.copy(tmp_path / "backup.sqlite3", tmp_path / "look.sqlite3")
    assert content_of(f"sqlite:///{tmp_path}/look.sqlite3") == content_of(full_url)


def test_a_backup_goes_into_either_database_and_running_numbers_go_on(
    full_url: str, other_url: str, tmp_path: Path
) -> None:
    back_up(full_url, tmp_path / "backup.sqlite3")
    before = (tmp_path / "backup.sqlite3").read_bytes()
    restored = restore(tmp_path / "backup.sqlite3", other_url, LATER)
    assert restored.whole == ROWS * len(TABLES) - 1
    assert content_of(other_url) == content_of(full_url)
    # The number of the deleted row is not given again.
    assert next_journal_row(other_url, tmp_path) == ROWS + 1
    assert (tmp_path / "backup.sqlite3").read_bytes() == before


def test_moving_copies_every_row_and_running_numbers_go_on(
    full_url: str, other_url: str, tmp_path: Path
) -> None:
    moved = move(full_url, other_url, LATER)
    assert moved.rows == {table.name: ROWS - (table.name == "journal") for table in TABLES}
    assert content_of(other_url) == content_of(full_url)
    assert next_journal_row(other_url, tmp_path) == ROWS + 1


def test_an_empty_database_is_moved_and_counts_from_one(
    empty_url: str, other_url: str, tmp_path: Path
) -> None:
    engine = open_engine(empty_url)
    schema.upgrade(engine)
    engine.dispose()
    assert move(empty_url, other_url, NOW).whole == 0
    assert next_journal_row(other_url, tmp_path) == 1


def test_a_target_that_is_not_empty_is_refused(full_url: str, other_url: str, tmp_path: Path) -> None:
    back_up(full_url, tmp_path / "backup.sqlite3")
    restore(tmp_path / "backup.sqlite3", other_url, LATER)
    next_id = next_journal_row(other_url, tmp_path)
    before = content_of(other_url)
    attempts: list[Callable[[], object]] = [
        lambda: move(full_url, other_url, LATER),
        lambda: restore(tmp_path / "backup.sqlite3", other_url, LATER),
    ]
    for attempt in attempts:
        with pytest.raises(UserProblem, match="is not empty"):
            attempt()
        assert content_of(other_url) == before
    restore(tmp_path / "backup.sqlite3", other_url, LATER, force=True)
    assert content_of(other_url) == content_of(full_url)
    # On SQLite and PostgreSQL alike the backup's numbers count, not those of what was replaced.
    assert next_journal_row(other_url, tmp_path) == next_id


def test_a_copy_that_differs_is_not_kept(
    full_url: str, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something on the way changes a value: the comparison sees it, and nothing stays in the target."""
    plain = copying.compare

    def disturbed(source: Connection, target: Connection, tables: Sequence[Table]) -> copying.Counts:
        target.execute(update(IDEA).where(IDEA.c.version == 2).values(experience="other"))
        return plain(source, target, tables)

    monkeypatch.setattr(copying, "compare", disturbed)
    with pytest.raises(copying.Differs, match="table idea, row 2") as raised:
        move(full_url, other_url, LATER)
    assert "experience" not in raised.value.what
    monkeypatch.undo()
    assert sum(len(rows) for rows in content_of(other_url).values()) == 0


def test_a_backup_is_of_one_moment_while_others_write(full_url: str, tmp_path: Path) -> None:
    """Pairs of rows are written in one transaction each; a copy never holds half of one."""
    stop, failures = threading.Event(), list[BaseException]()

    def write() -> None:
        store = SqlStore(full_url, FileKeyRing(tmp_path / "keys.json"))
        number = 0
        try:
            while not stop.is_set():
                number += 1
                with store.begin() as unit:
                    unit.periods.record("pairs", f"p{number}", NOW, NOW)
                    unit.leases.acquire(f"pairs-{number}", "writer", NOW, 60)
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)
        finally:
            store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(2):
            made = back_up(full_url, tmp_path / f"{number}.sqlite3")
            assert made.rows["period"] == made.rows["lease"]
    finally:
        stop.set()
        writer.join(30)
    assert failures == []
    assert made.rows["period"] > ROWS


def test_a_file_that_is_there_is_not_overwritten(full_url: str, tmp_path: Path) -> None:
    path = tmp_path / "backup.sqlite3"
    path.write_text("something else")
    with pytest.raises(UserProblem, match="is there already"):
        back_up(full_url, path)
    assert path.read_text() == "something else"


def test_a_backup_that_fails_leaves_nothing_behind(empty_url: str, tmp_path: Path) -> None:
    engine = open_engine(empty_url)
    with pytest.raises(UserProblem, match="has not the layout"):
        back_up(empty_url, tmp_path / "backup.sqlite3")
    schema.upgrade(engine)
    engine.dispose()
    with pytest.raises(UserProblem, match="cannot be written"):
        back_up(empty_url, tmp_path / "nowhere" / "backup.sqlite3")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_a_backup_of_an_older_layout_is_brought_up_to_date(tmp_path: Path, other_url: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/old.sqlite3")
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        connection.execute(text("INSERT INTO credit (campaign, name) VALUES ('north', 'A name')"))
    engine.dispose()
    assert look_into(tmp_path / "old.sqlite3").layout == "0006"
    assert restore(tmp_path / "old.sqlite3", other_url, NOW).whole == 1
    assert content_of(other_url)["credit"] == [{"campaign": "north", "name": "A name"}]
    assert look_into(tmp_path / "old.sqlite3").layout == "0006"


def spoil(path: Path, how: str) -> None:
    if how == "torn":
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
    elif how == "words":
        path.write_text("no database at all, but long enough to be looked at")
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(
                "DROP TABLE alembic_version"
                if how == "foreign"
                else "UPDATE alembic_version SET version_num = '9999'"
            )
            connection.commit()


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("torn", "damaged"),
        ("words", "no SQLite file"),
        ("foreign", "no backup of the bridge"),
        ("newer", r"newer layout \(9999\)"),
    ],
)
def test_what_is_no_sound_backup_is_refused_before_anything_is_made(
    sqlite_store: SqlStore, sqlite_file: Path, tmp_path: Path, how: str, what: str
) -> None:
    fill(f"sqlite:///{sqlite_file}")
    back_up(f"sqlite:///{sqlite_file}", tmp_path / "backup.sqlite3")
    spoil(tmp_path / "backup.sqlite3", how)
    with pytest.raises(UserProblem, match=what) as raised:
        restore(tmp_path / "backup.sqlite3", f"sqlite:///{tmp_path}/new/bridge.sqlite3", NOW)
    assert raised.value.hint
    assert not (tmp_path / "new").exists()
    with pytest.raises(UserProblem, match="is not there"):
        restore(tmp_path / "missing", f"sqlite:///{tmp_path}/new/bridge.sqlite3", NOW)


def test_a_database_of_another_program_or_another_time_is_left_alone(
    full_url: str, other_url: str, tmp_path: Path
) -> None:
    """Such as the forum's own: the bridge puts no table into it."""
    back_up(full_url, tmp_path / "backup.sqlite3")
    engine = open_engine(other_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE topics (id INTEGER)"))
    with pytest.raises(UserProblem, match="another program"):
        move(full_url, other_url, LATER)
    with pytest.raises(UserProblem, match="another program"):
        restore(tmp_path / "backup.sqlite3", other_url, LATER, force=True)
    assert inspect(engine).get_table_names() == ["topics"]
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    with pytest.raises(UserProblem, match="has the layout 0001"):
        move(full_url, other_url, LATER)
    engine.dispose()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/none/bridge.sqlite3"
    with pytest.raises(UserProblem, match="There is no"):
        back_up(url, tmp_path / "backup.sqlite3")
    with pytest.raises(UserProblem, match="There is no"):
        move(url, f"sqlite:///{tmp_path}/other/bridge.sqlite3", NOW)
    assert list(tmp_path.iterdir()) == []


def test_both_addresses_have_to_differ(full_url: str) -> None:
    before = content_of(full_url)
    with pytest.raises(BridgeError, match="same database"):
        move(full_url, full_url, LATER)
    assert content_of(full_url) == before


def test_a_copy_holds_nothing_that_was_deleted(
    sqlite_store: SqlStore, sqlite_file: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{sqlite_file}"
    with closing(sqlite3.connect(sqlite_file)) as plain:
        # Without the bridge's own secure deletion.
        plain.execute("PRAGMA secure_delete = OFF")
        plain.execute("INSERT INTO credit (campaign, name) VALUES ('north', 'Peculiarname')")
        plain.commit()
        plain.execute("DELETE FROM credit")
        plain.commit()
    back_up(url, tmp_path / "backup.sqlite3")
    assert b"Peculiarname" not in (tmp_path / "backup.sqlite3").read_bytes()
    assert os.access(tmp_path / "backup.sqlite3", os.R_OK)


def test_nothing_is_moved_or_replaced_while_a_run_is_at_work(
    empty_url: str, other_url: str, tmp_path: Path
) -> None:
    store = SqlStore(empty_url, FileKeyRing(tmp_path / "keys.json"))
    store.upgrade()
    with store.begin() as unit:
        unit.leases.acquire("north", "elsewhere:7", NOW, 60)
    back_up(empty_url, tmp_path / "backup.sqlite3")
    with pytest.raises(Unreachable, match="at work"):
        move(empty_url, other_url, NOW)
    with pytest.raises(Unreachable, match="at work"):
        restore(tmp_path / "backup.sqlite3", empty_url, NOW, force=True)
    with store.begin() as unit:
        assert unit.leases.current("north") is not None
    assert move(empty_url, other_url, NOW, gone=lambda holder: holder == "elsewhere:7").whole == 1
    assert restore(tmp_path / "backup.sqlite3", empty_url, NOW + timedelta(minutes=2), force=True).whole == 1
    store.close()
