"""Users and posts as answers show them; which keys there are depends on who looks and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bridge.sandbox.rules import guardian
from bridge.sandbox.site import Row, Site, User, marks, read_stamp

LIKE = 2
_FLAGS = (3, 4, 8, 10, 7)
_FLAIR = {
    "primary_group_name": None,
    "flair_name": None,
    "flair_url": None,
    "flair_bg_color": None,
    "flair_color": None,
    "flair_group_id": None,
}
_TAG = re.compile("<[^>]+>")


@dataclass(frozen=True, slots=True)
class View:
    """Where posts are shown.

    Attributes:
        raw: with the source text.
        topic: as part of a topic, which adds ``read``.
        feed: in the list of latest posts, which adds the topic's title and an excerpt.
        draft: with ``draft_sequence``, as answers to writing have it.
        fresh: just made: nobody counts as reader yet.
    """

    raw: bool = False
    topic: bool = False
    feed: bool = False
    draft: bool = False
    fresh: bool = False


def basic_user(user: User) -> dict[str, Any]:
    """A user as it is mentioned in passing."""
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "avatar_template": user.avatar_template,
    }


def topic_rows(site: Site, topic_ids: Iterable[int]) -> dict[int, Row]:
    """Topics by id."""
    ids = list(set(topic_ids))
    return {row["id"]: row for row in site.all(f"SELECT * FROM topics WHERE id IN ({marks(ids)})", *ids)}


def posts_json(site: Site, viewer: User | None, posts: Sequence[Row], view: View) -> list[dict[str, Any]]:
    """Posts as answers show them."""
    if not posts:
        return []
    topics = topic_rows(site, (post["topic_id"] for post in posts))
    acted = _acted(site, viewer, posts)
    notices = _notices(site, posts)
    read_to = _read_to(site, viewer, topics) if view.topic else {}
    shown = [
        _post(site, viewer, post, topics[post["topic_id"]], view, acted, notices, read_to) for post in posts
    ]
    for add in site.hooks.post_json:
        add(site, viewer, posts, shown)
    return shown


def post_json(site: Site, viewer: User | None, post_id: int, view: View) -> dict[str, Any]:
    """One post as an answer shows it."""
    return posts_json(site, viewer, site.all("SELECT * FROM posts WHERE id = ?", post_id), view)[0]


def _acted(site: Site, viewer: User | None, posts: Sequence[Row]) -> dict[int, str]:
    """When the viewer liked which posts."""
    if viewer is None:
        return {}
    ids = [post["id"] for post in posts]
    rows = site.all(
        f"SELECT post_id, created_at FROM post_actions WHERE user_id = ? AND post_action_type_id = ?"
        f" AND deleted_at IS NULL AND post_id IN ({marks(ids)})",
        viewer.id,
        LIKE,
        *ids,
    )
    return {row["post_id"]: row["created_at"] for row in rows}


def _notices(site: Site, posts: Sequence[Row]) -> dict[int, Any]:
    ids = [post["id"] for post in posts]
    rows = site.all(
        f"SELECT post_id, value FROM post_custom_fields WHERE name = 'notice' AND post_id IN ({marks(ids)})",
        *ids,
    )
    return {row["post_id"]: json.loads(row["value"]) for row in rows}


def _read_to(site: Site, viewer: User | None, topics: dict[int, Row]) -> dict[int, int]:
    if viewer is None:
        return {}
    ids = list(topics)
    rows = site.all(
        f"SELECT topic_id, last_read_post_number FROM topic_users WHERE user_id = ? AND topic_id IN"
        f" ({marks(ids)})",
        viewer.id,
        *ids,
    )
    return {row["topic_id"]: row["last_read_post_number"] or 0 for row in rows}


def _post(
    site: Site,
    viewer: User | None,
    post: Row,
    topic: Row,
    view: View,
    acted: dict[int, str],
    notices: dict[int, Any],
    read_to: dict[int, int],
) -> dict[str, Any]:
    author = site.user(post["user_id"])
    staff = viewer is not None and viewer.staff
    own = viewer is not None and viewer.id == author.id
    reads = 0 if view.fresh else post["reads"]
    shown: dict[str, Any] = {
        "id": post["id"],
        "name": author.name,
        "username": author.username,
        "avatar_template": author.avatar_template,
        "created_at": post["created_at"],
        "cooked": post["cooked"],
        "post_number": post["post_number"],
        "post_type": post["post_type"],
        "posts_count": topic["posts_count"],
        "updated_at": post["updated_at"],
        "reply_count": post["reply_count"],
        "reply_to_post_number": post["reply_to_post_number"],
        "quote_count": post["quote_count"],
        "incoming_link_count": 0,
        "reads": reads,
        "readers_count": max(0, reads - 1),
        "score": 0,
        "yours": own,
        "topic_id": post["topic_id"],
        "topic_slug": topic["slug"],
    }
    if view.feed:
        shown |= {
            "topic_title": topic["title"],
            "topic_html_title": topic["fancy_title"],
            "category_id": topic["category_id"],
        }
    shown |= {"display_username": author.name, **_FLAIR, "badges_granted": [], "version": post["version"]}
    shown |= {
        "can_edit": guardian.can_edit_post(site, viewer, post, topic),
        "can_delete": guardian.can_delete_post(viewer, post),
        "can_recover": staff and post["deleted_at"] is not None,
        "can_see_hidden_post": staff or own,
        "can_wiki": staff,
    }
    if view.topic:
        shown["read"] = viewer is None or read_to.get(post["topic_id"], 0) >= post["post_number"]
    shown["user_title"] = None
    if post["reply_to_user_id"] is not None:
        shown["reply_to_user"] = basic_user(site.user(post["reply_to_user_id"]))
    shown["bookmarked"] = False
    if view.raw:
        shown["raw"] = post["raw"]
    shown |= {
        "actions_summary": _actions(site, viewer, post, topic, acted.get(post["id"])),
        "moderator": author.moderator,
        "admin": author.admin,
        "staff": author.staff,
        "user_id": author.id,
    }
    if view.draft:
        shown["draft_sequence"] = 0
    shown |= {
        "hidden": bool(post["hidden"]),
        "trust_level": author.trust_level,
        "deleted_at": post["deleted_at"],
    }
    if post["deleted_by_id"] is not None and post["deleted_at"] is not None:
        shown["deleted_by"] = basic_user(site.user(post["deleted_by_id"]))
    shown |= {
        "user_deleted": bool(post["user_deleted"]),
        "edit_reason": post["edit_reason"],
        "can_view_edit_history": staff or site.limits.edit_history_visible_to_public,
        "wiki": bool(post["wiki"]),
    }
    if staff and post["locked_by_id"] is not None:
        shown["locked"] = True
    if post["id"] in notices and viewer is not None and not own and (staff or viewer.trust_level >= 2):
        shown["notice"] = notices[post["id"]]
    if post["action_code"]:
        shown["action_code"] = post["action_code"]
    if view.feed:
        shown |= {"excerpt": excerpt(post["cooked"], 300), "truncated": True}
    if staff:
        shown |= {
            "reviewable_id": 0 if view.topic else None,
            "reviewable_score_count": 0,
            "reviewable_score_pending_count": 0,
        }
    shown["post_url"] = f"/t/{topic['slug']}/{topic['id']}/{post['post_number']}"
    return shown


def _actions(
    site: Site, viewer: User | None, post: Row, topic: Row, liked_at: str | None
) -> list[dict[str, Any]]:
    """What was done to a post and what the viewer may do; an entry without a count stands for none."""
    like: dict[str, Any] = {"id": LIKE}
    if post["like_count"] and post["deleted_at"] is None:
        like["count"] = post["like_count"]
    if viewer is None:
        return [like] if "count" in like else []
    if post["user_id"] == viewer.id:
        listed = [like] if "count" in like else []
        return listed + [{"id": kind, "can_act": True} for kind in _FLAGS]
    if liked_at is None:
        like |= {} if topic["archived"] else {"can_act": True}
    else:
        like["acted"] = True
        if within_undo(site, liked_at):
            like["can_undo"] = True
    return [like, *({"id": kind, "can_act": True} for kind in (6, *_FLAGS))]


def within_undo(site: Site, moment: str) -> bool:
    """Whether a like of this time may still be taken back."""
    window = timedelta(minutes=site.limits.post_undo_action_window_mins)
    return site.now() - read_stamp(moment) <= window


def plain(cooked: str) -> str:
    """The text of HTML."""
    return _TAG.sub("", cooked).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def excerpt(cooked: str, length: int) -> str:
    """The beginning of a post in HTML-escaped text."""
    text = re.sub(r"\s*\n\s*", "\n", _TAG.sub("", cooked)).strip()
    return text if len(text) <= length else text[:length].rstrip() + "&hellip;"
