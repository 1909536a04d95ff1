"""Who likes a post (CONTRACT, section 6)."""

from __future__ import annotations

from bridge.forum.endpoint import reading
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.likes import LikersPage

LIKERS = reading("/post_action_users.json")

PER_PAGE = 200
"""The most that the forum lists at once; more is a 400."""

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
