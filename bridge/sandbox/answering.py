"""Topics whose replies are voted up and down (the post-voting plug-in): who may, and the sums.

A vote moves ``posts.updated_at`` and nothing else of the post.
"""

from __future__ import annotations

from bridge.sandbox.refusals import SandboxRefusal, crash, invalid_access
from bridge.sandbox.site import Row, Site, User, read_stamp

SUBTYPE = "question_answer"
UP, DOWN = "up", "down"


def is_one(site: Site, topic: Row) -> bool:
    """Whether a topic's replies are voted on."""
    return site.limits.post_voting_enabled and topic["subtype"] == SUBTYPE


def score(site: Site, post_id: int) -> int:
    """Votes up less votes down."""
    return int(
        site.value(
            "SELECT coalesce(sum(CASE direction WHEN 'up' THEN 1 ELSE -1 END), 0) FROM post_voting_votes"
            " WHERE votable_type = 'Post' AND votable_id = ?",
            post_id,
        )
    )


def vote(site: Site, user: User, post: Row, topic: Row, direction: str) -> None:
    """Vote on a post, or turn a vote round within the window for that.

    Raises:
        SandboxRefusal: 403 for a topic that has no such votes or is closed, the own post, the same vote
            again, or a vote that is too old to change; 500 for an unknown direction, as Discourse does.
    """
    _check(site, user, post, topic)
    if direction not in (UP, DOWN):
        raise crash()
    row = _row(site, user, post)
    if row is not None:
        if row["direction"] == direction:
            raise _forbidden("You can only vote once for each post.")
        _check_window(site, row)
        site.run("DELETE FROM post_voting_votes WHERE id = ?", row["id"])
    site.insert(
        "post_voting_votes",
        user_id=user.id,
        votable_type="Post",
        votable_id=post["id"],
        direction=direction,
        created_at=site.stamp(),
    )
    site.update("posts", post["id"], updated_at=site.stamp())


def unvote(site: Site, user: User, post: Row, topic: Row) -> None:
    """Take a vote back.

    Raises:
        SandboxRefusal: as ``vote``; 500 where there is none, as Discourse does.
    """
    _check(site, user, post, topic)
    row = _row(site, user, post)
    if row is None:
        raise crash()
    _check_window(site, row)
    site.run("DELETE FROM post_voting_votes WHERE id = ?", row["id"])
    site.update("posts", post["id"], updated_at=site.stamp())


def direction_of(site: Site, user: User, post_id: int) -> str | None:
    """How a person voted on a post."""
    found = site.value(
        "SELECT direction FROM post_voting_votes WHERE votable_type = 'Post' AND votable_id = ?"
        " AND user_id = ?",
        post_id,
        user.id,
    )
    return None if found is None else str(found)


def _row(site: Site, user: User, post: Row) -> Row | None:
    return site.one(
        "SELECT * FROM post_voting_votes WHERE votable_type = 'Post' AND votable_id = ? AND user_id = ?",
        post["id"],
        user.id,
    )


def _check(site: Site, user: User, post: Row, topic: Row) -> None:
    if not is_one(site, topic):
        raise invalid_access()
    if post["user_id"] == user.id:
        raise _forbidden("You are not allowed to vote on your own post or comment.")
    if topic["closed"]:
        raise _forbidden("You cannot vote on closed topics.")


def _check_window(site: Site, row: Row) -> None:
    minutes = site.limits.post_voting_undo_vote_action_window
    if minutes > 0 and (site.now() - read_stamp(row["created_at"])).total_seconds() > minutes * 60:
        raise _forbidden(f"You can only undo votes within {minutes} minutes of voting.")


def _forbidden(message: str) -> SandboxRefusal:
    return SandboxRefusal(403, {"errors": [message], "error_type": "invalid_access"})
