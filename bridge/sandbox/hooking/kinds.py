"""Kinds of events with the ids that Discourse gives them (its ``WebHookEventType``)."""

from __future__ import annotations

from typing import Any

_TABLE = """
topic 101 topic_created 102 topic_revised 103 topic_edited 104 topic_destroyed 105 topic_recovered
post 201 post_created 202 post_edited 203 post_destroyed 204 post_recovered
user 301 user_logged_in 302 user_logged_out 303 user_confirmed_email 304 user_created 305 user_approved
user 306 user_updated 307 user_destroyed 308 user_suspended 309 user_unsuspended
group 401 group_created 402 group_updated 403 group_destroyed
category 501 category_created 502 category_updated 503 category_destroyed
tag 601 tag_created 602 tag_updated 603 tag_destroyed
reviewable 901 reviewable_created 902 reviewable_updated
notification 1001 notification_created
user_badge 1301 user_badge_granted 1302 user_badge_revoked
group_user 1401 user_added_to_group 1402 user_removed_from_group
like 1501 post_liked
user_promoted 1601 user_promoted
voting 1701 topic_upvote 1702 topic_unvote
chat 1801 chat_message_created 1802 chat_message_edited 1803 chat_message_trashed 1804 chat_message_restored
"""
"""Group, then pairs of id and name. Some of them never happen here: they can be asked for all the same."""


def _read() -> dict[int, tuple[str, str]]:
    kinds: dict[int, tuple[str, str]] = {}
    for line in _TABLE.split("\n"):
        group, *pairs = line.split() or [""]
        kinds |= {int(number): (name, group) for number, name in zip(pairs[::2], pairs[1::2], strict=True)}
    return kinds


KINDS = _read()
"""Id of a kind to its name and group."""

_IDS = {name: number for number, (name, _) in KINDS.items()}
_REVISED = _IDS["topic_revised"]
DEFAULT = (201, 202, 203, 204)
"""Kinds that the form for a new hook offers first."""


def shown(number: int) -> dict[str, Any]:
    """A kind as answers show it."""
    name, group = KINDS[number]
    return {"id": number, "name": name, "group": group}


def kind_of(event: str) -> int | None:
    """The id of an event's kind, None for what hooks do not hear of; a change of status is a revision."""
    if event.startswith("topic_") and event.endswith("_status_updated"):
        return _REVISED
    return _IDS.get(event)
