"""Whether a database is sound: layout, rows, who may read its files, and whether the keys belong to it.

Nothing is changed and nothing is made: a database that is not there yet is told, not created.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Engine

from bridge.domain.checkup import Checked, Remedy, Repair, broken, doubtful, fine
from bridge.domain.errors import BridgeError, UserProblem
from bridge.sql import copying
from bridge.sql.engine import READS, file_of, open_engine
from bridge.sql.problems import in_plain_words, place
from bridge.store import schema
from bridge.store.backup import TABLES
from bridge.store.keyring import FileKeyRing, KeyUse
from bridge.store.tables import LEASE, SUBMISSION

AREA = "database"
_PROBE = "probe--of-a-checkup"
"""No campaign: slugs never hold two hyphens."""


def files(url: str, key_path: Path) -> Iterator[Checked]:
    """Who may read the database's files and the key ring."""
    path = file_of(url)
    if path is not None and path.exists():
        yield from _folder(path.parent)
        for each in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))):
            if each.exists():
                yield private(AREA, f"rights of {each.name}", each)
    if key_path.exists():
        yield private(AREA, "rights of the key ring", key_path, secret=True)


def private(area: str, what: str, path: Path, *, secret: bool = False) -> Checked:
    """Whether only its owner may read a file; for one with a `secret` anything else is a fault."""
    rights = stat.S_IMODE(path.stat().st_mode)
    told = f"{path} has the rights {rights:04o}"
    if rights & 0o077 == 0:
        return fine(area, what, told)
    say = broken if secret else doubtful
    repair = Repair(Remedy.RIGHTS, str(path.absolute()), f"{rights:04o}", "0600")
    fix = f"Take their rights away: chmod 600 {path}."
    return say(area, what, f"{told}: others may read it", fix, repair)


def _folder(folder: Path) -> Iterator[Checked]:
    rights = stat.S_IMODE(folder.stat().st_mode)
    if rights & 0o022:
        told = f"others may change what lies in {folder} (rights {rights:04o})"
        repair = Repair(Remedy.RIGHTS, str(folder.absolute()), f"{rights:04o}", f"{rights & ~0o022:04o}")
        yield broken(AREA, "folder", told, f"Take their rights away: chmod go-w {folder}.", repair)
    elif not os.access(folder, os.W_OK):
        told = f"this user may not write in {folder}"
        yield broken(AREA, "folder", told, "Let the user that runs the bridge own the folder.")


def database(url: str, key_path: Path, *, thorough: bool = True) -> Generator[Checked, None, None]:
    """Connection, layout, writing, integrity and key ring; `thorough` reads all that there is."""
    path = file_of(url)
    if path is not None and not path.exists():
        repair = Repair(Remedy.LAYOUT, "database", "none", schema.NEWEST)
        yield doubtful(AREA, "connection", f"there is no {path} yet", "Run `ideabridge db upgrade`.", repair)
        return
    engine = open_engine(url)
    try:
        with in_plain_words(engine.url):
            layout = schema.found(engine)
        yield fine(AREA, "connection", place(engine.url))
        yield _layout(layout)
        if layout != schema.NEWEST:
            return
        with in_plain_words(engine.url):
            yield _writes(engine)
            yield _integrity(engine, thorough=thorough)
            yield from _keys(engine, key_path)
    except BridgeError as problem:
        yield broken(AREA, "connection", problem.what, problem.hint)
    finally:
        engine.dispose()


def _layout(found: str | None) -> Checked:
    if found == schema.NEWEST:
        return fine(AREA, "layout", found)
    if found is None:
        repair = Repair(Remedy.LAYOUT, "database", "none", schema.NEWEST)
        return doubtful(AREA, "layout", "it has none yet", "Run `ideabridge db upgrade`.", repair)
    if schema.is_newer(found):
        return broken(
            AREA,
            "layout",
            f"{found} is newer than this version of the bridge knows ({schema.NEWEST})",
            "Run the newer version, or restore the backup that was made before it ran.",
        )
    return broken(
        AREA,
        "layout",
        f"{found}; this version needs {schema.NEWEST}",
        "Make a backup with the version before, stop every running bridge, run `ideabridge db upgrade`.",
        Repair(Remedy.LAYOUT, "database", found, schema.NEWEST),
    )


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """One moment of the database, while others go on writing."""
    with engine.connect().execution_options(**{READS: True}) as connection, connection.begin():
        yield connection


def _writes(engine: Engine) -> Checked:
    """A row is written and taken back before anybody sees it."""
    with engine.connect() as connection:
        transaction = connection.begin()
        row = {"campaign": _PROBE, "holder": None, "fence": 0, "expires": datetime(1970, 1, 1, tzinfo=UTC)}
        connection.execute(LEASE.insert(), row)
        transaction.rollback()
    return fine(AREA, "writing", "a row can be written")


def _integrity(engine: Engine, *, thorough: bool) -> Checked:
    restore = "Stop every running bridge and restore the newest backup."
    with _reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            pragma = "integrity_check" if thorough else "quick_check"
            faults = list(connection.execute(text(f"PRAGMA {pragma}(5)")).scalars())
            if faults != ["ok"]:
                return broken(AREA, "integrity", f"SQLite finds {len(faults)} faults in it", restore)
            strays = connection.execute(text("PRAGMA foreign_key_check")).all()
            if strays:
                return broken(AREA, "integrity", f"{len(strays)} rows refer to rows that are gone", restore)
        if not thorough:
            return fine(AREA, "integrity", "no fault found in a quick look")
        rows = 0
        for table in TABLES:
            # Every value, not a count: a row that cannot be read is the fault that is looked for.
            try:
                rows += sum(1 for _ in copying.read(connection, table))
            except copying.Unreadable as problem:
                return broken(AREA, "integrity", problem.what, problem.hint)
    return fine(AREA, "integrity", f"{rows:,} rows in {len(TABLES)} tables, all readable")


def _keys(engine: Engine, key_path: Path) -> Iterator[Checked]:
    """Whether one sealed submission of each campaign opens with the key ring."""
    query = select(SUBMISSION.c.campaign).where(SUBMISSION.c.sealed.is_not(None)).distinct()
    with _reading(engine) as connection:
        campaigns = sorted(connection.execute(query).scalars())
        sealed = {
            campaign: bytes(
                connection.execute(
                    select(SUBMISSION.c.sealed)
                    .where(SUBMISSION.c.campaign == campaign, SUBMISSION.c.sealed.is_not(None))
                    .limit(1)
                ).scalar_one()
            )
            for campaign in campaigns
        }
    if not key_path.exists():
        if sealed:
            told = f"{key_path} is not there, and sealed submissions wait in the database"
            yield broken(AREA, "key ring", told, "Restore the key ring from its own backup.")
        else:
            yield fine(AREA, "key ring", f"{key_path} is made when it is needed first")
        return
    keys = FileKeyRing(key_path)
    for campaign, block in sealed.items():
        yield _opens(keys, campaign, block)
    if not sealed:
        yield fine(AREA, "key ring", f"{key_path} is there; nothing is sealed to try it on")


def _opens(keys: FileKeyRing, campaign: str, block: bytes) -> Checked:
    what = f"key ring, {campaign}"
    try:
        if not keys.has(campaign, KeyUse.SUBMISSION):
            # Never by unsealing: that would make a new key where none is.
            told = "the key of sealed submissions is missing or was destroyed"
            fix = (
                "If it was not destroyed on purpose, restore the key ring from its own backup; else `retain`."
            )
            return broken(AREA, what, told, fix)
        keys.unseal(campaign, block)
    except UserProblem as problem:
        return broken(AREA, what, problem.what, problem.hint)
    return fine(AREA, what, "a sealed submission opens")
