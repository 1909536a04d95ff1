"""Granular scopes of keys: which actions each one covers.

There is none for likes, polls, timings or categories.
"""

from __future__ import annotations

from typing import Any

SCOPES: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "global:read": (frozenset(), ()),
    "topics:write": (frozenset({"posts/create"}), ("topic_id",)),
    "topics:update": (frozenset({"topics/update", "topics/status"}), ("topic_id", "category_id")),
    "topics:status": (frozenset({"topics/status"}), ("topic_id", "category_id", "status", "enabled")),
    "topics:delete": (frozenset({"topics/destroy"}), ("topic_id",)),
    "topics:recover": (frozenset({"topics/recover"}), ("topic_id",)),
    "topics:read": (
        frozenset({"topics/show", "topics/show_by_external_id", "topics/posts", "topics/feed"}),
        ("topic_id", "external_id"),
    ),
    "topics:read_lists": (
        frozenset(
            {
                "list/latest",
                "list/category_latest",
                "list/category_default",
                "list/top",
                "list/new",
                "list/unread",
            }
        ),
        ("category_id",),
    ),
    "posts:edit": (frozenset({"posts/update"}), ("id",)),
    "posts:delete": (frozenset({"posts/destroy"}), ("id",)),
    "posts:recover": (frozenset({"posts/recover"}), ("id",)),
    "posts:list": (frozenset({"posts/latest"}), ()),
    "revisions:read": (frozenset({"posts/latest_revision", "posts/revisions"}), ("post_id",)),
    "revisions:modify": (frozenset({"posts/hide_revision", "posts/show_revision"}), ("post_id",)),
    "revisions:permanently_delete": (frozenset({"posts/permanently_delete_revisions"}), ("post_id",)),
    "uploads:create": (frozenset({"uploads/create"}), ()),
    "tags:list": (frozenset({"tags/index"}), ()),
    "tag_groups:list": (frozenset({"tag_groups/index"}), ()),
    "tag_groups:show": (frozenset({"tag_groups/show"}), ("id",)),
    "tag_groups:create": (frozenset({"tag_groups/create"}), ()),
    "tag_groups:update": (frozenset({"tag_groups/update"}), ("id",)),
    "categories:list": (frozenset({"categories/index"}), ()),
    "categories:show": (frozenset({"categories/show"}), ("id",)),
    "users:show": (frozenset({"users/show", "admin/users/show"}), ("username",)),
    "users:list": (frozenset({"admin/users/index"}), ()),
    "discourse_data_explorer:run_queries": (frozenset({"discourse_data_explorer/query/run"}), ("id",)),
}
"""Scope to the actions it covers and the parameters it can be narrowed by."""


def allows(
    scope: str, narrowed: dict[str, list[str]], action: str, method: str, params: dict[str, Any]
) -> bool:
    """Whether a scope covers a request.

    ``narrowed`` holds parameter names with the values that they may have, ``action`` is controller and action
    of the route, ``params`` are those of the request with those of its path.
    """
    if scope == "global:read":
        return method in ("GET", "HEAD")
    actions, _ = SCOPES.get(scope, (frozenset(), ()))
    if action not in actions:
        return False
    aliases = {
        "topic_id": ("topic_id", "id"),
        "post_id": ("post_id", "id"),
        "category_id": ("category_id", "category"),
    }
    for name, values in narrowed.items():
        sent = next((str(params[alias]) for alias in aliases.get(name, (name,)) if alias in params), None)
        if sent not in values:
            return False
    return True
