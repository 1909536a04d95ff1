"""Bodies of deliveries: posts and topics as the system's account sees them, whoever caused the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.sandbox.categorising import category_json
from bridge.sandbox.routing import encode
from bridge.sandbox.serialise import View, basic_user, posts_json
from bridge.sandbox.site import Row, Site
from bridge.sandbox.topic_view import about, is_pinned

SYSTEM = -1
_UNLISTED_BY_HAND = 3
_NOT_SENT = frozenset(
    {
        "readers_count",
        "yours",
        "topic_html_title",
        "flair_url",
        "flair_bg_color",
        "flair_color",
        "badges_granted",
        "can_edit",
        "can_delete",
        "can_recover",
        "can_see_hidden_post",
        "can_wiki",
        "actions_summary",
        "can_view_edit_history",
        "locked",
        "notice",
        "excerpt",
        "truncated",
        "post_voting_has_votes",
        "comments",
        "comments_count",
    }
)
"""Keys of a post that depend on who looks; a delivery has no reader."""


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent about an event.

    Attributes:
        root: the only key of the body, and the value of the header ``X-Discourse-Event-Type``.
        text: the body as JSON.
        category_id: for the hooks that listen to some categories only.
        tag_ids: the same for tags.
    """

    root: str
    text: str
    category_id: int | None = None
    tag_ids: frozenset[int] = frozenset()


def body_of(site: Site, event: str, about_what: Mapping[str, Any]) -> Body | None:
    """The body for an event, or None where what it is about is gone."""
    if "vote" in about_what:
        vote = about_what["vote"]
        topic = site.one("SELECT * FROM topics WHERE id = ?", vote["topic_id"])
        return None if topic is None else _body(site, "topic_voting", vote, topic)
    if "post_id" in about_what:
        return _of_post(site, event, about_what)
    if "topic_id" in about_what:
        topic = site.one("SELECT * FROM topics WHERE id = ?", about_what["topic_id"])
        return None if topic is None else _body(site, "topic", _topic(site, topic), topic)
    if "reviewable" in about_what:
        return Body("reviewable", encode({"reviewable": about_what["reviewable"]}).decode())
    category_id = about_what.get("category_id")
    if category_id is None:
        return None
    shown = category_json(site, site.user(SYSTEM), category_id, full=True)
    return Body("category", encode({"category": shown}).decode(), category_id)


def _of_post(site: Site, event: str, about_what: Mapping[str, Any]) -> Body | None:
    post = site.one("SELECT * FROM posts WHERE id = ?", about_what["post_id"])
    if post is None:
        return None
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    shown = _post(site, post, topic, fresh=event == "post_created")
    if event != "post_liked":
        return _body(site, "post", shown, topic)
    liker = basic_user(site.user(about_what["user_id"]))
    return _body(site, "like", {"post": shown, "user": liker}, topic)


def _body(site: Site, root: str, content: Any, topic: Row) -> Body:
    tag_ids = frozenset(site.column("SELECT tag_id FROM topic_tags WHERE topic_id = ?", topic["id"]))
    return Body(root, encode({root: content}).decode(), topic["category_id"], tag_ids)


def _post(site: Site, post: Row, topic: Row, *, fresh: bool) -> dict[str, Any]:
    shown = posts_json(site, site.user(SYSTEM), [post], View(raw=True, feed=True, fresh=fresh))[0]
    sent = {name: value for name, value in shown.items() if name not in _NOT_SENT}
    left = "SELECT count(*) FROM posts WHERE topic_id = ? AND deleted_at IS NULL AND user_deleted = 0"
    sent |= {
        "topic_posts_count": site.value(left, topic["id"]),
        "topic_filtered_posts_count": site.value(f"{left} AND post_type = 1", topic["id"]),
        "topic_archetype": topic["archetype"],
    }
    if topic["category_id"] is not None:
        sent["category_slug"] = site.value("SELECT slug FROM categories WHERE id = ?", topic["category_id"])
    return sent


def _topic(site: Site, topic: Row) -> dict[str, Any]:
    shown = about(site, topic)
    gone = topic["deleted_by_id"]
    hidden = "SELECT 1 FROM posts WHERE topic_id = ? AND deleted_at IS NOT NULL AND post_number > 1"
    if not topic["visible"]:
        shown["visibility_reason_id"] = _UNLISTED_BY_HAND
    shown |= {
        "unpinned": None,
        "pinned": is_pinned(site, topic),
        "highest_post_number": topic["highest_post_number"],
        "deleted_by": basic_user(site.user(gone)) if gone is not None else None,
        "has_deleted": bool(site.value(hidden, topic["id"])),
        "bookmarked": False,
        "participant_count": topic["participant_count"],
        "thumbnails": None,
        "created_by": basic_user(site.user(topic["user_id"])),
        "last_poster": basic_user(site.user(topic["last_post_user_id"])),
    }
    for add in site.hooks.topic_json:
        add(site, site.user(SYSTEM), topic, shown)
    return shown
