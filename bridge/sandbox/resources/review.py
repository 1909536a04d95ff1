"""``/review``: what waits for moderators, approving and rejecting it; an author's own waiting posts."""

from __future__ import annotations

import json
from typing import Any

from bridge.sandbox import params, queueing
from bridge.sandbox.queueing import APPROVED, DELETED, PENDING, REASONS, REJECTED
from bridge.sandbox.refusals import SandboxRefusal, invalid_access, missing, not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site, User

_STATUSES = {"pending": PENDING, "approved": APPROVED, "rejected": REJECTED, "deleted": DELETED}
_NEEDS_APPROVAL = 9
_PAGE = 10
_STALE = "This was changed by somebody else meanwhile; please look at it again."


def listing(call: Call) -> Reply:
    """Items by status, newest first, ten a page; for moderators and admins."""
    _staff(call)
    site = call.site
    status = params.text(call.params, "status") or "pending"
    kind = params.text(call.params, "type")
    offset = params.integer(call.params, "offset", 0) or 0
    where = "(? = 'all' OR status = ?) AND (? IS NULL OR type = ?)"
    values = (status, _STATUSES.get(status, -1), kind, kind)
    rows = site.all(
        f"SELECT * FROM reviewables WHERE {where} ORDER BY score DESC, created_at DESC, id DESC"
        " LIMIT ? OFFSET ?",
        *values,
        _PAGE,
        offset,
    )
    seen: dict[int, None] = {}
    for row in rows:
        seen |= dict.fromkeys((row["created_by_id"], row["target_created_by_id"]))
    body = {
        "reviewables": [_item(site, row) for row in rows],
        "meta": {
            "status": status,
            "type": kind,
            "total_rows_reviewables": site.value(f"SELECT count(*) FROM reviewables WHERE {where}", *values),
            "reviewable_types": [queueing.KIND],
            "reviewable_count": _waiting(site),
            "unseen_reviewable_count": _waiting(site),
        },
        "users": [{**basic_user(site.user(user_id)), "custom_fields": {}} for user_id in seen],
        "topics": [],
        "reviewable_scores": [_score(row) for row in rows],
        "score_types": [
            {"id": _NEEDS_APPROVAL, "title": "Needs Approval", "icon": "flag", "type": "needs_approval"}
            for _ in rows
        ],
        "__rest_serializer": "1",
    }
    return Reply(body)


def _staff(call: Call) -> User:
    if call.actor is None or not call.actor.staff:
        raise not_found()
    return call.actor


def _waiting(site: Site) -> int:
    return int(site.value("SELECT count(*) FROM reviewables WHERE status = ?", PENDING))


def _item(site: Site, row: Row) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    payload.pop("reason", None)
    fields = [("payload.raw", "editor")]
    if "title" in payload:
        fields = [("category_id", "category"), ("payload.title", "text"), ("payload.tags", "tags"), *fields]
    return {
        "id": row["id"],
        "type": row["type"],
        "type_source": "core",
        "category_id": row["category_id"],
        "created_at": row["created_at"],
        "can_edit": True,
        "score": row["score"],
        "version": row["version"],
        "target_created_by_trust_level": site.user(row["target_created_by_id"]).trust_level,
        "created_from_flag": False,
        "status": row["status"],
        "removed_topic_id": None,
        "payload": payload,
        "created_by_id": row["created_by_id"],
        "target_created_by_id": row["target_created_by_id"],
        "topic_id": row["topic_id"],
        "editable_fields": [{"id": name, "type": kind} for name, kind in fields],
        "reviewable_score_ids": [row["id"]],
        "bundled_action_ids": ["approve_post", f"{row['id']}-reject", "delete"],
        "reviewable_note_ids": [],
        "claimed_by_id": None,
    }


def _score(row: Row) -> dict[str, Any]:
    kind = json.loads(row["payload"])["reason"]
    return {
        "id": row["id"],
        "score": row["score"],
        "reason": REASONS[kind],
        "reason_type": kind,
        "created_at": row["created_at"],
        "status": row["status"],
        "user_id": row["created_by_id"],
        "score_type_id": _NEEDS_APPROVAL,
    }


def show(call: Call) -> Reply:
    """One item."""
    _staff(call)
    return Reply({"reviewable": _item(call.site, _find(call))})


def _find(call: Call) -> Row:
    row = call.site.one("SELECT * FROM reviewables WHERE id = ?", call.number("id"))
    if row is None:
        raise not_found()
    return row


def perform(call: Call) -> Reply:
    """Approve or reject an item; ``version`` must be the one that was looked at."""
    _staff(call)
    site, row = call.site, _find(call)
    version = params.integer(call.params, "version")
    if version is None:
        raise missing("version")
    if version != row["version"]:
        raise SandboxRefusal(409, {"errors": [_STALE]})
    action = call.route["action"]
    names = {"approve_post": "approved", "reject_post": "rejected", "delete": "deleted"}
    if action not in names or row["status"] != PENDING:
        raise invalid_access()
    result: dict[str, Any] = {"success": True, "transition_to": names[action]}
    result["transition_to_id"] = _STATUSES[names[action]]
    if action == "approve_post":
        post_id = queueing.approve(site, row)
        topic_id = site.value("SELECT topic_id FROM posts WHERE id = ?", post_id)
        result |= {"created_post_id": post_id, "created_post_topic_id": topic_id}
    else:
        queueing.settle(site, row, _STATUSES[names[action]])
    result |= {
        "remove_reviewable_ids": [row["id"]],
        "version": row["version"] + 1,
        "reviewable_count": _waiting(site),
        "unseen_reviewable_count": _waiting(site),
    }
    return Reply({"reviewable_perform_result": result})


def own(call: Call) -> Reply:
    """What a person's posts wait for, newest first; for that person and staff."""
    site, asking = call.site, call.user()
    author = site.user_named(call.route["username"])
    if author is None:
        raise not_found()
    if author.id != asking.id and not asking.staff:
        raise invalid_access()
    rows = site.all(
        "SELECT * FROM reviewables WHERE target_created_by_id = ? AND status = ? ORDER BY id DESC",
        author.id,
        PENDING,
    )
    return Reply({"pending_posts": [_pending(site, author, row) for row in rows]})


def _pending(site: Site, author: User, row: Row) -> dict[str, Any]:
    payload = json.loads(row["payload"])
    topic = site.one("SELECT title, slug FROM topics WHERE id = ?", row["topic_id"])
    return {
        "id": row["id"],
        "avatar_template": author.avatar_template,
        "category_id": row["category_id"],
        "created_at": row["created_at"],
        "created_by_id": author.id,
        "name": author.name,
        "raw_text": payload["raw"],
        "title": payload.get("title") or (topic["title"] if topic else None),
        "topic_id": row["topic_id"],
        "topic_url": f"/t/{topic['slug']}/{row['topic_id']}" if topic else None,
        "username": author.username,
    }


def _add_to_topic(site: Site, viewer: User | None, topic: Row, shown: dict[str, Any]) -> None:
    if viewer is None or not queueing.is_on(site):
        return
    waiting = "SELECT {} FROM reviewables WHERE topic_id = ? AND status = ?"
    if viewer.staff:
        shown["queued_posts_count"] = site.value(waiting.format("count(*)"), topic["id"], PENDING)
    rows = site.all(waiting.format("*") + " AND target_created_by_id = ?", topic["id"], PENDING, viewer.id)
    shown["pending_posts"] = [
        {"id": row["id"], "raw": json.loads(row["payload"])["raw"], "created_at": row["created_at"]}
        for row in rows
    ]


def install(site: Site) -> None:
    """Show what waits with its topic."""
    site.hooks.topic_json.append(_add_to_topic)


ROUTES = [
    Route("GET", "/review", listing, "reviewables/index"),
    Route("GET", "/review/{id:int}", show, "reviewables/show"),
    Route("PUT", "/review/{id:int}/perform/{action}", perform, "reviewables/perform"),
    Route("GET", "/posts/{username}/pending", own, "posts/pending"),
]
