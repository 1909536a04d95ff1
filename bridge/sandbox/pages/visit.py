"""Who is looking: a signed cookie names the member. Forms are taken from the forum's own pages only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from http.cookies import CookieError, SimpleCookie

from bridge.sandbox.refusals import SandboxRefusal
from bridge.sandbox.routing import Call
from bridge.sandbox.site import Site, User

COOKIE = "sandbox_member"
_SECRET = "sandbox_page_secret"  # noqa: S105 - the name of a setting


def _secret(site: Site) -> bytes:
    """A secret of this forum, made when first needed; it only protects who is logged in on its pages."""
    found = site.value("SELECT value FROM site_settings WHERE name = ?", _SECRET)
    if found is None:
        found = secrets.token_hex(32)
        now = site.stamp()
        site.insert("site_settings", name=_SECRET, value=found, created_at=now, updated_at=now)
    return str(found).encode()


def sign(site: Site, user_id: int) -> str:
    """The cookie's value for a member."""
    mark = hmac.new(_secret(site), str(user_id).encode(), hashlib.sha256).hexdigest()
    return f"{user_id}.{mark}"


def session_user(call: Call) -> User | None:
    """The member whom the cookie names, None without a valid one."""
    try:
        jar = SimpleCookie(call.headers.get("cookie", ""))
    except CookieError:
        return None
    if COOKIE not in jar:
        return None
    number, _, _ = jar[COOKIE].value.partition(".")
    if not number.isdigit() or not hmac.compare_digest(jar[COOKIE].value, sign(call.site, int(number))):
        return None
    try:
        user = call.site.user(int(number))
    except LookupError:
        return None
    return None if user.suspended else user


def own_form(call: Call) -> None:
    """Make sure that a form comes from this forum's pages.

    Raises:
        SandboxRefusal: 403, another site sent it.
    """
    fetch = call.headers.get("sec-fetch-site")
    origin = call.headers.get("origin")
    if fetch is not None:
        trusted = fetch in ("same-origin", "none")
    else:
        trusted = origin is None or origin.partition("://")[2] == call.headers.get("host", "")
    if not trusted:
        raise SandboxRefusal(403, {"errors": ["This form was sent from another site."]})
