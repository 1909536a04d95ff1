"""Private messages: who may write to whom, for whom they are archived, and what a reply does to that.

A message is a topic with the archetype ``private_message`` and no category. It is seen by the people and the
members of the groups that it is addressed to, and by admins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.sandbox.refusals import CreateFailed
from bridge.sandbox.site import Row, Site, User

EVERYBODY, MEMBERS, MODERATORS, ADMINS = 99, 3, 2, 1
"""Levels of ``messageable_level``; 0 is nobody, 4 (owners) counts like 3 for staff."""

PRIVATE = "private_message"
_NOT_ALLOWED = "Sorry, you cannot send a personal message to that user."
_UNKNOWN = "One of the users you are sending this message to could not be found."
_NOBODY = "You must select a valid user."


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a message is for."""

    users: tuple[int, ...]
    groups: tuple[int, ...]


def find_recipients(site: Site, user: User, names: Sequence[str]) -> Recipients:
    """The people and groups of these names, if the sender may write to them.

    Newcomers (trust level 0) may not write to people, but to groups that everybody may write to.

    Raises:
        CreateFailed: nobody named, somebody unknown, or no right to write.
    """
    users: list[int] = []
    groups: list[int] = []
    for name in names:
        person = site.user_named(name)
        group = site.one("SELECT * FROM groups WHERE name = ? AND id <> 0", name)
        if person is not None:
            users.append(person.id)
        elif group is not None:
            if not may_message_group(user, group):
                raise CreateFailed([_NOT_ALLOWED])
            groups.append(group["id"])
        else:
            raise CreateFailed([_UNKNOWN])
    if not users and not groups:
        raise CreateFailed([_NOBODY])
    if users and not may_message_people(site, user):
        raise CreateFailed([_NOT_ALLOWED])
    return Recipients(tuple(dict.fromkeys(users)), tuple(dict.fromkeys(groups)))


def may_message_people(site: Site, user: User) -> bool:
    """Whether a person may write to people (Discourse's ``personal_message_enabled_groups``)."""
    allowed = {int(part) for part in site.limits.personal_message_enabled_groups.split("|") if part.isdigit()}
    return user.id < 0 or not allowed.isdisjoint(user.group_ids)


def may_message_group(user: User, group: Row) -> bool:
    """Whether a person may write to a group."""
    level = group["messageable_level"] or 0
    if level == EVERYBODY:
        return True
    if level >= MEMBERS:
        return user.staff or group["id"] in user.group_ids
    return (level == MODERATORS and user.staff) or (level == ADMINS and user.admin)


def address(site: Site, user: User, topic_id: int, recipients: Recipients) -> None:
    """Let sender and recipients see a message and follow it."""
    now = site.stamp()
    for user_id in dict.fromkeys((user.id, *recipients.users)):
        add_person(site, topic_id, user_id)
    for group_id in recipients.groups:
        site.run(
            "INSERT OR IGNORE INTO topic_allowed_groups (group_id, topic_id) VALUES (?, ?)",
            group_id,
            topic_id,
        )
        site.run("UPDATE groups SET has_messages = 1, updated_at = ? WHERE id = ?", now, group_id)
        for user_id in site.column("SELECT user_id FROM group_users WHERE group_id = ?", group_id):
            _follow(site, topic_id, user_id)


def add_person(site: Site, topic_id: int, user_id: int) -> None:
    """Let one more person see a message."""
    now = site.stamp()
    site.run(
        "INSERT OR IGNORE INTO topic_allowed_users (user_id, topic_id, created_at, updated_at)"
        " VALUES (?, ?, ?, ?)",
        user_id,
        topic_id,
        now,
        now,
    )
    _follow(site, topic_id, user_id)


def _follow(site: Site, topic_id: int, user_id: int) -> None:
    site.run(
        "INSERT OR IGNORE INTO topic_users (user_id, topic_id, notification_level, notifications_reason_id)"
        " VALUES (?, ?, 3, 2)",
        user_id,
        topic_id,
    )


def archive(site: Site, user: User, topic_id: int) -> str | None:
    """Archive a message for its reader and the groups shared with it; returns the last group's name."""
    now = site.stamp()
    name = None
    for group_id in _shared_groups(site, user, topic_id):
        site.run(
            "INSERT OR IGNORE INTO group_archived_messages (group_id, topic_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?)",
            group_id,
            topic_id,
            now,
            now,
        )
        name = site.value("SELECT name FROM groups WHERE id = ?", group_id)
    if _addressed(site, user, topic_id):
        site.run(
            "INSERT OR IGNORE INTO user_archived_messages (user_id, topic_id, created_at, updated_at)"
            " VALUES (?, ?, ?, ?)",
            user.id,
            topic_id,
            now,
            now,
        )
    return name


def move_to_inbox(site: Site, user: User, topic_id: int) -> None:
    """The opposite of ``archive``."""
    for group_id in _shared_groups(site, user, topic_id):
        site.run(
            "DELETE FROM group_archived_messages WHERE group_id = ? AND topic_id = ?", group_id, topic_id
        )
    site.run("DELETE FROM user_archived_messages WHERE user_id = ? AND topic_id = ?", user.id, topic_id)


def bring_back(site: Site, topic_id: int) -> None:
    """A reply brings a message back to every inbox."""
    for table in ("group_archived_messages", "user_archived_messages"):
        site.run(f"DELETE FROM {table} WHERE topic_id = ?", topic_id)


def is_archived(site: Site, user: User, topic_id: int) -> bool:
    """Whether a message is archived for a reader or for a group shared with it."""
    if site.value(
        "SELECT 1 FROM user_archived_messages WHERE user_id = ? AND topic_id = ?", user.id, topic_id
    ):
        return True
    groups = site.column("SELECT group_id FROM group_archived_messages WHERE topic_id = ?", topic_id)
    return not user.group_ids.isdisjoint(groups)


def _addressed(site: Site, user: User, topic_id: int) -> bool:
    found = "SELECT 1 FROM topic_allowed_users WHERE topic_id = ? AND user_id = ?"
    return bool(site.value(found, topic_id, user.id))


def _shared_groups(site: Site, user: User, topic_id: int) -> list[int]:
    groups = site.column(
        "SELECT group_id FROM topic_allowed_groups WHERE topic_id = ? ORDER BY group_id", topic_id
    )
    return [group_id for group_id in groups if group_id in user.group_ids]
