"""Groups and who is in them (CONTRACT, section 2)."""

from __future__ import annotations

from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.site import GroupAnswer

SHOW = reading("/groups/{name}.json")
CREATE = writing("POST", "/admin/groups.json", reply=Reply.NOTHING)
ADD = writing("PUT", "/groups/{id}/members.json", reply=Reply.NOTHING)


def create(client: Client, name: str, usernames: str) -> None:
    """POST /admin/groups.json: a group with these members (names, by commas)."""
    client.call(CREATE, body={"group": {"name": name, "usernames": usernames}})


def add_member(client: Client, name: str, username: str) -> None:
    """PUT /groups/{id}/members.json: one more member."""
    number = read(GroupAnswer, client.call(SHOW, ids={"name": name}), SHOW).group.id
    client.call(ADD, ids={"id": number}, body={"usernames": username})
