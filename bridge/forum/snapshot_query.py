"""One look at a category through the stored query: what changed, in one request for each 10,000 rows.

The category is cut into parts, and the query leaves out those whose mark the memory holds: nothing in them
changed since. On a first look that is everything; when nothing happened it is one request, whatever the size.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
    version: int | None = None
    marks: dict[int, str] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)

    def add(self, row: Row) -> None:
        """Put a row in its place."""
        match row.kind:
            case query.MARK:
                self._mark(row)
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
                    ObservedVote(row.k1, row.k2, Method.POLL, label(row.s2 or ""), _utc(row.t1), row.n1)
                )
            case query.LIKE:
                self.votes.append(ObservedVote(row.k1, row.k2, Method.LIKE, "", _utc(row.t1), row.n1))
            case query.CATEGORY:
                self.category = row
            case query.PERMISSION:
                self.permissions.append(f"{row.s1}:{row.n1}")
            case query.MARKER:
                self.marker = row.s1 or None

    def _mark(self, row: Row) -> None:
        if not row.k1:
            self.version = row.n1
            return
        self.marks[row.n1] = row.s1 or ""
        if not row.n2:
            self.unread.add(row.n1)


def look(
    client: Client,
    route: Route,
    category_id: int,
    account: int,
    memory: PullMemory,
    taken: datetime,
    progress: Progress | None = None,
) -> Snapshot:
    """What changed in the category since `memory`; `account` is the bridge's own user id.

    Raises:
        UnexpectedAnswer: the forum's query is not the one this release of the bridge knows.
        Rejected: the forum could not run it.
    """
    before = client.requests
    gathered = _gathered(client, route, category_id, memory, progress)
    kept = frozenset(
        topic_id for part in gathered.unread for topic_id in memory.parts.get(gathered.marks[part], ())
    )
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
        memory=_remembered(memory, gathered, topics, posts, kept, taken),
        kept=kept,
        category=_category(gathered),
    )


def _remembered(
    before: PullMemory,
    gathered: _Gathered,
    topics: tuple[ObservedTopic, ...],
    posts: tuple[ObservedPost, ...],
    kept: frozenset[int],
    taken: datetime,
) -> PullMemory:
    """What the next look goes by: this one's findings, and the earlier ones of the topics that were kept.

    Counts that did not change were looked at now all the same.
    """
    firsts = {post.topic_id: post for post in posts if post.number == 1 and not post.removed}
    places = {topic: post for topic, (post, _) in before.looked.items() if topic in kept}
    places.update({topic: post.post_id for topic, post in firsts.items()})
    standing = set(places.values())
    likes = {post: count for post, count in before.likes.items() if post in standing}
    counts = {topic: pair for topic, pair in before.topics.items() if topic in kept}
    in_part: dict[int, list[int]] = defaultdict(list)
    for topic_id in sorted({*kept, *(topic.topic_id for topic in topics)}):
        in_part[topic_id % query.PARTS].append(topic_id)
    return PullMemory(
        last_post=max([before.last_post, *(post.post_id for post in posts)]),
        likes={**likes, **{post.post_id: post.likes for post in firsts.values()}},
        topics={
            **counts,
            **{
                topic.topic_id: (topic.posts_count, topic.like_count) for topic in topics if not topic.removed
            },
        },
        looked={topic: (post, taken) for topic, post in places.items()},
        parts={mark: tuple(in_part[part]) for part, mark in sorted(gathered.marks.items())},
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


def _gathered(
    client: Client, route: Route, category_id: int, memory: PullMemory, progress: Progress | None
) -> _Gathered:
    """All pages. From the second on the parts are named that the first left out, or did not have yet.

    So a part that changes in between is read whole or not at all, and its old mark has it read again.
    """
    gathered = _Gathered()
    known, skip, after, count = _listed(memory.parts), query.NONE, (0, 0, 0, 0), 0
    while True:
        names = ("after_kind", "after_k1", "after_k2", "after_k3")
        params: dict[str, int | str] = {"category": category_id, "known": known, "skip": skip}
        table = explorer.run(client, route, {**params, **dict(zip(names, after, strict=True))}, query.ROWS)
        rows = _typed(table.columns, table.rows)
        for row in rows or ():
            gathered.add(row)
        if rows is None or gathered.version != query.VERSION:
            raise UnexpectedAnswer(
                f"{route.endpoint}: the forum's stored query is not the one that this bridge needs.",
                hint="Install it again with `ideabridge forum provision`.",
            )
        count += len(rows)
        if progress is not None:
            progress(count, count, "rows")
        if len(rows) < query.ROWS:
            return gathered
        last = rows[-1]
        after = (last.kind, last.k1, last.k2, last.k3)
        known = query.NONE
        read = gathered.marks.keys() - gathered.unread
        skip = _listed(str(part) for part in range(query.PARTS) if part not in read)


def _listed(names: Iterable[str]) -> str:
    joined = "|".join(names)
    return f"|{joined}|" if joined else query.NONE


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
        staff=bool(row.k2),
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
