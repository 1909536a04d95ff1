"""Making people and groups, and keeping the automatic groups right."""

from __future__ import annotations

import re
from datetime import datetime

from bridge.sandbox.refusals import unprocessable
from bridge.sandbox.site import Site, stamp

EVERYONE, ADMINS, MODERATORS, STAFF = 0, 1, 2, 3
TRUST_LEVEL_0 = 10
AUTOMATIC = {
    EVERYONE: "everyone",
    ADMINS: "admins",
    MODERATORS: "moderators",
    STAFF: "staff",
    **{TRUST_LEVEL_0 + level: f"trust_level_{level}" for level in range(5)},
}


def create_group(site: Site, name: str, *, full_name: str | None = None, group_id: int | None = None) -> int:
    """Make a group; returns its id.

    Raises:
        SandboxRefusal: 422 for a name that is taken or will not do.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{1,58}[A-Za-z0-9]", name):
        raise unprocessable("Name must only include numbers, letters, dashes, dots, and underscores")
    if site.value("SELECT 1 FROM groups WHERE name = ?", name):
        raise unprocessable("Name has already been taken")
    now = site.stamp()
    more = {} if group_id is None else {"id": group_id, "automatic": 1}
    return site.insert("groups", name=name, full_name=full_name, created_at=now, updated_at=now, **more)


def add_to_group(site: Site, user_id: int, group_id: int) -> None:
    """Make a person a member of a group."""
    now = site.stamp()
    site.run(
        "INSERT OR IGNORE INTO group_users (group_id, user_id, created_at, updated_at) VALUES (?, ?, ?, ?)",
        group_id,
        user_id,
        now,
        now,
    )
    _count(site, group_id)


def remove_from_group(site: Site, user_id: int, group_id: int) -> bool:
    """End a membership; returns whether there was one."""
    ended = site.run("DELETE FROM group_users WHERE group_id = ? AND user_id = ?", group_id, user_id)
    _count(site, group_id)
    return bool(ended)


def _count(site: Site, group_id: int) -> None:
    site.run(
        "UPDATE groups SET user_count = (SELECT count(*) FROM group_users WHERE group_id = groups.id)"
        " WHERE id = ?",
        group_id,
    )
    site.forget_users()


def create_user(
    site: Site,
    username: str,
    *,
    name: str | None = None,
    email: str | None = None,
    trust_level: int = 1,
    admin: bool = False,
    moderator: bool = False,
    created_at: datetime | None = None,
) -> int:
    """Make a person; returns the id.

    Raises:
        SandboxRefusal: 422 for a name that is taken or will not do.
    """
    if not re.fullmatch(r"[A-Za-z0-9_][\w.-]{0,58}[A-Za-z0-9_]", username, re.ASCII):
        raise unprocessable("Username must only include numbers, letters, dashes, dots, and underscores")
    taken = site.value("SELECT 1 FROM users WHERE username_lower = ?", username.lower())
    if taken or site.value("SELECT 1 FROM groups WHERE name = ?", username):
        raise unprocessable("Username must be unique")
    now = site.stamp()
    user_id = site.insert(
        "users",
        username=username,
        username_lower=username.lower(),
        name=name,
        admin=int(admin),
        moderator=int(moderator),
        trust_level=trust_level,
        created_at=stamp(created_at) if created_at else now,
        updated_at=now,
    )
    if email:
        site.insert("user_emails", user_id=user_id, email=email.lower(), created_at=now, updated_at=now)
    place_in_automatic_groups(site, user_id)
    return user_id


def place_in_automatic_groups(site: Site, user_id: int) -> None:
    """Give a person the automatic groups that follow from rights and trust level, and no others of them."""
    row = site.one("SELECT admin, moderator, trust_level FROM users WHERE id = ?", user_id)
    assert row is not None
    wanted = {TRUST_LEVEL_0 + level for level in range(row["trust_level"] + 1)}
    wanted |= {ADMINS, STAFF} if row["admin"] else set()
    wanted |= {MODERATORS, STAFF} if row["moderator"] else set()
    for group_id in AUTOMATIC:
        if group_id in wanted:
            add_to_group(site, user_id, group_id)
        elif group_id != EVERYONE:
            remove_from_group(site, user_id, group_id)
