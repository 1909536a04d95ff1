"""``/t/ID/status`` and ``/t/ID/timer``: close, pin, archive, list; each change leaves a small-action post."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bridge.sandbox import params
from bridge.sandbox.posting import SMALL_ACTION, add_post, refresh_topic
from bridge.sandbox.refusals import invalid_access, invalid_parameters, missing
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.site import Row, Site, User, read_stamp, stamp

_STATUSES = ("closed", "pinned", "pinned_globally", "archived", "visible")
_TIMERS = {"close": 1, "open": 2, "publish_to_category": 3, "delete": 4, "bump": 6, "silent_close": 8}


def status(call: Call) -> Reply:
    """Set one status of a topic; ``enabled`` is the text "true" or "false"."""
    user = call.user()
    site = call.site
    topic = find_topic(site, user, call.number("id"))
    name, enabled = params.text(call.params, "status"), params.text(call.params, "enabled")
    if name is None or enabled is None:
        raise missing("status" if name is None else "enabled")
    if name not in _STATUSES:
        raise invalid_parameters("status")
    if not user.staff:
        raise invalid_access()
    until = params.text(call.params, "until")
    set_status(site, user, topic, name, on=enabled == "true", until=_until(until))
    return success(topic_status_update=None)


def _until(text: str | None) -> str | None:
    try:
        return stamp(read_stamp(text)) if text else None
    except ValueError as error:
        raise invalid_parameters("until") from error


def set_status(site: Site, user: User, topic: Row, name: str, *, on: bool, until: str | None = None) -> None:
    """Set a status and, where it changes something, add the small-action post. Opening a topic bumps it."""
    now = site.stamp()
    values: dict[str, Any]
    if name in ("pinned", "pinned_globally"):
        already = (topic["pinned_at"] is not None) == on and bool(topic["pinned_globally"]) == (
            on and name != "pinned"
        )
        values = {
            "pinned_at": now if on else None,
            "pinned_until": until if on else None,
            "pinned_globally": int(on and name == "pinned_globally"),
        }
    else:
        already = bool(topic[name]) == on
        values = {name: int(on)}
    site.update("topics", topic["id"], **values)
    if already:
        return
    code = f"{name}.{'enabled' if on else 'disabled'}"
    post_id = add_post(site, user, topic, "", "", now, post_type=SMALL_ACTION, action_code=code)
    refresh_topic(site, topic["id"])
    site.tell("post_created", post_id=post_id)
    site.tell(f"topic_{name}_status_updated", topic_id=topic["id"])
    if name == "closed" and not on:
        site.update("topics", topic["id"], bumped_at=now)


def timer(call: Call) -> Reply:
    """Plan a status change."""
    user = call.staff()
    site = call.site
    topic = find_topic(site, user, call.number("id"))
    kind = params.text(call.params, "status_type") or ""
    if kind not in _TIMERS:
        raise invalid_parameters("status_type")
    based = params.flag(call.params, "based_on_last_post")
    minutes = params.integer(call.params, "duration_minutes")
    text = params.text(call.params, "time")
    now = site.stamp()
    site.run(
        "UPDATE topic_timers SET deleted_at = ? WHERE topic_id = ? AND deleted_at IS NULL", now, topic["id"]
    )
    if not text and not minutes:
        return success(
            execute_at=None, duration_minutes=None, based_on_last_post=False, closed=False, category_id=None
        )
    execute_at = _execute_at(site, topic, text, minutes if based else None)
    site.insert(
        "topic_timers",
        execute_at=execute_at,
        status_type=_TIMERS[kind],
        user_id=user.id,
        topic_id=topic["id"],
        based_on_last_post=int(based),
        duration_minutes=minutes,
        created_at=now,
        updated_at=now,
    )
    return success(
        execute_at=execute_at,
        duration_minutes=minutes,
        based_on_last_post=based,
        closed=bool(topic["closed"]),
        category_id=None,
    )


def _execute_at(site: Site, topic: Row, text: str | None, minutes: int | None) -> str:
    if minutes is not None:
        return stamp(read_stamp(topic["last_posted_at"]) + timedelta(minutes=minutes))
    try:
        hours = float(text or "")
    except ValueError:
        pass
    else:
        return stamp(site.now() + timedelta(hours=hours))
    try:
        return stamp(read_stamp(datetime.fromisoformat(text or "").isoformat()))
    except ValueError as error:
        raise invalid_parameters("time") from error


def run_due(site: Site) -> None:
    """Carry out the timers whose time has come."""
    due = site.all("SELECT * FROM topic_timers WHERE deleted_at IS NULL AND execute_at <= ?", site.stamp())
    for row in due:
        topic = site.one("SELECT * FROM topics WHERE id = ? AND deleted_at IS NULL", row["topic_id"])
        site.update("topic_timers", row["id"], deleted_at=site.stamp())
        if topic is None:
            continue
        actor = site.user(row["user_id"])
        if row["status_type"] in (1, 8):
            set_status(site, actor, topic, "closed", on=True)
        elif row["status_type"] == 2:
            set_status(site, actor, topic, "closed", on=False)
        elif row["status_type"] == 6:
            site.update("topics", topic["id"], bumped_at=site.stamp())


ROUTES = [
    Route("PUT", "/t/{id:int}/status", status, "topics/status"),
    Route("POST", "/t/{id:int}/timer", timer, "topics/timer"),
]
