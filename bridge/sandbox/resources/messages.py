"""Private messages: inboxes of people and groups, archives, the feed of private posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bridge.sandbox import messaging, params, topic_list
from bridge.sandbox.messaging import PRIVATE
from bridge.sandbox.refusals import invalid_access, not_found
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.routing import Call, Reply, Route, done
from bridge.sandbox.serialise import View, basic_user, posts_json
from bridge.sandbox.site import Row, Site, User

_FEED = 50
_FOR_USER = "t.id IN (SELECT topic_id FROM topic_allowed_users WHERE user_id = ?)"
_USER_ARCHIVE = "t.id IN (SELECT topic_id FROM user_archived_messages WHERE user_id = ?)"
_FOR_GROUP = "t.id IN (SELECT topic_id FROM topic_allowed_groups WHERE group_id = ?)"
_GROUP_ARCHIVE = "t.id IN (SELECT topic_id FROM group_archived_messages WHERE group_id = ?)"
_READ = "coalesce((SELECT last_read_post_number FROM topic_users WHERE topic_id = t.id AND user_id = ?), 0)"


def _owner(call: Call) -> User:
    """Whose messages are asked for: one's own, or anybody's for an admin.

    Raises:
        SandboxRefusal: 403 for the messages of others.
    """
    asking = call.user()
    owner = call.site.user_named(call.route["username"])
    if owner is None:
        raise not_found()
    if owner.id != asking.id and not asking.admin:
        raise invalid_access()
    return owner


def _list(call: Call, conditions: Sequence[tuple[str, tuple[Any, ...]]]) -> Reply:
    wish = topic_list.read_wish(call.params)
    wish.category, wish.private = None, True
    wish.extra += conditions
    shown: dict[str, Any] = {name: call.query[name] for name in ("order", "ascending") if name in call.query}
    return Reply(topic_list.list_json(call.site, call.actor, wish, call.path, shown))


def inbox(call: Call) -> Reply:
    """Messages to a person that are not archived, without one's own that nobody answered."""
    owner = _owner(call)
    alone = "NOT (t.user_id = ? AND t.participant_count = 1)"
    conditions = [(_FOR_USER, (owner.id,)), (f"NOT {_USER_ARCHIVE}", (owner.id,)), (alone, (owner.id,))]
    return _list(call, conditions)


def sent(call: Call) -> Reply:
    """Messages that a person began."""
    owner = _owner(call)
    conditions = [("t.user_id = ?", (owner.id,)), (f"NOT {_USER_ARCHIVE}", (owner.id,))]
    return _list(call, conditions)


def archived(call: Call) -> Reply:
    """Messages that a person archived."""
    owner = _owner(call)
    return _list(call, [(_FOR_USER, (owner.id,)), (_USER_ARCHIVE, (owner.id,))])


def fresh(call: Call) -> Reply:
    """Messages that a person has not opened yet."""
    owner = _owner(call)
    return _list(call, [(_FOR_USER, (owner.id,)), (f"{_READ} = 0", (owner.id,))])


def unread(call: Call) -> Reply:
    """Messages with replies that a person has not read yet."""
    owner = _owner(call)
    condition = f"{_READ} BETWEEN 1 AND t.highest_post_number - 1"
    return _list(call, [(_FOR_USER, (owner.id,)), (condition, (owner.id,))])


def group_inbox(call: Call) -> Reply:
    """Messages to a group, archived or not; who is no member or admin is told that there is no group."""
    asking = call.user()
    group = call.site.one("SELECT * FROM groups WHERE name = ?", call.route["group"])
    if group is None or not (asking.admin or group["id"] in asking.group_ids):
        raise not_found()
    kind = call.route.get("kind")
    group_id = group["id"]
    if kind not in (None, "archive"):
        raise not_found()
    chosen = _GROUP_ARCHIVE if kind == "archive" else f"NOT {_GROUP_ARCHIVE}"
    return _list(call, [(_FOR_GROUP, (group_id,)), (chosen, (group_id,))])


def private_posts(call: Call) -> Reply:
    """The newest posts of all messages that a person sees, 50 at a time, ids below ``before``."""
    user = call.user()
    before = params.integer(call.params, "before")
    rows = call.site.all(
        "SELECT p.* FROM posts p JOIN topics t ON t.id = p.topic_id WHERE t.archetype = ? AND"
        " t.deleted_at IS NULL AND p.deleted_at IS NULL AND p.post_type = 1 AND p.id < ? AND"
        " (t.id IN (SELECT topic_id FROM topic_allowed_users WHERE user_id = ?) OR t.id IN"
        " (SELECT a.topic_id FROM topic_allowed_groups a JOIN group_users m ON m.group_id = a.group_id"
        " WHERE m.user_id = ?)) ORDER BY p.id DESC LIMIT ?",
        PRIVATE,
        before if before is not None else 1 << 60,
        user.id,
        user.id,
        _FEED,
    )
    return Reply({"private_posts": posts_json(call.site, user, rows, View(raw=True, feed=True))})


def _message(call: Call) -> tuple[User, Row]:
    user = call.user()
    topic = find_topic(call.site, user, call.number("id"))
    if topic["archetype"] != PRIVATE:
        raise invalid_access()
    return user, topic


def archive(call: Call) -> Reply:
    """Archive a message, for every group that the reader shares with it too."""
    user, topic = _message(call)
    group = messaging.archive(call.site, user, topic["id"])
    return Reply({"group_name": group}) if group else done()


def to_inbox(call: Call) -> Reply:
    """Take a message out of the archive."""
    user, topic = _message(call)
    messaging.move_to_inbox(call.site, user, topic["id"])
    return done()


def invite(call: Call) -> Reply:
    """Let one more person see a message."""
    _, topic = _message(call)
    guest = call.site.user_named(params.text(call.params, "user") or "")
    if guest is None:
        raise not_found()
    messaging.add_person(call.site, topic["id"], guest.id)
    return Reply({"user": basic_user(guest)})


def messageable(call: Call) -> Reply:
    """Whether the reader may write to a group."""
    group = call.site.one("SELECT * FROM groups WHERE name = ?", call.route["name"])
    if group is None:
        raise not_found()
    return Reply({"messageable": messaging.may_message_group(call.user(), group)})


def _add_to_topic(site: Site, viewer: User | None, topic: Row, shown: dict[str, Any]) -> None:
    if topic["archetype"] != PRIVATE or viewer is None:
        return
    shown["related_messages"] = []
    shown["message_archived"] = messaging.is_archived(site, viewer, topic["id"])
    details = shown.get("details")
    if details is None:
        return
    del shown["tags"]
    users = site.column(
        "SELECT user_id FROM topic_allowed_users WHERE topic_id = ? ORDER BY id DESC", topic["id"]
    )
    groups = site.all(
        "SELECT g.* FROM groups g JOIN topic_allowed_groups a ON a.group_id = g.id WHERE a.topic_id = ?"
        " ORDER BY g.id",
        topic["id"],
    )
    if "suggested_topics" in shown:
        shown["suggested_topics"] = []
    mine = [row["name"] for row in groups if row["id"] in viewer.group_ids]
    shown["suggested_group_name"] = mine[0] if mine else None
    shown["pm_with_non_human_user"] = False
    if viewer.trust_level < _MAY_INVITE and not viewer.staff:
        details.pop("can_invite_via_email", None)
    if viewer.id in users:
        details["can_remove_self_id"] = viewer.id
    details["allowed_users"] = [basic_user(site.user(user_id)) for user_id in users]
    details["allowed_groups"] = [_group(row) for row in groups]


_MAY_INVITE = 2
_FLAG_NAMES = "automatic primary_group has_messages public_admission public_exit allow_membership_requests"
_FLAGS = _FLAG_NAMES.split()
_PLAIN_NAMES = (
    "id name user_count mentionable_level messageable_level visibility_level title grant_trust_level"
    " bio_cooked full_name default_notification_level members_visibility_level"
)
_PLAIN = _PLAIN_NAMES.split()


def _group(row: Row) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _PLAIN},
        **{name: bool(row[name]) for name in _FLAGS},
        "flair_url": None,
        "flair_bg_color": None,
        "flair_color": None,
        "bio_excerpt": row["bio_cooked"],
        "membership_request_template": None,
        "can_see_members": True,
        "publish_read_state": False,
    }


def _add_to_items(site: Site, viewer: User | None, rows: Sequence[Row], items: list[dict[str, Any]]) -> None:
    for row, item in zip(rows, items, strict=True):
        if row["archetype"] != PRIVATE:
            continue
        users = site.column(
            "SELECT user_id FROM topic_allowed_users WHERE topic_id = ? ORDER BY id", row["id"]
        )
        groups = site.column("SELECT group_id FROM topic_allowed_groups WHERE topic_id = ?", row["id"])
        own = viewer.group_ids if viewer else frozenset()
        posters = item.pop("posters")
        del item["tags"]
        item |= {
            "allowed_user_count": len(users),
            "participant_groups": [group_id for group_id in groups if group_id not in own],
            "posters": posters,
            "participants": [
                {
                    "extras": "latest" if user_id == row["last_post_user_id"] else None,
                    "description": None,
                    "user_id": user_id,
                    "primary_group_id": None,
                    "flair_group_id": None,
                }
                for user_id in users
                if viewer is None or user_id != viewer.id
            ],
        }


def install(site: Site) -> None:
    """Show messages as such."""
    site.hooks.topic_json.append(_add_to_topic)
    site.hooks.item_json.append(_add_to_items)


_INBOX = "/topics/private-messages"
_ACTION = "list/private_messages"
ROUTES = [
    Route("GET", f"{_INBOX}/{{username}}", inbox, _ACTION),
    Route("GET", f"{_INBOX}-sent/{{username}}", sent, f"{_ACTION}_sent"),
    Route("GET", f"{_INBOX}-archive/{{username}}", archived, f"{_ACTION}_archive"),
    Route("GET", f"{_INBOX}-new/{{username}}", fresh, f"{_ACTION}_new"),
    Route("GET", f"{_INBOX}-unread/{{username}}", unread, f"{_ACTION}_unread"),
    Route("GET", f"{_INBOX}-group/{{username}}/{{group}}", group_inbox, f"{_ACTION}_group"),
    Route("GET", f"{_INBOX}-group/{{username}}/{{group}}/{{kind}}", group_inbox, f"{_ACTION}_group_archive"),
    Route("GET", "/private-posts", private_posts, "posts/latest"),
    Route("PUT", "/t/{id:int}/archive-message", archive, "topics/archive_message"),
    Route("PUT", "/t/{id:int}/move-to-inbox", to_inbox, "topics/move_to_inbox"),
    Route("POST", "/t/{id:int}/invite", invite, "topics/invite"),
    Route("GET", "/groups/{name}/messageable", messageable, "groups/messageable"),
]
