"""``/site``, ``/about``, ``/site/basic-info``, ``/srv/status``: what the forum is."""

from __future__ import annotations

from typing import Any

from bridge.sandbox.categorising import category_json
from bridge.sandbox.limits import VERSIONS
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.rules import guardian
from bridge.sandbox.serialise import basic_user
from bridge.sandbox.topic_list import top_tags

_TAGGING: dict[str, Any] = {
    "allowed_tags": [],
    "allowed_tag_groups": [],
    "allow_global_tags": False,
    "read_only_banner": None,
    "form_template_ids": [],
    "uploaded_logo": None,
    "uploaded_logo_dark": None,
    "uploaded_background": None,
    "uploaded_background_dark": None,
    "required_tag_groups": [],
}


def site(call: Call) -> Reply:
    """Kinds, groups and all categories that the reader sees, flat."""
    here, viewer = call.site, call.actor
    groups = here.all("SELECT id, name, automatic FROM groups ORDER BY name")
    categories = [
        {**category_json(here, viewer, category_id), **_TAGGING}
        for category_id in here.column("SELECT id FROM categories ORDER BY position, id")
        if guardian.permission(here, viewer, category_id) is not None
    ]
    return Reply(
        {
            "default_archetype": "regular",
            "post_types": {"regular": 1, "moderator_action": 2, "small_action": 3, "whisper": 4},
            "trust_levels": {"newuser": 0, "basic": 1, "member": 2, "regular": 3, "leader": 4},
            "groups": [
                {
                    "id": row["id"],
                    "name": row["name"],
                    "flair_url": None,
                    "flair_bg_color": None,
                    "flair_color": None,
                    "automatic": bool(row["automatic"]),
                }
                for row in groups
            ],
            "filters": ["latest", "top"],
            "periods": ["all", "yearly", "quarterly", "monthly", "weekly", "daily"],
            "top_menu_items": ["latest", "top"],
            "anonymous_top_menu_items": ["latest", "top", "categories"],
            "uncategorized_category_id": 1,
            "can_create_tag": viewer is not None
            and (viewer.staff or viewer.trust_level >= here.limits.min_trust_level_to_create_tag),
            "can_tag_topics": viewer is not None,
            "can_tag_pms": False,
            "top_tags": top_tags(here, None),
            "categories": categories,
            "archetypes": [{"id": "regular", "name": "Regular Topic", "options": []}],
            "user_fields": [],
            "auth_providers": [],
        }
    )


def about(call: Call) -> Reply:
    """Title, version, staff and numbers."""
    here = call.site
    spans = {"last_day": 1, "7_days": 7, "30_days": 30, "count": 36_500}
    stats = {}
    for name, days in spans.items():
        since = here.ago(days=days)
        stats[f"topics_{name}"] = here.value(
            "SELECT count(*) FROM topics WHERE deleted_at IS NULL AND archetype = 'regular' AND"
            " created_at > ?",
            since,
        )
        stats[f"posts_{name}"] = here.value(
            "SELECT count(*) FROM posts WHERE deleted_at IS NULL AND post_type = 1 AND created_at > ?", since
        )
        stats[f"users_{name}"] = here.value(
            "SELECT count(*) FROM users WHERE id > 0 AND created_at > ?", since
        )
        stats[f"likes_{name}"] = here.value(
            "SELECT count(*) FROM post_actions WHERE deleted_at IS NULL AND post_action_type_id = 2 AND"
            " created_at > ?",
            since,
        )
    staff = [
        here.user(user_id)
        for user_id in here.column("SELECT id FROM users WHERE (admin OR moderator) AND id > 0")
    ]
    body = {
        "stats": stats,
        "description": "",
        "extended_site_description": "",
        "banner_image": None,
        "site_creation_date": here.value("SELECT min(created_at) FROM categories"),
        "title": here.limits.title,
        "locale": "en",
        "version": VERSIONS[here.limits.tag_style],
        "https": False,
        "can_see_about_stats": True,
        "contact_url": "",
        "contact_email": "",
        "moderator_ids": [user.id for user in staff if user.moderator],
        "admin_ids": [user.id for user in staff if user.admin],
        "category_moderators": [],
    }
    people = [{**basic_user(user), "title": None, "last_seen_at": None} for user in staff]
    return Reply({"users": people, "about": body})


def basic_info(call: Call) -> Reply:
    """Title and colours, for anybody."""
    return Reply(
        {
            "title": call.site.limits.title,
            "description": "",
            "header_primary_color": "333333",
            "header_background_color": "ffffff",
            "login_required": False,
            "locale": "en",
            "discourse_version": VERSIONS[call.site.limits.tag_style],
        }
    )


def status(_: Call) -> Reply:
    """``ok`` while the server answers."""
    return Reply("ok", content_type="text/plain; charset=utf-8")


ROUTES = [
    Route("GET", "/site", site, "site/site"),
    Route("GET", "/about", about, "about/index"),
    Route("GET", "/site/basic-info", basic_info, "site/basic_info"),
    Route("GET", "/srv/status", status, "forums/status"),
]
