"""Reading the posts feed in as few pages as tell what is wanted.

The feed is site-wide, newest first, 50 posts a page; `before=` starts it anywhere. It serves three ways:

* from the top down, for posts since the last look, or for everything where all of it is wanted;
* as a *window* upon a certain first post, which brings its neighbours along: ideas of one batch were opened
  one after the other, so a page may hold fifty of them, however many replies came since;
* as a *sweep* that goes on where the last look stopped, so that in the end every post was seen again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bridge.forum.api import posts
from bridge.forum.look import Look
from bridge.forum.wire.posts import PostPart

_HOUR = timedelta(hours=1)
_YOUNG = 4.0
_HALF_YOUNG = timedelta(days=3)
_BUSIEST = 40


def read_everything(look: Look) -> bool:
    """The whole category by the feed, down to its oldest topic; False when that does not fit the budget.

    A topic counts as read when its first post went by: all its other posts are younger. Unlisted topics are
    not in the feed.
    """
    wanted = {item.id for item in look.items.values() if item.visible}
    oldest = min((place for place, _ in look.memory.looked.values()), default=None)
    reach = look.budget * posts.PER_PAGE
    if oldest is None or sum(look.items[topic_id].posts_count for topic_id in wanted) > reach:
        return False
    for number, page in enumerate(posts.feed(look.client), 1):
        look.keep_page(page)
        # Ids count up over the whole site: their difference is the most that can lie between.
        if number == 1 and page[0].id - oldest > reach:
            return False
        look.tell(number, look.budget, "pages of posts")
        if _close_opened(look, wanted) or number >= look.budget:
            break
    return True


def read_changed(look: Look) -> None:
    """Posts since the last look, as far down as that costs less than opening the changed topics one by one.

    At most as many pages are read as there would be topics to open, so the feed never costs more than double.
    """
    wanted = {
        topic_id
        for topic_id in look.changed()
        if look.items[topic_id].visible and look.more_or_fewer_posts(topic_id)
    }
    most = look.single_cost(wanted)
    if most < 2:
        return
    floor = look.memory.last_post
    for number, page in enumerate(posts.feed(look.client), 1):
        look.keep_page(page)
        look.tell(number, most, "pages of posts")
        done = _close_opened(look, wanted)
        look.met = look.met or min(part.id for part in page) <= floor
        left = look.single_cost(topic_id for topic_id in wanted if not _is_told(look, topic_id))
        if done or number >= most or left == 0 or (look.met and not _pays(look, wanted, left)):
            break
    look.settled |= {topic_id for topic_id in look.changed() if look.explains(topic_id)}


def read_windows(look: Look) -> None:
    """First posts of changed topics, where one page of the feed surely brings two of them or more."""
    places = sorted(
        (
            (place, topic_id)
            for topic_id in look.changed()
            if look.items[topic_id].visible and (place := look.place(topic_id)) is not None
        ),
        reverse=True,
    )
    while places:
        place = places[0][0]
        sure = [entry for entry in places if entry[0] > place - posts.PER_PAGE]
        places = places[len(sure) :]
        if len(sure) > 1:
            look.keep_page(window(look, place + 1))
    look.settled |= {topic_id for topic_id in look.changed() if look.explains(topic_id)}


def roll(look: Look) -> None:
    """Spend the budget on what no list tells: counts of polls, edited texts.

    Half of it goes on with the sweep over everything, the other half to first posts, those that waited long,
    are young or busy before the others; unlisted topics are not in the feed and are opened. Ends early when
    every first post was seen.
    """
    if look.whole:
        return
    swept = _sweep(look, look.budget // 2)
    waiting = {
        topic_id: place
        for topic_id, item in look.items.items()
        if (place := look.place(topic_id)) is not None
    }
    for number in range(look.budget - swept):
        waiting = {topic_id: place for topic_id, place in waiting.items() if look.first(topic_id) is None}
        if not waiting:
            return
        chosen = max(waiting, key=lambda topic_id: (urgency(look, topic_id), topic_id))
        place = waiting.pop(chosen)
        if look.items[chosen].visible:
            look.keep_page(window(look, place + 1))
        else:
            look.read_alone(chosen)
        look.tell(swept + number + 1, look.budget, "pages of posts looked at again")


def urgency(look: Look, topic_id: int) -> float:
    """How much a first post is due: hours since it was last read, more for a young idea and a busy one."""
    item = look.items[topic_id]
    seen: datetime = look.memory.looked[topic_id][1]
    waited = max((look.taken - seen) / _HOUR, 0.0) + 0.01
    age = max((look.taken - item.created_at) / _HALF_YOUNG, 0.0)
    busy = min(item.posts_count - 1 + item.like_count, _BUSIEST) / 10
    return waited * (1 + _YOUNG / (1 + age) + busy)


def window(look: Look, before: int) -> list[PostPart]:
    """One page of the feed that ends right below an id; empty below the first post of all."""
    return posts.feed_page(look.client, before)


def _sweep(look: Look, pages: int) -> int:
    oldest = min((place for place, _ in look.memory.looked.values()), default=0)
    look.cursor = look.memory.cursor
    for number in range(pages):
        page = window(look, look.cursor or look.last_post + 1)
        look.keep_page(page)
        look.tell(number + 1, look.budget, "pages of posts looked at again")
        look.cursor = min((part.id for part in page), default=0)
        if look.cursor <= oldest:
            look.cursor = 0
            return number + 1
    return pages


def _close_opened(look: Look, wanted: set[int]) -> bool:
    """Count topics whose first post went by as read whole; whether none of the wanted is left."""
    opened = [
        topic_id for topic_id, found in look.parts.items() if any(post.number == 1 for post in found.values())
    ]
    for topic_id in opened:
        look.keep_whole(topic_id, look.parts[topic_id].values())
    return wanted <= look.by_topic.keys()


def _is_told(look: Look, topic_id: int) -> bool:
    return topic_id in look.by_topic or look.explains(topic_id)


def _pays(look: Look, wanted: set[int], left: int) -> bool:
    """Whether going on below the last look promises less requests than opening what is left."""
    rest: Iterator[int] = (look.items[topic_id].posts_count for topic_id in wanted - look.by_topic.keys())
    return sum(rest) / posts.PER_PAGE * 2 < left
