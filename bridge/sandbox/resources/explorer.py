"""The Data Explorer: queries kept by admins, run by admins and by members of the groups they are given to."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from bridge.sandbox import params, querying
from bridge.sandbox.refusals import crash, missing, not_found, record_not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules.titles import slugify
from bridge.sandbox.site import Row, Site

_OLD = "/admin/plugins/explorer/queries"


def _shown(site: Site, row: Row, *, brief: bool = False) -> dict[str, Any]:
    groups = site.column(
        "SELECT group_id FROM data_explorer_query_groups WHERE query_id = ? ORDER BY group_id", row["id"]
    )
    shown = {
        "id": row["id"],
        "name": row["name"],
        "description": row["description"],
        "username": site.user(row["user_id"]).username,
        "group_ids": groups,
        "last_run_at": row["last_run_at"],
        "user_id": row["user_id"],
    }
    if brief:
        return shown
    declared = [
        {"identifier": item.name, "type": item.type, "default": item.default, "nullable": item.nullable}
        for item in querying.declared(row["sql"])
    ]
    return {
        **shown,
        "sql": row["sql"],
        "param_info": declared,
        "created_at": row["created_at"],
        "hidden": bool(row["hidden"]),
    }


def _row(site: Site, query_id: int) -> Row | None:
    return site.one("SELECT * FROM data_explorer_queries WHERE id = ?", query_id)


def _visible(call: Call) -> Row:
    row = _row(call.site, call.number("id"))
    if row is None or row["hidden"]:
        raise not_found()
    return row


def listing(call: Call) -> Reply:
    """All queries that were not deleted."""
    call.admin()
    rows = call.site.all(
        "SELECT * FROM data_explorer_queries WHERE hidden = 0 ORDER BY last_run_at DESC, name"
    )
    return Reply({"queries": [_shown(call.site, row, brief=True) for row in rows]})


def show(call: Call) -> Reply:
    """One query."""
    call.admin()
    return Reply({"query": _shown(call.site, _visible(call))})


def _sent(call: Call) -> dict[str, Any]:
    sent = call.params.get("query")
    if not isinstance(sent, dict):
        raise missing("query")
    return sent


def _give(site: Site, query_id: int, sent: dict[str, Any]) -> None:
    """Give a query to the groups named; none named takes it from all."""
    site.run("DELETE FROM data_explorer_query_groups WHERE query_id = ?", query_id)
    for group_id in params.strings(sent.get("group_ids")):
        site.insert("data_explorer_query_groups", query_id=query_id, group_id=int(group_id))


def create(call: Call) -> Reply:
    """Keep a query."""
    admin, sent, site = call.admin(), _sent(call), call.site
    now = site.stamp()
    query_id = site.insert(
        "data_explorer_queries",
        name=params.text(sent, "name") or "",
        description=params.text(sent, "description") or "",
        sql=params.text(sent, "sql") or "SELECT 1",
        user_id=admin.id,
        last_run_at=now,
        created_at=now,
        updated_at=now,
    )
    _give(site, query_id, sent)
    row = _row(site, query_id)
    assert row is not None
    return Reply({"query": _shown(site, row)})


def update(call: Call) -> Reply:
    """Change a query; without ``group_ids`` its grants are removed."""
    call.admin()
    site, sent, row = call.site, _sent(call), _row(call.site, call.number("id"))
    if row is None:
        raise not_found()
    changes = {name: params.text(sent, name) for name in ("name", "description", "sql") if name in sent}
    site.update("data_explorer_queries", row["id"], hidden=0, updated_at=site.stamp(), **changes)
    _give(site, row["id"], sent)
    fresh = _row(site, row["id"])
    assert fresh is not None
    return Reply({"query": _shown(site, fresh)})


def destroy(call: Call) -> Reply:
    """Hide a query; it can still be run by its id."""
    call.admin()
    row = _visible(call)
    call.site.update("data_explorer_queries", row["id"], hidden=1, updated_at=call.site.stamp())
    return Reply({"success": True, "errors": []})


def run(call: Call) -> Reply:
    """Run a query as an admin."""
    call.admin()
    row = _row(call.site, call.number("id"))
    if row is None:
        raise record_not_found()
    return _answer(call, row)


def _group_query(call: Call) -> tuple[Row, Row]:
    """A query with the grant by which a member of the group (or an admin) may run it."""
    site, user = call.site, call.actor
    group_id = site.value("SELECT id FROM groups WHERE name = ?", call.route["group"])
    if user is None or group_id is None or not (user.admin or group_id in user.group_ids):
        raise not_found()
    row = _visible(call)
    grant = site.one(
        "SELECT * FROM data_explorer_query_groups WHERE query_id = ? AND group_id = ?", row["id"], group_id
    )
    if grant is None:
        raise not_found()
    return row, grant


def group_listing(call: Call) -> Reply:
    """Queries given to a group."""
    site, user = call.site, call.actor
    group_id = site.value("SELECT id FROM groups WHERE name = ?", call.route["group"])
    if user is None or group_id is None or not (user.admin or group_id in user.group_ids):
        raise not_found()
    rows = site.all(
        "SELECT q.* FROM data_explorer_queries q JOIN data_explorer_query_groups g ON g.query_id = q.id"
        " WHERE g.group_id = ? AND q.hidden = 0 ORDER BY q.name",
        group_id,
    )
    return Reply({"queries": [_shown(site, row, brief=True) for row in rows]})


def group_show(call: Call) -> Reply:
    """One query of a group."""
    row, grant = _group_query(call)
    return Reply({"query": _shown(call.site, row), "query_group": dict(grant)})


def group_run(call: Call) -> Reply:
    """Run a query as a member of a group that it is given to."""
    row, _ = _group_query(call)
    return _answer(call, row)


def _given(call: Call) -> dict[str, Any]:
    sent = call.params.get("params")
    if sent is None or sent == "":
        return {}
    if not isinstance(sent, str):
        raise crash()
    try:
        given = json.loads(sent)
    except ValueError as error:
        raise crash() from error
    if not isinstance(given, dict):
        raise crash()
    return given


def _answer(call: Call, row: Row) -> Reply:
    site, given = call.site, _given(call)
    result = querying.run(site, row["sql"], given, params.text(call.params, "limit"))
    site.update("data_explorer_queries", row["id"], last_run_at=site.stamp())
    headers = {}
    download = params.flag(call.params, "download")
    if download or call.suffix == "csv":
        kind = "csv" if call.suffix == "csv" else "json"
        name = f"{slugify(row['name'], 'query')}@sandbox-{site.now():%Y-%m-%d}.dcqresult.{kind}"
        headers["Content-Disposition"] = f"attachment; filename={name}"
    if call.suffix == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
        return Reply(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)
    names = {parameter.name for parameter in querying.declared(row["sql"])}
    body: dict[str, Any] = {
        "success": True,
        "errors": [],
        "duration": round(result.seconds * 1000, 1),
        "result_count": len(result.rows),
        "params": {name: value for name, value in given.items() if name in names},
        "columns": result.columns,
        "default_limit": querying.DEFAULT_LIMIT,
    }
    if params.flag(call.params, "explain"):
        body["explain"] = querying.explain(site, row["sql"], given)
    if not download:
        body["relations"], body["colrender"] = querying.relations(site, result)
    body["rows"] = result.rows
    return Reply(body, headers=headers)


ROUTES = [
    Route("GET", _OLD, listing, "discourse_data_explorer/query/index"),
    Route("POST", _OLD, create, "discourse_data_explorer/query/create"),
    Route("GET", f"{_OLD}/{{id:int}}", show, "discourse_data_explorer/query/show"),
    Route("PUT", f"{_OLD}/{{id:int}}", update, "discourse_data_explorer/query/update"),
    Route("DELETE", f"{_OLD}/{{id:int}}", destroy, "discourse_data_explorer/query/destroy"),
    Route("POST", f"{_OLD}/{{id:int}}/run", run, "discourse_data_explorer/query/run"),
    Route("GET", "/g/{group}/reports", group_listing, "discourse_data_explorer/query/group_reports_index"),
    Route(
        "GET", "/g/{group}/reports/{id:int}", group_show, "discourse_data_explorer/query/group_reports_show"
    ),
    Route(
        "POST",
        "/g/{group}/reports/{id:int}/run",
        group_run,
        "discourse_data_explorer/query/group_reports_run",
    ),
]
