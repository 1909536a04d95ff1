"""Where marks are looked for: everything that outlives a request, as names and bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bridge.sandbox.site import Site

_FORUM_TABLES = (
    "posts",
    "post_revisions",
    "topics",
    "tags",
    "categories",
    "data_explorer_queries",
    "uploads",
)
"""What the bridge wrote in the forum. Its accounts and private messages are the forum's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place and what it holds, in small letters; `group` says what sort of place it is."""

    group: str
    name: str
    content: bytes


@dataclass(slots=True)
class Evidence:
    """What a run left behind. `keys` are the files in which keys have to be."""

    data: Path
    temporary: Path
    backups: Path
    keys: frozenset[Path]
    said: dict[str, str] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    hooks: list[bytes] = field(default_factory=list)
    site: Site | None = None

    def places(self) -> Iterator[Place]:
        """Everything, read anew each time."""
        yield from _files("database and files", self.data)
        yield from _files("temporary files", self.temporary)
        yield from _files("backups", self.backups)
        for group, found in (
            ("logs and messages", self.said),
            ("exports", self.exports),
            ("answers over HTTP", self.answers),
        ):
            for name, text in found.items():
                yield Place(group, name, text.encode().lower())
        for number, body in enumerate(self.hooks, 1):
            yield Place("web hooks", f"delivery {number}", body.lower())
        if self.site is not None:
            yield from _forum(self.site)


def values_of(path: Path) -> set[str]:
    """Every text of six signs and more in a SQLite file."""
    return {value for _, value in _values(path) if isinstance(value, str) and len(value) >= 6}


def _files(group: str, folder: Path) -> Iterator[Place]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        yield Place(group, path.name, f"{path.name} ".encode().lower() + content.lower())
        if content.startswith(b"SQLite format 3"):
            # Numbers are packed in the file, and what stands in the log beside it is not there yet.
            tables: dict[str, list[bytes]] = {}
            for table, value in _values(path):
                shown = value if isinstance(value, bytes) else str(value).encode()
                tables.setdefault(table, []).append(shown.lower())
            for table, shown_values in tables.items():
                yield Place(group, f"{path.name}, table {table}", b"\n".join(shown_values))


def _values(path: Path) -> Iterator[tuple[str, object]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in names:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - names of its own tables
                for value in row:
                    yield table, value


def _forum(site: Site) -> Iterator[Place]:
    with site.lock:
        # What members wrote themselves, private messages above all, is theirs and carries their name.
        private = set(site.column("SELECT id FROM topics WHERE archetype = 'private_message'"))
        own = site.value("SELECT id FROM users WHERE username = 'ideabridge'")
        for table in _FORUM_TABLES:
            for row in site.all(f"SELECT * FROM {table}"):  # noqa: S608 - constants above
                found = dict(row)
                topic = found.get("topic_id") if table == "posts" else found.get("id")
                if table in ("posts", "topics") and topic in private:
                    continue
                if table == "posts" and found["user_id"] != own:
                    found = {"raw": found["raw"], "cooked": found["cooked"]}
                text = "\n".join(f"{name}={value}" for name, value in found.items() if value is not None)
                yield Place(
                    "texts and versions in the forum", f"{table} {found.get('id', '')}", text.encode().lower()
                )
