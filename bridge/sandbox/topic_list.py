"""Lists of topics: which ones, in which order, and how an entry looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from bridge.sandbox.refusals import invalid_parameters
from bridge.sandbox.rules import guardian, tags
from bridge.sandbox.serialise import excerpt
from bridge.sandbox.site import Row, Site, User, marks

_ORDERS = {
    "activity": "t.bumped_at",
    "default": "t.bumped_at",
    "created": "t.created_at",
    "views": "t.views",
    "posts": "t.posts_count",
    "likes": "t.like_count",
    "op_likes": "fp.like_count",
    "category": "t.category_id",
    "posters": "t.participant_count",
    "votes": "(SELECT count(*) FROM topic_voting_votes v WHERE v.topic_id = t.id)",
}


@dataclass(slots=True)
class Wish:
    """What a reader asks a list for.

    Attributes:
        category: id of a category, its sub-categories come along unless ``alone``.
        topic_ids: only these topics.
        tags: names of tags; all of them with ``all_tags``, else any.
        author: id of the user who opened the topics.
        private: private messages instead of public topics; ``extra`` then says whose.
        extra: further conditions on topics ``t`` and first posts ``fp``, with their values.
    """

    category: int | None = None
    alone: bool = False
    topic_ids: list[int] | None = None
    tags: list[str] = field(default_factory=list)
    all_tags: bool = False
    author: int | None = None
    private: bool = False
    order: str = "default"
    ascending: bool = False
    page: int = 0
    per_page: int = 30
    extra: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)


def read_wish(params: dict[str, Any], category: int | None = None) -> Wish:
    """Read a list's parameters.

    Raises:
        SandboxRefusal: 400 for a page size outside 1 to 100 or a number that is none.
    """

    def number(name: str) -> int | None:
        value = params.get(name)
        if value in (None, ""):
            return None
        try:
            return int(str(value))
        except ValueError as error:
            raise invalid_parameters(name) from error

    per_page = number("per_page")
    if per_page is not None and not 1 <= per_page <= 100:
        raise invalid_parameters("per_page")
    page = number("page") or 0
    if page < 0:
        raise invalid_parameters("page")
    wish = Wish(category=category or number("category"), page=page, per_page=per_page or 30)
    wish.alone = str(params.get("no_subcategories", "")).lower() == "true"
    wish.order = str(params.get("order") or "default")
    wish.ascending = str(params.get("ascending", "")).lower() == "true"
    if params.get("topic_ids"):
        wish.topic_ids = [int(part) for part in str(params["topic_ids"]).split(",") if part.strip().isdigit()]
    named = params.get("tags")
    wish.tags = [str(name) for name in named] if isinstance(named, list) else []
    wish.all_tags = str(params.get("match_all_tags", "")).lower() == "true"
    return wish


def find(site: Site, viewer: User | None, wish: Wish) -> tuple[list[Row], bool]:
    """The topics of one page and whether there are more.

    Each row has ``op_like_count`` and ``is_pinned`` too.
    """
    kind = "private_message" if wish.private else "regular"
    where = ["t.deleted_at IS NULL", f"t.archetype = '{kind}'"]
    values: list[Any] = []
    if viewer is None or not viewer.staff:
        where.append("t.visible = 1")
    hidden = guardian.hidden_categories(site, viewer)
    if hidden and not wish.private:
        where.append(f"t.category_id NOT IN ({marks(hidden)})")
        values += hidden
    if wish.category is not None:
        inside = [wish.category]
        if not wish.alone:
            inside += site.column("SELECT id FROM categories WHERE parent_category_id = ?", wish.category)
        where.append(f"t.category_id IN ({marks(inside)})")
        values += inside
    where.append("t.id NOT IN (SELECT topic_id FROM categories WHERE topic_id IS NOT NULL AND id <> ?)")
    values.append(wish.category or 0)
    if wish.topic_ids is not None:
        where.append(f"t.id IN ({marks(wish.topic_ids)})")
        values += wish.topic_ids
    if wish.author is not None:
        where.append("t.user_id = ?")
        values.append(wish.author)
    if wish.tags:
        having = f" HAVING count(*) = {len(set(wish.tags))}" if wish.all_tags else ""
        where.append(
            "t.id IN (SELECT tt.topic_id FROM topic_tags tt JOIN tags g ON g.id = tt.tag_id"
            f" WHERE g.name IN ({marks(wish.tags)}) GROUP BY tt.topic_id{having})"
        )
        values += wish.tags
    for condition, more in wish.extra:
        where.append(condition)
        values += more
    column = _ORDERS.get(wish.order, "t.bumped_at")
    direction = "ASC" if wish.ascending else "DESC"
    pinned = "(t.pinned_at IS NOT NULL AND (t.pinned_until IS NULL OR t.pinned_until > ?)"
    pinned += ")" if wish.category else " AND t.pinned_globally = 1)"
    order = f"{column} {direction}, t.bumped_at {direction}, t.id {direction}"
    if wish.order in ("default", "activity") or wish.order not in _ORDERS:
        order = f"is_pinned DESC, {order}"
    rows = site.all(
        f"SELECT t.*, fp.like_count AS op_like_count, fp.cooked AS op_cooked, {pinned} AS is_pinned"
        " FROM topics t JOIN posts fp ON fp.topic_id = t.id AND fp.post_number = 1"
        f" WHERE {' AND '.join(where)} ORDER BY {order} LIMIT ? OFFSET ?",
        site.stamp(),
        *values,
        wish.per_page + 1,
        wish.page * wish.per_page,
    )
    return rows[: wish.per_page], len(rows) > wish.per_page


def list_json(
    site: Site,
    viewer: User | None,
    wish: Wish,
    path: str,
    shown: dict[str, Any],
    *,
    about: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The answer of a list.

    ``path`` is what ``more_topics_url`` starts with, ``shown`` the parameters that it repeats; ``about``
    holds further keys of ``topic_list``.
    """
    rows, more = find(site, viewer, wish)
    listing: dict[str, Any] = {"can_create_topic": _may_create(site, viewer, wish.category)}
    if more:
        query = urlencode(sorted({**shown, "page": wish.page + 1}.items()))
        listing["more_topics_url"] = f"{path}?{query}"
    listing |= {"per_page": wish.per_page, "top_tags": top_tags(site, wish.category), **(about or {})}
    items, people = items_json(site, viewer, rows, with_op_likes=wish.order == "op_likes")
    listing["topics"] = items
    if not items:
        return {"topic_list": listing}
    users = [_listed_user(site.user(user_id)) for user_id in people]
    return {"users": users, "primary_groups": [], "flair_groups": [], "topic_list": listing}


def _may_create(site: Site, viewer: User | None, category: int | None) -> bool:
    if viewer is None:
        return False
    return category is None or guardian.can_create_topic(site, viewer, category)


def top_tags(site: Site, category: int | None) -> list[Any]:
    """Tags in use, most used first, of a category or of the whole forum."""
    where = "AND t.category_id = ?" if category else ""
    names = site.column(
        "SELECT g.name FROM tags g JOIN topic_tags tt ON tt.tag_id = g.id JOIN topics t ON t.id = tt.topic_id"
        f" WHERE t.deleted_at IS NULL {where} GROUP BY g.id ORDER BY count(*) DESC, g.name LIMIT 10",
        *([category] if category else []),
    )
    return tags.show(site, names)


def _listed_user(user: User) -> dict[str, Any]:
    shown = {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "avatar_template": user.avatar_template,
    }
    shown |= {"admin": True} if user.admin else {}
    shown |= {"moderator": True} if user.moderator else {}
    return {**shown, "trust_level": user.trust_level}


def items_json(
    site: Site, viewer: User | None, rows: Sequence[Row], *, with_op_likes: bool = False, nested: bool = False
) -> tuple[list[dict[str, Any]], list[int]]:
    """Entries of a list and the ids of the people in them.

    With ``nested`` as suggested topics have it: posters with the whole user, fewer keys.
    """
    ids = [row["id"] for row in rows]
    named = tags.names_of(site, ids)
    posters = _posters(site, rows)
    seen = _seen(site, viewer, ids)
    people: dict[int, None] = {}
    items = []
    for row in rows:
        for user_id, _ in posters[row["id"]]:
            people[user_id] = None
        item = _item(row, named[row["id"]], seen.get(row["id"]), viewer, nested=nested, site=site)
        if with_op_likes:
            item["op_like_count"] = row["op_like_count"]
        item["posters"] = [
            _poster(site, row, user_id, role, nested=nested) for user_id, role in posters[row["id"]]
        ]
        items.append(item)
    for add in () if nested else site.hooks.item_json:
        add(site, viewer, rows, items)
    return items, list(people)


def _item(
    row: Row, named: list[str], seen: Row | None, viewer: User | None, *, nested: bool, site: Site
) -> dict[str, Any]:
    item: dict[str, Any] = {
        key: row[key]
        for key in ("id", "title", "fancy_title", "slug", "posts_count", "reply_count", "highest_post_number")
    }
    item |= {
        "image_url": None,
        "created_at": row["created_at"],
        "last_posted_at": row["last_posted_at"],
        "bumped": row["bumped_at"] > row["created_at"],
        "bumped_at": row["bumped_at"],
        "archetype": row["archetype"],
        "unseen": viewer is not None and seen is None,
    }
    if seen is not None:
        unread = max(0, row["highest_post_number"] - (seen["last_read_post_number"] or 0))
        item |= {
            "last_read_post_number": seen["last_read_post_number"],
            "unread": 0,
            "new_posts": unread,
            "unread_posts": unread,
        }
    item |= {"pinned": bool(row["is_pinned"]), "unpinned": None}
    if row["is_pinned"]:
        item["excerpt"] = excerpt(row["op_cooked"], 220)
    item |= {
        "visible": bool(row["visible"]),
        "closed": bool(row["closed"]),
        "archived": bool(row["archived"]),
    }
    if seen is not None:
        item |= {
            "notification_level": seen["notification_level"],
            "bookmarked": False,
            "liked": bool(seen["liked"]),
        }
    else:
        item |= {"bookmarked": None, "liked": None}
    item |= {"tags": tags.show(site, named), "tags_descriptions": {}}
    if nested:
        return item | {
            "like_count": row["like_count"],
            "views": row["views"],
            "category_id": row["category_id"],
            "featured_link": row["featured_link"],
        }
    return item | {
        "views": row["views"],
        "like_count": row["like_count"],
        "has_summary": False,
        "last_poster_username": site.user(row["last_post_user_id"]).username,
        "category_id": row["category_id"],
        "pinned_globally": bool(row["pinned_globally"]),
        "featured_link": row["featured_link"],
    }


def _seen(site: Site, viewer: User | None, ids: list[int]) -> dict[int, Row]:
    if viewer is None:
        return {}
    rows = site.all(
        f"SELECT * FROM topic_users WHERE user_id = ? AND topic_id IN ({marks(ids)})", viewer.id, *ids
    )
    return {row["topic_id"]: row for row in rows}


def _posters(site: Site, rows: Sequence[Row]) -> dict[int, list[tuple[int, str]]]:
    """Up to five people of each topic: who opened it, who wrote most, who wrote last."""
    ids = [row["id"] for row in rows if row["participant_count"] > 2]
    frequent: dict[int, list[int]] = {}
    for post in site.all(
        f"SELECT topic_id, user_id FROM posts WHERE topic_id IN ({marks(ids)}) AND deleted_at IS NULL"
        " GROUP BY topic_id, user_id ORDER BY count(*) DESC, user_id",
        *ids,
    ):
        frequent.setdefault(post["topic_id"], []).append(post["user_id"])
    found: dict[int, list[tuple[int, str]]] = {}
    for row in rows:
        first, last = row["user_id"], row["last_post_user_id"]
        if first == last:
            people = [(first, "Original Poster, Most Recent Poster")]
        else:
            people = [(first, "Original Poster")]
        others = [user_id for user_id in frequent.get(row["id"], []) if user_id not in (first, last)][:3]
        people += [(user_id, "Frequent Poster") for user_id in others]
        if first != last:
            people.append((last, "Most Recent Poster"))
        found[row["id"]] = people
    return found


def _poster(site: Site, row: Row, user_id: int, role: str, *, nested: bool) -> dict[str, Any]:
    extras = "latest" if "Most Recent" in role else None
    if extras and row["participant_count"] == 1:
        extras = "latest single"
    if nested:
        return {"extras": extras, "description": role, "user": _listed_user(site.user(user_id))}
    return {
        "extras": extras,
        "description": role,
        "user_id": user_id,
        "primary_group_id": None,
        "flair_group_id": None,
    }
