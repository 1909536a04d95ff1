"""Who likes a post (CONTRACT, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.forum.endpoint import reading
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.likes import LikersPage, ReceivedPage

LIKERS = reading("/post_action_users.json")
RECEIVED = reading("/user_actions.json")

PER_PAGE = 200
"""The most that the forum lists at once; more is a 400."""

AT_ONCE = 500
"""Received likes asked for at once; a forum that gives fewer a page is asked for more pages."""

_LIKE = 2


def likers(client: Client, post_id: int) -> set[int]:
    """GET /post_action_users.json: ids of all who like a post now, 200 a request.

    The forum tells no times here, and with the reactions plugin it leaves out people who reacted with
    another emoji than its heart, though it counts them.
    """
    found: set[int] = set()
    page = 0
    while True:
        answer = client.call(
            LIKERS,
            query={"id": post_id, "post_action_type_id": _LIKE, "limit": PER_PAGE, "page": page},
        )
        listed = read(LikersPage, answer, LIKERS)
        found.update(liker.id for liker in listed.post_action_users)
        total = listed.total_rows_post_action_users
        if total is None or len(found) >= total or not listed.post_action_users:
            return found
        page += 1


def received(client: Client, username: str) -> Iterator[list[tuple[int, int]]]:
    """GET /user_actions.json?filter=2: (post, who likes it) for all posts of the key's own account, by pages.

    Newest first, so one that goes between two pages hides another: the caller compares with the number of
    likes that the post shows. Only the account itself and staff may ask (OBSERVED, section 6).
    """
    offset = 0
    while True:
        query: dict[str, str | int | list[int]] = {
            "username": username,
            "filter": _LIKE,
            "limit": AT_ONCE,
            "offset": offset,
        }
        rows = read(ReceivedPage, client.call(RECEIVED, query=query), RECEIVED).user_actions
        if not rows:
            return
        yield [(row.post_id, row.acting_user_id) for row in rows if row.action_type == _LIKE]
        offset += len(rows)
