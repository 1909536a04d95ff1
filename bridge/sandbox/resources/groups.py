"""``/groups``: groups and their members."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params, people
from bridge.sandbox.refusals import invalid_access, missing, not_found
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, User

_COLUMN_NAMES = (
    "mentionable_level messageable_level visibility_level members_visibility_level full_name title bio_raw"
    " default_notification_level"
)
_COLUMNS = _COLUMN_NAMES.split()


def _shown(viewer: User | None, row: Row) -> dict[str, Any]:
    admin = viewer is not None and viewer.admin
    shown: dict[str, Any] = {
        "id": row["id"],
        "automatic": bool(row["automatic"]),
        "name": row["name"],
        "display_name": row["name"],
        "user_count": row["user_count"],
        "mentionable_level": row["mentionable_level"],
        "messageable_level": row["messageable_level"],
        "visibility_level": row["visibility_level"],
        "primary_group": bool(row["primary_group"]),
        "title": row["title"],
        "grant_trust_level": row["grant_trust_level"],
        "incoming_email": None,
        "has_messages": bool(row["has_messages"]),
        "flair_url": None,
        "flair_bg_color": None,
        "flair_color": None,
        "bio_raw": row["bio_raw"],
        "bio_cooked": row["bio_cooked"],
        "bio_excerpt": row["bio_cooked"],
        "public_admission": bool(row["public_admission"]),
        "public_exit": bool(row["public_exit"]),
        "allow_membership_requests": bool(row["allow_membership_requests"]),
        "full_name": row["full_name"],
        "default_notification_level": row["default_notification_level"],
        "membership_request_template": None,
    }
    if not row["automatic"]:
        del shown["display_name"]
    if viewer is not None and row["id"] in viewer.group_ids and row["id"] != people.EVERYONE:
        shown["is_group_user"] = True
    shown |= {"members_visibility_level": row["members_visibility_level"], "can_see_members": True}
    shown |= {"can_admin_group": admin} if admin else {}
    return shown | {"publish_read_state": False}


def _find(call: Call, key: str = "name") -> Row:
    value = call.route[key]
    column = "id" if value.isdigit() else "name"
    row = call.site.one(f"SELECT * FROM groups WHERE {column} = ?", int(value) if value.isdigit() else value)
    if row is None or row["id"] == people.EVERYONE:
        raise not_found()
    return row


def listing(call: Call) -> Reply:
    """Groups; the automatic ones are shown to staff."""
    automatic = call.actor is not None and call.actor.staff
    where = "id <> 0" if automatic else "automatic = 0"
    rows = call.site.all(f"SELECT * FROM groups WHERE {where} ORDER BY name")
    body = {
        "groups": [_shown(call.actor, row) for row in rows],
        "extras": {"type_filters": ["my", "owner", "public", "close", "automatic"]},
        "total_rows_groups": len(rows),
        "load_more_groups": "/groups?page=1",
    }
    return Reply(body)


def show(call: Call) -> Reply:
    """One group."""
    row = _find(call)
    return Reply({"group": _shown(call.actor, row), "extras": {"visible_group_names": [row["name"]]}})


def create(call: Call) -> Reply:
    """Make a group; for admins."""
    admin = call.admin()
    sent = call.params.get("group")
    if not isinstance(sent, dict):
        raise missing("group")
    group_id = people.create_group(
        call.site, params.text(sent, "name") or "", full_name=params.text(sent, "full_name")
    )
    for name in params.strings(sent.get("usernames")):
        user = call.site.user_named(name)
        if user is not None:
            people.add_to_group(call.site, user.id, group_id)
    row = call.site.one("SELECT * FROM groups WHERE id = ?", group_id)
    assert row is not None
    return Reply({"basic_group": {**_shown(admin, row), "can_edit_group": True}})


def update(call: Call) -> Reply:
    """Change a group; for admins."""
    call.admin()
    row = _find(call)
    sent = call.params.get("group")
    changes = {name: sent[name] for name in _COLUMNS if name in sent} if isinstance(sent, dict) else {}
    call.site.update("groups", row["id"], updated_at=call.site.stamp(), **changes)
    return success()


def destroy(call: Call) -> Reply:
    """Remove a group that is not automatic."""
    call.admin()
    row = _find(call)
    if row["automatic"]:
        raise invalid_access()
    linked = ("group_users", "category_groups", "topic_allowed_groups", "data_explorer_query_groups")
    for table in (*linked, "group_archived_messages", "groups_web_hooks"):
        call.site.run(f"DELETE FROM {table} WHERE group_id = ?", row["id"])
    call.site.run("DELETE FROM groups WHERE id = ?", row["id"])
    call.site.category_rules.clear()
    call.site.forget_users()
    return success()


def members(call: Call) -> Reply:
    """Members of a group, 50 a page unless ``limit`` says otherwise."""
    site, row = call.site, _find(call)
    limit = min(1000, params.integer(call.params, "limit", 50) or 50)
    offset = params.integer(call.params, "offset", 0) or 0
    rows = site.all(
        "SELECT m.user_id, m.created_at AS added_at, u.last_posted_at, u.last_seen_at, u.title FROM"
        " group_users m"
        " JOIN users u ON u.id = m.user_id WHERE m.group_id = ? AND u.id > 0 ORDER BY u.last_posted_at IS"
        " NULL,"
        " u.last_posted_at DESC, u.username_lower LIMIT ? OFFSET ?",
        row["id"],
        limit,
        offset,
    )
    shown = []
    for member in rows:
        user = site.user(member["user_id"])
        shown.append(
            {
                **basic_user(user),
                "trust_level": user.trust_level,
                "title": member["title"],
                "last_posted_at": member["last_posted_at"],
                "last_seen_at": member["last_seen_at"],
                "added_at": member["added_at"],
                "timezone": None,
            }
        )
    total = site.value("SELECT count(*) FROM group_users WHERE group_id = ? AND user_id > 0", row["id"])
    return Reply({"members": shown, "owners": [], "meta": {"total": total, "limit": limit, "offset": offset}})


def add_members(call: Call) -> Reply:
    """Add people by name; for admins."""
    call.admin()
    row = _find(call)
    added = []
    for name in params.strings(call.params.get("usernames")):
        user = call.site.user_named(name.strip())
        if user is None:
            raise not_found()
        people.add_to_group(call.site, user.id, row["id"])
        added.append(user.username)
    return success(usernames=added, emails=[])


def remove_members(call: Call) -> Reply:
    """Remove people by name; for admins."""
    call.admin()
    row = _find(call)
    removed: list[str] = []
    skipped: list[str] = []
    named = params.strings(call.params.get("usernames")) or params.strings(call.params.get("username"))
    for name in named:
        user = call.site.user_named(name.strip())
        if user is None:
            raise not_found()
        ended = people.remove_from_group(call.site, user.id, row["id"])
        (removed if ended else skipped).append(user.username)
    return success(usernames=removed, skipped_usernames=skipped)


ROUTES = [
    Route("GET", "/groups", listing, "groups/index"),
    Route("POST", "/admin/groups", create, "admin/groups/create", hidden=True),
    Route("DELETE", "/admin/groups/{name}", destroy, "admin/groups/destroy", hidden=True),
    Route("GET", "/groups/{name}", show, "groups/show"),
    Route("GET", "/g/{name}", show, "groups/show"),
    Route("PUT", "/groups/{name}", update, "groups/update"),
    Route("GET", "/groups/{name}/members", members, "groups/members"),
    Route("PUT", "/groups/{name}/members", add_members, "groups/add_members"),
    Route("DELETE", "/groups/{name}/members", remove_members, "groups/remove_member"),
]
