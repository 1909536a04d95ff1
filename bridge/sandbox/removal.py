"""Deleting and bringing back.

Deleted things stay in the tables with a time; only a forced deletion removes the rows.
"""

from __future__ import annotations

from datetime import timedelta

from bridge.sandbox.lookup import cook_for
from bridge.sandbox.posting import count_category, refresh_topic
from bridge.sandbox.refusals import forbidden
from bridge.sandbox.rules import tags
from bridge.sandbox.site import Row, Site, User, read_stamp

_WAIT = timedelta(minutes=5)
_WITHDRAWN = "(post deleted by author)"
_OF_TOPIC = (
    "topic_tags",
    "topic_users",
    "topic_allowed_users",
    "topic_allowed_groups",
    "post_timings",
    "user_archived_messages",
    "group_archived_messages",
    "topic_voting_votes",
    "topic_voting_topic_vote_count",
)
_OF_POST = (
    "polls",
    "post_actions",
    "post_revisions",
    "post_custom_fields",
    "post_replies",
    "post_voting_comments",
    "discourse_reactions_reactions",
    "discourse_reactions_reaction_users",
)


def delete_post(site: Site, user: User, post: Row) -> None:
    """Delete a reply: staff take it away, an author leaves a note in its place."""
    now = site.stamp()
    if user.staff:
        site.update("posts", post["id"], deleted_at=now, deleted_by_id=user.id)
        _count_reply(site, post, -1)
        refresh_topic(site, post["topic_id"])
    else:
        cooked = cook_for(site, _WITHDRAWN, post["topic_id"])
        site.update(
            "posts",
            post["id"],
            raw=_WITHDRAWN,
            cooked=cooked.html,
            user_deleted=1,
            version=post["version"] + 1,
            updated_at=now,
        )
        refresh_topic(site, post["topic_id"])
        site.tell("post_edited", post_id=post["id"])
    site.tell("post_destroyed", post_id=post["id"])


def recover_post(site: Site, post: Row) -> None:
    """Bring a deleted post back."""
    site.update("posts", post["id"], deleted_at=None, deleted_by_id=None)
    _count_reply(site, post, 1)
    refresh_topic(site, post["topic_id"])
    site.tell("post_recovered", post_id=post["id"])


def _count_reply(site: Site, post: Row, change: int) -> None:
    if post["reply_to_post_number"] is not None:
        site.run(
            "UPDATE posts SET reply_count = max(0, reply_count + ?) WHERE topic_id = ? AND post_number = ?",
            change,
            post["topic_id"],
            post["reply_to_post_number"],
        )


def delete_topic(site: Site, user: User, topic: Row) -> None:
    """Delete a topic with its first post; its external id stays taken."""
    now = site.stamp()
    site.update("topics", topic["id"], deleted_at=now, deleted_by_id=user.id)
    site.run(
        "UPDATE posts SET deleted_at = ?, deleted_by_id = ? WHERE topic_id = ? AND post_number = 1",
        now,
        user.id,
        topic["id"],
    )
    _recount(site, topic)
    site.tell("post_destroyed", post_id=_first(site, topic))
    site.tell("topic_destroyed", topic_id=topic["id"])


def recover_topic(site: Site, topic: Row) -> None:
    """Bring a deleted topic and its first post back.

    Listeners are told of the topic twice, before its post and after it, as Discourse does.
    """
    site.update("topics", topic["id"], deleted_at=None, deleted_by_id=None)
    site.tell("topic_recovered", topic_id=topic["id"])
    site.run(
        "UPDATE posts SET deleted_at = NULL, deleted_by_id = NULL WHERE topic_id = ? AND post_number = 1",
        topic["id"],
    )
    _recount(site, topic)
    site.tell("post_recovered", post_id=_first(site, topic))
    site.tell("topic_recovered", topic_id=topic["id"])


def _first(site: Site, topic: Row) -> int:
    return int(
        site.value("SELECT id FROM posts WHERE topic_id = ? ORDER BY post_number LIMIT 1", topic["id"])
    )


def _recount(site: Site, topic: Row) -> None:
    refresh_topic(site, topic["id"])
    count_category(site, topic["category_id"])
    tags.recount(site, site.column("SELECT tag_id FROM topic_tags WHERE topic_id = ?", topic["id"]))


def destroy_topic(site: Site, user: User, topic: Row) -> None:
    """Remove a deleted topic for good.

    Raises:
        SandboxRefusal: 403: no admin, replies are left, or the same admin deleted it less than five minutes
            ago.
    """
    left = site.value("SELECT count(*) FROM posts WHERE topic_id = ? AND post_number > 1", topic["id"])
    if left or topic["deleted_at"] is None or not _may_destroy(site, user):
        raise forbidden(
            "This topic has undeleted posts. Please permanently delete them before permanently deleting"
            " the topic."
        )
    _wait(site, user, topic, "topic")
    for post_id in site.column("SELECT id FROM posts WHERE topic_id = ?", topic["id"]):
        _drop_post(site, post_id)
    for table in _OF_TOPIC:
        site.run(f"DELETE FROM {table} WHERE topic_id = ?", topic["id"])
    site.run("DELETE FROM topics WHERE id = ?", topic["id"])


def destroy_post(site: Site, user: User, post: Row) -> None:
    """Remove a deleted reply for good.

    Raises:
        SandboxRefusal: 403: no admin, not deleted, or the same admin deleted it less than five minutes ago.
    """
    if post["deleted_at"] is None or not _may_destroy(site, user):
        raise forbidden()
    _wait(site, user, post, "post")
    _drop_post(site, post["id"])


def _may_destroy(site: Site, user: User) -> bool:
    return user.admin and site.limits.can_permanently_delete


def _wait(site: Site, user: User, row: Row, kind: str) -> None:
    if row["deleted_by_id"] == user.id and site.now() - read_stamp(row["deleted_at"]) < _WAIT:
        raise forbidden(
            f"You must wait 5 minutes before permanently deleting this {kind} or a different"
            " administrator must do it."
        )


def _drop_post(site: Site, post_id: int) -> None:
    for poll_id in site.column("SELECT id FROM polls WHERE post_id = ?", post_id):
        site.run("DELETE FROM poll_votes WHERE poll_id = ?", poll_id)
        site.run("DELETE FROM poll_options WHERE poll_id = ?", poll_id)
    for table in _OF_POST:
        site.run(f"DELETE FROM {table} WHERE post_id = ?", post_id)
    site.run("DELETE FROM post_voting_votes WHERE votable_type = 'Post' AND votable_id = ?", post_id)
    site.run("DELETE FROM posts WHERE id = ?", post_id)
