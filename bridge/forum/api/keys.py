"""API keys (CONTRACT, section 1; OBSERVED, section 1): made by admins, shown once."""

from __future__ import annotations

from bridge.forum.endpoint import reading, writing
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.keys import KeyAnswer, ScopeList

SCOPES = reading("/admin/api/keys/scopes.json")
CREATE = writing("POST", "/admin/api/keys.json")


def scope_ids(client: Client) -> frozenset[str]:
    """GET /admin/api/keys/scopes.json: the scopes that this release knows; some were renamed during 2026."""
    listed = read(ScopeList, client.call(SCOPES), SCOPES).scopes
    return frozenset(scope.scope_id for part in listed.values() for scope in part)


def create_limited(client: Client, description: str, username: str, scope: str, number: int) -> str:
    """POST /admin/api/keys.json: a key of one account that has one scope, for one thing; gives the key."""
    wanted = {
        "description": description,
        "username": username,
        "scope_mode": "granular",
        "scopes": [{"scope_id": scope, "id": str(number)}],
    }
    answer = client.call(CREATE, body={"key": wanted})
    return read(KeyAnswer, answer, CREATE).key.key.get_secret_value()
