"""The forum as the core needs it."""

from __future__ import annotations

from typing import Protocol

from bridge.domain.identity import Key
from bridge.domain.observation import (
    ForumFacts,
    NewCategory,
    NewTopic,
    ObservedCategory,
    ObservedPost,
    ObservedTopic,
    Placed,
    PullMemory,
    Snapshot,
)
from bridge.ports.messages import Messages
from bridge.ports.services import Progress


class Eraser(Protocol):
    """Takes words out of the forum as far as it lets the bridge. May raise the ForumError family."""

    def revisions(self, post_id: int) -> None:
        """Delete all earlier versions of a post for good, or hide them from everybody but staff."""
        ...

    def reply(self, post_id: int) -> None:
        """Delete a reply for good, or put it where only staff find it; nothing happens if it is gone."""
        ...


class Uploads(Protocol):
    """Pictures for texts. May raise the ForumError family."""

    def address(self, name: str, data: bytes) -> str:
        """What a file will be called in texts (`upload://...`) if the forum keeps its bytes as they are."""
        ...

    def put(self, name: str, data: bytes) -> str:
        """Upload a picture; gives its name in texts, which is the same for the same bytes."""
        ...


class Forum(Protocol):
    """The forum, read and written. Every method may raise the ForumError family.

    Writing methods raise Unknown when the request went out and no usable answer came; they never repeat
    themselves except after a refusal that came before acting.
    """

    @property
    def requests(self) -> int:
        """HTTP requests made so far, for reports."""
        ...

    @property
    def eraser(self) -> Eraser:
        """Takes words out of the forum."""
        ...

    @property
    def uploads(self) -> Uploads:
        """Pictures for texts."""
        ...

    @property
    def messages(self) -> Messages:
        """Private messages to a group of the bridge's account."""
        ...

    def facts(self) -> ForumFacts:
        """Version, account, limits and rights; read once and remembered."""
        ...

    def canonical_title(self, title: str) -> str:
        """The title as the forum will store it (it rewrites case, dots and spaces)."""
        ...

    def canonical_tag(self, tag: str) -> str:
        """The tag as the forum will store it."""
        ...

    def seconds_for(self, requests: int) -> float:
        """How long so many requests take at the pace that the forum allows."""
        ...

    def topic_url(self, topic_id: int) -> str:
        """The address of a topic for people."""
        ...

    def find_category(self, *, slug: str | None = None, marker: str | None = None) -> ObservedCategory | None:
        """A category by slug, or by the marker that the bridge left in it."""
        ...

    def find_topic(self, external_id: str) -> ObservedTopic | None:
        """The topic with this external id, first post included; None if unknown or trashed."""
        ...

    def topic(self, topic_id: int) -> ObservedTopic | None:
        """A topic by number, first post included, `removed` if trashed; None if this account sees none."""
        ...

    def replies_by_marker(self, topic_id: int, key: Key) -> tuple[Placed, ...]:
        """The bridge's own replies in a topic that carry the marker of this key and stand, oldest first."""
        ...

    def replies(self, topic_id: int) -> tuple[ObservedPost, ...]:
        """What was written under the first post of a topic and stands, oldest first; empty if it is gone."""
        ...

    def snapshot(
        self,
        category_id: int,
        memory: PullMemory,
        progress: Progress | None = None,
        *,
        again: bool = True,
    ) -> Snapshot:
        """Look at a whole category with as few requests as the forum's rights allow.

        With `again` off, nothing is read again for what no list tells: counts of polls, edited texts. A
        category that is gone or hidden gives an empty snapshot without a category, and keeps the memory.
        """
        ...

    def group_names(self) -> frozenset[str]:
        """Names of all groups that the bridge's account sees."""
        ...

    def create_category(self, new: NewCategory) -> ObservedCategory:
        """Make a category (needs the right to; else Forbidden)."""
        ...

    def describe_category(self, category_id: int, description: str) -> None:
        """Write a new category's description, unless somebody has written there; does nothing twice."""
        ...

    def set_permissions(self, category_id: int, name: str, permissions: tuple[str, ...]) -> None:
        """Replace who may do what in a category."""
        ...

    def create_topic(self, new: NewTopic) -> Placed:
        """Open a topic; Rejected when the external id is taken, also by a trashed topic."""
        ...

    def create_reply(self, topic_id: int, raw: str) -> Placed:
        """Write a reply."""
        ...

    def delete_reply(self, post_id: int) -> None:
        """Take one of the bridge's own replies away; Gone when there is none."""
        ...

    def edit_body(self, post_id: int, raw: str, *, original: str) -> str:
        """Replace a post's text if it still is `original`; gives the stored raw; EditConflict otherwise."""
        ...

    def hide_revisions(self, post_id: int) -> int:
        """Hide all earlier versions of a post, where a text had to go; gives how many there are."""
        ...

    def edit_topic(
        self,
        topic_id: int,
        *,
        title: str | None = None,
        tags: tuple[str, ...] | None = None,
        before_title: str | None = None,
        before_tags: tuple[str, ...] | None = None,
    ) -> None:
        """Change title or tags, whichever is given; EditConflict if they are no longer as before."""
        ...

    def set_status(self, topic_id: int, status: str, *, enabled: bool) -> None:
        """Switch `closed`, `pinned` or `visible`."""
        ...

    def set_poll(self, post_id: int, name: str, *, opened: bool) -> None:
        """Open or close a poll; closing makes its results visible to everybody."""
        ...

    def recover_topic(self, topic_id: int) -> None:
        """Bring a trashed topic back."""
        ...

    def reset_bump(self, topic_id: int) -> None:
        """Undo the jump to the top that an edit of a lone first post causes."""
        ...
