"""What the forum should show: one Document per category, topic or notice, as facets that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bridge.domain.identity import PRIVATE, Key, text_hash


class Facet(StrEnum):
    """One side of a Document that the forum and the bridge can each change.

    `HISTORY` names the version of a text before which every earlier one has to be out of sight. No look at
    the forum tells it: what was agreed last counts as what the forum shows.
    """

    TITLE = "title"
    BODY = "body"
    TAGS = "tags"
    PINNED = "pinned"
    CLOSED = "closed"
    LISTED = "listed"
    POLL = "poll"
    PERMISSIONS = "permissions"
    HISTORY = "history"


FacetValue = str | bool | tuple[str, ...]
Facets = Mapping[Facet, FacetValue]

POLL_OPEN = "open"
POLL_CLOSED = "closed"
POLL_NAME = "vote"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that a text shows and the forum does not have yet; it is uploaded right before the text is.

    `address` is what the text calls it, `content` stands for what it shows, whatever its bytes are.
    """

    name: str
    data: bytes
    content: str
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """One piece of text that the forum should show, with everything else about it.

    `facets` holds what the bridge cares about; a facet that is absent is left to people. `parent` is the
    category of a topic, or the topic of a notice. `dated` is the creation time to show, where it has to be
    coarser than the real one.
    """

    key: Key
    facets: Facets
    parent: Key | None = None
    dated: datetime | None = None
    use_existing: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    @property
    def title(self) -> str:
        """The title or name; empty for notices."""
        return str(self.facets.get(Facet.TITLE, ""))

    @property
    def body(self) -> str:
        """The text without marker."""
        return str(self.facets.get(Facet.BODY, ""))

    @property
    def tags(self) -> tuple[str, ...]:
        """Forum tags, sorted."""
        value = self.facets.get(Facet.TAGS, ())
        return value if isinstance(value, tuple) else ()


class LinkState(StrEnum):
    """Whether a Document still lives in the forum."""

    ACTIVE = "active"
    REMOVED = "removed"


_VEIL = "hash:"


def veiled(key: Key, facets: Facets) -> Facets:
    """The facets as they may be stored: the text of a private Document is left behind, but for its hash."""
    body = facets.get(Facet.BODY)
    if key.kind not in PRIVATE or not isinstance(body, str) or body.startswith(_VEIL):
        return facets
    return {**facets, Facet.BODY: f"{_VEIL}{text_hash(None, body)}"}


def agrees(base: FacetValue | None, value: FacetValue | None) -> bool:
    """Whether an agreed value is this one; of a text the store may have kept the hash only."""
    if base == value:
        return True
    veil = isinstance(base, str) and base.startswith(_VEIL)
    return veil and isinstance(value, str) and base == f"{_VEIL}{text_hash(None, value)}"


@dataclass(frozen=True, slots=True)
class Link:
    """Key <-> category, topic and post ids, and the state on which both sides last agreed.

    `base` is that state by facet. `pending` is the hash of a text that was sent and not yet confirmed.
    """

    key: Key
    generation: int
    base: Facets
    category_id: int | None = None
    topic_id: int | None = None
    post_id: int | None = None
    pending: str | None = None
    state: LinkState = LinkState.ACTIVE
