"""Lists of topics: latest, by category, top, filter, and by author."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from bridge.sandbox import params, topic_list
from bridge.sandbox.refusals import not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian
from bridge.sandbox.site import Row, Site, read_stamp, stamp

_REPEATED = (
    "ascending",
    "category",
    "no_subcategories",
    "order",
    "per_page",
    "topic_ids",
    "match_all_tags",
    "status",
)


def _repeated(call: Call) -> dict[str, Any]:
    return {name: call.query[name] for name in _REPEATED if name in call.query}


def latest(call: Call) -> Reply:
    """Topics by last activity, or as ``order`` says; an unknown category gives an empty list."""
    wish = topic_list.read_wish(call.params)
    shown = _repeated(call)
    if wish.category is None:
        shown["no_definitions"] = "true"
    return Reply(topic_list.list_json(call.site, call.actor, wish, "/latest", shown))


def top(call: Call) -> Reply:
    """Topics by score over a period; scores are computed in the background, so there is none here."""
    wish = topic_list.read_wish(call.params)
    wish.topic_ids = []
    about = {"for_period": params.text(call.params, "period") or "all"}
    return Reply(topic_list.list_json(call.site, call.actor, wish, "/top", {}, about=about))


def find_category(call: Call) -> Row:
    """The category of a path that ends in its id.

    Raises:
        SandboxRefusal: 404, it is not there or private.
    """
    row = call.site.one("SELECT * FROM categories WHERE id = ?", call.number("id"))
    if row is None or guardian.permission(call.site, call.actor, row["id"]) is None:
        raise not_found()
    return row


def category_path(site: Site, row: Row) -> str:
    """The path of a category: ``parent/child/ID``."""
    parent = site.value("SELECT slug FROM categories WHERE id = ?", row["parent_category_id"])
    return f"{parent}/{row['slug']}/{row['id']}" if parent else f"{row['slug']}/{row['id']}"


def by_category(call: Call) -> Reply:
    """Topics of a category; a path with a wrong slug redirects."""
    row = find_category(call)
    path = category_path(call.site, row)
    given = f"{call.route['path']}/{row['id']}" if "path" in call.route else str(row["id"])
    order = call.route.get("order")
    tail = f"/l/{order}" if order else ""
    if given != path:
        suffix = f".{call.suffix}" if call.suffix else ""
        target = f"{call.site.base_url}/c/{path}{tail}{suffix}"
        return Reply("", 301, "text/html; charset=utf-8", {"Location": target})
    wish = topic_list.read_wish(call.params, category=row["id"])
    if order == "votes":
        wish.order = order
    return Reply(topic_list.list_json(call.site, call.actor, wish, f"/c/{path}/l/latest", _repeated(call)))


def created_by(call: Call) -> Reply:
    """Topics that a person opened."""
    user = call.site.user_named(call.route["username"])
    if user is None:
        raise not_found()
    wish = topic_list.read_wish(call.params)
    wish.author, wish.order = user.id, "created"
    path = f"/topics/created-by/{user.username}"
    return Reply(topic_list.list_json(call.site, call.actor, wish, path, {}))


def filtered(call: Call) -> Reply:
    """Topics by a query such as ``category:ideas likes-op-min:5 order:likes-op``.

    Always 30 a page in this version.
    """
    site = call.site
    query = params.text(call.params, "q") or ""
    wish = topic_list.Wish(page=params.integer(call.params, "page", 0) or 0, order="activity")
    for name, value in re.findall(r"([\w-]+):(\S+)", query):
        _apply_filter(site, wish, name, value)
    op_likes = wish.order == "op_likes"
    shown = {"no_definitions": "true", "q": query}
    body = topic_list.list_json(site, call.actor, wish, "/filter", shown)
    if op_likes:
        for item in body["topic_list"]["topics"]:
            item.pop("op_like_count", None)
    return Reply(body)


def _apply_filter(site: Site, wish: topic_list.Wish, name: str, value: str) -> None:
    columns = {
        "likes": "t.like_count",
        "likes-op": "fp.like_count",
        "posts": "t.posts_count",
        "views": "t.views",
    }
    moments = {"created": "t.created_at", "activity": "t.bumped_at", "latest-post": "t.last_posted_at"}
    base, _, end = name.rpartition("-")
    if name in ("category", "categories"):
        found = site.value("SELECT id FROM categories WHERE slug = ?", value.rpartition(":")[2].lstrip("="))
        wish.category = found if found is not None else -1
        wish.alone = value.startswith("=")
    elif name in ("tag", "tags"):
        wish.all_tags = "+" in value
        wish.tags = re.split(r"[,+]", value)
    elif name == "status" and value in ("open", "closed", "archived"):
        conditions = {
            "open": "t.closed = 0 AND t.archived = 0",
            "closed": "t.closed = 1",
            "archived": "t.archived = 1",
        }
        wish.extra.append((conditions[value], ()))
    elif name == "order":
        direction = value.removesuffix("-asc")
        wish.ascending = value.endswith("-asc")
        wish.order = {"likes-op": "op_likes"}.get(direction, direction)
    elif base in columns and end in ("min", "max") and value.isdigit():
        wish.extra.append((f"{columns[base]} {'>=' if end == 'min' else '<='} ?", (int(value),)))
    elif base in moments and end in ("after", "before"):
        moment = _moment(site, value)
        if moment is not None:
            wish.extra.append((f"{moments[base]} {'>=' if end == 'after' else '<'} ?", (moment,)))


def _moment(site: Site, value: str) -> str | None:
    """A day, or a number of days ago."""
    if value.isdigit():
        return stamp(site.now() - timedelta(days=int(value)))
    try:
        return stamp(read_stamp(value))
    except ValueError:
        return None


ROUTES = [
    Route("GET", "/latest", latest, "list/latest"),
    Route("GET", "/top", top, "list/top"),
    Route("GET", "/filter", filtered, "list/filter"),
    Route("GET", "/c/{id:int}/l/{order}", by_category, "list/category_latest"),
    Route("GET", "/c/{path:path}/{id:int}/l/{order}", by_category, "list/category_latest"),
    Route("GET", "/c/{path:path}/{id:int}", by_category, "list/category_default"),
    Route("GET", "/topics/created-by/{username}", created_by, "list/topics_by"),
]
