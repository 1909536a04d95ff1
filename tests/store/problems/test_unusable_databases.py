"""A database that cannot be used is told in plain words: what, why, what to try, and no secret."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bridge.domain.document import Link
from bridge.domain.errors import BridgeError, ExitCode, UserProblem
from bridge.domain.identity import Key, Kind
from bridge.sql.engine import open_engine
from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore


def problem(use: Callable[[], object]) -> UserProblem:
    with pytest.raises(UserProblem) as raised:
        use()
    assert raised.value.what
    assert raised.value.hint
    assert shows_no_other(raised.value)
    return raised.value


def shows_no_other(error: BaseException) -> bool:
    """Whether a traceback ends here: the driver's own error would show addresses or rows."""
    return error.__cause__ is None and (error.__context__ is None or error.__suppress_context__)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("", "cannot be read"),
        ("bridge.sqlite3", "cannot be read"),
        ("postgresql://user:hushhush@host:port/name", "cannot be read"),
        ("mysql://user:hushhush@host/name", "no database of the kind 'mysql'"),
        ("postgresql+asyncpg://user:hushhush@host/name", "no database of the kind 'postgresql+asyncpg'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:bridge?mode=memory&uri=true", "names no file"),
    ],
)
def test_an_address_of_no_use(url: str, what: str, keys: FileKeyRing) -> None:
    found = problem(lambda: SqlStore(url, keys))
    assert what in found.what
    assert "IDEABRIDGE_DATABASE_URL" in found.hint
    assert "hushhush" not in f"{found.what}{found.hint}{found!r}"


def test_without_psycopg_the_way_to_install_it_is_told(
    monkeypatch: pytest.MonkeyPatch, keys: FileKeyRing
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    found = problem(lambda: SqlStore("postgresql://127.0.0.1/none", keys))
    assert "psycopg" in found.what
    assert "pip install 'ideabridge[postgres]'" in found.hint


def test_a_server_that_does_not_answer(keys: FileKeyRing) -> None:
    store = SqlStore("postgresql://user:hushhush@127.0.0.1:1/name?application_name=x", keys)
    for use in (store.upgrade, lambda: store.begin().__enter__()):
        found = problem(use)
        assert found.what.startswith("The PostgreSQL database name on 127.0.0.1, port 1 cannot be reached: ")
        assert found.exit_code is ExitCode.TRY_LATER
        assert "hushhush" not in f"{found.what}{found.hint}{store!r}"
    store.close()


def test_a_database_that_is_not_there(postgresql: str, keys: FileKeyRing) -> None:
    store = SqlStore(postgresql.replace("/postgres?", "/nowhere?"), keys)
    assert "does not exist" in problem(store.upgrade).what
    store.close()


def test_a_user_without_rights(new_postgresql: Callable[[], str], keys: FileKeyRing) -> None:
    url = new_postgresql()
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE visitor LOGIN"))
    engine.dispose()
    store = SqlStore(url.replace("postgres:@", "visitor:@"), keys)
    assert "lacks a right" in problem(store.upgrade).what
    store.close()


@pytest.mark.parametrize("prefix", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_common_spelling_of_a_postgresql_address_works(
    new_postgresql: Callable[[], str], keys: FileKeyRing, prefix: str
) -> None:
    store = SqlStore(new_postgresql().replace("postgresql:", f"{prefix}:"), keys)
    store.upgrade()
    with store.begin() as unit:
        assert list(unit.links.all("north")) == []
    store.close()


def test_a_connection_cut_by_the_server_is_told_and_the_next_one_works(
    new_postgresql: Callable[[], str], keys: FileKeyRing
) -> None:
    url = new_postgresql()
    store = SqlStore(url, keys)
    store.upgrade()
    engine = open_engine(url)

    def cut_off() -> None:
        with store.begin() as unit:
            with engine.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            unit.links.all("north")

    assert "cannot be reached" in problem(cut_off).what
    with store.begin() as unit:
        assert list(unit.links.all("north")) == []
    store.close()
    engine.dispose()


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path, keys: FileKeyRing) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/new/folder/bridge.sqlite3", keys)
    store.upgrade()
    folder = tmp_path / "new" / "folder"
    rights = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert rights == {f"bridge.sqlite3{end}": 0o600 for end in ("", "-wal", "-shm")}
    assert folder.stat().st_mode & 0o777 == 0o700
    store.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path, keys: FileKeyRing) -> None:
    (tmp_path / "file").write_text("")
    found = problem(lambda: SqlStore(f"sqlite:///{tmp_path}/file/bridge.sqlite3", keys))
    assert "cannot be written" in found.what


def test_a_folder_where_a_file_should_be(tmp_path: Path, keys: FileKeyRing) -> None:
    found = problem(lambda: SqlStore(f"sqlite:///{tmp_path}", keys))
    assert "cannot be written: it is a folder" in found.what


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write(tmp_path: Path, keys: FileKeyRing) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    found = problem(lambda: SqlStore(f"sqlite:///{folder}/bridge.sqlite3", keys))
    assert "cannot be written: Permission denied" in found.what
    closed = tmp_path / "closed.sqlite3"
    closed.touch(mode=0o400)
    found = problem(lambda: SqlStore(f"sqlite:///{closed}", keys))
    assert "the rights of the file forbid it" in found.what


def test_a_file_from_elsewhere_is_switched_to_the_faster_mode(tmp_path: Path, keys: FileKeyRing) -> None:
    path = tmp_path / "restored.sqlite3"
    path.touch()
    store = SqlStore(f"sqlite:///{path}", keys)
    store.upgrade()
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_database(tmp_path: Path, keys: FileKeyRing) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are my notes, and long enough to be looked at. " * 40)
    store = SqlStore(f"sqlite:///{path}", keys)
    assert "is not a database" in problem(store.upgrade).what
    assert path.read_text().startswith("These are my notes")
    store.close()


def test_a_file_that_somebody_keeps_busy(
    sqlite_store: SqlStore, sqlite_file: Path, keys: FileKeyRing
) -> None:
    hasty = SqlStore(f"sqlite:///{sqlite_file}", keys, busy_seconds=0.05)
    with hasty.begin():
        pass
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = problem(lambda: hasty.begin().__enter__())
    assert "kept busy by another program" in found.what
    assert found.exit_code is ExitCode.TRY_LATER
    other.execute("ROLLBACK")
    other.close()
    with hasty.begin() as unit:
        assert list(unit.links.all("north")) == []
    hasty.close()


def test_a_refused_row_does_not_show_in_the_error(
    new_postgresql: Callable[[], str], keys: FileKeyRing
) -> None:
    """The server's own message quotes the row; here a rule that the code does not know refuses it."""
    url = new_postgresql()
    store = SqlStore(url, keys)
    store.upgrade()
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE link ADD CHECK (length(pending) < 3)"))
    engine.dispose()

    def write() -> None:
        with store.begin() as unit:
            unit.links.put(Link(Key("north", Kind.IDEA, "abc"), 1, {}, pending="peculiarword"))

    with pytest.raises(BridgeError, match="refused a statement \\(CheckViolation\\)") as raised:
        write()
    assert not isinstance(raised.value, UserProblem)
    assert "peculiarword" not in f"{raised.value!r} {raised.value.hint}"
    assert shows_no_other(raised.value)
    store.close()


def test_forty_threads_wait_for_the_write_lock_without_an_error(sqlite_store: SqlStore) -> None:
    """So many the web side can have; each holds a connection while it waits."""
    failures: list[BaseException] = []
    connected = threading.Semaphore(0)

    def work() -> None:
        try:
            with sqlite_store.begin() as unit:
                unit.links.all("north")
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(40)]
    with sqlite_store.begin():
        event.listen(sqlite_store._engine, "checkout", lambda *_: connected.release())
        for thread in threads:
            thread.start()
        waiting = [connected.acquire(timeout=10) for _ in threads]
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    assert failures == []
    assert all(waiting)
