"""What the forum shows, in the bridge's words: topics, posts, polls, and who did what.

People appear here by the forum's numeric user id, in memory only: the pull turns ids into the campaign's
pseudonyms before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bridge.domain.participation import Method


@dataclass(frozen=True, slots=True)
class ObservedOption:
    """One option of a poll; `votes` is None where the forum hides the counts from the bridge's account."""

    label: str
    votes: int | None


@dataclass(frozen=True, slots=True)
class ObservedPoll:
    """A poll in a post; `voters` counts people."""

    name: str
    open: bool
    options: tuple[ObservedOption, ...]
    voters: int


@dataclass(frozen=True, slots=True)
class ObservedPost:
    """One regular post. `raw` may be empty for a removed post; `ours`: the bridge's account wrote it.

    `staff`: its author is an admin or a moderator of the forum at the time of the look.
    """

    post_id: int
    topic_id: int
    number: int
    author: int
    ours: bool
    raw: str
    version: int
    written: datetime
    likes: int
    readers: int
    removed: bool = False
    polls: tuple[ObservedPoll, ...] = ()
    staff: bool = False


@dataclass(frozen=True, slots=True)
class ObservedTopic:
    """One topic, with its first post where that was looked at."""

    topic_id: int
    category_id: int | None
    title: str
    tags: tuple[str, ...]
    closed: bool
    pinned: bool
    listed: bool
    removed: bool
    posts_count: int
    like_count: int
    created: datetime
    external_id: str | None = None
    first: ObservedPost | None = None


@dataclass(frozen=True, slots=True)
class ObservedCategory:
    """One category. `permissions` are `group:level` texts, sorted (1 full, 2 reply, 3 see).

    `marker` is the key text that the bridge left in its custom fields, `about_topic` the id of the topic that
    describes it and is never an idea.
    """

    category_id: int
    name: str
    slug: str
    permissions: tuple[str, ...]
    marker: str | None
    about_topic: int | None


@dataclass(frozen=True, slots=True)
class ObservedVote:
    """One person's present poll vote or like on a post.

    `option` is the label of the poll's option as the post shows it, empty for a like; the campaign says which
    direction a label means. `cast` is None where the forum tells no time. `trust` is the forum's trust level
    of the person, 0 to 4, None where it is not told.
    """

    post_id: int
    user: int
    method: Method
    option: str
    cast: datetime | None
    trust: int | None = None


@dataclass(frozen=True, slots=True)
class PullMemory:
    """What an earlier pull left behind, so that the next one asks for less.

    `last_post` is the highest post id seen, `likes` the like count by post whose likers are known, `topics`
    a fingerprint by topic (posts, likes) of what was read. `looked` says by topic which its first post is and
    when that was last read; `cursor` is the post id at which a look that takes several pulls goes on, 0 for
    the newest. `parts` are parts of the category by their marks, each with the topics in it: as long as a
    part has the same mark, nothing in it changed. `forum` holds what the adapter wants to know again of the
    forum itself; nobody else reads it.
    """

    last_post: int = 0
    likes: Mapping[int, int] = field(default_factory=dict)
    topics: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    looked: Mapping[int, tuple[int, datetime]] = field(default_factory=dict)
    cursor: int = 0
    parts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    forum: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one look at a category brought.

    `topics` are all topics of the category but those in `kept`, which did not change since the memory that
    the look went by, and were not read. `posts` are those that were read this time; `votes` are
    complete for every post in `voters_of`, so a vote that is missing there was taken back. `strategy` and
    `requests` say how it was done. `complete` means that every post of the category is in `posts` or in a
    kept topic. `partial`
    are topics of which some posts were read and not all: what is missing there tells nothing. `category` is
    the category itself, None where it is gone or hidden.
    """

    taken: datetime
    topics: tuple[ObservedTopic, ...]
    posts: tuple[ObservedPost, ...]
    votes: tuple[ObservedVote, ...]
    voters_of: frozenset[tuple[int, Method]]
    strategy: str
    requests: int
    complete: bool
    memory: PullMemory
    partial: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    category: ObservedCategory | None = None


@dataclass(frozen=True, slots=True)
class ForumFacts:
    """What the forum says of itself and of the bridge's account.

    `can_query` names the Data Explorer query that the bridge may run, if any. Lengths are in characters.
    """

    version: str
    account: str
    account_id: int
    staff: bool
    title_min: int
    title_max: int
    body_min: int
    body_max: int
    max_tags: int
    tag_length: int
    query: int | None


@dataclass(frozen=True, slots=True)
class NewTopic:
    """All that is needed to open a topic. `created` backdates it (never into the future)."""

    external_id: str
    category_id: int
    title: str
    raw: str
    tags: tuple[str, ...]
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewCategory:
    """All that is needed to make a category; `permissions` as in ObservedCategory.

    `template` is what a new topic in it begins with.
    """

    name: str
    slug: str
    description: str
    color: str
    permissions: tuple[str, ...]
    marker: str
    template: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a new post ended up, and the raw text that the forum stored."""

    topic_id: int
    post_id: int
    raw: str


@dataclass(frozen=True, slots=True)
class ListedMessage:
    """A private message in a group's list: when somebody wrote there last, and if that was the bridge."""

    topic_id: int
    last: datetime
    ours: bool


@dataclass(frozen=True, slots=True)
class ObservedMessage:
    """A private message with everything that people wrote in it, oldest first.

    `archived` says that it is out of the group's inbox. It is held in memory only: who wrote it, and the
    words as they came, are stored nowhere.
    """

    topic_id: int
    title: str
    archived: bool
    posts: tuple[ObservedPost, ...]


class Erasure(StrEnum):
    """How far a message could be deleted: for good, into the forum's trash, or not at all."""

    GONE = "gone"
    TRASHED = "trashed"
    KEPT = "kept"
