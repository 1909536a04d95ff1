"""What cooking asks about the rest of the forum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A category or a tag that a hashtag names. ``kind`` is "category" or "tag"."""

    kind: str
    id: int
    name: str
    slug: str


class Lookup(Protocol):
    """Names that a text may refer to."""

    def mention(self, name: str) -> str | None:
        """``user`` or ``group`` where such a name exists."""

    def hashtag(self, slug: str) -> Place | None:
        """The category or tag of this slug."""

    def topic(self, topic_id: int, post_number: int) -> tuple[str, str] | None:
        """Title and address of a post in another topic; None for this topic or an unknown one."""

    def avatar(self, username: str) -> str | None:
        """Address of a user's picture, None for an unknown name."""

    def upload(self, short_url: str) -> str | None:
        """Address of an upload by its short one, None for an unknown one."""
