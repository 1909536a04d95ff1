"""What waits for a moderator: why a post has to, what is kept of it, what approving makes of it.

Approving creates the post without its external id, for that is not kept; a retry that the forum did not
recognise has made a second item, and approving both makes two topics.
"""

from __future__ import annotations

import json
from typing import Any

from bridge.sandbox.posting import Draft, create_post, title_taken
from bridge.sandbox.refusals import CreateFailed, cannot_reply, invalid_access, invalid_parameters
from bridge.sandbox.rules import guardian, texts, titles
from bridge.sandbox.site import Row, Site, User

PENDING, APPROVED, REJECTED, DELETED = 0, 1, 2, 4
KIND = "ReviewableQueuedPost"
_SCORE = 6.0
REASONS = {
    "category": "Posts in this category require manual approval by staff.",
    "post_count": "New users must have their first posts approved by staff.",
    "group": "Posts of people outside certain groups must be approved by staff.",
}


def is_on(site: Site) -> bool:
    """Whether anything can come to wait."""
    limits = site.limits
    category = (
        "SELECT 1 FROM category_settings WHERE require_topic_approval = 1 OR require_reply_approval = 1"
    )
    open_to_all = "10" in limits.approve_unless_allowed_groups.split("|")
    return limits.approve_post_count > 0 or not open_to_all or bool(site.value(category))


def reason(site: Site, user: User, draft: Draft) -> str | None:
    """Why a post has to wait, or None. Staff and private messages never do, whatever else was sent."""
    if user.staff or draft.recipients is not None:
        return None
    written = site.value(
        "SELECT count(*) FROM posts WHERE user_id = ? AND deleted_at IS NULL AND post_type = 1", user.id
    )
    if written < site.limits.approve_post_count:
        return "post_count"
    groups = {int(part) for part in site.limits.approve_unless_allowed_groups.split("|") if part.isdigit()}
    if groups.isdisjoint(user.group_ids):
        return "group"
    column = "require_topic_approval" if draft.topic_id is None else "require_reply_approval"
    category_id: Any = draft.category
    if draft.topic_id is not None:
        topic = site.one("SELECT category_id, archetype FROM topics WHERE id = ?", draft.topic_id)
        category_id = topic["category_id"] if topic is not None else None
    asked = f"SELECT {column} FROM category_settings WHERE category_id = ?"
    return "category" if site.value(asked, category_id) else None


def enqueue(site: Site, user: User, draft: Draft, why: str) -> dict[str, Any]:
    """Keep a post for review; returns the answer to its author.

    Raises:
        CreateFailed: the texts will not do, or there is nothing to reply to.
        SandboxRefusal: no right, no such category.
    """
    category_id = _check(site, user, draft)
    payload: dict[str, Any] = {"raw": texts.store_form(draft.raw)}
    if draft.topic_id is None:
        payload |= {"title": draft.title or "", "tags": draft.tags}
    elif draft.reply_to_post_number is not None:
        payload["reply_to_post_number"] = draft.reply_to_post_number
    now = site.stamp()
    item_id = site.insert(
        "reviewables",
        type=KIND,
        created_by_id=-1,
        category_id=category_id,
        topic_id=draft.topic_id,
        score=_SCORE,
        target_created_by_id=user.id,
        payload=json.dumps({**payload, "reason": why}),
        created_at=now,
        updated_at=now,
    )
    site.tell("reviewable_created", reviewable={"id": item_id, "type": KIND, "status": PENDING})
    waiting = "SELECT count(*) FROM reviewables WHERE target_created_by_id = ? AND status = ?"
    return {
        "action": "enqueued",
        "success": True,
        "pending_count": site.value(waiting, user.id, PENDING),
        "pending_post": {"id": item_id, "raw": payload["raw"], "created_at": now},
    }


def _check(site: Site, user: User, draft: Draft) -> int | None:
    """Refuse what could not be posted either; returns the category."""
    errors = []
    if draft.topic_id is not None:
        topic = site.one("SELECT * FROM topics WHERE id = ?", draft.topic_id)
        if topic is None or not guardian.can_reply(site, user, topic):
            raise cannot_reply()
        category_id = topic["category_id"]
    else:
        text = str(draft.category or "")
        if not text.isdigit() or not site.value("SELECT 1 FROM categories WHERE id = ?", int(text)):
            raise invalid_parameters("category")
        category_id = int(text)
        if not draft.skip_validations and not guardian.can_create_topic(site, user, category_id):
            raise invalid_access()
        title = titles.prettify(draft.title or "")
        errors = texts.title_errors(title, user, site.limits)
        if title_taken(site, title):
            errors.append("Title has already been used")
    errors += texts.body_errors(texts.store_form(draft.raw), site.limits)
    if errors and not draft.skip_validations:
        raise CreateFailed(errors)
    return None if category_id is None else int(category_id)


def approve(site: Site, item: Row) -> int:
    """Post what waited, under its author's name; returns the id of the post."""
    payload = json.loads(item["payload"])
    author = site.user(item["target_created_by_id"])
    draft = Draft(
        raw=payload["raw"],
        title=payload.get("title"),
        category=None if item["category_id"] is None else str(item["category_id"]),
        tags=payload.get("tags", []),
        topic_id=item["topic_id"],
        reply_to_post_number=payload.get("reply_to_post_number"),
        skip_validations=True,
    )
    post_id = create_post(site, author, draft)
    topic_id = site.value("SELECT topic_id FROM posts WHERE id = ?", post_id)
    site.update("reviewables", item["id"], target_id=post_id, target_type="Post", topic_id=topic_id)
    settle(site, item, APPROVED)
    return post_id


def settle(site: Site, item: Row, status: int) -> None:
    """Note what was decided."""
    version = item["version"] + 1
    site.update("reviewables", item["id"], status=status, version=version, updated_at=site.stamp())
    site.tell("reviewable_updated", reviewable={"id": item["id"], "type": item["type"], "status": status})
