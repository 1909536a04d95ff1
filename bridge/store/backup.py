"""Backups: one SQLite file with every table, made while others write, from either database.

The key ring is never in it. Destroying a campaign's key is how what it sealed is forgotten, in every backup
as well; a backup that carried the key along would undo that.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection, Engine

from bridge.domain.errors import UserProblem
from bridge.sql import copying
from bridge.sql.engine import file_of, open_engine, open_file_read_only
from bridge.sql.problems import Unreachable, in_plain_words, place
from bridge.store import schema
from bridge.store.tables import LEASE, METADATA

TABLES = METADATA.sorted_tables
"""Every table but the one with the layout, in the order in which they refer to each other."""

Gone = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied: rows by table, the layout, and of a file its SHA-256 in hex."""

    rows: Mapping[str, int]
    layout: str
    sha256: str = ""

    @property
    def whole(self) -> int:
        """All rows together."""
        return sum(self.rows.values())


def back_up(url: str, path: Path) -> Copied:
    """Write a consistent copy of the database to a new file (0600), and read it once to see that it is whole.

    UserProblem where the file is there already, or the database has no layout or not this version's one.
    """
    if path.exists():
        raise UserProblem(f"{path} is there already.", hint="Name a new file; nothing was written.")
    engine = _open_source(url)
    try:
        with in_plain_words(engine.url):
            schema.check(engine)
            return _written(path, lambda draft: _fill(engine, draft))
    finally:
        engine.dispose()


def _open_source(url: str) -> Engine:
    """The engine of a database that is there: a file that is not is told, never made."""
    file = file_of(url)
    if file is not None and not file.exists():
        raise UserProblem(f"There is no {file}.", hint="Correct IDEABRIDGE_DATABASE_URL.")
    return open_engine(url)


def _fill(engine: Engine, draft: Path) -> None:
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            # One reading transaction: writers go on beside it. It leaves no deleted row behind in the copy.
            connection.cursor().execute("VACUUM INTO ?", (str(draft),))
        except sqlite3.Error as error:
            raise UserProblem(
                f"The copy could not be made: {error}.", hint="Look whether the disk is full, and try again."
            ) from None
        finally:
            connection.close()
        return
    copy = open_engine(f"sqlite:///{draft}")
    try:
        schema.upgrade(copy)
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as source,
            source.begin(),
            copy.begin() as target,
        ):
            copying.copy(source, target, TABLES)
    finally:
        copy.dispose()


def _written(path: Path, fill: Callable[[Path], None]) -> Copied:
    """Let `fill` write beside the file, look at what it wrote, and put it into place as a whole."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UserProblem(
            f"{path} cannot be written: {error.strerror}.", hint="Name a file in a folder that is there."
        ) from None
    os.close(handle)
    draft = Path(name)
    try:
        fill(draft)
        # One file, without a log beside it.
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        found = look_into(draft)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        _place(draft, path)
    except OSError as error:
        raise UserProblem(
            f"{path} cannot be written: {error.strerror}.",
            hint="Look whether the disk is full, and try again.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return Copied(found.rows, found.layout, digest)


def _place(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise UserProblem(f"{path} is there already.", hint="Name a new file.") from None
    except OSError:
        # A stick or a share that knows no links.
        draft.replace(path)


def look_into(path: Path) -> Copied:
    """What a backup holds; UserProblem where it is none, is damaged, or is of a newer version."""
    if not path.is_file():
        raise UserProblem(f"{path} is not there.", hint="Name a file that `ideabridge db backup` wrote.")
    try:
        # Never as a database that is in use: nothing beside the file is made or read.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as backup:
            faults = [row[0] for row in backup.execute("PRAGMA integrity_check(1)")]
            if faults != ["ok"]:
                raise _no_backup(path, "is damaged")
            names = {row[0] for row in backup.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "alembic_version" not in names:
                raise _no_backup(path, "is no backup of the bridge's database")
            (layout,) = backup.execute("SELECT version_num FROM alembic_version").fetchone()
            known = sorted(names & {table.name for table in TABLES})
            rows = {name: backup.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in known}  # noqa: S608 - names of our own tables
    except (sqlite3.DatabaseError, TypeError):
        raise _no_backup(path, "is no SQLite file, or is damaged") from None
    if schema.is_newer(layout):
        raise UserProblem(
            f"{path} has a newer layout ({layout}) than this version of the bridge knows ({schema.NEWEST}).",
            hint="Restore it with the version of the bridge that wrote it, or a newer one.",
        )
    return Copied(rows, layout)


def _make_fit(target: Engine, *, force: bool = False) -> None:
    """Make the tables in a database that has none; UserProblem where it belongs to something else.

    One of an older layout is in use, and is brought up to date only by `force`.
    """
    layout = schema.found(target)
    if layout is None and inspect(target).get_table_names():
        raise UserProblem(
            f"The {place(target.url)} holds tables of another program.",
            hint="Name a database of its own for the bridge; nothing was changed.",
        )
    if layout not in (None, schema.NEWEST) and not force:
        raise UserProblem(
            f"The {place(target.url)} is not empty: it has the layout {layout}.",
            hint="Name an empty database; nothing was changed.",
        )
    schema.upgrade(target)


def _refuse_full(connection: Connection, engine: Engine) -> None:
    there = sum(copying.counts(connection, TABLES).values())
    if there:
        raise UserProblem(
            f"The {place(engine.url)} is not empty: it holds {there:,} rows.",
            hint="Name an empty database. `db restore` replaces all that is there with --force.",
        )


def _refuse_at_work(connection: Connection, engine: Engine, now: datetime, gone: Gone) -> None:
    """What a run wrote from now on would be lost. One that rests between two jobs cannot be seen."""
    query = select(LEASE.c.holder).where(LEASE.c.holder.is_not(None), LEASE.c.expires > now)
    if any(not gone(holder) for holder in connection.execute(query).scalars()):
        raise Unreachable(
            f"A run of the bridge is at work in the {place(engine.url)}.",
            hint="Stop every running bridge first; one that was killed elsewhere is over after five minutes.",
        )


def _no_backup(path: Path, why: str) -> UserProblem:
    return UserProblem(f"{path} {why}.", hint="Name a file that `ideabridge db backup` wrote.")


def restore(
    path: Path, url: str, now: datetime, *, gone: Gone = lambda _: False, force: bool = False
) -> Copied:
    """Put a backup into a database, in one transaction, compared row by row.

    The backup stays as it is; one of an older layout is brought up to date in a copy. UserProblem where the
    database holds anything, unless `force` lets it be replaced; Unreachable where a run is at work in it.
    `gone` says whether the holder of a lease is known to have ended.
    """
    layout = look_into(path).layout
    with tempfile.TemporaryDirectory(prefix="ideabridge-") as folder:
        source = open_file_read_only(path)
        if layout != schema.NEWEST:
            source = _upgraded(path, Path(folder) / "backup.sqlite3")
        target = open_engine(url)
        try:
            with in_plain_words(target.url):
                _make_fit(target, force=force)
                with source.begin() as reading, target.begin() as writing:
                    if not force:
                        _refuse_full(writing, target)
                    _refuse_at_work(writing, target, now, gone)
                    copying.clear(writing, TABLES)
                    rows = copying.copy(reading, writing, TABLES)
        finally:
            source.dispose()
            target.dispose()
    return Copied(rows, schema.NEWEST)


def _upgraded(path: Path, draft: Path) -> Engine:
    """A copy of a backup with an older layout, brought up to date."""
    try:
        draft.touch(mode=0o600)
        with path.open("rb") as backup, draft.open("wb") as copy:
            shutil.copyfileobj(backup, copy)
    except OSError as error:
        raise UserProblem(
            f"{draft} cannot be written: {error.strerror}.",
            hint="Make room, or name another folder in TMPDIR.",
        ) from None
    engine = open_engine(f"sqlite:///{draft}")
    schema.upgrade(engine)
    return engine


def move(url: str, to: str, now: datetime, *, gone: Gone = lambda _: False) -> Copied:
    """Copy a database into an empty one of any kind, in one transaction, compared row by row.

    Nobody can write to the old one meanwhile; it stays as it is. UserProblem where the new one holds anything
    or is the old one; Unreachable where a run is at work in the old one.
    """
    source, target = _open_source(url), open_engine(to)
    try:
        if source.url == target.url:
            raise UserProblem("Both addresses name the same database.", hint="Name another one with --to.")
        with in_plain_words(source.url):
            schema.check(source)
        with in_plain_words(target.url):
            _make_fit(target)
            with source.begin() as reading, target.begin() as writing:
                _refuse_full(writing, target)
                _refuse_at_work(reading, source, now, gone)
                copying.hold(reading, TABLES)
                rows = copying.copy(reading, writing, TABLES)
    finally:
        source.dispose()
        target.dispose()
    return Copied(rows, schema.NEWEST)
