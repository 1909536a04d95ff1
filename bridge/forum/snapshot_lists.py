"""One look at a category through lists and the posts feed, for keys that may not run the stored query.

What it costs, for N topics of which C changed since the last look:

* ceil(N / 100) requests for all topics with their counts, always.
* A *full round* of the feed (50 posts a page, texts and poll counts included) while the whole category fits
  into the budget of pages; poll counts change no count in any list, so only this sees all of them.
* Beyond the budget, only new posts by the feed and each changed topic by itself.
* For first posts whose number of likes changed, the likers, 200 a request. Likes on replies stay counts.
* One look at each topic that was there last time and is gone, to learn whether it was trashed or moved.

A topic appears in the result with all of its posts or with none, so that a reply that is missing from a
topic that was read has been removed. Voters of a poll stay hidden here; its counts are in the posts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bridge.domain.observation import (
    ObservedPost,
    ObservedTopic,
    ObservedVote,
    PullMemory,
    Snapshot,
)
from bridge.domain.participation import Method
from bridge.forum.api import likes, lists, posts, topics
from bridge.forum.convert import first_post, listed_topic, observed_topic, regular_posts
from bridge.forum.retry import Client
from bridge.forum.wire.topics import TopicItem
from bridge.ports import Progress

STRATEGY = "lists"

Fingerprint = tuple[int, int]
"""Number of posts and of likes of a topic, as lists show them."""


@dataclass(slots=True)
class _Look:
    """One look in the making."""

    client: Client
    account: int
    memory: PullMemory
    budget: int
    progress: Progress | None
    items: dict[int, TopicItem] = field(default_factory=dict)
    gone: list[ObservedTopic] = field(default_factory=list)
    unseen: dict[int, Fingerprint] = field(default_factory=dict)
    by_topic: dict[int, list[ObservedPost]] = field(default_factory=dict)
    external_ids: dict[int, str | None] = field(default_factory=dict)
    last_post: int = 0

    def changed(self) -> list[int]:
        """Topics whose counts differ from what was read last, and that have not been read by now."""
        return [
            item.id
            for item in self.items.values()
            if item.id not in self.by_topic
            and self.memory.topics.get(item.id) != (item.posts_count, item.like_count)
        ]

    def tell(self, done: int, total: int, what: str) -> None:
        """Report progress, if anybody listens."""
        if self.progress is not None:
            self.progress(done, total, what)


def look(
    client: Client,
    category_id: int,
    account: int,
    memory: PullMemory,
    budget: int,
    taken: datetime,
    progress: Progress | None = None,
) -> Snapshot:
    """What changed in a category since `memory`; `budget` is the most pages of the feed to read."""
    before = client.requests
    view = _Look(client, account, memory, budget, progress, last_post=memory.last_post)
    _list(view, category_id)
    _find_gone(view)
    _read_feed(view)
    _read_topics(view)
    votes, voters_of, known_likes = _read_likers(view)
    read = [post for posts_of in view.by_topic.values() for post in posts_of]
    return Snapshot(
        taken=taken,
        topics=(*_topics(view), *view.gone),
        posts=tuple(sorted(read, key=lambda post: post.post_id)),
        votes=tuple(votes),
        voters_of=frozenset((post_id, Method.LIKE) for post_id in voters_of),
        strategy=STRATEGY,
        requests=client.requests - before,
        complete=set(view.items) <= set(view.by_topic),
        memory=PullMemory(
            last_post=view.last_post,
            likes={**memory.likes, **known_likes},
            topics={**view.unseen, **_fingerprints(view)},
        ),
    )


def _list(view: _Look, category_id: int) -> None:
    for page in lists.topics_of(view.client, category_id):
        view.items.update((item.id, item) for item in page)
        view.tell(len(view.items), len(view.items), "topics")


def _find_gone(view: _Look) -> None:
    """Look at topics that the list no longer has; those beyond the budget wait for the next look."""
    missing = [topic_id for topic_id in view.memory.topics if topic_id not in view.items]
    for number, topic_id in enumerate(missing):
        if number >= max(view.budget, 1):
            view.unseen[topic_id] = view.memory.topics[topic_id]
            continue
        page = topics.show(view.client, topic_id)
        if page is not None:
            view.gone.append(observed_topic(page, view.account))


def _read_feed(view: _Look) -> None:
    """Read the feed back to the oldest topic if that fits the budget, else back to the last known post.

    A topic counts as read when its first post went by: all its other posts are younger. Unlisted topics are
    not in the feed.
    """
    wanted = {item.id for item in view.items.values() if item.visible}
    full = _fits(view, sum(view.items[topic_id].posts_count for topic_id in wanted))
    if view.budget < 1 or not (full or view.changed()):
        return
    found: dict[int, list[ObservedPost]] = defaultdict(list)
    opened: set[int] = set()
    newest: int | None = None
    for number, page in enumerate(posts.feed(view.client), 1):
        if newest is None:
            newest = page[0].id
            full = full and _near(view, newest)
        for post in regular_posts(page, view.account):
            found[post.topic_id].append(post)
            if post.number == 1:
                opened.add(post.topic_id)
        view.tell(number, view.budget, "pages of posts")
        done = wanted <= opened if full else min(post.id for post in page) <= view.memory.last_post
        if done or number >= view.budget:
            break
    view.last_post = max(view.last_post, newest or 0)
    for topic_id in opened & set(view.items):
        view.by_topic[topic_id] = found[topic_id]


def _fits(view: _Look, posts_count: int) -> bool:
    return posts_count <= view.budget * posts.PER_PAGE


def _near(view: _Look, newest: int) -> bool:
    """Whether the oldest known first post can be reached within the budget, other categories' posts included.

    Ids count up over the whole site, so their difference is the most that can lie between.
    """
    if not view.memory.likes:
        return True
    return _fits(view, newest - min(view.memory.likes))


def _read_topics(view: _Look) -> None:
    """Read by itself each topic that changed and that the feed did not bring whole."""
    changed = view.changed()
    rest = [topic_id for topic_id in view.items if topic_id not in view.by_topic]
    # After a round that missed only a few, those few make the look complete: unlisted topics, usually.
    if len(rest) - len(changed) <= view.budget and view.by_topic and len(rest) < len(view.by_topic):
        changed = rest
    for number, topic_id in enumerate(changed, 1):
        whole = topics.whole(view.client, topic_id)
        if whole is not None:
            view.by_topic[topic_id] = regular_posts(whole.posts, view.account)
            view.external_ids[topic_id] = whole.page.external_id
        view.tell(number, len(changed), "changed topics")


def _read_likers(view: _Look) -> tuple[list[ObservedVote], set[int], dict[int, int]]:
    """Who likes each first post whose number of likes is not the one known; and the numbers known now."""
    votes: list[ObservedVote] = []
    complete: set[int] = set()
    known: dict[int, int] = {}
    for post in _firsts(view.by_topic.values()):
        if post.removed or post.likes == view.memory.likes.get(post.post_id):
            continue
        people = sorted(likes.likers(view.client, post.post_id)) if post.likes else []
        votes += [ObservedVote(post.post_id, user, Method.LIKE, "", None) for user in people]
        complete.add(post.post_id)
        known[post.post_id] = post.likes
    return votes, complete, known


def _firsts(posts_by_topic: Iterable[list[ObservedPost]]) -> list[ObservedPost]:
    firsts = (first_post(posts_of) for posts_of in posts_by_topic)
    return [post for post in firsts if post is not None]


def _topics(view: _Look) -> list[ObservedTopic]:
    return [
        listed_topic(
            item,
            first=first_post(view.by_topic.get(item.id, [])),
            external_id=view.external_ids.get(item.id),
        )
        for item in view.items.values()
    ]


def _fingerprints(view: _Look) -> dict[int, Fingerprint]:
    """What to compare with next time: new counts of topics that were read, old ones of the others."""
    known = {topic_id: counts for topic_id, counts in view.memory.topics.items() if topic_id in view.items}
    read = {
        item.id: (item.posts_count, item.like_count)
        for item in view.items.values()
        if item.id in view.by_topic
    }
    return known | read
