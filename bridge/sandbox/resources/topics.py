"""``/t``: reading topics, finding them by external id, changing title, category and tags, deleting, dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bridge.sandbox import params, removal, revising, topic_view
from bridge.sandbox.refusals import conflict, invalid_access, missing, not_found, unprocessable
from bridge.sandbox.routing import Call, Reply, Route, done, success
from bridge.sandbox.rules import guardian, tags
from bridge.sandbox.site import Row, Site, User, marks, stamp

_PRINT_LIMIT = "You’ve performed this action too many times, please try again later."


def find_topic(site: Site, viewer: User | None, topic_id: int, *, page: bool = False) -> Row:
    """A topic that the viewer may see.

    Raises:
        SandboxRefusal: 404 for one that is not there, deleted or private.
    """
    topic = site.one("SELECT * FROM topics WHERE id = ?", topic_id)
    if topic is None or not guardian.can_see_topic(site, viewer, topic):
        raise not_found(page=page)
    return topic


def show(call: Call) -> Reply:
    """A topic with a page of its posts; a wrong slug redirects."""
    site, viewer = call.site, call.actor
    topic = find_topic(site, viewer, call.number("id"), page=True)
    slug = call.route.get("slug")
    if slug is not None and slug != topic["slug"]:
        return _redirect(call, topic)
    whole = params.flag(call.params, "print")
    if whole:
        _count_print(site, viewer)
    near = call.route.get("number")
    body = topic_view.topic_json(
        site,
        viewer,
        topic,
        page=max(1, params.integer(call.params, "page", 1) or 1),
        near=int(near) if near else None,
        whole=whole,
        raw=params.flag(call.params, "include_raw"),
        recent=params.text(call.params, "filter") == "activity",
    )
    return Reply(body)


def _count_print(site: Site, viewer: User | None) -> None:
    if viewer is None or viewer.staff:
        return
    key, most = ("print", viewer.id), site.limits.max_prints_per_hour_per_user
    if site.windows.wait(key, most, 3600, site.now()):
        raise unprocessable(_PRINT_LIMIT)
    site.windows.count(key, site.now())


def _redirect(call: Call, topic: Row) -> Reply:
    repeated = ("page", "print", "include_raw", "filter_top_level_replies")
    kept: dict[str, str] = {name: str(call.query[name]) for name in repeated if name in call.query}
    query = f"?{urlencode(kept)}" if kept else ""
    suffix = f".{call.suffix}" if call.suffix else ""
    target = f"{call.site.base_url}/t/{topic['slug']}/{topic['id']}{suffix}{query}"
    return Reply("", 301, "text/html; charset=utf-8", {"Location": target})


def by_external_id(call: Call) -> Reply:
    """Where the topic with an external id is: a redirect.

    The id must match in case, and deleted topics are not found.
    """
    topic = call.site.one(
        "SELECT * FROM topics WHERE external_id = ? AND deleted_at IS NULL", call.route["external"]
    )
    if topic is None:
        raise not_found()
    if not guardian.can_see_topic(call.site, call.actor, topic):
        raise invalid_access()
    return _redirect(call, topic)


def posts(call: Call) -> Reply:
    """Chosen posts of a topic (``post_ids[]``), or the 20 after or before a number."""
    site, viewer = call.site, call.actor
    topic = find_topic(site, viewer, call.number("id"), page=True)
    raw = params.flag(call.params, "include_raw")
    wanted = call.params.get("post_ids")
    stream = topic_view.stream_ids(site, viewer, topic)
    if wanted is not None:
        chosen = {int(part) for part in params.strings(wanted) if part.isdigit()} & set(stream)
    else:
        number = params.integer(call.params, "post_number", 0)
        rising = params.flag(call.params, "asc")
        compare, order = (">", "ASC") if rising else ("<", "DESC")
        chosen = set(
            site.column(
                f"SELECT id FROM posts WHERE id IN ({marks(stream)}) AND post_number {compare} ?"
                f" ORDER BY sort_order {order} LIMIT 20",
                *stream,
                number,
            )
        )
    rows = site.all(f"SELECT * FROM posts WHERE id IN ({marks(chosen)}) ORDER BY sort_order", *chosen)
    return Reply(topic_view.chosen_posts(site, viewer, topic, rows, raw=raw))


def post_ids(call: Call) -> Reply:
    """Ids of the posts after a number."""
    topic = find_topic(call.site, call.actor, call.number("id"), page=True)
    stream = topic_view.stream_ids(call.site, call.actor, topic)
    number = params.integer(call.params, "post_number", 0)
    ids = call.site.column(
        f"SELECT id FROM posts WHERE id IN ({marks(stream)}) AND post_number > ? ORDER BY sort_order",
        *stream,
        number,
    )
    return Reply({"post_ids": ids})


def _basic(site: Site, topic_id: int) -> dict[str, Any]:
    row = site.one("SELECT id, title, fancy_title, slug, posts_count FROM topics WHERE id = ?", topic_id)
    assert row is not None
    return {"basic_topic": dict(row)}


def update(call: Call) -> Reply:
    """Change a topic's title, category, tags; what does not differ is left alone."""
    site, user = call.site, call.user()
    topic = find_topic(site, user, call.number("id"))
    if not guardian.can_edit_topic(site, user, topic):
        raise invalid_access()
    sent = call.params
    original = params.text(sent, "original_title")
    if original is not None and original != topic["title"]:
        raise conflict()
    current = tags.names_of(site, [topic["id"]])[topic["id"]]
    if sent.get("original_tags") is not None and sorted(tags.read(site, sent["original_tags"])) != current:
        raise conflict()
    change = revising.Change(
        title=params.text(sent, "title"), category_id=params.integer(sent, "category_id")
    )
    if "tags" in sent:
        change.tags = tags.read(site, [] if sent["tags"] in (None, "") else sent["tags"])
    first = site.one("SELECT * FROM posts WHERE topic_id = ? AND post_number = 1", topic["id"])
    assert first is not None
    revising.revise(site, user, first, change, check_text=False)
    return Reply(_basic(site, topic["id"]))


def update_tags(call: Call) -> Reply:
    """Replace a topic's tags."""
    site, user = call.site, call.user()
    topic = find_topic(site, user, call.number("id"))
    if not guardian.can_edit_topic(site, user, topic):
        raise invalid_access()
    first = site.one("SELECT * FROM posts WHERE topic_id = ? AND post_number = 1", topic["id"])
    assert first is not None
    change = revising.Change(tags=tags.read(site, call.params.get("tags") or []))
    revising.revise(site, user, first, change, check_text=False)
    return Reply(_basic(site, topic["id"]))


def destroy(call: Call) -> Reply:
    """Delete a topic; without the right to it this is a 422.

    ``force_destroy`` removes a deleted one for good.
    """
    site, user = call.site, call.user()
    topic = find_topic(site, user, call.number("id"))
    if params.flag(call.params, "force_destroy"):
        removal.destroy_topic(site, user, topic)
        return done()
    own = topic["user_id"] == user.id and topic["posts_count"] <= 1 and not topic["archived"]
    definition = site.value("SELECT 1 FROM categories WHERE topic_id = ?", topic["id"])
    if not (user.staff or own) or topic["deleted_at"] is not None or definition:
        raise unprocessable(
            "There was an error deleting that topic. Please contact the site's administrator."
        )
    removal.delete_topic(site, user, topic)
    return done()


def recover(call: Call) -> Reply:
    """Bring a deleted topic back."""
    staff = call.staff()
    topic = find_topic(call.site, staff, call.number("id"))
    if topic["deleted_at"] is None:
        raise invalid_access()
    removal.recover_topic(call.site, topic)
    return done()


def reset_bump(call: Call) -> Reply:
    """Set the date that orders the lists back to the last real post."""
    staff = call.staff()
    topic = find_topic(call.site, staff, call.number("id"))
    moment = call.site.value(
        "SELECT created_at FROM posts WHERE topic_id = ? AND deleted_at IS NULL AND post_type = 1"
        " ORDER BY created_at DESC LIMIT 1",
        topic["id"],
    )
    call.site.update("topics", topic["id"], bumped_at=moment or topic["created_at"])
    return done()


def change_timestamp(call: Call) -> Reply:
    """Move a topic and its posts in time."""
    staff = call.staff()
    site = call.site
    topic = find_topic(site, staff, call.number("id"))
    seconds = params.text(call.params, "timestamp")
    if seconds is None:
        raise missing("timestamp")
    moment = stamp(datetime.fromtimestamp(float(seconds), UTC))
    site.update("topics", topic["id"], created_at=moment, bumped_at=moment, last_posted_at=moment)
    site.run(
        "UPDATE posts SET created_at = ?, updated_at = ? WHERE topic_id = ? AND post_number = 1",
        moment,
        moment,
        topic["id"],
    )
    return success()


def change_owner(call: Call) -> Reply:
    """Give posts to another author."""
    admin = call.admin()
    site = call.site
    topic = find_topic(site, admin, call.number("id"))
    owner = site.user_named(params.text(call.params, "username") or "")
    if owner is None:
        raise not_found()
    for post_id in params.strings(call.params.get("post_ids")):
        site.run("UPDATE posts SET user_id = ? WHERE id = ? AND topic_id = ?", owner.id, post_id, topic["id"])
    site.run(
        "UPDATE topics SET user_id = (SELECT user_id FROM posts WHERE topic_id = topics.id AND"
        " post_number = 1) WHERE id = ?",
        topic["id"],
    )
    return success()


def notifications(call: Call) -> Reply:
    """Set how closely the reader follows a topic."""
    user = call.user()
    topic = find_topic(call.site, user, call.number("id"))
    level = params.integer(call.params, "notification_level", 1)
    call.site.run(
        "INSERT INTO topic_users (user_id, topic_id, notification_level, notifications_reason_id) VALUES"
        " (?, ?, ?, 2)"
        " ON CONFLICT (topic_id, user_id) DO UPDATE SET notification_level = excluded.notification_level",
        user.id,
        topic["id"],
        level,
    )
    return success()


ROUTES = [
    Route("GET", "/t/external_id/{external}", by_external_id, "topics/show_by_external_id"),
    Route("GET", "/t/{id:int}", show, "topics/show"),
    Route("GET", "/t/{id:int}/posts", posts, "topics/posts"),
    Route("GET", "/t/{id:int}/post_ids", post_ids, "topics/post_ids"),
    Route("GET", "/t/{id:int}/{number:int}", show, "topics/show"),
    Route("GET", "/t/{slug}/{id:int}", show, "topics/show"),
    Route("GET", "/t/{slug}/{id:int}/{number:int}", show, "topics/show"),
    Route("PUT", "/t/{id:int}/tags", update_tags, "topics/update_tags"),
    Route("PUT", "/t/{id:int}/recover", recover, "topics/recover"),
    Route("PUT", "/t/{id:int}/reset-bump-date", reset_bump, "topics/reset_bump_date"),
    Route("PUT", "/t/{id:int}/change-timestamp", change_timestamp, "topics/change_timestamps"),
    Route("POST", "/t/{id:int}/change-owner", change_owner, "topics/change_post_owners"),
    Route("POST", "/t/{id:int}/notifications", notifications, "topics/set_notifications"),
    Route("PUT", "/t/{id:int}", update, "topics/update"),
    Route("PUT", "/t/{slug}/{id:int}", update, "topics/update"),
    Route("DELETE", "/t/{id:int}", destroy, "topics/destroy"),
]
