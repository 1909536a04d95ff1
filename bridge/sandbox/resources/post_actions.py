"""``/post_actions`` and ``/post_action_users``: likes and who gave them.

Flags are taken and kept, nothing more.
"""

from __future__ import annotations

from bridge.sandbox import liking, params
from bridge.sandbox.reacting import NOT_REACTED
from bridge.sandbox.refusals import invalid_access, invalid_parameters, missing, not_found
from bridge.sandbox.resources.posts import find_post
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.serialise import LIKE, View, post_json
from bridge.sandbox.site import avatar_template

_FLAGS = (3, 4, 6, 7, 8, 10)
_MOST = 200


def create(call: Call) -> Reply:
    """Like or flag a post; an unknown kind does nothing."""
    site, user = call.site, call.user()
    kind = params.integer(call.params, "post_action_type_id")
    if kind is None:
        raise missing("post_action_type_id")
    post_id = params.integer(call.params, "id")
    if post_id is None:
        raise missing("id")
    post, topic = find_post(site, user, post_id)
    if kind == LIKE:
        liking.like(site, user, post, topic)
    elif kind in _FLAGS:
        now = site.stamp()
        site.run(
            "INSERT OR IGNORE INTO post_actions (post_id, user_id, post_action_type_id, created_at,"
            " updated_at)"
            " VALUES (?, ?, ?, ?, ?)",
            post["id"],
            user.id,
            kind,
            now,
            now,
        )
    return Reply(post_json(site, user, post["id"], View()))


def destroy(call: Call) -> Reply:
    """Take a like back."""
    site, user = call.site, call.user()
    kind = params.integer(call.params, "post_action_type_id")
    if kind is None:
        raise missing("post_action_type_id")
    if kind != LIKE:
        raise invalid_access()
    post, topic = find_post(site, user, call.number("id"))
    liking.unlike(site, user, post, topic)
    return Reply(post_json(site, user, post["id"], View()))


def users(call: Call) -> Reply:
    """Who liked a post, oldest first, at most 200 a page; open to anonymous readers of public topics.

    Those whose like came with another reaction are left out.
    """
    site = call.site
    post_id = params.integer(call.params, "id")
    if post_id is None:
        raise missing("id")
    kind = params.integer(call.params, "post_action_type_id", LIKE)
    limit = params.integer(call.params, "limit", _MOST) or _MOST
    page = params.integer(call.params, "page", 0) or 0
    if not 1 <= limit <= _MOST:
        raise invalid_parameters("limit")
    post, _ = find_post(site, call.actor, post_id)
    if kind != LIKE and not (call.actor and call.actor.staff):
        raise not_found()
    where = (
        "FROM post_actions a JOIN users u ON u.id = a.user_id"
        " WHERE a.post_id = ? AND a.post_action_type_id = ? AND a.deleted_at IS NULL"
        f" AND {NOT_REACTED}"
    )
    total = site.value(f"SELECT count(*) {where}", post["id"], kind)
    rows = site.all(
        f"SELECT u.id, u.username, u.name {where} ORDER BY a.created_at, a.id LIMIT ? OFFSET ?",
        post["id"],
        kind,
        limit,
        page * limit,
    )
    body: dict[str, object] = {
        "post_action_users": [
            {
                "id": row["id"],
                "username": row["username"],
                "name": row["name"],
                "avatar_template": avatar_template(row["username"]),
                "post_url": None,
                "username_lower": row["username"].lower(),
            }
            for row in rows
        ]
    }
    if total > limit:
        body["total_rows_post_action_users"] = total
    return Reply(body)


ROUTES = [
    Route("POST", "/post_actions", create, "post_actions/create"),
    Route("DELETE", "/post_actions/{id:int}", destroy, "post_actions/destroy"),
    Route("GET", "/post_action_users", users, "post_action_users/index"),
]
