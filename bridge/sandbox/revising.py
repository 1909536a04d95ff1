"""Changing posts and topics: when an edit makes a version, when it bumps, what a revision keeps.

An edit by the same person within the grace period and with a small difference makes no version; a new
version of a topic's
last post bumps the topic (of an unanswered topic that is its first post).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bridge.sandbox.lookup import cook_for
from bridge.sandbox.posting import count_category, title_taken
from bridge.sandbox.refusals import invalid_access, unprocessable
from bridge.sandbox.rules import guardian, pace, tags, texts, titles
from bridge.sandbox.site import Row, Site, User, read_stamp


@dataclass(slots=True)
class Change:
    """What an editor wants; None leaves a part alone.

    Attributes:
        title_given: a title was sent, be it the same: that alone counts as a change with ``PUT /posts``.
    """

    raw: str | None = None
    title: str | None = None
    category_id: int | None = None
    tags: list[str] | None = None
    edit_reason: str | None = None
    title_given: bool = False


def revise(site: Site, user: User, post: Row, change: Change, *, check_text: bool) -> None:
    """Apply a change to a post and, for a first post, to its topic.

    Raises:
        SandboxRefusal: 422 with what is wrong, 403 for a category without the right to post in it.
        RateLimited: too many edits today.
    """
    topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
    assert topic is not None
    changed: dict[str, list[Any]] = {}
    raw = post["raw"] if change.raw is None else texts.store_form(change.raw)
    private = topic["archetype"] == "private_message"
    if raw != post["raw"]:
        if check_text:
            errors = texts.body_errors(raw, site.limits, private=private) + texts.author_errors(
                raw, user, site.limits
            )
            if errors:
                raise unprocessable(*errors)
        changed["raw"] = [post["raw"], raw]
    title = _new_title(site, user, topic, change)
    if title is not None:
        changed["title"] = [topic["title"], title]
    category_id = _new_category(site, user, topic, change)
    if category_id is not None:
        changed["category_id"] = [topic["category_id"], category_id]
    names = _new_tags(site, user, topic, change, category_id or topic["category_id"])
    if names is not None:
        changed["tags"] = [tags.names_of(site, [topic["id"]])[topic["id"]], sorted(names)]
    if not changed and not (change.title_given and change.title is not None):
        return
    new_version = _makes_version(site, user, post, raw, change)
    if new_version:
        pace.may_edit(site, user)
    _write(site, user, post, topic, changed, change.edit_reason, new_version=new_version)


def _new_title(site: Site, user: User, topic: Row, change: Change) -> str | None:
    if change.title is None:
        return None
    title = titles.prettify(change.title)
    if title == topic["title"]:
        return None
    private = topic["archetype"] == "private_message"
    errors = texts.title_errors(title, user, site.limits, private=private)
    if not private and title_taken(site, title, but=topic["id"]):
        errors.append("Title has already been used")
    if errors:
        raise unprocessable(*errors)
    return title


def _new_category(site: Site, user: User, topic: Row, change: Change) -> int | None:
    wanted = change.category_id
    if wanted is None or wanted == topic["category_id"]:
        return None
    if not site.value("SELECT 1 FROM categories WHERE id = ?", wanted):
        raise unprocessable("Category is invalid")
    if not guardian.can_create_topic(site, user, wanted):
        raise invalid_access()
    return wanted


def _new_tags(
    site: Site, user: User, topic: Row, change: Change, category_id: int | None
) -> list[str] | None:
    if change.tags is None:
        return None
    names = tags.choose(site, user, change.tags)
    errors = tags.required_errors(site, user, category_id, names)
    if errors:
        raise unprocessable(*errors)
    return None if sorted(names) == tags.names_of(site, [topic["id"]])[topic["id"]] else names


def _makes_version(site: Site, user: User, post: Row, raw: str, change: Change) -> bool:
    if change.edit_reason and change.edit_reason != post["edit_reason"]:
        return True
    if post["last_editor_id"] != user.id or post["user_id"] != user.id:
        return True
    age = site.now() - read_stamp(post["last_version_at"])
    if age > timedelta(seconds=site.limits.editing_grace_period):
        return True
    return difference(post["raw"], raw) > site.limits.editing_grace_period_max_diff


def difference(old: str, new: str) -> int:
    """Characters taken out and put in, between the common beginning and the common end."""
    start = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        start += 1
    end = 0
    most = min(len(old), len(new)) - start
    while end < most and old[-1 - end] == new[-1 - end]:
        end += 1
    return len(old) + len(new) - 2 * (start + end)


def _write(
    site: Site,
    user: User,
    post: Row,
    topic: Row,
    changed: dict[str, list[Any]],
    reason: str | None,
    *,
    new_version: bool,
) -> None:
    now = site.stamp()
    values: dict[str, Any] = {"updated_at": now, "last_editor_id": user.id}
    cooked = None
    if "raw" in changed:
        raw = changed["raw"][1]
        cooked = cook_for(site, raw, topic["id"])
        for check in site.hooks.check_post:
            check(site, user, raw, cooked, post)
        changed["cooked"] = [post["cooked"], cooked.html]
        values |= {"raw": raw, "cooked": cooked.html, "word_count": texts.words(raw)}
    if reason is not None or new_version:
        values["edit_reason"] = reason
    if new_version:
        number = post["version"] + 1
        values |= {"version": number, "public_version": number, "last_version_at": now}
        site.insert(
            "post_revisions",
            user_id=user.id,
            post_id=post["id"],
            modifications=json.dumps(changed),
            number=number,
            created_at=now,
            updated_at=now,
        )
    elif changed:
        _amend_revision(site, post, changed, now)
    site.update("posts", post["id"], **values)
    if cooked is not None:
        for store in site.hooks.store_post:
            store(site, post["id"], cooked)
    _write_topic(site, topic, changed)
    last = site.value(
        "SELECT max(post_number) FROM posts WHERE topic_id = ? AND deleted_at IS NULL AND post_type <> 4",
        topic["id"],
    )
    if new_version and post["post_number"] == last:
        site.update("topics", topic["id"], bumped_at=now)
    of_topic = post["post_number"] == 1 and changed.keys() & {"title", "category_id", "tags"}
    if of_topic:
        site.tell("topic_edited", topic_id=topic["id"])
    else:
        site.tell("post_edited", post_id=post["id"])


def _amend_revision(site: Site, post: Row, changed: dict[str, list[Any]], now: str) -> None:
    """Within the grace period the last revision, if there is one, takes the change up."""
    row = site.one(
        "SELECT id, modifications FROM post_revisions WHERE post_id = ? ORDER BY number DESC LIMIT 1",
        post["id"],
    )
    if row is None:
        return
    kept: dict[str, list[Any]] = json.loads(row["modifications"])
    for name, (old, new) in changed.items():
        kept[name] = [kept.get(name, [old])[0], new]
    site.update("post_revisions", row["id"], modifications=json.dumps(kept), updated_at=now)


def _write_topic(site: Site, topic: Row, changed: dict[str, list[Any]]) -> None:
    now = site.stamp()
    if "title" in changed:
        title = changed["title"][1]
        site.update(
            "topics",
            topic["id"],
            title=title,
            fancy_title=titles.fancy(title),
            slug=titles.slugify(title),
            updated_at=now,
        )
    if "category_id" in changed:
        site.update("topics", topic["id"], category_id=changed["category_id"][1], updated_at=now)
        for category_id in changed["category_id"]:
            count_category(site, category_id)
    if "tags" in changed:
        tags.put(site, topic, changed["tags"][1])
