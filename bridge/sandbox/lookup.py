"""What cooking may ask about the forum: names of people, groups, categories, tags and topics."""

from __future__ import annotations

from bridge.sandbox.cooking.cook import Cooked, cook
from bridge.sandbox.cooking.lookup import Place
from bridge.sandbox.site import Site
from bridge.sandbox.uploading import find_short


class SiteLookup:
    """Looks names up in the forum's tables.

    Args:
        topic_id: the topic that is written in; quotes of it carry no link.
    """

    def __init__(self, site: Site, topic_id: int | None) -> None:
        self._site = site
        self._topic_id = topic_id

    def mention(self, name: str) -> str | None:
        """``user`` or ``group`` where such a name exists."""
        if self._site.value("SELECT 1 FROM users WHERE username_lower = ?", name.lower()):
            return "user"
        if self._site.value("SELECT 1 FROM groups WHERE name = ? AND id <> 0", name):
            return "group"
        return None

    def hashtag(self, slug: str) -> Place | None:
        """A category by slug (``parent:child`` too), else a tag."""
        row = self._site.one("SELECT id, name, slug FROM categories WHERE slug = ?", slug.rpartition(":")[2])
        if row is not None:
            return Place("category", row["id"], row["name"], row["slug"])
        row = self._site.one("SELECT id, name FROM tags WHERE name = ?", slug.removesuffix("::tag"))
        return None if row is None else Place("tag", row["id"], row["name"], row["name"])

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        """Title and address of a post in another public topic."""
        if topic_id == self._topic_id:
            return None
        row = self._site.one(
            "SELECT title, slug FROM topics WHERE id = ? AND deleted_at IS NULL AND archetype = 'regular'",
            topic_id,
        )
        if row is None:
            return None
        return row["title"], f"{self._site.base_url}/t/{row['slug']}/{topic_id}/{post_number}"

    def avatar(self, username: str) -> str | None:
        """Address of a user's picture."""
        user = self._site.user_named(username)
        if user is None:
            return None
        host = self._site.base_url.partition(":")[2]
        return host + user.avatar_template.replace("{size}", "48")

    def upload(self, short_url: str) -> str | None:
        """Address of an upload by its short one."""
        row = find_short(self._site, short_url)
        return None if row is None else str(row["url"])


def cook_for(site: Site, raw: str, topic_id: int | None) -> Cooked:
    """Cook a text as part of a topic."""
    return cook(raw, SiteLookup(site, topic_id))
