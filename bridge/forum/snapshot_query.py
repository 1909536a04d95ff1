"""One look at a category through the stored query: everything, in one request for each 10,000 rows."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from bridge.domain.document import POLL_NAME
from bridge.domain.errors import UnexpectedAnswer
from bridge.domain.observation import (
    ObservedCategory,
    ObservedOption,
    ObservedPoll,
    ObservedPost,
    ObservedTopic,
    ObservedVote,
    PullMemory,
    Snapshot,
)
from bridge.domain.participation import Method
from bridge.forum import query
from bridge.forum.api import explorer
from bridge.forum.api.explorer import Route
from bridge.forum.convert import label
from bridge.forum.retry import Client
from bridge.ports import Progress

STRATEGY = "data-explorer"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the query; bridge.forum.query says what each field means by kind."""

    kind: int
    k1: int
    k2: int
    k3: int
    n1: int
    n2: int
    n3: int
    n4: int
    n5: int
    n6: int
    s1: str | None
    s2: str | None
    t1: AwareDatetime | None
    t2: AwareDatetime | None


_ROWS = TypeAdapter(list[Row])


@dataclass(slots=True)
class _Gathered:
    """Rows sorted by what they tell."""

    topics: list[Row] = field(default_factory=list)
    tags: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    posts: list[Row] = field(default_factory=list)
    options: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    votes: list[ObservedVote] = field(default_factory=list)
    category: Row | None = None
    permissions: list[str] = field(default_factory=list)
    marker: str | None = None

    def add(self, row: Row) -> None:
        """Put a row in its place."""
        match row.kind:
            case query.TOPIC:
                self.topics.append(row)
            case query.TAG:
                self.tags[row.k1].append(row.s1 or "")
            case query.POST:
                self.posts.append(row)
            case query.OPTION:
                self.options[row.k1].append(row)
            case query.POLL_VOTE:
                self.votes.append(
                    ObservedVote(row.k1, row.k2, Method.POLL, label(row.s2 or ""), _utc(row.t1))
                )
            case query.LIKE:
                self.votes.append(ObservedVote(row.k1, row.k2, Method.LIKE, "", _utc(row.t1)))
            case query.CATEGORY:
                self.category = row
            case query.PERMISSION:
                self.permissions.append(f"{row.s1}:{row.n1}")
            case query.MARKER:
                self.marker = row.s1 or None


def look(
    client: Client,
    route: Route,
    category_id: int,
    account: int,
    taken: datetime,
    progress: Progress | None = None,
) -> Snapshot:
    """The whole category as it is now; `account` is the bridge's own user id.

    Raises:
        UnexpectedAnswer: the forum's query is not the one this release of the bridge knows.
        Rejected: the forum could not run it.
    """
    before = client.requests
    gathered = _Gathered()
    for row in _rows(client, route, category_id, progress):
        gathered.add(row)
    posts = tuple(_post(row, gathered.options.get(row.k1, []), account) for row in gathered.posts)
    firsts = {post.topic_id: post for post in posts if post.number == 1}
    topics = tuple(_topic(row, gathered.tags, firsts.get(row.k1)) for row in gathered.topics)
    return Snapshot(
        taken=taken,
        topics=topics,
        posts=posts,
        votes=tuple(gathered.votes),
        voters_of=_voters_of(posts),
        strategy=STRATEGY,
        requests=client.requests - before,
        complete=True,
        memory=PullMemory(
            last_post=max((post.post_id for post in posts), default=0),
            likes={post.post_id: post.likes for post in firsts.values() if not post.removed},
            topics={
                topic.topic_id: (topic.posts_count, topic.like_count) for topic in topics if not topic.removed
            },
            looked={topic_id: (post.post_id, taken) for topic_id, post in firsts.items() if not post.removed},
        ),
        category=_category(gathered),
    )


def _category(gathered: _Gathered) -> ObservedCategory | None:
    row = gathered.category
    if row is None:
        return None
    permissions = sorted(gathered.permissions)
    if not permissions and not row.n2:
        # The forum keeps no row for a category that is open to everybody.
        permissions = ["everyone:1"]
    return ObservedCategory(
        row.k1, row.s1 or "", row.s2 or "", tuple(permissions), gathered.marker, row.n1 or None
    )


def _voters_of(posts: tuple[ObservedPost, ...]) -> frozenset[tuple[int, Method]]:
    likes = ((post.post_id, Method.LIKE) for post in posts if post.number == 1)
    polls = (
        (post.post_id, Method.POLL) for post in posts if any(poll.name == POLL_NAME for poll in post.polls)
    )
    return frozenset(itertools.chain(likes, polls))


def _rows(client: Client, route: Route, category_id: int, progress: Progress | None) -> Iterator[Row]:
    after = (0, 0, 0, 0)
    count = 0
    while True:
        names = ("after_kind", "after_k1", "after_k2", "after_k3")
        params = {"category": category_id, **dict(zip(names, after, strict=True))}
        table = explorer.run(client, route, params, query.ROWS)
        rows = _typed(table.columns, table.rows)
        if rows is None:
            raise UnexpectedAnswer(
                f"{route.endpoint}: the forum's stored query gives other columns than the bridge needs.",
                hint="Install it again with `ideabridge forum provision`.",
            )
        yield from rows
        count += len(rows)
        if progress is not None:
            progress(count, count, "rows")
        if len(rows) < query.ROWS:
            return
        last = rows[-1]
        after = (last.kind, last.k1, last.k2, last.k3)


def _typed(columns: list[str], rows: list[list[object]]) -> list[Row] | None:
    if columns != query.COLUMNS:
        return None
    try:
        return _ROWS.validate_python([dict(zip(columns, row, strict=True)) for row in rows])
    except (ValidationError, ValueError):
        return None


def _topic(row: Row, tags: Mapping[int, list[str]], first: ObservedPost | None) -> ObservedTopic:
    return ObservedTopic(
        topic_id=row.k1,
        category_id=row.n1,
        title=row.s1 or "",
        tags=tuple(sorted(tags.get(row.k1, []))),
        closed=bool(row.n2 & query.CLOSED),
        pinned=bool(row.n2 & query.PINNED),
        listed=bool(row.n2 & query.VISIBLE),
        removed=row.t2 is not None,
        posts_count=row.n3,
        like_count=row.n4,
        created=_known(row.t1),
        external_id=row.s2,
        first=first,
    )


def _post(row: Row, options: list[Row], account: int) -> ObservedPost:
    return ObservedPost(
        post_id=row.k1,
        topic_id=row.n1,
        number=row.n2,
        author=row.n3,
        ours=row.n3 == account,
        raw=row.s1 or "",
        version=row.n4,
        written=_known(row.t1),
        likes=row.n5,
        readers=row.n6,
        removed=row.t2 is not None or row.s2 is not None,
        polls=tuple(_polls(options)),
    )


def _polls(options: list[Row]) -> Iterator[ObservedPoll]:
    for _, group in itertools.groupby(options, key=lambda row: row.k2):
        rows = list(group)
        yield ObservedPoll(
            name=rows[0].s1 or "",
            open=bool(rows[0].n3),
            options=tuple(ObservedOption(label(row.s2 or ""), row.n1) for row in rows),
            voters=rows[0].n2,
        )


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)


def _known(instant: datetime | None) -> datetime:
    if instant is None:
        raise UnexpectedAnswer(
            "The forum's stored query gave a row without its time of creation.",
            hint="Install it again with `ideabridge forum provision`.",
        )
    return instant.astimezone(UTC)
