"""``/user_actions``: likes of a person's posts (filter 2) and likes that a person gave (filter 1)."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params
from bridge.sandbox.reacting import NOT_REACTED
from bridge.sandbox.refusals import missing, not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import LIKE, excerpt
from bridge.sandbox.site import Row, Site

_GIVEN, _RECEIVED = 1, 2
_PAGE = 30


def listing(call: Call) -> Reply:
    """Likes of a person's posts, newest first, 30 unless ``limit`` says otherwise.

    Who was liked is told to that person and to staff only; reactions other than the like are left out.
    """
    site, viewer = call.site, call.actor
    name = params.text(call.params, "username")
    if not name:
        raise missing("username")
    user = site.user_named(name)
    if user is None:
        raise not_found()
    kinds = [int(part) for part in params.strings(str(call.params.get("filter") or "")) if part.isdigit()]
    private = _RECEIVED in kinds or not kinds
    if private and not (viewer and (viewer.staff or viewer.id == user.id)):
        raise not_found()
    limit = params.integer(call.params, "limit", _PAGE) or _PAGE
    offset = params.integer(call.params, "offset", 0) or 0
    found: list[Row] = []
    for kind in kinds or [_GIVEN, _RECEIVED]:
        if kind not in (_GIVEN, _RECEIVED):
            continue
        column = "a.user_id" if kind == _GIVEN else "p.user_id"
        found += site.all(
            "SELECT a.id, a.created_at, a.user_id AS acting, p.id AS post_id, ? AS kind FROM post_actions a"
            " JOIN posts p ON p.id = a.post_id JOIN topics t ON t.id = p.topic_id"
            f" WHERE {column} = ? AND a.post_action_type_id = ? AND a.deleted_at IS NULL AND {NOT_REACTED}"
            " AND p.deleted_at IS NULL AND t.deleted_at IS NULL AND t.archetype = 'regular'"
            " ORDER BY a.created_at DESC, a.id DESC LIMIT ?",
            kind,
            user.id,
            LIKE,
            limit + offset,
        )
    found.sort(key=lambda row: (str(row["created_at"]), int(row["id"])), reverse=True)
    shown = (_entry(call, site, row) for row in found[offset : offset + limit])
    return Reply({"user_actions": [entry for entry in shown if entry is not None]})


def _entry(call: Call, site: Site, row: Row) -> dict[str, Any] | None:
    post = site.one("SELECT * FROM posts WHERE id = ?", row["post_id"])
    assert post is not None
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    if not guardian.can_see_post(site, call.actor, post, topic):
        return None
    author, acting = site.user(post["user_id"]), site.user(row["acting"])
    return {
        "excerpt": excerpt(post["cooked"], 300),
        "action_type": row["kind"],
        "created_at": row["created_at"],
        "avatar_template": author.avatar_template,
        "acting_avatar_template": acting.avatar_template,
        "slug": topic["slug"],
        "topic_id": topic["id"],
        "target_user_id": author.id,
        "target_name": author.name,
        "target_username": author.username,
        "post_number": post["post_number"],
        "post_id": post["id"],
        "username": author.username,
        "name": author.name,
        "user_id": author.id,
        "acting_username": acting.username,
        "acting_name": acting.name,
        "acting_user_id": acting.id,
        "title": topic["title"],
        "deleted": False,
        "hidden": bool(post["hidden"]),
        "post_type": post["post_type"],
        "action_code": post["action_code"],
        "category_id": topic["category_id"],
        "closed": bool(topic["closed"]),
        "archived": bool(topic["archived"]),
    }


ROUTES = [Route("GET", "/user_actions", listing, "user_actions/index")]
