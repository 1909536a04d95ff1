"""What the forum showed last: our own topics, and what the pull remembers of its look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, select, update
from sqlalchemy.engine import Connection

from bridge.domain.observation import (
    ObservedOption,
    ObservedPoll,
    ObservedPost,
    ObservedTopic,
    PullMemory,
)
from bridge.store.statements import in_parts, upsert
from bridge.store.tables import PULL, TOPIC

# No forum account has this id. It stands for "somebody": the store knows people by pseudonym only.
_SOMEBODY = 0


class SightingRows:
    """The part of the ledger that holds topics as seen and the pull's memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def memory(self, campaign: str) -> PullMemory:
        """What the last pull left behind; an empty memory before the first."""
        query = select(PULL).where(PULL.c.campaign == campaign)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            return PullMemory()
        # JSON has no numbers as keys.
        return PullMemory(
            last_post=row["last_post"],
            likes={int(post): likes for post, likes in row["likes"].items()},
            topics={int(topic): (posts, likes) for topic, (posts, likes) in row["topics"].items()},
            looked={
                int(topic): (post, datetime.fromisoformat(at)) for topic, (post, at) in row["looked"].items()
            },
            cursor=row["cursor"],
            parts={mark: tuple(topics) for mark, topics in row["parts"].items()},
            forum=row["forum"],
        )

    def remember(self, campaign: str, memory: PullMemory, at: datetime) -> None:
        """Keep it for the next pull."""
        row = {
            "campaign": campaign,
            "last_post": memory.last_post,
            "likes": {str(post): likes for post, likes in memory.likes.items()},
            "topics": {str(topic): list(mark) for topic, mark in memory.topics.items()},
            "looked": {
                str(topic): [post, at.astimezone(UTC).isoformat()]
                for topic, (post, at) in memory.looked.items()
            },
            "cursor": memory.cursor,
            "parts": {mark: list(topics) for mark, topics in memory.parts.items()},
            "forum": dict(memory.forum),
            "at": at,
        }
        upsert(self._connection, PULL, [row])

    def forget_forum(self) -> None:
        """Make the next pull of every campaign ask the forum anew what it is like, and read everything."""
        self._connection.execute(update(PULL).values(forum={}, parts={}))

    def last_pull(self, campaign: str) -> datetime | None:
        """When the last pull ended."""
        found: datetime | None = self._connection.execute(
            select(PULL.c.at).where(PULL.c.campaign == campaign)
        ).scalar_one_or_none()
        return found

    def put_topics(self, campaign: str, topics: Sequence[ObservedTopic]) -> None:
        """Insert or update what the forum showed of our own topics.

        A topic whose first post was not looked at keeps the one that is known. The author of a first post is
        kept only where it is the bridge's own account; else it reads back as 0.
        """
        latest = {topic.topic_id: topic for topic in topics}
        without = [topic.topic_id for topic in latest.values() if topic.first is None]
        known = self._known_first(campaign, without)
        rows = []
        for topic in latest.values():
            first = known.get(topic.topic_id) if topic.first is None else _post_data(topic.first)
            rows.append(_topic_row(campaign, topic, first))
        upsert(self._connection, TOPIC, rows)

    def topics(self, campaign: str) -> Sequence[ObservedTopic]:
        """What the forum showed last, ordered by topic id."""
        query = select(TOPIC).where(TOPIC.c.campaign == campaign).order_by(TOPIC.c.topic_id)
        return [_topic(row) for row in self._connection.execute(query).mappings()]

    def _known_first(self, campaign: str, topic_ids: Sequence[int]) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for part in in_parts(topic_ids):
            query = select(TOPIC.c.topic_id, TOPIC.c.first).where(
                TOPIC.c.campaign == campaign, TOPIC.c.topic_id.in_(part)
            )
            found.update((topic_id, first) for topic_id, first in self._connection.execute(query))
        return found


def _topic_row(campaign: str, topic: ObservedTopic, first: Any) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "topic_id": topic.topic_id,
        "category_id": topic.category_id,
        "title": topic.title,
        "tags": list(topic.tags),
        "closed": topic.closed,
        "pinned": topic.pinned,
        "listed": topic.listed,
        "removed": topic.removed,
        "posts_count": topic.posts_count,
        "like_count": topic.like_count,
        "created": topic.created,
        "external_id": topic.external_id,
        "first": first,
    }


def _topic(row: RowMapping) -> ObservedTopic:
    return ObservedTopic(
        topic_id=row["topic_id"],
        category_id=row["category_id"],
        title=row["title"],
        tags=tuple(row["tags"]),
        closed=row["closed"],
        pinned=row["pinned"],
        listed=row["listed"],
        removed=row["removed"],
        posts_count=row["posts_count"],
        like_count=row["like_count"],
        created=row["created"],
        external_id=row["external_id"],
        first=None if row["first"] is None else _post(row["first"]),
    )


def _post_data(post: ObservedPost) -> dict[str, Any]:
    return {
        "post_id": post.post_id,
        "topic_id": post.topic_id,
        "number": post.number,
        "author": post.author if post.ours else _SOMEBODY,
        "ours": post.ours,
        "raw": post.raw,
        "version": post.version,
        "written": post.written.isoformat(),
        "likes": post.likes,
        "readers": post.readers,
        "removed": post.removed,
        "polls": [
            {
                "name": poll.name,
                "open": poll.open,
                "options": [[option.label, option.votes] for option in poll.options],
                "voters": poll.voters,
            }
            for poll in post.polls
        ],
    }


def _post(data: Mapping[str, Any]) -> ObservedPost:
    polls = tuple(
        ObservedPoll(
            name=poll["name"],
            open=poll["open"],
            options=tuple(ObservedOption(label, votes) for label, votes in poll["options"]),
            voters=poll["voters"],
        )
        for poll in data["polls"]
    )
    # First posts alone are kept, and nothing asks who wrote them but whether it was the bridge.
    fields = {**data, "written": datetime.fromisoformat(data["written"]), "polls": polls}
    return ObservedPost(**fields)
