"""``/admin/api/keys``: making, listing and revoking keys; for admins."""

from __future__ import annotations

import json
from typing import Any

from bridge.sandbox import params
from bridge.sandbox.auth import create_key
from bridge.sandbox.refusals import missing, not_found, unprocessable
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.scopes import SCOPES
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site


def _shown(site: Site, row: Row, key: str | None = None) -> dict[str, Any]:
    scopes = site.all("SELECT * FROM api_key_scopes WHERE api_key_id = ? ORDER BY id", row["id"])
    shown: dict[str, Any] = {"id": row["id"]}
    if key is not None:
        shown["key"] = key
    shown |= {
        "truncated_key": row["truncated_key"],
        "description": row["description"],
        "scope_mode": "granular" if row["scope_mode"] else None,
        "last_used_at": row["last_used_at"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
        "revoked_at": row["revoked_at"],
        "user": basic_user(site.user(row["user_id"])) if row["user_id"] is not None else None,
        "created_by": basic_user(site.user(row["created_by_id"])),
        "api_key_scopes": [
            {
                "resource": scope["resource"],
                "action": scope["action"],
                "parameters": list(SCOPES.get(f"{scope['resource']}:{scope['action']}", ((), ()))[1]),
                "urls": [],
                "allowed_parameters": json.loads(scope["allowed_parameters"])
                if scope["allowed_parameters"]
                else None,
                "key": scope["action"],
            }
            for scope in scopes
        ],
    }
    return shown


def _find(call: Call) -> Row:
    row = call.site.one("SELECT * FROM api_keys WHERE id = ?", call.number("id"))
    if row is None:
        raise not_found()
    return row


def create(call: Call) -> Reply:
    """Make a key; it is shown this once."""
    admin = call.admin()
    sent = call.params.get("key")
    if not isinstance(sent, dict):
        raise missing("key")
    name = params.text(sent, "username")
    owner = call.site.user_named(name) if name else None
    if name and owner is None:
        raise not_found()
    scopes = sent.get("scopes")
    wanted = (
        list(scopes.values()) if isinstance(scopes, dict) else scopes if isinstance(scopes, list) else None
    )
    if wanted and any(str(scope.get("scope_id")) not in SCOPES for scope in wanted):
        raise unprocessable("Scope is invalid")
    key_id, key = create_key(
        call.site,
        user_id=owner.id if owner else None,
        created_by=admin.id,
        description=params.text(sent, "description") or "",
        scopes=wanted,
    )
    row = call.site.one("SELECT * FROM api_keys WHERE id = ?", key_id)
    assert row is not None
    return Reply({"key": _shown(call.site, row, key)})


def listing(call: Call) -> Reply:
    """All keys, newest first, 50 a page; never the keys themselves."""
    call.admin()
    offset = params.integer(call.params, "offset", 0) or 0
    rows = call.site.all("SELECT * FROM api_keys ORDER BY id DESC LIMIT 50 OFFSET ?", offset)
    keys = []
    for row in rows:
        shown = _shown(call.site, row)
        del shown["api_key_scopes"], shown["updated_at"]
        keys.append(shown)
    return Reply({"keys": keys, "offset": offset, "limit": 50})


def revoke(call: Call) -> Reply:
    """End a key's validity."""
    call.admin()
    row, now = _find(call), call.site.stamp()
    call.site.update("api_keys", row["id"], revoked_at=now, updated_at=now)
    return Reply({"api_key": _shown(call.site, _find(call))})


def undo_revoke(call: Call) -> Reply:
    """Make a revoked key valid again."""
    call.admin()
    row = _find(call)
    call.site.update("api_keys", row["id"], revoked_at=None, updated_at=call.site.stamp())
    return Reply({"api_key": _shown(call.site, _find(call))})


def destroy(call: Call) -> Reply:
    """Remove a key."""
    call.admin()
    row = _find(call)
    call.site.run("DELETE FROM api_key_scopes WHERE api_key_id = ?", row["id"])
    call.site.run("DELETE FROM api_keys WHERE id = ?", row["id"])
    return success()


def scopes(call: Call) -> Reply:
    """The scopes that a key may be limited to."""
    call.admin()
    found: dict[str, list[dict[str, Any]]] = {}
    for scope, (actions, narrowed) in SCOPES.items():
        resource, _, action = scope.partition(":")
        entry = {
            "scope_id": scope,
            "key": action,
            "name": action.replace("_", " "),
            "params": list(narrowed) or None,
            "urls": sorted(actions) or ["* (get)"],
        }
        found.setdefault(resource, []).append(entry)
    return Reply({"scopes": found})


ROUTES = [
    Route("GET", "/admin/api/keys", listing, "admin/api/index", hidden=True),
    Route("POST", "/admin/api/keys", create, "admin/api/create", hidden=True),
    Route("GET", "/admin/api/keys/scopes", scopes, "admin/api/scopes", hidden=True),
    Route("POST", "/admin/api/keys/{id:int}/revoke", revoke, "admin/api/revoke_key", hidden=True),
    Route(
        "POST", "/admin/api/keys/{id:int}/undo-revoke", undo_revoke, "admin/api/undo_revoke_key", hidden=True
    ),
    Route("DELETE", "/admin/api/keys/{id:int}", destroy, "admin/api/destroy", hidden=True),
]
