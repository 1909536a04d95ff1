"""``/categories`` and ``/c/ID/show``: categories with their permissions, made, changed and removed."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params
from bridge.sandbox.categorising import (
    category_json,
    create_category,
    set_approval,
    set_fields,
    set_permissions,
)
from bridge.sandbox.refusals import invalid_access, missing, not_found
from bridge.sandbox.resources import voting
from bridge.sandbox.resources.lists import find_category
from bridge.sandbox.routing import Call, Reply, Route, success
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.site import Row, Site, User
from bridge.sandbox.topic_list import Wish, find, items_json

_PLAIN_NAMES = (
    "name slug color text_color position parent_category_id description topic_template sort_order"
    " default_view"
    " default_list_filter subcategory_list_style num_featured_topics search_priority read_only_banner"
    " auto_close_hours"
    " default_slow_mode_seconds minimum_required_tags style_type icon emoji"
)
_PLAIN = _PLAIN_NAMES.split()
_FLAGS = ("show_subcategory_list", "sort_ascending", "allow_global_tags", "navigate_to_first_post_after_read")
_STYLES = {"square": 0, "icon": 1, "emoji": 2}


def _values(sent: dict[str, Any]) -> dict[str, Any]:
    values = {name: sent[name] for name in _PLAIN if name in sent}
    values |= {name: int(params.flag(sent, name)) for name in _FLAGS if name in sent}
    for name in (
        "position",
        "parent_category_id",
        "num_featured_topics",
        "search_priority",
        "minimum_required_tags",
    ):
        if name in values:
            values[name] = params.integer(sent, name, 0 if name == "minimum_required_tags" else None)
    if "style_type" in values:
        values["style_type"] = _STYLES.get(str(values["style_type"]), 0)
    values.pop("description", None)
    return values


def create(call: Call) -> Reply:
    """Make a category with its definition topic; for admins."""
    admin = call.admin()
    name = params.text(call.params, "name")
    if not name:
        raise missing("name")
    category_id = create_category(
        call.site,
        admin,
        _values(call.params),
        call.params.get("permissions"),
        call.params.get("custom_fields"),
    )
    voting.set_category(call.site, category_id, call.params.get("custom_fields"))
    set_approval(call.site, category_id, call.params.get("category_setting_attributes"))
    call.site.tell("category_created", category_id=category_id)
    return Reply({"category": category_json(call.site, admin, category_id, full=True, written=True)})


def update(call: Call) -> Reply:
    """Change a category; permissions and custom fields that are not sent stay as they are."""
    admin = call.admin()
    site, category_id = call.site, call.number("id")
    if not site.value("SELECT 1 FROM categories WHERE id = ?", category_id):
        raise not_found()
    values = _values(call.params)
    set_fields(site, category_id, values)
    voting.set_category(site, category_id, call.params.get("custom_fields"))
    set_approval(site, category_id, call.params.get("category_setting_attributes"))
    if isinstance(call.params.get("permissions"), dict):
        set_permissions(site, category_id, call.params["permissions"])
    if isinstance(call.params.get("custom_fields"), dict):
        now = site.stamp()
        for name, value in call.params["custom_fields"].items():
            site.run(
                "DELETE FROM category_custom_fields WHERE category_id = ? AND name = ?", category_id, name
            )
            if value is not None and value != "":
                site.insert(
                    "category_custom_fields",
                    category_id=category_id,
                    name=name,
                    value=str(value),
                    created_at=now,
                    updated_at=now,
                )
    site.tell("category_updated", category_id=category_id)
    return Reply(
        {"success": "OK", "category": category_json(site, admin, category_id, full=True, written=True)}
    )


def destroy(call: Call) -> Reply:
    """Remove a category without topics; deleted ones do not count."""
    call.admin()
    site, category_id = call.site, call.number("id")
    row = site.one("SELECT * FROM categories WHERE id = ?", category_id)
    if row is None:
        raise not_found()
    topics = site.value(
        "SELECT count(*) FROM topics WHERE category_id = ? AND id <> coalesce(?, 0) AND deleted_at IS NULL",
        category_id,
        row["topic_id"],
    )
    if topics or site.value("SELECT 1 FROM categories WHERE parent_category_id = ?", category_id):
        raise invalid_access()
    site.tell("category_destroyed", category_id=category_id)
    site.run(
        "UPDATE topics SET deleted_at = ?, category_id = NULL WHERE id = ?", site.stamp(), row["topic_id"]
    )
    for table in ("category_groups", "category_custom_fields", "category_tags", "category_settings"):
        site.run(f"DELETE FROM {table} WHERE category_id = ?", category_id)
    site.run("DELETE FROM categories WHERE id = ?", category_id)
    site.category_rules.clear()
    return success()


def show(call: Call) -> Reply:
    """One category with its permissions and custom fields."""
    row = find_category(call)
    return Reply({"category": category_json(call.site, call.actor, row["id"], full=True)})


def listing(call: Call) -> Reply:
    """Categories that the reader sees, each with its latest topics."""
    site, viewer = call.site, call.actor
    within = params.flag(call.params, "include_subcategories")
    parent = params.integer(call.params, "parent_category_id")
    rows = [
        row
        for row in site.all("SELECT * FROM categories WHERE id <> 1 ORDER BY position, id")
        if guardian.permission(site, viewer, row["id"]) is not None
    ]
    shown = [row for row in rows if row["parent_category_id"] == parent]
    categories = []
    for row in shown:
        entry = _entry(site, viewer, row, rows)
        if within:
            children = [child for child in rows if child["parent_category_id"] == row["id"]]
            if children:
                entry["subcategory_list"] = [_entry(site, viewer, child, rows) for child in children]
        categories.append(entry)
    body = {
        "can_create_category": viewer is not None and viewer.admin,
        "can_create_topic": viewer is not None,
        "categories": categories,
    }
    return Reply({"category_list": body})


def _entry(site: Site, viewer: User | None, row: Row, rows: list[Row]) -> dict[str, Any]:
    entry = category_json(site, viewer, row["id"])
    counts = {
        f"topics_{name}": site.value(
            "SELECT count(*) FROM topics WHERE category_id = ? AND deleted_at IS NULL AND created_at > ?",
            row["id"],
            site.ago(days=days),
        )
        for name, days in (("day", 1), ("week", 7), ("month", 30), ("year", 365))
    }
    entry |= counts
    entry["topics_all_time"] = row["topic_count"]
    entry["subcategory_ids"] = [child["id"] for child in rows if child["parent_category_id"] == row["id"]]
    for key in ("uploaded_logo", "uploaded_logo_dark", "uploaded_background", "uploaded_background_dark"):
        entry[key] = None
    topics, _ = find(site, viewer, Wish(category=row["id"], alone=True, per_page=row["num_featured_topics"]))
    topics = [topic for topic in topics if topic["id"] != row["topic_id"]]
    items, _ = items_json(site, viewer, topics, nested=True)
    for item, topic in zip(items, topics, strict=True):
        item["last_poster"] = basic_user(site.user(topic["last_post_user_id"]))
    entry["topics"] = items
    return entry


def search(call: Call) -> Reply:
    """Categories by ``ids[]`` or ``slug_path``."""
    site, viewer = call.site, call.actor
    ids = [int(part) for part in params.strings(call.params.get("ids")) if part.isdigit()]
    path = params.text(call.params, "slug_path")
    if path:
        found = site.value("SELECT id FROM categories WHERE slug = ?", path.rstrip("/").rpartition("/")[2])
        ids = [found] if found else []
    seen = [found for found in ids if site.value("SELECT 1 FROM categories WHERE id = ?", found)]
    seen = [found for found in seen if guardian.permission(site, viewer, found) is not None]
    if not seen:
        raise not_found()
    return Reply({"categories": [category_json(site, viewer, found) for found in seen]})


ROUTES = [
    Route("GET", "/categories", listing, "categories/index"),
    Route("POST", "/categories", create, "categories/create"),
    Route("GET", "/categories/find", search, "categories/find"),
    Route("PUT", "/categories/{id:int}", update, "categories/update"),
    Route("DELETE", "/categories/{id:int}", destroy, "categories/destroy"),
    Route("GET", "/c/{id:int}/show", show, "categories/show"),
]
