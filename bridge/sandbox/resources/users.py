"""``/u``, ``/users`` and the user part of the admin area: making people, showing them, their rights."""

from __future__ import annotations

import re
from typing import Any

from bridge.sandbox import params, people
from bridge.sandbox.refusals import SandboxRefusal, invalid_access, missing, not_found
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Site, User, read_stamp, stamp

_ACTIVATED = "Your account is activated and ready to use."


def create(call: Call) -> Reply:
    """Make a person; a taken name or address answers like a success, but inactive."""
    call.admin()
    username = params.text(call.params, "username")
    if not username:
        raise missing("username")
    email = params.text(call.params, "email")
    taken = call.site.user_named(username) is not None or (
        email and call.site.value("SELECT 1 FROM user_emails WHERE email = ?", email.lower())
    )
    if taken:
        return Reply({"success": True, "active": False, "message": _ACTIVATED})
    try:
        people.create_user(
            call.site, username, name=params.text(call.params, "name"), email=email, trust_level=0
        )
    except SandboxRefusal as refusal:
        body = {
            "success": False,
            "message": refusal.errors[0],
            "errors": {"username": refusal.errors},
            "values": {},
        }
        return Reply(body)
    return Reply({"success": True, "active": True, "message": _ACTIVATED})


def _named(call: Call) -> User:
    user = call.site.user_named(call.route["username"])
    if user is None:
        raise not_found()
    return user


def show(call: Call) -> Reply:
    """A person's profile; the main part of what Discourse shows."""
    site, user = call.site, _named(call)
    row = site.one("SELECT * FROM users WHERE id = ?", user.id)
    assert row is not None
    counts = site.value(
        "SELECT count(*) FROM posts WHERE user_id = ? AND deleted_at IS NULL AND post_number > 1", user.id
    )
    shown: dict[str, Any] = {
        **basic_user(user),
        "last_posted_at": row["last_posted_at"],
        "last_seen_at": row["last_seen_at"],
        "created_at": row["created_at"],
        "ignored": False,
        "muted": False,
        "trust_level": user.trust_level,
        "moderator": user.moderator,
        "admin": user.admin,
        "title": row["title"],
        "badge_count": 0,
        "custom_fields": {},
        "time_read": 0,
        "recent_time_read": 0,
        "primary_group_id": None,
        "primary_group_name": None,
        "staged": False,
        "can_edit": call.actor is not None and (call.actor.staff or call.actor.id == user.id),
        "pending_count": 0,
        "profile_view_count": 0,
        "post_count": counts,
        "groups": _groups(site, user),
    }
    return Reply({"user_badges": [], "user": shown})


def _groups(site: Site, user: User) -> list[dict[str, Any]]:
    rows = site.all(
        "SELECT g.id, g.automatic, g.name, g.user_count FROM groups g JOIN group_users m ON m.group_id = g.id"
        " WHERE m.user_id = ? ORDER BY g.id",
        user.id,
    )
    return [
        {
            "id": row["id"],
            "automatic": bool(row["automatic"]),
            "name": row["name"],
            "display_name": row["name"],
            "user_count": row["user_count"],
        }
        for row in rows
    ]


def _by_id(call: Call) -> User:
    try:
        return call.site.user(call.number("id"))
    except LookupError as error:
        raise not_found() from error


def _admin_view(site: Site, user: User) -> dict[str, Any]:
    row = site.one("SELECT * FROM users WHERE id = ?", user.id)
    assert row is not None
    return {
        **basic_user(user),
        "active": bool(row["active"]),
        "admin": user.admin,
        "moderator": user.moderator,
        "last_seen_at": row["last_seen_at"],
        "last_emailed_at": None,
        "created_at": row["created_at"],
        "last_seen_age": None,
        "last_emailed_age": None,
        "created_at_age": (site.now() - read_stamp(row["created_at"])).total_seconds(),
        "trust_level": user.trust_level,
        "manual_locked_trust_level": None,
        "title": row["title"],
        "time_read": 0,
        "staged": False,
        "can_be_deleted": True,
        "days_visited": 0,
        "posts_read_count": site.value("SELECT count(*) FROM post_timings WHERE user_id = ?", user.id),
        "topics_entered": 0,
        "post_count": site.value(
            "SELECT count(*) FROM posts WHERE user_id = ? AND deleted_at IS NULL", user.id
        ),
    }


def admin_show(call: Call) -> Reply:
    """A person as an admin sees it."""
    call.admin()
    return Reply(_admin_view(call.site, _by_id(call)))


def admin_list(call: Call) -> Reply:
    """Active people, or those whose name or address contains ``filter``; 100 a page."""
    call.admin()
    site = call.site
    text = f"%{(params.text(call.params, 'filter') or '').lower()}%"
    page = max(1, params.integer(call.params, "page", 1) or 1)
    ids = site.column(
        "SELECT u.id FROM users u LEFT JOIN user_emails e ON e.user_id = u.id WHERE u.id > 0 AND u.active = 1"
        " AND (u.username_lower LIKE ? OR coalesce(e.email, '') LIKE ?) ORDER BY u.id LIMIT 100 OFFSET ?",
        text,
        text,
        (page - 1) * 100,
    )
    return Reply([{**_admin_view(site, site.user(user_id)), "silence_reason": ""} for user_id in ids])


def trust_level(call: Call) -> Reply:
    """Set a person's trust level, 0 to 4."""
    call.admin()
    user = _by_id(call)
    level = params.integer(call.params, "level")
    if level is None or not 0 <= level <= 4:
        raise missing("level")
    call.site.update("users", user.id, trust_level=level)
    people.place_in_automatic_groups(call.site, user.id)
    return Reply({"admin_user": _admin_view(call.site, call.site.user(user.id))})


def suspend(call: Call) -> Reply:
    """Suspend a person: its requests are refused until the date."""
    staff = call.staff()
    user = _by_id(call)
    until = params.text(call.params, "suspend_until")
    if not until:
        raise missing("suspend_until")
    if user.staff:
        raise invalid_access()
    now, till = call.site.stamp(), stamp(read_stamp(until))
    call.site.update("users", user.id, suspended_at=now, suspended_till=till)
    call.site.forget_users()
    reason = params.text(call.params, "reason")
    body = {
        "suspend_reason": reason,
        "full_suspend_reason": reason,
        "suspended_till": till,
        "suspended_at": now,
        "suspended_by": basic_user(staff),
    }
    return Reply({"suspension": body})


def unsuspend(call: Call) -> Reply:
    """End a suspension."""
    call.staff()
    user = _by_id(call)
    call.site.update("users", user.id, suspended_at=None, suspended_till=None)
    call.site.forget_users()
    return success()


def grant(call: Call) -> Reply:
    """Give or take the right of an admin or moderator."""
    call.admin()
    user = _by_id(call)
    match = re.fullmatch(r"(grant|revoke)_(admin|moderation)", call.route["deed"])
    if match is None:
        raise not_found()
    column = "admin" if match[2] == "admin" else "moderator"
    call.site.update("users", user.id, **{column: int(match[1] == "grant")})
    people.place_in_automatic_groups(call.site, user.id)
    return success()


_ADMIN = "/admin/users/{id:int}"
ROUTES = [
    Route("POST", "/users", create, "users/create"),
    Route("GET", "/u/{username}", show, "users/show"),
    Route("GET", "/users/{username}", show, "users/show"),
    Route("GET", "/admin/users/list/{kind}", admin_list, "admin/users/index", hidden=True),
    Route("GET", _ADMIN, admin_show, "admin/users/show", hidden=True),
    Route("PUT", f"{_ADMIN}/trust_level", trust_level, "admin/users/trust_level", hidden=True),
    Route("PUT", f"{_ADMIN}/suspend", suspend, "admin/users/suspend"),
    Route("PUT", f"{_ADMIN}/unsuspend", unsuspend, "admin/users/unsuspend"),
    Route("PUT", f"{_ADMIN}/{{deed}}", grant, "admin/users/grant", hidden=True),
]
