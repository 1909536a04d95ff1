"""``/tag_groups``: named sets of tags; making one makes its tags."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params
from bridge.sandbox.refusals import missing, not_found, unprocessable
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.rules import tags
from bridge.sandbox.site import Row, Site


def _shown(site: Site, row: Row) -> dict[str, Any]:
    names = site.column(
        "SELECT t.name FROM tags t JOIN tag_group_memberships m ON m.tag_id = t.id WHERE m.tag_group_id ="
        " ? ORDER BY t.name",
        row["id"],
    )
    if site.limits.tag_style == "objects":
        listed: dict[str, Any] = {"tags": tags.show(site, names), "parent_tag": []}
    else:
        listed = {"tag_names": names, "parent_tag_name": []}
    return {
        "id": row["id"],
        "name": row["name"],
        **listed,
        "one_per_topic": bool(row["one_per_topic"]),
        "permissions": {"0": 1},
    }


def _find(call: Call) -> Row:
    row = call.site.one("SELECT * FROM tag_groups WHERE id = ?", call.number("id"))
    if row is None:
        raise not_found()
    return row


def listing(call: Call) -> Reply:
    """All tag groups; for staff."""
    call.staff()
    rows = call.site.all("SELECT * FROM tag_groups ORDER BY name")
    return Reply({"tag_groups": [_shown(call.site, row) for row in rows]})


def show(call: Call) -> Reply:
    """One tag group."""
    call.staff()
    return Reply({"tag_group": _shown(call.site, _find(call))})


def _sent(call: Call) -> dict[str, Any]:
    inner = call.params.get("tag_group")
    return inner if isinstance(inner, dict) else call.params


def _fill(site: Site, group_id: int, sent: dict[str, Any]) -> None:
    names = sent.get("tag_names", sent.get("tags"))
    if names is None:
        return
    site.run("DELETE FROM tag_group_memberships WHERE tag_group_id = ?", group_id)
    for entry in names if isinstance(names, list) else params.strings(names):
        name = tags.clean(
            str(entry["name"] if isinstance(entry, dict) else entry), site.limits.max_tag_length
        )
        if name:
            site.run(
                "INSERT OR IGNORE INTO tag_group_memberships (tag_id, tag_group_id, created_at,"
                " updated_at) VALUES (?, ?, ?, ?)",
                tags.ensure(site, name),
                group_id,
                site.stamp(),
                site.stamp(),
            )


def create(call: Call) -> Reply:
    """Make a tag group and its tags; for staff."""
    call.staff()
    site, sent = call.site, _sent(call)
    name = params.text(sent, "name")
    if not name:
        raise missing("name")
    if site.value("SELECT 1 FROM tag_groups WHERE name = ?", name):
        raise unprocessable("Name has already been taken")
    now = site.stamp()
    one = int(params.flag(sent, "one_per_topic"))
    group_id = site.insert("tag_groups", name=name, one_per_topic=one, created_at=now, updated_at=now)
    _fill(site, group_id, sent)
    row = site.one("SELECT * FROM tag_groups WHERE id = ?", group_id)
    assert row is not None
    return Reply({"tag_group": _shown(site, row)})


def update(call: Call) -> Reply:
    """Change a tag group."""
    call.staff()
    row, sent = _find(call), _sent(call)
    call.site.update(
        "tag_groups", row["id"], name=params.text(sent, "name") or row["name"], updated_at=call.site.stamp()
    )
    _fill(call.site, row["id"], sent)
    return success(tag_group=_shown(call.site, _find(call)))


def destroy(call: Call) -> Reply:
    """Remove a tag group; its tags stay."""
    call.staff()
    row = _find(call)
    call.site.run("DELETE FROM tag_group_memberships WHERE tag_group_id = ?", row["id"])
    call.site.run("DELETE FROM tag_groups WHERE id = ?", row["id"])
    return success()


ROUTES = [
    Route("GET", "/tag_groups", listing, "tag_groups/index"),
    Route("POST", "/tag_groups", create, "tag_groups/create"),
    Route("GET", "/tag_groups/{id:int}", show, "tag_groups/show"),
    Route("PUT", "/tag_groups/{id:int}", update, "tag_groups/update"),
    Route("DELETE", "/tag_groups/{id:int}", destroy, "tag_groups/destroy"),
]
