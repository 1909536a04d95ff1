"""``/voting``: votes for topics in categories that allow them (the topic-voting plug-in). Off unless set.

Everybody has a number of votes, by trust level. Closing a topic gives its voters their votes back and keeps
them counted; a closed topic still takes votes by this way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.sandbox import params, topic_list
from bridge.sandbox.refusals import invalid_access, missing, not_found
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site, User

FIELD = "enable_topic_voting"
"""The custom field of a category that switches voting on."""


def _on(call: Call) -> Site:
    if not call.site.limits.topic_voting_enabled:
        raise not_found()
    return call.site


def _votable(site: Site, topic: Row) -> bool:
    found = "SELECT 1 FROM topic_voting_category_settings WHERE category_id = ?"
    definition = "SELECT 1 FROM categories WHERE topic_id = ?"
    return bool(site.value(found, topic["category_id"])) and not site.value(definition, topic["id"])


def _limit(site: Site, user: User) -> int:
    return int(getattr(site.limits, f"topic_voting_tl{user.trust_level}_vote_limit"))


def _used(site: Site, user: User) -> int:
    votes = "SELECT count(*) FROM topic_voting_votes WHERE user_id = ? AND archive = 0"
    return int(site.value(votes, user.id))


def _count(site: Site, topic_id: int) -> int:
    return int(site.value("SELECT count(*) FROM topic_voting_votes WHERE topic_id = ?", topic_id))


def _voted(site: Site, user: User, topic_id: int) -> bool:
    found = "SELECT 1 FROM topic_voting_votes WHERE user_id = ? AND topic_id = ?"
    return bool(site.value(found, user.id, topic_id))


def _voters(site: Site, topic_id: int) -> list[dict[str, Any]] | None:
    if not site.limits.topic_voting_show_who_voted:
        return None
    people = site.column("SELECT user_id FROM topic_voting_votes WHERE topic_id = ? ORDER BY id", topic_id)
    return [basic_user(site.user(user_id)) for user_id in people]


def _store_count(site: Site, topic_id: int) -> None:
    now = site.stamp()
    site.run(
        "INSERT INTO topic_voting_topic_vote_count (topic_id, votes_count, created_at, updated_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (topic_id) DO UPDATE SET votes_count = excluded.votes_count,"
        " updated_at = excluded.updated_at",
        topic_id,
        _count(site, topic_id),
        now,
        now,
    )


def _topic(call: Call) -> Row:
    topic_id = params.integer(call.params, "topic_id")
    if topic_id is None:
        raise missing("topic_id")
    return find_topic(call.site, call.user(), topic_id)


def _tell(site: Site, event: str, user: User, topic: Row) -> None:
    vote = {"topic_id": topic["id"], "topic_slug": topic["slug"], "voter_id": user.id}
    site.tell(event, vote={**vote, "vote_count": _count(site, topic["id"])})


def vote(call: Call) -> Reply:
    """Vote for a topic.

    Without votes left the answer is a 403 in the shape of a success, and listeners are told all the same. The
    list of voters in the answer is from before the vote.
    """
    site, user, topic = _on(call), call.user(), _topic(call)
    if not _votable(site, topic) or _voted(site, user, topic["id"]):
        raise invalid_access()
    voters = _voters(site, topic["id"])
    allowed = _used(site, user) < _limit(site, user)
    if allowed:
        now = site.stamp()
        site.insert(
            "topic_voting_votes", topic_id=topic["id"], user_id=user.id, created_at=now, updated_at=now
        )
        _store_count(site, topic["id"])
    _tell(site, "topic_upvote", user, topic)
    body = {**_answer(site, user, topic), "who_voted": voters, "alert": True}
    return Reply(body, 200 if allowed else 403)


def unvote(call: Call) -> Reply:
    """Take a vote back; without one nothing happens."""
    site, user, topic = _on(call), call.user(), _topic(call)
    gone = site.run("DELETE FROM topic_voting_votes WHERE topic_id = ? AND user_id = ?", topic["id"], user.id)
    if gone:
        _store_count(site, topic["id"])
        _tell(site, "topic_unvote", user, topic)
    return Reply({**_answer(site, user, topic), "who_voted": _voters(site, topic["id"])})


def _answer(site: Site, user: User, topic: Row) -> dict[str, Any]:
    left = max(0, _limit(site, user) - _used(site, user))
    return {
        "can_vote": left > 0,
        "vote_limit": _limit(site, user),
        "vote_count": _count(site, topic["id"]),
        "votes_left": left,
    }


def who(call: Call) -> Reply:
    """All voters of a topic, in the order of their votes."""
    site, topic = _on(call), _topic(call)
    return Reply(_voters(site, topic["id"]))


def voted_by(call: Call) -> Reply:
    """Topics that a person voted for."""
    site = _on(call)
    user = site.user_named(call.route["username"])
    if user is None:
        raise not_found()
    wish = topic_list.read_wish(call.params)
    wish.extra.append(("t.id IN (SELECT topic_id FROM topic_voting_votes WHERE user_id = ?)", (user.id,)))
    return Reply(topic_list.list_json(site, call.actor, wish, f"/topics/voted-by/{user.username}", {}))


def _add_to_topic(site: Site, viewer: User | None, topic: Row, shown: dict[str, Any]) -> None:
    if site.limits.topic_voting_enabled:
        shown["can_vote"] = _votable(site, topic)
        shown["vote_count"] = _count(site, topic["id"])
        shown["user_voted"] = viewer is not None and _voted(site, viewer, topic["id"])


def _add_to_items(site: Site, viewer: User | None, rows: Sequence[Row], items: list[dict[str, Any]]) -> None:
    if not site.limits.topic_voting_enabled:
        return
    for row, item in zip(rows, items, strict=True):
        if row["archetype"] != "regular":
            continue
        item["can_vote"] = _votable(site, row)
        if item["can_vote"]:
            item["vote_count"] = _count(site, row["id"])
            item["user_voted"] = viewer is not None and _voted(site, viewer, row["id"])


def _add_to_posts(
    site: Site, _viewer: User | None, posts: Sequence[Row], shown: list[dict[str, Any]]
) -> None:
    if not site.limits.topic_voting_enabled:
        return
    for post, item in zip(posts, shown, strict=True):
        if post["post_number"] == 1:
            topic = site.one("SELECT * FROM topics WHERE id = ?", post["topic_id"])
            item["can_vote"] = topic is not None and _votable(site, topic)


def set_category(site: Site, category_id: int, fields: object) -> None:
    """Switch voting on or off as a category's custom fields say; leaving the field out switches it off."""
    if not site.limits.topic_voting_enabled:
        return
    wanted = isinstance(fields, dict) and params.flag(fields, FIELD)
    now = site.stamp()
    site.run("DELETE FROM topic_voting_category_settings WHERE category_id = ?", category_id)
    if wanted:
        site.insert("topic_voting_category_settings", category_id=category_id, created_at=now, updated_at=now)


def _heard(site: Site, event: str, about: Mapping[str, Any]) -> None:
    """Closing a topic gives its voters their votes back; opening it takes them again."""
    if event == "topic_closed_status_updated":
        site.run(
            "UPDATE topic_voting_votes SET archive = (SELECT closed FROM topics WHERE id = topic_id)"
            " WHERE topic_id = ?",
            about["topic_id"],
        )


def install(site: Site) -> None:
    """Show votes with topics."""
    site.hooks.topic_json.append(_add_to_topic)
    site.hooks.item_json.append(_add_to_items)
    site.hooks.post_json.append(_add_to_posts)
    site.hooks.happened.append(_heard)


ROUTES = [
    Route("POST", "/voting/vote", vote, "discourse_topic_voting/votes/vote"),
    Route("POST", "/voting/unvote", unvote, "discourse_topic_voting/votes/unvote"),
    Route("GET", "/voting/who", who, "discourse_topic_voting/votes/who"),
    Route("GET", "/topics/voted-by/{username}", voted_by, "list/voted_by"),
]
