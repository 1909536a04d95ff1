"""Categories: making them with a definition topic, their permissions, and how answers show them."""

from __future__ import annotations

import re
from typing import Any

from bridge.sandbox import params
from bridge.sandbox.lookup import cook_for
from bridge.sandbox.posting import add_post, refresh_topic
from bridge.sandbox.refusals import invalid_parameters, unprocessable
from bridge.sandbox.rules import guardian, titles
from bridge.sandbox.site import Row, Site, User

_DEFINITION = (
    "(Replace this text with what the category {name} is for: a short first paragraph that helps people"
    " choose it.)\n\n"
    "- Who should use it, and for what?\n- How is it different from the others?\n- What belongs here, and"
    " what does not?"
)
_EMPTY = ("uploaded_logo", "uploaded_logo_dark", "uploaded_background", "uploaded_background_dark")
_STYLES = ("square", "icon", "emoji")


def create_category(
    site: Site, user: User, values: dict[str, Any], permissions: Any = None, custom_fields: Any = None
) -> int:
    """Make a category; returns its id.

    ``permissions`` leads from group names to 1 (create), 2 (reply) or 3 (see), none opens it to everybody;
    ``custom_fields`` are free names and values.

    Raises:
        SandboxRefusal: 422 for a name or slug that is taken or will not do, 400 for an unknown group.
    """
    name = str(values["name"]).strip()
    now = site.stamp()
    _check_names(site, name, values.get("slug"), values.get("parent_category_id"), None)
    slug = str(values.get("slug") or titles.slugify(name, "category"))
    position = site.value("SELECT coalesce(max(position), 0) + 1 FROM categories")
    category_id = site.insert(
        "categories",
        **{
            "color": "0088CC",
            "text_color": "FFFFFF",
            "position": position,
            **values,
            "name": name,
            "slug": slug,
        },
        user_id=user.id,
        created_at=now,
        updated_at=now,
    )
    set_permissions(
        site, category_id, permissions if isinstance(permissions, dict) and permissions else {"everyone": 1}
    )
    for field, value in (custom_fields or {}).items() if isinstance(custom_fields, dict) else ():
        site.insert(
            "category_custom_fields",
            category_id=category_id,
            name=field,
            value=str(value),
            created_at=now,
            updated_at=now,
        )
    _define(site, user, category_id, name)
    return category_id


def _check_names(site: Site, name: str, slug: Any, parent: Any, own: int | None) -> None:
    errors = []
    if not name or len(name) > 50:
        errors.append(
            "Category Name is too long (maximum is 50 characters)" if name else "Category Name can't be blank"
        )
    if site.value(
        "SELECT 1 FROM categories WHERE lower(name) = lower(?) AND parent_category_id IS ? AND id <> ?",
        name,
        parent,
        own or 0,
    ):
        errors.append("Category Name has already been taken")
    if slug:
        if str(slug).isdigit() or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", str(slug)):
            errors.append("Slug is invalid")
        elif site.value(
            "SELECT 1 FROM categories WHERE slug = ? AND parent_category_id IS ? AND id <> ?",
            slug,
            parent,
            own or 0,
        ):
            errors.append("Slug is already in use")
    if (
        parent is not None
        and site.value("SELECT parent_category_id FROM categories WHERE id = ?", parent) is not None
    ):
        errors.append("You can't nest a category under a sub-category")
    if errors:
        raise unprocessable(*errors)


def _define(site: Site, user: User, category_id: int, name: str) -> None:
    """The topic that says what the category is for; it is pinned and no part of other lists."""
    now = site.stamp()
    title = f"About the {name} category"
    topic_id = site.insert(
        "topics",
        title=title,
        fancy_title=titles.fancy(title),
        slug=titles.slugify(title),
        user_id=user.id,
        last_post_user_id=user.id,
        category_id=category_id,
        pinned_at=now,
        bumped_at=now,
        created_at=now,
        updated_at=now,
    )
    topic = site.one("SELECT * FROM topics WHERE id = ?", topic_id)
    assert topic is not None
    raw = _DEFINITION.format(name=name)
    add_post(site, user, topic, raw, cook_for(site, raw, topic_id).html, now, track=False)
    refresh_topic(site, topic_id)
    site.update("topics", topic_id, last_posted_at=None)
    site.update("categories", category_id, topic_id=topic_id)


def set_fields(site: Site, category_id: int, values: dict[str, Any]) -> None:
    """Change plain fields of a category.

    Raises:
        SandboxRefusal: 422 for a name or slug that is taken or will not do.
    """
    if not values:
        return
    row = site.one("SELECT * FROM categories WHERE id = ?", category_id)
    assert row is not None
    name = str(values.get("name", row["name"])).strip()
    parent = values.get("parent_category_id", row["parent_category_id"])
    _check_names(site, name, values.get("slug"), parent, category_id)
    site.update("categories", category_id, **{**values, "name": name, "updated_at": site.stamp()})


def set_approval(site: Site, category_id: int, sent: Any) -> None:
    """Have topics or replies of a category wait for approval; what is not sent stays."""
    if not isinstance(sent, dict):
        return
    now = site.stamp()
    site.run(
        "INSERT OR IGNORE INTO category_settings (category_id, created_at, updated_at) VALUES (?, ?, ?)",
        category_id,
        now,
        now,
    )
    for name in ("require_topic_approval", "require_reply_approval"):
        if name in sent:
            site.run(
                f"UPDATE category_settings SET {name} = ? WHERE category_id = ?",
                int(params.flag(sent, name)),
                category_id,
            )


def set_permissions(site: Site, category_id: int, permissions: dict[str, Any]) -> None:
    """Give a category exactly these permissions, by group name.

    ``{"everyone": 1}`` leaves it open without any.

    Raises:
        SandboxRefusal: 400 for an unknown group or permission.
    """
    rules: dict[int, int] = {}
    names = {"full": 1, "create_post": 2, "readonly": 3}
    for group, kind in permissions.items():
        group_id = 0 if group == "everyone" else site.value("SELECT id FROM groups WHERE name = ?", group)
        number = names.get(str(kind)) or (int(kind) if str(kind).isdigit() else 0)
        if group_id is None or number not in (1, 2, 3):
            raise invalid_parameters("permissions")
        rules[group_id] = number
    if rules == {0: 1}:
        rules = {}
    now = site.stamp()
    site.run("DELETE FROM category_groups WHERE category_id = ?", category_id)
    for group_id, number in rules.items():
        site.insert(
            "category_groups",
            category_id=category_id,
            group_id=group_id,
            permission_type=number,
            created_at=now,
            updated_at=now,
        )
    site.update("categories", category_id, read_restricted=int(bool(rules) and 0 not in rules))
    site.category_rules.clear()


def category_json(
    site: Site, viewer: User | None, category_id: int, *, full: bool = False, written: bool = False
) -> dict[str, Any]:
    """A category as answers show it.

    With ``full`` it comes with permissions, as ``/c/ID/show.json`` and writing answer; ``written`` is the
    answer to writing, which leaves the reader's permission out.
    """
    row = site.one("SELECT * FROM categories WHERE id = ?", category_id)
    assert row is not None
    children = bool(site.value("SELECT 1 FROM categories WHERE parent_category_id = ?", category_id))
    slug = site.value("SELECT slug FROM topics WHERE id = ?", row["topic_id"])
    shown: dict[str, Any] = {key: row[key] for key in ("id", "name", "color", "text_color")}
    shown |= {"style_type": _STYLES[row["style_type"]], "icon": row["icon"], "emoji": row["emoji"]}
    shown |= {key: row[key] for key in ("slug", "topic_count", "post_count", "position", "description")}
    shown |= {"description_text": row["description"], "description_excerpt": row["description"]}
    shown |= {
        "topic_url": f"/t/{slug}/{row['topic_id']}" if slug else "/t/",
        "read_restricted": bool(row["read_restricted"]),
        "permission": None if written else guardian.permission(site, viewer, category_id),
    }
    if row["parent_category_id"] is not None:
        shown["parent_category_id"] = row["parent_category_id"]
    shown["notification_level"] = 1
    if viewer is not None and viewer.admin:
        shown["can_edit"] = True
    shown |= {
        "topic_template": row["topic_template"],
        "has_children": None if full else children,
        "subcategory_count": None,
    }
    ascending = row["sort_ascending"]
    shown |= {
        "sort_order": row["sort_order"],
        "sort_ascending": None if ascending is None else bool(ascending),
        "show_subcategory_list": bool(row["show_subcategory_list"]),
    }
    shown |= {
        key: row[key]
        for key in (
            "num_featured_topics",
            "default_view",
            "subcategory_list_style",
            "default_top_period",
            "default_list_filter",
            "minimum_required_tags",
        )
    }
    shown["navigate_to_first_post_after_read"] = bool(row["navigate_to_first_post_after_read"])
    shown["custom_fields"] = {
        field["name"]: field["value"]
        for field in site.all(
            "SELECT name, value FROM category_custom_fields WHERE category_id = ?", category_id
        )
    }
    if site.limits.topic_voting_enabled:
        votes = "SELECT 1 FROM topic_voting_category_settings WHERE category_id = ?"
        shown["custom_fields"]["enable_topic_voting"] = bool(site.value(votes, category_id))
        if shown["custom_fields"]["enable_topic_voting"]:
            shown["can_vote"] = True
    if site.limits.tag_style == "objects":
        shown["topic_title_placeholder"] = None
    return shown if not full else shown | _full(site, row, children=children, written=written)


def _full(site: Site, row: Row, *, children: bool, written: bool) -> dict[str, Any]:
    rules = site.all(
        "SELECT g.name, c.group_id, c.permission_type FROM category_groups c LEFT JOIN groups g ON g.id ="
        " c.group_id"
        " WHERE c.category_id = ? ORDER BY g.name",
        row["id"],
    )
    permissions = [
        {"permission_type": rule["permission_type"], "group_name": rule["name"] or "everyone"}
        for rule in rules
    ]
    permissions = permissions or [{"permission_type": 1, "group_name": "everyone"}]
    ids = [rule["group_id"] for rule in rules] or [0]
    used = {rule["group_name"] for rule in permissions}
    groups = site.column("SELECT name FROM groups ORDER BY name")
    shown: dict[str, Any] = {
        "allowed_tags": [],
        "allowed_tag_groups": [],
        "allow_global_tags": bool(row["allow_global_tags"]),
        "read_only_banner": row["read_only_banner"],
        "form_template_ids": [],
        "available_groups": [name for name in groups if name not in used],
        "auto_close_hours": row["auto_close_hours"],
        "auto_close_based_on_last_post": False,
        "group_permissions": permissions,
        "email_in": None,
        "email_in_allow_strangers": False,
        "mailinglist_mirror": False,
        "all_topics_wiki": False,
        "allow_unlimited_owner_edits_on_first_post": False,
    }
    if children:
        shown["cannot_delete_reason"] = "Can't delete this category because it has sub-categories."
    elif row["topic_count"]:
        shown["cannot_delete_reason"] = (
            f"Can't delete this category because it has {row['topic_count']} topics."
        )
    else:
        shown["can_delete"] = True
    shown |= {
        "allow_badges": True,
        "topic_featured_link_allowed": True,
        "search_priority": row["search_priority"],
    }
    shown["default_slow_mode_seconds"] = row["default_slow_mode_seconds"]
    shown |= dict.fromkeys(_EMPTY)
    shown["required_tag_groups"] = []
    if written:
        set_to = site.one("SELECT * FROM category_settings WHERE category_id = ?", row["id"])
        shown["category_setting"] = {
            "auto_bump_cooldown_days": 1,
            "num_auto_bump_daily": 0,
            "require_reply_approval": bool(set_to and set_to["require_reply_approval"]),
            "require_topic_approval": bool(set_to and set_to["require_topic_approval"]),
        }
    shown["category_localizations"] = []
    if site.limits.tag_style == "objects":
        for permission, group_id in zip(permissions, ids, strict=True):
            permission["group_id"] = group_id
        shown |= {"topic_posting_review_group_ids": [], "reply_posting_review_group_ids": []}
    return shown
