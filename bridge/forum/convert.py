"""From the forum's words to the bridge's: answers become observations."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable
from datetime import UTC

from bridge.domain.observation import (
    ObservedCategory,
    ObservedOption,
    ObservedPoll,
    ObservedPost,
    ObservedTopic,
)
from bridge.forum.wire.categories import CategoryPart
from bridge.forum.wire.polls import PollPart
from bridge.forum.wire.posts import REGULAR, PostPart
from bridge.forum.wire.topics import TopicItem, TopicPage

MARKER_FIELD = "ideabridge"
"""Name of the custom field in which a category carries the bridge's key."""

NOBODY = 0
"""Stands for the author of a post whose account was deleted; no account has this number."""

_ELEMENT = re.compile(r"<[^>]*>")


def label(option_html: str) -> str:
    """An option's text without its HTML."""
    return html.unescape(_ELEMENT.sub("", option_html)).strip()


def observed_poll(part: PollPart, own: Collection[object] = ()) -> ObservedPoll:
    """A poll; counts are None where the forum hides them.

    `own` are the options for which the bridge's account voted: its vote is nobody's and is left out.
    """
    options = tuple(
        ObservedOption(
            label(option.html),
            option.votes - (option.id in own) if option.votes else option.votes,
        )
        for option in part.options
    )
    return ObservedPoll(part.name, part.status == "open", options, part.voters - bool(own))


def observed_post(part: PostPart, account: int, *, own_topic: bool = False) -> ObservedPost:
    """A post; `account` is the bridge's own user id.

    The text of a removed post is left behind, but for what opens one of the bridge's own topics.
    """
    removed = part.deleted_at is not None or part.user_deleted
    return ObservedPost(
        post_id=part.id,
        topic_id=part.topic_id,
        number=part.post_number,
        author=NOBODY if part.user_id is None else part.user_id,
        ours=part.user_id == account,
        raw="" if removed and not own_topic else part.raw or "",
        version=part.version,
        written=part.created_at.astimezone(UTC),
        likes=part.likes,
        readers=part.readers_count,
        removed=removed,
        polls=tuple(observed_poll(poll, part.polls_votes.get(poll.name, ())) for poll in part.polls),
        staff=part.staff,
    )


def regular_posts(parts: Iterable[PostPart], account: int) -> list[ObservedPost]:
    """What people wrote, without small actions, whispers and moderators' notes."""
    return [observed_post(part, account) for part in parts if part.post_type == REGULAR]


def first_post(posts: Iterable[ObservedPost]) -> ObservedPost | None:
    """The post that opens a topic."""
    return next((post for post in posts if post.number == 1), None)


def observed_topic(page: TopicPage, account: int) -> ObservedTopic:
    """A topic with its first post."""
    opening = next((part for part in page.post_stream.posts if part.post_number == 1), None)
    return ObservedTopic(
        topic_id=page.id,
        category_id=page.category_id,
        title=page.title,
        tags=tuple(sorted(page.tags)),
        closed=page.closed,
        pinned=page.pinned_at is not None,
        listed=page.visible,
        removed=page.deleted_at is not None,
        posts_count=page.posts_count,
        like_count=page.like_count,
        created=page.created_at.astimezone(UTC),
        external_id=page.external_id,
        first=None
        if opening is None
        else observed_post(opening, account, own_topic=page.external_id is not None),
    )


def listed_topic(
    item: TopicItem, *, first: ObservedPost | None = None, external_id: str | None = None
) -> ObservedTopic:
    """A row of a list, with its first post where that was read."""
    return ObservedTopic(
        topic_id=item.id,
        category_id=item.category_id,
        title=item.title,
        tags=tuple(sorted(item.tags)),
        closed=item.closed,
        pinned=item.pinned or bool(item.unpinned),
        listed=item.visible,
        removed=False,
        posts_count=item.posts_count,
        like_count=item.like_count,
        created=item.created_at.astimezone(UTC),
        external_id=external_id,
        first=first,
    )


def observed_category(part: CategoryPart) -> ObservedCategory:
    """A category; `permissions` is empty where this account may not see them: no category has none."""
    marker = part.custom_fields.get(MARKER_FIELD)
    permissions = (
        f"{permission.group_name}:{permission.permission_type}" for permission in part.group_permissions
    )
    return ObservedCategory(
        category_id=part.id,
        name=part.name,
        slug=part.slug,
        permissions=tuple(sorted(permissions)),
        marker=str(marker) if marker else None,
        about_topic=part.about_topic,
    )
