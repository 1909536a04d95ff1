"""Who may see and do what.

Category permissions are 1 (create topics, reply, see), 2 (reply, see) and 3 (see); a category without any
is open to
everybody. Admins have every right; moderators need category permission like anybody.
"""

from __future__ import annotations

from datetime import timedelta

from bridge.sandbox.site import Row, Site, User, read_stamp

FULL, REPLY, SEE = 1, 2, 3


def permission(site: Site, user: User | None, category_id: int | None) -> int | None:
    """The strongest right of a reader in a category: FULL, REPLY, SEE, or None for no access."""
    if category_id is None:
        return FULL
    rules = site.category_rules.get(category_id)
    if rules is None:
        rules = [
            (row["group_id"], row["permission_type"])
            for row in site.all(
                "SELECT group_id, permission_type FROM category_groups WHERE category_id = ?", category_id
            )
        ]
        site.category_rules[category_id] = rules
    if user is not None and user.admin:
        return FULL
    if not rules:
        return FULL
    groups = frozenset({0}) if user is None else user.group_ids
    return min((kind for group_id, kind in rules if group_id in groups), default=None)


def hidden_categories(site: Site, user: User | None) -> list[int]:
    """Ids of the categories that a reader cannot see."""
    if user is not None and user.admin:
        return []
    restricted = site.column("SELECT id FROM categories WHERE read_restricted = 1")
    return [category_id for category_id in restricted if permission(site, user, category_id) is None]


def can_see_topic(site: Site, user: User | None, topic: Row) -> bool:
    """Whether a reader may open a topic; deleted ones are for staff."""
    if topic["deleted_at"] is not None and not (user and user.staff):
        return False
    if topic["archetype"] == "private_message":
        return user is not None and (user.admin or in_private(site, user, topic["id"]))
    return permission(site, user, topic["category_id"]) is not None


def in_private(site: Site, user: User, topic_id: int) -> bool:
    """Whether a private topic is addressed to this person or one of its groups."""
    if site.value("SELECT 1 FROM topic_allowed_users WHERE topic_id = ? AND user_id = ?", topic_id, user.id):
        return True
    groups = site.column("SELECT group_id FROM topic_allowed_groups WHERE topic_id = ?", topic_id)
    return any(group_id in user.group_ids for group_id in groups)


def can_see_post(site: Site, user: User | None, post: Row, topic: Row) -> bool:
    """Whether a reader may see a post; deleted ones are for staff."""
    if post["deleted_at"] is not None and not (user and user.staff):
        return False
    return can_see_topic(site, user, topic)


def can_create_topic(site: Site, user: User, category_id: int | None) -> bool:
    """Whether a person may open a topic in a category."""
    return permission(site, user, category_id) == FULL


def can_post_in(site: Site, user: User | None, topic: Row) -> bool:
    """Whether a person has the right to reply in the topic's category, be the topic open or closed."""
    return (
        user is not None
        and can_see_topic(site, user, topic)
        and permission(site, user, topic["category_id"]) in (FULL, REPLY)
    )


def can_reply(site: Site, user: User | None, topic: Row) -> bool:
    """Whether a person may reply now: right, and a topic that is open (staff may in closed ones)."""
    if user is None or topic["deleted_at"] is not None or not can_post_in(site, user, topic):
        return False
    return user.staff or not (topic["closed"] or topic["archived"])


def can_edit_post(site: Site, user: User | None, post: Row, topic: Row) -> bool:
    """Whether a person may change a post's text; ``too_late`` is asked apart, as it has its own message.

    A moderator may edit any post by its id, even in a private topic that it cannot see.
    """
    if user is None:
        return False
    if user.staff:
        return True
    if post["locked_by_id"] or post["deleted_at"] or post["user_deleted"]:
        return False
    if post["user_id"] != user.id:
        return bool(post["wiki"]) and can_reply(site, user, topic)
    return not topic["archived"] and can_see_topic(site, user, topic)


def too_late(site: Site, user: User, post: Row) -> bool:
    """Whether an author's time to edit has run out."""
    if user.staff or user.trust_level >= 4 or post["wiki"]:
        return False
    limits = site.limits
    minutes = (
        limits.tl2_post_edit_time_limit_mins if user.trust_level >= 2 else limits.post_edit_time_limit_mins
    )
    return minutes > 0 and site.now() - read_stamp(post["created_at"]) > timedelta(minutes=minutes)


def can_edit_topic(site: Site, user: User | None, topic: Row) -> bool:
    """Whether a person may change a topic's title, category or tags."""
    if user is None or not can_see_topic(site, user, topic):
        return False
    if user.staff:
        return True
    if user.trust_level >= 3 and topic["archetype"] == "regular":
        return not topic["archived"]
    return bool(topic["user_id"] == user.id and not topic["archived"] and not topic["closed"])


def can_delete_post(user: User | None, post: Row) -> bool:
    """Whether a person may delete a post that is not the topic's first."""
    if user is None or post["post_number"] == 1:
        return False
    return user.staff or (post["user_id"] == user.id and not post["locked_by_id"])


def is_new(site: Site, user: User) -> bool:
    """Whether the tighter limits for newcomers hold (Discourse's ``new_user?``)."""
    young = site.now() - user.created_at < timedelta(days=1)
    return not user.staff and user.trust_level < 2 and (young or user.trust_level == 0)
