"""Topics: look up, read, change, recover (CONTRACT, sections 3, 4, 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from bridge.domain.errors import Gone, UnexpectedAnswer
from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.transport import Json
from bridge.forum.wire.base import read
from bridge.forum.wire.posts import PostPart
from bridge.forum.wire.topics import MorePosts, TopicPage

LOOK_UP = reading("/t/external_id/{external_id}.json", reply=Reply.LOCATION)
SHOW = reading("/t/{id}.json")
POSTS = reading("/t/{id}/posts.json")
UPDATE = writing("PUT", "/t/-/{id}.json")
STATUS = writing("PUT", "/t/{id}/status.json")
RECOVER = writing("PUT", "/t/{id}/recover.json", reply=Reply.NOTHING)
RESET_BUMP = writing("PUT", "/t/{id}/reset-bump-date.json", reply=Reply.NOTHING)

STATUSES = frozenset({"closed", "pinned", "pinned_globally", "archived", "visible"})

POSTS_AT_ONCE = 250
"""Posts asked for by id in one request: the length of the address is the only limit, 8 KB in most proxies."""

_PLACE = re.compile(r"/t/(?:[^/]+/)?(\d+)(?:\.json)?\Z")


class WholeTopic(NamedTuple):
    """A topic and all of its posts that the account sees, small actions included, in order."""

    page: TopicPage
    posts: list[PostPart]


def look_up(client: Client, external_id: str) -> int | None:
    """GET /t/external_id/{external_id}.json: the topic's id from the redirect; None if unknown or trashed.

    Case counts here, though uniqueness does not regard it (OBSERVED, section 3).
    """
    try:
        answer = client.call(LOOK_UP, ids={"external_id": external_id})
    except Gone:
        return None
    place = _PLACE.search(urlsplit(answer.location).path)
    if place is None:
        raise UnexpectedAnswer(
            f"{LOOK_UP}: the answer does not point to a topic.",
            hint="Check the forum's address; a proxy or a login page may answer in its place.",
        )
    return int(place[1])


def show(client: Client, topic_id: int) -> TopicPage | None:
    """GET /t/{id}.json with raw: the first 20 posts and the ids of all; None if this account sees none.

    Staff still get a trashed topic, with `deleted_at`.
    """
    try:
        answer = client.call(SHOW, ids={"id": topic_id}, query={"include_raw": 1})
    except Gone:
        return None
    return read(TopicPage, answer, SHOW)


def posts(client: Client, topic_id: int, post_ids: list[int]) -> Iterator[PostPart]:
    """GET /t/{id}/posts.json: these posts with raw, 250 a request."""
    for start in range(0, len(post_ids), POSTS_AT_ONCE):
        wanted = post_ids[start : start + POSTS_AT_ONCE]
        query: dict[str, str | int | list[int]] = {"post_ids[]": wanted, "include_raw": 1}
        answer = client.call(POSTS, ids={"id": topic_id}, query=query)
        yield from read(MorePosts, answer, POSTS).post_stream.posts


def whole(client: Client, topic_id: int) -> WholeTopic | None:
    """A topic with all posts: one request for 20 posts, one more for each further 250."""
    page = show(client, topic_id)
    if page is None:
        return None
    first = page.post_stream.posts
    known = {post.id for post in first}
    rest = posts(client, topic_id, [post_id for post_id in page.post_stream.stream if post_id not in known])
    return WholeTopic(page, [*first, *rest])


def update(client: Client, topic_id: int, changes: Json) -> None:
    """PUT /t/-/{id}.json: title and tags; only what is sent changes, and an equal title does nothing.

    With `original_title` and `original_tags` the forum refuses what was meant for another state of the topic
    (OBSERVED, section 3).

    Raises:
        EditConflict: someone else has changed them (409).
    """
    client.call(UPDATE, ids={"id": topic_id}, body=changes)


def set_status(client: Client, topic_id: int, status: str, *, enabled: bool) -> None:
    """PUT /t/{id}/status.json: close, pin, archive or list; each change adds a small action to the topic.

    The forum wants the word "true" or "false", not a truth value. Closing stops neither votes nor likes.
    """
    if status not in STATUSES:
        raise ValueError(f"no such topic status: {status}")
    body: Json = {"status": status, "enabled": "true" if enabled else "false"}
    client.call(STATUS, ids={"id": topic_id}, body=body)


def recover(client: Client, topic_id: int) -> None:
    """PUT /t/{id}/recover.json: bring a trashed topic back; its external id works again."""
    client.call(RECOVER, ids={"id": topic_id})


def reset_bump(client: Client, topic_id: int) -> None:
    """PUT /t/{id}/reset-bump-date.json: back to the place that its last post gives it (moderators may)."""
    client.call(RESET_BUMP, ids={"id": topic_id})
