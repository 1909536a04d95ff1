"""Keys and who a request speaks for.

Keys are stored as hashes; a wrong key, name or scope all answer alike.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from bridge.sandbox.refusals import invalid_access, invalid_key
from bridge.sandbox.scopes import allows
from bridge.sandbox.site import Row, Site, User

_TOO_MANY = "You’ve performed this action too many times. Please wait {time_left} before trying again."


def hash_key(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_key(
    site: Site,
    *,
    user_id: int | None,
    created_by: int,
    description: str,
    scopes: list[dict[str, Any]] | None = None,
) -> tuple[int, str]:
    """Make a key; returns its id and, for the only time, the key itself.

    ``user_id`` says whose key it is, None makes one that may speak for anybody.
    ``scopes`` are granular scopes as the interface takes them; without any the key may do everything.
    """
    key = secrets.token_hex(32)
    now = site.stamp()
    key_id = site.insert(
        "api_keys",
        key_hash=hash_key(key),
        truncated_key=key[:4],
        description=description,
        user_id=user_id,
        created_by_id=created_by,
        scope_mode=2 if scopes else None,
        created_at=now,
        updated_at=now,
    )
    for scope in scopes or []:
        resource, _, action = str(scope.get("scope_id", "")).partition(":")
        limits = {
            name: str(value).split(",")
            for name, value in scope.items()
            if name not in ("scope_id", "key", "name")
        }
        site.insert(
            "api_key_scopes",
            api_key_id=key_id,
            resource=resource,
            action=action,
            allowed_parameters=json.dumps(limits) if limits else None,
            created_at=now,
            updated_at=now,
        )
    return key_id, key


def key_user(
    site: Site, headers: Mapping[str, str], action: str, method: str, params: dict[str, Any]
) -> User | None:
    """The user that a request with an Api-Key speaks for; None without a key.

    Raises:
        SandboxRefusal: 403 for a key, name or scope that does not fit.
        RateLimited: more requests than the whole site allows in a minute.
    """
    key = headers.get("api-key")
    if not key:
        return None
    refused = invalid_key(page=action == "topics/show")
    row = site.one("SELECT * FROM api_keys WHERE key_hash = ? AND revoked_at IS NULL", hash_key(key))
    if row is None:
        raise refused
    user = _named(site, row, headers)
    if user is None or not _in_scope(site, row, action, method, params):
        raise refused
    site.run("UPDATE api_keys SET last_used_at = ? WHERE id = ?", site.stamp(), row["id"])
    most = site.limits.max_admin_api_reqs_per_minute
    site.windows.perform(("admin-api",), most, 60, site.now(), _TOO_MANY, "admin_api_key_rate_limit")
    if user.suspended:
        raise invalid_access()
    return user


def create_user_key(
    site: Site, user_id: int, scopes: Iterable[str] = ("read", "write"), name: str = "made in process"
) -> str:
    """Make a key that a person gave to an application; returns the key itself for the only time."""
    key = secrets.token_hex(16)
    now = site.stamp()
    site.insert(
        "user_api_keys",
        user_id=user_id,
        client_id=secrets.token_hex(16),
        key_hash=hash_key(key),
        application_name=name,
        scopes=",".join(scopes),
        last_used_at=now,
        created_at=now,
        updated_at=now,
    )
    return key


def user_key_user(site: Site, headers: Mapping[str, str], method: str) -> User | None:
    """The person that a User-Api-Key speaks for; None without one.

    Such a key has limits of its own and unlocks none of the parameters for programs.

    Raises:
        SandboxRefusal: 403 for an unknown or revoked key, or one whose scopes do not cover the method.
        RateLimited: more requests than one key may make in a minute or a day.
    """
    key = headers.get("user-api-key")
    if not key:
        return None
    row = site.one("SELECT * FROM user_api_keys WHERE key_hash = ? AND revoked_at IS NULL", hash_key(key))
    scopes = row["scopes"].split(",") if row is not None else []
    if row is None or not ("write" in scopes or ("read" in scopes and method == "GET")):
        raise invalid_access()
    limits, now = site.limits, site.now()
    checks = (
        (limits.max_user_api_reqs_per_minute, 60, "user_api_key_limiter_60_secs"),
        (limits.max_user_api_reqs_per_day, 86_400, "user_api_key_limiter_1_day"),
    )
    for most, seconds, code in checks:
        site.windows.perform((code, row["id"]), most, seconds, now, _TOO_MANY, code)
    site.run("UPDATE user_api_keys SET last_used_at = ? WHERE id = ?", site.stamp(), row["id"])
    return site.user(row["user_id"])


def _named(site: Site, row: Row, headers: Mapping[str, str]) -> User | None:
    """The key's own user, or the one that the headers name, where the key allows it."""
    name, number = headers.get("api-username"), headers.get("api-user-id")
    if row["user_id"] is not None:
        own = site.user(row["user_id"])
        if name and name.lower() != own.username.lower():
            return None
        return None if number and number != str(own.id) else own
    if name:
        return site.user_named(name)
    if (
        number
        and number.lstrip("-").isdigit()
        and site.value("SELECT 1 FROM users WHERE id = ?", int(number))
    ):
        return site.user(int(number))
    return None


def _in_scope(site: Site, row: Row, action: str, method: str, params: dict[str, Any]) -> bool:
    if row["scope_mode"] is None:
        return True
    scopes = site.all(
        "SELECT resource, action, allowed_parameters FROM api_key_scopes WHERE api_key_id = ?", row["id"]
    )
    return any(
        allows(
            f"{scope['resource']}:{scope['action']}",
            json.loads(scope["allowed_parameters"] or "{}"),
            action,
            method,
            params,
        )
        for scope in scopes
    )
