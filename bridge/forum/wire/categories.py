"""Categories in answers."""

from __future__ import annotations

import re
from typing import Any

from pydantic import Field

from bridge.forum.wire.base import Wire

_TOPIC = re.compile(r"/t/(?:[^/]+/)?(\d+)\Z")


class CategoryItem(Wire):
    """One category in the site's flat list."""

    id: int
    slug: str


class PermissionPart(Wire):
    """What one group may do: 1 everything, 2 reply, 3 see."""

    group_name: str
    permission_type: int


class CategoryPart(Wire):
    """One category in full. `group_permissions` shows only to those who may edit the category."""

    id: int
    name: str
    slug: str
    color: str
    text_color: str
    topic_url: str | None = None
    description: str | None = None
    minimum_required_tags: int | None = None
    group_permissions: list[PermissionPart] = Field(default_factory=list)
    custom_fields: dict[str, Any] = Field(default_factory=dict)

    @property
    def about_topic(self) -> int | None:
        """Id of the topic that describes the category."""
        found = _TOPIC.search(self.topic_url or "")
        return int(found[1]) if found else None


class CategoryAnswer(Wire):
    """GET /c/{id}/show.json, POST and PUT of a category."""

    category: CategoryPart
