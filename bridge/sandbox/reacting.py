"""Emoji reactions (the plug-in of that name): one for each person and post.

The main reaction is the like itself. Any other one that is not excluded goes with a like of the same person,
which counts but is not listed among the likers; an excluded one (by default "-1") goes without.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox import liking
from bridge.sandbox.refusals import invalid_access, unprocessable
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import LIKE, within_undo
from bridge.sandbox.site import Row, Site, User, marks

NOT_REACTED = (
    "NOT EXISTS (SELECT 1 FROM discourse_reactions_reaction_users x"
    " WHERE x.post_id = a.post_id AND x.user_id = a.user_id)"
)
"""SQL for a like ``a`` that is nothing but a like."""


def main_reaction(site: Site) -> str:
    """The reaction that stands for the like."""
    return site.limits.discourse_reactions_reaction_for_like


def valid_reactions(site: Site) -> list[str]:
    """All reactions that may be given, the main one first."""
    enabled = site.limits.discourse_reactions_enabled_reactions.split("|")
    return list(dict.fromkeys([main_reaction(site), *(name for name in enabled if name)]))


def _excluded(site: Site, name: str) -> bool:
    return name in site.limits.discourse_reactions_excluded_from_like.split("|")


def toggle(site: Site, user: User, post: Row, topic: Row, name: str) -> bool:
    """Give a reaction, exchange the one given before for it, or take it back.

    Closed and archived topics take reactions too; authors may react to their own posts, which adds no like.

    Returns:
        Whether a like was added with it.

    Raises:
        SandboxRefusal: 422 for an unknown reaction; 403 for a post out of reach or a reaction that is too old
            to be taken back.
    """
    if name not in valid_reactions(site):
        raise unprocessable("Sorry, an error has occurred.")
    if not guardian.can_see_post(site, user, post, topic) or post["deleted_at"] is not None:
        raise invalid_access()
    old, moment = current(site, user, post["id"])
    if old is not None and not within_undo(site, moment):
        raise invalid_access()
    if old is not None:
        _remove(site, user, post)
        liking.remove_like(site, user, post, topic)
    if old == name:
        return False
    if name != main_reaction(site):
        _add(site, user, post, name)
    if _excluded(site, name) or post["user_id"] == user.id:
        return False
    added = not topic["archived"] and liking.add_like(site, user, post, topic)
    site.tell("post_liked", post_id=post["id"], user_id=user.id)
    return added


def current(site: Site, user: User, post_id: int) -> tuple[str | None, str]:
    """A person's reaction to a post and when it was given; None and "" without one."""
    row = site.one(
        "SELECT r.reaction_value, u.created_at FROM discourse_reactions_reaction_users u"
        " JOIN discourse_reactions_reactions r ON r.id = u.reaction_id WHERE u.user_id = ? AND u.post_id = ?",
        user.id,
        post_id,
    )
    if row is not None:
        return row["reaction_value"], row["created_at"]
    liked = site.value(
        "SELECT created_at FROM post_actions WHERE post_id = ? AND user_id = ? AND post_action_type_id = ?"
        " AND deleted_at IS NULL",
        post_id,
        user.id,
        LIKE,
    )
    return (None, "") if liked is None else (main_reaction(site), liked)


def _add(site: Site, user: User, post: Row, name: str) -> None:
    now = site.stamp()
    site.run(
        "INSERT OR IGNORE INTO discourse_reactions_reactions"
        " (post_id, reaction_type, reaction_value, reaction_users_count, created_at, updated_at)"
        " VALUES (?, 0, ?, 0, ?, ?)",
        post["id"],
        name,
        now,
        now,
    )
    reaction_id = site.value(
        "SELECT id FROM discourse_reactions_reactions WHERE post_id = ? AND reaction_value = ?",
        post["id"],
        name,
    )
    site.insert(
        "discourse_reactions_reaction_users",
        reaction_id=reaction_id,
        user_id=user.id,
        post_id=post["id"],
        created_at=now,
        updated_at=now,
    )
    _count(site, post["id"])


def _remove(site: Site, user: User, post: Row) -> None:
    site.run(
        "DELETE FROM discourse_reactions_reaction_users WHERE user_id = ? AND post_id = ?",
        user.id,
        post["id"],
    )
    _count(site, post["id"])


def _count(site: Site, post_id: int) -> None:
    site.run(
        "UPDATE discourse_reactions_reactions SET reaction_users_count = (SELECT count(*) FROM"
        " discourse_reactions_reaction_users u WHERE u.reaction_id = discourse_reactions_reactions.id)"
        " WHERE post_id = ?",
        post_id,
    )
    site.run(
        "DELETE FROM discourse_reactions_reactions WHERE post_id = ? AND reaction_users_count = 0", post_id
    )


def given(site: Site, post_ids: Sequence[int]) -> list[Row]:
    """All reactions to posts, likes as the main one: post_id, user_id, name, created_at; newest first."""
    return site.all(
        "SELECT u.post_id, u.user_id, r.reaction_value AS name, u.created_at"
        " FROM discourse_reactions_reaction_users u"
        " JOIN discourse_reactions_reactions r ON r.id = u.reaction_id"
        f" WHERE u.post_id IN ({marks(post_ids)}) UNION ALL"
        f" SELECT a.post_id, a.user_id, ?, a.created_at FROM post_actions a WHERE {NOT_REACTED}"
        f" AND a.post_action_type_id = {LIKE} AND a.deleted_at IS NULL AND a.post_id IN ({marks(post_ids)})"
        " ORDER BY created_at DESC",
        *post_ids,
        main_reaction(site),
        *post_ids,
    )


def counted(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Reactions by name, most used first, then by name."""
    names: dict[str, list[Row]] = {}
    for row in rows:
        names.setdefault(row["name"], []).append(row)
    return sorted(names.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def summary(site: Site, viewer: User | None, rows: Sequence[Row]) -> dict[str, Any]:
    """The keys that a post gets."""
    own = next((row for row in rows if viewer is not None and row["user_id"] == viewer.id), None)
    shown = None
    if own is not None:
        shown = {"id": own["name"], "type": "emoji", "can_undo": within_undo(site, own["created_at"])}
    return {
        "reactions": [{"id": name, "type": "emoji", "count": len(people)} for name, people in counted(rows)],
        "current_user_reaction": shown,
        "reaction_users_count": len(rows),
        "current_user_used_main_reaction": own is not None and own["name"] == main_reaction(site),
    }
