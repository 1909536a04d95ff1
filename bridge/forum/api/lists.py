"""Lists of topics (CONTRACT, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from bridge.forum.endpoint import reading
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.topics import TopicItem, TopicList

LATEST = reading("/latest.json")

PER_PAGE = 100
"""The most that the forum lists at once; 101 is a 400."""


def topics_of(client: Client, category_id: int) -> Iterator[list[TopicItem]]:
    """GET /latest.json?category=: pages of 100 topics, oldest first, sub-categories included.

    By age the order only grows at its end, so nothing is listed twice while people vote. A topic that is
    deleted between two pages can hide another one; the caller notices by what it knew before.
    """
    page = 0
    while True:
        answer = client.call(
            LATEST,
            query={
                "category": category_id,
                "order": "created",
                "ascending": "true",
                "per_page": PER_PAGE,
                "page": page,
            },
        )
        found = read(TopicList, answer, LATEST).topic_list
        yield found.topics
        if not found.more_topics_url or not found.topics:
            return
        page += 1
