"""Likes. A like that is taken back keeps its row with a time of deletion; liking again uses the same row."""

from __future__ import annotations

from bridge.sandbox.refusals import bare_not_found, forbidden, invalid_access
from bridge.sandbox.rules import guardian, pace
from bridge.sandbox.serialise import LIKE, within_undo
from bridge.sandbox.site import Row, Site, User


def like(site: Site, user: User, post: Row, topic: Row) -> None:
    """Like a post. Closed topics and categories that one may only read take likes too, archived ones none.

    Raises:
        SandboxRefusal: 403 for the own post, a second like, or a post that one may not see.
        RateLimited: too many today.
    """
    if not guardian.can_see_post(site, user, post, topic) or post["deleted_at"] is not None:
        raise invalid_access()
    if topic["archived"]:
        raise invalid_access()
    row = _row(site, user, post)
    if row is not None and row["deleted_at"] is None:
        raise forbidden("Oops! You already performed this action. Can you try refreshing the page?")
    if post["user_id"] == user.id:
        raise forbidden()
    pace.may_like(site, user)
    add_like(site, user, post, topic)
    site.tell("post_liked", post_id=post["id"], user_id=user.id)


def add_like(site: Site, user: User, post: Row, topic: Row) -> bool:
    """Put a like where there is none, without asking whether it is allowed; returns whether one was added."""
    row = _row(site, user, post)
    if row is not None and row["deleted_at"] is None:
        return False
    now = site.stamp()
    if row is None:
        site.insert(
            "post_actions",
            post_id=post["id"],
            user_id=user.id,
            post_action_type_id=LIKE,
            created_at=now,
            updated_at=now,
        )
    else:
        site.update(
            "post_actions", row["id"], created_at=now, updated_at=now, deleted_at=None, deleted_by_id=None
        )
    _count(site, post, topic, user)
    return True


def unlike(site: Site, user: User, post: Row, topic: Row) -> None:
    """Take a like back, within the window for that.

    Raises:
        SandboxRefusal: 404, there is no like; 403, it is too late.
    """
    row = _row(site, user, post)
    if row is None or row["deleted_at"] is not None:
        raise bare_not_found()
    if not within_undo(site, row["created_at"]):
        raise invalid_access()
    remove_like(site, user, post, topic)


def remove_like(site: Site, user: User, post: Row, topic: Row) -> None:
    """Take a like away where there is one, however old."""
    row = _row(site, user, post)
    if row is None or row["deleted_at"] is not None:
        return
    now = site.stamp()
    site.update("post_actions", row["id"], updated_at=now, deleted_at=now, deleted_by_id=user.id)
    _count(site, post, topic, user)


def _row(site: Site, user: User, post: Row) -> Row | None:
    return site.one(
        "SELECT * FROM post_actions WHERE post_id = ? AND user_id = ? AND post_action_type_id = ?",
        post["id"],
        user.id,
        LIKE,
    )


def _count(site: Site, post: Row, topic: Row, user: User) -> None:
    """Counts move, times do not."""
    site.run(
        "UPDATE posts SET like_count = (SELECT count(*) FROM post_actions WHERE post_id = posts.id AND"
        " post_action_type_id = ? AND deleted_at IS NULL) WHERE id = ?",
        LIKE,
        post["id"],
    )
    site.run(
        "UPDATE topics SET like_count = (SELECT coalesce(sum(like_count), 0) FROM posts WHERE topic_id ="
        " topics.id AND"
        " deleted_at IS NULL) WHERE id = ?",
        topic["id"],
    )
    site.run(
        "UPDATE topic_users SET liked = EXISTS (SELECT 1 FROM post_actions a JOIN posts p ON p.id ="
        " a.post_id WHERE"
        " p.topic_id = topic_users.topic_id AND a.user_id = topic_users.user_id AND a.deleted_at IS NULL)"
        " WHERE topic_id = ? AND user_id = ?",
        topic["id"],
        user.id,
    )
