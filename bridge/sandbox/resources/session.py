"""``/session/current``: who the key speaks for."""

from __future__ import annotations

from bridge.sandbox import connecting
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.serialise import basic_user


def current(call: Call) -> Reply:
    """The current user with its rights; 404 without one."""
    user = call.actor
    if user is None:
        return Reply("", 404, "text/plain; charset=utf-8")
    site = call.site
    groups = site.all(
        "SELECT g.id, g.name, g.has_messages FROM groups g JOIN group_users m ON m.group_id = g.id WHERE"
        " m.user_id = ? ORDER BY g.id",
        user.id,
    )
    shown = {
        **basic_user(user),
        "unread_notifications": 0,
        "unread_high_priority_notifications": 0,
        "all_unread_notifications_count": 0,
        "admin": user.admin,
        "moderator": user.moderator,
        "staff": user.staff,
        "whisperer": False,
        "title": None,
        "any_posts": bool(site.value("SELECT 1 FROM posts WHERE user_id = ?", user.id)),
        "trust_level": user.trust_level,
        "can_send_private_messages": user.staff or user.trust_level >= 1,
        "can_edit": True,
        "can_create_topic": True,
        "can_create_poll": user.staff or user.trust_level >= site.limits.poll_minimum_trust_level_to_create,
        "can_review": user.staff,
        "custom_fields": {},
        "groups": [
            {"id": row["id"], "name": row["name"], "has_messages": bool(row["has_messages"])}
            for row in groups
        ],
    }
    return Reply({"current_user": shown})


ROUTES = [Route("GET", "/session/current", current, "session/current"), *connecting.ROUTES]
