"""Installs what only an admin may install: the bridge's stored query."""

from __future__ import annotations

from bridge.domain.errors import Gone, UserProblem
from bridge.forum.api import explorer
from bridge.forum.query import DESCRIPTION, NAME, SQL
from bridge.forum.retry import Client
from bridge.forum.transport import Json


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
