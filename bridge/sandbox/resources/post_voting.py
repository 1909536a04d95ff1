"""``/post_voting``: votes on replies, who gave them, comments below them. Off unless set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox import answering, params
from bridge.sandbox.lookup import cook_for
from bridge.sandbox.refusals import CreateFailed, invalid_access, missing, not_found
from bridge.sandbox.resources.posts import find_post
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.rules import guardian, texts
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site, User

_MOST_VOTERS = 20


def _post(call: Call) -> tuple[Site, User, Row, Row]:
    site, user = call.site, call.user()
    if not site.limits.post_voting_enabled:
        raise not_found()
    post_id = params.integer(call.params, "post_id")
    if post_id is None:
        raise missing("post_id")
    return site, user, *find_post(site, user, post_id)


def vote(call: Call) -> Reply:
    """Vote on a post; up unless ``direction`` says otherwise."""
    site, user, post, topic = _post(call)
    answering.vote(site, user, post, topic, params.text(call.params, "direction") or answering.UP)
    return success()


def unvote(call: Call) -> Reply:
    """Take a vote back."""
    answering.unvote(*_post(call))
    return success()


def voters(call: Call) -> Reply:
    """The last twenty people who voted on a post, newest first, with their direction."""
    site, _, post, topic = _post(call)
    if not answering.is_one(site, topic):
        raise invalid_access()
    rows = site.all(
        "SELECT user_id, direction FROM post_voting_votes WHERE votable_type = 'Post' AND votable_id = ?"
        " ORDER BY created_at DESC, id DESC LIMIT ?",
        post["id"],
        _MOST_VOTERS,
    )
    shown = [{**basic_user(site.user(row["user_id"])), "direction": row["direction"]} for row in rows]
    return Reply({"voters": shown})


def comment(call: Call) -> Reply:
    """Write a comment below a post; comments are no posts."""
    site, user, post, topic = _post(call)
    if not answering.is_one(site, topic) or not guardian.can_reply(site, user, topic):
        raise invalid_access()
    raw = texts.store_form(params.text(call.params, "raw") or "")
    errors = texts.body_errors(raw, site.limits)
    if errors:
        raise CreateFailed(errors)
    now = site.stamp()
    comment_id = site.insert(
        "post_voting_comments",
        post_id=post["id"],
        user_id=user.id,
        raw=raw,
        cooked=cook_for(site, raw, topic["id"]).html,
        created_at=now,
        updated_at=now,
    )
    row = site.one("SELECT * FROM post_voting_comments WHERE id = ?", comment_id)
    assert row is not None
    return Reply(_comment(site, row, voted=False))


def _comment(site: Site, row: Row, *, voted: bool | None) -> dict[str, Any]:
    user = site.user(row["user_id"])
    return {
        "id": row["id"],
        "user_id": user.id,
        "name": user.name,
        "username": user.username,
        "created_at": row["created_at"],
        "raw": row["raw"],
        "cooked": row["cooked"],
        "post_voting_vote_count": row["qa_vote_count"],
        "user_voted": voted,
        "available_flags": [],
        "reviewable_id": None,
    }


def _add_to_posts(site: Site, viewer: User | None, posts: Sequence[Row], shown: list[dict[str, Any]]) -> None:
    """Sums everywhere; own votes, comments and whether there are votes only where the topic is shown."""
    if not site.limits.post_voting_enabled:
        return
    for post, item in zip(posts, shown, strict=True):
        topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
        if topic is None or not answering.is_one(site, topic) or post["post_type"] != 1:
            continue
        item["post_voting_vote_count"] = answering.score(site, post["id"])
        item |= {"post_voting_has_votes": False, "comments": [], "comments_count": 0}
        if "read" not in item:
            continue
        if viewer is not None:
            item["post_voting_user_voted_direction"] = answering.direction_of(site, viewer, post["id"])
        item["post_voting_has_votes"] = bool(
            site.value(
                "SELECT 1 FROM post_voting_votes WHERE votable_type = 'Post' AND votable_id IN"
                " (SELECT id FROM posts WHERE topic_id = ?)",
                topic["id"],
            )
        )
        rows = site.all(
            "SELECT * FROM post_voting_comments WHERE post_id = ? AND deleted_at IS NULL ORDER BY id",
            post["id"],
        )
        item["comments"] = [_comment(site, row, voted=None) for row in rows]
        item["comments_count"] = len(rows)


def _add_to_topic(site: Site, _viewer: User | None, topic: Row, shown: dict[str, Any]) -> None:
    if not answering.is_one(site, topic):
        return
    where = "topic_id = ? AND post_number > 1 AND post_type = 1 AND deleted_at IS NULL"
    count = site.value(f"SELECT count(*) FROM posts WHERE {where}", topic["id"])
    last = site.one(f"SELECT * FROM posts WHERE {where} ORDER BY post_number DESC LIMIT 1", topic["id"])
    commented = site.value(
        "SELECT max(c.created_at) FROM post_voting_comments c JOIN posts p ON p.id = c.post_id"
        " WHERE p.topic_id = ? AND c.deleted_at IS NULL",
        topic["id"],
    )
    shown |= {
        "is_post_voting": True,
        "last_answered_at": last["created_at"] if last else None,
        "last_commented_on": commented,
        "answer_count": count,
        "last_answer_post_number": last["post_number"] if last else None,
        "last_answerer": basic_user(site.user(last["user_id"])) if last else None,
    }


def _add_to_items(site: Site, _viewer: User | None, rows: Sequence[Row], items: list[dict[str, Any]]) -> None:
    for row, item in zip(rows, items, strict=True):
        if answering.is_one(site, row):
            item["is_post_voting"] = True


def install(site: Site) -> None:
    """Show votes on replies."""
    site.hooks.post_json.append(_add_to_posts)
    site.hooks.topic_json.append(_add_to_topic)
    site.hooks.item_json.append(_add_to_items)


ROUTES = [
    Route("POST", "/post_voting/vote", vote, "post_voting/votes/create"),
    Route("DELETE", "/post_voting/vote", unvote, "post_voting/votes/destroy"),
    Route("GET", "/post_voting/voters", voters, "post_voting/votes/voters"),
    Route("POST", "/post_voting/comments", comment, "post_voting/comments/create"),
]
