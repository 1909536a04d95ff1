"""``/site/settings`` and ``/admin/site_settings``: settings under the names that Discourse gives them."""

from __future__ import annotations

from typing import Any

from bridge.sandbox import params
from bridge.sandbox.limits import HIDDEN_SETTINGS, SECRET_SETTINGS, Limits, setting_names
from bridge.sandbox.refusals import missing, unprocessable
from bridge.sandbox.routing import Call, Reply, Route, done


def client(call: Call) -> Reply:
    """Names and values, for anybody."""
    limits = call.site.limits
    kept = HIDDEN_SETTINGS | SECRET_SETTINGS
    shown = {name: getattr(limits, name) for name in setting_names() if name not in kept}
    shown |= {
        "title_prettify": True,
        "min_first_post_length": limits.min_post_length,
        "tagging_enabled": True,
        "poll_enabled": True,
        "allow_uncategorized_topics": False,
        "default_locale": "en",
        "poll_edit_window_mins": limits.poll_edit_window_mins,
    }
    return Reply(shown)


def listing(call: Call) -> Reply:
    """Settings with default and value; ``filter_names[]`` picks some."""
    call.admin()
    wanted = set(params.strings(call.params.get("filter_names")))
    settings: list[dict[str, Any]] = []
    for name in setting_names():
        if name in HIDDEN_SETTINGS or (wanted and name not in wanted):
            continue
        default, value = getattr(Limits(), name), getattr(call.site.limits, name)
        kind = {bool: "bool", int: "integer", float: "float", str: "string"}[type(default)]
        settings.append(
            {
                "setting": name,
                "humanized_name": name.replace("_", " ").capitalize(),
                "default": _text(default),
                "category": "sandbox",
                "description": "",
                "type": kind,
                "preview": None,
                "value": _text(value),
            }
        )
    return Reply({"site_settings": settings})


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def update(call: Call) -> Reply:
    """Change one setting for good; hidden ones cannot be changed over HTTP."""
    call.admin()
    name = call.route["name"]
    if name in HIDDEN_SETTINGS:
        raise unprocessable(f"You are not allowed to change hidden settings: {name}")
    if name not in setting_names():
        raise unprocessable(f"No setting named '{name}' exists")
    value = params.text(call.params, name)
    if value is None:
        raise missing(name)
    current = getattr(call.site.limits, name)
    try:
        changed = params.flag(call.params, name) if isinstance(current, bool) else type(current)(value)
    except ValueError as error:
        raise unprocessable(f"{name}: Value must be a number.") from error
    call.site.store_setting(name, changed)
    return done()


ROUTES = [
    Route("GET", "/site/settings", client, "site/settings"),
    Route("GET", "/admin/site_settings", listing, "admin/site_settings/index", hidden=True),
    Route("PUT", "/admin/site_settings/{name}", update, "admin/site_settings/update", hidden=True),
]
