"""What stands in the forum and in the store, and how it differs from what should.

The forum's database is read by itself, with nothing of the code that wrote to it in between.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bridge.domain.identity import Key, Kind, split_marker, text_hash
from bridge.domain.journal import JournalState
from tests.chaos.scenario import SLUG, open_store

BRIDGE = "ideabridge"

Shown = dict[str, object]
"""Everything that is looked at of one Document in the forum, by name."""


@dataclass(frozen=True, slots=True)
class Photo:
    """The state at one moment.

    `documents` are the bridge's topics, replies and categories that stand, by key, each as often as it
    stands. `people` are the members' posts, `ledger` what the store keeps of them, `links` where the store
    thinks each Document stands, `open_rows` journal rows whose outcome is not known. Of ideas with words that
    had to go, `documents` count the earlier versions that everybody can see.
    """

    documents: Mapping[str, tuple[Shown, ...]]
    people: Counter[str]
    ledger: Counter[str]
    links: Mapping[str, str]
    open_rows: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a photo differs from the one that was expected; all zero is what is wanted."""

    duplicates: int = 0
    lost: int = 0
    wrong: int = 0
    unsettled: int = 0
    ledger: int = 0
    words: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether nothing differs."""
        return not (self.duplicates or self.lost or self.wrong or self.unsettled or self.ledger)


def take(forum: Path, desk: Path) -> Photo:
    """Look at the forum's database and at the store; both may be in use."""
    with closing(sqlite3.connect(forum / "forum.sqlite3")) as db:
        db.row_factory = sqlite3.Row
        places: dict[int, str] = {}
        documents: dict[str, list[Shown]] = {}
        for row in _topics(db):
            key, shown = _topic(db, row)
            places[row["id"]] = key
            documents.setdefault(key, []).append(shown)
        for row in _rows(db, _REPLIES, BRIDGE):
            body, marker = split_marker(row["raw"])
            key = str(marker.key) if marker else f"without marker: {row['raw'][:40]}"
            documents.setdefault(key, []).append({"body": body, "in": places.get(row["topic_id"], "?")})
        for row in _rows(db, _CATEGORIES):
            documents.setdefault(row["marker"] or row["slug"], []).append(_category(db, row))
        people = Counter(
            json.dumps([row["username"], places.get(row["topic_id"]), row["raw"]])
            for row in _rows(db, _PEOPLE, BRIDGE)
        )
        posts = {row["id"]: places.get(row["topic_id"], "") for row in _rows(db, _FIRST)}
    store = open_store(desk)
    try:
        with store.begin() as unit:
            ledger = Counter(
                json.dumps([vote.idea, vote.voter, vote.method, vote.direction, vote.counted])
                for vote in unit.ledger.votes(SLUG)
            )
            ledger.update(
                json.dumps([reply.document, reply.author, reply.text, reply.removed])
                for reply in unit.ledger.replies(SLUG)
            )
            ledger.update(
                json.dumps([count.idea, count.method, count.direction, count.count])
                for count in unit.ledger.counts(SLUG)
            )
            links = {
                str(link.key): _place(link.key, posts.get(link.post_id or 0), link.pending, link.state)
                for link in unit.links.all(SLUG)
            }
            concealed = {
                str(Key(SLUG, Kind.IDEA, idea.id)) for idea in unit.ideas.all(SLUG) if idea.hidden_before
            }
            rows = [row for row in unit.journal.recent(SLUG, 100_000) if row.state is JournalState.SENDING]
    finally:
        store.close()
    for key, stands in documents.items():
        for shown in stands:
            seen = shown.pop("earlier", 0)
            if key in concealed:
                shown["earlier versions in sight"] = seen
    return Photo(
        {key: tuple(shown) for key, shown in documents.items()}, people, ledger, links, open_rows=len(rows)
    )


def judge(expected: Photo, found: Photo) -> Verdict:
    """Compare what stands with what should stand."""
    words: list[str] = []
    duplicates = lost = wrong = 0
    for key in sorted(expected.documents.keys() | found.documents.keys()):
        should, does = expected.documents.get(key, ()), found.documents.get(key, ())
        if len(does) > len(should):
            duplicates += len(does) - len(should)
            words.append(f"{key} stands {len(does)} times")
        elif len(does) < len(should):
            lost += len(should) - len(does)
            words.append(f"{key} is missing")
        for one, other in zip(should, does, strict=False):
            names = [name for name in one | other if one.get(name) != other.get(name)]
            wrong += bool(names)
            words += [f"{key}: {name} is {other.get(name)!r}, not {one.get(name)!r}" for name in names]
    gone, added = expected.people - found.people, found.people - expected.people
    lost += gone.total()
    duplicates += added.total()
    words += [f"a member's post is missing: {post}" for post in gone]
    words += [f"a post too many: {post}" for post in added]
    differing = (expected.ledger - found.ledger) + (found.ledger - expected.ledger)
    words += [f"the ledger differs in {entry}" for entry in differing]
    links = [
        f"the link of {key} is {found.links.get(key)}, not {expected.links.get(key)}"
        for key in sorted(expected.links.keys() | found.links.keys())
        if expected.links.get(key) != found.links.get(key)
    ]
    words += links
    if found.open_rows:
        words.append(f"{found.open_rows} journal rows are open")
    return Verdict(
        duplicates,
        lost,
        wrong,
        found.open_rows,
        differing.total() + len(links),
        tuple(words),
    )


_TOPICS = """
    SELECT t.*, c.slug AS category, p.raw, p.id AS post_id, (
        SELECT max(created_at) FROM posts WHERE topic_id = t.id AND deleted_at IS NULL AND post_type = 1
    ) AS last_post
    FROM topics t JOIN users u ON u.id = t.user_id JOIN posts p ON p.topic_id = t.id AND p.post_number = 1
    LEFT JOIN categories c ON c.id = t.category_id
    WHERE t.deleted_at IS NULL AND u.username = ? ORDER BY t.id
"""
_REPLIES = """
    SELECT p.* FROM posts p JOIN users u ON u.id = p.user_id
    WHERE p.post_number > 1 AND p.post_type = 1 AND p.deleted_at IS NULL AND u.username = ? ORDER BY p.id
"""
_PEOPLE = """
    SELECT p.*, u.username FROM posts p JOIN users u ON u.id = p.user_id
    WHERE p.post_type = 1 AND p.deleted_at IS NULL AND u.username <> ? AND u.id > 0 AND p.post_number > 1
"""
_CATEGORIES = """
    SELECT c.*, f.value AS marker, p.raw AS about FROM categories c
    LEFT JOIN category_custom_fields f ON f.category_id = c.id AND f.name = 'ideabridge'
    LEFT JOIN posts p ON p.topic_id = c.topic_id AND p.post_number = 1
    ORDER BY c.id
"""
_IN_SIGHT = "SELECT id FROM post_revisions WHERE hidden = 0 AND post_id = "
_FIRST = "SELECT id, topic_id FROM posts"


def _rows(db: sqlite3.Connection, query: str, *values: str) -> Sequence[sqlite3.Row]:
    return db.execute(query, values).fetchall()


def _topics(db: sqlite3.Connection) -> Sequence[sqlite3.Row]:
    return _rows(db, _TOPICS, BRIDGE)


def _topic(db: sqlite3.Connection, row: sqlite3.Row) -> tuple[str, Shown]:
    """A topic under the key of its marker; one whose external id is not that of its key shows it."""
    body, marker = split_marker(row["raw"])
    key = marker.key if marker else None
    polls = _rows(db, f"SELECT status FROM polls WHERE post_id = {row['post_id']:d}")
    tags = _rows(
        db, f"SELECT name FROM tags JOIN topic_tags ON tags.id = tag_id WHERE topic_id = {row['id']:d}"
    )
    dated = key is not None and key.kind is Kind.IDEA
    shown: Shown = {
        "title": row["title"],
        "body": body,
        "proven": marker is not None and marker.hash == text_hash(row["title"], body),
        "external id": key is not None and row["external_id"] == key.external_id(),
        "tags": sorted(tag["name"] for tag in tags),
        "category": row["category"],
        "closed": row["closed"],
        "listed": row["visible"],
        "pinned": row["pinned_at"] is not None,
        "polls": [poll["status"] for poll in polls],
        "created": row["created_at"] if dated else None,
        "earlier": len(_rows(db, _IN_SIGHT + f"{row['post_id']:d}")),
        # An edit of a lone first post lifts its topic above all others; it has to come down again.
        "lifted": row["bumped_at"] > row["last_post"],
    }
    return (str(key) if key else f"without marker: {row['title']}"), shown


def _category(db: sqlite3.Connection, row: sqlite3.Row) -> Shown:
    rights = _rows(
        db,
        "SELECT name, permission_type FROM category_groups JOIN groups ON groups.id = group_id "
        f"WHERE category_id = {row['id']:d}",
    )
    return {
        "name": row["name"],
        "slug": row["slug"],
        "about": row["about"],
        "rights": sorted((right["name"], right["permission_type"]) for right in rights),
    }


def _place(key: Key, stands: str | None, pending: str | None, state: str) -> str:
    """What a link says, without numbers, which depend on the order in which things came about."""
    right = key.kind is Kind.CATEGORY or stands in (str(key), f"{key.campaign}/start/start")
    return f"{state}, {'right' if right else f'at {stands}'}, {'pending' if pending else 'confirmed'}"
