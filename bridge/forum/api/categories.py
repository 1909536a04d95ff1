"""Categories: find, make, and set who may do what (CONTRACT, section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.domain.errors import Gone
from bridge.forum.endpoint import reading, writing
from bridge.forum.retry import Client
from bridge.forum.transport import Json
from bridge.forum.wire.base import read
from bridge.forum.wire.categories import CategoryAnswer, CategoryItem, CategoryPart
from bridge.forum.wire.site import Site

SITE = reading("/site.json")
SHOW = reading("/c/{id}/show.json")
CREATE = writing("POST", "/categories.json")
UPDATE = writing("PUT", "/categories/{id}.json")

_KEPT = "enable_topic_voting"


def all_of_site(client: Client) -> list[CategoryItem]:
    """GET /site.json: every category that this account sees, sub-categories included, in a flat list."""
    return read(Site, client.call(SITE), SITE).categories


def group_names(client: Client) -> frozenset[str]:
    """GET /site.json: the names of all groups that this account sees."""
    return frozenset(group.name for group in read(Site, client.call(SITE), SITE).groups)


def show(client: Client, category_id: int) -> CategoryPart | None:
    """GET /c/{id}/show.json: one category with its custom fields; None if this account sees none."""
    try:
        answer = client.call(SHOW, ids={"id": category_id})
    except Gone:
        return None
    return read(CategoryAnswer, answer, SHOW).category


def create(client: Client, body: Json) -> CategoryPart:
    """POST /categories.json; needs an admin.

    Raises:
        Rejected: the name or slug is taken, or the slug is a number.
    """
    return read(CategoryAnswer, client.call(CREATE, body=body), CREATE).category


def set_permissions(client: Client, present: CategoryPart, name: str, permissions: Json) -> None:
    """PUT /categories/{id}.json; needs an admin.

    What a PUT would otherwise reset is sent back as it is: the least number of tags, and the switch of the
    topic voting plugin, which goes off whenever it is not named (OBSERVED, section 5).
    """
    body: Json = {
        "name": name,
        "color": present.color,
        "text_color": present.text_color,
        "permissions": permissions,
    }
    if present.minimum_required_tags is not None:
        body["minimum_required_tags"] = present.minimum_required_tags
    if _KEPT in present.custom_fields:
        body["custom_fields"] = {_KEPT: present.custom_fields[_KEPT]}
    client.call(UPDATE, ids={"id": present.id}, body=body)


def as_levels(permissions: Sequence[str]) -> Json:
    """`group:level` texts as the forum wants them: level by group name (1 full, 2 reply, 3 see)."""
    levels: Json = {}
    for permission in permissions:
        group, _, level = permission.rpartition(":")
        if not group or level not in ("1", "2", "3"):
            raise ValueError(f"a permission reads group:level with a level of 1 to 3, not {permission!r}")
        levels[group] = int(level)
    return levels
