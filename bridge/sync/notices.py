"""Notices as the forum shows them: replies of the bridge, known by their marker alone.

A topic cannot stand twice, since the forum refuses its external id. A reply has none: a request that was
held up on its way, or sent twice by something in between, can leave a second copy of a notice. Copies are
seen here and taken away by the plan; the one that the store knows stays, else the oldest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bridge.domain.document import Facet, Link, LinkState
from bridge.domain.identity import Key, Kind, Marker, split_marker
from bridge.domain.observation import ObservedPost, Snapshot
from bridge.sync.observed import Seen


def see_notices(campaign: str, links: Iterable[Link], posts: Iterable[ObservedPost]) -> dict[Key, Seen]:
    """Notices by key: where posts were read with their text; linked ones that were not count as unchanged.

    A linked notice of which only copies are left is the oldest of these.
    """
    by_id = {post.post_id: post for post in posts if post.ours}
    standing: dict[Key, list[tuple[ObservedPost, str, Marker]]] = defaultdict(list)
    for _, post in sorted(by_id.items()):
        body, marker = split_marker(post.raw)
        if marker is not None and not post.removed and marker.key.campaign == campaign:
            standing[marker.key].append((post, body, marker))
    linked = {
        link.key: link
        for link in links
        if link.key.kind is Kind.NOTICE and link.key.campaign == campaign and link.state is LinkState.ACTIVE
    }
    notices = {
        key: _seen(key, found, linked.get(key)) for key, found in standing.items() if key.kind is Kind.NOTICE
    }
    for key, link in linked.items():
        if key not in notices:
            shown = by_id.get(link.post_id or 0)
            notices[key] = Seen(
                key=key,
                facets=dict(link.base),
                removed=shown is not None and shown.removed,
                topic_id=link.topic_id,
                post_id=link.post_id,
                generation=link.generation,
            )
    return notices


def reading_again(snapshot: Snapshot, notices: Mapping[Key, Seen]) -> Snapshot:
    """The same snapshot, forgetting that topics with copies were read.

    Copies show only where a topic's posts are read. So that a run which breaks off before it has taken them
    away leaves them to the next one, that one has to read these topics again.
    """
    doubtful = {seen.topic_id for seen in notices.values() if seen.copies}
    if not doubtful:
        return snapshot
    memory = snapshot.memory
    kept = {number: counts for number, counts in memory.topics.items() if number not in doubtful}
    parts = {mark: numbers for mark, numbers in memory.parts.items() if doubtful.isdisjoint(numbers)}
    return replace(snapshot, memory=replace(memory, topics=kept, parts=parts))


def _seen(key: Key, found: list[tuple[ObservedPost, str, Marker]], link: Link | None) -> Seen:
    known = next((item for item in found if link is not None and item[0].post_id == link.post_id), found[0])
    post, body, marker = known
    return Seen(
        key=key,
        facets={Facet.BODY: body},
        removed=False,
        topic_id=post.topic_id,
        post_id=post.post_id,
        raw=post.raw,
        marker=marker,
        copies=tuple(item[0].post_id for item in found if item is not known),
    )
