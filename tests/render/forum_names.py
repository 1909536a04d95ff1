"""A forum in which every name exists, as cooking asks for them, and the addresses of its topics."""

from __future__ import annotations

from bridge.sandbox.cooking.lookup import Place


class Names:
    """A forum in which every name exists."""

    def mention(self, name: str) -> str | None:
        return "user"

    def hashtag(self, slug: str) -> Place | None:
        return Place("tag", 1, slug, slug)

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        return None

    def avatar(self, username: str) -> str | None:
        return None

    def upload(self, short_url: str) -> str | None:
        return None


def url(topic_id: int) -> str:
    return f"https://forum.example/t/-/{topic_id}"
