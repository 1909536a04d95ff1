"""Which hooks an event concerns, and the rows that the deliveries start from.

Rows are written in the transaction of the deed: a deed that is taken back leaves no delivery behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.sandbox.hooking.kinds import kind_of
from bridge.sandbox.hooking.payload import Body, body_of
from bridge.sandbox.site import Row, Site


def enqueue(site: Site, event: str, about_what: Mapping[str, Any]) -> bool:
    """Write down a delivery for every hook that listens to the event; returns whether there is one."""
    kind = kind_of(event)
    if kind is None:
        return False
    hooks = site.all(
        "SELECT * FROM web_hooks WHERE active = 1 AND (wildcard_web_hook = 1 OR id IN"
        " (SELECT web_hook_id FROM web_hook_event_types_hooks WHERE web_hook_event_type_id = ?)) ORDER BY id",
        kind,
    )
    if not hooks:
        return False
    body = body_of(site, event, about_what)
    if body is None:
        return False
    concerned = [hook for hook in hooks if _listens(site, hook, body)]
    for hook in concerned:
        add(site, hook["id"], event, body.root, body.text)
    return bool(concerned)


def _listens(site: Site, hook: Row, body: Body) -> bool:
    """Categories are meant exactly, without those below; such a filter keeps out what has no category."""
    categories = site.column("SELECT category_id FROM categories_web_hooks WHERE web_hook_id = ?", hook["id"])
    if categories and body.category_id not in categories:
        return False
    tags = site.column("SELECT tag_id FROM tags_web_hooks WHERE web_hook_id = ?", hook["id"])
    return not tags or not body.tag_ids.isdisjoint(tags)


def add(
    site: Site,
    hook_id: int,
    event: str,
    root: str,
    text: str,
    *,
    attempt: int = 0,
    due_at: str | None = None,
) -> int:
    """Write down one delivery of a body; returns the id of its event."""
    now = site.stamp()
    event_id = site.insert(
        "web_hook_events", web_hook_id=hook_id, payload=text, created_at=now, updated_at=now
    )
    plan(site, event_id, event, root, attempt=attempt, due_at=due_at)
    return event_id


def plan(
    site: Site,
    event_id: int,
    event: str,
    root: str,
    *,
    attempt: int = 0,
    again: bool = False,
    due_at: str | None = None,
) -> None:
    """Have an event delivered, now or later; with ``again`` it keeps the headers that it had."""
    site.insert(
        "web_hook_deliveries",
        web_hook_event_id=event_id,
        event_type=root,
        event_name=event,
        attempt=attempt,
        again=int(again),
        due_at=due_at or site.stamp(),
    )
