"""Making topics and replies: the checks in the forum's order, then the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bridge.sandbox import messaging
from bridge.sandbox.lookup import cook_for
from bridge.sandbox.refusals import CreateFailed, cannot_reply, invalid_access, invalid_parameters
from bridge.sandbox.rules import guardian, pace, tags, texts, titles
from bridge.sandbox.rules.external import external_errors
from bridge.sandbox.site import Row, Site, User, stamp

REGULAR, MODERATOR, SMALL_ACTION, WHISPER = 1, 2, 3, 4


@dataclass(slots=True)
class Draft:
    """What somebody wants to post; a topic when ``topic_id`` is None.

    Attributes:
        created_at: backdates the post; honoured for programs only, as are ``external_id`` and
            ``skip_validations``.
        category: the id as it was sent; text that is no number is refused.
        recipients: names of people and groups; makes it a private message, None makes it none.
        votable: replies are voted up and down, where the forum has that.
    """

    raw: str = ""
    title: str | None = None
    category: str | None = None
    recipients: list[str] | None = None
    votable: bool = False
    tags: list[str] = field(default_factory=list)
    topic_id: int | None = None
    reply_to_post_number: int | None = None
    created_at: datetime | None = None
    external_id: str | None = None
    skip_validations: bool = False
    visible: bool = True
    no_bump: bool = False


def create_post(site: Site, user: User, draft: Draft) -> int:
    """Make a topic or a reply; returns the id of the post.

    Raises:
        CreateFailed: the texts will not do.
        RateLimited: too soon.
        SandboxRefusal: no right, no such category.
    """
    raw = texts.store_form(draft.raw)
    if draft.topic_id is None:
        opens = _new_topic if draft.recipients is None else _new_message
        topic = opens(site, user, draft)
        reply_to = None
    else:
        found = site.one("SELECT * FROM topics WHERE id = ?", draft.topic_id)
        if found is None or not guardian.can_reply(site, user, found):
            raise cannot_reply()
        topic = found
        if topic["subtype"] == "question_answer" and draft.reply_to_post_number not in (None, 1):
            raise CreateFailed(["You are not allowed to create a post in reply to another post."])
        reply_to = site.one(
            "SELECT * FROM posts WHERE topic_id = ? AND post_number = ? AND deleted_at IS NULL",
            topic["id"],
            draft.reply_to_post_number,
        )
    if not draft.skip_validations:
        private = topic["archetype"] == messaging.PRIVATE
        errors = texts.body_errors(raw, site.limits, private=private)
        errors += texts.author_errors(raw, user, site.limits)
        if not errors and _said_just_now(site, user, raw):
            errors.append("Body is too similar to what you recently posted")
        if errors:
            raise CreateFailed(errors)
    post_id = _store(site, user, draft, raw, topic, reply_to)
    if not draft.skip_validations:
        pace.may_create_post(site, user, topic=draft.topic_id is None and draft.recipients is None)
    if topic["archetype"] == messaging.PRIVATE:
        messaging.bring_back(site, topic["id"])
    if draft.topic_id is None:
        site.tell("topic_created", topic_id=topic["id"])
    site.tell("post_created", post_id=post_id)
    return post_id


def _said_just_now(site: Site, user: User, raw: str) -> bool:
    minutes = site.limits.unique_posts_mins
    if user.staff or minutes <= 0:
        return False
    return bool(
        site.value(
            "SELECT 1 FROM posts WHERE user_id = ? AND raw = ? AND created_at > ? AND deleted_at IS NULL",
            user.id,
            raw,
            site.ago(minutes=minutes),
        )
    )


def _category_id(site: Site, draft: Draft) -> int | None:
    """The category that the draft names.

    Raises:
        SandboxRefusal: 400, there is no such category.
    """
    if draft.category in (None, ""):
        return None
    text = str(draft.category)
    if not text.isdigit() or not site.value("SELECT 1 FROM categories WHERE id = ?", int(text)):
        raise invalid_parameters("category")
    return int(text)


def title_taken(site: Site, title: str, but: int | None = None) -> bool:
    """Whether another listed topic has this title, in any case."""
    if site.limits.allow_duplicate_topic_titles:
        return False
    return bool(
        site.value(
            "SELECT 1 FROM topics WHERE lower(title) = lower(?) AND deleted_at IS NULL AND visible = 1"
            " AND archetype = 'regular' AND id <> ?",
            title,
            but or 0,
        )
    )


def _new_topic(site: Site, user: User, draft: Draft) -> Row:
    category_id = _category_id(site, draft)
    skip = draft.skip_validations
    if category_id is not None and not skip and not guardian.can_create_topic(site, user, category_id):
        raise invalid_access()
    title = titles.prettify(draft.title or "")
    errors = [] if skip else texts.title_errors(title, user, site.limits)
    if not skip and title and title_taken(site, title):
        errors.append("Title has already been used")
    if category_id is None:
        errors.append("Category can't be blank")
    elif category_id == 1:
        errors.append("Category is reserved")
    errors += external_errors(site, draft.external_id)
    names = tags.choose(site, user, draft.tags, invent=skip)
    if not errors and not skip:
        errors += tags.required_errors(site, user, category_id, names)
    if errors:
        raise CreateFailed(errors)
    subtype = "question_answer" if draft.votable and site.limits.post_voting_enabled else None
    topic = _insert_topic(site, user, draft, title, category_id=category_id, subtype=subtype)
    if names:
        tags.put(site, topic, names)
    return topic


def _new_message(site: Site, user: User, draft: Draft) -> Row:
    recipients = messaging.find_recipients(site, user, draft.recipients or [])
    title = titles.prettify(draft.title or "")
    errors = [] if draft.skip_validations else texts.title_errors(title, user, site.limits, private=True)
    errors += external_errors(site, draft.external_id)
    if errors:
        raise CreateFailed(errors)
    topic = _insert_topic(site, user, draft, title, archetype=messaging.PRIVATE, subtype="user_to_user")
    messaging.address(site, user, topic["id"], recipients)
    return topic


def _insert_topic(site: Site, user: User, draft: Draft, title: str, **more: Any) -> Row:
    moment = stamp(draft.created_at) if draft.created_at else site.stamp()
    topic_id = site.insert(
        "topics",
        title=title,
        fancy_title=titles.fancy(title),
        slug=titles.slugify(title),
        user_id=user.id,
        last_post_user_id=user.id,
        external_id=draft.external_id or None,
        visible=int(draft.visible),
        bumped_at=moment,
        created_at=moment,
        updated_at=site.stamp(),
        **more,
    )
    topic = site.one("SELECT * FROM topics WHERE id = ?", topic_id)
    assert topic is not None
    return topic


def _store(site: Site, user: User, draft: Draft, raw: str, topic: Row, reply_to: Row | None) -> int:
    moment = stamp(draft.created_at) if draft.created_at else site.stamp()
    cooked = cook_for(site, raw, topic["id"])
    for check in site.hooks.check_post:
        check(site, user, raw, cooked, None)
    first = not site.value("SELECT 1 FROM posts WHERE user_id = ? AND post_type = 1", user.id)
    post_id = add_post(site, user, topic, raw, cooked.html, moment, reply_to=reply_to)
    if first and user.trust_level < 3 and not user.staff:
        now = site.stamp()
        site.insert(
            "post_custom_fields",
            post_id=post_id,
            name="notice",
            value='{"type":"new_user"}',
            created_at=now,
            updated_at=now,
        )
    for store in site.hooks.store_post:
        store(site, post_id, cooked)
    refresh_topic(site, topic["id"])
    if not draft.no_bump and draft.topic_id is not None:
        site.update("topics", topic["id"], bumped_at=moment)
    elif draft.topic_id is None:
        site.update("topics", topic["id"], bumped_at=moment)
        change = "UPDATE categories SET topic_count = topic_count + ? WHERE id = ?"
        site.run(change, int(draft.visible), topic["category_id"])
    site.run("UPDATE users SET last_posted_at = ? WHERE id = ?", site.stamp(), user.id)
    return post_id


def add_post(
    site: Site,
    user: User,
    topic: Row,
    raw: str,
    cooked: str,
    moment: str,
    *,
    post_type: int = REGULAR,
    action_code: str | None = None,
    reply_to: Row | None = None,
    track: bool = True,
) -> int:
    """Add the row of a post under the topic's next number; returns its id.

    Args:
        site: the forum.
        user: the author, who counts as one who read it.
        topic: where it goes.
        raw: the text.
        cooked: its HTML.
        moment: its time.
        post_type: REGULAR, SMALL_ACTION and so on.
        action_code: what a small action did.
        reply_to: the post that it answers.
        track: the author follows the topic from now on.
    """
    number = site.value("SELECT coalesce(max(post_number), 0) + 1 FROM posts WHERE topic_id = ?", topic["id"])
    post_id = site.insert(
        "posts",
        user_id=user.id,
        topic_id=topic["id"],
        post_number=number,
        sort_order=number,
        raw=raw,
        cooked=cooked,
        post_type=post_type,
        action_code=action_code,
        last_version_at=moment,
        last_editor_id=user.id,
        reply_to_post_number=reply_to["post_number"] if reply_to else None,
        reply_to_user_id=reply_to["user_id"] if reply_to else None,
        word_count=texts.words(raw),
        reads=1,
        created_at=moment,
        updated_at=site.stamp(),
    )
    site.run("INSERT OR IGNORE INTO post_timings VALUES (?, ?, ?, 0)", topic["id"], number, user.id)
    if track:
        _track(site, user, topic["id"], number)
    if reply_to is not None:
        site.run("UPDATE posts SET reply_count = reply_count + 1 WHERE id = ?", reply_to["id"])
        site.run("INSERT INTO post_replies VALUES (?, ?, ?, ?)", reply_to["id"], post_id, moment, moment)
    return post_id


def _track(site: Site, user: User, topic_id: int, number: int) -> None:
    site.run(
        "INSERT INTO topic_users (user_id, topic_id, posted, last_read_post_number, notification_level,"
        " notifications_reason_id)"
        " VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (topic_id, user_id)"
        " DO UPDATE SET posted = 1, last_read_post_number = excluded.last_read_post_number",
        user.id,
        topic_id,
        number,
        3 if number == 1 else 2,
        1 if number == 1 else 4,
    )


def refresh_topic(site: Site, topic_id: int) -> None:
    """Count a topic's posts, likes and people afresh, and note its last post. ``bumped_at`` is left alone."""
    row = site.one(
        "SELECT count(*) AS posts, coalesce(sum(like_count), 0) AS likes, coalesce(sum(word_count), 0) AS"
        " words,"
        " count(DISTINCT user_id) AS people, coalesce(sum(reply_to_post_number IS NOT NULL), 0) AS replies,"
        " max(post_number) AS highest FROM posts WHERE topic_id = ? AND deleted_at IS NULL AND post_type"
        " <> 4",
        topic_id,
    )
    last = site.one(
        "SELECT user_id, created_at FROM posts WHERE topic_id = ? AND deleted_at IS NULL ORDER BY"
        " post_number DESC LIMIT 1",
        topic_id,
    )
    assert row is not None
    values = {
        "posts_count": row["posts"],
        "like_count": row["likes"],
        "word_count": row["words"],
        "participant_count": row["people"],
        "reply_count": row["replies"],
        "highest_post_number": row["highest"]
        or site.value("SELECT coalesce(max(post_number), 0) FROM posts WHERE topic_id = ?", topic_id),
    }
    if last is not None:
        values |= {"last_post_user_id": last["user_id"], "last_posted_at": last["created_at"]}
    site.update("topics", topic_id, **values)


def count_category(site: Site, category_id: int | None) -> None:
    """Count a category's topics and posts afresh; its definition topic does not count."""
    if category_id is None:
        return
    site.run(
        "UPDATE categories SET topic_count = (SELECT count(*) FROM topics t WHERE t.category_id ="
        " categories.id AND"
        " t.deleted_at IS NULL AND t.visible = 1 AND t.id <> coalesce(categories.topic_id, 0)) WHERE id = ?",
        category_id,
    )
