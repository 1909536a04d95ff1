"""What the forum shows, by key: topics and categories turned into the facets that the comparison knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bridge.domain.document import POLL_CLOSED, POLL_NAME, POLL_OPEN, Facet, Facets, FacetValue, Link
from bridge.domain.identity import Key, Kind, Marker, split_marker
from bridge.domain.observation import ObservedCategory, ObservedTopic

_GENERATION = re.compile(r"-g(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Seen:
    """One Document as the forum shows it. `raw` is the first post's text with marker, where it was read.

    `alone` is True while nobody has answered in the topic. `copies` are posts that have to go:
    second copies of a notice, which has no external id, and replies that tell too much under a private
    Document.
    """

    key: Key
    facets: Facets
    removed: bool
    category_id: int | None = None
    topic_id: int | None = None
    post_id: int | None = None
    raw: str | None = None
    marker: Marker | None = None
    generation: int = 1
    alone: bool = False
    copies: tuple[int, ...] = ()


def see_topic(key: Key, topic: ObservedTopic) -> Seen:
    """A topic's facets; the text facets only if its first post was read."""
    facets: dict[Facet, FacetValue] = {
        Facet.TITLE: topic.title,
        Facet.TAGS: tuple(sorted(topic.tags)),
        Facet.PINNED: topic.pinned,
        Facet.CLOSED: topic.closed,
        Facet.LISTED: topic.listed,
    }
    raw, marker = None, None
    if topic.first is not None:
        raw = topic.first.raw
        facets[Facet.BODY], marker = split_marker(raw)
        for poll in topic.first.polls:
            if poll.name == POLL_NAME:
                facets[Facet.POLL] = POLL_OPEN if poll.open else POLL_CLOSED
    return Seen(
        key=key,
        facets=facets,
        removed=topic.removed,
        category_id=topic.category_id,
        topic_id=topic.topic_id,
        post_id=topic.first.post_id if topic.first else None,
        raw=raw,
        marker=marker,
        generation=generation_of(topic.external_id),
        alone=topic.posts_count <= 1,
    )


def see_category(key: Key, category: ObservedCategory) -> Seen:
    """A category's facets; without its permissions where the forum hides them from the bridge's account."""
    facets: dict[Facet, FacetValue] = {Facet.TITLE: category.name}
    if category.permissions:
        facets[Facet.PERMISSIONS] = category.permissions
    return Seen(
        key=key,
        facets=facets,
        removed=False,
        category_id=category.category_id,
    )


def see_all(campaign: str, topics: Iterable[ObservedTopic], links: Iterable[Link]) -> Mapping[Key, Seen]:
    """Topics by key: those that a link names, and those of the bridge's account whose marker names a key.

    A topic that people opened is never taken for ours, whatever its text says.
    """
    # A notice is a reply in the topic of another Document.
    by_topic = {
        link.topic_id: link
        for link in links
        if link.topic_id is not None and link.post_id is not None and link.key.kind is not Kind.NOTICE
    }
    seen: dict[Key, Seen] = {}
    for topic in topics:
        link = by_topic.get(topic.topic_id)
        if link is not None:
            found = see_topic(link.key, topic)
            seen[link.key] = replace(found, post_id=found.post_id or link.post_id, generation=link.generation)
            continue
        if topic.first is None or not topic.first.ours:
            continue
        _, marker = split_marker(topic.first.raw)
        if marker is None or marker.key.campaign != campaign or marker.key in seen:
            continue
        if marker.key.external_id(generation_of(topic.external_id)) != (
            topic.external_id or marker.key.external_id()
        ):
            continue
        seen[marker.key] = see_topic(marker.key, topic)
    return seen


def generation_of(external_id: str | None) -> int:
    """The generation at the end of an external id; 1 where there is none."""
    found = _GENERATION.search(external_id or "")
    return int(found[1]) if found else 1


def refreshed(
    topics: Iterable[ObservedTopic], known: Iterable[ObservedTopic], kept: AbstractSet[int] = frozenset()
) -> tuple[ObservedTopic, ...]:
    """The topics of a new look, completed from an earlier one where they were not read again.

    Each gets its first post from there if it has none; those in `kept` did not change at all.
    """
    before = {topic.topic_id: topic for topic in known}
    fresh = [
        topic
        if topic.first is not None or topic.topic_id not in before
        else replace(topic, first=before[topic.topic_id].first)
        for topic in topics
    ]
    return (*fresh, *(topic for number, topic in before.items() if number in kept))
