"""Data Explorer: find, install and run a stored query (CONTRACT, section 6; OBSERVED, section 6).

Its addresses differ by version: `explorer` up to 3.5, `discourse-data-explorer` since 2026. Three kinds of
keys may run a query: an admin's, a member's of a group to which the query was granted (3.5), and the same
member's by a plain GET (2026).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bridge.domain.errors import Forbidden, Gone
from bridge.forum.endpoint import Endpoint, reading, writing
from bridge.forum.retry import Client
from bridge.forum.transport import Json
from bridge.forum.wire.base import read
from bridge.forum.wire.queries import QueryAnswer, QueryList, QueryPart, QueryRun

ADMIN_LIST = reading("/admin/plugins/{plugin}/queries.json")
ADMIN_SHOW = reading("/admin/plugins/{plugin}/queries/{id}.json")
ADMIN_CREATE = writing("POST", "/admin/plugins/{plugin}/queries.json")
ADMIN_UPDATE = writing("PUT", "/admin/plugins/{plugin}/queries/{id}.json")
ADMIN_RUN = reading("/admin/plugins/{plugin}/queries/{id}/run.json", method="POST")
GROUP_LIST = reading("/g/{group}/reports.json")
GROUP_RUN = reading("/g/{group}/reports/{id}/run.json", method="POST")
GRANTED_RUN = reading("/data-explorer/queries/{id}/run.json")

_OLD, _NEW = "explorer", "discourse-data-explorer"


@dataclass(frozen=True, slots=True)
class Route:
    """A way to run one query."""

    query: int
    endpoint: Endpoint
    ids: Mapping[str, str | int]


def plugin_path(version: str) -> str:
    """The plugin's part of the address for a forum of this version."""
    return _NEW if version[:4].isdigit() else _OLD


def admin_route(version: str, query_id: int) -> Route:
    """The way of an admin's key."""
    return Route(query_id, ADMIN_RUN, {"plugin": plugin_path(version), "id": query_id})


def group_route(version: str, group: str, query_id: int) -> Route:
    """The way of a member of a group to which the query was granted."""
    if plugin_path(version) == _NEW:
        return Route(query_id, GRANTED_RUN, {"id": query_id})
    return Route(query_id, GROUP_RUN, {"group": group, "id": query_id})


def listed(client: Client, version: str) -> list[QueryPart] | None:
    """All stored queries; None if the account is no admin or the plugin is off."""
    try:
        answer = client.call(ADMIN_LIST, ids={"plugin": plugin_path(version)})
    except (Forbidden, Gone):
        return None
    return read(QueryList, answer, ADMIN_LIST).queries


def granted(client: Client, group: str) -> list[QueryPart]:
    """The queries granted to a group; none if the account is no member or the plugin is off."""
    try:
        answer = client.call(GROUP_LIST, ids={"group": group})
    except (Forbidden, Gone):
        return []
    return read(QueryList, answer, GROUP_LIST).queries


def show(client: Client, version: str, query_id: int) -> QueryPart:
    """One query with its SQL and its grants (admins)."""
    answer = client.call(ADMIN_SHOW, ids={"plugin": plugin_path(version), "id": query_id})
    return read(QueryAnswer, answer, ADMIN_SHOW).query


def store(client: Client, version: str, body: Json, query_id: int | None) -> int:
    """Make a query, or change the one with this id; gives its id (admins).

    A change that leaves out `group_ids` takes all grants away (OBSERVED, section 6).
    """
    ids: dict[str, str | int] = {"plugin": plugin_path(version)}
    endpoint = ADMIN_CREATE
    if query_id is not None:
        ids["id"] = query_id
        endpoint = ADMIN_UPDATE
    answer = client.call(endpoint, ids=ids, body={"query": body})
    return read(QueryAnswer, answer, endpoint).query.id


def run(client: Client, route: Route, params: Mapping[str, int | str], limit: int) -> QueryRun:
    """Run a query. It changes nothing, so it counts as reading though it is a POST.

    Parameters travel as JSON text with text values; anything else is a 500 (OBSERVED, section 6). `download`
    keeps the forum from adding avatars and excerpts.

    Raises:
        Rejected: the SQL failed, took longer than ten seconds, or a parameter is wrong.
    """
    values = json.dumps({name: str(value) for name, value in params.items()})
    wishes = {"params": values, "limit": str(limit), "download": "true"}
    ids = dict(route.ids)
    if route.endpoint.method == "GET":
        answer = client.call(route.endpoint, ids=ids, query=wishes)
    else:
        answer = client.call(route.endpoint, ids=ids, body=dict(wishes))
    return read(QueryRun, answer, route.endpoint)
