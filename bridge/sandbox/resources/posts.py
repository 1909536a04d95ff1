"""``/posts``: create, read, change, delete posts; the feed of the latest ones."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from bridge.sandbox import params, queueing, removal, revising
from bridge.sandbox.messaging import PRIVATE
from bridge.sandbox.posting import Draft, create_post
from bridge.sandbox.refusals import (
    CreateFailed,
    conflict,
    invalid_access,
    missing,
    not_found,
    unprocessable,
)
from bridge.sandbox.routing import Call, Reply, Route, done, encode
from bridge.sandbox.rules import guardian, tags
from bridge.sandbox.serialise import View, post_json, posts_json
from bridge.sandbox.site import Row, Site, User, marks, read_stamp

_PERMITTED_NAMES = (
    "raw title topic_id archetype category target_recipients target_usernames reply_to_post_number"
    " auto_track visible"
    " unlist_topic locale draft_key typing_duration_msecs composer_open_duration_msecs tags featured_link"
    " no_bump whisper"
    " shared_draft is_warning image_sizes composer_version topic_custom_fields create_as_post_voting"
)
_PERMITTED = _PERMITTED_NAMES.split()
_FOR_PROGRAMS = ("skip_validations", "import_mode", "embed_url", "created_at", "external_id")
_PAGE = 50


def create(call: Call) -> Reply:
    """Make a topic or a reply.

    An identical request within two minutes gets the first answer again, also a refusal.
    """
    user = call.user()
    site = call.site
    if not call.via_key:
        return _nested(call, *_create(call, user))
    now = site.now()
    signature = _signature(call, user)
    kept = site.memo.get(signature)
    if kept is not None and now < kept[0]:
        return _nested(call, kept[1], kept[2])
    try:
        status, body = _create(call, user)
    except CreateFailed as failure:
        site.memo[signature] = (now + timedelta(seconds=site.limits.memo_seconds), 422, failure.body)
        raise
    if len(site.memo) > 1000:
        for old in [key for key, entry in site.memo.items() if entry[0] <= now]:
            del site.memo[old]
    site.memo[signature] = (now + timedelta(seconds=site.limits.memo_seconds), status, body)
    return _nested(call, status, body)


def _nested(call: Call, status: int, body: Any) -> Reply:
    if status == 200 and "action" not in body and params.flag(call.params, "nested_post"):
        body = {"action": "create_post", "post": body, "success": True}
    return Reply(body=body, status=status)


def _signature(call: Call, user: User) -> str:
    sent = {name: call.params[name] for name in (*_PERMITTED, *_FOR_PROGRAMS) if name in call.params}
    flat = [
        (name, [str(item) for item in value] if isinstance(value, list) else str(value))
        for name, value in sent.items()
    ]
    about = [call.client_ip, call.headers.get("user-agent"), call.headers.get("referer"), user.id]
    return hashlib.sha256(encode([sorted(flat, key=lambda pair: pair[0]), about])).hexdigest()


def _create(call: Call, user: User) -> tuple[int, dict[str, Any]]:
    site, sent = call.site, call.params
    draft = Draft(
        raw=params.text(sent, "raw") or "",
        title=params.text(sent, "title"),
        category=params.text(sent, "category"),
        tags=tags.read(site, sent.get("tags")),
        topic_id=params.integer(sent, "topic_id"),
        reply_to_post_number=params.integer(sent, "reply_to_post_number"),
        visible=not params.flag(sent, "unlist_topic") or not user.staff,
        no_bump=params.flag(sent, "no_bump") and (user.staff or user.trust_level >= 4 or call.via_key),
    )
    if params.text(sent, "archetype") == PRIVATE and draft.topic_id is None:
        named = params.strings(sent.get("target_recipients")) or params.strings(sent.get("target_usernames"))
        draft.recipients = [name.strip() for name in named if name.strip()]
    # The text "true"; a JSON true makes an ordinary topic.
    draft.votable = sent.get("create_as_post_voting") == "true"
    if call.via_key:
        draft.skip_validations = params.flag(sent, "skip_validations") or params.flag(sent, "import_mode")
        draft.external_id = params.text(sent, "external_id")
        draft.created_at = _moment(params.text(sent, "created_at"))
    why = queueing.reason(site, user, draft)
    if why is not None:
        return 200, queueing.enqueue(site, user, draft, why)
    post_id = create_post(site, user, draft)
    return 200, post_json(site, user, post_id, View(raw=True, draft=True, fresh=True))


def _moment(text: str | None) -> datetime | None:
    """A backdated time; what is no time is ignored."""
    try:
        return read_stamp(text) if text else None
    except ValueError:
        return None


def find_post(site: Site, viewer: User | None, post_id: int) -> tuple[Row, Row]:
    """A post with its topic, as far as the viewer may see it.

    Raises:
        SandboxRefusal: 404 for a post that is not there or deleted, 403 for one out of reach.
    """
    post = site.one("SELECT * FROM posts WHERE id = ?", post_id)
    if post is None:
        raise not_found()
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    deleted = post["deleted_at"] is not None or topic["deleted_at"] is not None
    if deleted and not (viewer and viewer.staff):
        raise not_found()
    if not guardian.can_see_post(site, viewer, post, topic):
        raise invalid_access()
    return post, topic


def show(call: Call) -> Reply:
    """One post with its source text."""
    post, _ = find_post(call.site, call.actor, call.number("id"))
    return Reply(post_json(call.site, call.actor, post["id"], View(raw=True)))


def by_number(call: Call) -> Reply:
    """One post by topic and number."""
    post_id = call.site.value(
        "SELECT id FROM posts WHERE topic_id = ? AND post_number = ?",
        call.number("topic"),
        call.number("number"),
    )
    if post_id is None:
        raise not_found()
    post, _ = find_post(call.site, call.actor, post_id)
    return Reply(post_json(call.site, call.actor, post["id"], View(raw=True)))


def replies(call: Call) -> Reply:
    """Direct replies to a post."""
    post, _ = find_post(call.site, call.actor, call.number("id"))
    rows = call.site.all(
        "SELECT p.* FROM posts p JOIN post_replies r ON r.reply_post_id = p.id WHERE r.post_id = ? AND"
        " p.deleted_at IS NULL"
        " ORDER BY p.id LIMIT 20",
        post["id"],
    )
    return Reply(posts_json(call.site, call.actor, rows, View(topic=True)))


def cooked(call: Call) -> Reply:
    """The HTML of a post."""
    post, _ = find_post(call.site, call.actor, call.number("id"))
    return Reply({"cooked": post["cooked"]})


def raw_text(call: Call) -> Reply:
    """The source text of a post by topic and number, 100 posts of a topic where no number is given."""
    site = call.site
    topic = site.one("SELECT * FROM topics WHERE id = ?", call.number("topic"))
    if topic is None or not guardian.can_see_topic(site, call.actor, topic):
        raise not_found()
    plain = "text/plain; charset=utf-8"
    if "number" in call.route:
        text = site.value(
            "SELECT raw FROM posts WHERE topic_id = ? AND post_number = ? AND deleted_at IS NULL",
            topic["id"],
            call.number("number"),
        )
        if text is None:
            raise not_found()
        return Reply(text, content_type=plain)
    page = max(1, params.integer(call.params, "page", 1) or 1)
    rows = site.all(
        "SELECT p.*, u.username FROM posts p JOIN users u ON u.id = p.user_id WHERE p.topic_id = ? AND"
        " p.deleted_at IS NULL"
        " AND p.post_type = 1 ORDER BY p.sort_order LIMIT 100 OFFSET ?",
        topic["id"],
        (page - 1) * 100,
    )
    parts = [
        f"{row['username']} | {row['updated_at'][:19].replace('T', ' ')} UTC |"
        f" #{row['post_number']}\n\n{row['raw']}\n\n"
        "-------------------------\n\n"
        for row in rows
    ]
    return Reply("".join(parts), content_type=plain)


def latest(call: Call) -> Reply:
    """The newest posts, 50 at a time, ids below ``before``; with source text for everybody."""
    site, viewer = call.site, call.actor
    before = params.integer(call.params, "before")
    hidden = guardian.hidden_categories(site, viewer)
    unlisted = "" if viewer is not None and viewer.staff else "AND t.visible = 1"
    rows = site.all(
        "SELECT p.* FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.deleted_at IS NULL AND"
        " t.deleted_at IS NULL"
        f" AND p.post_type = 1 AND p.hidden = 0 AND t.archetype = 'regular' {unlisted}"
        f" AND t.category_id NOT IN ({marks(hidden) if hidden else '-1'}) AND p.id < ? ORDER BY p.id DESC"
        " LIMIT ?",
        *hidden,
        before if before is not None else 1 << 60,
        _PAGE,
    )
    return Reply({"latest_posts": posts_json(site, viewer, rows, View(raw=True, feed=True))})


def update(call: Call) -> Reply:
    """Change a post's text; with ``title`` the topic's title too, which always counts as a change."""
    site, user = call.site, call.user()
    sent = call.params.get("post")
    if not isinstance(sent, dict) or not sent:
        raise missing("post")
    post = site.one("SELECT * FROM posts WHERE id = ?", call.number("id"))
    if post is None:
        raise not_found()
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    if not guardian.can_edit_post(site, user, post, topic):
        raise invalid_access()
    if guardian.too_late(site, user, post):
        raise unprocessable("That post was created too long ago. It can no longer be edited or deleted.")
    for name in ("original_text", "raw_old"):
        original = params.text(sent, name)
        if original is not None and original != post["raw"]:
            raise conflict()
    change = revising.Change(raw=params.text(sent, "raw"), edit_reason=params.text(sent, "edit_reason"))
    if post["post_number"] == 1:
        title = params.text(call.params, "title") or params.text(sent, "title")
        change.title, change.title_given = title, title is not None
        change.category_id = params.integer(sent, "category_id")
    revising.revise(site, user, post, change, check_text=True)
    return Reply({"post": post_json(site, user, post["id"], View(raw=True, draft=True))})


def destroy(call: Call) -> Reply:
    """Delete a reply; with ``force_destroy`` remove a deleted one for good."""
    post, _ = find_post(call.site, call.user(), call.number("id"))
    if params.flag(call.params, "force_destroy"):
        removal.destroy_post(call.site, call.user(), post)
        return done()
    if not guardian.can_delete_post(call.actor, post):
        raise invalid_access()
    removal.delete_post(call.site, call.user(), post)
    return done()


def recover(call: Call) -> Reply:
    """Bring a deleted reply back."""
    staff = call.staff()
    post, _ = find_post(call.site, staff, call.number("id"))
    removal.recover_post(call.site, post)
    return Reply(post_json(call.site, staff, post["id"], View(raw=True)))


def lock(call: Call) -> Reply:
    """Stop (or allow) the author's edits."""
    staff = call.staff()
    post, _ = find_post(call.site, staff, call.number("id"))
    locked = params.flag(call.params, "locked")
    call.site.update("posts", post["id"], locked_by_id=staff.id if locked else None)
    return Reply({"locked": locked})


def wiki(call: Call) -> Reply:
    """Let everybody edit a post, or not."""
    staff = call.staff()
    post, _ = find_post(call.site, staff, call.number("id"))
    call.site.update("posts", post["id"], wiki=int(params.flag(call.params, "wiki")))
    return done()


ROUTES = [
    Route("POST", "/posts", create, "posts/create"),
    Route("GET", "/posts", latest, "posts/latest"),
    Route("GET", "/posts/by_number/{topic:int}/{number:int}", by_number, "posts/by_number"),
    Route("GET", "/posts/{id:int}", show, "posts/show"),
    Route("PUT", "/posts/{id:int}", update, "posts/update"),
    Route("DELETE", "/posts/{id:int}", destroy, "posts/destroy"),
    Route("PUT", "/posts/{id:int}/recover", recover, "posts/recover"),
    Route("PUT", "/posts/{id:int}/locked", lock, "posts/locked"),
    Route("PUT", "/posts/{id:int}/wiki", wiki, "posts/wiki"),
    Route("GET", "/posts/{id:int}/replies", replies, "posts/replies"),
    Route("GET", "/posts/{id:int}/cooked", cooked, "posts/cooked"),
    Route("GET", "/raw/{topic:int}/{number:int}", raw_text, "posts/markdown_num"),
    Route("GET", "/raw/{topic:int}", raw_text, "posts/markdown"),
]
