"""``/tags`` and ``/tag/NAME``: all tags with their counts, the topics of one tag."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import topic_list
from bridge.sandbox.refusals import not_found
from bridge.sandbox.routing import Call, Reply, Route


def listing(call: Call) -> Reply:
    """All tags."""
    tags = [
        {
            "id": row["id"] if call.site.limits.tag_style == "objects" else row["name"],
            "text": row["name"],
            "name": row["name"],
            "description": row["description"],
            "count": row["public_topic_count"],
            "pm_only": False,
            "target_tag": None,
        }
        for row in call.site.all("SELECT * FROM tags ORDER BY name")
    ]
    return Reply({"tags": tags, "extras": {"categories": []}})


def show(call: Call) -> Reply:
    """The topics of a tag."""
    row = call.site.one("SELECT * FROM tags WHERE name = ?", call.route["name"])
    if row is None:
        raise not_found()
    wish = topic_list.read_wish(call.params)
    wish.tags = [row["name"]]
    about: dict[str, Any] = {
        "tags": [
            {
                "id": row["id"],
                "name": row["name"],
                "topic_count": row["public_topic_count"],
                "staff": False,
                "description": row["description"],
            }
        ]
    }
    path = f"/tag/{row['name']}"
    return Reply(topic_list.list_json(call.site, call.actor, wish, path, {}, about=about))


ROUTES = [
    Route("GET", "/tags", listing, "tags/index"),
    Route("GET", "/tag/{name}", show, "tags/show"),
    Route("GET", "/tag/{name}/l/latest", show, "tags/show_latest"),
]
