"""Topics in answers: one with its posts, and lists of them."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, Field

from bridge.forum.wire.base import Wire
from bridge.forum.wire.posts import PostPart
from bridge.forum.wire.tags import TagName


class StreamPart(Wire):
    """The first posts of a topic and the ids of all."""

    posts: list[PostPart]
    stream: list[int]


class TopicPage(Wire):
    """GET /t/{id}.json. `external_id` is there when set (OBSERVED, section 3)."""

    id: int
    title: str
    category_id: int | None
    posts_count: int
    like_count: int
    created_at: AwareDatetime
    closed: bool
    visible: bool
    pinned_at: datetime | None
    deleted_at: datetime | None
    post_stream: StreamPart
    external_id: str | None = None
    tags: list[TagName] = Field(default_factory=list)


class MorePosts(Wire):
    """GET /t/{id}/posts.json."""

    post_stream: PostsPart


class PostsPart(Wire):
    """Some posts of a topic."""

    posts: list[PostPart]


class TopicItem(Wire):
    """One row of a list. `pinned` tells of this account, which may have unpinned it for itself."""

    id: int
    title: str
    category_id: int | None
    posts_count: int
    like_count: int
    created_at: AwareDatetime
    closed: bool
    visible: bool
    pinned: bool
    unpinned: bool | None = None
    tags: list[TagName] = Field(default_factory=list)


class ItemsPart(Wire):
    """One page of a list; without `more_topics_url` it is the last one."""

    topics: list[TopicItem]
    more_topics_url: str | None = None


class TopicList(Wire):
    """GET /latest.json."""

    topic_list: ItemsPart


MorePosts.model_rebuild()
