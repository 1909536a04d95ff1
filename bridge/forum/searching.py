"""Find a category: by number, by slug, or by the marker that the bridge left in it."""

from __future__ import annotations

from bridge.domain.observation import ObservedCategory
from bridge.forum.api import categories
from bridge.forum.convert import observed_category
from bridge.forum.retry import Client

_MOST = 50
"""Categories that a search by marker opens, one request each."""


class CategorySearch:
    """Searches with the bridge's own key, looks into categories with the provisioning key."""

    def __init__(self, client: Client, admin: Client) -> None:
        self._client = client
        self._admin = admin
        self._marked: dict[str, int] = {}

    def by_number(self, category_id: int) -> ObservedCategory | None:
        """The category with this id; None if it is gone or hidden."""
        part = categories.show(self._admin, category_id)
        return None if part is None else observed_category(part)

    def by_slug(self, slug: str) -> ObservedCategory | None:
        """The first category of the site with this slug."""
        for item in categories.all_of_site(self._client):
            if item.slug == slug:
                found = self.by_number(item.id)
                if found is not None:
                    return found
        return None

    def by_marker(self, marker: str) -> ObservedCategory | None:
        """The category with this marker.

        Markers show only in a category by itself, so categories are opened one after the other: first those
        whose slug is a part of the marker, then the newest, fifty at most. Where it was found is remembered,
        and looked at first the next time.
        """
        if marker in self._marked:
            found = self._marked_so(self._marked[marker], marker)
            if found is not None:
                return found
        words = marker.split("/")
        listed = categories.all_of_site(self._client)
        for item in sorted(listed, key=lambda item: (item.slug not in words, -item.id))[:_MOST]:
            found = self._marked_so(item.id, marker)
            if found is not None:
                return found
        return None

    def _marked_so(self, category_id: int, marker: str) -> ObservedCategory | None:
        found = self.by_number(category_id)
        if found is None or found.marker != marker:
            return None
        self._marked[marker] = category_id
        return found
