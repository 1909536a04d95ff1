"""Private messages: a group's inbox and archive, one message, archiving, deleting (CONTRACT, section 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bridge.domain.errors import Gone
from bridge.forum.api import topics
from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.messages import MessageItem, MessageList, MessagePage
from bridge.forum.wire.posts import PostPart

INBOX = reading("/topics/private-messages-group/{username}/{group}.json")
ARCHIVED = reading("/topics/private-messages-group/{username}/{group}/archive.json")
ARCHIVE = writing("PUT", "/t/{id}/archive-message.json", reply=Reply.NOTHING)
DELETE = writing("DELETE", "/t/{id}.json", reply=Reply.NOTHING)
DELETE_POST = writing("DELETE", "/posts/{id}.json", reply=Reply.NOTHING)

PER_PAGE = 100
"""Messages listed at once; these lists know `per_page` (OBSERVED, section 6)."""

PRIVATE = "private_message"
"""The archetype of messages."""


class WholeMessage(NamedTuple):
    """A message, all of its posts in order, and the ids of replies that were deleted."""

    page: MessagePage
    posts: list[PostPart]
    deleted: list[int]


def of_group(client: Client, username: str, group: str, *, archived: bool) -> Iterator[list[MessageItem]]:
    """GET /topics/private-messages-group/{username}/{group}.json or its archive: pages of messages.

    Raises:
        Gone: there is no such group, or the account is not in it.
    """
    endpoint = ARCHIVED if archived else INBOX
    page = 0
    while True:
        answer = client.call(
            endpoint,
            ids={"username": username, "group": group},
            query={"per_page": PER_PAGE, "page": page},
        )
        found = read(MessageList, answer, endpoint).topic_list
        yield found.topics
        if not found.more_topics_url or not found.topics:
            return
        page += 1


def whole(client: Client, topic_id: int) -> WholeMessage | None:
    """GET /t/{id}.json with raw, and all further posts; None if this account sees no such message."""
    try:
        answer = client.call(topics.SHOW, ids={"id": topic_id}, query={"include_raw": 1})
    except Gone:
        return None
    page = read(MessagePage, answer, topics.SHOW)
    if page.archetype != PRIVATE:
        return None
    first = page.post_stream.posts
    known = {post.id for post in first}
    rest = topics.posts(client, topic_id, [post for post in page.post_stream.stream if post not in known])
    gaps = page.post_stream.gaps
    lists = [] if gaps is None else [*gaps.before.values(), *gaps.after.values()]
    return WholeMessage(page, [*first, *rest], [post_id for ids in lists for post_id in ids])


def archive(client: Client, topic_id: int) -> None:
    """PUT /t/{id}/archive-message.json: for the account and the groups that it shares with the message."""
    client.call(ARCHIVE, ids={"id": topic_id})


def delete(client: Client, topic_id: int, *, for_good: bool = False) -> None:
    """DELETE /t/{id}.json: into the trash, or out of it for good with `force_destroy`.

    For good it goes only by an admin, with `can_permanently_delete` on, five minutes after the same admin
    trashed it or at once after somebody else did, and with no reply left (OBSERVED, section 9).

    Raises:
        Forbidden: not for good (yet). Rejected: not even into the trash (422).
    """
    client.call(DELETE, ids={"id": topic_id}, query={"force_destroy": "true"} if for_good else None)


def delete_post(client: Client, post_id: int, *, for_good: bool = False) -> None:
    """DELETE /posts/{id}.json of a reply: as for a topic.

    Raises:
        Forbidden: not for good (yet), or no right to it. Gone: it is not there.
    """
    client.call(DELETE_POST, ids={"id": post_id}, query={"force_destroy": "true"} if for_good else None)
