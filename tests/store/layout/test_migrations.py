"""The migrations make exactly the tables that the code uses, whoever runs them and how often."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, inspect, text
from sqlalchemy.engine import Engine

from bridge.domain.errors import UserProblem
from bridge.domain.observation import PullMemory
from bridge.sql.engine import open_engine
from bridge.store import schema
from bridge.store.keyring import FileKeyRing
from bridge.store.tables import METADATA
from bridge.store.unit_of_work import SqlStore

NOW = datetime(2015, 1, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = open_engine(empty_url)
    yield engine
    engine.dispose()


def test_migrations_and_tables_agree(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_they_agree_to_the_letter_on_sqlite(tmp_path: Path) -> None:
    """The comparison above does not see keys' order, constraints' names or tables without row numbers."""
    migrated, made = (
        open_engine(f"sqlite:///{tmp_path}/a.sqlite3"),
        open_engine(f"sqlite:///{tmp_path}/b.sqlite3"),
    )
    schema.upgrade(migrated)
    METADATA.create_all(made)
    assert statements(migrated) == statements(made)
    migrated.dispose()
    made.dispose()


def statements(engine: Engine) -> dict[str, list[str]]:
    """Each table's and index's CREATE statement as sorted clauses: the order of columns has no meaning."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        ).all()
    return {
        name: sorted(re.split(r",\s*\n", " ".join(sql.split(" ")).strip()))
        for name, sql in found
        if name != "alembic_version"
    }


def test_they_agree_on_collations_and_keys_on_postgresql(new_postgresql: Callable[[], str]) -> None:
    migrated, made = open_engine(new_postgresql()), open_engine(new_postgresql())
    schema.upgrade(migrated)
    METADATA.create_all(made)
    assert layout(migrated) == layout(made)
    migrated.dispose()
    made.dispose()


def layout(engine: Engine) -> list[tuple[object, ...]]:
    """Every column, constraint and index as the server itself describes it."""
    columns = """
        SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'"""
    constraints = """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace"""
    indexes = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    with engine.connect() as connection:
        rows = [
            tuple(row) for query in (columns, constraints, indexes) for row in connection.execute(text(query))
        ]
    return sorted((row for row in rows if row[0] != "alembic_version"), key=repr)


def test_upgrading_again_keeps_what_is_there(store: SqlStore) -> None:
    with store.begin() as unit:
        unit.periods.record("north", "one", NOW, NOW)
    store.upgrade()
    with store.begin() as unit:
        assert list(unit.periods.ends("north", "one")) == [(NOW, NOW)]


def test_what_an_older_layout_remembered_of_a_pull_is_kept(engine: Engine, keys: FileKeyRing) -> None:
    """The first layout, a row in it, then the present one."""
    with engine.begin() as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO pull (campaign, last_post, likes, topics, at) VALUES ('north', 9, :l, :t, :at)"
            ),
            {"l": '{"40": 6}', "t": '{"20": [9, 14]}', "at": "2015-01-12 09:00:00+00:00"},
        )
    schema.upgrade(engine)
    store = SqlStore(engine.url.render_as_string(hide_password=False), keys)
    with store.begin() as unit:
        assert unit.ledger.memory("north") == PullMemory(9, {40: 6}, {20: (9, 14)})
        assert unit.ledger.last_pull("north") == NOW
    store.close()


def test_several_that_upgrade_at_the_same_time_get_one_layout(empty_url: str, keys: FileKeyRing) -> None:
    start, failures = threading.Barrier(6), list[BaseException]()

    def work() -> None:
        store = SqlStore(empty_url, keys)
        try:
            start.wait(30)
            store.upgrade()
            with store.begin() as unit:
                assert list(unit.links.all("north")) == []
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    assert failures == []


def test_two_databases_are_upgraded_at_the_same_time(tmp_path: Path, keys: FileKeyRing) -> None:
    start, failures = threading.Barrier(6), list[BaseException]()

    def work(number: int) -> None:
        store = SqlStore(f"sqlite:///{tmp_path}/{number}.sqlite3", keys)
        try:
            start.wait(30)
            store.upgrade()
            with store.begin() as unit:
                unit.periods.record("north", str(number), NOW, NOW)
        except BaseException as error:  # noqa: BLE001 - a thread's error would vanish with it
            failures.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not [thread for thread in threads if thread.is_alive()]
    assert failures == []


def test_an_upgrade_waits_for_the_one_that_runs(new_postgresql: Callable[[], str], keys: FileKeyRing) -> None:
    url = new_postgresql()
    store = SqlStore(f"{url}&options=-c%20lock_timeout%3D50", keys)
    running = open_engine(url)
    with running.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": schema.UPGRADE_LOCK})
        with pytest.raises(UserProblem, match="got in each other's way"):
            store.upgrade()
    store.upgrade()
    running.dispose()
    store.close()


def test_a_failed_upgrade_leaves_nothing_half_made(engine: Engine) -> None:
    """A table in the way of the migration's last one makes it fail at its end."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE period (id INTEGER)"))
    with pytest.raises(Exception, match="period"):
        schema.upgrade(engine)
    assert set(inspect(engine).get_table_names()) == {"period"}


def test_a_database_without_layout_is_told(empty_url: str, keys: FileKeyRing) -> None:
    store = SqlStore(empty_url, keys)
    with pytest.raises(UserProblem, match="has not the layout") as raised, store.begin():
        pass
    assert "Upgrade it first" in raised.value.hint
    store.close()


def test_a_database_of_a_newer_version_is_told_and_left_alone(
    store: SqlStore, empty_url: str, keys: FileKeyRing
) -> None:
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    older = SqlStore(empty_url, keys)
    for use in (older.upgrade, lambda: older.begin().__enter__()):
        with pytest.raises(UserProblem, match=r"newer layout \(9999\)"):
            use()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    older.close()
    engine.dispose()


def test_every_table_names_the_campaign() -> None:
    assert [table.name for table in METADATA.sorted_tables if "campaign" not in table.c] == []


def test_the_migrations_are_found_from_any_folder_without_a_configuration_file(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from bridge.store.keyring import FileKeyRing\n"
        "from bridge.store.unit_of_work import SqlStore\n"
        "store = SqlStore('sqlite:///here.sqlite3', FileKeyRing('keys.json'))\n"
        "store.upgrade()\n"
        "store.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    engine = create_engine(f"sqlite:///{tmp_path}/here.sqlite3")
    metadata = MetaData()
    metadata.reflect(engine)
    engine.dispose()
    assert set(METADATA.tables) <= set(metadata.tables)


def test_the_number_of_the_newest_file_is_the_revision_that_alembic_ends_at() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))

    assert script.get_current_head() == schema.NEWEST
