"""``/admin/api/web_hooks``: hooks, their events, and sending once more; for admins."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import hooking, params
from bridge.sandbox.categorising import category_json
from bridge.sandbox.hooking import queue
from bridge.sandbox.hooking.kinds import DEFAULT, KINDS, shown
from bridge.sandbox.refusals import missing, not_found, unprocessable
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.site import Row, Site

_SHORTEST_SECRET = 12
_PAGE = 50
_BLANK = "Payload url can't be blank"
_INVALID = "Payload url URL is invalid. URL should includes http:// or https://. And no blank is allowed."


def _events_url(hook_id: int, offset: int, limit: int) -> str:
    return f"/admin/api/web_hook_events/{hook_id}.json?limit={limit}&offset={offset}"


def listing(call: Call) -> Reply:
    """Hooks, newest first, with all that one may choose for a new one."""
    site = call.site
    limit = params.integer(call.params, "limit", _PAGE) or _PAGE
    offset = params.integer(call.params, "offset", 0) or 0
    rows = site.all("SELECT * FROM web_hooks ORDER BY id DESC LIMIT ? OFFSET ?", min(limit, _PAGE), offset)
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, (_, group) in KINDS.items():
        if group != "voting" or site.limits.topic_voting_enabled:
            groups.setdefault(group, []).append(shown(number))
    body = {
        "web_hooks": [_shown(site, row) for row in rows],
        "extras": {
            "grouped_event_types": groups,
            "default_event_types": [shown(number) for number in DEFAULT],
            "content_types": [
                {"id": 1, "name": "application/json"},
                {"id": 2, "name": "application/x-www-form-urlencoded"},
            ],
            "delivery_statuses": [
                {"id": number, "name": name}
                for number, name in enumerate(("inactive", "failed", "successful", "disabled"), start=1)
            ],
        },
        "total_rows_web_hooks": site.value("SELECT count(*) FROM web_hooks"),
        "load_more_web_hooks": f"/admin/api/web_hooks.json?limit={_PAGE}&offset={offset + _PAGE}",
    }
    return Reply(body)


def _shown(site: Site, row: Row) -> dict[str, Any]:
    kinds = site.column(
        "SELECT web_hook_event_type_id FROM web_hook_event_types_hooks WHERE web_hook_id = ? ORDER BY 1",
        row["id"],
    )
    return {
        "id": row["id"],
        "payload_url": row["payload_url"],
        "content_type": row["content_type"],
        "last_delivery_status": row["last_delivery_status"],
        "secret": row["secret"],
        "wildcard_web_hook": bool(row["wildcard_web_hook"]),
        "verify_certificate": bool(row["verify_certificate"]),
        "active": bool(row["active"]),
        "category_ids": _linked(site, "categories_web_hooks", "category_id", row["id"]),
        "tag_names": site.column(
            "SELECT g.name FROM tags g JOIN tags_web_hooks h ON h.tag_id = g.id WHERE h.web_hook_id = ?"
            " ORDER BY g.name",
            row["id"],
        ),
        "group_ids": _linked(site, "groups_web_hooks", "group_id", row["id"]),
        "web_hook_event_types": [shown(number) for number in kinds],
    }


def _linked(site: Site, table: str, column: str, hook_id: int) -> list[int]:
    return site.column(f"SELECT {column} FROM {table} WHERE web_hook_id = ? ORDER BY 1", hook_id)


def _find(call: Call) -> Row:
    row = call.site.one("SELECT * FROM web_hooks WHERE id = ?", call.number("id"))
    if row is None:
        raise not_found()
    return row


def _sent(call: Call) -> dict[str, Any]:
    sent = call.params.get("web_hook")
    if not isinstance(sent, dict):
        raise missing("web_hook")
    return sent


def _values(sent: dict[str, Any]) -> dict[str, Any]:
    """The columns that were sent, checked.

    Raises:
        SandboxRefusal: 422 for an address that is none or a secret that is too short.
    """
    values: dict[str, Any] = {}
    errors = []
    if "payload_url" in sent:
        url = values["payload_url"] = (params.text(sent, "payload_url") or "").strip()
        if not url:
            errors.append(_BLANK)
        if not url.startswith(("http://", "https://")) or " " in url:
            errors.append(_INVALID)
    if "secret" in sent:
        secret = values["secret"] = params.text(sent, "secret") or ""
        if secret and len(secret) < _SHORTEST_SECRET:
            errors.append(f"Secret is too short (minimum is {_SHORTEST_SECRET} characters)")
    if errors:
        raise unprocessable(*errors)
    if "content_type" in sent:
        values["content_type"] = params.integer(sent, "content_type", 1)
    for name in ("wildcard_web_hook", "verify_certificate", "active"):
        if name in sent:
            values[name] = int(params.flag(sent, name))
    return values


def _link(site: Site, hook_id: int, sent: dict[str, Any]) -> None:
    """Replace the lists of kinds, categories, groups and tags that were sent."""
    lists = (
        ("web_hook_event_type_ids", "web_hook_event_types_hooks", "web_hook_event_type_id"),
        ("category_ids", "categories_web_hooks", "category_id"),
        ("group_ids", "groups_web_hooks", "group_id"),
        ("tag_names", "tags_web_hooks", "tag_id"),
    )
    for name, table, column in lists:
        if name not in sent:
            continue
        wanted = [part for part in params.strings(sent[name]) if part]
        if name == "tag_names":
            found = [site.value("SELECT id FROM tags WHERE name = ?", part) for part in wanted]
            numbers = [number for number in found if number is not None]
        else:
            numbers = [int(part) for part in wanted if part.isdigit()]
        if name == "web_hook_event_type_ids":
            numbers = [number for number in numbers if number in KINDS]
        site.run(f"DELETE FROM {table} WHERE web_hook_id = ?", hook_id)
        for number in dict.fromkeys(numbers):
            site.run(f"INSERT INTO {table} (web_hook_id, {column}) VALUES (?, ?)", hook_id, number)


def create(call: Call) -> Reply:
    """Make a hook."""
    admin = call.admin()
    site, sent = call.site, _sent(call)
    now = site.stamp()
    values = _values({"payload_url": "", "active": "false", **sent})
    hook_id = site.insert("web_hooks", **values, created_at=now, updated_at=now)
    _link(site, hook_id, sent)
    row = site.one("SELECT * FROM web_hooks WHERE id = ?", hook_id)
    assert row is not None
    hook = _shown(site, row)
    categories = [category_json(site, admin, number, full=True) for number in hook["category_ids"]]
    return Reply({"categories": categories, "web_hook": hook})


def show(call: Call) -> Reply:
    """One hook."""
    return Reply({"extras": {"categories": []}, "web_hook": _shown(call.site, _find(call))})


def update(call: Call) -> Reply:
    """Change a hook; what is not sent stays."""
    call.admin()
    site, sent = call.site, _sent(call)
    row = _find(call)
    site.update("web_hooks", row["id"], **_values(sent), updated_at=site.stamp())
    _link(site, row["id"], sent)
    return Reply({"extras": {"categories": []}, "web_hook": _shown(site, _find(call))})


def destroy(call: Call) -> Reply:
    """Remove a hook with its events."""
    call.admin()
    site, hook_id = call.site, _find(call)["id"]
    site.run(
        "DELETE FROM web_hook_deliveries WHERE web_hook_event_id IN"
        " (SELECT id FROM web_hook_events WHERE web_hook_id = ?)",
        hook_id,
    )
    tables = ("web_hook_event_types_hooks", "categories_web_hooks", "groups_web_hooks", "tags_web_hooks")
    for table in (*tables, "web_hook_events"):
        site.run(f"DELETE FROM {table} WHERE web_hook_id = ?", hook_id)
    site.run("DELETE FROM web_hooks WHERE id = ?", hook_id)
    return success()


def events(call: Call) -> Reply:
    """Deliveries of a hook with what was sent and answered, newest first, 50 a page."""
    call.admin()
    site, hook = call.site, _find(call)
    limit = params.integer(call.params, "limit", _PAGE) or _PAGE
    offset = params.integer(call.params, "offset", 0) or 0
    where = {"successful": "AND status BETWEEN 200 AND 299", "failed": "AND NOT status BETWEEN 200 AND 299"}
    chosen = where.get(params.text(call.params, "status") or "", "")
    rows = site.all(
        f"SELECT * FROM web_hook_events WHERE web_hook_id = ? {chosen} ORDER BY id DESC LIMIT ? OFFSET ?",
        hook["id"],
        min(limit, _PAGE),
        offset,
    )
    total = site.value(f"SELECT count(*) FROM web_hook_events WHERE web_hook_id = ? {chosen}", hook["id"])
    body = {
        "web_hook_events": [_event(site, hook, row) for row in rows],
        "total_rows_web_hook_events": total,
        "load_more_web_hook_events": _events_url(hook["id"], offset + _PAGE, _PAGE),
        "extras": {"web_hook_id": hook["id"]},
    }
    return Reply(body)


def _event(site: Site, hook: Row, row: Row) -> dict[str, Any]:
    names = ("headers", "payload", "status", "response_headers", "response_body", "duration", "created_at")
    waiting = "SELECT 1 FROM web_hook_deliveries WHERE web_hook_event_id = ? AND again = 1"
    return {
        "id": row["id"],
        "web_hook_id": row["web_hook_id"],
        "request_url": hook["payload_url"],
        **{name: row[name] for name in names},
        "redelivering": bool(site.value(waiting, row["id"])),
    }


def _redeliver(site: Site, row: Row) -> None:
    """Plan an event once more, under its own id and with the headers that it had."""
    queue.plan(site, row["id"], "", "", again=True)
    _courier(site).expect()


def redeliver(call: Call) -> Reply:
    """Send an event once more."""
    call.admin()
    site, hook = call.site, _find(call)
    row = site.one(
        "SELECT * FROM web_hook_events WHERE id = ? AND web_hook_id = ?", call.number("event"), hook["id"]
    )
    if row is None or row["headers"] is None:
        raise not_found()
    _redeliver(site, row)
    return Reply({"web_hook_event": _event(site, hook, row)})


def redeliver_failed(call: Call) -> Reply:
    """Send chosen events that failed once more."""
    call.admin()
    site, hook = call.site, _find(call)
    chosen = []
    for part in params.strings(call.params.get("event_ids")):
        row = site.one(
            "SELECT * FROM web_hook_events WHERE id = ? AND web_hook_id = ? AND headers IS NOT NULL"
            " AND NOT status BETWEEN 200 AND 299",
            part,
            hook["id"],
        )
        if row is not None:
            _redeliver(site, row)
            chosen.append(row["id"])
    return Reply({"event_ids": chosen})


def ping(call: Call) -> Reply:
    """Send a hook a sign of life."""
    call.admin()
    queue.add(call.site, _find(call)["id"], "ping", "ping", '{"ping":"OK"}')
    _courier(call.site).expect()
    return success()


_COURIERS = "web hooks"


def _courier(site: Site) -> hooking.Courier:
    courier = site.parts[_COURIERS]
    assert isinstance(courier, hooking.Courier)
    return courier


def install(site: Site) -> None:
    """Let hooks listen."""
    site.parts[_COURIERS] = hooking.install(site)


_HOOKS = "/admin/api/web_hooks"
ROUTES = [
    Route("GET", _HOOKS, listing, "admin/web_hooks/index", hidden=True),
    Route("POST", _HOOKS, create, "admin/web_hooks/create", hidden=True),
    Route("GET", f"{_HOOKS}/{{id:int}}", show, "admin/web_hooks/show", hidden=True),
    Route("PUT", f"{_HOOKS}/{{id:int}}", update, "admin/web_hooks/update", hidden=True),
    Route("DELETE", f"{_HOOKS}/{{id:int}}", destroy, "admin/web_hooks/destroy", hidden=True),
    Route("GET", "/admin/api/web_hook_events/{id:int}", events, "admin/web_hooks/list_events", hidden=True),
    Route("POST", f"{_HOOKS}/{{id:int}}/ping", ping, "admin/web_hooks/ping", hidden=True),
    Route(
        "POST",
        f"{_HOOKS}/{{id:int}}/events/failed_redeliver",
        redeliver_failed,
        "admin/web_hooks/redeliver_failed_events",
        hidden=True,
    ),
    Route(
        "POST",
        f"{_HOOKS}/{{id:int}}/events/{{event:int}}/redeliver",
        redeliver,
        "admin/web_hooks/redeliver_event",
        hidden=True,
    ),
]
