"""Private messages in answers: topics without a category."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, Field

from bridge.forum.wire.base import Wire
from bridge.forum.wire.posts import PostPart


class MessageItem(Wire):
    """One row of an inbox or an archive."""

    id: int
    last_posted_at: AwareDatetime
    last_poster_username: str


class MessageItems(Wire):
    """One page of them; without `more_topics_url` it is the last one."""

    topics: list[MessageItem]
    more_topics_url: str | None = None


class MessageList(Wire):
    """GET /topics/private-messages-group/{username}/{group}.json."""

    topic_list: MessageItems


class GapsPart(Wire):
    """Ids of deleted posts, by the id of the post that follows or went before."""

    before: dict[int, list[int]] = Field(default_factory=dict)
    after: dict[int, list[int]] = Field(default_factory=dict)


class MessageStream(Wire):
    """The first posts of a message and the ids of all; `gaps` shows staff where deleted ones stood."""

    posts: list[PostPart]
    stream: list[int]
    gaps: GapsPart | None = None


class MessagePage(Wire):
    """GET /t/{id}.json of a message."""

    id: int
    title: str
    archetype: str
    deleted_at: datetime | None = None
    message_archived: bool = False
    post_stream: MessageStream
