"""``/posts/ID/revisions``: the public edit history, hiding a revision, removing the history."""

from __future__ import annotations

import difflib
import html
import json
import re
from typing import Any

from bridge.sandbox.refusals import invalid_access, not_found
from bridge.sandbox.resources.posts import find_post
from bridge.sandbox.routing import Call, Reply, Route, done
from bridge.sandbox.serialise import plain
from bridge.sandbox.site import Row


def _pieces(old: str, new: str) -> tuple[str, str, str]:
    """The difference of two texts by words: both in one, the old side, the new side."""
    left, right = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    both: list[str] = []
    before: list[str] = []
    after: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        removed, added = html.escape("".join(left[a:b])), html.escape("".join(right[c:d]))
        if kind == "equal":
            both.append(removed)
            before.append(removed)
            after.append(removed)
            continue
        if removed:
            both.append(f"<del>{removed}</del>")
            before.append(f"<del>{removed}</del>")
        if added:
            both.append(f"<ins>{added}</ins>")
            after.append(f"<ins>{added}</ins>")
    return "".join(both), "".join(before), "".join(after)


def _changes(old: str, new: str) -> dict[str, str]:
    both, before, after = _pieces(plain(old), plain(new))
    return _sides("p", both, before, after)


def _sides(tag: str, both: str, before: str, after: str) -> dict[str, str]:
    def content(text: str) -> str:
        return f'<div class="revision-content"><{tag}>{text}</{tag}></div>'

    inline = f'<div class="inline-diff"><{tag}>{both}</{tag}></div>'
    return {"inline": inline, "side_by_side": content(before) + content(after)}


def _shown(call: Call, post: Row, row: Row) -> dict[str, Any]:
    site = call.site
    numbers = site.column("SELECT number FROM post_revisions WHERE post_id = ? ORDER BY number", post["id"])
    place = numbers.index(row["number"])
    modified = json.loads(row["modifications"])
    editor = site.user(row["user_id"])
    raw = modified.get("raw", [post["raw"], post["raw"]])
    cooked = modified.get("cooked", [post["cooked"], post["cooked"]])
    _, before, after = _pieces(raw[0], raw[1])
    body = _changes(cooked[0], cooked[1])
    body["side_by_side_markdown"] = (
        f'<table class="markdown"><tr><td class="diff-del">{before}</td><td'
        f' class="diff-ins">{after}</td></tr></table>'
    )
    shown: dict[str, Any] = {
        "created_at": row["created_at"],
        "post_id": post["id"],
        "previous_hidden": bool(row["hidden"]),
        "current_hidden": False,
        "first_revision": numbers[0],
        "previous_revision": numbers[place - 1] if place else None,
        "current_revision": row["number"],
        "next_revision": numbers[place + 1] if place + 1 < len(numbers) else None,
        "last_revision": numbers[-1],
        "current_version": row["number"],
        "version_count": len(numbers) + 1,
        "username": editor.username,
        "display_username": editor.username,
        "acting_user_name": editor.name,
        "avatar_template": editor.avatar_template,
        "edit_reason": post["edit_reason"],
        "body_changes": body,
    }
    if post["post_number"] == 1:
        title = site.value("SELECT title FROM topics WHERE id = ?", post["topic_id"])
        old, new = modified.get("title", [title, title])
        both, left, right = _pieces(old, new)
        shown["title_changes"] = _sides("div", both, left, right)
    if "tags" in modified:
        shown["tags_changes"] = {"previous": modified["tags"][0], "current": modified["tags"][1]}
    if "category_id" in modified:
        shown["category_id_changes"] = {
            "previous": modified["category_id"][0],
            "current": modified["category_id"][1],
        }
    shown["can_edit"] = call.actor is not None and (call.actor.staff or call.actor.id == post["user_id"])
    return shown


def _staff(call: Call) -> bool:
    return call.actor is not None and call.actor.staff


def _readable(call: Call) -> Row:
    post, _ = find_post(call.site, call.actor, call.number("id"))
    if not (_staff(call) or call.site.limits.edit_history_visible_to_public):
        raise invalid_access()
    return post


def latest(call: Call) -> Reply:
    """The last revision that the reader may see."""
    post = _readable(call)
    hidden = "" if _staff(call) else "AND hidden = 0"
    row = call.site.one(
        f"SELECT * FROM post_revisions WHERE post_id = ? {hidden} ORDER BY number DESC LIMIT 1", post["id"]
    )
    if row is None:
        raise not_found()
    return Reply(_shown(call, post, row))


def _numbered(call: Call, post: Row) -> Row:
    row = call.site.one(
        "SELECT * FROM post_revisions WHERE post_id = ? AND number = ?", post["id"], call.number("number")
    )
    if row is None:
        raise not_found()
    return row


def show(call: Call) -> Reply:
    """One revision; a hidden one is for staff."""
    post = _readable(call)
    row = _numbered(call, post)
    if row["hidden"] and not _staff(call):
        raise invalid_access()
    return Reply(_shown(call, post, row))


def hide(call: Call) -> Reply:
    """Hide a revision from everybody but staff."""
    staff = call.staff()
    post, _ = find_post(call.site, staff, call.number("id"))
    call.site.update("post_revisions", _numbered(call, post)["id"], hidden=1)
    return done()


def unhide(call: Call) -> Reply:
    """Show a hidden revision again."""
    staff = call.staff()
    post, _ = find_post(call.site, staff, call.number("id"))
    call.site.update("post_revisions", _numbered(call, post)["id"], hidden=0)
    return done()


def permanently_delete(call: Call) -> Reply:
    """Remove a post's whole history; only where the forum's operator switched that on."""
    admin = call.admin()
    if not call.site.limits.can_permanently_delete:
        raise invalid_access()
    post, _ = find_post(call.site, admin, call.number("id"))
    call.site.run("DELETE FROM post_revisions WHERE post_id = ?", post["id"])
    call.site.update("posts", post["id"], version=1, public_version=1, updated_at=call.site.stamp())
    return done()


ROUTES = [
    Route("GET", "/posts/{id:int}/revisions/latest", latest, "posts/latest_revision"),
    Route("GET", "/posts/{id:int}/revisions/{number:int}", show, "posts/revisions"),
    Route("PUT", "/posts/{id:int}/revisions/{number:int}/hide", hide, "posts/hide_revision"),
    Route("PUT", "/posts/{id:int}/revisions/{number:int}/show", unhide, "posts/show_revision"),
    Route(
        "DELETE",
        "/posts/{id:int}/revisions/permanently_delete",
        permanently_delete,
        "posts/permanently_delete_revisions",
    ),
]
