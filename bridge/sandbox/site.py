"""The forum's state: its database, clock, limits, and the places where resources hook in.

One connection, one lock: requests and in-process callers take turns, which keeps every rule simple and
every answer fast.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bridge.sandbox.limits import NOT_SETTINGS, Limits, Windows, setting_names
from bridge.sandbox.schema import ADDITIONS, SCHEMA

Row = sqlite3.Row
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot, with what the rules ask about it.

    Attributes:
        group_ids: ids of all groups, the automatic ones and "everyone" (0) included.
        created_at: when the account was made; accounts younger than a day have tighter limits.
    """

    id: int
    username: str
    name: str | None
    admin: bool
    moderator: bool
    trust_level: int
    created_at: datetime
    suspended: bool
    group_ids: frozenset[int]

    @property
    def staff(self) -> bool:
        """Admins and moderators."""
        return self.admin or self.moderator

    @property
    def avatar_template(self) -> str:
        """Address of the letter avatar, with a place for the size."""
        return avatar_template(self.username)


@dataclass(slots=True)
class Hooks:
    """Where resources add to posts and topics without these knowing them (polls do).

    Attributes:
        check_post: called before a post is stored, with (site, user, raw, cooked, post row or None); it
            refuses by raising.
        store_post: called after a post was stored or its text changed, with (site, post id, cooked).
        post_json: called with (site, viewer, post rows, list of their JSON objects) to add keys.
        topic_json: called with (site, viewer, topic row, its JSON object) to add keys; also for the bodies
            of web hooks.
        item_json: called with (site, viewer, topic rows, entries of a list of topics) to add keys.
        happened: called with (site, name of the event, what it is about) inside the transaction of the deed.
        committed: called after every transaction that was kept.
        closing: called before the forum closes.
    """

    check_post: list[Callable[..., None]] = field(default_factory=list)
    store_post: list[Callable[..., None]] = field(default_factory=list)
    post_json: list[Callable[..., None]] = field(default_factory=list)
    topic_json: list[Callable[..., None]] = field(default_factory=list)
    item_json: list[Callable[..., None]] = field(default_factory=list)
    happened: list[Callable[..., None]] = field(default_factory=list)
    committed: list[Callable[[], None]] = field(default_factory=list)
    closing: list[Callable[[], None]] = field(default_factory=list)


class Site:
    """The forum behind its HTTP face.

    Args:
        folder: where ``forum.sqlite3`` lies or shall lie.
        clock: tells the time, with a time zone.
        limits: limits to start with; a stored site setting goes before its default.
        durable: False trades safety on power loss for speed (throw-away forums in tests).
    """

    def __init__(self, folder: Path, clock: Clock, limits: Limits, *, durable: bool = True) -> None:
        self.path = folder / "forum.sqlite3"
        self.clock = clock
        self.limits = limits
        self.hooks = Hooks()
        self.windows = Windows()
        self.lock = threading.RLock()
        self.memo: dict[str, tuple[datetime, int, Any]] = {}
        self.parts: dict[str, object] = {}
        self.base_url = "http://127.0.0.1"
        self.fresh = not self.path.exists()
        self._depth = 0
        self._users: dict[int, User] = {}
        self.category_rules: dict[int, list[tuple[int, int]]] = {}
        self.db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute(f"PRAGMA synchronous = {'NORMAL' if durable else 'OFF'}")
        if self.fresh:
            self.db.executescript(SCHEMA)
        self.db.executescript(ADDITIONS)
        self._load_settings()

    def close(self) -> None:
        """Close the database."""
        for close in self.hooks.closing:
            close()
        with self.lock:
            self.db.close()

    # -- time --

    def now(self) -> datetime:
        """The time by the forum's clock, in UTC."""
        return self.clock().astimezone(UTC)

    def stamp(self) -> str:
        """The time as the tables keep it."""
        return stamp(self.now())

    def ago(self, **span: float) -> str:
        """A stored time in the past, such as ``ago(minutes=5)``."""
        return stamp(self.now() - timedelta(**span))

    # -- database --

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens or nothing does; calls may nest."""
        with self.lock:
            if self._depth:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                return
            self.db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                self.forget_users()
                self.category_rules.clear()
                raise
            else:
                self.db.execute("COMMIT")
            finally:
                self._depth = 0
        for look in self.hooks.committed:
            look()

    def tell(self, event: str, **about: Any) -> None:
        """Let those who listen know that something happened, such as ``post_created`` with ``post_id``."""
        for listen in self.hooks.happened:
            listen(self, event, about)

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row, if any."""
        row: Row | None = self.db.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[Row]:
        """All rows."""
        return self.db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, or None."""
        row = self.db.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def column(self, sql: str, *values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.db.execute(sql, values)]

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns how many."""
        return self.db.execute(sql, values).rowcount

    def insert(self, table: str, **values: Any) -> int:
        """Add a row; returns its id."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" * len(values))
        cursor = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(cursor.lastrowid or 0)

    def update(self, table: str, key: int, **values: Any) -> None:
        """Change the row with this id."""
        parts = ", ".join(f'"{name}" = ?' for name in values)
        self.db.execute(f"UPDATE {table} SET {parts} WHERE id = ?", (*values.values(), key))

    # -- people --

    def user(self, user_id: int) -> User:
        """The user with this id.

        Raises:
            LookupError: there is none.
        """
        found = self._users.get(user_id)
        if found is None:
            row = self.one("SELECT * FROM users WHERE id = ?", user_id)
            if row is None:
                raise LookupError(f"no user with id {user_id}")
            groups = self.column("SELECT group_id FROM group_users WHERE user_id = ?", user_id)
            till = row["suspended_till"]
            found = self._users[user_id] = User(
                id=row["id"],
                username=row["username"],
                name=row["name"],
                admin=bool(row["admin"]),
                moderator=bool(row["moderator"]),
                trust_level=row["trust_level"],
                created_at=read_stamp(row["created_at"]),
                suspended=till is not None and till > self.stamp(),
                group_ids=frozenset({0, *groups}),
            )
        return found

    def user_named(self, username: str) -> User | None:
        """The user of this name in any case, or None."""
        user_id = self.value("SELECT id FROM users WHERE username_lower = ?", username.lower())
        return None if user_id is None else self.user(user_id)

    def forget_users(self) -> None:
        """Read users afresh: their rights changed."""
        self._users.clear()

    # -- settings --

    def _load_settings(self) -> None:
        stored = {row["name"]: row["value"] for row in self.all("SELECT name, value FROM site_settings")}
        known = set(setting_names())
        changes = {
            name: type(getattr(self.limits, name))(json.loads(value))
            for name, value in stored.items()
            if name in known and name not in NOT_SETTINGS
        }
        self.limits = replace(self.limits, **changes)

    def change_limits(self, **changes: Any) -> None:
        """Change limits while the forum runs, without storing them."""
        with self.lock:
            self.limits = replace(self.limits, **changes)

    def store_setting(self, name: str, value: Any) -> None:
        """Change a site setting for good."""
        now = self.stamp()
        self.run("DELETE FROM site_settings WHERE name = ?", name)
        self.insert("site_settings", name=name, value=json.dumps(value), created_at=now, updated_at=now)
        self.limits = replace(self.limits, **{name: value})


def stamp(moment: datetime) -> str:
    """A time as the tables and the answers write it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_stamp(text: str) -> datetime:
    """The opposite of ``stamp``; also reads other ISO 8601 times, without a zone as UTC.

    Raises:
        ValueError: not a time.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_COLOURS = (
    "a87d85",
    "e9a140",
    "7bcc69",
    "3ab8c6",
    "8797d3",
    "c37ba1",
    "67a7b4",
    "b5a45c",
    "d07c5b",
    "6fae8f",
)


def avatar_template(username: str) -> str:
    """Address of a letter avatar; the colour follows from the name."""
    colour = _COLOURS[sum(username.lower().encode()) % len(_COLOURS)]
    return f"/letter_avatar_proxy/v4/letter/{username[:1].lower()}/{colour}/{{size}}.png"


def marks(values: Any) -> str:
    """Question marks for an SQL list: ``?, ?, ?``; a list without members becomes ``NULL``."""
    count = len(values)
    return ", ".join("?" * count) if count else "NULL"
