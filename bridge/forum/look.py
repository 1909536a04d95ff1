"""One look at a category through lists, in the making: what was listed, what was read, what is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain.duration import time_left
from bridge.domain.observation import ObservedPost, ObservedTopic, PullMemory
from bridge.forum.api import topics
from bridge.forum.convert import observed_post, regular_posts
from bridge.forum.retry import Client
from bridge.forum.wire.posts import REGULAR, PostPart
from bridge.forum.wire.topics import TopicItem
from bridge.ports import Progress

Fingerprint = tuple[int, int]
"""Number of posts and of likes of a topic, as lists show them."""

_FIRST_PAGE = 20
"""Posts that a topic shows with its first page."""


@dataclass(slots=True)
class Look:
    """Everything of one look.

    `by_topic` are topics read whole, `parts` single posts by topic and id. `settled` are topics whose change
    is explained though they were not read whole. `met` says that the feed was read down to the last look, so
    that every new post was seen.
    """

    client: Client
    account: int
    memory: PullMemory
    budget: int
    taken: datetime
    progress: Progress | None
    items: dict[int, TopicItem] = field(default_factory=dict)
    gone: list[ObservedTopic] = field(default_factory=list)
    unseen: dict[int, Fingerprint] = field(default_factory=dict)
    by_topic: dict[int, list[ObservedPost]] = field(default_factory=dict)
    parts: dict[int, dict[int, ObservedPost]] = field(default_factory=dict)
    strange: set[int] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)
    met: bool = False
    external_ids: dict[int, str | None] = field(default_factory=dict)
    last_post: int = 0
    cursor: int = 0
    username: str | None = None

    def tell(self, done: int, total: int, what: str) -> None:
        """Report progress, if anybody listens, with the time that the rest takes at a request each."""
        if self.progress is not None:
            left = time_left(self.client.seconds_for(total - done))
            self.progress(done, total, f"{what}, {left}" if left else what)

    @property
    def whole(self) -> bool:
        """Whether every topic was read with all its posts."""
        return self.items.keys() <= self.by_topic.keys()

    def changed(self) -> list[int]:
        """Topics whose counts differ from what was read last, and that are still open."""
        return [
            item.id
            for item in self.items.values()
            if item.id not in self.by_topic
            and item.id not in self.settled
            and self.memory.topics.get(item.id) != (item.posts_count, item.like_count)
        ]

    def more_or_fewer_posts(self, topic_id: int) -> bool:
        """Whether a topic's number of posts is another than the one known."""
        known = self.memory.topics.get(topic_id)
        return known is None or known[0] != self.items[topic_id].posts_count

    def keep_page(self, page: Iterable[PostPart]) -> None:
        """Keep what a page of the feed tells of the category's topics.

        A small action makes a topic `strange`: forums differ in whether its number of posts holds them.
        """
        for part in page:
            self.last_post = max(self.last_post, part.id)
            if part.topic_id not in self.items or part.topic_id in self.by_topic:
                continue
            if part.post_type != REGULAR:
                self.strange.add(part.topic_id)
                continue
            self.parts.setdefault(part.topic_id, {})[part.id] = observed_post(part, self.account)

    def read_alone(self, topic_id: int) -> None:
        """Open one topic with all its posts."""
        whole = topics.whole(self.client, topic_id)
        if whole is not None:
            self.keep_whole(topic_id, regular_posts(whole.posts, self.account))
            self.external_ids[topic_id] = whole.page.external_id

    def keep_whole(self, topic_id: int, posts: Iterable[ObservedPost]) -> None:
        """Keep a topic with all its posts."""
        self.by_topic[topic_id] = sorted(posts, key=lambda post: post.post_id)
        self.parts.pop(topic_id, None)

    def first(self, topic_id: int) -> ObservedPost | None:
        """The first post of a topic, if it was read in this look."""
        posts = self.by_topic.get(topic_id) or list(self.parts.get(topic_id, {}).values())
        return next((post for post in posts if post.number == 1), None)

    def firsts(self) -> list[ObservedPost]:
        """All first posts that were read in this look, in the order of the list."""
        found = (self.first(topic_id) for topic_id in self.items)
        return [post for post in found if post is not None]

    def place(self, topic_id: int) -> int | None:
        """The id of a topic's first post, if it is known from now or before."""
        known = self.memory.looked.get(topic_id)
        return known[0] if known is not None else None

    def single_cost(self, topic_ids: Iterable[int]) -> int:
        """Requests that it takes to read these topics one by one."""
        beyond = (self.items[topic_id].posts_count - _FIRST_PAGE for topic_id in topic_ids)
        return sum(1 + (-(-rest // topics.POSTS_AT_ONCE) if rest > 0 else 0) for rest in beyond)

    def explains(self, topic_id: int) -> bool:
        """Whether what was read accounts for all that changed in a topic since the last look.

        New replies by their number, likes by their sum. A reply that went shows as a number too small, a like
        on an old reply as a sum too small: then the topic has to be read whole.
        """
        known = self.memory.topics.get(topic_id)
        if known is None or topic_id in self.strange:
            return False
        item, read = self.items[topic_id], self.parts.get(topic_id, {}).values()
        if self.more_or_fewer_posts(topic_id) and not self.met:
            return False
        new = [post for post in read if post.post_id > self.memory.last_post]
        likes = known[1] + sum(post.likes for post in new)
        first = self.first(topic_id)
        if first is not None and first.post_id in self.memory.likes:
            likes += first.likes - self.memory.likes[first.post_id]
        return (known[0] + len(new), likes) == (item.posts_count, item.like_count)
