"""The forum's own particulars and those of the key's account (CONTRACT, sections 1, 14)."""

from __future__ import annotations

from bridge.domain.errors import Forbidden, Gone
from bridge.forum.endpoint import Reply, reading, writing
from bridge.forum.retry import Client
from bridge.forum.wire.base import read
from bridge.forum.wire.site import About, AboutPart, Account, Session, SiteSettings

ABOUT = reading("/about.json")
SESSION = reading("/session/current.json")
SETTINGS = reading("/site/settings.json")
CHANGE = writing("PUT", "/admin/site_settings/{name}.json", reply=Reply.NOTHING)


def about(client: Client) -> AboutPart:
    """GET /about.json: version and language."""
    return read(About, client.call(ABOUT), ABOUT).about


def account(client: Client) -> Account:
    """GET /session/current.json: who the key acts as, with groups.

    Raises:
        Forbidden: the key is wrong, revoked, or belongs to another user.
    """
    return read(Session, client.call(SESSION), SESSION).current_user


def change_setting(client: Client, name: str, value: str) -> None:
    """PUT /admin/site_settings/{name}.json: one setting of the forum, for good; for admins."""
    client.call(CHANGE, ids={"name": name}, body={name: value})


def settings(client: Client) -> SiteSettings:
    """GET /site/settings.json: the limits on texts; the defaults of 3.5 where the forum keeps them back."""
    try:
        answer = client.call(SETTINGS)
    except (Forbidden, Gone):
        return SiteSettings()
    return read(SiteSettings, answer, SETTINGS)
