"""Installs what only an admin may install: the bridge's stored query, and a key for it alone."""

from __future__ import annotations

from bridge.domain.errors import Gone, UserProblem
from bridge.forum.api import explorer, keys, site
from bridge.forum.query import DESCRIPTION, NAME, SQL
from bridge.forum.retry import Client
from bridge.forum.transport import Json

_RUN_SCOPES = ("data_explorer:run_queries", "discourse_data_explorer:run_queries")
"""The scope's names, the newer one first: it was renamed during 2026."""


def install_query(client: Client, version: str, group_id: int | None) -> int:
    """Make the query, or bring an older one up to date; gives its id.

    `client` acts as an admin. `group_id` is the group whose members may run the query; they can then read
    votes by user id, so it is to hold the bridge's account alone. None grants it to nobody but admins.
    Nothing is written when the forum's query is as it should be already.
    """
    queries = explorer.listed(client, version)
    if queries is None:
        raise UserProblem(
            "The forum shows no stored queries to the provisioning key.",
            hint="Switch on the site setting data_explorer_enabled and use the key of an admin.",
        )
    groups = [] if group_id is None else [group_id]
    body: Json = {"name": NAME, "description": DESCRIPTION, "sql": SQL, "group_ids": groups}
    for known in queries:
        if known.name != NAME:
            continue
        try:
            present = explorer.show(client, version, known.id)
        except Gone:
            continue
        if present.sql == SQL and sorted(present.group_ids) == groups:
            return present.id
        return explorer.store(client, version, body, present.id)
    return explorer.store(client, version, body, None)


def limited_key(client: Client, query_id: int) -> str:
    """Make a key that may run one stored query and nothing else; `client` acts as an admin.

    The key belongs to the same admin: no other account runs queries by a key with scopes (OBSERVED, section
    6). Each call makes another key.
    """
    known = keys.scope_ids(client)
    scope = next((name for name in _RUN_SCOPES if name in known), None)
    if scope is None:
        raise UserProblem(
            "The forum knows no scope for running stored queries.",
            hint="Leave the key out: the bridge's own account runs the query through its group.",
        )
    return keys.create_limited(client, DESCRIPTION, site.account(client).username, scope, query_id)
