"""One look at a category through lists and the posts feed, for keys that may not run the stored query.

What it costs, for N topics:

* ceil(N / 100) requests for all topics with their counts, always.
* What changed: new posts by the feed, where they explain the new counts; else the changed topics by
  themselves; on a first look everything, by whichever of the two is fewer.
* For first posts whose number of likes changed, the likers: of each post, 200 a request, or by the list of
  all likes that the bridge's account received, whichever is fewer. Likes on replies stay counts.
* One look at each topic that was there last time and is gone, to learn whether it was trashed or moved.
* A *rolling look* within a budget of pages, since counts of polls and edits of texts change nothing that a
  list tells: the whole category when it fits, else a part of it each time (bridge.forum.feed_look).

A topic appears in the result with all of its posts, so that a reply that is missing there has been removed,
or it is named in `partial`. Voters of a poll stay hidden here; its counts are in the posts.
"""

from __future__ import annotations

from datetime import datetime

from bridge.domain.errors import Forbidden, Gone
from bridge.domain.observation import ObservedPost, ObservedTopic, ObservedVote, PullMemory, Snapshot
from bridge.domain.participation import Method
from bridge.forum import feed_look
from bridge.forum.api import likes, lists, topics
from bridge.forum.convert import listed_topic, observed_topic
from bridge.forum.look import Fingerprint, Look
from bridge.forum.retry import Client
from bridge.ports import Progress

STRATEGY = "lists"


def look(
    client: Client,
    category_id: int,
    account: int,
    memory: PullMemory,
    budget: int,
    taken: datetime,
    progress: Progress | None = None,
    *,
    username: str | None = None,
) -> Snapshot:
    """What changed in a category since `memory`; `budget` is the most pages to spend on the rolling look.

    `account` is the bridge's own user id, `username` its name, by which likes of all its posts are listed.
    """
    before = client.requests
    view = Look(client, account, memory, budget, taken, progress, last_post=memory.last_post)
    view.username = username
    view.cursor = memory.cursor
    _list(view, category_id)
    _find_gone(view)
    if not (feed_look.read_everything(view) and _complete(view)):
        feed_look.read_changed(view)
        feed_look.read_windows(view)
        feed_look.roll(view)
    _read_alone(view, view.changed())
    votes, voters_of, known_likes = _read_likers(view)
    read = [post for posts_of in view.by_topic.values() for post in posts_of]
    read += [post for posts_of in view.parts.values() for post in posts_of.values()]
    return Snapshot(
        taken=taken,
        topics=(*_topics(view), *view.gone),
        posts=tuple(sorted(read, key=lambda post: post.post_id)),
        votes=tuple(votes),
        voters_of=frozenset((post_id, Method.LIKE) for post_id in voters_of),
        strategy=STRATEGY,
        requests=client.requests - before,
        complete=view.whole,
        memory=PullMemory(
            last_post=max([view.last_post, *(post.post_id for post in read)]),
            likes={**memory.likes, **known_likes},
            topics={**view.unseen, **_fingerprints(view)},
            looked=_looked(view),
            cursor=view.cursor,
        ),
        partial=frozenset(view.parts),
    )


def _list(view: Look, category_id: int) -> None:
    for page in lists.topics_of(view.client, category_id):
        view.items.update((item.id, item) for item in page)
        view.tell(len(view.items), len(view.items), "topics")


def _find_gone(view: Look) -> None:
    """Look at topics that the list no longer has; those beyond the budget wait for the next look."""
    missing = [topic_id for topic_id in view.memory.topics if topic_id not in view.items]
    for number, topic_id in enumerate(missing):
        if number >= max(view.budget, 1):
            view.unseen[topic_id] = view.memory.topics[topic_id]
            continue
        page = topics.show(view.client, topic_id)
        if page is not None:
            view.gone.append(observed_topic(page, view.account))


def _complete(view: Look) -> bool:
    """Open what a whole round of the feed missed, unlisted topics usually; False if that would be many."""
    missed = [topic_id for topic_id in view.items if topic_id not in view.by_topic]
    if len(missed) > view.budget:
        return False
    _read_alone(view, missed)
    return True


def _read_alone(view: Look, topic_ids: list[int]) -> None:
    for number, topic_id in enumerate(topic_ids, 1):
        view.read_alone(topic_id)
        view.tell(number, len(topic_ids), "changed topics")


def _read_likers(view: Look) -> tuple[list[ObservedVote], set[int], dict[int, int]]:
    """Who likes each first post whose number of likes is not the one known; and the numbers known now."""
    votes: list[ObservedVote] = []
    complete: set[int] = set()
    known: dict[int, int] = {}
    changed = [
        post
        for post in view.firsts()
        if not post.removed and post.likes != view.memory.likes.get(post.post_id)
    ]
    at_once = _likers_at_once(view, changed)
    for number, post in enumerate(changed, 1):
        people = at_once.get(post.post_id, set())
        if len(people) != post.likes:
            people = likes.likers(view.client, post.post_id) if post.likes else set()
        votes += [ObservedVote(post.post_id, user, Method.LIKE, "", None) for user in sorted(people)]
        complete.add(post.post_id)
        known[post.post_id] = post.likes
        view.tell(number, len(changed), "lists of likes")
    return votes, complete, known


def _likers_at_once(view: Look, changed: list[ObservedPost]) -> dict[int, set[int]]:
    """Who likes these posts by the list of all likes that the bridge's account received, where that is fewer.

    It holds likes of other posts and campaigns too, so it is left when it took half of what asking for each
    post would take. What it tells of a post is believed only if the numbers agree.
    """
    open_posts = {post.post_id: post.likes for post in changed if post.ours and post.likes}
    most = len(open_posts) // 2
    listed = sum(item.like_count for item in view.items.values())
    if view.username is None or most <= listed // likes.AT_ONCE:
        return {}
    found: dict[int, set[int]] = {}
    try:
        for number, page in enumerate(likes.received(view.client, view.username), 1):
            for post_id, user in page:
                found.setdefault(post_id, set()).add(user)
            view.tell(number, most, "pages of likes")
            told = all(len(found.get(post_id, ())) >= wanted for post_id, wanted in open_posts.items())
            if told or number >= most:
                break
    except (Forbidden, Gone):
        return {}
    return found


def _topics(view: Look) -> list[ObservedTopic]:
    return [
        listed_topic(item, first=view.first(item.id), external_id=view.external_ids.get(item.id))
        for item in view.items.values()
    ]


def _fingerprints(view: Look) -> dict[int, Fingerprint]:
    """What to compare with next time: new counts of topics that were read, old ones of the others."""
    known = {topic_id: counts for topic_id, counts in view.memory.topics.items() if topic_id in view.items}
    read = {
        item.id: (item.posts_count, item.like_count)
        for item in view.items.values()
        if item.id in view.by_topic or item.id in view.settled
    }
    return known | read


def _looked(view: Look) -> dict[int, tuple[int, datetime]]:
    """Which first posts were read when: those of this look now, the others as before."""
    known = {topic_id: seen for topic_id, seen in view.memory.looked.items() if topic_id in view.items}
    return known | {post.topic_id: (post.post_id, view.taken) for post in view.firsts() if not post.removed}
