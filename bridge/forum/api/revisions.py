"""Earlier versions of posts (CONTRACT, section 4; OBSERVED, section 4)."""

from __future__ import annotations

from bridge.domain.errors import Gone
from bridge.forum.endpoint import Reply, writing
from bridge.forum.retry import Client

FORGET = writing("DELETE", "/posts/{id}/revisions/permanently_delete.json", reply=Reply.NOTHING)
HIDE = writing("PUT", "/posts/{id}/revisions/{number}/hide.json", reply=Reply.NOTHING)


def hide_all(client: Client, post_id: int, version: int) -> int:
    """PUT /posts/{id}/revisions/{number}/hide.json for each one, as staff; gives how many there were.

    The first revision has the number 2, since it is what made the second version. An edit within the time
    of grace makes none. Hiding a hidden one changes nothing.
    """
    hidden = 0
    for number in range(version, 1, -1):
        try:
            client.call(HIDE, ids={"id": post_id, "number": number})
        except Gone:
            continue
        hidden += 1
    return hidden


def forget_all(client: Client, post_id: int) -> None:
    """DELETE /posts/{id}/revisions/permanently_delete.json: all earlier versions, for good.

    Raises:
        Forbidden: the account is no admin's, or `can_permanently_delete` is off (OBSERVED, section 4).
    """
    client.call(FORGET, ids={"id": post_id})
