"""Connections: which databases the bridge speaks to, and how each is set up."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bridge.domain.errors import UserProblem
from bridge.sql.problems import MAIN, unwritable

READS = "ideabridge_reads"
"""The execution option of a connection whose transactions only read: on SQLite it keeps no writer waiting."""

BUSY_SECONDS = 30.0
CONNECT_SECONDS = 10

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


# A thread that waits for the write lock holds a connection; more threads than the web side has must fit.
_OVERFLOW = 50


def open_engine(url: str, *, busy_seconds: float = BUSY_SECONDS, variable: str = MAIN) -> Engine:
    """An engine for a database URL; UserProblem for one that the bridge cannot use.

    A missing SQLite file is made (0600) in a folder that is made (0700). No connection is opened yet.
    `busy_seconds` is how long a writer waits for another one on SQLite; `variable` is the setting that names
    this database.
    """
    address = _read(url, variable)
    if address.get_backend_name() == "sqlite":
        _prepare_file(address, variable)
        return _sqlite(address, busy_seconds)
    return _postgresql(address)


def open_file_read_only(path: Path) -> Engine:
    """An engine for a SQLite file that nobody writes to; nothing beside it is made or read."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return create_engine(
        "sqlite+pysqlite://",
        creator=lambda: sqlite3.connect(address, uri=True),
        poolclass=NullPool,
        hide_parameters=True,
    )


def file_of(url: str, variable: str = MAIN) -> Path | None:
    """The file of a SQLite database, be it there or not; None for PostgreSQL."""
    address = _read(url, variable)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)


def _hint(variable: str) -> str:
    return f"Set {variable} to sqlite:///FOLDER/FILE.sqlite3 or to postgresql://USER:PASSWORD@HOST/DATABASE."


def _read(url: str, variable: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise UserProblem("The database URL cannot be read.", hint=_hint(variable)) from None
    driver = _DRIVERS.get(address.drivername)
    if driver is None:
        raise UserProblem(
            f"The bridge knows no database of the kind {address.drivername!r}.",
            hint=f"It keeps its data in SQLite or PostgreSQL. {_hint(variable)}",
        )
    return address.set(drivername=driver)


def _prepare_file(url: URL, variable: str) -> None:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise UserProblem(
            "The database URL names no file; data in memory would be lost.", hint=_hint(variable)
        )
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make_file(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise unwritable(
            url, getattr(error, "strerror", None) or "the file cannot be made", variable
        ) from None
    if path.is_dir():
        raise unwritable(url, "it is a folder", variable)
    # Never by opening it: a process that closes any handle of the file loses SQLite's locks on it.
    if not os.access(path, os.R_OK | os.W_OK):
        raise unwritable(url, "the rights of the file forbid it", variable)


def _make_file(path: Path) -> None:
    """Put an empty database into place as a whole, for its owner alone and in WAL mode.

    SQLite gives its -wal and -shm files the rights of the main file. Switching to WAL in place fails when
    several processes begin at the same time.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    engine = create_engine(
        url,
        connect_args={"timeout": busy_seconds},
        max_overflow=_OVERFLOW,
        hide_parameters=True,
        json_serializer=partial(json.dumps, allow_nan=False),
    )

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # The driver would begin transactions late and by itself; `begin` below does it at the right time.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        # An intent must be on the disk before its request goes out, also when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            # A file from elsewhere. While others use it, it stays as it is: slower, and just as safe.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")

    def begin(connection: Connection) -> None:
        # The write lock is taken at once: a transaction that reads first and writes later would be refused
        # without waiting when somebody wrote in between.
        only_reads = connection.get_execution_options().get(READS, False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _postgresql(url: URL) -> Engine:
    arguments: dict[str, object] = {"application_name": "ideabridge"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = CONNECT_SECONDS
    try:
        return create_engine(
            url,
            connect_args=arguments,
            hide_parameters=True,
            pool_pre_ping=True,
            json_serializer=partial(json.dumps, allow_nan=False),
        )
    except ImportError:
        raise UserProblem(
            "PostgreSQL needs the package psycopg, which is not installed here.",
            hint="Install the bridge with it: pip install 'ideabridge[postgres]'.",
        ) from None
