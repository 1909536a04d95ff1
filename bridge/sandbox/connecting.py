"""DiscourseConnect with the forum as the provider: another site asks who somebody is, signed both ways.

The answers are those that a running forum gave (OBSERVED, sections 12 to 14; recordings fact-701 to 708).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from bridge.sandbox.refusals import not_found
from bridge.sandbox.routing import Call, Reply, Route
from bridge.sandbox.site import Site, User

PATH = "/session/sso_provider"
_PLAIN = "text/plain; charset=utf-8"
_UNKNOWN_SITE = (
    "Authentication failed due to missing secret. Contact the site administrators to fix this problem."
)


def provide(call: Call) -> Reply:
    """Send the browser back to the site that asks, with who is logged in; to the login if nobody is."""
    site = call.site
    if not site.limits.enable_discourse_connect_provider:
        raise not_found()
    sent = str(call.query.get("sso", ""))
    asked = _read(sent)
    target = asked.get("return_sso_url", "")
    if not target:
        return Reply("Login Error", 422, _PLAIN)
    secret = _secret(site, urlsplit(target).hostname or "")
    if secret is None:
        return Reply(_UNKNOWN_SITE, 400, _PLAIN)
    if not hmac.compare_digest(_sign(secret, sent).encode(), str(call.query.get("sig", "")).encode()):
        return Reply("Login Error", 422, _PLAIN)
    if call.actor is None:
        if asked.get("prompt") == "none":
            return _back(target, secret, {**asked, "failed": "true"})
        here = f"{PATH}?sso={quote(sent, safe='')}&sig={_sign(secret, sent)}"
        return Reply("", 302, _PLAIN, {"Location": f"/login?return={quote(here, safe='')}"})
    return _back(target, secret, {**asked, **_described(site, call.actor)})


def _described(site: Site, user: User) -> dict[str, str]:
    groups = site.column(
        "SELECT g.name FROM groups g JOIN group_users m ON m.group_id = g.id WHERE m.user_id = ?"
        " ORDER BY g.id",
        user.id,
    )
    return {
        "admin": str(bool(user.admin)).lower(),
        "moderator": str(bool(user.moderator)).lower(),
        "email": str(site.value("SELECT email FROM user_emails WHERE user_id = ?", user.id) or ""),
        "external_id": str(user.id),
        "groups": ",".join(groups),
        "name": user.name or "",
        "username": user.username,
    }


def _back(target: str, secret: str, values: Mapping[str, str]) -> Reply:
    whole = base64.b64encode(urlencode(sorted(values.items())).encode()).decode()
    joint = "&" if "?" in target else "?"
    location = f"{target}{joint}sso={quote(whole, safe='')}&sig={_sign(secret, whole)}"
    return Reply("", 302, _PLAIN, {"Location": location})


def _read(sent: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(base64.b64decode(sent).decode(), keep_blank_values=True))
    except (binascii.Error, ValueError):
        return {}


def _sign(secret: str, sent: str) -> str:
    return hmac.new(secret.encode(), sent.encode(), hashlib.sha256).hexdigest()


def _secret(site: Site, host: str) -> str | None:
    """The secret of a host, from lines `host|secret` as the setting has them; `*` stands for any host."""
    for line in site.limits.discourse_connect_provider_secrets.split("\n"):
        domain, _, secret = line.partition("|")
        if secret and domain in (host, "*"):
            return secret
    return None


ROUTES = [Route("GET", PATH, provide, "session/sso_provider")]
