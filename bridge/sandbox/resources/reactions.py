"""``/discourse-reactions``: giving reactions and who gave them. Off unless the setting is on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox import params, reacting
from bridge.sandbox.refusals import invalid_access, not_found, record_not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import LIKE, View, basic_user, excerpt, post_json, within_undo
from bridge.sandbox.site import Row, Site, User

_MOST_PEOPLE = 27
_PAGE = 20


def _on(call: Call) -> Site:
    if not call.site.limits.discourse_reactions_enabled:
        raise not_found()
    return call.site


def _find(call: Call) -> tuple[Row, Row]:
    post = call.site.one("SELECT * FROM posts WHERE id = ? AND deleted_at IS NULL", call.number("id"))
    if post is None:
        raise record_not_found()
    topic = call.site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    return post, topic


def toggle(call: Call) -> Reply:
    """Give, exchange or take back a reaction; ``actions_summary`` in the answer lags behind an added like."""
    site, user = _on(call), call.user()
    post, topic = _find(call)
    added = reacting.toggle(site, user, post, topic, call.route["name"])
    shown = post_json(site, user, post["id"], View())
    if added:
        count = shown["actions_summary"][0].get("count", 0) - 1
        shown["actions_summary"][0] = {
            "id": LIKE,
            **({"count": count} if count > 0 else {}),
            "can_act": True,
        }
    return Reply(shown)


def people(call: Call) -> Reply:
    """Who reacted, at most 27 people for each reaction, newest first; open to everybody who sees the post."""
    site = _on(call)
    post, topic = _find(call)
    if not guardian.can_see_post(site, call.actor, post, topic):
        raise invalid_access()
    wanted = params.text(call.params, "reaction_value")
    listed = []
    for name, rows in reacting.counted(reacting.given(site, [post["id"]])):
        if wanted is None or wanted == name:
            shown = [_person(site, name, row) for row in rows[:_MOST_PEOPLE]]
            listed.append({"id": name, "count": len(rows), "users": shown})
    return Reply({"reaction_users": listed})


def _person(site: Site, name: str, row: Row) -> dict[str, Any]:
    user = site.user(row["user_id"])
    undo = name != reacting.main_reaction(site) and within_undo(site, row["created_at"])
    return {
        "username": user.username,
        "name": user.name,
        "avatar_template": user.avatar_template,
        "can_undo": undo,
        "created_at": row["created_at"][:19].replace("T", " ") + " UTC",
    }


def _history(site: Site, where: str, user: User, before: int | None, *, likes: bool) -> list[dict[str, Any]]:
    rows = site.all(
        "SELECT u.id, u.user_id, u.post_id, u.created_at, r.id AS reaction_id, r.reaction_value AS name,"
        " r.reaction_users_count AS count, r.created_at AS first_at FROM discourse_reactions_reaction_users u"
        " JOIN discourse_reactions_reactions r ON r.id = u.reaction_id JOIN posts p ON p.id = u.post_id"
        f" WHERE {where} AND p.deleted_at IS NULL AND u.id < ? ORDER BY u.created_at DESC LIMIT ?",
        user.id,
        before if before is not None else 1 << 60,
        _PAGE,
    )
    if likes:
        rows += site.all(
            "SELECT a.id, a.user_id, a.post_id, a.created_at, a.id AS reaction_id, ? AS name, 1 AS count,"
            " a.created_at AS first_at FROM post_actions a JOIN posts p ON p.id = a.post_id"
            f" WHERE {where.replace('u.', 'a.')} AND p.deleted_at IS NULL AND a.deleted_at IS NULL"
            f" AND a.post_action_type_id = {LIKE} AND {reacting.NOT_REACTED}"
            " ORDER BY a.created_at DESC LIMIT ?",
            reacting.main_reaction(site),
            user.id,
            _PAGE,
        )
    rows.sort(key=lambda row: str(row["created_at"]), reverse=True)
    return [_entry(site, row) for row in rows[:_PAGE]]


def _entry(site: Site, row: Row) -> dict[str, Any]:
    post = site.one("SELECT * FROM posts WHERE id = ?", row["post_id"])
    assert post is not None
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    more = {"title": None, "primary_group_name": None}
    author = basic_user(site.user(post["user_id"]))
    return {
        "id": row["id"],
        "user_id": row["user_id"],
        "post_id": row["post_id"],
        "created_at": row["created_at"],
        "user": {**basic_user(site.user(row["user_id"])), **more},
        "post": {
            "excerpt": excerpt(post["cooked"], 300),
            "id": post["id"],
            "created_at": post["created_at"],
            "topic_id": topic["id"],
            "topic_title": topic["title"],
            "topic_slug": topic["slug"],
            "topic_html_title": topic["fancy_title"],
            "url": f"/t/{topic['slug']}/{topic['id']}/{post['post_number']}",
            "category_id": topic["category_id"],
            "post_number": post["post_number"],
            "posts_count": topic["posts_count"],
            "post_type": post["post_type"],
            **{name: author[name] for name in ("username", "name", "avatar_template")},
            "user_title": None,
            "primary_group_name": None,
            "user": {**author, **more},
            "topic": {name: topic[name] for name in ("id", "title", "fancy_title", "slug", "posts_count")},
        },
        "reaction": {
            "id": row["reaction_id"],
            "post_id": row["post_id"],
            "reaction_type": "emoji",
            "reaction_value": row["name"],
            "reaction_users_count": row["count"],
            "created_at": row["first_at"],
        },
    }


def _named(call: Call) -> User:
    user = call.site.user_named(params.text(call.params, "username") or "")
    if user is None:
        raise not_found()
    return user


def received(call: Call) -> Reply:
    """Reactions to a person's posts, for that person and admins; 20 a page, likes on demand."""
    site, asking, user = _on(call), call.user(), _named(call)
    if asking.id != user.id and not asking.admin:
        raise invalid_access()
    before = params.integer(call.params, "before_reaction_user_id")
    likes = params.flag(call.params, "include_likes")
    return Reply(_history(site, "p.user_id = ?", user, before, likes=likes))


def made(call: Call) -> Reply:
    """Reactions that a person gave."""
    site = _on(call)
    before = params.integer(call.params, "before_reaction_user_id")
    return Reply(_history(site, "u.user_id = ?", _named(call), before, likes=False))


def _add_to_posts(site: Site, viewer: User | None, posts: Sequence[Row], shown: list[dict[str, Any]]) -> None:
    if not site.limits.discourse_reactions_enabled:
        return
    rows: dict[int, list[Row]] = {}
    for row in reacting.given(site, [post["id"] for post in posts]):
        rows.setdefault(row["post_id"], []).append(row)
    for post, item in zip(posts, shown, strict=True):
        item |= reacting.summary(site, viewer, rows.get(post["id"], []))


def _add_to_topic(site: Site, _viewer: User | None, _topic: Row, shown: dict[str, Any]) -> None:
    if site.limits.discourse_reactions_enabled:
        shown["valid_reactions"] = reacting.valid_reactions(site)


def install(site: Site) -> None:
    """Show reactions with posts."""
    site.hooks.post_json.append(_add_to_posts)
    site.hooks.topic_json.append(_add_to_topic)


_BASE = "/discourse-reactions/posts"
_ACTION = "discourse_reactions/custom_reactions"
ROUTES = [
    Route("PUT", f"{_BASE}/{{id:int}}/custom-reactions/{{name}}/toggle", toggle, f"{_ACTION}/toggle"),
    Route("GET", f"{_BASE}/{{id:int}}/reactions-users", people, f"{_ACTION}/post_reactions_users"),
    Route("GET", f"{_BASE}/reactions-received", received, f"{_ACTION}/reactions_received"),
    Route("GET", f"{_BASE}/reactions", made, f"{_ACTION}/reactions_given"),
]
