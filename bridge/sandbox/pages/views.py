"""What a person may look at."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import poll_view, polling, topic_list
from bridge.sandbox.pages.frame import page
from bridge.sandbox.refusals import not_found
from bridge.sandbox.resources.lists import category_path, find_category
from bridge.sandbox.resources.topics import find_topic
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian, tags
from bridge.sandbox.serialise import LIKE, plain
from bridge.sandbox.site import Row, marks
from bridge.sandbox.topic_view import stream_ids

_TOPICS = 30
_POSTS = 50


def _entries(call: Call, wish: topic_list.Wish) -> tuple[list[dict[str, Any]], bool]:
    """Topics of a list, with what a person wants to know of each."""
    site = call.site
    rows, more = topic_list.find(site, call.actor, wish)
    named = tags.names_of(site, [row["id"] for row in rows])
    categories = {
        row["id"]: row for row in site.all("SELECT id, name, slug, color, parent_category_id FROM categories")
    }
    entries = []
    for row in rows:
        category = categories.get(row["category_id"])
        entries.append(
            {
                "row": row,
                "tags": named[row["id"]],
                "replies": site.value(
                    "SELECT count(*) FROM posts WHERE topic_id = ? AND post_type = 1 AND post_number > 1"
                    " AND deleted_at IS NULL",
                    row["id"],
                ),
                "category": category,
                "category_path": category_path(site, category) if category else "",
            }
        )
    return entries, more


def _page_number(call: Call) -> int:
    text = str(call.query.get("page", "0"))
    return int(text) if text.isdigit() else 0


def home(call: Call) -> Reply:
    """Categories and the topics that moved last."""
    site, viewer = call.site, call.actor
    rows = [
        row
        for row in site.all("SELECT * FROM categories WHERE id <> 1 ORDER BY position, id")
        if guardian.permission(site, viewer, row["id"]) is not None
    ]
    categories = [{"row": row, "path": category_path(site, row), "about": _about(call, row)} for row in rows]
    entries, _ = _entries(call, topic_list.Wish(per_page=15))
    return page(call, "home", categories=categories, entries=entries, tags=_tag_counts(call))


def _about(call: Call, row: Row) -> str:
    """The first lines of a category's definition topic."""
    cooked = call.site.value(
        "SELECT cooked FROM posts WHERE topic_id = ? AND post_number = 1", row["topic_id"]
    )
    text = plain((cooked or "").split("</p>")[0])
    return "" if text.startswith("(Replace this") else text[:240]


def _tag_counts(call: Call) -> list[Row]:
    return call.site.all(
        "SELECT name, public_topic_count AS count FROM tags WHERE public_topic_count > 0 ORDER BY count"
        " DESC, name LIMIT 40"
    )


def latest(call: Call) -> Reply:
    """All topics, by last activity."""
    number = _page_number(call)
    entries, more = _entries(call, topic_list.Wish(page=number, per_page=_TOPICS))
    return page(
        call,
        "topics",
        heading="Latest topics",
        about="",
        entries=entries,
        number=number,
        more=more,
        children=[],
    )


def category(call: Call) -> Reply:
    """Topics of a category."""
    site, row = call.site, find_category(call)
    number = _page_number(call)
    entries, more = _entries(call, topic_list.Wish(category=row["id"], page=number, per_page=_TOPICS))
    children = [
        {"row": child, "path": category_path(site, child)}
        for child in site.all(
            "SELECT * FROM categories WHERE parent_category_id = ? ORDER BY position", row["id"]
        )
        if guardian.permission(site, call.actor, child["id"]) is not None
    ]
    return page(
        call,
        "topics",
        heading=row["name"],
        about=_about(call, row),
        entries=[entry for entry in entries if entry["row"]["id"] != row["topic_id"]],
        number=number,
        more=more,
        children=children,
    )


def tag(call: Call) -> Reply:
    """Topics with a tag."""
    name = call.site.value("SELECT name FROM tags WHERE name = ?", call.route["name"])
    if name is None:
        raise not_found()
    number = _page_number(call)
    entries, more = _entries(call, topic_list.Wish(tags=[name], page=number, per_page=_TOPICS))
    heading = f"Topics tagged {name}"
    return page(
        call, "topics", heading=heading, about="", entries=entries, number=number, more=more, children=[]
    )


def tag_list(call: Call) -> Reply:
    """All tags."""
    return page(call, "tags", tags=_tag_counts(call))


def topic(call: Call) -> Reply:
    """A topic: its posts, the poll forms, the form to reply."""
    site, viewer = call.site, call.actor
    row = find_topic(site, viewer, call.number("id"))
    ids = stream_ids(site, viewer, row)
    number = _page_number(call)
    chosen = ids[number * _POSTS : (number + 1) * _POSTS]
    posts = site.all(f"SELECT * FROM posts WHERE id IN ({marks(chosen)}) ORDER BY sort_order", *chosen)
    liked = set()
    if viewer is not None:
        liked = set(
            site.column(
                f"SELECT post_id FROM post_actions WHERE user_id = ? AND post_action_type_id = ? AND"
                f" deleted_at IS NULL AND post_id IN ({marks(chosen)})",
                viewer.id,
                LIKE,
                *chosen,
            )
        )
    shown = []
    for post in posts:
        author = site.user(post["user_id"])
        shown.append(
            {
                "row": post,
                "author": author,
                "liked": post["id"] in liked,
                "own": viewer is not None and viewer.id == author.id,
                "polls": _polls(call, post),
                "deed": _DEEDS.get(post["action_code"] or "", post["action_code"]),
            }
        )
    place = site.one("SELECT * FROM categories WHERE id = ?", row["category_id"])
    return page(
        call,
        "topic",
        topic=row,
        posts=shown,
        tags=tags.names_of(site, [row["id"]])[row["id"]],
        category=place,
        category_path=category_path(site, place) if place else "",
        may_reply=guardian.can_reply(site, viewer, row),
        may_vote=guardian.can_post_in(site, viewer, row),
        number=number,
        more=(number + 1) * _POSTS < len(ids),
    )


_DEEDS = {
    "closed.enabled": "closed this topic",
    "closed.disabled": "opened this topic again",
    "pinned.enabled": "pinned this topic",
    "pinned.disabled": "unpinned this topic",
    "pinned_globally.enabled": "pinned this topic everywhere",
    "pinned_globally.disabled": "unpinned this topic",
    "archived.enabled": "archived this topic",
    "archived.disabled": "took this topic out of the archive",
    "visible.enabled": "listed this topic",
    "visible.disabled": "took this topic off the lists",
}


def _polls(call: Call, post: Row) -> list[dict[str, Any]]:
    site, viewer = call.site, call.actor
    found = []
    for poll in site.all("SELECT * FROM polls WHERE post_id = ? ORDER BY id", post["id"]):
        own = poll_view.own_votes(site, viewer, [poll["id"]]).get(poll["id"], [])
        view = poll_view.poll_json(site, viewer, poll, post["user_id"], voted=bool(own))
        ranked = view["type"] == "ranked_choice"
        chosen = {vote["digest"] if ranked else vote for vote in own}
        total = max(1, view["voters"])
        for option in view["options"]:
            option["text"] = plain(option["html"])
            option["chosen"] = option["id"] in chosen
            if "votes" in option:
                option["share"] = round(100 * option["votes"] / total)
        view["voted"] = bool(own)
        view["open"] = not polling.is_closed(site, poll)
        view["sees"] = any("votes" in option for option in view["options"])
        view["several"] = view["type"] == "multiple"
        view["by_page"] = not ranked
        found.append(view)
    return found


def login(call: Call) -> Reply:
    """Choose who to be: any member of this sandbox, by name."""
    text = str(call.query.get("name", "")).strip().lower()
    rows = call.site.all(
        "SELECT username, name, admin, moderator, trust_level FROM users WHERE id > 0 AND username_lower"
        " LIKE ?"
        " ORDER BY admin OR moderator, username_lower LIMIT 60",
        f"%{text}%",
    )
    total = call.site.value("SELECT count(*) FROM users WHERE id > 0")
    came_from = str(call.query.get("return", "/"))
    return page(call, "login", members=rows, total=total, asked=text, came_from=came_from)


def member(call: Call) -> Reply:
    """A member's profile."""
    user = call.site.user_named(call.route["username"])
    if user is None:
        raise not_found()
    wish = topic_list.Wish(author=user.id, order="created", per_page=_TOPICS)
    entries, more = _entries(call, wish)
    heading = user.name or user.username
    about = f"@{user.username}"
    return page(
        call, "topics", heading=heading, about=about, entries=entries, number=0, more=more, children=[]
    )


def style(_: Call) -> Reply:
    """The style sheet."""
    from importlib.resources import files

    text = files("bridge.sandbox.pages").joinpath("style.css").read_text(encoding="utf-8")
    return Reply(text, 200, "text/css; charset=utf-8", {"Cache-Control": "max-age=300"})


def favicon(_: Call) -> Reply:
    """No icon."""
    return Reply("", 204, "image/x-icon")


ROUTES = [
    Route("GET", "/", home, "pages/home"),
    Route("GET", "/latest", latest, "pages/latest"),
    Route("GET", "/categories", home, "pages/home"),
    Route("GET", "/c/{path:path}/{id:int}", category, "pages/category"),
    Route("GET", "/c/{id:int}", category, "pages/category"),
    Route("GET", "/t/{id:int}", topic, "pages/topic"),
    Route("GET", "/t/{id:int}/{number:int}", topic, "pages/topic"),
    Route("GET", "/t/{slug}/{id:int}", topic, "pages/topic"),
    Route("GET", "/t/{slug}/{id:int}/{number:int}", topic, "pages/topic"),
    Route("GET", "/tag/{name}", tag, "pages/tag"),
    Route("GET", "/tags", tag_list, "pages/tags"),
    Route("GET", "/u/{username}", member, "pages/member"),
    Route("GET", "/login", login, "pages/login"),
    Route("GET", "/style.css", style, "pages/style"),
    Route("GET", "/favicon.ico", favicon, "pages/favicon"),
]
